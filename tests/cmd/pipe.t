A reader who leaves early ends the run quietly.

  $ python3 "$CORPORA/generate.py" --docs 2000 --seed 3 -o gen 2> /dev/null

  $ { chaff dedup -q gen/docs.jsonl; echo "status $?" >&2; } | head -1 | wc -l
  1
  2> status 0

  $ { chaff find -q -t 0.3 gen/docs.jsonl --pairs -; echo "status $?" >&2; } | true
  2> status 0

A full device is an error.

  $ chaff dedup -q gen/docs.jsonl > /dev/full
  2> chaff: 'standard output' can't be written: No space left on device
  [5]
