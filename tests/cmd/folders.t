A folder is walked in byte order of its paths; each output stands at the same place.

  $ mkdir -p in/b in/.hidden; echo x > in/.hidden/c
  $ echo "The ferry to Lunna left an hour late because its pilot was called away." > in/a.txt
  $ echo "The ferry to Lunna left an hour late because its pilot was called away!" > in/b/1.txt
  $ echo "Rain fell for nine days." > in/b/2.txt

  $ chaff dedup in -o out/
  2> chaff: documents=3 kept=2 removed=1 clusters=1 seconds=* (glob)

  $ find out -type f | sort; cmp in/a.txt out/a.txt
  out/a.txt
  out/b/2.txt

Into one file: records.

  $ chaff dedup -q in -o out.jsonl; cat out.jsonl
  {"id":"a.txt","text":"The ferry to Lunna left an hour late because its pilot was called away.\n"}
  {"id":"b/2.txt","text":"Rain fell for nine days.\n"}

Several files and a name without a known suffix: a folder.

  $ printf '{"id":1,"text":"a b c"}\n' > x.jsonl; printf '{"id":2,"text":"d e f"}\n' > y.jsonl

  $ chaff dedup -q x.jsonl y.jsonl -o both; ls both
  x.jsonl
  y.jsonl

  $ chaff dedup -q x.jsonl y.jsonl -o both.jsonl; cat both.jsonl
  {"id":1,"text":"a b c"}
  {"id":2,"text":"d e f"}

--run-dir has all tables.

  $ chaff clean -q in -o cleaned/ --run-dir run; ls run
  boilerplate.jsonl
  borderline.jsonl
  clusters.jsonl
  pairs.jsonl
  removed.jsonl
  report.html
  report.jsonl
  spans.jsonl
  summary.json

What was removed is called after its kind, also in the run folder; of several kinds it is a
folder.

  $ mkdir kinds; for i in 1 2; do echo '{"id":1,"text":"a b c d"}'; done > kinds/a.jsonl
  $ printf 'id,text\n3,e f g\n4,e f g\n' > kinds/b.csv
  $ printf '<doc id="5">\nh\n</doc>\n<doc id="6">\nh\n</doc>\n' > kinds/c.vert
  $ chaff clean -q kinds/b.csv -o b.csv --run-dir csv; cat csv/removed.csv
  id,text
  4,e f g
  $ chaff dedup -q kinds/c.vert -o c.vert --run-dir vert; head -n 1 vert/removed.vert
  <doc id="6">
  $ chaff dedup -q kinds -o one/ --run-dir each 2> /dev/null; ls each/removed
  a.jsonl
  b.csv
  c.vert
  $ chaff dedup -q kinds/b.csv -o csv/removed.csv --run-dir csv
  2> chaff: 'csv/removed.csv' would be mixed with the files of --run-dir 'csv'; name another output
  [4]

A folder with nothing to read is done, but said.

  $ mkdir void; chaff find void
  2> chaff: 'void' has no file with text
  2> chaff: documents=0 clusters=0 clustered=0 seconds=* (glob)

Only the last component is created.

  $ chaff dedup -q x.jsonl -o no/such/folder/
  2> chaff: the folder 'no/such/folder/' can't be made: No such file or directory
  [5]

Several texts in one file are records; a name that promises text is refused.

  $ mkdir few; printf 'one' > few/1.txt; printf 'two' > few/2.txt; chaff dedup -q few -o all.txt
  2> chaff: 'all.txt' would hold jsonl records, written as they came; give it another suffix
  [2]

  $ chaff dedup -q few/1.txt -o all.txt; cat all.txt; echo
  one
