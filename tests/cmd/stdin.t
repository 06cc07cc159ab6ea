Standard input is JSON lines unless --format says otherwise; compression is recognised.

  $ cat > in.jsonl <<'EOF'
  > {"id":"a","text":"one two three four five six seven eight nine ten"}
  > {"id":"b","text":"One two three four five six seven eight nine ten."}
  > EOF

  $ chaff dedup < in.jsonl

  $ gzip -c in.jsonl | chaff dedup -q -

  $ printf 'a b c d e f\nA b c d e F\ng\n' | chaff dedup -q -f lines

  $ chaff find -q in.jsonl - < in.jsonl | wc -l

Nothing in, nothing out.

  $ chaff dedup < /dev/null

A pipe is read twice only inside: its bytes are kept.

  $ cat in.jsonl | chaff clean -q | wc -l
