#!/usr/bin/env python3
"""plot.py - a bar chart of one column of a Markdown table, as SVG.

In: a table as speed.py or peers.py print it (a file, or standard input). Out: SVG on
standard output. Rows whose figure is not a number are left out.

    speed.py corpus.jsonl | plot.py - --column MB/s --title English > speed.svg
"""
import argparse
import re
import sys
from xml.sax.saxutils import escape

BAR, GAP, LEFT, WIDTH, RIGHT = 22, 12, 300, 400, 90     # pixels
STYLE = ('text{font:13px sans-serif;fill:#222}.t{font-size:15px;font-weight:bold}'
         '.b{fill:#3b6ea5}.b.o{fill:#a9b4c0}@media(prefers-color-scheme:dark)'
         '{text{fill:#ddd}.b.o{fill:#5b6672}}')


def read_table(lines):
    """Header cells and rows of the first table."""
    rows = [[c.strip().strip('`') for c in line.strip().strip('|').split('|')]
            for line in lines if line.lstrip().startswith('|')]
    if len(rows) < 3:
        sys.exit('plot: no table in the input')
    return rows[0], [r for r in rows[2:] if len(r) == len(rows[0])]


def number(cell):
    found = re.match(r'-?[\d,]*\.?\d+', cell)
    return float(found[0].replace(',', '')) if found else None


def draw(bars, title, mark):
    """bars: (label, value, as shown). Those whose label holds `mark` stand out."""
    top = 40 if title else GAP
    height = top + len(bars) * (BAR + GAP)
    most = max(value for _, value, _ in bars) or 1
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{LEFT + WIDTH + RIGHT}" '
           f'height="{height}" role="img"><title>{escape(title or "bar chart")}</title>'
           f'<style>{STYLE}</style>']
    if title:
        out.append(f'<text class="t" x="{GAP}" y="24">{escape(title)}</text>')
    for i, (label, value, said) in enumerate(bars):
        y = top + i * (BAR + GAP)
        size = max(1, round(WIDTH * value / most))
        kind = 'b' if mark in label else 'b o'
        out.append(f'<text x="{LEFT - 8}" y="{y + 16}" text-anchor="end">'
                   f'{escape(label)}</text><rect class="{kind}" x="{LEFT}" y="{y}" '
                   f'width="{size}" height="{BAR}"/><text x="{LEFT + size + 6}" '
                   f'y="{y + 16}">{escape(said)}</text>')
    return '\n'.join(out + ['</svg>'])


def main():
    p = argparse.ArgumentParser(description=__doc__,
                                formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('table', nargs='?', default='-')
    p.add_argument('--column', default='MB/s')
    p.add_argument('--title', default='')
    p.add_argument('--mark', default='chaff', help='rows that stand out [chaff]')
    a = p.parse_args()
    with sys.stdin if a.table == '-' else open(a.table, encoding='utf-8') as f:
        header, rows = read_table(f)
    if a.column not in header:
        sys.exit(f'plot: no column {a.column!r}; the table has: {", ".join(header)}')
    at = header.index(a.column)
    bars = [(shorten(r[0]), number(r[at]), r[at]) for r in rows]
    bars = [b for b in bars if b[1] is not None]
    if not bars:
        sys.exit('plot: no figures in the column')
    print(draw(bars, a.title, a.mark))


def shorten(label):
    """Without folders, quiet flags and the corpus, which the title names."""
    label = re.sub(r'\S*/(?=\S)', '', label)
    return re.sub(r' (-q|CORPUS)\b', '', label)


if __name__ == '__main__':
    main()
