On a terminal a run ends with a table and a command line worth trying next, which can be
typed as it stands.

  $ cp $CORPORA/news/docs.jsonl news.jsonl; mkdir -p "my texts"; cp $CORPORA/news/articles/*.txt "my texts"

  $ printf '%s\n' '#!/bin/sh' 'on-terminal "$@" | grep ^next' > next; chmod +x next

  $ ./next chaff find news.jsonl -t 0.6 --pairs pairs.tsv
  next: chaff dedup news.jsonl -t 0.6 -o out.jsonl

  $ ./next chaff find 'my texts' -t 0.99 -o pairs.tsv
  next: chaff find 'my texts' -t 0.3

  $ ./next chaff dedup news.jsonl -o unique.jsonl
  next: chaff dedup --run-dir run news.jsonl -o unique.jsonl

  $ ./next chaff clean --dry-run news.jsonl
  next: chaff clean -o out.jsonl news.jsonl

  $ ./next chaff strip -q news.jsonl -o cut.jsonl; ./next chaff strip news.jsonl -o cut.jsonl --run-dir run
  [1]

The line that is offered works.

  $ sh -c "$(./next chaff clean --dry-run news.jsonl | sed 's/^next: //')" 2> log; ls out.jsonl
  out.jsonl
