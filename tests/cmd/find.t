Two copies of a story and a look-alike that is none.

  $ cat > in.jsonl <<'EOF'
  > {"id":"a","text":"The ferry to Lunna left an hour late on Monday because its pilot had been called to another ship, the harbour office said, and nobody aboard complained."}
  > {"id":"b","text":"The ferry to Lunna left an hour late on Tuesday because its pilot had been called to another ship, the harbour office said, and nobody aboard complained."}
  > {"id":"c","text":"On Monday the harbour office said that a pilot was late, that a ship had called, and that nobody had left Lunna aboard the ferry for another hour."}
  > EOF

Clusters go to standard output, as JSON lines.

  $ chaff find in.jsonl

On a terminal they are lines to read.

  $ on-terminal chaff find -q in.jsonl

An output option takes their place.

  $ chaff find -q in.jsonl -o clusters.tsv; cat clusters.tsv

  $ chaff find -q in.jsonl --pairs pairs.csv; cat pairs.csv

--check for scripts.

  $ chaff find -q --check in.jsonl > /dev/null

  $ chaff find -q --check -t 0.9 in.jsonl

Containment finds the excerpt in the whole.

  $ { sed -n 1p in.jsonl; echo '{"id":"cut","text":"late on Monday because its pilot had been called to another ship"}'; } > excerpt.jsonl

  $ chaff find -q -t 0.8 excerpt.jsonl

  $ chaff find -q -t 0.8 --measure containment --pairs - excerpt.jsonl

--by and --across look at a field.

  $ sed 's/}$/,"site":"x"}/; 2s/x"}$/y"}/' in.jsonl > sites.jsonl

  $ chaff find -q --by site sites.jsonl

  $ chaff find -q --across site sites.jsonl | wc -l
