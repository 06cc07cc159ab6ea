"""datasketch asked what chaff is asked: bands that lose 1% of the pairs at 0.8, and each
candidate measured exactly, on 64-bit hashes of its shingles."""
import numpy
from datasketch import MinHash, MinHashLSH
from shared import drive

BANDS, ROWS = 16, 6     # 1 - (1 - 0.8^6)^16 = 0.992


def sketch(shingles):
    m = MinHash(num_perm=BANDS * ROWS)
    m.update_batch([s.encode() for s in shingles])
    return m


def jaccard(a, b):
    shared = numpy.intersect1d(a, b, assume_unique=True).size
    return shared / (a.size + b.size - shared)


def find_removed(documents, threshold):
    lsh = MinHashLSH(num_perm=BANDS * ROWS, params=(BANDS, ROWS))
    removed, kept = [], {}
    for number, shingles in enumerate(documents):
        if not shingles:
            continue
        m = sketch(shingles)
        hashes = numpy.fromiter(map(hash, shingles), numpy.int64, len(shingles))
        if any(jaccard(kept[k], hashes) >= threshold for k in lsh.query(m)):
            removed.append(number)
        else:
            lsh.insert(number, m)
            kept[number] = hashes
    return removed


if __name__ == '__main__':
    drive(find_removed)
