/* json_quick.c - from quote to quote, 64 bytes at a time
 *
 * simdjson indexes every byte of a record before it looks for a field; nearly all of
 * them stand inside of one string. Here a string is passed by looking for its end, and
 * what stands between strings is read byte by byte, strictly. Always: what is accepted
 * is well-formed from end to end (ill-formed UTF-8 aside), so that the slow way would
 * have found the same; everything else is left to it.
 */
#include "text/json_quick.h"

#include <string.h>

#include "base/neon.h"

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#endif

enum { LEVELS = 63 };          /* bits of a number; deeper values are for others */

typedef struct marks {         /* bit i: of byte i */
    uint64_t quote, slash, control;
    uint64_t brief;            /* may stand behind a backslash, of those that JSON_BRIEF
                                * has; quotes need not be among them */
} marks;

typedef struct walk {          /* from block to block */
    uint64_t carry;            /* 1: the next byte is escaped */
    uint64_t slashes, others;  /* not 0: there are some; not brief ones */
} walk;

/* The end of a string whose first byte is at `at`: its quote. NULL: it has none before
 * `end`, or a control character. *escapes: those before it. */
typedef const char *string_end(const char *at, const char *end, json_escapes *escapes);

/* By the low half of their bytes; 0xFF is none. */
#define X 0xFF
static const uint8_t brief_letters[16] = {X, X,   'r',  X, 't', X,   'f', X,
                                          X, X,   X,    X, '\\', X, 'n', '/'};
#undef X

#define INLINE static inline __attribute__((always_inline))

/* Masks are wanted in ordinary registers: gcc would rather chain them as masks of
 * compares, and without BMI it moves them back to combine them. */
#define TO_REGISTER(mask) __asm__("" : "+r"(mask))

/* Bytes behind an odd number of backslashes (after simdjson's find_escaped): adding to
 * a run of backslashes carries out of its end. No branch: in text every second block
 * has an escape. */
INLINE uint64_t find_escaped(uint64_t slash, uint64_t *carry)
{
    const uint64_t even = UINT64_C(0x5555555555555555);
    uint64_t follows, odd_starts, sum;

    slash &= ~*carry;
    follows = slash << 1 | *carry;
    odd_starts = slash & ~even & ~follows;
    sum = odd_starts + slash;
    *carry = sum < slash;
    return (even ^ (sum << 1)) & follows;
}

/* One block: true when the walk is over, with the bits of quotes that end the
 * string, or none where there is a control character. Where the third of three
 * backslashes would stand in the next block, it is taken for granted. */
INLINE bool pass_block(marks m, walk *w, uint64_t *quotes)
{
    uint64_t escaped = find_escaped(m.slash, &w->carry), quote = m.quote & ~escaped;
    uint64_t third = m.slash & escaped & (m.slash >> 1 | UINT64_C(1) << 63);
    uint64_t others = (escaped & ~(m.brief | m.quote)) | third, before = ~UINT64_C(0);

    if (quote)
        before = (quote & -quote) - 1;
    w->slashes |= m.slash & before;
    w->others |= others & before;
    *quotes = m.control & before ? 0 : quote;
    return quote | (m.control & before);
}

/* Behind the last block, the one at `at`. */
INLINE const char *end_walk(const walk *w, const char *at, const char *end,
                            uint64_t quotes, json_escapes *escapes)
{
    *escapes = !w->slashes ? JSON_PLAIN : w->others ? JSON_UNKNOWN : JSON_BRIEF;
    if (!quotes || end - at <= __builtin_ctzll(quotes))
        return NULL;
    return at + __builtin_ctzll(quotes);
}

#if defined(__x86_64__) && defined(__GNUC__)
__attribute__((target("avx512f,avx512bw,bmi"))) static const char *
end_avx512(const char *at, const char *end, json_escapes *escapes)
{
    const __m512i brief = _mm512_broadcast_i32x4(
        _mm_loadu_si128((const __m128i *)(const void *)brief_letters));
    walk w = {0};
    uint64_t quotes = 0;

    for (; at < end; at += 64) {
        __m512i bytes = _mm512_loadu_si512(at);
        marks m = {_mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('"')),
                   _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('\\')),
                   _mm512_cmplt_epu8_mask(bytes, _mm512_set1_epi8(0x20)),
                   _mm512_cmpeq_epi8_mask(bytes, _mm512_shuffle_epi8(brief, bytes))};

        TO_REGISTER(m.quote);
        TO_REGISTER(m.slash);
        TO_REGISTER(m.control);
        TO_REGISTER(m.brief);
        if (pass_block(m, &w, &quotes))
            break;
    }
    return end_walk(&w, at, end, quotes, escapes);
}

__attribute__((target("avx2"))) static inline uint64_t masks_avx2(__m256i low,
                                                                  __m256i high)
{
    return (uint64_t)(uint32_t)_mm256_movemask_epi8(low) |
           (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
}

__attribute__((target("avx2"))) static const char *
end_avx2(const char *at, const char *end, json_escapes *escapes)
{
    const __m256i quote = _mm256_set1_epi8('"'), slash = _mm256_set1_epi8('\\');
    const __m256i last = _mm256_set1_epi8(0x1F);
    const __m256i brief = _mm256_broadcastsi128_si256(
        _mm_loadu_si128((const __m128i *)(const void *)brief_letters));
    walk w = {0};
    uint64_t quotes = 0;

    for (; at < end; at += 64) {
        __m256i a = _mm256_loadu_si256((const __m256i *)(const void *)at);
        __m256i b = _mm256_loadu_si256((const __m256i *)(const void *)(at + 32));
        marks m = {masks_avx2(_mm256_cmpeq_epi8(a, quote), _mm256_cmpeq_epi8(b, quote)),
                   masks_avx2(_mm256_cmpeq_epi8(a, slash), _mm256_cmpeq_epi8(b, slash)),
                   masks_avx2(_mm256_cmpeq_epi8(_mm256_min_epu8(a, last), a),
                              _mm256_cmpeq_epi8(_mm256_min_epu8(b, last), b)),
                   masks_avx2(_mm256_cmpeq_epi8(_mm256_shuffle_epi8(brief, a), a),
                              _mm256_cmpeq_epi8(_mm256_shuffle_epi8(brief, b), b))};

        if (pass_block(m, &w, &quotes))
            break;
    }
    return end_walk(&w, at, end, quotes, escapes);
}

static string_end *choose_end(void)
{
    if (__builtin_cpu_supports("avx512bw"))
        return end_avx512;
    return __builtin_cpu_supports("avx2") ? end_avx2 : NULL;
}
#elif defined(NEON)
static inline uint8x16_t are_brief(uint8x16_t v, uint8x16_t brief)
{
    return vceqq_u8(v, vqtbl1q_u8(brief, vandq_u8(v, vdupq_n_u8(0x0F))));
}

static const char *end_neon(const char *at, const char *end, json_escapes *escapes)
{
    const uint8x16_t brief = vld1q_u8(brief_letters);
    walk w = {0};
    uint64_t quotes = 0;

    for (; at < end; at += 64) {
        neon_bytes bytes = neon_load(at);
        const uint8x16_t *v = bytes.val;
        marks m = {neon_are(bytes, '"'), neon_are(bytes, '\\'),
                   ~neon_least(bytes, 0x20),
                   neon_bits(are_brief(v[0], brief), are_brief(v[1], brief),
                             are_brief(v[2], brief), are_brief(v[3], brief))};

        if (pass_block(m, &w, &quotes))
            break;
    }
    return end_walk(&w, at, end, quotes, escapes);
}

static string_end *choose_end(void)
{
    return end_neon;
}
#else
static string_end *choose_end(void)
{
    return NULL;
}
#endif

/* A line feed ends the record. */
static const char *skip_space(const char *at, const char *end)
{
    while (at < end && (*at == ' ' || *at == '\t' || *at == '\r'))
        at++;
    return at;
}

static bool is_next(const char *at, const char *end, char c)
{
    return at < end && *at == c;
}

static bool is_word(chaff_text token, const char *word)
{
    return token.size == strlen(word) && !memcmp(token.data, word, token.size);
}

static bool ends_scalar(char c)
{
    return c == ',' || c == '}' || c == ']' || c == ' ' || c == '\t' || c == '\r' ||
           c == '\n';
}

/* Ids mostly are whole numbers: digits that do not begin with 0. */
static bool is_whole(chaff_text token)
{
    size_t i = 0;

    if (!token.size || token.data[0] == '0')
        return false;
    while (i < token.size && token.data[i] >= '0' && token.data[i] <= '9')
        i++;
    return i == token.size;
}

/* A number or a word up to a comma, a bracket or a space. */
static bool read_scalar(const char **at, const char *end, json_value *value)
{
    const char *from = *at, *to = from;

    while (to < end && !ends_scalar(*to))
        to++;
    *value = (json_value){.raw = {from, (size_t)(to - from)}};
    *at = to;
    if (is_whole(value->raw) || json_is_number(value->raw))
        value->type = JSON_NUMBER;
    else if (is_word(value->raw, "true") || is_word(value->raw, "false"))
        value->type = JSON_BOOL;
    else if (is_word(value->raw, "null"))
        value->type = JSON_NULL;
    else
        return false;
    return true;
}

static bool read_plain(const char **at, const char *end, string_end *find,
                       json_value *value)
{
    const char *quote;
    json_escapes escapes;

    if (!is_next(*at, end, '"'))
        return read_scalar(at, end, value);
    quote = find(*at + 1, end, &escapes);
    if (!quote)
        return false;
    *value = (json_value){JSON_STRING, {*at, (size_t)(quote + 1 - *at)}, escapes};
    *at = quote + 1;
    return true;
}

/* `"key": `; an escaped key is for others. */
static bool read_key(const char **at, const char *end, string_end *find,
                     chaff_text *key)
{
    const char *quote;
    json_escapes escapes;

    if (!is_next(*at, end, '"'))
        return false;
    quote = find(*at + 1, end, &escapes);
    if (!quote)
        return false;
    *key = (chaff_text){*at + 1, (size_t)(quote - *at - 1)};
    *at = skip_space(quote + 1, end);
    if (!is_next(*at, end, ':') || escapes != JSON_PLAIN)
        return false;
    *at = skip_space(*at + 1, end);
    return true;
}

/* Behind a value inside of arrays and objects, of which bit 0 of `objects` says what
 * the innermost is: to where the next value begins, or out of all of them. */
static bool leave_value(const char **at, const char *end, string_end *find,
                        uint64_t *objects, unsigned *depth)
{
    while (*depth) {
        chaff_text key;

        *at = skip_space(*at, end);
        if (is_next(*at, end, ',')) {
            *at = skip_space(*at + 1, end);
            return !(*objects & 1) || read_key(at, end, find, &key);
        }
        if (!is_next(*at, end, *objects & 1 ? '}' : ']'))
            return false;
        ++*at;
        --*depth;
        *objects >>= 1;
    }
    return true;
}

/* A whole array or object, LEVELS deep at most. */
static bool skip_nested(const char **at, const char *end, string_end *find)
{
    uint64_t objects = 0;
    unsigned depth = 0;

    do {
        bool object = is_next(*at, end, '{');
        chaff_text key;
        json_value value;

        if (object || is_next(*at, end, '[')) {
            if (depth++ == LEVELS)
                return false;
            objects = objects << 1 | object;
            *at = skip_space(*at + 1, end);
            if (!is_next(*at, end, object ? '}' : ']')) {
                if (object && !read_key(at, end, find, &key))
                    return false;
                continue;
            }
        } else if (!read_plain(at, end, find, &value)) {
            return false;
        }
        if (!leave_value(at, end, find, &objects, &depth))
            return false;
    } while (depth);
    return true;
}

static bool read_value(const char **at, const char *end, string_end *find,
                       const char *record, json_value *value)
{
    bool object = is_next(*at, end, '{');

    if (!object && !is_next(*at, end, '['))
        return read_plain(at, end, find, value);
    *value = (json_value){object ? JSON_OBJECT : JSON_ARRAY, {record, 0}, JSON_UNKNOWN};
    return skip_nested(at, end, find);
}

/* Keys and paths are short: a call for each would take longer. */
static bool is_key(const char *path, chaff_text key)
{
    for (size_t i = 0; i < key.size; i++)
        if (path[i] != key.data[i])        /* also at its end: no key holds NUL */
            return false;
    return !path[key.size];
}

/* The first of equal keys counts. */
static void take_value(chaff_text key, const json_value *value,
                       const char *const *paths, size_t count, json_value *out)
{
    for (size_t i = 0; i < count; i++)
        if (is_key(paths[i], key) && out[i].type == JSON_ABSENT)
            out[i] = *value;
}

static bool read_members(const char **at, const char *end, string_end *find,
                         const char *record, const char *const *paths, size_t count,
                         json_value *out)
{
    for (;;) {
        chaff_text key;
        json_value value;

        if (!read_key(at, end, find, &key) ||
            !read_value(at, end, find, record, &value))
            return false;
        take_value(key, &value, paths, count, out);
        *at = skip_space(*at, end);
        if (!is_next(*at, end, ','))
            return true;
        *at = skip_space(*at + 1, end);
    }
}

/* A dot leads into objects; a key whose ill-formed bytes are repaired holds '?'. */
static bool are_plain(const char *const *paths, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (const char *at = paths[i]; *at; at++)
            if (*at == '.' || *at == '?')
                return false;
    return true;
}

size_t json_quick(chaff_text bytes, const char *const *paths, size_t count,
                  json_value *out)
{
    const char *at = bytes.data, *end = at + bytes.size;
    string_end *find = choose_end();

    if (!find || !are_plain(paths, count))
        return 0;
    for (size_t i = 0; i < count; i++)
        out[i] = (json_value){JSON_ABSENT, {bytes.data, 0}, JSON_UNKNOWN};
    at = skip_space(at, end);
    if (!is_next(at, end, '{'))
        return 0;
    at = skip_space(at + 1, end);
    if (!is_next(at, end, '}') &&
        !read_members(&at, end, find, bytes.data, paths, count, out))
        return 0;
    if (!is_next(at, end, '}'))
        return 0;
    at = skip_space(at + 1, end);
    if (at < end && *at != '\n')
        return 0;
    return (size_t)(at + (at < end) - bytes.data);
}
