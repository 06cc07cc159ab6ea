A preset sets options by one word; what stands after it refines it, and summary.json
tells what was in force.

  $ cp $CORPORA/news/docs.jsonl news.jsonl
  $ force() { chaff find -q "$@" news.jsonl --run-dir run; grep -o '"threshold.*"link":"[a-z]*","verify":[a-z]*' run/summary.json; }; force; force -x short; force -x news; force -x strict -t 0.7; force -t 0.7 -x strict; force --preset=fineweb --bands 20
  "threshold":0.5,"measure":"jaccard","ngram":5,"recall":0.99,"bands":72,"rows":4,"seed":1,"expected_recall":0.9902513989398415,"keep":"first","keep_field":null,"prefer":null,"link":"star","verify":true
  "threshold":0.5,"measure":"jaccard","ngram":2,"recall":0.99,"bands":72,"rows":4,"seed":1,"expected_recall":0.9902513989398415,"keep":"first","keep_field":null,"prefer":null,"link":"star","verify":true
  "threshold":0.6,"measure":"jaccard","ngram":5,"recall":0.99,"bands":34,"rows":4,"seed":1,"expected_recall":0.9909970973708387,"keep":"earliest","keep_field":null,"prefer":null,"link":"star","verify":true
  "threshold":0.7,"measure":"jaccard","ngram":5,"recall":0.99,"bands":26,"rows":5,"seed":1,"expected_recall":0.9915418749076929,"keep":"first","keep_field":null,"prefer":null,"link":"star","verify":true
  "threshold":0.95,"measure":"jaccard","ngram":5,"recall":0.99,"bands":8,"rows":16,"seed":1,"expected_recall":0.9903125829417065,"keep":"first","keep_field":null,"prefer":null,"link":"star","verify":true
  "threshold":0.5,"measure":"jaccard","ngram":5,"recall":0.99,"bands":20,"rows":8,"seed":1,"expected_recall":0.07529222223532517,"keep":"first","keep_field":null,"prefer":null,"link":"chain","verify":false
  2> chaff: warning: pairs are joined unverified, at whatever similarity; what the files say of a copy and its kept document was measured afterwards

What a preset sets of what a command takes stands in its help.

  $ chaff strip --help | sed -n '/--preset/,/^Input/p'
    -x, --preset NAME
        web, news, short, strict, legal or fineweb; later options refine it
        Sets the options below, in its place on the command line; those that a
        command does not take are passed over.
        web      pages and articles of many sites: the defaults
        news     who published first: the earliest stays, looser rewrites count
        short    titles, posts, sentences: texts of fewer than about 50 words
        strict   only what is all but the same goes
                 --min-docs 5 --no-known
        legal    laws, licences, contracts, versions: sentences may repeat
                 --keep-prose
        fineweb  as FineWeb was deduplicated: unverified chains, for comparison
                 only
  (empty line)
  Input:

fineweb joins whatever shares a band, says so, and measures what it did.

  $ chaff dedup -x fineweb news.jsonl -o /dev/null --clusters clusters.tsv
  2> chaff: news.jsonl: text from 'text', id from 'id', source from 'source', date from 'date'
  2> chaff: warning: pairs are joined unverified, at whatever similarity; what the files say of a copy and its kept document was measured afterwards
  2> chaff: documents=124 kept=120 removed=4 clusters=4 seconds=* (glob)

  $ chaff dedup --no-verify news.jsonl
  2> chaff: --no-verify needs --link chain
  [2]
  $ chaff find -x fineweb --across source news.jsonl
  2> chaff: --no-verify does not go with --across; leave one out
  [2]

  $ chaff dedup -x shrot news.jsonl
  2> chaff: --preset can't be 'shrot'; did you mean short?
  [2]
  $ chaff dedup -x frobnicate news.jsonl
  2> chaff: --preset can't be 'frobnicate'; it is one of web, news, short, strict, legal or fineweb
  [2]
