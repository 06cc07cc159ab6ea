#!/usr/bin/env python3
"""speed.py - whole processes, timed side by side on one corpus.

In: a corpus and commands, or presets. Out: a Markdown table that names machine, corpus
(size and checksum) and commands; exit status 1 if a command failed.
Always: the commands take turns (A B C A B C ...), one warming round first and not
counted, so that a noisy minute hits all of them; medians are compared, never a best
with a worst; standard output goes to /dev/null.

    speed.py CORPUS --preset all              chaff's jobs beside `wc -w`
    speed.py CORPUS --preset find8 --chaff old/chaff --chaff new/chaff
    speed.py CORPUS --preset find8 --against OTHER    two builds, run by run in turns
    speed.py CORPUS --runs 9 -- COMMAND ... -- OTHER COMMAND ...

{} in a command stands for the corpus; without one it is appended. "Elsewhere" is the
share of the machine's time that other processes took while a command ran: above 5% the
figures are a guess. Peak memory cannot read lower than this Python's own, 10 to 25 MB.
"""
import argparse
import hashlib
import json
import os
import pathlib
import platform
import shutil
import statistics
import subprocess
import sys
import time

WORDS = 'LC_ALL=C.UTF-8 wc -w {}'
PRESETS = {
    'find8': '{chaff} find -q -t 0.8 {}',
    'find5': '{chaff} find -q -t 0.5 {}',
    'dedup': '{chaff} dedup -q {}',
    'strip': '{chaff} strip -q {}',
    'clean': '{chaff} clean -q {}',
}
FINE = (0, 3)                  # 3: done, but some records were bad


class Run:
    """One finished process."""

    def __init__(self, words, environment):
        before, start = machine_ticks(), time.perf_counter()
        with open(os.devnull, 'w') as null:
            child = subprocess.Popen(words, stdout=null, stderr=subprocess.PIPE,
                                     env={**os.environ, **environment})
            errors = child.stderr.read()
            _, status, usage = os.wait4(child.pid, 0)
        self.wall = time.perf_counter() - start
        child.returncode = self.status = os.waitstatus_to_exitcode(status)
        self.errors = errors.decode('utf-8', 'replace').strip()
        self.cpu = usage.ru_utime + usage.ru_stime
        self.peak = usage.ru_maxrss * 1024
        busy = (machine_ticks() - before) / os.sysconf('SC_CLK_TCK')
        self.elsewhere = max(0.0, busy - self.cpu) / (self.wall * os.cpu_count())


def machine_ticks():
    """Ticks that all processors spent on anything but idling and waiting."""
    with open('/proc/stat', encoding='ascii') as f:
        fields = [int(x) for x in f.readline().split()[1:9]]
    return sum(fields) - fields[3] - fields[4]


def split_command(text_or_words, corpus):
    """Words and environment of a command; VARIABLE=value may stand before it."""
    words = text_or_words.split() if isinstance(text_or_words, str) \
        else list(text_or_words)
    environment = {}
    while words and '=' in words[0] and '/' not in words[0].partition('=')[0]:
        name, _, value = words.pop(0).partition('=')
        environment[name] = value
    if '{}' not in words:
        words.append('{}')
    return [str(corpus) if w == '{}' else w for w in words], environment


def shown(words, environment, corpus):
    said = [f'{k}={v}' for k, v in environment.items()]
    return ' '.join(said + ['CORPUS' if w == str(corpus) else w for w in words])


def describe_corpus(path):
    """Bytes, documents (lines that are not blank) and BLAKE2b of the file."""
    digest, size, lines, last = hashlib.blake2b(digest_size=16), 0, 0, b'\n'
    with open(path, 'rb') as f:
        while block := f.read(1 << 20):
            digest.update(block)
            size += len(block)
            lines += block.count(b'\n')
            last = block[-1:]
    return size, lines + (last != b'\n'), digest.hexdigest()


def describe_machine():
    model = platform.machine()
    with open('/proc/cpuinfo', encoding='utf-8') as f:
        for line in f:
            if line.startswith('model name'):
                model = line.partition(':')[2].strip()
                break
    memory = os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2 ** 30
    return (f'{model}, {os.cpu_count()} processors, {memory:.0f} GiB, '
            f'{platform.system()} {platform.release()}')


def take_turns(commands, corpus, runs):
    """Rounds of every command; the first round is not counted."""
    done = [[] for _ in commands]
    for round_number in range(runs + 1):
        for i, command in enumerate(commands):
            run = Run(*split_command(command, corpus))
            if round_number:
                done[i].append(run)
            if run.status not in FINE:
                print(f'speed: {command}: status {run.status}: {run.errors[-300:]}',
                      file=sys.stderr)
    return done


def row_of(name, runs, size, documents, reference):
    """The figures of one command, as a dict."""
    walls = sorted(r.wall for r in runs)
    wall = statistics.median(walls)
    failed = sorted({r.status for r in runs} - set(FINE))
    return {
        'command': name + (f' (failed: status {failed[0]})' if failed else ''),
        'seconds': wall, 'least': walls[0], 'most': walls[-1],
        'mb_s': size / 1e6 / wall, 'docs_s': documents / wall,
        'ratio': (reference or wall) / wall,
        'cpu': statistics.median(r.cpu for r in runs),
        'peak': max(r.peak for r in runs),
        'elsewhere': statistics.median(r.elsewhere for r in runs)}


def table(rows, heading):
    out = [heading, '',
           '| command | s | min .. max | MB/s | docs/s | against the first | CPU s | '
           'peak MB | elsewhere |', '|---|---|---|---|---|---|---|---|---|']
    for r in rows:
        out.append(
            f"| `{r['command']}` | {r['seconds']:.3f} | {r['least']:.3f} .. "
            f"{r['most']:.3f} | {r['mb_s']:.1f} | {r['docs_s']:,.0f} | "
            f"{r['ratio']:.2f}x | {r['cpu']:.2f} | {r['peak'] / 1e6:.0f} | "
            f"{r['elsewhere']:.0%} |")
    return '\n'.join(out)


def spread(ratios):
    return (f'{statistics.median(ratios):.3f} ({min(ratios):.3f} .. '
            f'{max(ratios):.3f})')


def pairs_table(names, done, heading):
    """A and B of every preset: each run of B beside the run of A just before it."""
    out = [heading + ' Below 1, the second build takes less.', '',
           '| job | A s | B s | B / A, wall | B / A, CPU | A peak MB | B peak MB | '
           'elsewhere |', '|---|---|---|---|---|---|---|---|']
    for i, name in enumerate(names):
        a, b = done[2 * i], done[2 * i + 1]
        out.append(
            f'| {name} | {statistics.median(r.wall for r in a):.3f} | '
            f'{statistics.median(r.wall for r in b):.3f} | '
            f'{spread([y.wall / x.wall for x, y in zip(a, b)])} | '
            f'{spread([y.cpu / x.cpu for x, y in zip(a, b)])} | '
            f'{max(r.peak for r in a) / 1e6:.0f} | '
            f'{max(r.peak for r in b) / 1e6:.0f} | '
            f'{statistics.median(r.elsewhere for r in a + b):.0%} |')
    return '\n'.join(out)


def parse_arguments(arguments):
    own, *given = split_at_dashes(arguments)
    p = argparse.ArgumentParser(description=__doc__,
                                formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('corpus', type=pathlib.Path)
    p.add_argument('--runs', type=int, default=5)
    p.add_argument('--preset', action='append', default=[], choices=('all', *PRESETS))
    p.add_argument('--chaff', action='append', default=[],
                   help='command to time; twice to compare two builds [build/chaff]')
    p.add_argument('--against', metavar='CHAFF',
                   help='another build of the command: a table of paired ratios')
    p.add_argument('--threads', type=int, help='passed to chaff as -j')
    p.add_argument('--json', type=pathlib.Path, help='the figures for programs')
    p.add_argument('--no-wc', action='store_true')
    o = p.parse_args(own)
    if not o.preset and not given:
        o.preset = ['all']
    names = list(PRESETS) if 'all' in o.preset else o.preset
    here = pathlib.Path(__file__).resolve().parent.parent
    if o.against:
        o.chaff = [o.against, *(o.chaff or [str(here / 'build' / 'chaff')])]
        o.no_wc = True
        if len(o.chaff) != 2 or given:
            p.error('--against compares two builds of the command and nothing else')
    o.names = names
    o.commands = [WORDS] if names and not o.no_wc else []
    for name in names:
        for chaff in o.chaff or [str(here / 'build' / 'chaff')]:
            line = PRESETS[name].replace('{chaff}', chaff)
            o.commands.append(line + (f' -j {o.threads}' if o.threads else ''))
    o.commands += given
    return o


def split_at_dashes(arguments):
    parts = [[]]
    for a in arguments:
        if a == '--':
            parts.append([])
        else:
            parts[-1].append(a)
    return parts[:1] + [p for p in parts[1:] if p]


def main():
    o = parse_arguments(sys.argv[1:])
    for command in o.commands:
        name = split_command(command, o.corpus)[0][0]
        if not shutil.which(name):
            sys.exit(f'speed: {name!r} is not there; build it or name it by --chaff')
    size, documents, digest = describe_corpus(o.corpus)
    done = take_turns(o.commands, o.corpus, o.runs)
    rows, reference = [], None
    for command, runs in zip(o.commands, done):
        name = shown(*split_command(command, o.corpus), o.corpus)
        rows.append(row_of(name, runs, size, documents, reference))
        reference = reference or rows[0]['seconds']
    heading = (f'{describe_machine()}. Corpus: {o.corpus.name}, {size:,} bytes, '
               f'{documents:,} documents, BLAKE2b {digest}. Median of {o.runs} runs '
               'taken in turns, page cache warm, output to /dev/null.')
    if o.against:
        heading += f' A: {o.chaff[0]}, B: {o.chaff[1]}.'
        print(pairs_table(o.names, done, heading))
    else:
        print(table(rows, heading))
    if o.json:
        figures = json.dumps({'heading': heading, 'rows': rows}, indent=1)
        o.json.write_text(figures + '\n')
    return 1 if any(r.status not in FINE for runs in done for r in runs) else 0


if __name__ == '__main__':
    sys.exit(main())
