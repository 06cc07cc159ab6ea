Whole pages, with --pages: menus, teasers and link lists that stand on one page alone go by
their shape; articles stay, in any script.

  $ cat > make.py <<'EOF'
  > import json, random
  > scripts = {"en": ("abcdefghijklm", " ", "."), "el": ("αβγδεζηθικλμν", " ", "."),
  >            "ar": ("ابتثجحخدذرزسش", " ", "؟"), "zh": ("天地玄黄宇宙洪荒日月盈昃辰", "", "。")}
  > pages, truth = [], []
  > for name, (letters, space, stop) in scripts.items():
  >     draw = random.Random(name)
  >     least, most = (4, 9) if space else (1, 3)
  >     word = lambda: "".join(draw.choice(letters) for _ in range(draw.randint(least, most)))
  >     def words(n):
  >         line = space.join(word() for _ in range(n))
  >         return line[0].upper() + line[1:]
  >     lines = lambda n: [words(draw.randint(1, 4)) for _ in range(n)]
  >     footer = [words(6) for _ in range(3)]
  >     for page in range(4):
  >         title = [words(7)]
  >         body = [" ".join(words(14) + stop for _ in range(4)) for _ in range(6)]
  >         menu, links, teasers = lines(15), lines(12), []
  >         for _ in range(5):
  >             teasers += [words(5), words(12) + stop]
  >         before, after = menu + footer[:1] + lines(8), footer[1:2] + teasers + links + footer[2:]
  >         pages.append({"id": name + str(page), "site": name, "text": "\n".join(before + title + body + after)})
  >         truth.append((title + body, menu + teasers + links + footer))
  > with open("pages.jsonl", "w", encoding="utf-8") as out:
  >     for page in pages:
  >         out.write(json.dumps(page, ensure_ascii=False) + "\n")
  > json.dump(truth, open("truth.json", "w"))
  > EOF
  $ cat > check.py <<'EOF'
  > import json, sys
  > for line, (article, furniture) in zip(open(sys.argv[1], encoding="utf-8"), json.load(open("truth.json"))):
  >     page = json.loads(line)
  >     kept = page["text"].split("\n")
  >     assert all(x in kept for x in article), page["id"]
  >     left = sum(x in kept for x in furniture)
  >     print(page["id"], "clean" if not left else "%d lines of furniture left" % left)
  > EOF
  $ python3 make.py

  $ chaff strip -q --pages pages.jsonl --spans spans.jsonl > out.jsonl; python3 check.py out.jsonl | sort | uniq -c | awk '$3 != "clean"'
  $ grep -c '"kind":"shape"' spans.jsonl
  16

Without it only what repeats goes.

  $ chaff strip -q pages.jsonl | python3 check.py /dev/stdin | grep -c left
  16

It needs running text to stand beside: lines alone stay as they are.

  $ for i in 1 2 3 4 5 6 7 8 9 10 11 12; do echo "verse $i of a song"; done > song.txt
  $ chaff strip -q --pages song.txt | cmp - song.txt
