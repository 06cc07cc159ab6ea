The same three documents in every format give the same answer.

  $ cat > make.py <<'EOF'
  > import bz2, csv, gzip, json, lzma, os
  > a = "The ferry to Lunna left an hour late on Monday because its pilot had been called away, the harbour office said."
  > docs = [("a", a), ("b", "A new bridge over the Orla will open in spring, and cyclists need not pay."), ("c", a.replace("hour", "whole hour"))]
  > lines = "".join(json.dumps({"id": i, "text": t}) + "\n" for i, t in docs).encode()
  > open("x.jsonl", "wb").write(lines)
  > open("x.jsonl.gz", "wb").write(gzip.compress(lines[:200]) + gzip.compress(lines[200:]))
  > open("x.jsonl.bz2", "wb").write(bz2.compress(lines))
  > open("x.jsonl.xz", "wb").write(lzma.compress(lines))
  > for name, delimiter in (("x.csv", ","), ("x.tsv", "\t")):
  >     with open(name, "w", newline="") as f:
  >         writer = csv.writer(f, delimiter=delimiter)
  >         writer.writerow(["id", "text"])
  >         writer.writerows(docs)
  > open("x.lines", "w").write("".join(t + "\n" for _, t in docs))
  > with open("x.warc", "wb") as f:
  >     for i, t in docs:
  >         f.write(b"WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Target-URI: %s\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n" % (i.encode(), len(t), t.encode()))
  > with open("x.vert", "w") as f:
  >     for i, t in docs:
  >         f.write('<doc id="%s">\n%s\n</doc>\n' % (i, "\n".join(t.split())))
  > os.mkdir("txt")
  > for i, t in docs:
  >     open("txt/" + i, "w").write(t + "\n")
  > EOF
  $ python3 make.py

  $ chaff dedup -q -t 1 x.jsonl -o x.jsonl.zst && chaff dedup -q -t 1 x.jsonl -o x.jsonl.lz4

  $ for f in x.jsonl x.jsonl.gz x.jsonl.bz2 x.jsonl.xz x.csv x.tsv x.warc x.vert txt; do
  >     echo "$f $(chaff dedup -q -t 0.5 $f --ids - -o /dev/null)"
  > done
  x.jsonl c
  x.jsonl.gz c
  x.jsonl.bz2 c
  x.jsonl.xz c
  x.csv c
  x.tsv c
  x.warc c
  x.vert c
  txt c

  $ chaff dedup -q -t 0.5 -f lines x.lines --ids - -o /dev/null
  x.lines:3

Compressed by suffix, and read again; members one after the other are one file.

  $ for f in zst lz4; do chaff dedup -q x.jsonl.$f | cmp - x.jsonl; done; sed 3d x.jsonl > kept.jsonl

  $ chaff dedup -q -t 0.5 x.jsonl.gz -o y.jsonl.gz && gzip -dc y.jsonl.gz | cmp - kept.jsonl

  $ cat x.jsonl.zst x.jsonl.zst > twice.jsonl.zst; chaff dedup -q -t 1 twice.jsonl.zst | cmp - x.jsonl
  2> chaff: warning: 3 documents have an id that an earlier one has; 'at' tells them apart

Columns parted by something else are told from a text field that is missing.

  $ printf 'id;text\n1;a b\n' > semicolons.csv; chaff dedup semicolons.csv
  2> chaff: the columns of 'semicolons.csv' are parted by semicolons; try mlr --csv --ifs semicolon --ofs comma cat 'semicolons.csv' > commas.csv
  [2]
  $ printf 'id\ttext\n1\ta b\n' > tabs.csv; chaff dedup tabs.csv; chaff dedup -q -f tsv tabs.csv
  id	text
  1	a b
  2> chaff: the columns of 'tabs.csv' are parted by tabs; try -f tsv
  $ chaff dedup -f tsv x.csv
  2> chaff: the columns of 'x.csv' are parted by commas; try -f csv
  [2]

What is no corpus is refused with the command that would make one of it.

  $ printf '<!DOCTYPE html><html><body>x</body></html>' > page.html; chaff dedup page.html
  2> chaff: 'page.html' is HTML; try pandoc -f html -t plain page.html > page.txt
  [2]

  $ printf '[{"text":"a"}]' > array.json; chaff dedup array.json
  2> chaff: 'array.json' is a JSON array; try jq -c '.[]' array.json > records.jsonl
  [2]

  $ printf 'PK\003\004xxxx' > a.zip; chaff dedup a.zip
  2> chaff: 'a.zip' is a zip archive; try unzip -d folder a.zip
  [2]

  $ cp a.zip a.DOCX; chaff dedup a.DOCX
  2> chaff: 'a.DOCX' is a word processor's file or an e-book; try pandoc -t plain a.DOCX > page.txt
  [2]

  $ printf '\377\376a\000b\000' > utf16.txt; chaff dedup utf16.txt
  2> chaff: 'utf16.txt' is UTF-16; try iconv -f UTF-16 -t UTF-8 utf16.txt > utf8.txt
  [2]

  $ printf '<!DOCTYPE html><p>x' | chaff dedup
  2> chaff: 'standard input' is HTML; try pandoc -f html -t plain
  [2]

A suffix that the content contradicts, and a file that ends too soon.

  $ cp x.jsonl liar.jsonl.gz; chaff dedup liar.jsonl.gz
  2> chaff: 'liar.jsonl.gz' is not gzip, as its name says, but plain; rename it
  [5]

  $ for f in gz bz2 xz zst lz4; do head -c 90 x.jsonl.$f > cut.jsonl.$f; done

  $ chaff dedup cut.jsonl.gz -o out.jsonl
  2> chaff: 'cut.jsonl.gz' is truncated or corrupt* (glob)
  [5]

  $ chaff dedup cut.jsonl.bz2 -o out.jsonl
  2> chaff: 'cut.jsonl.bz2' is truncated or corrupt* (glob)
  [5]

  $ chaff dedup cut.jsonl.xz -o out.jsonl
  2> chaff: 'cut.jsonl.xz' is truncated or corrupt* (glob)
  [5]

  $ chaff dedup cut.jsonl.zst -o out.jsonl
  2> chaff: 'cut.jsonl.zst' is truncated or corrupt* (glob)
  [5]

  $ chaff dedup cut.jsonl.lz4 -o out.jsonl
  2> chaff: 'cut.jsonl.lz4' is truncated or corrupt* (glob)
  [5]

  $ ls out.jsonl
  2> ls: cannot access 'out.jsonl': No such file or directory
  [2]

  $ chaff dedup missing.jsonl
  2> chaff: 'missing.jsonl' can't be opened: No such file or directory
  [5]

No text field: the first record says what there is.

  $ printf '%s\n' '{"url":"u","html":"a long text about nothing","ts":3}' > pages.jsonl

  $ chaff dedup pages.jsonl -o out.jsonl
  2> chaff: 'pages.jsonl' has no text field; the first record has: url, html, ts; try --text-field html
  [2]

  $ ls out.jsonl
  2> ls: cannot access 'out.jsonl': No such file or directory
  [2]

A field that was named for ids or sources, and that no document has.

  $ chaff dedup -q x.jsonl --id-field idd -o /dev/null
  2> chaff: warning: no document has the field 'idd' of --id-field; ids are PATH:LINE

  $ chaff dedup -q x.jsonl --source-field site -o /dev/null
  2> chaff: warning: no document has the field 'site' of --source-field; all are of one source

A bad record before is not the reason.

  $ (echo 'not json'; seq -f '{"text":"%.0f"}' 200000) | gzip -c | head -c 300000 > bad.jsonl.gz
  $ chaff dedup -q bad.jsonl.gz -o out.jsonl 2>&1 | tail -n 1
  chaff: 'bad.jsonl.gz' is truncated or corrupt* (glob)
