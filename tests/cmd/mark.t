--mark keeps the text and puts brackets around what would be cut.

  $ cat > one.txt <<'EOF'
  > The ferry to Lunna left an hour late on Monday because its pilot had been called away.
  > Nobody aboard complained, the harbour office said, and all of the bread was eaten.
  > 
  > Leave a Reply
  > Your email address will not be published. Required fields are marked *
  > EOF

  $ chaff strip -q --mark one.txt
  The ferry to Lunna left an hour late on Monday because its pilot had been called away.
  Nobody aboard complained, the harbour office said, and all of the bread was eaten.⟦
  (empty line)
  Leave a Reply
  Your email address will not be published. Required fields are marked *⟧

In JSON nothing else changes, escapes included; spans are those of a run without it.

  $ cat > in.jsonl <<'EOF'
  > {"id":7,"text":"Rain fell on \u00c5land for nine days, and the roads are closed. Schools have shut, and boats bring bread to the farms beyond the bridge.\n\nLeave a Reply\nYour email address will not be published.", "z":[]}
  > EOF
  $ chaff strip -q --mark in.jsonl --spans marked.jsonl
  {"id":7,"text":"Rain fell on \u00c5land for nine days, and the roads are closed. Schools have shut, and boats bring bread to the farms beyond the bridge.⟦\n\nLeave a Reply\nYour email address will not be published.⟧", "z":[]}
  $ chaff strip -q in.jsonl --spans cut.jsonl -o /dev/null
  $ cmp marked.jsonl cut.jsonl

Every format has its brackets; in vertical text each is a word.

  $ printf 'id,text\n1,"It said ""no"" to nine farms beyond the bridge, which stood a metre under water, and the boats bring bread.\nLeave a Reply"\n' > in.csv
  $ chaff strip -q --mark in.csv
  id,text
  1,"It said ""no"" to nine farms beyond the bridge, which stood a metre under water, and the boats bring bread.⟦
  Leave a Reply⟧"
  $ { echo '<doc id="1">'; printf 'It said no to nine farms beyond the bridge which stood a metre under water and the boats bring bread on Monday .\n<p>\nLeave a Reply\n</p>\n</doc>\n' | tr ' ' '\n'; } > in.vert
  $ chaff strip -q --mark in.vert | tail -8
  <p>
  ⟦
  Leave
  a
  Reply
  ⟧
  </p>
  </doc>

A text file that becomes a JSON line, and a folder.

  $ mkdir texts && cp one.txt texts/
  $ chaff strip -q --mark texts -o out.jsonl && cat out.jsonl
  {"id":"one.txt","text":"The ferry to Lunna left an hour late on Monday because its pilot had been called away.\nNobody aboard complained, the harbour office said, and all of the bread was eaten.⟦\n\nLeave a Reply\nYour email address will not be published. Required fields are marked *⟧\n"}

clean finds near-duplicates on what is outside the brackets.

  $ printf '%s\n' '{"id":1,"text":"Rain fell for nine days, and the roads are closed beyond the bridge, which stood a metre under water this morning.\nLeave a Reply\nYour email address will not be published."}' '{"id":2,"text":"Rain fell for nine days, and the roads are closed beyond the bridge, which stood a metre under water this morning."}' > two.jsonl
  $ chaff clean -q --mark two.jsonl --pairs pairs.jsonl && cat pairs.jsonl
  {"id":1,"text":"Rain fell for nine days, and the roads are closed beyond the bridge, which stood a metre under water this morning.⟦\nLeave a Reply\nYour email address will not be published.⟧"}
  {"a":1,"b":2,"jaccard":1,"a_in_b":1,"b_in_a":1,"shared":17,"relation":"exact"}
