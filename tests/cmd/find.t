Two copies of a story and a look-alike that is none.

  $ cat > in.jsonl <<'EOF'
  > {"id":"a","text":"The ferry to Lunna left an hour late on Monday because its pilot had been called to another ship, the harbour office said, and nobody aboard complained."}
  > {"id":"b","text":"The ferry to Lunna left an hour late on Tuesday because its pilot had been called to another ship, the harbour office said, and nobody aboard complained."}
  > {"id":"c","text":"On Monday the harbour office said that a pilot was late, that a ship had called, and that nobody had left Lunna aboard the ferry for another hour."}
  > EOF

Clusters go to standard output, as JSON lines.

  $ chaff find in.jsonl
  {"cluster":0,"size":2,"role":"kept","id":"a","of":"a","jaccard":1,"id_in_of":1,"of_in_id":1}
  {"cluster":0,"size":2,"role":"copy","id":"b","of":"a","jaccard":0.6428571428571429,"id_in_of":0.782608695652174,"of_in_id":0.782608695652174}
  2> chaff: in.jsonl: text from 'text', id from 'id'
  2> chaff: documents=3 clusters=1 clustered=2 seconds=* (glob)

On a terminal they are lines to read.

  $ on-terminal chaff find -q in.jsonl
  cluster 0: 2 documents
          a
    64.3% b

An output option takes their place.

  $ chaff find -q in.jsonl -o clusters.tsv; cat clusters.tsv
  cluster	size	role	id	of	jaccard	id_in_of	of_in_id
  0	2	kept	a	a	1	1	1
  0	2	copy	b	a	0.6428571428571429	0.782608695652174	0.782608695652174

  $ chaff find -q in.jsonl --pairs pairs.csv; cat pairs.csv
  a,b,jaccard,a_in_b,b_in_a,shared,relation
  a,b,0.6428571428571429,0.782608695652174,0.782608695652174,18,overlap

--check for scripts.

  $ chaff find -q --check in.jsonl > /dev/null
  [1]

  $ chaff find -q --check -t 0.9 in.jsonl

Containment finds the excerpt in the whole.

  $ { sed -n 1p in.jsonl; echo '{"id":"cut","text":"late on Monday because its pilot had been called to another ship"}'; } > excerpt.jsonl

  $ chaff find -q -t 0.8 excerpt.jsonl

  $ chaff find -q -t 0.8 --measure containment --pairs - excerpt.jsonl
  {"a":"a","b":"cut","jaccard":0.34782608695652173,"a_in_b":0.34782608695652173,"b_in_a":1,"shared":8,"relation":"contains"}

--by and --across look at a field.

  $ sed 's/}$/,"site":"x"}/; 2s/x"}$/y"}/' in.jsonl > sites.jsonl

  $ chaff find -q --by site sites.jsonl

  $ chaff find -q --across site sites.jsonl | wc -l
  2
