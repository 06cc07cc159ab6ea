#!/usr/bin/env python3
"""check_report.py - measure again what report.jsonl shows, from the texts it shows.

In: report.jsonl of a run that cut no text (--report-chars large enough). Out: a line for
every broken promise; exit status 1 if there is one. Words and shingles are those of
check_run_input.py, which shares nothing with chaff.

What must hold: similarities are those of the texts; a word lies in a marked range exactly
when a shingle with that word in it stands in the other text; pairs are on the side they
claim; figures of clusters and sources add up to the counts of the run.
"""
import collections
import json
import sys

from check_run_input import shingles_of, words_of

problems = []


def check(holds, *what):
    if not holds:
        problems.append(" ".join(map(str, what)))


def utf16_ranges(text, ranges):
    """Ranges in UTF-16 units as sets of characters."""
    units, at = {}, 0
    for i, c in enumerate(text + "\0"):
        units[at] = i
        at += 1 + (ord(c) > 0xFFFF)
    marked, last = set(), 0
    for start, end in ranges:
        check(last <= start < end and start in units and end in units, "range", start, end)
        marked.update(range(units.get(start, 0), units.get(end, 0)))
        last = end
    return marked


def covered(text, other, n):
    """Words of the text, as lists, that lie in a shingle the other text has."""
    words, theirs = words_of(text), shingles_of(words_of(other), n)
    theirs = set(theirs)
    inside = [False] * len(words)
    size = min(n, len(words))
    for i in range(len(words) - size + 1):
        if size and tuple(words[i:i + size]) in theirs:
            inside[i:i + size] = [True] * size
    return words, inside


def check_marks(name, text, other, ranges, n):
    marked = utf16_ranges(text, ranges)
    words, inside = covered(text, other, n)
    shown = words_of("".join(c if i in marked else " " for i, c in enumerate(text)))
    expected = [w for w, yes in zip(words, inside) if yes]
    check(shown == expected, name, "marks other words than are shared")


def check_likeness(name, row, a, b, keys, n):
    x, y = set(shingles_of(words_of(a), n)), set(shingles_of(words_of(b), n))
    both = len(x & y)
    values = both / len(x | y), both / len(x), both / len(y)
    for key, value in zip(keys, values):
        check(abs(row[key] - value) < 1e-9, name, key, row[key], "is", value)


def check_pairs(rows, n, threshold):
    for p in rows["pair"]:
        name = "%s %s" % (p["a"], p["b"])
        check_likeness(name, p, p["a_text"], p["b_text"],
                       ["jaccard", "a_in_b", "b_in_a"], n)
        check_marks(name, p["a_text"], p["b_text"], p["a_shared"], n)
        check_marks(name, p["b_text"], p["a_text"], p["b_shared"], n)
        check((p["jaccard"] >= threshold) == (p["side"] == "above"), name, p["side"])


def check_members(rows, n):
    kept = {m["cluster"]: m for m in rows["member"] if m["role"] == "kept"}
    sizes = collections.Counter(m["cluster"] for m in rows["member"])
    for c in rows["cluster"]:
        check(sizes[c["cluster"]] == min(c["size"], 100), "size of", c["cluster"])
    for m in rows["member"]:
        if m["role"] == "kept" or "text" not in m:
            continue
        text = kept[m["cluster"]]["text"]
        check_likeness(m["id"], m, m["text"], text,
                       ["jaccard", "id_in_of", "of_in_id"], n)
        check_marks(m["id"], m["text"], text, m["shared"], n)
        check_marks(m["id"] + " kept", text, m["text"], m["of_shared"], n)


def check_counts(rows, counts):
    for key, count in ("documents", "documents"), ("removed", "removed"):
        check(sum(s[key] for s in rows["source"]) == counts[count], "sources:", key)
    check(sum(s["clusters"] for s in rows["size"]) == counts["clusters"], "sizes")
    check(sum(s["pairs"] for s in rows["similarity"]) == counts["pairs"], "similarities")
    check(sum(m["documents"] for m in rows["matrix"]) <= counts["removed"], "matrix")


def main():
    rows = collections.defaultdict(list)
    for line in open(sys.argv[1], "rb"):
        row = json.loads(line.decode("utf-8", "replace"))
        rows[row["kind"]].append(row)
    parameters, counts = rows["run"][0]["parameters"], rows["run"][0]["counts"]
    check_pairs(rows, parameters["ngram"], parameters["threshold"])
    check_members(rows, parameters["ngram"])
    check_counts(rows, counts)
    for problem in problems[:20]:
        print(problem)
    print("%d pairs, %d members measured" % (len(rows["pair"]), len(rows["member"])))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
