#!/usr/bin/env python3
"""peers.py - chaff beside other tools: one text, one question.

The question: which documents are near-duplicates, Jaccard 0.8 over word 5-grams, of one
that stays? In: JSONL with id and text; the first --size bytes of it are used. Out: a
Markdown table: seconds end to end (a new process, reading, deciding), of which reading
and shingling, MB/s, documents/s, peak memory, and against brute force: recall and wrong
removals.

  --no-truth  times alone; brute force is for what fits in memory as Python's sets
  --install   make a virtual environment for each peer under build/peers and install it
              there by pip; a peer that cannot be installed is named with the reason
  right       removed, and a document that the tool keeps reaches the threshold with it
  wrong       removed, and none does
  missed      kept, though an earlier kept one reaches the threshold with it
  recall      right / (right + missed)

Truth is exact: every pair at or above the threshold, by an inverted index over the
rarest shingles of each document (a pair that reaches t must share one among the first
|A| - ceil(t |A|) + 1 of both), verified on sets of strings. Words are those of
peers/shared.py for every tool but chaff, whose own definition also knows marks and the
scripts without blanks: use English here.
"""
import argparse
import collections
import json
import math
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile

from speed import Run, describe_corpus, describe_machine

HERE = pathlib.Path(__file__).resolve().parent
BUILD = HERE.parent / 'build' / 'peers'
sys.path.insert(0, str(HERE / 'peers'))
from shared import read_shingles  # noqa: E402

# Row in the table -> (what pip installs, driver)
PEERS = {
    'datasketch': ('datasketch', 'datasketch_lsh.py'),
    'datasketch, estimate checked': ('datasketch', 'datasketch_checked.py'),
    'datasketch, measured exactly': ('datasketch', 'datasketch_exact.py'),
    'datasketch, the release before': ('datasketch==1.10.0', 'datasketch_lsh.py'),
    'rensa': ('rensa', 'rensa_lsh.py'),
    'gaoya': ('gaoya', 'gaoya_index.py'),
    'text-dedup': ('text-dedup', 'text_dedup_minhash.py'),
    'datatrove': ('datatrove[processing]', 'datatrove_minhash.py'),
}
WITHOUT = ('Not among them, since pip does not offer them for a processor: duplodocus, '
           'fastdedup, incrededup, deduplicate-text-datasets (cargo); onion, doubri '
           '(compiler); NeMo Curator (GPU).')


def package(requirement):
    return re.match('[^[=]*', requirement)[0]


def folder_of(requirement):
    return BUILD / requirement.partition('[')[0]


def python_of(requirement):
    return folder_of(requirement) / 'bin' / 'python'


def install(requirement):
    """None, or why not."""
    folder = folder_of(requirement)
    try:
        subprocess.run([sys.executable, '-m', 'venv', str(folder)], check=True,
                       capture_output=True)
        subprocess.run([str(folder / 'bin' / 'pip'), 'install', '-q',
                        '--disable-pip-version-check', requirement], check=True,
                       capture_output=True, timeout=1200)
    except subprocess.TimeoutExpired:
        return 'pip took longer than 20 minutes'
    except subprocess.CalledProcessError as e:
        said = e.stderr.decode('utf-8', 'replace').strip().splitlines()
        return said[-1] if said else f'status {e.returncode}'
    return None


def version_of(requirement):
    """Of an installed package; None: not there."""
    python = python_of(requirement)
    if not python.exists():
        return None
    code = f'import importlib.metadata as m; print(m.version({package(requirement)!r}))'
    done = subprocess.run([str(python), '-c', code], capture_output=True, text=True)
    return done.stdout.strip() if done.returncode == 0 else None


def take_sample(corpus, size, path):
    """Whole lines, at most so many bytes; ids become the line numbers."""
    written = 0
    with open(corpus, 'rb') as f, open(path, 'w', encoding='utf-8') as out:
        for number, line in enumerate(f):
            text = json.loads(line)['text']
            line = json.dumps({'id': str(number), 'text': text}, ensure_ascii=False)
            written += len(line.encode('utf-8', 'replace')) + 1
            if written > size:
                break
            out.write(line + '\n')


def true_pairs(documents, threshold):
    """{number: [numbers that reach the threshold with it]}"""
    frequency = collections.Counter(s for d in documents for s in d)
    order = {s: i for i, (s, _) in enumerate(sorted(frequency.items(),
                                                    key=lambda x: (x[1], x[0])))}
    del frequency
    index, mates = collections.defaultdict(list), collections.defaultdict(list)
    for number, d in enumerate(documents):
        rare = sorted(order[s] for s in d)
        rare = rare[:len(d) - math.ceil(threshold * len(d) - 1e-9) + 1]
        seen = {other for s in rare for other in index[s]}
        for other in seen:
            e = documents[other]
            if min(len(d), len(e)) < threshold * max(len(d), len(e)) - 1e-9:
                continue
            shared = len(d & e)
            if shared / (len(d) + len(e) - shared) >= threshold:
                mates[number].append(other)
                mates[other].append(number)
        for s in rare:
            index[s].append(number)
    return mates


def judge(mates, count, removed):
    """Recall, wrong removals, removals."""
    right = sum(any(m not in removed for m in mates.get(n, ())) for n in removed)
    missed = sum(any(m < n and m not in removed for m in mates.get(n, ()))
                 for n in range(count) if n not in removed)
    return right / max(1, right + missed), len(removed) - right, len(removed)


def run_peer(requirement, driver, sample, threshold, folder):
    """A Run, the seconds it spent on reading, the removed numbers."""
    out = folder / 'removed.txt'
    out.unlink(missing_ok=True)
    run = Run([str(python_of(requirement)), '-B', str(HERE / 'peers' / driver),
               str(sample), str(threshold), str(out)], {})
    if run.status or not out.exists():
        last = run.errors.splitlines()[-1:] or ['']
        raise RuntimeError(f'status {run.status}: {last[0][:200]}')
    reading = json.loads(run.errors.splitlines()[-1])['reading']
    return run, reading, {int(n) for n in out.read_text().split()}


def run_chaff(chaff, sample, threshold, threads, folder):
    out = folder / 'removed.jsonl'
    words = [chaff, 'dedup', '-q', '-t', str(threshold), '--removed', str(out),
             '-o', '/dev/null', str(sample)]
    run = Run(words + (['-j', str(threads)] if threads else []), {})
    if run.status:
        raise RuntimeError(f'status {run.status}: {run.errors[-200:]}')
    with open(out, encoding='utf-8') as f:
        removed = {int(json.loads(line)['id']) for line in f}
    return run, None, removed


def contestants(o):
    """(name, function that makes one run); those that cannot take part are told."""
    taking, absent = [], []
    if shutil.which(o.chaff):
        for threads in (1, None):
            name = 'chaff, one thread' if threads else 'chaff'
            taking.append((name, lambda s, f, t=threads:
                           run_chaff(o.chaff, s, o.threshold, t, f)))
    else:
        absent.append(f'chaff: {o.chaff} is not there')
    failed = {}
    for name, (requirement, driver) in PEERS.items():
        if o.only and name not in o.only:
            continue
        version = version_of(requirement)
        if version is None and o.install:
            if requirement not in failed:
                failed[requirement] = install(requirement)
            version = version_of(requirement)
        if version is None:
            reason = failed.get(requirement) or 'not installed; see --install'
            absent.append(f'{name}: {reason}')
            continue
        label = name.replace(package(requirement), f'{package(requirement)} {version}')
        taking.append((label, lambda s, f, r=requirement, d=driver:
                       run_peer(r, d, s, o.threshold, f)))
    return taking, absent


def compare(o, sample, folder):
    """Rounds of every contestant in turn; name -> [(run, reading, removed)]."""
    taking, absent = contestants(o)
    done = collections.OrderedDict((name, []) for name, _ in taking)
    for _ in range(o.runs):
        for name, once in taking:
            inner = pathlib.Path(tempfile.mkdtemp(dir=folder))
            try:
                done[name].append(once(sample, inner))
            except (RuntimeError, OSError, ValueError) as e:
                absent.append(f'{name}: {e}')
            finally:
                shutil.rmtree(inner, ignore_errors=True)
    return done, list(dict.fromkeys(absent))


def judged(mates, count, removed):
    """Three cells; mates None: nobody knows."""
    if mates is None:
        return f'- | - | {len(removed)}'
    recall, wrong, number = judge(mates, count, removed)
    return f'{recall:.4f} | {wrong} | {number}'


def print_table(done, absent, mates, size, documents):
    print('| tool | s | of which reading, shingling | MB/s | docs/s | peak MB | '
          'recall | wrong removals | removed | elsewhere |')
    print('|---|---|---|---|---|---|---|---|---|---|')
    for name, runs in done.items():
        if not runs:
            continue
        seconds = statistics.median(r.wall for r, _, _ in runs)
        reading = '-' if runs[0][1] is None else \
            f'{statistics.median(x for _, x, _ in runs):.2f}'
        peak = max(r.peak for r, _, _ in runs) / 1e6
        elsewhere = statistics.median(r.elsewhere for r, _, _ in runs)
        print(f'| {name} | {seconds:.3f} | {reading} | {size / 1e6 / seconds:.2f} | '
              f'{documents / seconds:,.0f} | {peak:.0f} | '
              f'{judged(mates, documents, runs[0][2])} | {elsewhere:.0%} |')
    print()
    for line in absent:
        print(f'Not run: {line}.')
    print(WITHOUT)


def size_of(text):
    unit = {'K': 10 ** 3, 'M': 10 ** 6, 'G': 10 ** 9}.get(text[-1:].upper())
    return int(float(text[:-1]) * unit) if unit else int(text)


def main():
    p = argparse.ArgumentParser(description=__doc__,
                                formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('corpus')
    p.add_argument('--size', type=size_of, default=20_000_000, help='[20M]')
    p.add_argument('-t', '--threshold', type=float, default=0.8)
    p.add_argument('--runs', type=int, default=3)
    p.add_argument('--chaff', default=str(HERE.parent / 'build' / 'chaff'))
    p.add_argument('--only', action='append', choices=tuple(PEERS))
    p.add_argument('--no-truth', action='store_true')
    p.add_argument('--install', action='store_true')
    o = p.parse_args()
    BUILD.mkdir(parents=True, exist_ok=True)
    folder = pathlib.Path(tempfile.mkdtemp(dir=BUILD))
    try:
        sample = folder / 'sample.jsonl'
        take_sample(o.corpus, o.size, sample)
        size, count, digest = describe_corpus(sample)
        done, absent = compare(o, sample, folder)
        mates = None if o.no_truth else \
            true_pairs(list(read_shingles(sample)), o.threshold)
        known = '' if mates is None else \
            f'; {sum(map(len, mates.values())) // 2:,} pairs reach {o.threshold}'
        print(f'{describe_machine()}. Text: the first {size:,} bytes of '
              f'{os.path.basename(o.corpus)}, {count:,} documents, BLAKE2b {digest}'
              f'{known}. Median of {o.runs} runs '
              'in turns.\n')
        print_table(done, absent, mates, size, count)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == '__main__':
    main()
