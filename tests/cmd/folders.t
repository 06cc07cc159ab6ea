A folder is walked in byte order of its paths; each output stands at the same place.

  $ mkdir -p in/b in/.hidden; s="The ferry to Lunna left an hour late because its pilot had been called away"

  $ echo "$s on Monday." > in/b/1.txt; echo "$s on Monday!" > in/a.txt; echo "Rain fell for nine days." > in/b/2.txt; echo x > in/.hidden/c

  $ chaff dedup in -o out/

  $ find out -type f | sort; cmp in/a.txt out/a.txt

Into one file: records.

  $ chaff dedup -q in -o out.jsonl; cat out.jsonl

Several files and a name without a known suffix: a folder.

  $ printf '{"id":1,"text":"a b c"}\n' > x.jsonl; printf '{"id":2,"text":"d e f"}\n' > y.jsonl

  $ chaff dedup -q x.jsonl y.jsonl -o both; ls both

  $ chaff dedup -q x.jsonl y.jsonl -o both.jsonl; cat both.jsonl

--run-dir has all tables.

  $ chaff clean -q in -o cleaned/ --run-dir run; ls run

Only the last component is created.

  $ chaff dedup -q x.jsonl -o no/such/folder/
