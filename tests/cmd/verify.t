An independent program measures every run again, from the original text: removed
documents reach the threshold with the one that stands for them, kept records are the
input's bytes, the text minus its spans is the cleaned text, every figure is exact.

  $ cp "$CORPORA/news/docs.jsonl" news.jsonl
  $ python3 "$CORPORA/generate.py" --docs 400 --seed 11 --profile news -o gen 2> /dev/null
  $ cat > run.sh <<'EOF'
  > command=$1; shift
  > for input in news.jsonl gen/docs.jsonl; do
  >     rm -rf out
  >     chaff $command -q "$@" $input -o out.jsonl --run-dir out 2> notes
  >     python3 "$TESTS/check_run.py" $command "$@" $input --output out.jsonl \
  >         --run-dir out > report || cat report
  > done
  > EOF

  $ sh run.sh clean

  $ sh run.sh clean -t 0.5

  $ sh run.sh dedup

  $ sh run.sh dedup -t 0.4

  $ sh run.sh dedup -n 3

  $ sh run.sh dedup -t 0.5 --link chain

  $ sh run.sh dedup -t 0.7 --measure containment

  $ sh run.sh strip

  $ for input in news.jsonl gen/docs.jsonl; do
  >     chaff find -q -t 0.3 $input -o clusters.jsonl --pairs pairs.tsv 2> notes
  >     python3 "$TESTS/check_run.py" find -t 0.3 $input --clusters clusters.jsonl \
  >         --pairs pairs.tsv > report || cat report
  > done
