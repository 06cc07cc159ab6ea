#needs CHAFF_TEST_DATA
Five articles on one topic, each with the furniture of its own page.

  $ cp -r "$CHAFF_TEST_DATA/seeds" in; chmod -R u+w in

They share a topic, not a text: no pair at 0.5.

  $ chaff find -q --check in -t 0.5

strip cuts all furniture: two legal disclaimers that differ in names and quotation marks,
one of them hard-wrapped; comment forms; lines that lead to other articles.

  $ chaff strip -q in -o out/ --spans spans.jsonl

  $ cat > furniture.sh <<'EOF'
  > cat $1/* | tr '\n' ' ' > all
  > for phrase in 'Legal Disclaimer:' 'without warranty of any kind' 'kindly contact the' \
  >     'Leave a Reply' 'Your email address will not be published' 'Leave a Comment' \
  >     'CONTINUE READING:' 'See also'; do
  >     echo "$(grep -o "$phrase" all | wc -l) $phrase"
  > done
  > EOF
  $ sh furniture.sh in
  2 Legal Disclaimer:
  2 without warranty of any kind
  2 kindly contact the
  3 Leave a Reply
  3 Your email address will not be published
  1 Leave a Comment
  4 CONTINUE READING:
  1 See also

  $ sh furniture.sh out
  0 Legal Disclaimer:
  0 without warranty of any kind
  0 kindly contact the
  0 Leave a Reply
  0 Your email address will not be published
  0 Leave a Comment
  0 CONTINUE READING:
  0 See also

Nothing else is cut but the credits below an article, and clean cuts the same.

  $ cat > others.py <<'EOF'
  > import json, re
  > furniture = re.compile(r"Legal Disclaimer:.*?kindly\s+contact\s+the\s+\w+\s+above\."
  >     r"|(CONTINUE READING:|See also|Source:|Reference-)[^\n]*"
  >     r"|Leave a Reply|Your email address will not be published\.|Leave a Comment", re.S)
  > for line in open("spans.jsonl", encoding="utf-8"):
  >     for span in json.loads(line)["spans"]:
  >         for rest in furniture.sub("", span["text"]).split("\n"):
  >             if rest.strip(): print("an article lost:", rest)
  > EOF
  $ python3 others.py

  $ chaff clean -q in -o cleaned/ && diff -r cleaned out
