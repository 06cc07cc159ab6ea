What repetition takes from running text is watched. A paper with a note under every fifth page,
or under all:

  $ cat > make.py <<'EOF'
  > import json, random, sys
  > draw = random.Random(1)
  > def sentence(n=14):
  >     line = " ".join("".join(draw.choice("bcdfghklmnprstaeiou") for _ in range(draw.randint(4, 9))) for _ in range(n))
  >     return line.capitalize() + "."
  > note, rare = "The northern gazette offers these pages to its readers without promises of any sort. " + sentence() + " " + sentence(), sentence()
  > for page in range(32):
  >     text = [" ".join(sentence() for _ in range(2)) for _ in range(3)]
  >     text += [note] * (page < 5 or len(sys.argv) > 1) + [rare] * (page < 2)
  >     print(json.dumps({"id": page, "text": "\n\n".join(text)}))
  > EOF
  $ python3 make.py > some.jsonl; python3 make.py all > all.jsonl

More than a twentieth of it goes, and the warning names the passages behind it.

  $ chaff strip some.jsonl -o out.jsonl --run-dir run
  2> chaff: some.jsonl: text from 'text', id from 'id'
  2> chaff: warning: 7.2% of all running prose goes because it repeats here and there; is it content? --keep-prose leaves it in; "The northern gazette offers these pa..." (5)
  2> chaff: documents=32 stripped=5 spans=5 seconds=* (glob)

  $ chaff strip -q --keep-prose some.jsonl | cmp - some.jsonl

What a fifth of a source says alike is plainly furniture.

  $ chaff strip -q all.jsonl -o out.jsonl

Passages near the line, on both sides, with what the rule asked for and a place.

  $ python3 -c 'for row in map(__import__("json").loads, open("run/borderline.jsonl")): print(row["verdict"], row["docs"], row["need"], row["rule"], row["words"], row["id"], row["end"] - row["start"] == len(row["text"]))'
  kept 2 3 repeated 14 0 True
  cut 5 3 repeated 14 0 True
  cut 5 3 repeated 14 0 True
  cut 5 3 repeated 14 0 True

  $ chaff strip -q some.jsonl -o out.jsonl --run-dir again -j 1 2> err; cmp run/borderline.jsonl again/borderline.jsonl

A document that would lose more than --max-removed is left whole and listed; so is one of which
hardly anything would stay.

  $ printf '%s\n' '{"id":"short","text":"Rain fell for nine days, and all of the roads between the lake and the hills are closed until the bridge is mended by men from town.\n\nLeave a Reply\nYour email address will not be published. Required fields are marked *"}' '{"id":"long","text":"Rain fell for nine days, and all of the roads between the lake and the hills are closed until the bridge is mended by men from town. Boats bring bread to the farms beyond the water, and schools have been shut since the week before last, which nobody in the valley minds but the cooks, who have to eat at home with the others.\n\nLeave a Reply"}' > two.jsonl
  $ chaff strip two.jsonl --max-removed 20 --spans - -o out.jsonl
  {"id":"short","spans":[],"template_only":false,"guarded":true}
  {"id":"long","spans":[{"start":325,"end":340,"docs":0,"kind":"known","text":"\n\nLeave a Reply"}]}
  2> chaff: two.jsonl: text from 'text', id from 'id'
  2> chaff: documents=2 stripped=1 spans=1 guarded=1 seconds=* (glob)
  $ chaff strip -q two.jsonl --max-removed 20 --annotate | grep -o '"chaff".*'
  "chaff":{"words_cut":0,"guarded":true}}
  "chaff":{"words_cut":3}}
