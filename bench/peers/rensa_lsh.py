"""rensa: R-MinHash and its deduplicator, the kernel that looks at every token."""
import itertools

from rensa import RMinHash, RMinHashDeduplicator
from shared import PERMUTATIONS, drive

BANDS = 16                     # of 8 rows
BATCH = 1000


def find_removed(documents, threshold):
    keeper = RMinHashDeduplicator(threshold=threshold, num_perm=PERMUTATIONS,
                                  use_lsh=True, num_bands=BANDS)
    removed = []
    for start in itertools.count(0, BATCH):
        batch = list(itertools.islice(documents, BATCH))
        if not batch:
            return removed
        sketches = RMinHash.from_token_sets(batch, PERMUTATIONS, 42)
        for number, (m, shingles) in enumerate(zip(sketches, batch), start):
            if shingles and not keeper.add(str(number), m):
                removed.append(number)


if __name__ == '__main__':
    drive(find_removed)
