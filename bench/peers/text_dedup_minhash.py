"""text-dedup: its own MinHash job (xxh3, 32 bits), which writes what it keeps.

It splits at every character that is no letter and keeps empty words between two; words
joined by one blank give it the words of the others. Texts of fewer words than a shingle
it drops; they are not counted as removed here.
"""
import json
import os
import sys
import tempfile

from shared import PERMUTATIONS, WORD, drive

folder = tempfile.mkdtemp(dir=os.path.dirname(os.path.abspath(sys.argv[3])))
os.environ['HF_HOME'] = folder
os.environ['HF_DATASETS_OFFLINE'] = '1'


def read_words(path):
    """Write the words as the job's input; the numbers that can take part."""
    with open(path, 'rb') as f, open(f'{folder}/words.jsonl', 'w') as out:
        for number, line in enumerate(f):
            words = WORD.findall(json.loads(line)['text'].lower())
            if len(words) >= 5:
                yield number
            out.write(json.dumps({'n': number, 'text': ' '.join(words)}) + '\n')


def find_removed(documents, threshold):
    numbers = list(documents)          # now the job's input is written
    import datasets
    from text_dedup.minhash import main
    main(['--path', 'json', '--data_files', f'{folder}/words.jsonl', '--split', 'train',
          '--cache_dir', f'{folder}/cache', '--output', f'{folder}/kept', '--column',
          'text', '--ngram', '5', '--min_length', '5', '--num_perm', str(PERMUTATIONS),
          '--threshold', str(threshold), '--hash_func', 'xxh3', '--hash_bits', '32'],
         standalone_mode=False)
    kept = set(datasets.load_from_disk(f'{folder}/kept')['n'])
    return [n for n in numbers if n not in kept]


if __name__ == '__main__':
    drive(find_removed, read_words)
