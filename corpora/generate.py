#!/usr/bin/env python3
"""generate.py - a labelled corpus of any size from a seed.

In: number of documents, seed, profile. Out, in a folder: docs.jsonl (id, url, source,
date, title, text), spans.jsonl (where the furniture is, code points), pairs.tsv (every
planted pair with the exact Jaccard similarity of its furniture-free texts).
Always: the same arguments give the same bytes on every machine.

Profiles:
  news   articles of 24 outlets with their furniture, a third of them copies,
         excerpts, wire stories under local leads, or sharing a quoted passage
  plain  the same without furniture
  wire   two thirds are wire stories under local leads: 3, 5 or 12 outlets, 70 or 150
         words of their own at the head, the tail or both
  flood  half of the corpus are light edits of five articles; pairs.tsv names the their
         pairs with the first one of each only
  lines  one to three sentences a document, copies among them
"""
import argparse
import json
import pathlib
import sys

from furniture import Outlet
from prose import Prose
from words import jaccard, shingles

CHUNK = 8192                   # documents that are shuffled together and held in memory
OUTLETS = 24
ALL_PAIRS = 40                 # larger families are paired with their first member only
# Sentences of an article: a spread about a median of 22, 2.5 kB.
LENGTHS = (4, 6, 8, 9, 11, 12, 14, 15, 17, 18, 20, 22, 23, 25, 27, 29, 32, 35, 39, 44,
           50, 58, 70, 90)
# Share of words to change so that two texts reach Jaccard J = 1.0, 0.97, .. 0.3: a
# 5-gram survives with (1 - r)^5 = 2J / (1 + J). Rounded, so that no machine's pow()
# matters.
RATES = tuple(round(1 - (2 * j / (1 + j)) ** 0.2, 4)
              for j in (0.99, 0.97, 0.95, 0.92, 0.9, 0.87, 0.85, 0.82, 0.8, 0.77, 0.75,
                        0.7, 0.65, 0.6, 0.55, 0.5, 0.45, 0.4, 0.35, 0.3))
LIGHT = RATES[:5]
# Cumulative shares of what a new family is.
KINDS = {'news': (('exact', .02), ('copy', .07), ('excerpt', .10), ('wirelead', .115),
                  ('reuse', .125), ('unique', 1.)),
         'wire': (('wirelead', .19), ('copy', .25), ('unique', 1.)),
         'lines': (('exact', .03), ('copy', .10), ('unique', 1.))}
KINDS['plain'] = KINDS['flood'] = KINDS['news']


class Generator:
    """Families of documents, one after the other."""

    def __init__(self, seed, profile):
        self.prose = Prose(seed)
        self.profile = profile
        self.outlets = [Outlet(self.prose) for _ in range(OUTLETS)]
        self.wires = 0
        self.floods = [self.article() for _ in range(5)]
        self.flood_sets = [None] * 5

    def article(self):
        p = self.prose
        if self.profile == 'lines':
            return [' '.join([p.sentence() for _ in range(1 + p.below(3))])]
        return [p.title()] + p.paragraphs(p.pick(LENGTHS))

    def edit(self, body, rates):
        """Words changed, dropped, swapped; at times a paragraph dropped or added."""
        p, rate, out = self.prose, self.prose.pick(rates), []
        for paragraph in body:
            words = paragraph.split(' ')
            exact = rate * len(words)
            for _ in range(int(exact) + p.chance(exact - int(exact))):
                at = p.below(len(words))
                deed = p.below(4)
                if deed == 3 and at:
                    words[at - 1], words[at] = words[at], words[at - 1]
                elif deed == 2 and len(words) > 8:
                    del words[at]
                else:
                    words[at] = p.pick(p.words)
            out.append(' '.join(words))
        if rates is RATES and len(out) > 6 and p.chance(0.2):
            del out[1 + p.below(len(out) - 1)]
        if rates is RATES and len(out) > 4 and p.chance(0.2):
            out.append(p.of_words(30))
        return out

    def copies(self):
        body, n = self.article(), 2 + self.prose.below(3)
        return [('copy', body if i == 0 else self.edit(body, RATES)) for i in range(n)]

    def exact(self):
        body = self.article()
        return [('exact', body)] * (2 + self.prose.chance(0.2))

    def excerpt(self):
        body = self.article()
        size = max(2, len(body) * (30 + self.prose.below(50)) // 100)
        start = 1 + self.prose.below(max(1, len(body) - size))
        return [('source', body), ('excerpt', body[:1] + body[start:start + size])]

    def wirelead(self):
        """The eighteen arrangements in turn."""
        p, n = self.prose, self.wires
        self.wires += 1
        outlets, own = (3, 5, 12)[n % 3], (70, 150)[n // 3 % 2]
        place = ('head', 'tail', 'both')[n // 6 % 3]
        story, out = p.paragraphs(10 + p.below(16)), []
        for _ in range(outlets):
            head, tail = [], []
            if place != 'tail':
                head = [p.of_words(own if place == 'head' else own // 2)]
            if place != 'head':
                tail = [p.of_words(own if place == 'tail' else own // 2)]
            out.append(('wirelead', [p.title()] + head + story + tail))
        return out

    def reuse(self):
        """A quoted passage inside otherwise independent articles."""
        p, out = self.prose, []
        passage = p.of_words(80)
        for _ in range(3 + p.below(3)):
            body = self.article()
            body.insert(1 + len(body) // 2, passage)
            out.append(('reuse', body))
        return out

    def family(self):
        p = self.prose
        draw = p.random()
        kind = next(k for k, upto in KINDS[self.profile] if draw < upto)
        if kind == 'unique':
            return [('unique', self.article())]
        return {'exact': self.exact, 'copy': self.copies, 'excerpt': self.excerpt,
                'wirelead': self.wirelead, 'reuse': self.reuse}[kind]()

    def flood(self):
        """One more light edit of one of five articles."""
        number = self.prose.below(len(self.floods))
        return number, self.edit(self.floods[number], LIGHT)


class Writer:
    """Gives ids in output order and writes the three files."""

    def __init__(self, generator, folder):
        self.g, self.count, self.bytes, self.titles = generator, 0, 0, []
        folder.mkdir(parents=True, exist_ok=True)
        self.docs, self.spans, self.pairs = (
            open(folder / name, 'w', encoding='utf-8', newline='\n')
            for name in ('docs.jsonl', 'spans.jsonl', 'pairs.tsv'))
        self.encode = json.JSONEncoder(ensure_ascii=False).encode
        self.flood_ids = {}

    def document(self, tag, body, outlet):
        """Write one; return its id."""
        prose, profile = self.g.prose, self.g.profile
        name = f'g{self.count:07d}'
        self.count += 1
        if profile in ('news', 'wire'):
            text, spans = outlet.page(prose, body, self.titles)
        else:
            text, spans = '\n\n'.join(body), []
        date = f'2031-{1 + prose.below(12):02d}-{1 + prose.below(28):02d}'
        line = self.encode({'id': name, 'url': f'https://{outlet.source}/{name}',
                            'source': outlet.source, 'date': date,
                            'title': body[0] if len(body) > 1 else '', 'text': text})
        self.docs.write(line + '\n')
        self.bytes += len(line) + 1
        self.spans.write(f'{{"id": "{name}", "tag": "{tag}", '
                         f'"boilerplate": {spans}}}\n')
        if len(self.titles) < 64:
            self.titles.append(body[0])
        else:
            self.titles[self.count % 64] = body[0]
        return name

    def family_pairs(self, names, bodies):
        sets = [shingles('\n\n'.join(b)) for b in bodies]
        for i in range(len(names) if len(names) <= ALL_PAIRS else 1):
            for k in range(i + 1, len(names)):
                j = jaccard(sets[i], sets[k])
                if j:
                    a, b = sorted((names[i], names[k]))
                    self.pairs.write(f'{a}\t{b}\t{j!r}\n')

    def flood_pair(self, number, name, body):
        """With the first edit of the article that was written."""
        first = self.flood_ids.get(number)
        if first:
            whole = self.g.flood_sets[number]
            j = jaccard(whole, shingles('\n\n'.join(body)))
            self.pairs.write(f'{first}\t{name}\t{j!r}\n')
        else:
            self.flood_ids[number] = name
            self.g.flood_sets[number] = shingles('\n\n'.join(body))

    def chunk(self, size):
        """Families until the chunk is full, shuffled, written, their pairs told."""
        g, waiting, families = self.g, [], []
        while len(waiting) < size:
            if g.profile == 'flood' and g.prose.chance(0.57):
                number, body = g.flood()
                waiting.append(('flood', body, None, number))
                continue
            members = g.family()[:size - len(waiting)]
            first = g.prose.below(OUTLETS)
            family = [None] * len(members)
            for i, (tag, body) in enumerate(members):
                waiting.append((tag, body, (family, i, (first + i) % OUTLETS), None))
            if len(members) > 1:
                families.append((family, [body for _, body in members]))
        g.prose.shuffle(waiting)
        for tag, body, member, number in waiting:
            outlet = g.outlets[member[2] if member else g.prose.below(OUTLETS)]
            name = self.document(tag, body, outlet)
            if member:
                member[0][member[1]] = name
            else:
                self.flood_pair(number, name, body)
        for names, bodies in families:
            self.family_pairs(names, bodies)

    def close(self):
        for f in (self.docs, self.spans, self.pairs):
            f.close()


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--docs', type=int, required=True, metavar='N')
    parser.add_argument('--seed', type=int, default=1, metavar='S')
    parser.add_argument('--profile', choices=('news', *sorted(KINDS.keys() - {'news'})),
                        default='news')
    parser.add_argument('-o', dest='folder', type=pathlib.Path, required=True,
                        metavar='DIR')
    a = parser.parse_args()
    if a.docs < 1:
        parser.error('--docs must be at least 1')
    writer = Writer(Generator(a.seed, a.profile), a.folder)
    while writer.count < a.docs:
        writer.chunk(min(CHUNK, a.docs - writer.count))
    writer.close()
    print(f'{writer.count} documents, {writer.bytes} characters', file=sys.stderr)


if __name__ == '__main__':
    main()
