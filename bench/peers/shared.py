"""shared.py - what every driver does alike: read, split into shingles, report.

A driver is run as `python DRIVER.py CORPUS THRESHOLD OUT`. It reads JSONL of id and
text, decides in input order which documents are near-duplicates of one that stays, and
writes the numbers (from 0) of the removed ones to OUT, one a line. Its last line on
standard error is JSON: seconds spent on reading and shingling, seconds on the rest.

Words are [^\\W_]+ of the lower-cased text; shingles are five words joined by blanks; a
text of one to four words has one shingle. A text without words is never removed.
"""
import json
import re
import sys
import time

WORD = re.compile(r'[^\W_]+')
PERMUTATIONS = 128


def shingles(text):
    w = WORD.findall(text.lower())
    if len(w) < 5:
        return {' '.join(w)} if w else set()
    return set(map(' '.join, zip(w, w[1:], w[2:], w[3:], w[4:])))


def read_shingles(path):
    with open(path, 'rb') as f:
        for line in f:
            yield shingles(json.loads(line)['text'])


def read_words(path):
    """For peers that make shingles themselves: the words, one blank between two."""
    with open(path, 'rb') as f:
        for line in f:
            yield ' '.join(WORD.findall(json.loads(line)['text'].lower()))


class Timed:
    """The items of an iterator, and the seconds that it took to make them."""
    def __init__(self, items):
        self.items, self.seconds = iter(items), 0.0

    def __iter__(self):
        return self

    def __next__(self):
        start = time.perf_counter()
        try:
            return next(self.items)
        finally:
            self.seconds += time.perf_counter() - start


def drive(find_removed, read=read_shingles):
    """find_removed(documents, threshold) gives the numbers of the removed ones; the
    documents come one by one, so that no tool is charged for holding all texts."""
    path, threshold, out = sys.argv[1], float(sys.argv[2]), sys.argv[3]
    start = time.perf_counter()
    documents = Timed(read(path))
    removed = find_removed(documents, threshold)
    whole = time.perf_counter() - start
    with open(out, 'w', encoding='ascii') as f:
        f.writelines(f'{n}\n' for n in sorted(removed))
    spent = {'reading': documents.seconds, 'rest': whole - documents.seconds}
    print(json.dumps(spent), file=sys.stderr)
