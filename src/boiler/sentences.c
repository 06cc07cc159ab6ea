/* sentences.c - full stops that end a sentence, and those that do not */
#include "boiler/sentences.h"

#include <string.h>

#include "boiler/letters.h"
#include "boiler/marks.h"

#define ONES UINT64_C(0x0101010101010101)
#define TOPS (ONES << 7)

/* Words before a full stop that do not end a sentence. */
static bool is_short_form(const unsigned char *s, size_t start, size_t stop)
{
    /* three letters, then four */
    static const char known[] = "mrs gen sen rep gov sgt col ing bzw mme sra art abs "
                                "vol nos fig profcaptunivdiplmlle";
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
    for (size_t i = 0; i + 1 < sizeof known; i += sizeof word)
        if (memcmp(word, known + i, sizeof word) == 0)
            return true;
    return false;
}

/* Where the sentence that the mark at [at, after) may end does end, or 0 when it
 * goes on. */
static size_t sentence_end(const unsigned char *s, size_t start, size_t at,
                           size_t after, size_t end, uint32_t mark)
{
    uint32_t code;
    size_t step, next = after;

    if (mark == '.' && is_short_form(s, start, at))
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

/* The bytes in front of `at` are five letters, so that the word is no short form. */
static bool ends_long_word(const unsigned char *s, size_t start, size_t at)
{
    uint64_t x;

    if (at - start < sizeof x)
        return false;
    memcpy(&x, s + at - sizeof x, sizeof x);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    x = __builtin_bswap64(x);
#endif
    /* of ASCII letters the highest bit is set by the first sum and not by the second */
    if (x & TOPS)
        return false;
    x |= ONES * ' ';
    x = (x + ONES * (128 - 'a')) & ~(x + ONES * (127 - 'z')) & TOPS;
    return x >> 24 == TOPS >> 24;
}

/* The mark at `at`, in most cases: ASCII on both sides. 1: a sentence ends there and
 * goes on with a word; 0: none does; -1: to be looked at. */
static int judge_quickly(const unsigned char *s, size_t start, size_t at, size_t end)
{
    unsigned char next;

    if (end - at < 3)
        return -1;
    next = s[at + 1];
    if (next < 0x80 && is_text(next))
        return 0;
    if (next != ' ' || (s[at] == '.' && !ends_long_word(s, start, at)))
        return -1;
    next = s[at + 2];
    if (next >= 'A' && next <= 'Z')
        return 1;
    return next >= 'a' && next <= 'z' ? 0 : -1;
}

size_t sentence_next(const unsigned char *s, mark_reader *marks, size_t from,
                     size_t end)
{
    size_t looked = from, at, stop;
    bool text = false;                 /* rows of dots alone are no sentences */

    for (; (at = mark_reader_peek(marks)) < end; marks->next++) {
        uint32_t code = s[at];
        size_t step = 1;
        int quick = -1;

        if (at < from)
            continue;
        while (!text && looked < at)
            text = is_text(s[looked++]);
        if (!text)
            continue;
        if (code < 0x80)
            quick = judge_quickly(s, from, at, end);
        else
            step = read_character(s + at, end - at, &code);
        if (quick > 0)
            return at + 1;
        if (quick < 0 && stops(code) &&
            (stop = sentence_end(s, from, at, at + step, end, code)) > 0)
            return stop < end ? stop : 0;
    }
    return 0;
}
