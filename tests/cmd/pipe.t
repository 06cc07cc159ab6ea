A reader who leaves early ends the run quietly.

  $ python3 "$CORPORA/generate.py" --docs 2000 --seed 3 -o gen > /dev/null

  $ { chaff dedup -q gen/docs.jsonl; echo "status $?" >&2; } | head -1 | wc -l

  $ { chaff find -q -t 0.3 gen/docs.jsonl --pairs -; echo "status $?" >&2; } | true

A full device is an error.

  $ chaff dedup -q gen/docs.jsonl > /dev/full
