A bad record is counted, named, and copied to a file of its own; the run goes on.

  $ printf '%s\n' '{"id":1,"text":"a b c d e f"}' '{"id":2,"text":"a b c' 'not json' '{"id":3,"no":"x"}' '{"id":4,"text":7}' '{"id":5,"text":"g h i"}' > in.jsonl

  $ chaff dedup in.jsonl -o out.jsonl

  $ cat out.jsonl out.jsonl.bad

  $ chaff dedup -q in.jsonl --bad-file bad.jsonl > /dev/null; sed -n 2,5p in.jsonl | cmp - bad.jsonl

drop counts only; stop ends the run, and nothing is written.

  $ chaff dedup --bad drop in.jsonl -o dropped.jsonl; ls dropped*

  $ chaff dedup --bad stop in.jsonl -o stopped.jsonl; ls stopped*

Ill-formed UTF-8 and a lone surrogate are not bad records.

  $ printf '{"id":1,"text":"caf\351 au lait"}\n{"id":2,"text":"\\ud800 x"}\n' > odd.jsonl; chaff dedup -q odd.jsonl | cmp - odd.jsonl

Bytes after the last compressed member are told, and end with 3.

  $ gzip -c odd.jsonl > odd.jsonl.gz; printf 'garbage' >> odd.jsonl.gz; chaff dedup odd.jsonl.gz -o /dev/null
