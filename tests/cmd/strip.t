Known furniture is cut from a single document; the story stays.

  $ cat > one.txt <<'EOF'
  > The ferry to Lunna left an hour late on Monday because its pilot had been called away.
  > Nobody aboard complained, the harbour office said.
  > 
  > Leave a Reply
  > Your email address will not be published. Required fields are marked *
  > EOF

  $ chaff strip one.txt -o out.txt --spans spans.jsonl
  2> chaff: documents=1 stripped=1 spans=1 seconds=* (glob)

  $ cat out.txt
  The ferry to Lunna left an hour late on Monday because its pilot had been called away.
  Nobody aboard complained, the harbour office said.

The text minus its spans is the cleaned text, and each span holds what was cut.

  $ cat > check.py <<'EOF'
  > import json, sys
  > text = open("one.txt", encoding="utf-8", newline="").read()
  > kept, at = "", 0
  > for line in open("spans.jsonl", encoding="utf-8"):
  >     for span in json.loads(line)["spans"]:
  >         assert text[span["start"]:span["end"]] == span["text"], span
  >         kept += text[at:span["start"]]
  >         at = span["end"]
  > assert kept + text[at:] == open("out.txt", encoding="utf-8", newline="").read()
  > EOF
  $ python3 check.py

Without known phrases one document has no boilerplate.

  $ chaff strip -q --no-known one.txt | cmp - one.txt

In JSON only the text field changes.

  $ printf '%s\n' '{"id":7,"t":1.0,"text":"Rain fell on \u00c5land for nine days, and the roads are closed. Schools have shut, and boats bring bread to the farms beyond the bridge, which stood a metre under water this morning.\n\nLeave a Reply\nYour email address will not be published.", "z":[]}' > in.jsonl

  $ chaff strip -q in.jsonl
  {"id":7,"t":1.0,"text":"Rain fell on \u00c5land for nine days, and the roads are closed. Schools have shut, and boats bring bread to the farms beyond the bridge, which stood a metre under water this morning.", "z":[]}

Offsets count characters; or bytes, or UTF-16 units.

  $ printf '%s\n' '{"id":1,"text":"\ud83d\ude00\u00e9 rain fell for nine days, and the roads are closed. Schools have shut, and boats bring bread to the farms beyond the bridge, which stood a metre under water this morning.\n\nLeave a Reply\nYour email address will not be published."}' > smile.jsonl

  $ for unit in chars bytes utf16; do chaff strip -q --offsets $unit --spans - -o /dev/null smile.jsonl; done
  {"id":1,"spans":[{"start":172,"end":229,"docs":0,"kind":"known","text":"\n\nLeave a Reply\nYour email address will not be published."}]}
  {"id":1,"spans":[{"start":176,"end":233,"docs":0,"kind":"known","text":"\n\nLeave a Reply\nYour email address will not be published."}]}
  {"id":1,"spans":[{"start":173,"end":230,"docs":0,"kind":"known","text":"\n\nLeave a Reply\nYour email address will not be published."}]}
