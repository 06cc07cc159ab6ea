"""datasketch with the estimate checked, as its maintainer advises."""
from datasketch import MinHashLSH
from datasketch_lsh import sketch
from shared import PERMUTATIONS, drive


def find_removed(documents, threshold):
    lsh = MinHashLSH(threshold=threshold, num_perm=PERMUTATIONS)
    removed, kept = [], {}
    for number, shingles in enumerate(documents):
        if not shingles:
            continue
        m = sketch(shingles)
        if any(kept[k].jaccard(m) >= threshold for k in lsh.query(m)):
            removed.append(number)
        else:
            lsh.insert(number, m)
            kept[number] = m
    return removed


if __name__ == '__main__':
    drive(find_removed)
