"""gaoya: MinHashStringIndex, which makes the 5-grams itself from words and blanks."""
from gaoya.minhash import MinHashStringIndex
from shared import drive, read_words

BANDS, ROWS = 18, 7            # 126 hashes; finds .985 at 0.8


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
