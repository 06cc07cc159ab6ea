/* words.c - splitters and the hash of a word
 *
 * In: bytes. Out: hashes and places of words. Always: a text without bytes above 0x7F
 * never touches a Unicode table.
 */
#include "text/words.h"

#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "base/neon.h"
#include "text/splitter.h"

/* -- hashing ----------------------------------------------------------------------- */

static uint64_t read_little(const unsigned char bytes[8])
{
    uint64_t value = 0;

    for (size_t i = 8; i-- > 0;)
        value = value << 8 | bytes[i];
    return value;
}

uint64_t words_hash(const char *folded, size_t size)
{
    const unsigned char *bytes = (const unsigned char *)folded;
    uint64_t hash = 0;

    if (size <= WORD_SHORT) {
        unsigned char padded[WORD_SHORT] = {0};

        memcpy(padded, bytes, size);
        hash = word_mix(WORD_SEED, read_little(padded), read_little(padded + 8), size);
        return size <= WORD_SHORT / 2 ? hash
                                      : word_mix(hash, read_little(padded + 16),
                                                 read_little(padded + 24), size);
    }
    for (; size > WORD_BLOCK; size -= WORD_BLOCK, bytes += WORD_BLOCK)
        hash = hash_bytes(bytes, WORD_BLOCK, hash);
    return hash_bytes(bytes, size, hash);
}

/* ASCII letters and digits as they fold. */
static uint64_t hash_ascii(const unsigned char *word, size_t size)
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

static bool is_letter_or_digit(unsigned char c)
{
    return (unsigned char)((c | 32) - 'a') < 26 || (unsigned char)(c - '0') < 10;
}

size_t split_one(splitter *s, const unsigned char *text, size_t size, size_t at,
                 word_out *out)
{
    size_t end = at;

    while (end < size && is_letter_or_digit(text[end]))
        end++;
    if (end < size && text[end] >= 0x80)
        return split_folded(s, text, size, at, out);
    word_put(out, hash_ascii(text + at, end - at), at, end);
    return end;
}

/* -- splitters --------------------------------------------------------------------- */

const char *words_kernel_name(words_kernel kernel)
{
    static const char *const names[WORDS_KERNELS] = {
        "portable", "avx2", "avx512", "avx512vbmi", "neon"
    };

    return names[kernel];
}

unsigned words_kernels(void)
{
    unsigned kernels = 1u << WORDS_PORTABLE;

#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
        __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt"))
        kernels |= 1u << WORDS_AVX2;
    if ((kernels >> WORDS_AVX2 & 1) && __builtin_cpu_supports("avx512f") &&
        __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl"))
        kernels |= 1u << WORDS_AVX512;
    if ((kernels >> WORDS_AVX512 & 1) && __builtin_cpu_supports("avx512vbmi") &&
        __builtin_cpu_supports("avx512vbmi2") && __builtin_cpu_supports("avx512bitalg"))
        kernels |= 1u << WORDS_VBMI;
#elif defined(NEON)
    kernels |= 1u << WORDS_NEON;
#endif
    return kernels;
}

chaff_status splitter_set_kernel(splitter *s, words_kernel kernel)
{
    if (!(words_kernels() >> kernel & 1))
        return CHAFF_ERR_OPTION;
    s->split = split_portable;
#if defined(__x86_64__)
    if (kernel == WORDS_AVX2)
        s->split = split_avx2;
    if (kernel == WORDS_AVX512)
        s->split = split_avx512;
    if (kernel == WORDS_VBMI)
        s->split = split_vbmi;
#elif defined(NEON)
    if (kernel == WORDS_NEON)
        s->split = split_neon;
#endif
    return CHAFF_OK;
}

chaff_status splitter_new_kernel(splitter **out, words_kernel kernel)
{
    splitter *s = mem_zero(1, sizeof *s);
    chaff_status status = s ? splitter_set_kernel(s, kernel) : CHAFF_ERR_MEMORY;

    *out = NULL;
    if (status != CHAFF_OK) {
        mem_free(s);
        return status;
    }
    for (int i = 0; i < 4; i++)
        s->recent[i / 2][i % 2] = &page_none;
    *out = s;
    return CHAFF_OK;
}

chaff_status splitter_new(splitter **out)
{
    unsigned kernels = words_kernels();
    words_kernel best = WORDS_KERNELS - 1;

    while (!(kernels >> best & 1))
        best--;
    return splitter_new_kernel(out, best);
}

void splitter_escapes(splitter *s, bool escapes)
{
    s->escapes = escapes;
}

void splitter_free(splitter *s)
{
    if (!s)
        return;
    unicode_release(&s->folds);
    for (size_t i = 0; i < PAGE_COUNT; i++)
        mem_free(s->pages[i]);
    mem_free(s->number);
    mem_free(s);
}

const word_page *splitter_make_page(splitter *s, size_t page)
{
    word_page *made = page_make(&s->folds, page);

    if (!made || s->folds.failed) {
        mem_free(made);
        s->folds.failed = true;
        return &page_none;
    }
    return s->pages[page] = made;
}

/* Han, without the hexagrams U+4DC0 and what came after Unicode 4 at its end: two
 * kinds, each of which lets in what the other need not. */
static void add_han(word_kinds *kinds, uint8_t low, uint8_t high)
{
    for (unsigned first = 0xE4; first <= 0xE9; first++)
        kinds->first[first & 0x3F] |=
            (uint8_t)((first < 0xE9 ? low : 0) | (first > 0xE4 ? high : 0));
    for (unsigned second = 0x80; second <= 0xBF; second++) {
        kinds->second[second & 0x3F] |=
            (uint8_t)((second != 0xB7 ? low : 0) | (second < 0xBE ? high : 0));
        kinds->stands[second & 0x3F] |= low | high;
    }
}

void splitter_make_kinds(splitter *s)
{
    static const uint8_t leads[6][2] = {
        {0xE2, 0x80}, {0xE3, 0x80}, {0xE3, 0x81}, {0xE3, 0x82}, {0xE3, 0x83},
        {0xEF, 0xBC}
    };
    word_kinds *kinds = &s->kinds;

    for (unsigned i = 0; i < 6; i++) {
        uint8_t first = leads[i][0], second = leads[i][1], bit = (uint8_t)(1u << i);
        const word_page *page = splitter_page(s, page_of_triple(first, second));

        kinds->first[first & 0x3F] |= bit;
        kinds->second[second & 0x3F] |= bit;
        for (unsigned last = 0; last < 64; last++) {
            kinds->stands[last] |= page->stands >> last & 1 ? bit : 0;
            kinds->separates[last] |= page->separates >> last & 1 ? bit : 0;
        }
    }
    add_han(kinds, 1u << 6, 1u << 7);
    kinds->made = !s->folds.failed;
}

/* -- splitting --------------------------------------------------------------------- */

chaff_status
words_split(splitter *s, chaff_text text, size_t *at, uint64_t *hashes,
            word_place *places, size_t capacity, size_t *count)
{
    const unsigned char *bytes = (const unsigned char *)text.data;
    word_out out = {hashes, places, 0, capacity};
    size_t from = *at;
    bool goes_on = from > 0 && from == s->stopped && bytes == s->text, pending;

    *count = 0;
    if (text.size > UINT32_MAX)
        return CHAFF_ERR_LIMIT;
    pending = goes_on && s->pending;
    s->status = CHAFF_OK;
    s->folds.failed = s->pending = s->open = false;
    if (!goes_on)
        s->calm_end = 0;
    if (pending)
        from = split_pending(s, bytes, text.size, &out);
    if (out.count < capacity && from < text.size)
        from = s->split(s, bytes, text.size, from, &out);
    s->text = bytes;
    s->stopped = from;
    if (s->folds.failed)
        s->status = CHAFF_ERR_MEMORY;
    if (s->status != CHAFF_OK) {
        s->stopped = 0;
        return s->status;
    }
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

/* Parts of a pending cluster are kept out of the way. */
static void exchange_parts(splitter *s)
{
    int32_t *parts = s->folds.parts;
    size_t count = s->folds.part_count, capacity = s->folds.part_capacity;

    s->folds.parts = s->number;
    s->folds.part_count = s->number_count;
    s->folds.part_capacity = s->number_capacity;
    s->number = parts;
    s->number_count = count;
    s->number_capacity = capacity;
}

static bool is_folded_number(splitter *s, const unsigned char *text, word_place place)
{
    bool apart, number;
    chaff_status status;

    exchange_parts(s);
    status = unicode_fold(&s->folds, text, place.start, place.end, &apart);
    number = status == CHAFF_OK && first_word_is_digits(&s->folds);
    exchange_parts(s);
    return number;
}

/* Whether the place begins with a character that stays itself and is no digit, as words
 * of most scripts do. */
static bool begins_with_letter(splitter *s, const unsigned char *text, word_place place)
{
    uint32_t code;

    unicode_decode(text, place.end, place.start, &code);
    return !(~unicode_look(&s->folds, code)->flags & (FOLD_SAME | FOLD_IN_WORD)) &&
           !unicode_is_digit((int32_t)code);
}

bool words_is_number(splitter *s, chaff_text text, word_place place)
{
    const unsigned char *bytes = (const unsigned char *)text.data;

    for (size_t at = place.start; at < place.end; at++) {
        if (bytes[at] >= 0x80)
            return !(at == place.start && begins_with_letter(s, bytes, place)) &&
                   is_folded_number(s, bytes, place);
        if (bytes[at] < '0' || bytes[at] > '9')
            return false;
    }
    return place.end > place.start;
}
