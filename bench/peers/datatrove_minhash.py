"""datatrove: its four MinHash stages, 14 x 8, in one process; words given as they are.

Its own tokeniser (spaCy) is left out, so that all compare the same words. The removed
documents are read from the file that its last stage filters by.
"""
import os
import struct
import sys
import tempfile

os.environ['HF_HUB_OFFLINE'] = '1'
from datatrove.data import Document
from datatrove.pipeline.dedup import (MinhashDedupBuckets, MinhashDedupCluster,
                                      MinhashDedupSignature)
from datatrove.pipeline.dedup.minhash import MinhashConfig
from datatrove.utils.text import TextNormConfig
from datatrove.utils.word_tokenizers import WordTokenizer
from shared import drive, read_words

SAME = TextNormConfig(lowercase=False, norm_whitespace=False, remove_punctuation=False,
                      norm_unicode_diacritics=False, norm_numbers=False)


class Blanks(WordTokenizer):
    def word_tokenize(self, text):
        return text.split(' ')

    def sent_tokenize(self, text):
        return [text]

    def span_tokenize(self, text):
        return [(0, len(text))]


def find_removed(documents, threshold):
    folder = tempfile.mkdtemp(dir=os.path.dirname(os.path.abspath(sys.argv[3])))
    config = MinhashConfig(n_grams=5, num_buckets=14, hashes_per_bucket=8,
                           norm_config=SAME)
    data = (Document(text=text, id=str(n)) for n, text in enumerate(documents))
    MinhashDedupSignature(f'{folder}/sig', config, Blanks()).run(data)
    for bucket in range(config.num_buckets):
        MinhashDedupBuckets(f'{folder}/sig', f'{folder}/dups', config=config).run(
            rank=bucket, world_size=config.num_buckets)
    MinhashDedupCluster(f'{folder}/dups', f'{folder}/out', config=config).run()
    path = f'{folder}/out/000000.remove'
    raw = open(path, 'rb').read() if os.path.exists(path) else b''
    return [n for n, in struct.iter_unpack('<I', raw)]


if __name__ == '__main__':
    drive(find_removed, read_words)
