#!/usr/bin/env python3
"""make.py - assemble the news set from hand-written articles.

In: articles/*.txt (first line: title; paragraphs divided by blank lines), plan.tsv
(which document holds which article, where it appeared, how it was changed) and
furniture.json (what each outlet puts around and between paragraphs).
Out: docs.jsonl, spans.jsonl (where the furniture is, code points), pairs.tsv (all
pairs whose furniture-free texts have a Jaccard similarity of 0.5 or more).
Always: a text minus its spans is the furniture-free text, byte for byte.

    make.py            write the three files
    make.py --check    exit 1 unless the files are what would be written
"""
import itertools
import json
import pathlib
import sys
import textwrap

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from words import jaccard, shingles  # noqa: E402

LEAST = 0.5
WRAPPED = 72                   # columns of an outlet that breaks its lines by hand


def read_articles():
    """Name -> [title, paragraph, ...]."""
    found = {}
    for path in sorted((HERE / 'articles').glob('*.txt')):
        title, _, body = path.read_text(encoding='utf-8').strip().partition('\n')
        found[path.stem] = [title] + [p.strip() for p in body.split('\n\n')]
    return found


def read_plan():
    """One dict a document; every line of plan.tsv is `key=value` fields."""
    rows = []
    for line in (HERE / 'plan.tsv').read_text(encoding='utf-8').splitlines():
        if not line or line.startswith('#'):
            continue
        row = {'edit': []}
        for field in line.split('\t'):
            key, _, value = field.partition('=')
            if key == 'edit':
                old, new = value.split(' => ')
                row['edit'].append((old, new))
            else:
                row[key] = value
        rows.append(row)
    return rows


def replace_once(paragraphs, old, new):
    for i, p in enumerate(paragraphs):
        if old in p:
            paragraphs[i] = p.replace(old, new, 1)
            return
    raise ValueError(f'no paragraph holds {old!r}')


def article_of(row, articles):
    """The paragraphs of a document without furniture, title first."""
    body = list(articles[row['article']])
    for old, new in row['edit']:
        replace_once(body, old, new)
    if 'keep' in row:          # an excerpt: paragraphs by number, the title is 0
        body = [body[int(i)] for i in row['keep'].split(',')]
    if 'add' in row:
        body.append(row['add'])
    if 'lead' in row:          # a local lead, with its own title, before the wire story
        body = articles[row['lead']] + body[1:]
    if 'title' in row:
        body[0] = row['title']
    return body


def fill(line, row, others):
    """A furniture line with the names, dates and headlines of this document."""
    return line.format(date=row['date'], other=others[0], second=others[1],
                       provider=row.get('provider', ''))


def wrap(paragraph, columns):
    return '\n'.join(textwrap.wrap(paragraph, columns, break_long_words=False,
                                   break_on_hyphens=False))


def blocks_of(row, body, outlet, others):
    """[(text, is furniture)] in page order."""
    look = outlet.get(row['lang']) or outlet['*']
    head = [(fill(x, row, others), True) for x in look.get('head', [])]
    foot = [(fill(x, row, others), True) for x in look.get('foot', [])]
    under = [(fill(x, row, others), True) for x in look.get('under_title', [])]
    middle = [(fill(x, row, others), True) for x in look.get('middle', [])]
    if 'disclaimers' in look:
        text = look['disclaimers'][int(row['disclaimer'])]
        foot = [(wrap(fill(text, row, others), int(row['columns'])), True)]
    if look.get('wrapped'):
        body = [wrap(p, WRAPPED) for p in body]
    out = head + [(body[0], False)] + under
    for i, p in enumerate(body[1:], 1):
        out.append((p, False))
        if i in (1, 3) and len(body) > i + 1 and middle:
            out.append(middle.pop(0))
    return out + foot


def join_blocks(blocks, gap):
    """Text and spans; a passage's span takes the break after it along, the passages
    at the end the break before them."""
    last = max(i for i, (_, furniture) in enumerate(blocks) if not furniture)
    text, spans = '', []
    for i, (block, furniture) in enumerate(blocks):
        start = len(text)
        text += block + (gap if i + 1 < len(blocks) else '')
        if i == last and i + 1 < len(blocks):
            spans.append([start + len(block), None])
        elif furniture and i < last:
            spans.append([start, len(text)])
    if spans and spans[-1][1] is None:
        spans[-1][1] = len(text)
    merged = []
    for start, end in spans:
        if merged and merged[-1][1] == start:
            merged[-1][1] = end
        else:
            merged.append([start, end])
    return text, merged


def cut(text, spans):
    at, kept = 0, []
    for start, end in spans:
        kept.append(text[at:start])
        at = end
    return ''.join(kept) + text[at:]


def make_document(number, row, articles, outlets, titles):
    outlet = outlets[row['outlet']]
    row['lang'] = row['article'][:2]
    body = article_of(row, articles)
    same = titles[row['lang']]
    others = [same[(7 * number + 3) % len(same)], same[(5 * number + 1) % len(same)]]
    text, spans = join_blocks(blocks_of(row, body, outlet, others), outlet['gap'])
    name = f'n{number:03d}'
    doc = {'id': name,
           'url': f"https://{outlet['source']}/{row['date'].replace('-', '/')}/{name}",
           'source': outlet['source'], 'date': row['date'], 'title': body[0],
           'text': text}
    label = {'id': name, 'tag': row['tag'], 'boilerplate': spans}
    return doc, label, cut(text, spans), ' '.join(body)


def assemble():
    """File name -> contents."""
    articles, rows = read_articles(), read_plan()
    outlets = json.loads((HERE / 'furniture.json').read_text(encoding='utf-8'))
    titles = {}
    for name, body in articles.items():
        titles.setdefault(name[:2], []).append(body[0])
    docs, labels, pairs, sets = [], [], [], []
    for number, row in enumerate(rows, 1):
        doc, label, kept, clean = make_document(number, row, articles, outlets, titles)
        if ' '.join(kept.split()) != ' '.join(clean.split()):
            raise ValueError(f"{doc['id']}: the spans do not leave the article")
        docs.append(json.dumps(doc, ensure_ascii=False))
        labels.append(json.dumps(label))
        sets.append((doc['id'], shingles(kept)))
    for (a, first), (b, second) in itertools.combinations(sets, 2):
        j = jaccard(first, second)
        if j >= LEAST:
            pairs.append(f'{a}\t{b}\t{j!r}')
    return {name: '\n'.join(lines) + '\n' for name, lines in
            (('docs.jsonl', docs), ('spans.jsonl', labels), ('pairs.tsv', pairs))}


def main(arguments):
    if arguments not in ([], ['--check']):
        sys.exit(__doc__)
    wrong = 0
    for name, contents in assemble().items():
        path = HERE / name
        if not arguments:
            path.write_bytes(contents.encode())
        elif not path.exists() or path.read_bytes() != contents.encode():
            print(f'{path}: not what make.py writes; run make.py', file=sys.stderr)
            wrong = 1
    return wrong


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
