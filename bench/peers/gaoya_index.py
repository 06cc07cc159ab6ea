"""gaoya: MinHashStringIndex, which splits into 5-grams itself (given words and blanks)."""
import json

from gaoya.minhash import MinHashStringIndex
from shared import WORD, drive

BANDS, ROWS = 18, 7            # 126 hashes; finds .985 at 0.8


def read_words(path):
    with open(path, 'rb') as f:
        return [' '.join(WORD.findall(json.loads(line)['text'].lower())) for line in f]


def find_removed(documents, threshold):
    index = MinHashStringIndex(hash_size=32, jaccard_threshold=threshold,
                               num_bands=BANDS, band_size=ROWS, analyzer='word',
                               lowercase=False, ngram_range=(5, 5))
    removed = []
    for number, text in enumerate(documents):
        if not text:
            continue
        if index.query(text):
            removed.append(number)
        else:
            index.insert_document(number, text)
    return removed


if __name__ == '__main__':
    drive(find_removed, read_words)
