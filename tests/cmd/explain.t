Two copies of a story, an excerpt and a text that is none of these.

  $ cat > in.jsonl <<'EOF'
  > {"id":"a","site":"x","text":"The ferry to Lunna left an hour late on Monday because its pilot had been called to another ship, the harbour office said, and nobody aboard complained."}
  > {"id":"b","site":"y","text":"The ferry to Lunna left an hour late on Tuesday because its pilot had been called to another ship, the harbour office said, and nobody aboard complained."}
  > {"id":7,"site":"x","text":"Its pilot had been called to another ship, the harbour office said. The ferry to Lunna left an hour late."}
  > {"id":"b b","site":"x","text":"... !"}
  > EOF

Side by side, with a sign before what both have.

  $ chaff explain -q -t 0.6 a b in.jsonl
  A       a  in.jsonl:1  27 words
  B       b  in.jsonl:2  27 words
  alike   0.6429 Jaccard: 18 of 28 shingles are in both; 0.7826 of A is in B, 0.7826 of B is in A
  bands   3 of 34 met (4 slots each); the sketches say 0.537; a pair like this is measured with a chance of 0.9983
  filter  75 of 136 lanes are equal, 61 are needed: passes
  so      a pair: 3 of 34 bands met, and their Jaccard similarity 0.6429 reaches the threshold 0.6
          in one cluster of 2: A is kept, B is its copy (0.6429)
  (empty line)
  = The ferry to Lunna left an hour late  = The ferry to Lunna left an hour late
  = on                                    = on
    Monday                                  Tuesday
  = because its pilot had been called to  = because its pilot had been called to
  = another ship, the harbour office      = another ship, the harbour office
  = said, and nobody aboard complained.   = said, and nobody aboard complained.
  (empty line)
  = in both, ~ in both but elsewhere, else only here; -v shows all rows

What moved has a sign of its own; an id that is no string needs no quotes either.

  $ chaff explain -q a 7 in.jsonl
  A       a  in.jsonl:1  27 words
  B       7  in.jsonl:3  20 words
  alike   0.4444 Jaccard: 12 of 27 shingles are in both; 0.5217 of A is in B, 0.75 of B is in A
  bands   0 of 16 met (6 slots each); the sketches say 0.469; a pair like this is measured with a chance of 4.883e-05
  filter  45 of 96 lanes are equal, 62 are needed: dropped
  so      no pair: their Jaccard similarity 0.4444 is below the threshold 0.8
          not in one cluster: A is kept and alone; B is kept and alone
  (empty line)
  ~ The ferry to Lunna left an hour late
    on Monday because
  = its pilot had been called to another  = Its pilot had been called to another
  = ship, the harbour office said,        = ship, the harbour office said.
    and nobody aboard complained.         ~ The ferry to Lunna left an hour late.
  (empty line)
  = in both, ~ in both but elsewhere, else only here; -v shows all rows

The threshold decides.

  $ chaff explain -q -t 0.9 a b in.jsonl | sed -n '/^so/,/^$/p'
  so      no pair: their Jaccard similarity 0.6429 is below the threshold 0.9
          not in one cluster: A is kept and alone; B is kept and alone
  (empty line)

The other measure, and other groups.

  $ chaff explain -q --measure containment -t 0.7 a in.jsonl:3 in.jsonl | sed -n '/^so/,/^$/p'
  so      a pair: 0 of 26 bands met and 1 sampled shingles, and their greater containment 0.75 reaches the threshold 0.7
          in one cluster of 3: A is kept, B is its copy (0.75)
  (empty line)

  $ chaff explain -q --by site a b in.jsonl | sed -n '/^so/,/^$/p'
  so      never compared: they differ in 'site', the field of --by
          not in one cluster: A is kept and alone; B is kept and alone
  (empty line)

  $ chaff explain -q --min-words 26 a 7 in.jsonl | sed -n '/^so/,/^$/p'
  so      never compared: B has 20 words, and --min-words is 26
          not in one cluster: A is kept and alone; B takes no part
  (empty line)

  $ chaff explain -q a 'b b' in.jsonl | sed -n '/^so/,/^$/p'
  so      never compared: B has no word
          not in one cluster: A is kept and alone; B takes no part
  (empty line)

A pair that the bands miss is called what it is.

  $ chaff explain -q -t 0.6 --bands 1 --rows 40 a b in.jsonl | sed -n '/^so/,/^$/p'
  so      missed: their Jaccard similarity 0.6429 reaches the threshold 0.6, but nothing nominates them; the chance of that was 1 (--recall, --seed)
          not in one cluster: A is kept and alone; B is kept and alone
  (empty line)

Which one stays, and why two copies hang together.

  $ chaff explain -q -t 0.6 --keep last a b in.jsonl | sed -n '/^so/,/^$/p'
  so      a pair: 3 of 34 bands met, and their Jaccard similarity 0.6429 reaches the threshold 0.6
          in one cluster of 2: B is kept, A is its copy (0.6429)
  (empty line)

  $ cat in.jsonl > three.jsonl; sed -n '1s/"a"/"c"/; 1s/complained/wept/p' in.jsonl >> three.jsonl

  $ chaff explain -q -t 0.6 b c three.jsonl | sed -n '/^so/,/^$/p'
  so      no pair: their Jaccard similarity 0.5862 is below the threshold 0.6
          in one cluster of 3: both are copies of a (0.6429 and 0.9167), which is kept
  (empty line)

One object for programs; spans count characters.

  $ chaff explain -q --json -t 0.6 a b in.jsonl
  {"a":{"id":"a","at":"in.jsonl:1","words":27,"cut_words":0,"shingles":23,"role":"kept","cluster_size":2},"b":{"id":"b","at":"in.jsonl:2","words":27,"cut_words":0,"shingles":23,"role":"copy","cluster_size":2,"of":"a","of_at":"in.jsonl:1","jaccard":0.6428571428571429,"id_in_of":0.782608695652174,"of_in_id":0.782608695652174},"verdict":"pair","together":true,"why":"a pair: 3 of 34 bands met, and their Jaccard similarity 0.6429 reaches the threshold 0.6. in one cluster of 2: A is kept, B is its copy (0.6429)","jaccard":0.6428571428571429,"a_in_b":0.782608695652174,"b_in_a":0.782608695652174,"shared":18,"union":28,"measure":"jaccard","threshold":0.6,"ngram":5,"bands":34,"rows":4,"seed":1,"bands_met":[9,23,26],"samples_met":0,"estimate":0.5367647058823529,"lanes":75,"lanes_needed":61,"chance":0.998282784273499,"stripped":false,"passages":[{"a_start":0,"a_end":39,"b_start":0,"b_end":39,"aligned":true,"text":"The ferry to Lunna left an hour late on"},{"a_start":47,"a_end":151,"b_start":48,"b_end":152,"aligned":true,"text":"because its pilot had been called to another ship, the harbour office said, and nobody aboard complained"}]}

  $ chaff explain -q --json --strip -t 0.6 a b in.jsonl |
  >     python3 -c 'import json; x = json.loads(input()); print(x["verdict"], x["together"], x["stripped"], x["b"]["of"])'
  pair True True a

Roles and similarities are those that find reports.

  $ chaff find -q -t 0.5 $CORPORA/news/docs.jsonl > clusters.jsonl
  $ cat > roles.py <<'EOF'
  > import json, subprocess, sys
  > documents = sys.argv[1]
  > rows = [json.loads(line) for line in open("clusters.jsonl")]
  > for row in [row for row in rows if row["role"] == "copy"][:8]:
  >     x = json.loads(subprocess.run(["chaff", "explain", "-q", "--json", "-t", "0.5", row["id"], row["of"],
  >                                    documents], stdout=subprocess.PIPE, check=True).stdout)
  >     text = {json.loads(line)["id"]: json.loads(line)["text"] for line in open(documents)}
  >     assert x["together"] and x["a"]["role"] == "copy" and x["b"]["role"] == "kept", row
  >     assert (x["jaccard"], x["a_in_b"], x["b_in_a"]) == (row["jaccard"], row["id_in_of"], row["of_in_id"]), row
  >     assert x["a"]["cluster_size"] == row["size"] and x["a"]["of"] == row["of"], row
  >     assert x["bands_met"] and x["lanes"] >= x["lanes_needed"], row
  >     assert all(text[row["id"]][p["a_start"]:p["a_end"]] == p["text"] for p in x["passages"]), row
  > print("alike")
  > EOF
  $ python3 roles.py $CORPORA/news/docs.jsonl
  alike

Names that fit no document, or several.

  $ chaff explain -q a bb in.jsonl
  2> chaff: no document is called 'bb'; did you mean 'b', 'b b'?
  [2]

  $ chaff explain -q a zzzzzz in.jsonl
  2> chaff: no document is called 'zzzzzz'; the first one is 'a'; PATH:LINE would do, too
  [2]

  $ chaff explain -q a a in.jsonl
  2> chaff: 'a' and 'a' are one document; name two
  [2]

  $ chaff explain -q a in.jsonl
  2> chaff: 'in.jsonl' is taken for a document; its file comes after two documents: chaff explain A B in.jsonl
  [2]

  $ cat in.jsonl in.jsonl > twice.jsonl; chaff explain -q a b twice.jsonl
  2> chaff: warning: 4 documents have an id that an earlier one has; 'at' tells them apart
  2> chaff: 2 documents are called 'a'; name one by its place: 'twice.jsonl:1', 'twice.jsonl:5'
  [2]

  $ chaff explain -q twice.jsonl:1 twice.jsonl:5 twice.jsonl | sed -n '/^so/,/^$/p'
  so      a pair: word for word the same
          in one cluster of 2: A is kept, B is its copy (1)
  (empty line)
  2> chaff: warning: 4 documents have an id that an earlier one has; 'at' tells them apart

  $ chaff explain -q twice.jsonl:1 twice.jsonl:99 twice.jsonl
  2> chaff: warning: 4 documents have an id that an earlier one has; 'at' tells them apart
  2> chaff: no document is called 'twice.jsonl:99'; the first one is 'a'; PATH:LINE would do, too
  [2]

Standard input.

  $ chaff explain -q -t 0.6 -- a -:2 < in.jsonl | grep ^so
  so      a pair: 3 of 34 bands met, and their Jaccard similarity 0.6429 reaches the threshold 0.6

Text from outside can't write to the terminal; wide characters take two columns; text that
runs from right to left is kept in its place.

  $ printf '%s\n' '{"id":"p\u001b[31m","text":"\u001b[2J one two three four five six \u202e seven"}' '{"id":"q","text":"one two three four five six \u65e5\u672c\u8a9e \u05e9\u05dc\u05d5\u05dd"}' > hostile.jsonl

  $ chaff explain -q hostile.jsonl:1 q hostile.jsonl | cat -v | sed -n '/^so/,$p'
  so      no pair: their Jaccard similarity 0.25 is below the threshold 0.8
          not in one cluster: A is kept and alone; B is kept and alone
  (empty line)
    M-oM-?M-=[2J
  = one two three four five six M-oM-?M-=         = one two three four five six
    seven                                   M-bM-^AM-(M-fM-^WM-%M-fM-^\M-,M-hM-*M-^^ M-WM-)M-WM-^\M-WM-^UM-WM-^]M-bM-^AM-)
  (empty line)
  = in both, ~ in both but elsewhere, else only here; -v shows all rows

  $ chaff explain -q --color always -t 0.6 a b in.jsonl | cat -v | sed -n '8,9p'
  (empty line)
  ^[[32m= The ferry to Lunna left an hour late^[[0m  ^[[32m= The ferry to Lunna left an hour late^[[0m
