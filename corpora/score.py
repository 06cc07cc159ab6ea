#!/usr/bin/env python3
"""score.py - chaff's spans and pairs against the labels of this folder.

    score.py strip DOCS.jsonl LABELS.jsonl SPANS.jsonl
    score.py pairs PAIRS.tsv FOUND.jsonl THRESHOLD

strip prints F1 of the kept words, the share of furniture words removed and of article
words lost, then the same for each tag. pairs prints recall at the threshold, the share
of reported pairs that the labels know at the threshold, and the largest difference of
a reported figure.
"""
import collections
import json
import re
import sys

WORD = re.compile(r'[^\W_]+')


def rows(path):
    with open(path, encoding='utf-8') as f:
        return [json.loads(line) for line in f]


def covered(size, spans):
    mask = bytearray(size)
    for start, end in spans:
        mask[start:end] = b'\1' * (end - start)
    return mask


def report(name, counts):
    """counts: article kept, article lost, furniture kept, furniture removed (words)."""
    kept, lost, left, removed = counts
    precision = kept / max(1, kept + left)
    recall = kept / max(1, kept + lost)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    print(f'{name:10} F1 {f1:.4f} '
          f'furniture_removed {removed / max(1, left + removed):.4f} '
          f'article_lost {lost / max(1, kept + lost):.5f} words {sum(counts)}')


def strip(docs, labels, found):
    cuts = {r['id']: [(s['start'], s['end']) for s in r['spans']] for r in rows(found)}
    labels = {r['id']: r for r in rows(labels)}
    tags = collections.defaultdict(lambda: [0, 0, 0, 0])
    for doc in rows(docs):
        label, text = labels[doc['id']], doc['text']
        furniture = covered(len(text), label['boilerplate'])
        removed = covered(len(text), cuts.get(doc['id'], ()))
        counts = tags[label['tag']]
        for word in WORD.finditer(text):
            counts[2 * furniture[word.start()] + removed[word.start()]] += 1
    report('all', [sum(c[i] for c in tags.values()) for i in range(4)])
    for tag in sorted(tags):
        report(tag, tags[tag])


def pairs(truth, found, threshold):
    known = {}
    with open(truth, encoding='utf-8') as f:
        for line in f:
            a, b, jaccard = line.split('\t')
            known[frozenset((a, b))] = float(jaccard)
    said, twin = {}, {}
    for row in rows(found):
        said[frozenset((row['a'], row['b']))] = row['jaccard']
        if row['relation'] == 'exact':
            twin[row['b']] = twin.get(row['a'], row['a'])
    tied = {frozenset(twin.get(x, x) for x in pair) for pair in said}
    wanted = [p for p, j in known.items() if j >= threshold]
    hits = sum(p in said or len({twin.get(x, x) for x in p}) == 1
               or frozenset(twin.get(x, x) for x in p) in tied for p in wanted)
    reported = [p for p, j in said.items() if j >= threshold]
    right = sum(known.get(p, 0) >= threshold - 1e-9 for p in reported)
    error = max((abs(j - known[p]) for p, j in said.items() if p in known), default=0.0)
    print(f'recall {hits / max(1, len(wanted)):.4f} ({hits}/{len(wanted)}) precision '
          f'{right / max(1, len(reported)):.4f} largest_error {error:.2e}')


def main(a):
    if len(a) == 4 and a[0] == 'strip':
        strip(*a[1:])
    elif len(a) == 4 and a[0] == 'pairs':
        pairs(a[1], a[2], float(a[3]))
    else:
        sys.exit(__doc__)


if __name__ == '__main__':
    main(sys.argv[1:])
