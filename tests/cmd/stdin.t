Standard input is JSON lines unless --format says otherwise; compression is recognised.

  $ cat > in.jsonl <<'EOF'
  > {"id":"a","text":"one two three four five six seven eight nine ten"}
  > {"id":"b","text":"One two three four five six seven eight nine ten."}
  > EOF

  $ chaff dedup < in.jsonl
  {"id":"a","text":"one two three four five six seven eight nine ten"}
  2> chaff: standard input: text from 'text', id from 'id'
  2> chaff: documents=2 kept=1 removed=1 clusters=1 seconds=* (glob)

  $ gzip -c in.jsonl | chaff dedup -q -
  {"id":"a","text":"one two three four five six seven eight nine ten"}

  $ printf 'a b c d e f\nA b c d e F\ng\n' | chaff dedup -q -f lines
  a b c d e f
  g

  $ chaff find -q in.jsonl - < in.jsonl | wc -l
  4
  2> chaff: warning: 2 documents have an id that an earlier one has; 'at' tells them apart

Nothing in, nothing out.

  $ chaff dedup < /dev/null
  2> chaff: documents=0 kept=0 removed=0 clusters=0 seconds=* (glob)

A pipe is read twice only inside: its bytes are kept.

  $ cat in.jsonl | chaff clean -q | wc -l
  1
