/* sentences.c - full stops that end a sentence, and those that do not */
#include "boiler/sentences.h"

#include <string.h>

#include "boiler/letters.h"
#include "boiler/marks.h"

#define ONES UINT64_C(0x0101010101010101)
#define TOPS (ONES << 7)

/* Short forms of three letters and a space, or of four, each at its place by a product:
 * the first random factor that gave each one of its own. */
#define FORM(a, b, c, d) ((uint32_t)(a) | (b) << 8 | (c) << 16 | (d) << 24)
enum { FORM_BITS = 5 };
static const uint32_t FORM_FACTOR = 0xcf696e8f;
static const uint32_t short_forms[1 << FORM_BITS] = {
    [0] = FORM('g', 'o', 'v', ' '), [4] = FORM('s', 'e', 'n', ' '),
    [6] = FORM('r', 'e', 'p', ' '), [7] = FORM('f', 'i', 'g', ' '),
    [10] = FORM('c', 'a', 'p', 't'), [11] = FORM('u', 'n', 'i', 'v'),
    [12] = FORM('n', 'o', 's', ' '), [13] = FORM('g', 'e', 'n', ' '),
    [14] = FORM('c', 'o', 'l', ' '), [15] = FORM('a', 'b', 's', ' '),
    [16] = FORM('a', 'r', 't', ' '), [18] = FORM('s', 'g', 't', ' '),
    [19] = FORM('p', 'r', 'o', 'f'), [22] = FORM('m', 'm', 'e', ' '),
    [23] = FORM('i', 'n', 'g', ' '), [25] = FORM('m', 'r', 's', ' '),
    [26] = FORM('v', 'o', 'l', ' '), [27] = FORM('m', 'l', 'l', 'e'),
    [28] = FORM('s', 'r', 'a', ' '), [29] = FORM('b', 'z', 'w', ' '),
    [30] = FORM('d', 'i', 'p', 'l'),
};

static bool is_listed(uint32_t word)
{
    return short_forms[word * FORM_FACTOR >> (32 - FORM_BITS)] == word;
}

/* Words before a full stop that do not end a sentence. */
static bool is_short_form(const unsigned char *s, size_t start, size_t stop)
{
    size_t from = stop, letters;
    uint32_t word = 0;

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
    for (size_t i = 0; i < 4; i++)
        word |= (uint32_t)(i < letters ? s[from + i] | 32 : ' ') << 8 * i;
    return is_listed(word);
}

/* The same of eight bytes before the full stop, if they are ASCII. */
static bool is_short_quickly(uint64_t x)
{
    uint64_t low = x | ONES * ' ', others;
    unsigned letters, shift;

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
    return is_listed((uint32_t)low);
}

static bool is_text(unsigned char c)
{
    return c >= 0x80 || ((c | 32) >= 'a' && (c | 32) <= 'z') || (c >= '0' && c <= '9');
}

/* Where the walk over the open marks has come to. */
typedef struct walk {
    const unsigned char *s;
    size_t size;
    const text_marks *marks;   /* starts are told up to the mark that is looked at */
    size_t done;               /* behind the last sentence that the walk found */
    size_t from;               /* a unit begins here, ... */
    size_t passed;             /* ... and no other up to here */
    size_t looked;             /* up to here that unit was looked for text, and ... */
    bool text;                 /* ... there was some */
    size_t after, next;        /* behind the last stops and quotes, and white space */
} walk;

/* Where the unit begins that holds `at`. Nothing is passed twice, however long that
 * is. */
static size_t unit_start(walk *w, size_t at)
{
    size_t block = at / 64;
    uint64_t bits = w->marks->starts[block] & ((UINT64_C(2) << at % 64) - 1);

    while (!bits && block > w->passed / 64)
        bits = w->marks->starts[--block];
    if (bits && block * 64 + 63 - (size_t)__builtin_clzll(bits) > w->from) {
        w->from = w->looked = block * 64 + 63 - (size_t)__builtin_clzll(bits);
        w->text = false;
    }
    w->passed = at;
    return w->from;
}

/* Whether the unit holds a letter or digit before `at`: rows of dots alone are no
 * sentences. The last byte of white space beyond ASCII tells nothing. */
static bool has_text(walk *w, size_t at)
{
    unsigned char before = at > 0 ? w->s[at - 1] : 0;

    if (is_text(before) && before != 0xA0 && before != 0x85 && before != 0x80)
        return true;
    (void)unit_start(w, at);
    while (!w->text && w->looked < at)
        w->text = is_text(w->s[w->looked++]);
    return w->text;
}

/* Letters end where a unit begins, unless both are beyond ASCII. */
static bool ends_short_form(walk *w, size_t stop)
{
    uint64_t x = TOPS;

    if (stop >= sizeof x)
        memcpy(&x, w->s + stop - sizeof x, sizeof x);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    x = __builtin_bswap64(x);
#endif
    return x & TOPS ? is_short_form(w->s, unit_start(w, stop), stop)
                    : is_short_quickly(x);
}

/* Pass what may follow a full stop, once for all that stand in a row. */
static void pass_stops(walk *w, size_t at)
{
    uint32_t code;
    size_t step;

    while (at < w->size && (step = read_character(w->s + at, w->size - at, &code),
                            closes(code) || stops(code)))
        at += step;
    w->after = at;
    w->next = skip_white(w->marks, at, w->size);
}

/* Where the next sentence begins when the one that the mark at `at` may end does end
 * there, or 0. */
static size_t next_sentence(walk *w, size_t at)
{
    const unsigned char *s = w->s;
    uint32_t mark, code;
    size_t size = w->size, step, next, after;

    after = at + read_character(s + at, size - at, &mark);
    if (!stops(mark) || !has_text(w, at) || (mark == '.' && ends_short_form(w, at)))
        return 0;
    if (at >= w->after)
        pass_stops(w, after);
    next = w->next;
    if (next == size)
        return 0;
    if (next == w->after)
        return stops_alone(mark) ? next : 0;
    step = read_character(s + next, size - next, &code);
    if (opens(code) && next + step < size)
        read_character(s + next + step, size - next - step, &code);
    return is_low(code) ? 0 : next;
}

/* Full stops behind which, with one or two bytes between, a paragraph begins. */
static uint64_t find_last(const text_marks *m, size_t block)
{
    uint64_t opens = m->opens[block], more = m->opens[block + 1];

    return opens >> 2 | more << 62 | opens >> 3 | more << 61;
}

void sentences_find(const unsigned char *s, size_t size, const text_marks *m)
{
    walk w = {.s = s, .size = size, .marks = m};

    m->opens[size / 64 + 1] = 0;
    for (size_t block = 0; block <= size / 64; block++) {
        m->starts[block] |= m->opens[block];
        for (uint64_t bits = m->stops[block] & ~find_last(m, block); bits;
             bits &= bits - 1) {
            size_t at = block * 64 + bits_first(bits), next;

            if (at < w.done || (next = next_sentence(&w, at)) == 0)
                continue;
            w.done = w.after;
            m->starts[next / 64] |= UINT64_C(1) << next % 64;
        }
    }
}
