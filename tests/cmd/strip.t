Known furniture is cut from a single document; the story stays.

  $ cat > one.txt <<'EOF'
  > The ferry to Lunna left an hour late on Monday because its pilot had been called away.
  > Nobody aboard complained, the harbour office said.
  > 
  > Leave a Reply
  > Your email address will not be published. Required fields are marked *
  > EOF

  $ chaff strip one.txt -o out.txt --spans spans.jsonl

  $ cat out.txt

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

  $ printf '%s\n' '{"id":7,"t":1.0,"text":"Rain fell on \u00c5land for nine days, and the roads are closed.\nLeave a Reply\nYour email address will not be published.", "z":[]}' > in.jsonl

  $ chaff strip -q in.jsonl

Offsets count characters; or bytes, or UTF-16 units.

  $ printf '%s\n' '{"id":1,"text":"\ud83d\ude00\u00e9 rain fell for nine days, and the roads are closed.\nLeave a Reply\nYour email address will not be published."}' > smile.jsonl

  $ for unit in chars bytes utf16; do chaff strip -q --offsets $unit --spans - -o /dev/null smile.jsonl; done
