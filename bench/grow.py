#!/usr/bin/env python3
"""grow.py - a corpus of any size from a smaller one, with copies planted in it.

In: JSONL with a text field (.gz and .zst too), a size, a seed. Out: JSONL of id and
text, a few documents short of the size at most.
Always: 3% of the documents are exact copies of one among the last 4,096, and 7% are
copies of one with 0.2 to 8% of their words changed; the others are near-duplicates of
nothing, unless the input holds some.

  --mode docs       the documents again and again; from the second round on with 2 to
                    30% of the words changed, dropped or swapped, blocks of sentences in
                    another order and, the fewer words change, the more sentences from
                    other documents, so that a repeat stays below a Jaccard of 0.5
  --mode sentences  the distinct sentences recombined at random into documents of 1 to
                    10 kB (lognormal, median 3 kB)

Texts are held JSON-escaped and cut at sentence ends once, so that a document is put
together by slices and joins and never encoded again.
"""
import argparse
import gzip
import json
import random
import re
import subprocess
import sys

RECENT = 4096                  # documents that may be copied
EXACT, EDITED = 0.03, 0.07
LIGHT = (0.002, 0.08)
HEAVY = (0.02, 0.30)
# A sentence with what follows it up to the next one.
SENTENCE = re.compile(r'.+?(?:[.!?\u061f\u0964\u3002\uff01\uff1f][\'"\u201d\u2019\u00bb'
                      r'\u300d)]*\s*(?=\S)|\n\s*(?=\S)|\Z)', re.S)
# Characters of a document: quantiles of a lognormal (sigma 0.6) cut at 1 and 10 kB.
SIZES = (1070, 1200, 1310, 1400, 1490, 1580, 1660, 1740, 1810, 1890, 1960, 2040, 2110,
         2190, 2260, 2340, 2410, 2490, 2570, 2650, 2730, 2810, 2890, 2980, 3070, 3160,
         3260, 3360, 3460, 3570, 3680, 3800, 3920, 4060, 4200, 4350, 4510, 4680, 4870,
         5090, 5320, 5580, 5890, 6240, 6680, 7220, 7960, 9100)
ESCAPE = re.compile(r'\\(.)')
SPACED = 30                    # a text with a blank in fewer characters has words


def read_texts(path, field):
    if path.endswith('.zst'):
        source = subprocess.Popen(['zstd', '-dcq', path], stdout=subprocess.PIPE).stdout
    else:
        source = gzip.open(path) if path.endswith('.gz') else open(path, 'rb')
    with source:
        for line in source:
            text = json.loads(line).get(field)
            if isinstance(text, str) and text.strip():
                yield text


def escape(text):
    """What stands between the quotes of a JSON string."""
    whole = text.encode('utf-8', 'replace').decode()       # no lone surrogates
    return json.dumps(whole, ensure_ascii=False)[1:-1]


def sentences_of(text):
    return [escape(s) for s in SENTENCE.findall(text)]


def blank_for_break(escape):
    return ' ' if escape[1] in 'nrt' else escape[0]


class Grower:
    """Deals out documents as escaped texts; one seed, one sequence."""

    def __init__(self, texts, seed):
        self.random = random.Random(seed).random
        self.docs = [sentences_of(t) for t in texts]
        self.pool = list(dict.fromkeys(s for d in self.docs for s in d))
        if not self.pool:
            sys.exit('grow: the input has no text')
        step = max(1, len(self.pool) // 20000)
        self.vocabulary = [w for s in self.pool[::step] for w in s.split(' ') if w]
        self.recent, self.next = [], 0
        self.counts = {'new': 0, 'exact': 0, 'edited': 0}

    def pick(self, items):
        return items[int(self.random() * len(items))]

    def between(self, low, high):
        return low + (high - low) * self.random()

    def edit_words(self, text, rate):
        """Half of the changed words are replaced, a quarter dropped, a quarter swapped
        with the one before."""
        words, rand, new = text.split(' '), self.random, self.vocabulary
        exact = rate * len(words)
        for _ in range(int(exact) + (rand() < exact - int(exact))):
            at, deed = int(rand() * len(words)), rand()
            if deed < 0.5:
                words[at] = new[int(rand() * len(new))]
            elif deed < 0.75 and len(words) > 1:
                del words[at]
            else:
                words[at - 1], words[at] = words[at], words[at - 1]
        return ' '.join(words)

    def edited(self, text):
        """A light edit; where words are not divided by blanks, a sentence's worth."""
        rate = self.between(*LIGHT)
        if text.count(' ') * SPACED > len(text):
            return self.edit_words(text, rate)
        at = int(self.random() * len(text) * (1 - rate))
        end = at + int(rate * len(text))
        # Not in the middle of an escape.
        if '\\' in text[max(0, at - 6):at + 6] or '\\' in text[max(0, end - 6):end + 6]:
            return text
        return text[:at] + text[end:]

    def repeat(self, sentences):
        """A document made unlike itself."""
        rate = self.between(*HEAVY)
        foreign = 0.35 * (1 - rate / HEAVY[1])
        spaced = sum(s.count(' ') for s in sentences) * SPACED > \
            sum(len(s) for s in sentences)
        if not spaced:
            foreign = 0.6
        size = 2 + int(self.random() * 6)
        blocks = [sentences[i:i + size] for i in range(0, len(sentences), size)]
        self.shuffle(blocks)
        out = [s for block in blocks for s in block]
        exact = foreign * len(out)
        for _ in range(int(exact) + (self.random() < exact - int(exact))):
            out[int(self.random() * len(out))] = self.pick(self.pool)
        text = ''.join([s if s.endswith((' ', '\\n')) else s + ' ' for s in out])
        return self.edit_words(text, rate) if spaced else text

    def shuffle(self, items):
        for i in range(len(items) - 1, 0, -1):
            j = int(self.random() * (i + 1))
            items[i], items[j] = items[j], items[i]

    def rounds(self):
        """Documents without planted copies, mode docs."""
        for sentences in self.docs:
            yield ''.join(sentences)
        while True:
            for sentences in self.docs:
                yield self.repeat(sentences)

    def recombined(self):
        """The same, mode sentences: every sentence once, then at random."""
        fresh = [ESCAPE.sub(blank_for_break, s).strip() for s in self.pool]
        fresh = [s for s in dict.fromkeys(fresh) if s]
        self.shuffle(fresh)
        at = 0
        while True:
            size, out = self.pick(SIZES), []
            while size > 0:
                s = fresh[at] if at < len(fresh) else self.pick(fresh)
                at += 1
                out.append(s)
                size -= len(s) + 1
            yield '\\n\\n'.join([' '.join(out[i:i + 5]) for i in range(0, len(out), 5)])

    def documents(self, mode):
        source = self.rounds() if mode == 'docs' else self.recombined()
        while True:
            draw = self.random()
            if draw < EXACT + EDITED and self.recent:
                text, kind = self.pick(self.recent), 'exact'
                if draw >= EXACT:
                    text, kind = self.edited(text), 'edited'
            else:
                text, kind = next(source), 'new'
            if len(self.recent) < RECENT:
                self.recent.append(text)
            else:
                self.recent[self.next % RECENT] = text
            self.next += 1
            self.counts[kind] += 1
            yield text


def size_of(text):
    """Bytes; K, M and G are powers of 1,000 here, as in MB/s."""
    unit = {'K': 10 ** 3, 'M': 10 ** 6, 'G': 10 ** 9}.get(text[-1:].upper())
    return int(float(text[:-1]) * unit) if unit else int(text)


def main():
    p = argparse.ArgumentParser(description=__doc__,
                                formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('input')
    p.add_argument('size', type=size_of, metavar='BYTES')
    p.add_argument('output')
    p.add_argument('--seed', type=int, default=1)
    p.add_argument('--mode', choices=('docs', 'sentences'), default='docs')
    p.add_argument('--text-field', default='text')
    a = p.parse_args()
    grower = Grower(read_texts(a.input, a.text_field), a.seed)
    written = 0
    with open(a.output, 'wb', buffering=1 << 20) as out:
        for number, text in enumerate(grower.documents(a.mode)):
            line = f'{{"id": "d{number:08d}", "text": "{text}"}}\n'.encode()
            if written + len(line) > a.size:
                break
            out.write(line)
            written += len(line)
    counts = ' '.join(f'{k}={v}' for k, v in grower.counts.items())
    print(f'grow: bytes={written} {counts}', file=sys.stderr)


if __name__ == '__main__':
    main()
