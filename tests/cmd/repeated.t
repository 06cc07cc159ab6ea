Ids that several documents have: --ids alone cannot tell which goes.

  $ cat > in.jsonl <<'EOF'
  > {"id":"a","text":"The ferry to Lunna left an hour late on Monday because its pilot had been called to another ship, the harbour office said."}
  > {"id":"a","text":"The ferry to Lunna left an hour late on Monday because its pilot had been called to another ship, the harbour office said!"}
  > {"id":"b\u001b[2J\u009b\u202e","text":"The ferry to Lunna left an hour late on Monday because its pilot had been called to another ship: the harbour office said."}
  > EOF

  $ chaff dedup in.jsonl --ids ids.txt -o /dev/null
  2> chaff: in.jsonl: text from 'text', id from 'id'
  2> chaff: warning: 1 document has an id that an earlier one has; 'at' tells them apart
  2> chaff: warning: 1 of the ids in 'ids.txt' belongs to another document too; --removed and --clusters tell which is meant
  2> chaff: documents=3 kept=1 removed=2 clusters=1 repeated_ids=1 seconds=* (glob)

On a terminal such documents are told apart by their places, and no id writes to it.

  $ on-terminal chaff find -q in.jsonl
  chaff: \x1b[33mwarning:\x1b[0m 1 document has an id that an earlier one has; 'at' tells them apart
  cluster 0: 3 documents
          a  in.jsonl:1
   100.0% a  in.jsonl:2
   100.0% b?[2J??
