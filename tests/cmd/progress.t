The line of progress tells the stage, what is done, the rate and the time left; it never
gets longer than the terminal is wide.

  $ python3 $CORPORA/generate.py --docs 3000 --seed 3 --profile plain -o made && mv made/docs.jsonl in.jsonl
  2> 3000 documents, 10662124 characters
  $ lines() { tr '\r' '\n' | sed 's/\x1b\[[0-9]*[Km]//g'; }; (head -n 1500 in.jsonl; sleep 0.7; tail -n +1501 in.jsonl) | chaff dedup --progress always -o out.jsonl 2>&1 | lines > log; grep -c '^reading [0-9.]* [kM]B' log | sed 's/[1-9][0-9]*/some/'; grep -o '^reading [0-9.]* [kM]B, [0-9.]* [kM]B/s$' log | head -n 1 | tr '0-9' 'NNNNNNNNNN' | sed 's/N[N.]*/N/g'
  some
  reading N MB, N MB/s
  $ awk 'length > 79' log
  chaff: standard input: text from 'text', id from 'id', source from 'source', date from 'date'

On a terminal of 20 columns:

  $ on-terminal sh -c 'stty cols 20; (head -n 1500 in.jsonl; sleep 0.7; cat in.jsonl) | chaff dedup --progress always -o out.jsonl' | tr '\r' '\n' | sed 's/\x1b\[[0-9]*[Km]//g' | grep '^reading' | awk 'length > 19' | head -n 2

None is shown where nobody looks, on a dumb terminal, or with -q.

  $ chaff dedup in.jsonl -o out.jsonl 2>&1 | grep -c reading; on-terminal env TERM=dumb chaff dedup in.jsonl -o out.jsonl | grep -c reading; on-terminal chaff dedup -q in.jsonl -o out.jsonl
  0
  0
