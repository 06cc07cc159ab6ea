#!/usr/bin/env python3
"""check_run.py - measure a run of chaff again, from the original text, and compare.

In: the input (files or folders), what chaff wrote, and the options that decide what is
alike. Out: a line for every broken promise; exit status 1 if there is one.
It shares nothing with chaff: words are split by a table of categories, shingles are
tuples of words in sets, nothing is hashed or estimated.

What must hold:
  input     kept + removed + bad records are the input; kept and removed records stand
            in input order; kept ones are byte for byte as they came (dedup), or so but
            for their text (clean, strip)
  spans     ascending, inside the text, with the text they claim; the text minus its
            spans is the text that was written
  removed   each has one kept document that stands for it; its similarity, measured
            again, reaches the threshold and is what was reported
  pairs     every figure of every row, measured again; a before b; sorted
  clusters  one kept document each, first; sizes, figures and members agree with the
            removed records and the pairs
  kept      no two have the same words; with --recall no more than so many pairs of
            kept documents reach the threshold (with --against, pairs with those only)

    check_run.py dedup --run-dir run --output kept.jsonl news.jsonl
    check_run.py clean --run-dir run --output clean.jsonl -t 0.8 pages/ more.jsonl
    check_run.py find --pairs pairs.tsv --clusters clusters.jsonl -t 0.5 news.jsonl
"""
import argparse
import bisect
import collections
import json
import os
import pathlib
import sys

from check_run_input import (TEXT_FIELDS, files_below, guess_field, lines_of,
                             plain_bytes, read_input, read_record, read_rows,
                             shingles_of, words_of)

CLOSE = 1e-9                   # reported figures may differ from ours by as much
SHOWN = 20                     # failures told in words; the rest are counted
KINDS = {'repeated', 'template', 'known', 'shape'}
RELATIONS = {'exact', 'near', 'contains', 'contained', 'overlap'}
# -- checking --------------------------------------------------------------------------

class Check:
    """The input, the files of the run, and the failures found so far."""

    def __init__(self, options):
        self.o, self.failures = options, 0
        self.against = read_input(options.against, options)
        self.records = read_input(options.input, options)
        self.docs = self.against + self.records
        self.good = [d for d in self.docs if d.text is not None]
        self.number = {id(d): i for i, d in enumerate(self.docs)}
        self.by_id = collections.defaultdict(list)
        for d in self.good:
            self.by_id[self.key(d.id)].append(d)
            d.left = d.text
        self.against = [d for d in self.against if d.text is not None]
        self.good = self.good[len(self.against):]
        self.sets = {}
        self.kept = self.removed = None
        self.counted = collections.OrderedDict(records=len(self.records))

    @staticmethod
    def key(value):
        """Ids keep their JSON type, but not in .csv and .tsv."""
        return value if isinstance(value, str) else json.dumps(value)

    def fail(self, what):
        self.failures += 1
        if self.failures <= SHOWN:
            print(f'check_run: {what}')

    def set_of(self, d):
        if id(d) not in self.sets:
            d.words = tuple(words_of(d.left))
            self.sets[id(d)] = shingles_of(d.words, self.o.ngram)
        return self.sets[id(d)]

    def words(self, d):
        self.set_of(d)
        return d.words

    def named(self, name, at=None):
        """The documents an id in an output may mean."""
        found = self.by_id.get(self.key(name), [])
        if at is not None:
            found = [d for d in found if d.at.endswith(at)] or found
        return found

    def likeness(self, a, b):
        x, y = self.set_of(a), self.set_of(b)
        shared = len(x & y)
        if not shared:
            return 0.0, 0.0, 0.0, 0
        return shared / (len(x) + len(y) - shared), shared / len(x), \
            shared / len(y), shared

    # spans

    @staticmethod
    def span_rows(path):
        """One row a document; .csv and .tsv have one a span."""
        rows = []
        for row in read_rows(path):
            if 'spans' in row:
                rows.append(row)
            elif rows and rows[-1]['id'] == row['id'] and \
                    rows[-1]['spans'][-1]['end'] <= row['start']:
                rows[-1]['spans'].append(row)
            else:
                rows.append({'id': row['id'], 'spans': [row]})
        return rows

    def load_spans(self, path):
        for row in self.span_rows(path):
            found = [d for d in self.named(row['id'], row.get('at')) if not d.spans]
            if not found:
                self.fail(f"{path}: no document {row['id']!r}, or listed twice")
                continue
            fits = [d for d in found if self.spans_fit(d, row['spans'])] or found
            self.take_spans(fits[0], row['spans'])
        self.counted['spans'] = sum(len(d.spans) for d in self.good)

    def places(self, d, span):
        start, end = span['start'], span['end']
        if self.o.offsets == 'chars':
            return start, end
        code = {'bytes': 'utf-8', 'utf16': 'utf-16-le'}[self.o.offsets]
        unit = 1 if code == 'utf-8' else 2
        data = d.text.encode(code)
        return tuple(len(data[:x * unit].decode(code)) for x in (start, end))

    def spans_fit(self, d, spans):
        for s in spans:
            start, end = self.places(d, s)
            if not 0 <= start < end <= len(d.text):
                return False
            if s.get('text', d.text[start:end]) != d.text[start:end]:
                return False
        return True

    def take_spans(self, d, spans):
        at, parts = 0, []
        for s in spans:
            start, end = self.places(d, s)
            where = f"{d.at}: span {s['start']}..{s['end']}"
            if not at <= start < end <= len(d.text):
                self.fail(f'{where} overlaps, is empty or lies outside the text')
                continue
            if s.get('text', d.text[start:end]) != d.text[start:end]:
                self.fail(f'{where} holds {d.text[start:end]!r}, not {s["text"]!r}')
            if s.get('kind', 'known') not in KINDS:
                self.fail(f'{where} has the unknown kind {s["kind"]!r}')
            d.spans.append((start, end))
            parts.append(d.text[at:start])
            at = end
        d.left = ''.join(parts) + d.text[at:]

    # records

    def expected(self, d):
        """What stands in the output for a kept document."""
        if d.path is not None and self.o.output_is_jsonl:
            return self.key(d.id), d.left
        return d.raw if self.o.command == 'dedup' else (d.frame, d.left)

    def written(self, raw, at):
        """The same of a record of the output."""
        doc = read_record(at, raw, self.o.text_field or
                          guess_field([(1, raw)], TEXT_FIELDS, str), 'id')
        if doc.text is None:
            return raw
        if self.from_txt:
            return self.key(doc.id), doc.text
        return raw if self.o.command == 'dedup' else (doc.frame, doc.text)

    @property
    def from_txt(self):
        return bool(self.good) and all(d.path is not None for d in self.good)

    def subsequence(self, wanted, have, what):
        """Every item of `wanted` in `have`, in order; the matched numbers of `have`."""
        matched, at = [], 0
        places = collections.defaultdict(list)
        for i, item in enumerate(have):
            places[item].append(i)
        for i, item in enumerate(wanted, 1):
            here = places.get(item, ())
            ahead = bisect.bisect_left(here, at)
            if ahead < len(here):
                matched.append(here[ahead])
                at = here[ahead] + 1
            elif here:
                self.fail(f'{what}:{i}: out of input order, or once too often')
            else:
                self.fail(f'{what}:{i}: no record of the input looks like this')
        return matched

    def check_output(self, path):
        if os.path.isdir(path):
            return self.check_tree(path)
        wanted = [self.written(raw, f'{path}:{i}')
                  for i, raw in lines_of(plain_bytes(path))]
        have = [self.expected(d) for d in self.good]
        matched = self.subsequence(wanted, have, path)
        self.counted['kept'] = len(wanted)
        return [self.good[i] for i in matched]

    def check_tree(self, path):
        """A folder of texts became a folder of texts."""
        kept = []
        for name in files_below(path):
            relative = os.path.relpath(name, path)
            found = [d for d in self.good if d.path == relative]
            data = pathlib.Path(name).read_bytes()
            if not found:
                self.fail(f'{name}: no such file in the input')
            elif self.o.command == 'dedup' and data != found[0].raw:
                self.fail(f'{name}: differs from the input')
            elif data.decode('utf-8-sig', 'replace') != found[0].left:
                self.fail(f'{name}: is not the text minus its spans')
            kept += found[:1]
        self.counted['kept'] = len(kept)
        return kept

    def check_sum(self, kept, removed_raw, bad_raw):
        """kept + removed + bad = input, as a bag of records."""
        rest = collections.Counter(d.raw for d in self.records)
        rest.subtract(d.raw for d in kept)
        rest.subtract(removed_raw)
        rest.subtract(bad_raw)
        for raw, count in rest.items():
            if count:
                said = 'missing from the outputs' if count > 0 else 'written too often'
                self.fail(f'a record is {said} ({abs(count)}): {raw[:70]!r}')

    def check_removed_texts(self, path):
        """Text files stand in --removed one after the other, each on a new line."""
        wanted = b''.join(d.raw + (b'' if d.raw.endswith(b'\n') else b'\n')
                          for d in self.removed)
        self.counted['removed'] = len(self.removed)
        if pathlib.Path(path).read_bytes() not in (wanted, wanted[:-1]):
            self.fail(f'{path}: not the removed texts')

    def take_records(self, removed_path, bad_path, output):
        """Who was kept and who was removed."""
        bad_raw = [d.raw for d in self.records if d.text is None]
        if bad_path:
            bad_raw = [raw for _, raw in lines_of(plain_bytes(bad_path))]
        self.counted['bad'] = len(bad_raw)
        bad = collections.Counter(bad_raw)
        self.good = [d for d in self.good if not bad[d.raw]]
        removed_raw = None
        if removed_path:
            removed_raw = [raw for _, raw in lines_of(plain_bytes(removed_path))]
            if not self.from_txt:
                self.counted['removed'] = len(removed_raw)
                found = self.subsequence(removed_raw, [d.raw for d in self.good],
                                         removed_path)
                self.removed = [self.good[i] for i in found]
        if output:
            self.kept = self.check_output(output)
            if removed_raw is not None and not self.from_txt:
                self.check_sum(self.kept, removed_raw, bad_raw)
            stays = {id(d) for d in self.kept}
            self.removed = [d for d in self.good if id(d) not in stays]
            if self.from_txt and removed_path:
                self.check_removed_texts(removed_path)
        elif self.removed is not None:
            gone = {id(d) for d in self.removed}
            self.kept = [d for d in self.good if id(d) not in gone]

    # figures

    def agrees(self, row, names, values):
        for name, value in zip(names, values):
            said = row.get(name)
            if said is None or said == '':
                return f'{name} is missing'
            if abs(float(said) - value) > CLOSE:
                return f'{name} is {said}, measured {value!r}'
        return None

    def measured(self, row, first, second, names):
        """The two documents of a row whose figures agree; fails if none do."""
        heads = self.named(row[first], row.get(f'{first}_at', row.get('at')))
        tails = self.named(row[second], row.get(f'{second}_at'))
        where = f'{row[first]!r} and {row[second]!r}'
        if not heads or not tails:
            self.fail(f'{where}: no such document')
            return None
        wrong = 'the same document'
        for a in heads:
            for b in tails:
                if a is not b:
                    wrong = self.agrees(row, names, self.likeness(a, b))
                    if wrong is None:
                        return a, b
        self.fail(f'{where}: {wrong}')
        return None

    def reaches(self, d, kept):
        if self.o.link == 'chain':      # a chain's ends may be anything to each other
            return True
        jaccard, inside, _, _ = self.likeness(d, kept)
        return (jaccard if self.o.measure == 'jaccard' else inside) >= self.o.threshold

    def check_relation(self, row, a, b):
        said = row.get('relation')
        if said not in RELATIONS:
            return self.fail(f"{row['a']!r} and {row['b']!r}: relation {said!r}")
        if (said == 'exact') != (self.words(a) == self.words(b)):
            self.fail(f"{row['a']!r} and {row['b']!r}: {said!r}, but the words "
                      f"{'are' if said != 'exact' else 'are not'} the same")

    def check_pairs(self, path):
        """Measure every row; return the pairs as document numbers."""
        found, last = set(), None
        rows = read_rows(path)
        for row in rows:
            names = ('jaccard', 'a_in_b', 'b_in_a', 'shared')
            pair = self.measured(row, 'a', 'b', names)
            if not pair:
                continue
            a, b = pair
            numbers = self.number[id(a)], self.number[id(b)]
            if numbers[0] > numbers[1]:
                self.fail(f"{path}: {row['a']!r} comes after {row['b']!r} in the input")
            if last and numbers < last:
                self.fail(f"{path}: not sorted at {row['a']!r}, {row['b']!r}")
            last = numbers
            if not (self.reaches(a, b) or (self.reaches(b, a))):
                self.fail(f"{path}: {row['a']!r} and {row['b']!r} do not reach "
                          f'{self.o.threshold}')
            self.check_relation(row, a, b)
            found.add(tuple(sorted(numbers)))
        self.counted['pairs'] = len(rows)
        return found

    def check_removed(self, pairs):
        """Each removed document is paired with a kept one and reaches the threshold."""
        kept = {self.number[id(d)] for d in self.against + self.kept}
        mates = collections.defaultdict(list)
        for a, b in pairs:
            mates[a].append(b)
            mates[b].append(a)
        for d in self.removed:
            stand = [m for m in mates[self.number[id(d)]] if m in kept]
            if not stand:
                twins = [x for x in self.named(d.id) if mates[self.number[id(x)]]]
                if not any(x.raw == d.raw for x in twins):
                    self.fail(f'{d.at}: {d.id!r} was removed without a kept document')
            elif not any(self.reaches(d, self.docs[m]) for m in stand):
                self.fail(f'{d.at}: {d.id!r} does not reach {self.o.threshold}')

    def check_clusters(self, path, pairs):
        clusters, copies = collections.OrderedDict(), []
        for row in read_rows(path):
            clusters.setdefault(row['cluster'], []).append(row)
        for name, rows in clusters.items():
            where = f'{path}: cluster {name}'
            if [r['role'] for r in rows] != ['kept'] + ['copy'] * (len(rows) - 1):
                self.fail(f'{where}: not one kept document first, then copies')
            if len(rows) < 2 or any(r['size'] != len(rows) for r in rows):
                self.fail(f"{where}: {len(rows)} lines, size {rows[0]['size']}")
            for row in rows[1:]:
                copies.append(row)
                self.check_copy(where, row, rows[0], pairs)
        self.counted['clusters'] = len(clusters)
        if self.removed is not None and self.o.command != 'find':
            gone = collections.Counter(self.key(d.id) for d in self.removed)
            said = collections.Counter(self.key(r['id']) for r in copies)
            for name in (gone - said) + (said - gone):
                self.fail(f'{path}: {name!r} is removed here and not there')

    def check_copy(self, where, row, kept_row, pairs):
        names = ('jaccard', 'id_in_of', 'of_in_id')
        pair = self.measured(row, 'id', 'of', names)
        if self.o.link == 'star' and self.key(row['of']) != self.key(kept_row['id']):
            self.fail(f"{where}: {row['id']!r} is a copy of {row['of']!r}, not of the "
                      'kept one')
        if not pair:
            return
        if not self.reaches(*pair):
            self.fail(f"{where}: {row['id']!r} does not reach {self.o.threshold}")
        numbers = tuple(sorted(self.number[id(d)] for d in pair))
        twins = len(self.named(row['id'])) > 1 or len(self.named(row['of'])) > 1
        if pairs is not None and numbers not in pairs and not twins:
            self.fail(f"{where}: {row['id']!r} and {row['of']!r} are not in the pairs")

    # kept documents

    def check_kept_apart(self):
        seen = {self.words(d): d.at for d in self.against}
        for d in self.kept:
            words = self.words(d)
            if words and words in seen:
                self.fail(f'{d.at}: kept, with the same words as {seen[words]}')
            if not self.against:
                seen.setdefault(words, d.at)

    def check_recall(self, least):
        """Pairs of kept documents that should not both be there."""
        holders, missed = collections.defaultdict(list), 0
        for d in self.against:
            for s in self.set_of(d):
                holders[s].append(self.number[id(d)])
        for d in self.kept:
            common = collections.Counter()
            for s in self.set_of(d):
                common.update(holders[s])
                if not self.against:
                    holders[s].append(self.number[id(d)])
            for n, shared in common.items():
                x, y = len(self.set_of(d)), len(self.set_of(self.docs[n]))
                missed += shared / (x + y - shared) >= self.o.threshold
        self.counted['missed'] = missed
        placed = len(self.removed)
        if missed > (1 - least) * (placed + missed):
            self.fail(f'{missed} pairs of kept documents reach {self.o.threshold}; '
                      f'{placed} were removed')


def one_line(name):
    return name.replace('\\', '\\\\').replace('\n', '\\n').replace('\r', '\\r')


def parse_arguments():
    p = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('command', choices=('find', 'dedup', 'clean', 'strip'))
    p.add_argument('input', nargs='+')
    p.add_argument('--against', action='append', default=[])
    p.add_argument('--run-dir', type=pathlib.Path)
    for name in ('output', 'pairs', 'removed', 'ids', 'clusters', 'spans', 'bad'):
        p.add_argument(f'--{name}')
    p.add_argument('-t', '--threshold', type=float)
    p.add_argument('-n', '--ngram', type=int, default=5)
    p.add_argument('--measure', choices=('jaccard', 'containment'), default='jaccard')
    p.add_argument('--link', choices=('star', 'chain'), default='star')
    p.add_argument('--offsets', choices=('chars', 'bytes', 'utf16'), default='chars')
    p.add_argument('--text-field')
    p.add_argument('--id-field')
    p.add_argument('--recall', type=float, metavar='LEAST',
                   help='also look for pairs of kept documents, at a quadratic cost')
    p.add_argument('--apart', action=argparse.BooleanOptionalAction, default=True,
                   help='--no-apart: kept documents may be alike (--by, --min-words)')
    o = p.parse_args()
    if o.threshold is None:
        o.threshold = 0.5 if o.command == 'find' else 0.8
    if o.run_dir:
        for name in ('pairs', 'removed', 'clusters', 'spans'):
            path = o.run_dir / f'{name}.jsonl'
            if getattr(o, name) is None and path.exists():
                setattr(o, name, str(path))
    beside = f'{o.output}.bad'
    if o.bad is None and o.output and os.path.exists(beside) and \
            os.path.getmtime(beside) >= os.path.getmtime(o.output) - 60:
        o.bad = beside         # not left there by an earlier run
    o.output_is_jsonl = bool(o.output) and not os.path.isdir(o.output)
    return o


def main():
    o = parse_arguments()
    try:
        return check_all(Check(o), o)
    except (OSError, ValueError, KeyError, TypeError) as e:
        print(f'check_run: a file cannot be read or is not in its format: {e!r}')
        return 1


def check_all(c, o):
    if o.spans:
        c.load_spans(o.spans)
    if o.command in ('find', 'dedup'):
        for d in c.good:       # spans are not cut there
            d.left = d.text
    c.take_records(o.removed, o.bad, o.output)
    pairs = c.check_pairs(o.pairs) if o.pairs else None
    if o.clusters:
        c.check_clusters(o.clusters, pairs)
    if c.removed is not None and c.kept is not None and o.command in ('dedup', 'clean'):
        if pairs is not None and o.link == 'star':
            c.check_removed(pairs)
        if o.apart:
            c.check_kept_apart()
        if o.recall:
            c.check_recall(o.recall)
    if o.ids and c.removed is not None:
        said = pathlib.Path(o.ids).read_text(encoding='utf-8').split('\n')[:-1]
        if said != [one_line(c.key(d.id)) for d in c.removed]:
            c.fail(f'{o.ids}: not the ids of the removed records')
    figures = ' '.join(f'{k}={v}' for k, v in c.counted.items())
    print(f'check_run: {figures} failures={c.failures}')
    return 1 if c.failures else 0


if __name__ == '__main__':
    sys.exit(main())
