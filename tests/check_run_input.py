"""check_run_input.py - chaff's input, read again by other means.

In: files and folders. Out: Docs, in input order; a bad record has no text. Also the
words and shingles of a text: words by a table of categories, shingles as tuples of
words, nothing hashed.
"""
import bz2
import csv
import gzip
import io
import json
import lzma
import os
import pathlib
import re
import subprocess
import unicodedata

ESCAPE = re.compile(r'\\(.)')                 # in a cell of a .tsv file
TEXT_FIELDS = ('text', 'content', 'raw_content', 'body', 'article', 'document')
# Those of surrogateescape, DC80 to DCFF, stand for ill-formed bytes.
ESCAPED_SURROGATE = re.compile('[\ud800-\udc7f\udd00-\udfff]')
ID_FIELDS = ('id', 'doc_id', 'url', 'uri', 'warc_record_id', 'digest')
ALONE = ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3005, 0x3007),
         (0x3040, 0x30FF), (0x31F0, 0x31FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF),
         (0xA9E0, 0xA9FF), (0xAA60, 0xAA7F), (0xF900, 0xFAFF), (0x1B000, 0x1B16F),
         (0x20000, 0x323AF))
IGNORED = ((0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C), (0x115F, 0x1160),
           (0x17B4, 0x17B5), (0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E),
           (0x2060, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF),
           (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3),
           (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF))


def within(ranges, c):
    return any(a <= c <= b for a, b in ranges)


class Separating(dict):
    """Code point -> itself, itself between blanks, or a blank; filled as met."""

    def __missing__(self, c):
        if unicodedata.category(chr(c))[0] not in 'LNM':
            self[c] = ' '
        else:
            self[c] = f' {chr(c)} ' if within(ALONE, c) else chr(c)
        return self[c]


class Folding(dict):
    """Drops what NFKC_Casefold ignores; everything else stays."""

    def __missing__(self, c):
        self[c] = '' if within(IGNORED, c) else c
        return self[c]


SEPARATE, FOLD = Separating(), Folding()


def words_of(text):
    folded = unicodedata.normalize('NFKC', text).casefold().translate(FOLD)
    return unicodedata.normalize('NFKC', folded).translate(SEPARATE).split()


def shingles_of(words, n):
    if len(words) < n:
        return {tuple(words)} if words else set()
    return {tuple(words[i:i + n]) for i in range(len(words) - n + 1)}


class Doc:
    """A record of the input: where it stood, its bytes, and what it says."""
    __slots__ = ('at', 'raw', 'id', 'text', 'frame', 'spans', 'left', 'words', 'path')

    def __init__(self, at, raw):
        self.at, self.raw, self.spans, self.words = at, raw, [], None
        self.id = self.text = self.frame = self.left = self.path = None


# -- reading ---------------------------------------------------------------------------

def plain_bytes(path):
    for suffix, opener in (('.gz', gzip), ('.bz2', bz2), ('.xz', lzma)):
        if path.endswith(suffix):
            with opener.open(path) as f:
                return f.read()
    for suffix, command in (('.zst', 'zstd'), ('.lz4', 'lz4')):
        if path.endswith(suffix):
            return subprocess.run([command, '-dcq', path], check=True,
                                  stdout=subprocess.PIPE).stdout
    return pathlib.Path(path).read_bytes()


def lines_of(data):
    """Records without their line ends; blank lines are none. (number, bytes)"""
    if data.startswith(b'\xef\xbb\xbf'):
        data = data[3:]
    return [(i, line) for i, line in enumerate(data.split(b'\n'), 1) if line.strip()]


def find_field(record, path):
    """Value and extent of a dotted path in a JSON object, as decoded with
    surrogateescape. None: absent. The first of two equal keys counts."""
    decode = json.JSONDecoder(object_pairs_hook=lambda pairs: pairs).raw_decode
    space = ' \t\n\r'

    def skip(i):
        while record[i] in space:
            i += 1
        return i

    def look(i, keys):
        if record[i] != '{':
            return None
        i = skip(i + 1)
        while record[i] == '"':
            key, i = decode(record, i)
            i = skip(skip(i) + 1)
            value, end = decode(record, i)
            if key == '.'.join(keys):
                return value, i, end
            if key == keys[0] and len(keys) > 1:
                return look(i, keys[1:])
            i = skip(end)
            if record[i] == ',':
                i = skip(i + 1)
        return None
    return look(skip(0), path.split('.'))


def well_formed(text):
    """Escaped lone surrogates and ill-formed bytes read as U+FFFD."""
    if not text.isascii():
        text = ESCAPED_SURROGATE.sub('\ufffd', text)
    return text.encode('utf-8', 'surrogateescape').decode('utf-8', 'replace')


def guess_field(records, candidates, kinds):
    """The first candidate in the first record that has one of a fitting type."""
    for _, raw in records[:1000]:
        try:
            value = json.loads(raw.decode('utf-8', 'replace'))
        except (ValueError, RecursionError):
            continue
        for name in candidates if isinstance(value, dict) else ():
            if isinstance(value.get(name), kinds):
                return name
    return None


def read_record(at, raw, text_field, id_field):
    """A Doc; its text is None if the record is bad."""
    doc = Doc(at, raw)
    record = raw.decode('utf-8', 'surrogateescape')
    try:
        json.loads(record)
        found = find_field(record, text_field) if text_field else None
        name = find_field(record, id_field) if id_field else None
    except (ValueError, RecursionError, IndexError):
        return doc
    doc.id = name[0] if name else at
    if found and isinstance(found[0], str):
        doc.text = well_formed(found[0])
        doc.frame = (record[:found[1]], record[found[2]:])
    return doc


def read_jsonl(path, o):
    records = lines_of(plain_bytes(path))
    text_field = o.text_field or guess_field(records, TEXT_FIELDS, str)
    id_field = o.id_field or guess_field(records, ID_FIELDS, (str, int, float))
    return [read_record(f'{path}:{i}', raw, text_field, id_field) for i, raw in records]


def read_txt(path, relative):
    doc = Doc(f'{path}:1', pathlib.Path(path).read_bytes())
    data = doc.raw[3:] if doc.raw.startswith(b'\xef\xbb\xbf') else doc.raw
    doc.id = doc.path = relative
    doc.text, doc.frame = data.decode('utf-8', 'replace'), ('', '')
    return [doc]


def files_below(folder):
    found = []
    for where, _, names in os.walk(folder):
        found += [os.path.join(where, name) for name in names]
    return sorted(found, key=os.fsencode)


def read_input(arguments, o):
    docs = []
    for argument in arguments:
        folder = os.path.isdir(argument)
        for path in files_below(argument) if folder else [argument]:
            if path.endswith('.txt'):
                relative = os.path.relpath(path, argument if folder else
                                           os.path.dirname(path) or '.')
                docs += read_txt(path, relative)
            else:
                docs += read_jsonl(path, o)
    return docs


def unescape(found):
    return {'n': '\n', 'r': '\r', 't': '\t'}.get(found[1], found[1])


def read_rows(path):
    """Dicts of a .jsonl, .csv or .tsv file; figures as numbers."""
    text = plain_bytes(path).decode('utf-8')
    if not path.endswith(('.csv', '.tsv')):
        return [json.loads(line) for line in text.split('\n') if line.strip()]
    if path.endswith('.csv'):
        rows = list(csv.DictReader(io.StringIO(text, newline='')))
    else:
        cells = [[ESCAPE.sub(unescape, cell) for cell in line.split('\t')]
                 for line in text.split('\n')[:-1]]
        rows = [dict(zip(cells[0], row)) for row in cells[1:]]
    for row in rows:
        for key in ('jaccard', 'a_in_b', 'b_in_a', 'id_in_of', 'of_in_id'):
            if row.get(key):
                row[key] = float(row[key])
        for key in ('shared', 'size', 'cluster', 'start', 'end', 'docs'):
            if row.get(key):
                row[key] = int(row[key])
    return rows
