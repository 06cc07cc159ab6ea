Unknown commands and options are answered with what was probably meant.

  $ chaff dedupe in.jsonl
  2> chaff: unknown command 'dedupe'; did you mean dedup?
  [2]

  $ chaff frobnicate
  2> chaff: unknown command 'frobnicate'; see chaff --help
  [2]

  $ chaff hlep
  2> chaff: unknown command 'hlep'; did you mean help?
  [2]

  $ touch in.jsonl; chaff in.jsonl
  2> chaff: 'in.jsonl' is a file, not a command; try chaff clean in.jsonl
  [2]

  $ chaff help frobnicate
  2> chaff: unknown command 'frobnicate'; see chaff --help
  [2]

  $ chaff -q dedup in.jsonl
  2> chaff: '-q' comes before a command; options follow it: chaff COMMAND -q
  [2]

  $ chaff dedup --treshold 0.8 in.jsonl
  2> chaff: 'dedup' has no option --treshold; did you mean --threshold?
  [2]

  $ chaff dedup --thresh 0.8 in.jsonl
  2> chaff: 'dedup' has no option --thresh; did you mean --threshold?
  [2]

  $ chaff dedup --frobnicate in.jsonl
  2> chaff: 'dedup' has no option --frobnicate; see chaff dedup -h
  [2]

An option of another command is unknown, and it is said whose it is.

  $ chaff find --removed x in.jsonl
  2> chaff: 'find' has no option --removed, it belongs to clean and dedup; see chaff find -h
  [2]

  $ chaff dedup --spans x in.jsonl
  2> chaff: 'dedup' has no option --spans, it belongs to clean and strip; see chaff dedup -h
  [2]

  $ chaff find --csv x in.jsonl
  2> chaff: 'find' has no option --csv, it belongs to report; see chaff find -h
  [2]

  $ chaff strip --threshold 0.8 in.jsonl
  2> chaff: 'strip' has no option --threshold, it belongs to clean, dedup, find, explain, plan and audit; see chaff strip -h
  [2]

  $ chaff find --max-pair 3 in.jsonl
  2> chaff: 'find' has no option --max-pair; did you mean --max-pairs?
  [2]

  $ chaff strip -t 0.8 in.jsonl
  2> chaff: 'strip' has no option -t, it belongs to clean, dedup, find, explain, plan and audit; see chaff strip -h
  [2]

  $ chaff dedup -z in.jsonl
  2> chaff: 'dedup' has no option -z; see chaff dedup -h
  [2]

What was typed cannot write to the terminal.

  $ chaff dedup "$(printf -- '--a\033[2J\nb\302\233c')" in.jsonl
  2> chaff: 'dedup' has no option --a?[2J?b?c; see chaff dedup -h
  [2]
