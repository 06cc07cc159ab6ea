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

  $ chaff dedup -q -t 0.6 x.jsonl -o x.jsonl.zst && chaff dedup -q -t 0.6 x.jsonl -o x.jsonl.lz4

  $ for f in x.jsonl x.jsonl.gz x.jsonl.bz2 x.jsonl.xz x.csv x.tsv x.warc x.vert txt; do
  >     echo "$f $(chaff dedup -q -t 0.6 $f --ids - -o /dev/null)"
  > done

  $ chaff dedup -q -t 0.6 -f lines x.lines --ids - -o /dev/null

Compressed by suffix, and read again; members one after the other are one file.

  $ for f in zst lz4; do chaff dedup -q x.jsonl.$f | cmp - x.jsonl; done; sed 3d x.jsonl > kept.jsonl

  $ chaff dedup -q -t 0.6 x.jsonl.gz -o y.jsonl.gz && gzip -dc y.jsonl.gz | cmp - kept.jsonl

  $ cat x.jsonl.zst x.jsonl.zst > twice.jsonl.zst; chaff dedup -q -t 1 twice.jsonl.zst | cmp - kept.jsonl

What is no corpus is refused with the command that would make one of it.

  $ printf '<!DOCTYPE html><html><body>x</body></html>' > page.html; chaff dedup page.html

  $ printf '[{"text":"a"}]' > array.json; chaff dedup array.json

  $ printf 'PK\003\004xxxx' > a.zip; chaff dedup a.zip

  $ printf '\377\376a\000b\000' > utf16.txt; chaff dedup utf16.txt

A suffix that the content contradicts, and a file that ends too soon.

  $ cp x.jsonl liar.jsonl.gz; chaff dedup liar.jsonl.gz

  $ head -c 100 x.jsonl.xz > cut.jsonl.xz; chaff dedup cut.jsonl.xz -o out.jsonl; ls out.jsonl

  $ chaff dedup missing.jsonl

No text field: the first record says what there is.

  $ printf '%s\n' '{"url":"u","html":"a long text about nothing","ts":3}' > pages.jsonl; chaff dedup pages.jsonl -o out.jsonl; ls out.jsonl
