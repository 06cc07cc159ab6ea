Three stories and a copy of the first with one word changed; the last has no copy.

  $ cat > in.jsonl <<'EOF'
  > {"id": 1, "text": "The ferry to Lunna left an hour late on Monday because its pilot had been called to another ship, the harbour office said, and nobody aboard complained.", "n": 1.50}
  > {"id":"b","text":"A new bridge over the Orla will open in spring; the mayor promised that cyclists need not pay and that buses come first."}
  > {"id": 1e3,"text":"The ferry to Lunna left an hour late on Tuesday because its pilot had been called to another ship, the harbour office said, and nobody aboard complained.","x":"\u00e9"}
  > {"id":"d","text":"Nine schools in the valley will share one kitchen from autumn on, which cooks in turn for each of them."}
  > EOF

One document of each cluster stays, byte for byte as it came.

  $ chaff dedup -t 0.6 in.jsonl > out.jsonl
  2> chaff: in.jsonl: text from 'text', id from 'id'
  2> chaff: documents=4 kept=3 removed=1 clusters=1 seconds=* (glob)

  $ sed 3d in.jsonl | cmp - out.jsonl

Everything that is known about the one that went: its bytes, its id, and for which
document it stands.

  $ chaff dedup -q -t 0.6 in.jsonl -o /dev/null --removed removed.jsonl --ids ids.txt --pairs pairs.tsv --clusters clusters.csv

  $ sed -n 3p in.jsonl | cmp - removed.jsonl

  $ cat ids.txt pairs.tsv clusters.csv
  1e3
  a	b	jaccard	a_in_b	b_in_a	shared	relation
  1	1e3	0.6428571428571429	0.782608695652174	0.782608695652174	18	overlap
  cluster,size,role,id,of,jaccard,id_in_of,of_in_id
  0,2,kept,1,1,1,1,1
  0,2,copy,1e3,1,0.6428571428571429,0.782608695652174,0.782608695652174

The last one instead of the first; the one with more words; a field decides.

  $ chaff dedup -q -t 0.6 --keep last in.jsonl | cut -c 1-10
  {"id":"b",
  {"id": 1e3
  {"id":"d",

  $ chaff dedup -q -t 0.6 --keep prefer:id=zzz,b,1000 --ids - -o /dev/null in.jsonl
  1e3

--check answers with its status; documents are not written unless --output is given.

  $ chaff dedup -q -t 0.6 --check in.jsonl
  [1]

  $ chaff dedup -q -t 0.9 --check in.jsonl

  $ chaff dedup -q -t 0.6 --check in.jsonl -o checked.jsonl; cmp checked.jsonl out.jsonl

--dry-run counts and writes no documents; tables are written.

  $ chaff dedup -t 0.6 --dry-run --ids - in.jsonl
  1e3
  2> chaff: in.jsonl: text from 'text', id from 'id'
  2> chaff: documents=4 kept=3 removed=1 clusters=1 seconds=* (glob)

--against: only what is in there goes, and nothing of it is written.

  $ head -2 in.jsonl > old.jsonl; chaff dedup -q -t 0.6 in.jsonl --against old.jsonl | cut -c 1-10
  {"id":"d",

A word-for-word copy differs in case, space and punctuation only.

  $ printf '%s\n' '{"text":"One, two; THREE four"}' '{"text":"one two three\n\nfour!"}' | chaff dedup -t 1 --pairs p.tsv
  {"text":"One, two; THREE four"}
  2> chaff: standard input: text from 'text', ids are PATH:LINE
  2> chaff: documents=2 kept=1 removed=1 clusters=1 seconds=* (glob)

  $ cat p.tsv
  a	b	jaccard	a_in_b	b_in_a	shared	relation
  -:1	-:2	1	1	1	1	exact
