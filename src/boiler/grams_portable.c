/* grams_portable.c - the kernel for any processor, and the choice of the best */
#include "boiler/grams_kernels.h"

#include <string.h>

#include "base/hash.h"

static bool is_digit(unsigned char byte)
{
    return (unsigned char)(byte - '0') < 10;
}

static void put(uint64_t *set, size_t word, bool bit)
{
    set[1 + word / 64] |= (uint64_t)bit << word % 64;
}

/* The bytes [at, end) before a word, on the line of the one before. */
static void look_on_line(const unsigned char *s, size_t at, size_t end, size_t word,
                         gram_looks *out)
{
    bool high = false, wide = false, pair = false, delimits = false, space = false;
    bool blank = false, part = false, more = end - at > 1;

    for (; at < end; at++) {
        unsigned char c = s[at];
        bool is_blank = c == ' ' || c == '\t', dash = c == '|' || c == '-' || c == '>';

        high |= c >= 0x80;
        wide |= c == 0xC2;
        pair |= is_blank && blank;
        delimits |= is_blank && part;
        part = c == ':' || (dash && space);
        space = c == ' ';
        blank = is_blank;
    }
    delimits |= part && more;
    put(out->marks, word, pair || delimits || high);
    put(out->odd, word, high && (pair || wide));
    out->wide += pair && !delimits && !high;
}

static void look_at_gap(const unsigned char *s, size_t at, size_t end, size_t word,
                        gram_looks *out)
{
    if (at == 0 || memchr(s + at, '\n', end - at)) {
        put(out->lines, word, true);
        put(out->quotes, word, memchr(s + at, '>', end - at));
    } else if (end - at != 1 || s[at] != ' ') {
        look_on_line(s, at, end, word, out);
    }
}

static void look_at_word(chaff_text text, word_place place, size_t word,
                         gram_looks *out)
{
    const unsigned char *s = (const unsigned char *)text.data;
    unsigned char first = place.start < text.size ? s[place.start] : 0;
    bool single = place.end - place.start == 3 &&
                  ((first >= 0xE4 && first <= 0xE9) ||
                   (first == 0xE3 && s[place.start + 1] - 0x81u < 3));
    size_t at = place.start;

    while (at < place.end && is_digit(s[at]))
        at++;
    put(out->digits, word, is_digit(first) || is_digit(s[place.end - 1]));
    put(out->numbers, word, at == place.end && at > place.start);
    put(out->singles, word, single);
    put(out->words, word, (first >= GRAM_FIRST_ODD && !single) ||
                          (at > place.start && at < place.end && s[at] >= 0x80));
}

void gram_look_at(chaff_text text, const word_place *places, size_t word,
                  gram_looks *out)
{
    const word_place *place = places + word;

    look_at_gap((const unsigned char *)text.data, place[-1].end, place->start, word,
                out);
    look_at_word(text, *place, word, out);
}

static void look(chaff_text text, const word_place *places, size_t count,
                 gram_looks *out)
{
    for (size_t i = 0; i < count; i++)
        gram_look_at(text, places, i, out);
}

static void join(const uint64_t *hashes, size_t count, const gram_filter *filter,
                 uint64_t *grams, uint64_t *known, uint64_t *sequence)
{
    for (size_t i = 0; i < count; i++) {
        uint64_t four = gram_four(hashes + i - 3);

        grams[i] = hashes[i - 4] ^ four;
        if (i % 64 == 0) {
            known[i / 64] = 0;
            sequence[i / 64 + 1] = sequence[i / 64];
        }
        known[i / 64] |= (uint64_t)gram_filter_holds(filter, four) << i % 64;
        sequence[i / 64 + 1] = gram_follow(sequence[i / 64 + 1], hashes[i]);
    }
}

static void lengthen(const uint64_t *hashes, uint64_t set, uint64_t *grams)
{
    for (; set; set &= set - 1) {
        size_t i = (size_t)__builtin_ctzll(set);

        for (size_t k = GRAM_WORDS; k < GRAM_LONG; k++)
            grams[i] = hash_mix(grams[i]) ^ hashes[i - k];
    }
}

static const gram_kernel portable = {"portable", look, join, lengthen};

const gram_kernel *gram_kernel_at(unsigned number)
{
    const gram_kernel *kernels[] = {
        &portable, gram_kernel_avx2(), gram_kernel_avx512()
    };

    for (size_t i = 0; i < sizeof kernels / sizeof *kernels; i++)
        if (kernels[i] && number-- == 0)
            return kernels[i];
    return NULL;
}

const gram_kernel *gram_kernel_best(void)
{
    const gram_kernel *best = &portable, *next;

    for (unsigned number = 1; (next = gram_kernel_at(number)); number++)
        best = next;
    return best;
}
