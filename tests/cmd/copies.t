--copies first leaves a passage where it stands first in the input.

  $ cat > make.py <<'EOF'
  > import json, random
  > words = ["river", "stone", "market", "evening", "council", "bridge", "paper", "window"]
  > random.seed(4)
  > for i in range(5):
  >     story = " ".join(random.choice(words) + str(random.choice("abcdefghij")) for _ in range(80))
  >     print(json.dumps({"id": i, "text": story + ".\n\nThe northern gazette offers these pages to its readers without promises of any sort.\n\nLeave a Reply"}))
  > EOF
  $ python3 make.py > in.jsonl
  $ chaff strip -q in.jsonl -o /dev/null --spans - | grep -c 'northern gazette'
  5
  $ chaff strip -q --copies first in.jsonl -o /dev/null --spans - | grep 'northern gazette' | cut -c 1-8
  {"id":1,
  {"id":2,
  {"id":3,
  {"id":4,

Known phrases go everywhere; threads change nothing; what a model knows has stood elsewhere.

  $ chaff strip -q --copies first in.jsonl -o one.jsonl -j 1 --learn model.chaff
  $ chaff strip -q --copies first in.jsonl -o two.jsonl -j 7 && cmp one.jsonl two.jsonl
  $ grep -c 'Leave a Reply' one.jsonl
  0
  [1]
  $ chaff strip -q --copies first --model model.chaff in.jsonl | grep -c 'northern gazette'
  0
  [1]
