"""words.py - the words and shingles of a text, the slow and plain way.

In: a str. Out: its words in order, or the set of its word 5-grams as tuples.

A word is a maximal run of Unicode letters, numbers and marks after compatibility
normalisation and case folding; a letter, number or mark of a script written without
spaces is a word of its own. NFKC_Casefold is approximated by NFKC(casefold(NFKC(s)))
without default-ignorable characters; texts in this folder avoid the few differences.
"""
import re
import sys
import unicodedata

ALONE = ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3005, 0x3007),
         (0x3040, 0x30FF), (0x31F0, 0x31FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF),
         (0xA9E0, 0xA9FF), (0xAA60, 0xAA7F), (0xF900, 0xFAFF), (0x1B000, 0x1B16F),
         (0x20000, 0x323AF))
IGNORED = ((0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C), (0x115F, 0x1160),
           (0x17B4, 0x17B5), (0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E),
           (0x2060, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF),
           (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3),
           (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF))


def char_class(code_points):
    """A regular expression's [...] for ascending code points."""
    ranges, start, last = [], None, None
    for c in code_points:
        if last is None or c != last + 1:
            if start is not None:
                ranges.append((start, last))
            start = c
        last = c
    if start is not None:
        ranges.append((start, last))
    return '[' + ''.join(f'\\U{a:08x}-\\U{b:08x}' for a, b in ranges) + ']'


def compile_word(last):
    """The pattern of a word for texts of code points up to `last`."""
    alone, joined = [], []
    own = {c for start, end in ALONE for c in range(start, end + 1)}
    for c in range(last + 1):
        if unicodedata.category(chr(c))[0] in 'LNM':
            (alone if c in own else joined).append(c)
    return re.compile(char_class(joined) + '+|' + char_class(alone))


ASCII_WORD = re.compile('[a-z0-9]+')
HIGH = re.compile('[\U00010000-\U0010ffff]')  # sets with these are searched one by one
IGNORABLE = re.compile(char_class(c for a, b in IGNORED for c in range(a, b + 1)))
compiled = {}                  # the big patterns, made when the first text needs them


def words(text):
    if text.isascii():
        return ASCII_WORD.findall(text.lower())
    folded = unicodedata.normalize('NFKC', text).casefold()
    folded = IGNORABLE.sub('', unicodedata.normalize('NFKC', folded))
    last = sys.maxunicode if HIGH.search(folded) else 0xFFFF
    if last not in compiled:
        compiled[last] = compile_word(last)
    return compiled[last].findall(folded)


def shingles(text, n=5):
    """The set of word n-grams; a text of fewer words has one, all of them."""
    w = words(text)
    if len(w) < n:
        return {tuple(w)} if w else set()
    return set(zip(*(w[i:] for i in range(n))))


def jaccard(a, b):
    """Of two sets; two empty ones are not alike."""
    shared = len(a & b)
    return shared / (len(a) + len(b) - shared) if shared else 0.0
