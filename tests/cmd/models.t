What a corpus taught cleans one page; without it the page keeps its furniture.

  $ chaff strip -q $CORPORA/news/docs.jsonl --learn news.chaff -o /dev/null
  $ head -1 $CORPORA/news/docs.jsonl > page.jsonl
  $ chaff strip -q --no-known page.jsonl | cmp - page.jsonl
  $ chaff strip -q --no-known --model news.chaff page.jsonl --spans - -o /dev/null | grep -o '"kind":"[a-z]*"'
  "kind":"repeated"
  "kind":"template"
  "kind":"repeated"

The file is what docs/format.md says, for someone who has nothing else.

  $ $TESTS/check_model.py news.chaff | grep -v recipe
  witnesses=116
  sources=5
  entries=690
  documents=3520
  heads=419
  shares=1278
  passages=35
  phrases=0

Models merge, in any order; one alone is copied.

  $ head -50 $CORPORA/news/docs.jsonl | chaff strip -q --learn a.chaff -o /dev/null
  $ tail -60 $CORPORA/news/docs.jsonl | chaff strip -q --learn b.chaff -o /dev/null
  $ chaff strip -q --model a.chaff --model b.chaff --learn ab.chaff /dev/null
  $ chaff strip -q --model b.chaff --model a.chaff --learn ba.chaff /dev/null
  $ cmp ab.chaff ba.chaff
  $ chaff strip -q --model a.chaff --learn copy.chaff /dev/null && cmp a.chaff copy.chaff

Threads and memory change no byte.

  $ chaff strip -q -j 1 -m 16M $CORPORA/news/docs.jsonl --learn small.chaff -o /dev/null
  $ cmp news.chaff small.chaff

With the model alone as evidence every text is cut as if it had come alone, and a second run
finds nothing more to cut.

  $ python3 $CORPORA/generate.py --docs 300 --seed 5 --profile news -o made 2> /dev/null
  $ cat $CORPORA/news/docs.jsonl made/docs.jsonl > batch.jsonl
  $ chaff strip -q batch.jsonl --learn batch.chaff -o /dev/null
  $ head -200 batch.jsonl | chaff strip -q --learn half.chaff -o /dev/null
  $ for model in batch half; do
  >   by="strip -q --model $model.chaff --model-only"
  >   chaff $by batch.jsonl -o once.jsonl
  >   cmp -s batch.jsonl once.jsonl && echo nothing was cut
  >   chaff $by once.jsonl -j 1 | cmp - once.jsonl
  >   awk 'NR % 7 == 0' batch.jsonl > some.jsonl; awk 'NR % 7 == 0' once.jsonl > some-once.jsonl
  >   while read -r line; do printf '%s\n' "$line" | chaff $by; done < some.jsonl 2> /dev/null | cmp - some-once.jsonl
  > done
  $ chaff strip -q --no-known --model news.chaff --model-only page.jsonl --spans - -o /dev/null | grep -c '"kind":"repeated"'
  1

Words that a cut brings together are judged again at once.

  $ cat > seam.py <<'EOF'
  > import json, random
  > draw = random.Random(4)
  > word = lambda: "".join(draw.choice("aeioulmnrst") for _ in range(draw.randint(4, 9)))
  > line = lambda n: " ".join(word() for _ in range(n))
  > story = lambda: " ".join(line(14).capitalize() + "." for _ in range(6)) + "\n\n"
  > banner, more = "Ring our harbour desk on any day of the week before noon.", "Keep going: "
  > known = [story() + banner for _ in range(5)] + [story() + more + line(9) for _ in range(5)]
  > page = [story() + banner + " " + more + line(9)]
  > for name, texts in (("known", known), ("page", page)):
  >     with open(name + ".jsonl", "w") as out:
  >         for i, text in enumerate(texts):
  >             out.write(json.dumps({"id": i, "text": text}) + "\n")
  > EOF
  $ python3 seam.py; chaff strip -q known.jsonl --learn known.chaff -o /dev/null
  $ chaff strip -q --model known.chaff page.jsonl | grep -o 'Keep going'
  Keep going
  $ chaff strip -q --model known.chaff --model-only page.jsonl -o rest.jsonl --spans - | grep -o 'Ring our harbour.*going'
  Ring our harbour desk on any day of the week before noon. Keep going
  $ chaff strip -q --model known.chaff --model-only rest.jsonl | cmp - rest.jsonl

It goes with --model, for strip and clean, and with nothing to learn.

  $ chaff clean -q --model batch.chaff --model-only batch.jsonl -o cleaned.jsonl
  $ chaff clean -q --model batch.chaff --model-only cleaned.jsonl | cmp - cleaned.jsonl
  $ chaff strip -q --model-only page.jsonl
  2> chaff: --model-only needs a model; name one with --model
  [2]
  $ chaff strip -q --model-only --model news.chaff --learn more.chaff page.jsonl
  2> chaff: --model-only takes no evidence from the input, so there is nothing to --learn; leave one of them out
  [2]

A model can be looked at, and so can the phrases that are built in.

  $ chaff strip --list-model --model news.chaff | head -2
  {"text":"Meridian Dispatch | World edition | 2031-01-15","docs":39,"sources":1,"kind":"template","form":""}
  {"text":"READ MORE: Night clinic in Pellworth to stay open after nurses rewrite the rota","docs":36,"sources":1,"kind":"template","form":""}
  $ chaff strip --list-model --dry-run | head -2
  {"text":"0 * All rights reserved","docs":0,"sources":0,"kind":"known","form":"line"}
  {"text":"0 * Alle Rechte vorbehalten","docs":0,"sources":0,"kind":"known","form":"line"}

A list of phrases is a model too.

  $ printf '# chaff phrases 1\nline: Ring the harbour bell *\n' > phrases.txt
  $ printf '%s\n' 'The ferry to Lunna left an hour late on Monday because its pilot had been called away, and nobody aboard complained.' '' 'Ring the harbour bell twice' > one.txt
  $ chaff strip -q --model phrases.txt one.txt
  The ferry to Lunna left an hour late on Monday because its pilot had been called away, and nobody aboard complained.
  $ chaff strip --list-model --model phrases.txt
  {"text":"Ring the harbour bell *","docs":0,"sources":0,"kind":"known","form":"line"}
  $ on-terminal chaff strip --list-model --model phrases.txt
        docs  sources  kind      text
           0        0  line      Ring the harbour bell *
  $ printf '# chaff phrases 1\n\nRing the harbour bell\n' > wrong.txt
  $ chaff strip -q --model wrong.txt one.txt
  2> chaff: 'wrong.txt':3: not a phrase; write line:, sentence:, prefix: or passage: and its words
  [5]

What is no model, or a damaged one, is said in one line, and nothing is written.

  $ chaff strip -q --model one.txt one.txt -o out.txt
  2> chaff: 'one.txt' is no boilerplate model; --learn writes one
  [5]
  $ chaff strip -q --model none.chaff one.txt -o out.txt
  2> chaff: 'none.chaff' can't be opened: No such file or directory
  [5]
  $ head -c 1000 news.chaff > cut.chaff; chaff strip -q --model cut.chaff one.txt -o out.txt
  2> chaff: 'cut.chaff' is a damaged boilerplate model: its sizes contradict each other; was it cut off?
  [5]
  $ { head -c 2000 news.chaff; echo x; tail -c +2003 news.chaff; } > changed.chaff; chaff strip -q --model changed.chaff one.txt -o out.txt
  2> chaff: 'changed.chaff' is a damaged boilerplate model: its checksum is wrong
  [5]
  $ chaff strip -q --model . one.txt -o out.txt
  2> chaff: '.' is no regular file, so no boilerplate model
  [5]
  $ { head -c 8 news.chaff; printf '\002'; tail -c +10 news.chaff; } > later.chaff; chaff strip -q --model later.chaff one.txt -o out.txt
  2> chaff: 'later.chaff' is a boilerplate model of version 2, and this chaff reads version 1
  [5]
  $ ls out.txt
  2> ls: cannot access 'out.txt': No such file or directory
  [2]

A model is no output that may be mixed up with others.

  $ chaff strip -q one.txt --learn one.txt -o out.txt
  2> chaff: 'one.txt' is an input and would be overwritten; name another output
  [4]
  $ chaff strip -q one.txt --learn out.txt -o out.txt
  2> chaff: --output and --learn would both go to 'out.txt'; name two outputs
  [2]
