/* words.c - splitters, the hash of a word, and the kernel for any machine
 *
 * In: bytes. Out: hashes and places of words. Always: a text without bytes above 0x7F
 * never touches a Unicode table.
 */
#include "text/words.h"

#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "text/splitter.h"

#define X 0x80
#define X16 X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X
const unsigned char word_bytes[256] = {
    ['0'] = '0', '1', '2', '3', '4', '5', '6', '7', '8', '9',
    ['A'] = 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm',
    'n', 'o', 'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z',
    ['a'] = 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm',
    'n', 'o', 'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z',
    [0x80] = X16, X16, X16, X16, X16, X16, X16, X16,
};
#undef X16
#undef X

/* -- hashing ------------------------------------------------------------------------ */

static uint64_t read_little(const unsigned char *bytes, size_t size)
{
    uint64_t value = 0;

    for (size_t i = size; i-- > 0;)
        value = value << 8 | bytes[i];
    return value;
}

uint64_t words_hash(const char *folded, size_t size)
{
    const unsigned char *bytes = (const unsigned char *)folded;
    uint64_t hash = 0;

    if (size <= 8)
        return word_mix(read_little(bytes, size), 0, size);
    if (size <= WORD_SHORT)
        return word_mix(read_little(bytes, 8), read_little(bytes + 8, size - 8), size);
    for (; size > WORD_BLOCK; size -= WORD_BLOCK, bytes += WORD_BLOCK)
        hash = hash_bytes(bytes, WORD_BLOCK, hash);
    return hash_bytes(bytes, size, hash);
}

uint64_t hash_ascii(const unsigned char *word, size_t size)
{
    char folded[WORD_BLOCK];
    uint64_t hash = 0;

    for (;;) {
        size_t block = size < WORD_BLOCK ? size : WORD_BLOCK;

        for (size_t i = 0; i < block; i++)
            folded[i] = (char)(word[i] | 0x20);
        if (size <= WORD_SHORT)
            return words_hash(folded, size);
        hash = hash_bytes(folded, block, hash);
        size -= block;
        word += block;
        if (size == 0)
            return hash;
    }
}

/* -- the portable kernel ------------------------------------------------------------- */

size_t split_portable(splitter *s, const unsigned char *text, size_t size, size_t at,
                      word_out *out)
{
    while (at < size) {
        size_t end = at;

        if (!word_bytes[text[at]]) {
            at++;
            continue;
        }
        if (out->count == out->capacity)
            break;
        while (end < size && (word_bytes[text[end]] & 0x7F))
            end++;
        if (end < size && text[end] >= 0x80) {
            at = split_folded(s, text, size, at, out);
            continue;
        }
        word_put(out, hash_ascii(text + at, end - at), at, end);
        at = end;
    }
    return at;
}

/* -- splitters ------------------------------------------------------------------------ */

unsigned words_kernels(void)
{
    return 1u << WORDS_PORTABLE;
}

chaff_status splitter_new_kernel(splitter **out, words_kernel kernel)
{
    splitter *s;

    *out = NULL;
    if (!(words_kernels() >> kernel & 1))
        return CHAFF_ERR_OPTION;
    s = mem_zero(1, sizeof *s);
    if (!s)
        return CHAFF_ERR_MEMORY;
    s->split = split_portable;
    *out = s;
    return CHAFF_OK;
}

chaff_status splitter_new(splitter **out)
{
    return splitter_new_kernel(out, WORDS_PORTABLE);
}

void splitter_free(splitter *s)
{
    if (!s)
        return;
    unicode_release(&s->folds);
    mem_free(s);
}

/* -- splitting -------------------------------------------------------------------------- */

chaff_status
words_split(splitter *s, chaff_text text, size_t *at, uint64_t *hashes, word_place *places,
            size_t capacity, size_t *count)
{
    const unsigned char *bytes = (const unsigned char *)text.data;
    word_out out = {hashes, places, 0, capacity};
    size_t from = *at;
    bool pending = s->pending && from == s->unit_start + (size_t)1;

    *count = 0;
    if (text.size > UINT32_MAX)
        return CHAFF_ERR_LIMIT;
    s->status = CHAFF_OK;
    s->folds.failed = s->pending = s->open = false;
    s->calm_end = 0;
    if (pending)
        from = split_pending(s, bytes, text.size, &out);
    if (out.count < capacity && from < text.size)
        from = s->split(s, bytes, text.size, from, &out);
    if (s->folds.failed)
        s->status = CHAFF_ERR_MEMORY;
    if (s->status != CHAFF_OK)
        return s->status;
    *at = from;
    *count = out.count;
    return CHAFF_OK;
}

static bool first_word_is_digits(const unicode *u)
{
    bool any = false;

    for (size_t i = 0; i < u->part_count; i++) {
        fold_kind kind = unicode_kind(u->parts[i]);

        if (any && kind != FOLD_JOINS)
            return true;
        if (kind == FOLD_SEPARATES)
            continue;
        if (!unicode_is_digit(u->parts[i]))
            return false;
        any = true;
        if (kind == FOLD_STANDS)
            return true;
    }
    return any;
}

bool words_is_number(splitter *s, chaff_text text, word_place place)
{
    const unsigned char *bytes = (const unsigned char *)text.data;
    bool apart;

    for (size_t at = place.start; at < place.end; at++) {
        if (bytes[at] >= 0x80)
            return unicode_fold(&s->folds, bytes, place.start, place.end, &apart) ==
                       CHAFF_OK && first_word_is_digits(&s->folds);
        if (bytes[at] < '0' || bytes[at] > '9')
            return false;
    }
    return place.end > place.start;
}
