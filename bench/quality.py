#!/usr/bin/env python3
"""quality.py - what stripping removes, and what it should have left, in one table.

In: labelled corpora: those that come along, made from seeds, and any other given as
DOCS.jsonl LABELS.jsonl (rows {"id", "tag", "boilerplate": [[start, end), ...]}, code
points of `text`). Out: a Markdown table: chaff in its modes beside three ways that
others go about it, by word; with --tags what each tag loses.
Always: a word counts by where it begins, the same for all; equal input, equal table.

    quality.py                                    the corpora that come along
    quality.py --set "my pages" docs.jsonl labels.jsonl --no-shipped
    quality.py --wire                             stories under local leads, one by one

The others, each written here from its published description:
  line      a line (its words, folded) that stands in three documents or more goes
  onion     a paragraph goes if half of its words lie in 7-grams met in earlier
            documents; up to 20 words between two such go too (Pomikalek 2011)
  sentences of three consecutive sentences met before all go (Raffel et al. 2020, C4)
"""
import argparse
import collections
import json
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / 'corpora'))
from generate import Generator, Writer                              # noqa: E402
from words import words                                             # noqa: E402

WORD = re.compile(r'[^\W_]+')
SENTENCE = re.compile(r'[^\n.!?\u3002\uff01\uff1f]+[.!?\u3002\uff01\uff1f]*')
PARAGRAPH = re.compile(r'[^\n]+')
LEAST_DOCS, NGRAM, SHARE, STUB = 3, 7, 0.5, 20


def rows(path):
    with open(path, encoding='utf-8', errors='surrogatepass') as f:
        return [json.loads(line) for line in f if line.strip()]


def pieces(pattern, text):
    """(start, end, words) of every piece that has words."""
    for match in pattern.finditer(text):
        found = words(match.group())
        if found:
            yield match.start(), match.end(), found


# -- the others: docs -> {id: [(start, end), ...]} ----------------------------------------

def by_line(docs):
    count = collections.Counter()
    for doc in docs:
        count.update({' '.join(w) for _, _, w in pieces(PARAGRAPH, doc['text'])})
    return {doc['id']: [(s, e) for s, e, w in pieces(PARAGRAPH, doc['text'])
                        if count[' '.join(w)] >= LEAST_DOCS] for doc in docs}


def bad_paragraphs(found, seen):
    """Which paragraphs go; the document's n-grams are met from now on."""
    stream = [w for _, _, ws in found for w in ws]
    grams = [hash(tuple(stream[i:i + NGRAM])) for i in range(len(stream) - NGRAM + 1)]
    covered = bytearray(len(stream))
    for i, gram in enumerate(grams):
        if gram in seen:
            covered[i:i + NGRAM] = b'\1' * NGRAM
    seen.update(grams)
    bad, at = [], 0
    for _, _, ws in found:
        bad.append(sum(covered[at:at + len(ws)]) >= SHARE * len(ws))
        at += len(ws)
    return bad


def by_onion(docs):
    seen, cuts = set(), {}
    for doc in docs:
        found = list(pieces(PARAGRAPH, doc['text']))
        bad = bad_paragraphs(found, seen)
        last, between = None, 0
        for i, (_, _, ws) in enumerate(found):
            if bad[i]:
                if last is not None and between <= STUB:
                    bad[last:i] = [True] * (i - last)
                last, between = i, 0
            else:
                between += len(ws)
        cuts[doc['id']] = [(s, e) for (s, e, _), b in zip(found, bad) if b]
    return cuts


def by_sentences(docs):
    seen, cuts = set(), {}
    for doc in docs:
        found = list(pieces(SENTENCE, doc['text']))
        bad = [False] * len(found)
        for i in range(len(found) - 2):
            span = hash(tuple(tuple(w) for _, _, w in found[i:i + 3]))
            if span in seen:
                bad[i:i + 3] = [True] * 3
            seen.add(span)
        cuts[doc['id']] = [(s, e) for (s, e, _), b in zip(found, bad) if b]
    return cuts


def by_chaff(chaff, docs_path, options):
    with tempfile.TemporaryDirectory() as folder:
        spans = f'{folder}/spans.jsonl'
        subprocess.run([chaff, 'strip', '-q', *options, str(docs_path), '-o',
                        '/dev/null', '--spans', spans], check=True,
                       stderr=subprocess.DEVNULL)
        return {r['id']: [(s['start'], s['end']) for s in r['spans']]
                for r in rows(spans)}


# -- scoring -------------------------------------------------------------------------------

def mask(size, spans):
    out = bytearray(size)
    for start, end in spans:
        out[start:end] = b'\1' * (end - start)
    return out


def count(docs, labels, cuts):
    """{tag: [article kept, article lost, furniture kept, furniture removed]}, words."""
    tags = collections.defaultdict(lambda: [0, 0, 0, 0])
    for doc in docs:
        label = labels.get(doc['id'])
        if label is None:
            continue
        text = doc['text']
        furniture = mask(len(text), label['boilerplate'])
        removed = mask(len(text), cuts.get(doc['id'], ()))
        counts = tags[label.get('tag', 'all')]
        for word in WORD.finditer(text):
            counts[2 * furniture[word.start()] + removed[word.start()]] += 1
    return tags


def total(tags):
    return [sum(c[i] for c in tags.values()) for i in range(4)]


def figures(counts):
    kept, lost, left, removed = counts
    precision, recall = kept / max(1, kept + left), kept / max(1, kept + lost)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return (f'{precision:.4f} | {recall:.4f} | {f1:.4f} | '
            f'{100 * removed / max(1, left + removed):.1f}% | '
            f'{100 * lost / max(1, kept + lost):.2f}%')


def measure(name, docs_path, labels_path, a):
    docs = rows(docs_path)
    labels = {r['id']: r for r in rows(labels_path)}
    runs = [('chaff', lambda: by_chaff(a.chaff, docs_path, [])),
            ('chaff, sources unknown',
             lambda: by_chaff(a.chaff, docs_path, ['--source-field', 'no such field'])),
            ('chaff --pages', lambda: by_chaff(a.chaff, docs_path, ['--pages'])),
            (f'line in {LEAST_DOCS} documents', lambda: by_line(docs)),
            (f'onion, {NGRAM} words, {SHARE}', lambda: by_onion(docs)),
            ('three sentences', lambda: by_sentences(docs)),
            ('keep everything', dict)]
    for what, run in runs:
        tags = count(docs, labels, run())
        print(f'| {name} | {what} | {figures(total(tags))} |', flush=True)
        for tag in sorted(tags) if a.tags else ():
            print(f'| {name}: {tag} | {what} | {figures(tags[tag])} |')
        name = ''


# -- made corpora --------------------------------------------------------------------------

class Arrangements(Generator):
    """Of the wire stories each tag says its outlets, own words and place."""

    def wirelead(self):
        n = self.wires
        tag = '%d outlets, %d own words, %s' % (
            (3, 5, 12)[n % 3], (70, 150)[n // 3 % 2], ('head', 'tail', 'both')[n // 6 % 3])
        return [(tag, body) for _, body in super().wirelead()]


def make(folder, profile, docs, seed):
    writer = Writer(Arrangements(seed, profile), folder)
    while writer.count < docs:
        writer.chunk(docs - writer.count)
    writer.close()
    return folder / 'docs.jsonl', folder / 'spans.jsonl'


def wire_table(a, folder):
    docs_path, labels_path = make(folder, 'wire', a.docs, a.seed)
    docs = rows(docs_path)
    labels = {r['id']: r for r in rows(labels_path)}
    known = count(docs, labels, by_chaff(a.chaff, docs_path, []))
    unknown = count(docs, labels, by_chaff(a.chaff, docs_path,
                                           ['--source-field', 'no such field']))
    print('| story under local leads | words | lost, outlets known | lost, unknown |\n'
          '|---|---|---|---|')
    for tag in sorted(known, key=lambda t: (len(t), t)):
        lost = [f'{100 * c[1] / max(1, c[0] + c[1]):.2f}%'
                for c in (known[tag], unknown[tag])]
        print(f'| {tag} | {sum(known[tag])} | {lost[0]} | {lost[1]} |')


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--set', nargs=3, action='append', default=[],
                        metavar=('NAME', 'DOCS', 'LABELS'), help='another labelled set')
    parser.add_argument('--no-shipped', action='store_true',
                        help='only what --set names')
    parser.add_argument('--tags', action='store_true', help='a row for each tag')
    parser.add_argument('--wire', action='store_true',
                        help='the table of wire stories instead')
    parser.add_argument('--docs', type=int, default=2000, metavar='N',
                        help='documents of each made corpus [2000]')
    parser.add_argument('--seed', type=int, default=5, metavar='S')
    parser.add_argument('--chaff', default=str(ROOT / 'build/chaff'), metavar='PATH')
    a = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        made = pathlib.Path(made)
        if a.wire:
            wire_table(a, made)
            return
        print('| set | way | precision | recall | F1 | furniture removed | '
              'article words lost |\n|---|---|---|---|---|---|---|')
        if not a.no_shipped:
            news = ROOT / 'corpora/news'
            measure('corpora/news', news / 'docs.jsonl', news / 'spans.jsonl', a)
            for profile in ('news', 'wire'):
                measure(f'generate.py {profile}, {a.docs}',
                        *make(made / profile, profile, a.docs, a.seed), a)
        for name, docs, labels in a.set:
            measure(name, docs, labels, a)


if __name__ == '__main__':
    main()
