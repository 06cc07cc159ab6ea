#needs CHAFF_TEST_DATA
Five articles on one topic, each with the furniture of its own page.

  $ cp -r "$CHAFF_TEST_DATA/seeds" in; chmod -R u+w in

They share a topic, not a text: no pair at 0.5.

  $ chaff find -q --check in -t 0.5

strip cuts the disclaimers, the comment forms, the link lines, and nothing of an article.

  $ chaff strip -q in -o out/ --spans spans.jsonl

  $ cat > words.py <<'EOF'
  > import json
  > for line in open("spans.jsonl", encoding="utf-8"):
  >     doc = json.loads(line)
  >     for span in doc["spans"]:
  >         print(doc["id"][:3], span["kind"], json.dumps(span["text"], ensure_ascii=True))
  > EOF
  $ python3 words.py
