A corpus with copies edited to every degree, and its true pairs by counting shingles of
words in Python.

  $ cat > make.py <<'EOF'
  > import random
  > rng = random.Random(5)
  > words = ["w%d" % i for i in range(3000)]
  > print_row = lambda name, text: print('{"id":"%s","site":"s%d","text":"%s"}' % (name, int(name[-1]) % 2, " ".join(text)))
  > for family in range(60):
  >     text = rng.choices(words, k=rng.randint(40, 120))
  >     for copy in range(rng.randint(1, 6)):
  >         edited = list(text)
  >         for _ in range(rng.choice([0, 1, 1, 2, 2, 3, 4, 6])):
  >             edited[rng.randrange(len(edited))] = rng.choice(words)
  >         print_row("%d.%d" % (family, copy), edited[rng.choice([0, 0, 10]):])
  > EOF
  $ python3 make.py > in.jsonl
  $ cat > check.py <<'EOF'
  > import json, sys
  > least, rows, mode = float(sys.argv[1]), sys.argv[2], sys.argv[3:]
  > texts, first = {}, {}
  > for line in open("in.jsonl"):
  >     d = json.loads(line)
  >     key = d["id"] if "across" in mode else d["text"]       # equal texts are one text
  >     if key not in first:
  >         first[key] = d["id"]
  >         w = d["text"].split()
  >         texts[d["id"]] = ({tuple(w[i:i + 5]) for i in range(len(w) - 4)}, d["site"])
  > truth, ids = {}, list(texts)
  > for i, a in enumerate(ids):
  >     for b in ids[i + 1:]:
  >         (x, sx), (y, sy) = texts[a], texts[b]
  >         n = len(x & y)
  >         value = n / min(len(x), len(y)) if "containment" in mode else n / len(x | y)
  >         if value >= least and not ("across" in mode and sx == sy):
  >             truth[a, b] = (n / len(x | y), n / len(x), n / len(y), n)
  > got = {}
  > for line in open(rows):
  >     r = json.loads(line)
  >     got[r["a"], r["b"]] = (r["jaccard"], r["a_in_b"], r["b_in_a"], r["shared"]), r["found"]
  > wrong = [p for p in got if truth.get(p) != got[p][0]]
  > unseen = [] if "sample" in mode else [p for p in truth if p not in got]
  > print("wrong", wrong, "unseen", unseen, "pairs", "many" if len(got) > 100 else len(got))
  > EOF

All texts in the sample: every true pair is listed with its figures.

  $ for t in 0.1 0.5 0.8 1; do
  >     chaff audit -q -t $t --sample 1000000 --pairs rows.jsonl in.jsonl > table
  >     python3 check.py $t rows.jsonl
  > done
  wrong [] unseen [] pairs many
  wrong [] unseen [] pairs many
  wrong [] unseen [] pairs 49
  wrong [] unseen [] pairs 0

  $ chaff audit -q -t 0.6 --measure containment --sample 1000000 --pairs rows.jsonl in.jsonl > table
  $ python3 check.py 0.6 rows.jsonl containment
  wrong [] unseen [] pairs many

  $ chaff audit -q -t 0.5 --across site --sample 1000000 --pairs rows.jsonl in.jsonl > table
  $ python3 check.py 0.5 rows.jsonl across
  wrong [] unseen [] pairs many

A sample lists pairs of that sample only.

  $ chaff audit -q -t 0.5 --sample 20 --pairs rows.jsonl in.jsonl > table; head -1 table
  20 of 199 distinct texts were compared with all others
  $ python3 check.py 0.5 rows.jsonl sample
  wrong [] unseen [] pairs 50

What is called found is what find reports, and the rest is what it misses: to be seen with
bands that can't do.

  $ chaff audit -q --json -t 0.5 --bands 1 --rows 12 --sample 1000000 --pairs rows.jsonl in.jsonl > audit.json
  $ python3 check.py 0.5 rows.jsonl
  wrong [] unseen [] pairs many
  $ chaff find -q -t 0.5 --bands 1 --rows 12 --pairs pairs.jsonl in.jsonl
  $ cat > weak.py <<'EOF'
  > import json, math
  > a = json.load(open("audit.json"))
  > rows = [json.loads(line) for line in open("rows.jsonl")]
  > pair = lambda r: (r["a"], r["b"])
  > reported = {pair(r) for r in map(json.loads, open("pairs.jsonl"))}
  > found = {pair(r) for r in rows if r["found"] == "found"}
  > print("as reported", found == {p for p in map(pair, rows) if p in reported})
  > print("found", a["all"]["found"] == len(found), "pairs", a["all"]["pairs"] == len(rows))
  > print("recall", a["all"]["recall"] == len(found) / len(rows) < 0.5)
  > print("missed", a["missed"]["bands"] == len(rows) - len(found), "wrong", a["wrong"])
  > print("bins", sum(b["pairs"] for b in a["bins"]) == len(rows), sum(b["found"] for b in a["bins"]) == len(found))
  > print("near the curve", abs(a["all"]["recall"] - a["all"]["chance"]) < 0.1)
  > EOF
  $ python3 weak.py
  as reported True
  found True pairs True
  recall True
  missed True wrong 0
  bins True True
  near the curve True

The interval is Wilson's.

  $ chaff audit -q --json -t 0.5 --bands 3 --rows 6 --sample 40 in.jsonl > audit.json
  $ cat > wilson.py <<'EOF'
  > import json, math
  > all = json.load(open("audit.json"))["all"]
  > n, p, z = all["pairs"], all["recall"], 1.959964
  > middle = (p + z * z / (2 * n)) / (1 + z * z / n)
  > half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
  > print(n > 20, 0 < p < 1, abs(all["low"] - middle + half) < 1e-9, abs(all["high"] - middle - half) < 1e-9)
  > EOF
  $ python3 wilson.py
  True True True True

Threads, memory and repeated ids change nothing.

  $ cat in.jsonl in.jsonl > twice.jsonl
  $ for o in "-j 1" "-j 7" "-m 64M"; do
  >     chaff audit -q -t 0.5 --sample 50 $o --pairs rows.tsv twice.jsonl 2> notes > table
  >     cat table rows.tsv | cksum
  > done | sort -u | wc -l
  1

  $ cat notes; head -2 rows.tsv
  chaff: warning: 200 documents have an id that an earlier one has; 'at' tells them apart
  a	b	jaccard	a_in_b	b_in_a	shared	found	a_at	b_at
  2.1	2.2	0.5555555555555556	0.6666666666666666	0.7692307692307693	50	found	twice.jsonl:11	twice.jsonl:12

The table for people.

  $ chaff audit -t 0.5 --sample 1000000 in.jsonl
  199 of 199 distinct texts were compared with all others: exact for this corpus and seed
  threshold 0.5, 72 bands of 4 slots
  (empty line)
    similarity   true pairs      found  recall    95% interval  chance
    0.50 to 0.55         24         24       1       1       1  0.9956
    0.55 to 0.60         26         26       1       1       1  0.9996
    0.60 to 0.65         29         29       1       1       1  1.0000
    0.65 to 0.70         37         37       1       1       1  1.0000
    0.70 to 0.75         33         33       1       1       1  1.0000
    0.75 to 0.80         18         18       1       1       1  1.0000
    0.80 to 0.85         33         33       1       1       1  1.0000
    0.85 to 0.90          7          7       1       1       1  1.0000
    0.90 to 0.95          9          9       1       1       1  1.0000
    0.50 to 1.00        216        216       1       1       1  0.9995
  (empty line)
  every reported pair was measured again: precision 1
  2> chaff: in.jsonl: text from 'text', id from 'id', source from 'site'
  2> chaff: * s finding, * s comparing (glob)

  $ chaff audit -q -t 0.5 --sample 10 --bands 1 --rows 40 in.jsonl | tail -3
  missed 16: 16 met in no band, 0 dropped by the pre-filter, 0 at a limit
  every reported pair was measured again: precision 1
  less than --recall promises; without --bands and --rows they follow from it

  $ echo '{"text":"..."}' | chaff audit -q
  0 of 0 distinct texts were compared with all others: exact for this corpus and seed
  threshold 0.8, 16 bands of 6 slots
  (empty line)
    similarity   true pairs      found  recall    95% interval  chance
    0.80 to 0.85          0          0
    0.80 to 1.00          0          0
  (empty line)
  every reported pair was measured again: precision 1
  no pair in the sample: a larger --sample or a lower -t would tell more

What can't work.

  $ chaff audit -q --sample 0 in.jsonl
  2> chaff: --sample 0 is outside 1 to 4294967295
  [2]

  $ chaff audit -q --pairs in.jsonl in.jsonl
  2> chaff: 'in.jsonl' is an input and would be overwritten; name another output
  [4]
