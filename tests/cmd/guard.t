An output that is an input is refused before anything is read.

  $ printf '{"id":1,"text":"a b c d e f g"}\n{"id":2,"text":"A b c d e f g"}\n{"id":3,"text":"x y z"}\n' > in.jsonl; cp in.jsonl copy.jsonl

  $ chaff dedup in.jsonl -o in.jsonl; cmp in.jsonl copy.jsonl

  $ ln in.jsonl same.jsonl; chaff dedup in.jsonl -o same.jsonl; cmp in.jsonl copy.jsonl

  $ chaff dedup in.jsonl -o out.jsonl --removed in.jsonl; cmp in.jsonl copy.jsonl; ls out.jsonl

  $ mkdir d; cp in.jsonl d; chaff dedup d -o d/; cmp d/in.jsonl copy.jsonl

  $ mkdir e; cp in.jsonl e; chaff dedup d/in.jsonl e/in.jsonl -o f/

--max-removed stops before anything is written.

  $ chaff dedup in.jsonl -o out.jsonl --max-removed 20; ls out.jsonl

  $ chaff dedup -q in.jsonl -o out.jsonl --max-removed 40; wc -l < out.jsonl

Two outputs of one name.

  $ chaff dedup in.jsonl -o x.jsonl --removed x.jsonl

  $ chaff dedup --pairs - in.jsonl

A device is written in place.

  $ chaff dedup -q in.jsonl -o /dev/null; ls -l /dev/null | cut -c 1
