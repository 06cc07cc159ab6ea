--annotate keeps every record and says of each what would become of it.

  $ cat > in.jsonl <<'EOF'
  > {"id":"a","text":"one two three four five six seven eight nine ten"}
  > {"id":"b","text":"One two three four five six seven eight nine ten.","k":{} }
  > {"id":"c","text":"something else"}
  > EOF

  $ chaff dedup -q --annotate in.jsonl
  {"id":"a","text":"one two three four five six seven eight nine ten","chaff":{"cluster":0,"role":"kept"}}
  {"id":"b","text":"One two three four five six seven eight nine ten.","k":{} ,"chaff":{"cluster":0,"role":"copy","of":"a","jaccard":1}}
  {"id":"c","text":"something else","chaff":{"role":"single"}}

Without the key, every record is as it came.

  $ chaff dedup -q --annotate in.jsonl | sed 's/, *"chaff":{[^}]*}}$/}/' | tr -d ' ' > b; tr -d ' ' < in.jsonl | cmp - b
