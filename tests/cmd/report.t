A run folder holds the page and what it is made from.

  $ chaff clean -q "$CORPORA/news/docs.jsonl" -o out.jsonl --run-dir run
  $ ls run
  boilerplate.jsonl
  borderline.jsonl
  clusters.jsonl
  pairs.jsonl
  removed.jsonl
  report.html
  report.jsonl
  spans.jsonl
  summary.json
  $ chaff report run | cmp - run/report.html
  $ grep '^<p class="sentence"' run/report.html
  <p class="sentence">Of <strong>124 documents</strong> from 5 sources, <strong>13 are copies</strong> of 13 others; <strong>270 passages</strong> of boilerplate were cut, 23% of all words; <strong>111 documents</strong> remain.</p>

The same bytes for any number of threads and any memory.

  $ chaff clean -q -j1 -m 64M "$CORPORA/news/docs.jsonl" -o out.jsonl --run-dir again
  $ cmp run/report.html again/report.html
  $ cmp run/report.jsonl again/report.jsonl

Tables for a spreadsheet.

  $ chaff report run --csv tables
  $ ls tables
  boilerplate.csv
  borderline.csv
  clusters.csv
  examples.csv
  matrix.csv
  members.csv
  recall.csv
  similarities.csv
  sizes.csv
  sources.csv
  $ cat tables/sources.csv
  source,documents,removed,words,cut,lost
  meridiandispatch.example,39,2,7578,1425,18.804433887569278
  pressgate.example,30,8,6087,1718,28.224084113684903
  ternherald.example,19,1,4326,1171,27.068885806749883
  harrowcourier.example,18,2,3653,712,19.490829455242267
  saltmarshpost.example,18,0,3705,771,20.809716599190285

Less of it.

  $ chaff find -q "$CORPORA/news/docs.jsonl" --run-dir small --report-clusters 2 --report-chars 100 --report-size 10K
  $ test $(wc -c < small/report.jsonl) -lt 60000

No cluster, no document, nothing to compare.

  $ printf '{"id":1,"text":"one text of six words alone"}\n' > one.jsonl
  $ chaff find -q one.jsonl --run-dir one
  $ grep '^<p class="sentence"' one/report.html
  <p class="sentence">Of <strong>1 document</strong>, none is a near-copy of another; nothing was removed.</p>
  $ chaff strip -q one.jsonl --run-dir stripped -o /dev/null
  $ grep '^<p class="sentence"' stripped/report.html
  <p class="sentence">Of <strong>1 document</strong>, no boilerplate was found; every document stays.</p>
  $ : > none.jsonl
  $ chaff dedup -q none.jsonl --run-dir none -o /dev/null
  $ grep '^<p class="sentence"' none/report.html
  <p class="sentence">No document was read.</p>

Text of documents is data, whatever it says.

  $ printf '%s\n' '{"id":"</script><script>alert(1)</script>","source":"<b>&amp;","text":"</script><!-- <script> \u2028 \u202e one two three four five six \u0000"}' '{"id":2,"source":"<b>&amp;","text":"</script><!-- <script> \u2028 \u202e one two three four five six \u0000"}' > hostile.jsonl
  $ chaff find -q hostile.jsonl --run-dir hostile
  $ grep -c '<script' hostile/report.html
  2
  $ grep -c 'alert(1)</script' hostile/report.html
  0
  [1]

What is refused.

  $ chaff report
  2> chaff: one run folder is needed: chaff report DIR -o report.html, where DIR is what --run-dir named
  [2]
  $ chaff report run again
  2> chaff: one run folder is needed: chaff report DIR -o report.html, where DIR is what --run-dir named
  [2]
  $ chaff report nowhere -o page.html
  2> chaff: 'nowhere/report.jsonl' is not there; a run with --run-dir writes it
  [5]
  $ mkdir odd && cp run/clusters.jsonl odd/report.jsonl
  $ chaff report odd -o page.html
  2> chaff: 'odd/report.jsonl' was not written by chaff; make it with --run-dir
  [5]
  $ printf '{"kind":"run"}\n{"kind":' > odd/report.jsonl
  $ chaff report odd -o page.html
  2> chaff: odd/report.jsonl:2:9: not JSON: the record ends where a value was expected
  [5]
  $ chaff report run -o run/report.jsonl
  2> chaff: 'run/report.jsonl' is a file of the run and would be overwritten; name another output
  [4]
  $ ls page.html
  2> ls: cannot access 'page.html': No such file or directory
  [2]
  $ on-terminal chaff report run
  chaff: the page is for a browser, not for a terminal; name a file: -o report.html
  [2]
  $ chaff find -q one.jsonl --run-dir one --report-chars 5
  2> chaff: --report-chars 5 is outside 100 to 1000000
  [2]
  $ chaff dedup -q one.jsonl --run-dir one -o one/report.html
  2> chaff: 'one/report.html' would be mixed with the files of --run-dir 'one'; name another output
  [4]

An independent program measures again what the page shows.

  $ chaff clean -q "$CORPORA/news/docs.jsonl" -o out.jsonl --run-dir whole --report-chars 1000000
  $ python3 "$TESTS/check_report.py" whole/report.jsonl
  36 pairs, 26 members measured
  $ chaff find -q -n 3 "$CORPORA/news/docs.jsonl" --run-dir whole --report-chars 1000000
  2> chaff: warning: 'whole' still holds files of an earlier run: removed.jsonl, spans.jsonl, boilerplate.jsonl, borderline.jsonl
  $ python3 "$TESTS/check_report.py" whole/report.jsonl
  55 pairs, 48 members measured
