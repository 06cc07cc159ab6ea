An output that is an input is refused before anything is written.

  $ printf '{"id":1,"text":"a b c d e f g"}\n{"id":2,"text":"A b c d e f g"}\n{"id":3,"text":"x y z"}\n' > in.jsonl; cp in.jsonl copy.jsonl

  $ chaff dedup in.jsonl -o in.jsonl
  2> chaff: in.jsonl: text from 'text', id from 'id'
  2> chaff: 'in.jsonl' is an input and would be overwritten; name another output
  [4]

  $ cmp in.jsonl copy.jsonl

  $ ln in.jsonl same.jsonl; chaff dedup in.jsonl -o same.jsonl
  2> chaff: in.jsonl: text from 'text', id from 'id'
  2> chaff: 'same.jsonl' is an input and would be overwritten; name another output
  [4]

  $ chaff dedup in.jsonl -o out.jsonl --removed in.jsonl
  2> chaff: in.jsonl: text from 'text', id from 'id'
  2> chaff: 'in.jsonl' is an input and would be overwritten; name another output
  [4]

  $ cmp in.jsonl copy.jsonl; ls out.jsonl
  2> ls: cannot access 'out.jsonl': No such file or directory
  [2]

  $ mkdir d; cp in.jsonl d; chaff dedup d -o d/
  2> chaff: d/in.jsonl: text from 'text', id from 'id'
  2> chaff: 'd/in.jsonl' is an input and would be overwritten; name another output
  [4]

  $ cmp d/in.jsonl copy.jsonl

  $ mkdir e; cp in.jsonl e; chaff dedup d/in.jsonl e/in.jsonl -o f/
  2> chaff: d/in.jsonl and 1 more: text from 'text', id from 'id'
  2> chaff: two inputs would be written to 'f/in.jsonl'; run chaff once for each
  [4]

--max-removed stops before anything is written.

  $ chaff dedup in.jsonl -o out.jsonl --max-removed 20
  2> chaff: in.jsonl: text from 'text', id from 'id'
  2> chaff: the input would lose 33.3%, more than --max-removed 20; nothing was written; look at --clusters and --spans, or raise it
  [4]

  $ ls out.jsonl
  2> ls: cannot access 'out.jsonl': No such file or directory
  [2]

  $ chaff dedup -q in.jsonl -o out.jsonl --max-removed 40; wc -l < out.jsonl
  2

Two outputs of one name.

  $ chaff dedup in.jsonl -o x.jsonl --removed x.jsonl
  2> chaff: --output and --removed would both go to 'x.jsonl'; name two outputs
  [2]

  $ chaff dedup --pairs - in.jsonl
  2> chaff: --output and --pairs would both go to '-'; name two outputs
  [2]

A device is written in place.

  $ chaff dedup -q in.jsonl -o /dev/null; ls -l /dev/null | cut -c 1
  c
