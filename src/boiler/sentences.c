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

static bool is_text(unsigned char c)
{
    return c >= 0x80 || ((c | 32) >= 'a' && (c | 32) <= 'z') || (c >= '0' && c <= '9');
}

/* Where the walk over the open marks has come to. */
typedef struct walk {
    const unsigned char *s;
    size_t size;
    const uint64_t *ends;      /* told up to the mark that is looked at */
    const uint64_t *shut;
    size_t done;               /* the last of them that the walk found */
    size_t from;               /* a unit begins here, ... */
    size_t passed;             /* ... and no other up to here */
    size_t looked;             /* up to here that unit was looked for text, and ... */
    bool text;                 /* ... there was some */
    size_t after, next;        /* behind the last stops and quotes, and white space */
} walk;

static size_t skip_space(const unsigned char *s, size_t at, size_t end)
{
    size_t step;

    while (at < end && (step = space_at(s + at, end - at)) > 0)
        at += step;
    return at;
}

/* Where the unit begins that holds `at`. Nothing is passed twice, however long that
 * is. */
static size_t unit_start(walk *w, size_t at)
{
    size_t block = at / 64;
    uint64_t bits = w->ends[block] & ((UINT64_C(1) << at % 64) - 1);

    while (!bits && block > w->passed / 64)
        bits = w->ends[--block];
    if (bits && block * 64 + 64 - (size_t)__builtin_clzll(bits) > w->from) {
        w->from = skip_space(w->s, block * 64 + 64 - (size_t)__builtin_clzll(bits),
                             w->size);
        w->looked = w->from;
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

/* Whether a paragraph ends in white space, as it does with NEL alone. */
static bool ends_within(const walk *w, size_t at, size_t end)
{
    bool some = false;

    for (; at < end; at++)
        some |= w->shut[at / 64] >> at % 64 & 1;
    return some;
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
    w->next = skip_space(w->s, at, w->size);
    if (ends_within(w, at, w->next))
        w->next = w->size;
}

/* Where the sentence ends that the mark at `at` may end, or 0 when it goes on. Behind
 * the end of a paragraph is white space, so that it needs no care. */
static size_t sentence_end(walk *w, size_t at)
{
    const unsigned char *s = w->s;
    uint32_t mark, code;
    size_t end = w->size, step, next, after;

    after = at + read_character(s + at, end - at, &mark);
    if (!stops(mark) || !has_text(w, at) || (mark == '.' && ends_short_form(w, at)))
        return 0;
    if (at >= w->after)
        pass_stops(w, after);
    after = w->after;
    next = w->next;
    if (next == end)
        return 0;
    if (next == after)
        return stops_alone(mark) ? after : 0;
    step = read_character(s + next, end - next, &code);
    if (opens(code) && next + step < end)
        read_character(s + next + step, end - next - step, &code);
    return is_low(code) ? 0 : after;
}

void sentences_find(const unsigned char *s, size_t size, const text_marks *m,
                    const uint64_t *shut)
{
    walk w = {.s = s, .size = size, .ends = m->ends, .shut = shut};

    w.from = w.looked = skip_space(s, 0, size);
    for (size_t block = 0; block <= size / 64; block++) {
        m->ends[block] |= shut[block];
        for (uint64_t bits = m->stops[block] & ~shut[block]; bits; bits &= bits - 1) {
            size_t at = block * 64 + (size_t)__builtin_ctzll(bits), end;

            if (at < w.done || (end = sentence_end(&w, at)) == 0)
                continue;
            w.done = end;
            m->ends[(end - 1) / 64] |= UINT64_C(1) << (end - 1) % 64;
        }
    }
}
