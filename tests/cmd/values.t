A wrong value gives one line: the option, what is wrong, what would be right.

  $ chaff find -t 80
  2> chaff: --threshold 80 is outside 0 to 1; did you mean 0.8 or 80%?
  [2]

  $ chaff find --threshold=1.5
  2> chaff: --threshold 1.5 is outside 0 to 1; did you mean 0.015 or 1.5%?
  [2]

  $ chaff find --threshold -1
  2> chaff: --threshold -1 is outside 0 to 1; try 0.8 or 80%
  [2]

  $ chaff find -t 0
  2> chaff: --threshold must be more than 0; try 0.8 or 80%
  [2]

  $ chaff find -t 180%
  2> chaff: --threshold 180% is outside 0% to 100%; try 0.8 or 80%
  [2]

  $ chaff find -t abc
  2> chaff: --threshold 'abc' is not a number; try 0.8 or 80%
  [2]

  $ chaff find -t nan
  2> chaff: --threshold 'nan' is not a number; try 0.8 or 80%
  [2]

  $ chaff find -t 0x1p-1
  2> chaff: --threshold '0x1p-1' is not a number; try 0.8 or 80%
  [2]

  $ chaff find -t
  2> chaff: --threshold needs a value: --threshold X
  [2]

  $ chaff find --threshold=
  2> chaff: --threshold needs a value that is not empty: --threshold X
  [2]

  $ chaff find --threshold --check
  2> chaff: --threshold needs a value, and '--check' is an option; if it is meant: --threshold=--check
  [2]

  $ chaff find --check=yes
  2> chaff: --check takes no value
  [2]

  $ chaff find --measure cosine
  2> chaff: --measure can't be 'cosine'; it is one of jaccard or containment
  [2]

  $ chaff find --format json
  2> chaff: --format can't be 'json'; did you mean jsonl? (jsonl, txt, lines, csv, tsv, warc or vert)
  [2]

  $ chaff find --keep longst
  2> chaff: --keep can't be 'longst'; did you mean longest? (first, last, longest, earliest, latest, max:FIELD or prefer:FIELD=V1,V2)
  [2]

  $ chaff find --keep max
  2> chaff: --keep max needs a field; try --keep max:FIELD
  [2]

  $ chaff find --keep prefer:outlet
  2> chaff: --keep prefer needs a field and values; try --keep prefer:FIELD=V1,V2
  [2]

  $ chaff find --ngram 40
  2> chaff: --ngram 40 is outside 1 to 32
  [2]

  $ chaff find --ngram 5.5
  2> chaff: --ngram '5.5' is not a whole number
  [2]

  $ chaff find -j -1
  2> chaff: --threads '-1' is not a whole number
  [2]

  $ chaff find --seed 18446744073709551616
  2> chaff: --seed 18446744073709551616 is too large; the most is 18446744073709551615
  [2]

  $ chaff find -m 10Q
  2> chaff: --memory '10Q' is not a size; try 512M or 4G
  [2]

  $ chaff find -m 0
  2> chaff: --memory 0 is no size of a memory; try 512M or 4G
  [2]

  $ chaff dedup --max-removed 120
  2> chaff: --max-removed 120 is outside 0 to 100 percent
  [2]

  $ chaff strip --min-docs 1
  2> chaff: --min-docs 1 is outside 2 to 4294967295
  [2]

  $ chaff find --by site --across site
  2> chaff: --by and --across exclude each other; give one of them
  [2]

Results that would be mixed, or named twice, are refused.

  $ chaff find -o a.jsonl --clusters b.jsonl in.jsonl
  2> chaff: -o and --clusters both name the file of clusters; give one of them
  [2]

  $ chaff dedup --pairs - in.jsonl
  2> chaff: --output and --pairs would both go to '-'; name two outputs
  [2]

  $ chaff find --clusters - --pairs - in.jsonl
  2> chaff: --clusters and --pairs would both go to '-'; name two outputs
  [2]

  $ chaff dedup - -
  2> chaff: standard input ('-') can be read only once; name a file instead
  [2]
