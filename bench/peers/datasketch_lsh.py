"""datasketch as its guide shows it: MinHashLSH, a hit is a duplicate."""
from datasketch import MinHash, MinHashLSH
from shared import PERMUTATIONS, drive


def sketch(shingles):
    m = MinHash(num_perm=PERMUTATIONS)
    m.update_batch([s.encode() for s in shingles])
    return m


def find_removed(documents, threshold):
    lsh = MinHashLSH(threshold=threshold, num_perm=PERMUTATIONS)
    removed = []
    for number, shingles in enumerate(documents):
        if not shingles:
            continue
        m = sketch(shingles)
        if lsh.query(m):
            removed.append(number)
        else:
            lsh.insert(number, m)
    return removed


if __name__ == '__main__':
    drive(find_removed)
