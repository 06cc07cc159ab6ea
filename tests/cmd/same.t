The output is the same for any number of threads and any memory budget.

  $ python3 "$CORPORA/generate.py" --docs 2500 --seed 7 --profile news -o gen 2> /dev/null

  $ for how in "1" "2" "7" "1 -m 256M" "7 -m 256M" "2 -m 32M"; do
  >     out=$(echo "by-j$how" | tr -d ' '); mkdir "$out"
  >     (cd "$out" && chaff clean -q ../gen/docs.jsonl -j $how -o out.jsonl --run-dir run \
  >         --removed removed.jsonl --ids ids.txt && rm run/summary.json
  >      chaff find -q -j $how ../gen/docs.jsonl --pairs found.tsv -t 0.3 -o found.jsonl) || echo "$how failed"
  >     (cd "$out" && cat out.jsonl removed.jsonl ids.txt run/* found.* | cksum > ../$out.sum)
  > done
  > cat by-*.sum | sort -u | wc -l
  1

What is unpacked gives the same as what is not, whatever is done ahead meanwhile.

  $ gzip -c gen/docs.jsonl > docs.jsonl.gz
  $ for how in "1" "2" "7" "7 -m 32M"; do
  >     chaff find -q -j $how docs.jsonl.gz --pairs packed.tsv -t 0.3 -o packed.jsonl
  >     cmp packed.tsv by-j1/found.tsv && cmp packed.jsonl by-j1/found.jsonl
  > done

  $ wc -l < by-j1/ids.txt | awk '$1 > 50 { print "many removed" }'
  many removed
