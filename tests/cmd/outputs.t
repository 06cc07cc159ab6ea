Every output has a place of its own, and none of them is an input.

  $ printf '{"id":1,"text":"a b c d e f g"}\n{"id":2,"text":"A b c d e f g"}\n{"id":3,"text":"x y z"}\n' > in.jsonl; mkdir old new; cp in.jsonl old/a.jsonl; head -2 in.jsonl > new/a.jsonl

A file of --against is an input, also where a folder is written.

  $ chaff dedup -q new/a.jsonl --against old/a.jsonl -o old/; cmp old/a.jsonl in.jsonl
  2> chaff: 'old/a.jsonl' is an input and would be overwritten; name another output

So is one input that another one's output would fall on.

  $ mkdir -p one/sub two/sub; cp in.jsonl one/sub/b.jsonl; cp in.jsonl two/sub/b.jsonl; chaff dedup -q one two/sub/b.jsonl -o two/; cmp two/sub/b.jsonl in.jsonl
  2> chaff: 'two/sub/b.jsonl' is an input and would be overwritten; name another output

A model is read too; --learn may write it anew.

  $ chaff strip -q in.jsonl --learn m.chaff -o /dev/null; chaff strip -q in.jsonl --model m.chaff -o m.chaff
  2> chaff: 'm.chaff' is a model and would be overwritten; name another output
  [4]

  $ chaff strip -q in.jsonl --model m.chaff --learn m.chaff -o /dev/null; chaff strip -q in.jsonl --model m.chaff -o /dev/null

One place under two names.

  $ chaff dedup -q in.jsonl -o x.jsonl --removed ./x.jsonl; ls x.jsonl
  2> chaff: --output and --removed would both go to './x.jsonl'; name two outputs
  2> ls: cannot access 'x.jsonl': No such file or directory
  [2]

  $ mkdir out; chaff dedup -q in.jsonl -o out/ --ids out/../out/in.jsonl; ls out
  2> chaff: --output and --ids would both go to 'out/../out/in.jsonl'; name two outputs

  $ touch x.jsonl; ln -s x.jsonl link.jsonl; chaff dedup -q in.jsonl -o x.jsonl --removed link.jsonl
  2> chaff: --output and --removed would both go to 'link.jsonl'; name two outputs
  [2]

  $ chaff dedup -q in.jsonl -o y.jsonl --removed y.jsonl.bad
  2> chaff: --removed and --bad-file would both go to 'y.jsonl.bad'; name two outputs
  [2]

A device may be named for all of them, and for input too; so may a file called '-' be there.

  $ chaff dedup -q /dev/null -o /dev/null --removed /dev/null; touch ./-; chaff dedup -q < in.jsonl | wc -l
  2

What a link points to is written, and the link stays.

  $ echo old > there.jsonl; ln -sf there.jsonl link.jsonl; chaff dedup -q in.jsonl -o link.jsonl; wc -l < there.jsonl; readlink link.jsonl
  2
  there.jsonl

A run folder may hold the documents too; another run into it is told of the files that it
leaves as they are.

  $ chaff clean -q in.jsonl -o run/clean.jsonl --run-dir run; ls run | tr '\n' ' '; echo
  boilerplate.jsonl borderline.jsonl clean.jsonl clusters.jsonl pairs.jsonl removed.jsonl report.html report.jsonl spans.jsonl summary.json 

  $ chaff dedup -q in.jsonl -o /dev/null --run-dir run
  2> chaff: warning: 'run' still holds files of an earlier run: spans.jsonl, boilerplate.jsonl, borderline.jsonl

The page does not replace what it is about.

  $ chaff report run -o run/clusters.jsonl
  2> chaff: 'run/clusters.jsonl' is a file of the run and would be overwritten; name another output
  [4]

A reader of a model who leaves early ends the run quietly.

  $ { chaff strip -q in.jsonl --learn - -o /dev/null; echo "status $?" >&2; } | true
  2> status 0

What names no file is said at once.

  $ chaff find in.jsonl --run-dir -
  2> chaff: --run-dir needs a folder; standard output is none
  [2]

  $ chaff dedup in.jsonl --bad drop --bad-file b.jsonl
  2> chaff: --bad drop keeps no bad records; leave out --bad-file
  [2]
