Alone, the command says on standard error how it is used, and that this was not it.

  $ chaff
  2> usage: chaff <command> [options] [INPUT...]
  2> (empty line)
  2> Commands:
  2>   clean    strip boilerplate, keep one of each cluster of near-duplicates
  2>   dedup    write one document of every cluster of near-duplicates
  2>   find     show clusters and pairs of near-duplicates; nothing is removed
  2>   strip    cut passages that repeat across documents
  2>   explain  why two documents are, or are not, a pair
  2>   plan     what would be found, and what it would cost
  2>   audit    recall measured on your own data, by brute force over a sample
  2>   report   one HTML page from a run folder
  2>   help     this page; help COMMAND: its page
  2>   version  versions of chaff and of its Unicode tables
  2> (empty line)
  2> More: chaff --help, chaff COMMAND -h
  [2]

Asked, it says so on standard output.

  $ chaff -h
  usage: chaff <command> [options] [INPUT...]
  (empty line)
  Commands:
    clean    strip boilerplate, keep one of each cluster of near-duplicates
    dedup    write one document of every cluster of near-duplicates
    find     show clusters and pairs of near-duplicates; nothing is removed
    strip    cut passages that repeat across documents
    explain  why two documents are, or are not, a pair
    plan     what would be found, and what it would cost
    audit    recall measured on your own data, by brute force over a sample
    report   one HTML page from a run folder
    help     this page; help COMMAND: its page
    version  versions of chaff and of its Unicode tables
  (empty line)
  More: chaff --help, chaff COMMAND -h

  $ chaff help
  chaff - find near-duplicates and boilerplate in text corpora
  (empty line)
  usage: chaff <command> [options] [INPUT...]
         chaff help COMMAND
  (empty line)
  Commands:
    clean    strip boilerplate, keep one of each cluster of near-duplicates
    dedup    write one document of every cluster of near-duplicates
    find     show clusters and pairs of near-duplicates; nothing is removed
    strip    cut passages that repeat across documents
    explain  why two documents are, or are not, a pair
    plan     what would be found, and what it would cost
    audit    recall measured on your own data, by brute force over a sample
    report   one HTML page from a run folder
    help     this page; help COMMAND: its page
    version  versions of chaff and of its Unicode tables
  (empty line)
  Examples:
    chaff find news.jsonl                             who copied whom
    chaff clean news.jsonl -o clean.jsonl             the whole job
    chaff strip texts/ -o stripped/                   boilerplate only
    chaff dedup a.jsonl b.jsonl.zst -o unique.jsonl   one of each cluster
  (empty line)
  Exit status:
    0    done
    1    --check found duplicates
    2    wrong usage
    3    done, but some records were bad
    4    refused by a guard, so that nothing is lost
    5    a file could not be read or written
    130  interrupted; nothing is left behind
    When several hold: 130, 5, 4, 1, 3. A closed pipe downstream: 0.

`help COMMAND` is the long page of a command.

  $ chaff help dedup > by-help && chaff dedup --help | cmp - by-help

The short page has every option a command takes, with the defaults in force.

  $ TMPDIR= chaff find -h
  chaff find - show clusters and pairs of near-duplicates; nothing is removed
  (empty line)
  usage: chaff find [options] [INPUT...]
  (empty line)
  INPUT is a file or a folder; without one, or for -, standard input is read.
  (empty line)
  Presets:
    -x, --preset NAME        web, news, short, strict, legal or fineweb; later
                             options refine it
  (empty line)
  Input:
    -f, --format KIND        jsonl, txt, lines, csv, tsv, warc or vert [by
                             suffix, then by content]
        --text-field NAMES   field that holds the text; 'title,text' joins two
                             [guessed]
        --id-field NAME      field that identifies a document [guessed]
        --source-field NAME  field that names the site or outlet [guessed]
        --date-field NAME    field that holds the date, for --keep earliest and
                             latest [guessed]
        --strict             check the whole of every record
        --limit N            read only the first N documents [none]
        --bad HOW            what to do about a bad record: warn, stop or drop
                             [warn]
        --bad-file FILE      where bad records are copied to, byte for byte
                             [OUTPUT.bad]
  (empty line)
  Near-duplicates:
    -t, --threshold X        least similarity of a pair; 0.8 and 80% alike [0.5]
        --measure HOW        jaccard, or containment: the share of one found in
                             the other [jaccard]
        --keep WHICH         which document of a cluster stays [first]
    -n, --ngram N            words in a shingle [5]
        --against INPUT      look only for what is in INPUT; may be repeated
        --by FIELD           pair only documents with equal FIELD
        --across FIELD       pair only documents that differ in FIELD
        --min-words N        leave documents with fewer words out of the
                             comparison [0]
        --link HOW           star, or chain as some other tools do [star]
        --no-verify          join whatever shares a band, as some other tools do
        --max-pairs N        pairs written a document at most [256]
        --recall X           chance that a pair exactly at the threshold is
                             measured [0.99]
        --bands N            bands of the sketch [from --threshold and --recall]
        --rows N             slots in a band [from --threshold and --recall]
        --seed N             of the sketch; any whole number [1]
  (empty line)
  Output:
    -o, --output FILE        the clusters: .jsonl, .csv or .tsv by suffix
                             [standard output]
        --clusters FILE      one line a document in a cluster, the kept one first
        --pairs FILE         measured pairs with their similarity
        --run-dir DIR        all tables, summary.json and report.html into one
                             folder
        --report-clusters N  clusters that report.html shows with their texts
                             [200]
        --report-chars N     characters of a document that report.html shows
                             [4000]
        --report-size SIZE   texts in report.html, all together, about [4194304]
        --check              end with status 1 if there are duplicates
  (empty line)
  Running:
    -j, --threads N          threads; the output is the same for any number [all
                             cores]
    -m, --memory SIZE        memory budget, such as 512M or 4G [60% of RAM]
        --tmp DIR            folder for temporary files [/tmp]
    -q, --quiet              warnings and errors only
    -v, --verbose            more figures at the end
        --progress WHEN      show progress: auto, always or never [auto]
        --color WHEN         coloured messages: auto, always or never [auto]
    -h, --help               this page; -h is short, --help long
  (empty line)
  More: chaff find --help

Every page keeps to 79 columns, and the long one has every option of the short one.

  $ for c in clean dedup find strip; do
  >     { chaff $c -h; chaff $c --help; } | awk 'length > 79'
  >     chaff $c -h | grep -o '^.\{6\}--[a-z-]*' | grep -o -- '--.*' > short
  >     chaff $c --help > long
  >     while read -r o; do grep -q -e "$o" long || echo "$c: $o is not in --help"; done < short
  > done

Help wins over whatever stands after it, and needs no input.

  $ chaff dedup -h --no-such-option | head -1
  chaff dedup - write one document of every cluster of near-duplicates

  $ chaff strip --threads 2 --help | head -1
  chaff strip - cut passages that repeat across documents

Help that cannot be written is a failure; a reader who leaves early is not.

  $ chaff help > /dev/full
  2> chaff: standard output can't be written: No space left on device
  [5]

  $ chaff clean --help | true
