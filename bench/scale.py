#!/usr/bin/env python3
"""scale.py - time a document and memory a document as corpora grow and get skewed

In: a folder for the corpora, a seed. Out: a Markdown table.
Always: a corpus is made from the seed alone, is made once and kept unless --remove;
every row is the median of --runs runs, with one thread and with all.

    scale.py /tmp/scale                      10^4 to 10^6 documents, and the skewed ones
    scale.py /tmp/scale --most 10000000      3.6 GB more in that folder
    scale.py /tmp/scale --only half,one

  10^n    short unlike documents, 45 words on average, 3% of them copies and 7% copies
          of which a word or two were changed
  half    half of 10^6 documents are one text, word for word
  near    half of 10^5 documents are one text with a word or two changed
  empty   half of 10^6 documents are empty
  one     one document of --giant megabytes beside 1,000 short ones
  lines   10^6 documents of one line, plain text

Peak memory a document is what is above 256 MiB; nothing where it is below.
"""
import argparse
import json
import os
import pathlib
import random
import statistics
import sys

from speed import FINE, Run, describe_machine

WORDS, SENTENCES = 40_000, 200_000
RECENT = 4096


class Maker:
    """Documents of random sentences of made-up words."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        letters = 'etaoinshrdlucmfwypvbgk'
        words = [''.join(self.random.choices(letters, k=self.random.randint(2, 9)))
                 for _ in range(WORDS)]
        self.sentences = [' '.join(self.random.choices(words, k=9))
                          for _ in range(SENTENCES)]

    def text(self, sentences=5):
        return '. '.join(self.random.choices(self.sentences, k=sentences))

    def edited(self, text):
        words = text.split(' ')
        for _ in range(self.random.randint(1, 2)):
            at = self.random.randrange(len(words))
            words[at] = f'x{self.random.randrange(10000)}'
        return ' '.join(words)

    def mixed(self, count):
        recent = [self.text() for _ in range(RECENT)]
        for i in range(count):
            draw = self.random.random()
            if draw < 0.9:
                text = recent[i % RECENT] = self.text()
            else:
                text = self.random.choice(recent)
                text = text if draw < 0.93 else self.edited(text)
            yield text

    def half(self, count, common):
        one = self.text()
        for i in range(count):
            yield common(one) if i % 2 else self.text()

    def one(self, megabytes):
        for i in range(1000):
            if i == 500:
                yield '. '.join(self.random.choices(
                    self.sentences, k=megabytes * 1_000_000 // 60))
            yield self.text()


def corpora(options):
    """Name -> (file name, documents to make them from)."""
    def records(texts):
        return (json.dumps({'id': i, 'text': t}) for i, t in enumerate(texts))

    made, count = {}, 10_000
    while count <= options.most:
        made[f'10^{len(str(count)) - 1}'] = (
            f'short{count}.jsonl', lambda m, n=count: records(m.mixed(n)))
        count *= 10
    made['half'] = ('half.jsonl',
                    lambda m: records(m.half(1_000_000, lambda one: one)))
    made['near'] = ('near.jsonl', lambda m: records(m.half(100_000, m.edited)))
    made['empty'] = ('empty.jsonl',
                     lambda m: records(m.half(1_000_000, lambda one: '')))
    made['one'] = (f'one{options.giant}.jsonl', lambda m: records(m.one(options.giant)))
    made['lines'] = ('lines.txt', lambda m: (m.text(1) for _ in range(1_000_000)))
    return made


def make(path, documents, seed):
    if path.exists():
        return
    partial = path.with_suffix('.part')
    child = os.fork()          # the peak of a process is never below that of its parent
    if not child:
        with open(partial, 'w', encoding='utf-8') as out:
            for line in documents(Maker(seed)):
                out.write(line + '\n')
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        sys.exit(f'scale: {path} could not be made')
    partial.rename(path)


def count_lines(path):
    with open(path, 'rb') as f:
        return sum(block.count(b'\n') for block in iter(lambda: f.read(1 << 20), b''))


def measure(options, path, threads):
    words = [options.chaff, options.job, '-q', '-t', '0.8', '-j', str(threads)]
    words.append(str(path))
    if options.job != 'find':
        words += ['-o', os.devnull]
    if path.suffix == '.txt':
        words += ['-f', 'lines']
    runs = [Run(words, {}) for _ in range(options.runs + 1)][1:]
    for run in runs:
        if run.status not in FINE:
            sys.exit(f'scale: {" ".join(words)}: status {run.status}: '
                     f'{run.errors[-300:]}')
    return (statistics.median(r.wall for r in runs), max(r.peak for r in runs),
            statistics.median(r.elsewhere for r in runs))


def row_of(options, name, path):
    size, documents = path.stat().st_size, count_lines(path)
    one, _, busy = measure(options, path, 1)
    all_, peak, busy_all = measure(options, path, options.threads)
    beyond = max(0, peak - (256 << 20)) / documents
    return (f'| {name} | {documents:,} | {size / 1e6:,.0f} | {one:.2f} | {all_:.2f} | '
            f'{one / all_:.2f} | {all_ / documents * 1e6:.2f} | '
            f'{size / 1e6 / all_:,.0f} | {peak / 1e6:,.0f} | {beyond:.0f} | '
            f'{max(busy, busy_all):.0%} |')


def main():
    p = argparse.ArgumentParser(description=__doc__,
                                formatter_class=argparse.RawDescriptionHelpFormatter)
    here = pathlib.Path(__file__).resolve().parent.parent
    p.add_argument('folder', type=pathlib.Path)
    p.add_argument('--seed', type=int, default=1)
    p.add_argument('--most', type=int, default=1_000_000)
    p.add_argument('--giant', type=int, default=500, help='megabytes of one document')
    p.add_argument('--only', help='names of rows, with commas between them')
    p.add_argument('--runs', type=int, default=3)
    p.add_argument('--threads', type=int, default=os.cpu_count())
    p.add_argument('--job', choices=('find', 'dedup', 'strip', 'clean'), default='find')
    p.add_argument('--chaff', default=str(here / 'build' / 'chaff'))
    p.add_argument('--remove', action='store_true', help='each corpus after its row')
    o = p.parse_args()
    o.folder.mkdir(parents=True, exist_ok=True)
    print(f'{describe_machine()}. `chaff {o.job} -q -t 0.8`, medians of {o.runs} runs, '
          f'page cache warm, seed {o.seed}.\n')
    print(f'| corpus | documents | MB | s, 1 thread | s, {o.threads} threads | '
          'speed-up | us a document | MB/s | peak MB | '
          'bytes a document beyond 256 MiB | elsewhere |')
    print('|---|---|---|---|---|---|---|---|---|---|---|')
    for name, (file, documents) in corpora(o).items():
        if o.only and name not in o.only.split(','):
            continue
        path = o.folder / file
        make(path, documents, o.seed)
        print(row_of(o, name, path), flush=True)
        if o.remove:
            path.unlink()


if __name__ == '__main__':
    main()
