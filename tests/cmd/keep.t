Which document of a cluster stays. Ties go to the first in input.

  $ cat > in.jsonl <<'EOF'
  > {"id":"a","text":"Rain fell on the valley for nine days and all of its roads are closed","date":"2031-03-05","score":2,"site":"x"}
  > {"id":"b","text":"Rain fell on the valley for nine days and all of its roads are closed now","date":"Mon, 03 Mar 2031 08:00:00 +0000","score":10,"site":"y"}
  > {"id":"c","text":"Rain fell on the valley for nine days and all of its roads are closed","date":"soon","score":"none","site":"z"}
  > {"id":"d","text":"Rain fell on the valley for nine days and all of its roads are closed","date":1930000000,"score":10.0,"site":"y"}
  > EOF
  $ for keep in first last longest earliest latest max:score prefer:site=z,x; do
  >     echo "$keep $(chaff dedup -q --keep $keep in.jsonl | cut -c 8)"
  > done
  first a
  last d
  longest b
  earliest d
  latest a
  max:score b
  prefer:site=z,x c

A field or a value that no record has is a typing error.

  $ chaff dedup -q --keep max:nothing in.jsonl
  2> chaff: no document has a value that --keep can go by in the field 'nothing'; * (glob)
  [2]

  $ chaff dedup -q --keep prefer:site=q in.jsonl
  2> chaff: no document has a value that --keep can go by in the field 'site'; * (glob)
  [2]

clean keeps the longest unless told otherwise.

  $ chaff clean -q in.jsonl | cut -c 8
  b
