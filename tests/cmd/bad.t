A bad record is counted, named, and copied to a file of its own; the run goes on.

  $ printf '%s\n' '{"id":1,"text":"a b c d e f"}' '{"id":2,"text":"a b c' 'not json' '{"id":3,"no":"x"}' '{"id":4,"text":7}' '{"id":5,"text":"g h i"}' > in.jsonl

  $ chaff dedup in.jsonl -o out.jsonl
  2> chaff: in.jsonl: text from 'text', id from 'id'
  2> chaff: warning: in.jsonl:2:22: not JSON: * (glob)
  2> chaff: warning: in.jsonl:3:1: not JSON: a record begins with '{', not with 'n'
  2> chaff: warning: in.jsonl:4:1: no text field 'text'
  2> chaff: warning: in.jsonl:5:16: 'text' is not a string but a number
  2> chaff: 4 bad records are in 'out.jsonl.bad'
  2> chaff: documents=2 bad=4 kept=2 removed=0 clusters=0 seconds=* (glob)
  [3]

  $ cat out.jsonl out.jsonl.bad
  {"id":1,"text":"a b c d e f"}
  {"id":5,"text":"g h i"}
  {"id":2,"text":"a b c
  not json
  {"id":3,"no":"x"}
  {"id":4,"text":7}

  $ chaff dedup -q in.jsonl --bad-file bad.jsonl > /dev/null; sed -n 2,5p in.jsonl | cmp - bad.jsonl
  2> chaff: warning: in.jsonl:2:22: not JSON: * (glob)
  2> chaff: warning: in.jsonl:3:1: not JSON: a record begins with '{', not with 'n'
  2> chaff: warning: in.jsonl:4:1: no text field 'text'
  2> chaff: warning: in.jsonl:5:16: 'text' is not a string but a number

drop counts only; stop ends the run, and nothing is written.

  $ chaff dedup --bad drop in.jsonl -o dropped.jsonl && ls dropped*
  dropped.jsonl
  2> chaff: in.jsonl: text from 'text', id from 'id'
  2> chaff: documents=2 bad=4 kept=2 removed=0 clusters=0 seconds=* (glob)

  $ chaff dedup --bad stop in.jsonl -o stopped.jsonl
  2> chaff: in.jsonl: text from 'text', id from 'id'
  2> chaff: in.jsonl:2:22: not JSON: * (glob)
  [5]

  $ ls stopped*
  2> ls: cannot access 'stopped*': No such file or directory
  [2]

Ill-formed UTF-8 and a lone surrogate are not bad records.

  $ printf '{"id":1,"text":"caf\351 au lait"}\n{"id":2,"text":"\\ud800 x"}\n' > odd.jsonl; chaff dedup -q odd.jsonl | cmp - odd.jsonl

Bytes after the last compressed member are told, and end with 3.

  $ gzip -c odd.jsonl > odd.jsonl.gz; printf 'garbage' >> odd.jsonl.gz; chaff dedup odd.jsonl.gz -o /dev/null
  2> chaff: odd.jsonl.gz: text from 'text', id from 'id'
  2> chaff: warning: odd.jsonl.gz: what follows the last gzip member is none and was not read
  2> chaff: documents=2 kept=2 removed=0 clusters=0 seconds=* (glob)
  [3]

--limit ends the reading behind the last document wanted, wherever a block of bytes ends.

  $ printf 'not json\n' >> in.jsonl; chaff dedup -q --limit 2 in.jsonl -o /dev/null 2>&1 | tail -n 1
  chaff: warning: 4 bad records were left out; --bad-file FILE keeps them

  $ head -n 1 in.jsonl | cat - in.jsonl > more.jsonl; chaff dedup -q --limit 2 more.jsonl
  {"id":1,"text":"a b c d e f"}
  2> chaff: warning: 1 document has an id that an earlier one has; 'at' tells them apart
