Without input, the chances that follow from the options.

  $ chaff plan
  threshold 0.8: 16 bands of 6 slots; a pair exactly there is found with a chance of 0.9922
  (empty line)
    similarity     0.2    0.3    0.4    0.5    0.6    0.7    0.8    0.9   0.95
    chance           0      0      0 0.0023 0.1719 0.8061 0.9922 1.0000 1.0000
  (empty line)
    --recall    bands  slots    chance  chance at 0.3 (load)    a document
    0.9            13      8   0.90758               0.00000         208 B
    0.95           17      8   0.95549               0.00000         272 B
    0.99           16      6   0.99220               0.00000         224 B
    0.995          18      6   0.99575               0.00000         252 B
    0.999          18      5   0.99920               0.00000         234 B
    0.9999         24      5   0.99993               0.00000         312 B

  $ chaff plan -t 0.8 --bands 14 --rows 8 | head -4
  threshold 0.8: 14 bands of 8 slots; a pair exactly there is found with a chance of 0.9235
  (empty line)
    similarity     0.2    0.3    0.4    0.5    0.6    0.7    0.8    0.9   0.95
    chance           0      0      0 0.0002 0.0536 0.5223 0.9235 0.9996 1.0000

  $ chaff plan -t 0.5 --recall 0.999 --json
  {"threshold":0.5,"recall":0.999,"ngram":5,"bands":52,"rows":3,"chance":0.9990219413233348,"curve":[{"similarity":0.2,"chance":4.304463009470326e-05},{"similarity":0.3,"chance":0.1647849723190793},{"similarity":0.4,"chance":0.9295717081796375},{"similarity":0.5,"chance":0.9990219413233348},{"similarity":0.6,"chance":0.9999968052513358},{"similarity":0.7,"chance":0.9999999996738637},{"similarity":0.8,"chance":0.9999999999999999},{"similarity":0.9,"chance":1},{"similarity":0.95,"chance":1}],"choices":[{"recall":0.9,"bands":36,"rows":4,"chance":0.901371686811603,"load":0.014691192513448203,"bytes":432},{"recall":0.95,"bands":47,"rows":4,"chance":0.951427682158981,"load":0.00522265657580049,"bytes":564},{"recall":0.99,"bands":72,"rows":4,"chance":0.9902513989398415,"load":0.0002658629184870029,"bytes":864},{"recall":0.995,"bands":40,"rows":3,"chance":0.9951605489175496,"load":0.22294935606911095,"bytes":440},{"recall":0.999,"bands":52,"rows":3,"chance":0.9990219413233348,"load":0.1647849723190793,"bytes":572},{"recall":0.9999,"bands":70,"rows":3,"chance":0.9999116692347102,"load":0.11401997843321389,"bytes":770}],"suggestion":""}

They are those that a run has.

  $ echo '{"text":"one"}' | chaff find -t 0.7 --run-dir run 2> notes
  $ chaff plan -t 0.7 --json > plan.json
  $ python3 -c 'import json
  > p = json.load(open("plan.json")); s = json.load(open("run/summary.json"))["parameters"]
  > print(p["bands"] == s["bands"], p["rows"] == s["rows"], p["chance"] == s["expected_recall"])'
  True True True

Of a small input all is read, and every figure is what a run counts.

  $ cat > compare.py <<'EOF'
  > import json, sys
  > p, s = json.load(open("plan.json")), json.load(open("run/summary.json"))
  > for name in "documents", "words", "bytes":
  >     share = p[name] / s["counts"][name]
  >     print(name, "equal" if share == 1 else "near" if 0.66 < share < 1.5 else share)
  > share = p["run"]["find"]["memory"] / s["run"]["memory_peak"]
  > print("memory", "near" if 0.5 < share < 2.5 else "enough" if 2.5 <= share < 8 else share)
  > print("known", p["known"], "whole", p["sample"]["whole"], "seconds", sorted(p["run"]["seconds"]))
  > EOF
  $ chaff plan -q --json $CORPORA/news/docs.jsonl > plan.json
  $ rm -r run; chaff find -q --run-dir run $CORPORA/news/docs.jsonl; python3 compare.py
  documents equal
  words equal
  bytes equal
  memory near
  known True whole True seconds ['clean', 'find', 'strip']

  $ chaff plan -q --json - < $CORPORA/news/docs.jsonl > plan.json; python3 compare.py
  documents equal
  words equal
  bytes equal
  memory near
  known True whole True seconds []

Of a larger one a sample is read, from several places.

  $ python3 -c 'import random
  > rng = random.Random(2)
  > for i in range(60000):
  >     n = rng.randint(20, 60) + i // 500
  >     print("{\"id\":%d,\"text\":\"%s\"}" % (i, " ".join("w%d" % rng.randrange(9999) for _ in range(n))))' > large.jsonl
  $ chaff plan -q --json large.jsonl > plan.json
  $ rm -r run; chaff find -q -t 0.8 --run-dir run large.jsonl; python3 compare.py
  documents near
  words near
  bytes equal
  memory enough
  known True whole False seconds ['clean', 'find', 'strip']

  $ gzip -1 -k large.jsonl; chaff plan -q --json large.jsonl.gz > plan.json; python3 compare.py
  documents near
  words near
  bytes near
  memory enough
  known True whole False seconds ['clean', 'find', 'strip']

  $ mkdir parts; split -l 2000 --additional-suffix .jsonl large.jsonl parts/
  $ chaff plan -q --json parts > plan.json; python3 compare.py
  documents near
  words near
  bytes equal
  memory enough
  known True whole False seconds ['clean', 'find', 'strip']

  $ chaff plan -q --json --limit 500 large.jsonl | python3 -c 'import json; print(json.load(open(0))["documents"])'
  500

The end of a long stream is not waited for.

  $ cat large.jsonl | chaff plan -q - | sed -n '/^sampled/,$p' | sed 's/[0-9.,]\{1,\}/N/g'
  sampled: N documentsN N MB; N words a document on averageN N to N for eight of ten
  the end was not seen; for about N documentsN N MBN N words; budget N GBN N threads
  (empty line)
                      memory    at least        disk        time
    findN dedup       N MB      N MB        none           ?

Suggestions.

  $ printf '{"text":"a short text of ten words stands on this line"}\n%.0s' 1 2 3 | chaff plan -q - | tail -1
  Half of the documents have at most 10 words: one replaced word leaves them a similarity of 0.09, below the threshold; -n 2 would leave 0.64. 67% of the sample repeat another document word for word.

  $ chaff plan -t 0.1 | tail -1
  With one slot in a band nearly every pair is nominated, and limits decide: raise the threshold or lower --recall.

  $ chaff plan -q -m 32M large.jsonl | tail -1 | sed 's/[0-9.]* MB/N MB/g'
  Temporary files will be written: N MB need room in --tmp.

For people.

  $ cp $CORPORA/news/docs.jsonl . && chaff plan docs.jsonl | tail -6 | sed 's/[0-9.]\{1,\}/N/g; s/  *N/ N/g'
  in all about N documents, N kB, N words; budget N GB, N threads
  (empty line)
                      memory    at least        disk        time
    find, dedup N MB N MB        none N s
    strip N MB N MB        none N s
    clean N MB N MB        none N s
  2> chaff: docs.jsonl: text from 'text', id from 'id', source from 'source', date from 'date'

What can't work.

  $ chaff plan nowhere.jsonl
  2> chaff: 'nowhere.jsonl' can't be opened: No such file or directory
  [5]

  $ chaff plan -t 0.01 --recall 0.999999
  2> chaff: recall 0.999999 at threshold 0.01 needs 1377 slots, more than 1024; lower the recall or raise the threshold
  [2]

  $ echo '{"a":1}' > none.jsonl; chaff plan none.jsonl
  2> chaff: 'none.jsonl' has no text field; the first record has: a; try --text-field NAME
  [2]
