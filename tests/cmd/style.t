What other tools read in place of documents.

  $ mkdir documents; head -n 60 $CORPORA/news/docs.jsonl > documents/a.jsonl
  $ (echo '{"id":"empty","text":""}'; tail -n +61 $CORPORA/news/docs.jsonl) | gzip > documents/b.jsonl.gz
  $ chaff clean -q documents -o cleaned/

dolma: a line of attributes for every record, in characters: what the spans leave of the
text of a record that is no duplicate is its cleaned text.

  $ chaff clean -q documents --style dolma -o attributes/
  $ cat > check.py <<'EOF'
  > import gzip, json
  > def rows(path):
  >     return [json.loads(line) for line in (gzip.open if path.endswith("gz") else open)(path)]
  > for name in "a.jsonl", "b.jsonl.gz":
  >     docs, said, kept = rows("documents/" + name), rows("attributes/" + name), {d["id"]: d["text"] for d in rows("cleaned/" + name)}
  >     assert [d["id"] for d in docs] == [a["id"] for a in said]
  >     for d, a in zip(docs, said):
  >         text, a = d["text"], a["attributes"]
  >         for start, end, score in reversed(a["chaff__boilerplate"]):
  >             text = text[:start] + text[end:]
  >         assert bool(a["chaff__duplicate"]) == (d["id"] not in kept)
  >         assert all(row[:2] == [0, len(d["text"])] and 0.8 <= row[2] <= 1 for row in a["chaff__duplicate"])
  >         assert a["chaff__duplicate"] or text == kept[d["id"]]
  >     print(len(docs), len(kept))
  > EOF
  $ python3 check.py
  60 59
  65 53
  $ head -n 2 attributes/a.jsonl
  {"id":"n001","attributes":{"chaff__boilerplate":[[0,56,1],[304,378,1],[1039,1166,1]],"chaff__duplicate":[]}}
  {"id":"n002","attributes":{"chaff__boilerplate":[[238,304,1],[950,1132,1]],"chaff__duplicate":[]}}
  $ chaff dedup -q documents/a.jsonl --style dolma -j 1 | head -n 1; chaff strip -q documents/a.jsonl --style dolma | head -n 1
  {"id":"n001","attributes":{"chaff__duplicate":[]}}
  {"id":"n001","attributes":{"chaff__boilerplate":[[0,56,1],[304,378,1],[1039,1166,1]]}}

datatrove: which records of each input go, counted as its reader counts, without empty ones.

  $ chaff dedup -q -t 0.5 documents --style datatrove -o remove_ids/ --ids ids.txt; ls remove_ids
  000000.remove
  000001.remove
  $ cat > removed.py <<'EOF'
  > import gzip, json, struct
  > for rank, read in enumerate([open("documents/a.jsonl"), gzip.open("documents/b.jsonl.gz")]):
  >     docs = [d for d in map(json.loads, read) if d["text"]]
  >     for number, in struct.iter_unpack("<I", open("remove_ids/%06d.remove" % rank, "rb").read()):
  >         print(docs[number]["id"])
  > EOF
  $ python3 removed.py | cmp - ids.txt
  $ chaff dedup -q -t 0.5 documents/a.jsonl --style datatrove
  2> chaff: --style datatrove writes one file for each input; name a folder: -o remove_ids/
  [2]

onion: every line of the input, with 0 or 1 in front.

  $ cat > vert.py <<'EOF'
  > import json, re
  > for line in open("documents/a.jsonl"):
  >     d = json.loads(line)
  >     print('<doc id="%s" source="%s">' % (d["id"], d["source"]))
  >     for part in d["text"].split("\n\n"):
  >         print("<p>", *re.findall(r"\w+|[^\w\s]", part), "</p>", sep="\n")
  >     print("</doc>")
  > EOF
  $ python3 vert.py > in.vert; chaff clean -q in.vert --style onion -o out.vert; cut -f 2- out.vert | cmp - in.vert
  $ chaff clean -q in.vert | grep -v '^<' > kept; grep '^0' out.vert | cut -f 2 | grep -v '^<' | cmp - kept
  $ head -n 16 out.vert
  0	<doc id="n001" source="harrowcourier.example">
  1	<p>
  1	Home
  1	News
  1	Coast
  1	Business
  1	Sport
  1	Opinion
  1	Subscribe
  1	</p>
  0	<p>
  0	Lindmoor
  0	bridge
  0	shut
  0	after
  0	inspectors
  $ chaff dedup -q -t 0.1 in.vert --style onion --ids ids.txt | grep '<doc' | grep -c '^1'; wc -l < ids.txt
  11
  11

What does not go together is said.

  $ chaff dedup in.vert --style dolma
  2> chaff: --style dolma needs JSON lines, and 'in.vert' is not
  [2]
  $ chaff clean documents/a.jsonl --style onion
  2> chaff: documents/a.jsonl: text from 'text', id from 'id', source from 'source', date from 'date'
  2> chaff: --style onion needs vertical text, and 'documents/a.jsonl' is not
  [2]
  $ chaff strip documents --style datatrove -o x/
  2> chaff: --style datatrove names whole documents to remove, which only dedup does; without it, datatrove reads the documents
  [2]
  $ chaff dedup documents --style dolma --annotate
  2> chaff: --style dolma does not go with --annotate; leave one of them out
  [2]
  $ chaff dedup documents --style domla
  2> chaff: --style can't be 'domla'; did you mean dolma? (chaff, datatrove, dolma or onion)
  [2]
  $ echo '{"id":1,"text":"a"}' > bad.jsonl; echo nonsense >> bad.jsonl; chaff dedup -q bad.jsonl --style dolma
  2> chaff: bad.jsonl:2:1: not JSON: a record begins with '{', not with 'n'
  [5]
