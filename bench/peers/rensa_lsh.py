"""rensa: R-MinHash and its deduplicator, the kernel that looks at every token."""
from rensa import RMinHash, RMinHashDeduplicator
from shared import PERMUTATIONS, drive

BANDS = 16                     # of 8 rows
BATCH = 1000


def find_removed(documents, threshold):
    keeper = RMinHashDeduplicator(threshold=threshold, num_perm=PERMUTATIONS,
                                  use_lsh=True, num_bands=BANDS)
    removed = []
    for start in range(0, len(documents), BATCH):
        batch = documents[start:start + BATCH]
        sketches = RMinHash.from_token_sets(batch, PERMUTATIONS, 42)
        for number, (m, shingles) in enumerate(zip(sketches, batch), start):
            if shingles and not keeper.add(str(number), m):
                removed.append(number)
    return removed


if __name__ == '__main__':
    drive(find_removed)
