/* sentences.c - full stops that end a sentence, and those that do not */
#include "boiler/sentences.h"

#include <string.h>

#include "boiler/letters.h"
#include "boiler/marks.h"

#define ONES UINT64_C(0x0101010101010101)
#define TOPS (ONES << 7)

/* Three letters and a space, or four. */
static const char short_forms[] = "mrs gen sen rep gov sgt col ing bzw mme sra art abs "
                                  "vol nos fig profcaptunivdiplmlle";

static bool is_listed(const char word[4])
{
    bool listed = false;

    for (size_t i = 0; i + 1 < sizeof short_forms; i += 4)
        listed |= memcmp(word, short_forms + i, 4) == 0;
    return listed;
}

/* Words before a full stop that do not end a sentence. */
static bool is_short_form(const unsigned char *s, size_t start, size_t stop)
{
    size_t from = stop, letters;
    char word[4] = {' ', ' ', ' ', ' '};

    while (from > start && stop - from < 6 &&
           (s[from - 1] >= 0x80 || ((s[from - 1] | 32) >= 'a' &&
                                    (s[from - 1] | 32) <= 'z')))
        from--;
    letters = 0;
    for (size_t i = from; i < stop; i++)
        letters += (s[i] & 0xC0) != 0x80;
    if (letters == 0 || letters > 4)
        return false;
    if (letters == 1)
        return true;
    if (letters == 2)
        return (s[from] >= 'A' && s[from] <= 'Z') && s[from + 1] >= 'a';
    if (from > start && s[from - 1] == '.')
        return true;
    if (stop - from != letters)
        return false;
    for (size_t i = 0; i < letters; i++)
        word[i] = (char)(s[from + i] | 32);
    return is_listed(word);
}

/* The same of eight bytes before the full stop, if they are ASCII. */
static bool is_short_quickly(uint64_t x)
{
    uint64_t low = x | ONES * ' ', others;
    unsigned letters, shift;
    char word[4];

    /* of ASCII letters the highest bit is set by the first sum and not by the second */
    others = ~((low + ONES * (128 - 'a')) & ~(low + ONES * (127 - 'z'))) & TOPS;
    letters = others ? (unsigned)__builtin_clzll(others) / 8 : 8;
    if (letters == 0 || letters > 4)
        return false;
    if (letters == 1)
        return true;
    shift = 64 - 8 * letters;
    if (letters == 2)
        return !(x >> shift & ' ') && x >> 56 & ' ';
    if ((x >> (shift - 8) & 0xFF) == '.')
        return true;
    low = low >> shift | (letters == 3 ? UINT64_C(0x20000000) : 0);
    for (unsigned i = 0; i < 4; i++)
        word[i] = (char)(low >> 8 * i);
    return is_listed(word);
}

static bool ends_short_form(const unsigned char *s, size_t start, size_t stop)
{
    uint64_t x;

    if (stop - start < sizeof x)
        return is_short_form(s, start, stop);
    memcpy(&x, s + stop - sizeof x, sizeof x);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    x = __builtin_bswap64(x);
#endif
    return x & TOPS ? is_short_form(s, start, stop) : is_short_quickly(x);
}

/* Where the sentence that the mark at [at, after) may end does end, or 0 when it
 * goes on. */
static size_t sentence_end(const unsigned char *s, size_t start, size_t at,
                           size_t after, size_t end, uint32_t mark)
{
    uint32_t code;
    size_t step, next = after;

    if (mark == '.' && ends_short_form(s, start, at))
        return 0;
    while (next < end && (step = read_character(s + next, end - next, &code),
                          closes(code) || stops(code)))
        next += step;
    if (next >= end)
        return end;
    if (space_at(s + next, end - next) == 0)
        return stops_alone(mark) ? next : 0;
    after = next;
    while (next < end && (step = space_at(s + next, end - next)) > 0)
        next += step;
    if (next >= end)
        return end;
    step = read_character(s + next, end - next, &code);
    if (opens(code) && next + step < end)
        read_character(s + next + step, end - next - step, &code);
    return is_low(code) ? 0 : after;
}

static bool is_text(unsigned char c)
{
    return c >= 0x80 || ((c | 32) >= 'a' && (c | 32) <= 'z') || (c >= '0' && c <= '9');
}

size_t sentence_next(const unsigned char *s, const uint64_t *ends,
                     mark_reader *stops_of, size_t from, size_t end)
{
    size_t looked = from, at, stop;
    bool text = false;                 /* rows of dots alone are no sentences */

    for (; (at = mark_reader_peek(stops_of)) < end; stops_of->next++) {
        uint32_t code = s[at];
        size_t step = 1;

        if (at < from)
            continue;
        while (!text && looked < at)
            text = is_text(s[looked++]);
        if (!text)
            continue;
        if (code >= 0x80)
            step = read_character(s + at, end - at, &code);
        if (ends[at / 64] >> at % 64 & 1)
            stop = at + 1;
        else if (!stops(code) ||
                 (stop = sentence_end(s, from, at, at + step, end, code)) == 0)
            continue;
        stops_of->next++;
        return stop < end ? stop : 0;
    }
    return 0;
}
