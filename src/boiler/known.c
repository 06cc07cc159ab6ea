/* known.c - phrases as sorted tables of hashes */
#include "boiler/known.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/sort.h"
#include "base/status.h"
#include "boiler/grams.h"
#include "boiler/phrases.h"

enum { STAR_WORDS = 6 };

/* Words before and behind the * of a line; `key` is the first word, or the last
 * where the line begins with the *. */
typedef struct line_phrase {
    uint64_t key;
    uint32_t first, front, back;       /* words[first ..]: front of them, then back */
    bool star, whole;
} line_phrase;

struct known {
    uint64_t *words;
    size_t word_count, word_capacity;
    line_phrase *lines;
    size_t line_count, line_capacity;
    uint64_t *prefixes;
    size_t prefix_count, prefix_capacity;
    uint64_t *grams;
    size_t gram_count, gram_capacity;
    gram_filter filter;        /* of grams */
    gram_filter filled;        /* of lines and prefixes */
    buffer text;               /* the phrases that are not built in */
};

static chaff_status push(uint64_t **items, size_t *count, size_t *capacity,
                         uint64_t item)
{
    chaff_status status = mem_grow((void **)items, capacity, *count + 1,
                                   sizeof **items);

    if (status == CHAFF_OK)
        (*items)[(*count)++] = item;
    return status;
}

/* Words of part of a phrase, appended to k->words. */
static chaff_status add_words(known *k, gram_reader *r, chaff_text text, size_t *count)
{
    chaff_status status;

    *count = 0;
    gram_reader_start(r, text);
    while ((status = gram_reader_next(r)) == CHAFF_OK) {
        for (size_t i = 0; i < r->count; i++)
            if (push(&k->words, &k->word_count, &k->word_capacity,
                     r->hashes[i]) != CHAFF_OK)
                return CHAFF_ERR_MEMORY;
        *count += r->count;
    }
    return status == CHAFF_DONE ? CHAFF_OK : status;
}

/* The text up to the next star, which *rest leaves behind; false: there was none. */
static bool take_part(chaff_text *rest, chaff_text *part)
{
    const char *star = memchr(rest->data, '*', rest->size);

    part->data = rest->data;
    part->size = star ? (size_t)(star - rest->data) : rest->size;
    rest->data += part->size + (star != NULL);
    rest->size -= part->size + (star != NULL);
    return star != NULL;
}

static chaff_status add_line(known *k, gram_reader *r, const phrase *p)
{
    chaff_text rest = p->text, part;
    size_t front, back = 0, first = k->word_count;
    line_phrase *line;
    chaff_status status;
    bool star = take_part(&rest, &part);

    if (memchr(rest.data, '*', rest.size))
        return CHAFF_ERR_FORMAT;
    status = mem_grow((void **)&k->lines, &k->line_capacity, k->line_count + 1,
                      sizeof *k->lines);
    if (status == CHAFF_OK)
        status = add_words(k, r, part, &front);
    if (status == CHAFF_OK && star)
        status = add_words(k, r, rest, &back);
    if (status != CHAFF_OK)
        return status;
    if (front + back == 0 || front + back > KNOWN_LINE)
        return CHAFF_ERR_FORMAT;
    line = &k->lines[k->line_count++];
    *line = (line_phrase){0, (uint32_t)first, (uint32_t)front, (uint32_t)back, star,
        p->kind == PHRASE_LINE};
    line->key = front ? k->words[first] : k->words[first + back - 1];
    return CHAFF_OK;
}

static chaff_status add_prefix(known *k, gram_reader *r, const phrase *p)
{
    size_t count, first = k->word_count;
    uint64_t hash = 0;
    chaff_status status = add_words(k, r, p->text, &count);

    k->word_count = first;
    if (status != CHAFF_OK)
        return status;
    if (count == 0 || count > PREFIX_SINGLES || memchr(p->text.data, '*', p->text.size))
        return CHAFF_ERR_FORMAT;
    for (size_t i = 0; i < count; i++)
        hash = gram_prefix_step(hash, k->words[first + i]);
    for (int spaces = 0; spaces < 2; spaces++)
        if (push(&k->prefixes, &k->prefix_count, &k->prefix_capacity,
                 gram_prefix_end(hash, spaces)) != CHAFF_OK)
            return CHAFF_ERR_MEMORY;
    return CHAFF_OK;
}

static chaff_status add_passage(known *k, gram_reader *r, const phrase *p)
{
    chaff_text rest = p->text, part;
    size_t first = k->word_count, grams = k->gram_count;

    for (bool more = true; more;) {
        size_t count;
        chaff_status status;

        more = take_part(&rest, &part);
        status = add_words(k, r, part, &count);
        k->word_count = first;
        if (status != CHAFF_OK)
            return status;
        for (size_t i = 0; i + KNOWN_GRAM <= count; i++)
            if (push(&k->grams, &k->gram_count, &k->gram_capacity,
                     gram_four(k->words + first + i)) != CHAFF_OK)
                return CHAFF_ERR_MEMORY;
    }
    return k->gram_count > grams ? CHAFF_OK : CHAFF_ERR_FORMAT;
}

static chaff_status add_phrase(known *k, gram_reader *r, const phrase *p)
{
    return p->kind == PHRASE_PASSAGE ? add_passage(k, r, p) :
           p->kind == PHRASE_PREFIX ? add_prefix(k, r, p) : add_line(k, r, p);
}

static int compare_lines(const void *a, const void *b)
{
    const line_phrase *x = a, *y = b;

    return x->key != y->key ? (x->key < y->key ? -1 : 1) :
           (x->first > y->first) - (x->first < y->first);
}

/* Sort with scratch that mem.h gives, so that a failure can be swept. */
static chaff_status sort_table(uint64_t *keys, size_t *count)
{
    uint64_t *spare = mem_alloc(*count, sizeof *spare);

    if (!spare)
        return CHAFF_ERR_MEMORY;
    sort_keys(keys, spare, *count);
    *count = sort_unique(keys, *count);
    mem_free(spare);
    return CHAFF_OK;
}

static void fill_line(known *k, const line_phrase *line)
{
    size_t fixed = (size_t)line->front + line->back;
    size_t most = fixed + (line->star ? STAR_WORDS : 0);
    bool open = line->front == 0 || (line->star && line->back == 0);
    uint64_t last = k->words[line->first + fixed - 1];
    uint64_t key = open ? line->key : known_line_key(line->key, last);

    for (size_t count = fixed; count <= most; count++) {
        gram_filter_add(&k->filled, known_line_hash(key, count, true));
        if (!line->whole)
            gram_filter_add(&k->filled, known_line_hash(key, count, false));
    }
}

chaff_status known_settle(known *k)
{
    if (sort_table(k->grams, &k->gram_count) != CHAFF_OK ||
        sort_table(k->prefixes, &k->prefix_count) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    if (k->line_count > 0)
        qsort(k->lines, k->line_count, sizeof *k->lines, compare_lines);
    for (size_t i = 0; i < k->gram_count; i++)
        gram_filter_add(&k->filter, k->grams[i]);
    for (size_t i = 0; i < k->line_count; i++)
        fill_line(k, &k->lines[i]);
    for (size_t i = 0; i < k->prefix_count; i++)
        gram_filter_add(&k->filled, k->prefixes[i]);
    return CHAFF_OK;
}

chaff_status known_new(known **out)
{
    *out = mem_zero(1, sizeof **out);
    return *out ? CHAFF_OK : CHAFF_ERR_MEMORY;
}

static chaff_status add_builtin(known *k, gram_reader *r)
{
    chaff_status status = CHAFF_OK;
    chaff_text line;
    phrase p;

    for (size_t i = 0; status == CHAFF_OK && phrases_builtin(i, &line); i++) {
        status = phrase_read(line, &p);
        status = status == CHAFF_OK ? add_phrase(k, r, &p) :
                 status == CHAFF_DONE ? CHAFF_OK : status;
    }
    return status;
}

chaff_status known_add_builtin(known *k)
{
    gram_reader reader;
    chaff_status status = gram_reader_init(&reader);

    if (status != CHAFF_OK)
        return status;
    status = add_builtin(k, &reader);
    gram_reader_release(&reader);
    return status;
}

static chaff_status add_lines(known *k, gram_reader *r, chaff_text lines,
                              const char *name, chaff_error *err)
{
    chaff_text line;
    phrase p;

    for (unsigned long long number = 1; phrases_line(&lines, &line); number++) {
        chaff_status status = phrase_read(line, &p);

        if (status == CHAFF_DONE)
            continue;
        if (status == CHAFF_OK)
            status = add_phrase(k, r, &p);
        if (status == CHAFF_OK)
            status = phrase_write(&p, &k->text);
        if (status == CHAFF_ERR_MEMORY)
            return error_memory(err);
        if (status != CHAFF_OK)
            return error_set(err, CHAFF_ERR_FORMAT,
                             "'%s':%llu: not a phrase; write line:, sentence:, "
                             "prefix: or passage: and its words", name, number);
    }
    return CHAFF_OK;
}

chaff_status known_add(known *k, chaff_text lines, const char *name, chaff_error *err)
{
    gram_reader reader;
    chaff_status status = gram_reader_init(&reader);

    if (status != CHAFF_OK)
        return error_memory(err);
    status = add_lines(k, &reader, lines, name, err);
    gram_reader_release(&reader);
    return status;
}

chaff_text known_text(const known *k)
{
    return (chaff_text){k->text.data, k->text.size};
}

void known_free(known *k)
{
    if (!k)
        return;
    mem_free(k->words);
    mem_free(k->lines);
    mem_free(k->prefixes);
    mem_free(k->grams);
    buffer_release(&k->text);
    mem_free(k);
}

static bool matches(const known *k, const line_phrase *line, const uint64_t *words,
                    size_t count)
{
    const uint64_t *own = k->words + line->first;
    size_t fixed = line->front + line->back;

    if (count < fixed || count > fixed + (line->star ? STAR_WORDS : 0))
        return false;
    return memcmp(words, own, line->front * sizeof *own) == 0 &&
           memcmp(words + count - line->back, own + line->front,
                  line->back * sizeof *own) == 0;
}

static bool find_line(const known *k, uint64_t key, const uint64_t *words,
                      size_t count, bool whole)
{
    size_t low = 0, high = k->line_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (k->lines[middle].key < key)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < k->line_count && k->lines[low].key == key; low++)
        if ((whole || !k->lines[low].whole) && matches(k, &k->lines[low], words, count))
            return true;
    return false;
}

bool known_line(const known *k, const uint64_t *words, size_t count, bool whole)
{
    return count > 0 && count <= KNOWN_LINE &&
           known_line_may(&k->filled, words[0], words[count - 1], count, whole) &&
           (find_line(k, words[0], words, count, whole) ||
            find_line(k, words[count - 1], words, count, whole));
}

const gram_filter *known_lines(const known *k)
{
    return &k->filled;
}

bool known_prefix(const known *k, uint64_t hash)
{
    return gram_filter_holds(&k->filled, hash) &&
           sort_holds(k->prefixes, k->prefix_count, hash);
}

bool known_gram(const known *k, const uint64_t *words)
{
    return sort_holds(k->grams, k->gram_count, gram_four(words));
}

const gram_filter *known_filter(const known *k)
{
    return &k->filter;
}
