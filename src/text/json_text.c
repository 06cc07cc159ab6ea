/* json_text.c - JSON strings to text and back
 *
 * In: raw string tokens as they stand in a record, hostile ones too. Out: decoded
 * text, a token with ranges cut out, or text as a new token. Always: decoding never
 * makes a token longer, and the decoded offsets used for cutting are those of
 * json_decode.
 */
#include "text/json.h"

#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "text/json_ahead.h"
#include "text/utf8.h"

/* One escape sequence: its raw size and its UTF-8, at most 4 bytes. */
typedef struct escape {
    size_t raw, size;
    char utf8[4];
} escape;

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The four digits after "\u", or -1. */
static long read_unit(const char *at, const char *end)
{
    long unit = 0;

    if (end - at < 6 || at[0] != '\\' || at[1] != 'u')
        return -1;
    for (int i = 2; i < 6; i++) {
        int digit = hex_digit(at[i]);

        if (digit < 0)
            return -1;
        unit = unit * 16 + digit;
    }
    return unit;
}

static void put_code(escape *e, unsigned long code)
{
    if (code < 0x80) {
        e->size = 1;
        e->utf8[0] = (char)code;
    } else if (code < 0x800) {
        e->size = 2;
        e->utf8[0] = (char)(0xC0 | code >> 6);
        e->utf8[1] = (char)(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        e->size = 3;
        e->utf8[0] = (char)(0xE0 | code >> 12);
        e->utf8[1] = (char)(0x80 | (code >> 6 & 0x3F));
        e->utf8[2] = (char)(0x80 | (code & 0x3F));
    } else {
        e->size = 4;
        e->utf8[0] = (char)(0xF0 | code >> 18);
        e->utf8[1] = (char)(0x80 | (code >> 12 & 0x3F));
        e->utf8[2] = (char)(0x80 | (code >> 6 & 0x3F));
        e->utf8[3] = (char)(0x80 | (code & 0x3F));
    }
}

static bool read_unicode(const char *at, const char *end, escape *e)
{
    long unit = read_unit(at, end), low;

    if (unit < 0)
        return false;
    e->raw = 6;
    if (unit >= 0xD800 && unit < 0xDC00) {
        low = read_unit(at + 6, end);
        if (low >= 0xDC00 && low < 0xE000) {
            e->raw = 12;
            put_code(e, 0x10000 + ((unsigned long)(unit - 0xD800) << 10) +
                            (unsigned long)(low - 0xDC00));
            return true;
        }
    }
    put_code(e, unit >= 0xD800 && unit < 0xE000 ? 0xFFFD : (unsigned long)unit);
    return true;
}

/* What the letter of a short escape stands for; 0: there is none such. */
static const char short_escapes[256] = {
    ['"'] = '"', ['\\'] = '\\', ['/'] = '/', ['b'] = '\b',
    ['f'] = '\f', ['n'] = '\n', ['r'] = '\r', ['t'] = '\t',
};

/* The escape at `at`, which holds a backslash; false: there is none such. */
static bool read_escape(const char *at, const char *end, escape *e)
{
    if (end - at < 2)
        return false;
    if (at[1] == 'u')
        return read_unicode(at, end, e);
    e->raw = 2;
    e->size = 1;
    e->utf8[0] = short_escapes[(unsigned char)at[1]];
    return e->utf8[0];
}

/* Bytes of a block that are copied at once, and which of them can't be: bit i *
 * STOP_BITS of the mask is set if byte i is a backslash, a quote or a control
 * character; bits above the lowest may be wrong. */
#ifdef __SSE2__
enum { BLOCK = 16, STOP_BITS = 1 };

static inline uint64_t copy_block(char *to, const char *from)
{
    __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)from);
    __m128i slash = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
    __m128i quote = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
    __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1F)), bytes);

    _mm_storeu_si128((__m128i *)(void *)to, bytes);
    return (unsigned)_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(slash, quote),
                                                    control));
}
#else
enum { BLOCK = 8, STOP_BITS = 8 };

/* "hasless" and "hasvalue" of Anderson's Bit Twiddling Hacks; the bytes are put in the
 * order of their places, so that a borrow spoils later bytes only. */
static inline uint64_t copy_block(char *to, const char *from)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t word = 0, slash, quote;

    for (int i = BLOCK; i--;)
        word = word << 8 | (unsigned char)from[i];
    slash = word ^ ones * '\\';
    quote = word ^ ones * '"';
    memcpy(to, from, BLOCK);
    return (((word - ones * 0x20) & ~word) | ((slash - ones) & ~slash)
            | ((quote - ones) & ~quote))
           & ones << 7;
}
#endif

/* Copy bytes up to the first backslash, quote or control character; how many. */
static inline size_t copy_plain(char *to, const char *from, size_t size)
{
    size_t done = 0;

    for (; size - done >= BLOCK; done += BLOCK) {
        uint64_t stops = copy_block(to + done, from + done);

        if (stops)
            return done + (size_t)__builtin_ctzll(stops) / STOP_BITS;
    }
    for (; done < size; done++) {
        unsigned char c = (unsigned char)from[done];

        if (c == '\\' || c == '"' || c < 0x20)
            break;
        to[done] = (char)c;
    }
    return done;
}

static bool is_string_token(chaff_text raw)
{
    return raw.size >= 2 && raw.data[0] == '"' && raw.data[raw.size - 1] == '"';
}

static chaff_status decode(chaff_text raw, bool ahead, buffer *out)
{
    const char *at, *end;
    char *to;
    chaff_status status;

    if (!is_string_token(raw))
        return CHAFF_ERR_FORMAT;
    at = raw.data + 1;
    end = raw.data + raw.size - 1;
    status = buffer_reserve(out, raw.size);            /* decoding never makes it
                                                        * longer */
    if (status != CHAFF_OK)
        return status;
    to = out->data + out->size;
    for (;;) {
        size_t plain;
        escape e;

        if (ahead)
            at += json_decode_ahead(&to, at, (size_t)(end - at), short_escapes);
        plain = copy_plain(to, at, (size_t)(end - at));
        to += plain;
        at += plain;
        if (at == end)
            break;
        if (*at == '\\' && end - at >= 2 && short_escapes[(unsigned char)at[1]]) {
            *to++ = short_escapes[(unsigned char)at[1]];
            at += 2;
            continue;
        }
        if (*at != '\\' || !read_escape(at, end, &e))
            return CHAFF_ERR_FORMAT;
        memcpy(to, e.utf8, e.size);
        to += e.size;
        at += e.raw;
    }
    out->size = (size_t)(to - out->data);
    return CHAFF_OK;
}

chaff_status json_decode(chaff_text raw, buffer *out)
{
    return decode(raw, true, out);
}

chaff_status json_decode_portable(chaff_text raw, buffer *out)
{
    return decode(raw, false, out);
}

/* -- cutting ----------------------------------------------------------------------- */

/* Raw size of what stands at `at`, and in *decoded what it becomes: an escape, or a run
 * of plain bytes that decodes to itself, at most `most` of them. */
static size_t next_piece(const char *at, const char *end, size_t most, size_t *decoded)
{
    const char *slash;
    escape e;

    if (*at == '\\' && read_escape(at, end, &e)) {
        *decoded = e.size;
        return e.raw;
    }
    if ((size_t)(end - at) > most)
        end = at + most;
    slash = *at == '\\' ? at + 1 : memchr(at, '\\', (size_t)(end - at));
    *decoded = (size_t)((slash ? slash : end) - at);
    return *decoded;
}

chaff_status json_cut(chaff_text raw, const size_t *cuts, size_t count, buffer *out)
{
    const char *at = raw.data + 1, *end, *from = raw.data;
    size_t offset = 0, start = out->size, i = 0;
    chaff_status status = CHAFF_OK;

    if (!is_string_token(raw))
        return CHAFF_ERR_FORMAT;
    end = raw.data + raw.size - 1;
    while (at < end && status == CHAFF_OK) {
        size_t decoded, size, most;
        bool inside;

        while (i < count && (cuts[2 * i + 1] <= offset
                             || cuts[2 * i + 1] <= cuts[2 * i]))
            i++;
        if (i == count)
            break;
        inside = cuts[2 * i] <= offset;
        most = (inside ? cuts[2 * i + 1] : cuts[2 * i]) - offset;
        size = next_piece(at, end, most, &decoded);
        if (inside || offset + decoded > cuts[2 * i]) {
            status = buffer_append(out, from, (size_t)(at - from));
            from = at + size;
        }
        at += size;
        offset += decoded;
    }
    if (status == CHAFF_OK)
        status = buffer_append(out, from, (size_t)(raw.data + raw.size - from));
    if (status != CHAFF_OK)
        out->size = start;
    return status;
}

/* Edge e of the ranges is the start or the end of range e / 2. */
chaff_status json_mark(chaff_text raw, const size_t *marks, size_t count, buffer *out)
{
    const char *at = raw.data + 1, *end, *from = raw.data;
    size_t offset = 0, start = out->size, edge = 0;
    chaff_status status = CHAFF_OK;

    if (!is_string_token(raw))
        return CHAFF_ERR_FORMAT;
    end = raw.data + raw.size - 1;
    while (edge < 2 * count && status == CHAFF_OK) {
        size_t decoded;

        if (at < end && offset < marks[edge]) {
            at += next_piece(at, end, marks[edge] - offset, &decoded);
            offset += decoded;
            continue;
        }
        status = buffer_append(out, from, (size_t)(at - from));
        from = at;
        if (status == CHAFF_OK)
            status = buffer_text(out, edge % 2 ? MARK_CLOSE : MARK_OPEN);
        edge++;
    }
    if (status == CHAFF_OK)
        status = buffer_append(out, from, (size_t)(raw.data + raw.size - from));
    if (status != CHAFF_OK)
        out->size = start;
    return status;
}

/* -- encoding ---------------------------------------------------------------------- */

/* The escape of one ASCII byte that can't stand in a string, at most 6 bytes. */
static size_t escape_byte(unsigned char c, char *to)
{
    static const char digits[] = "0123456789abcdef";
    static const char letters[] = "btn-fr";            /* 0x08 to 0x0D; 0x0B has no
                                                        * letter */

    to[0] = '\\';
    if (c == '"' || c == '\\' || (c >= 8 && c <= 13 && c != 11)) {
        to[1] = c >= 8 && c <= 13 ? letters[c - 8] : (char)c;
        return 2;
    }
    memcpy(to + 1, "u00", 3);
    to[4] = digits[c >> 4];
    to[5] = digits[c & 15];
    return 6;
}

/* Bytes from `at` that may stand in a string as they are. */
static size_t plain_run(const char *at, const char *end)
{
    const char *from = at;

    while (at < end) {
        unsigned char c = (unsigned char)*at;
        bool good = true;
        size_t size = 1;

        if (c < 0x20 || c == '"' || c == '\\')
            break;
        if (c >= 0x80)
            size = utf8_step(at, end, &good);
        if (!good)
            break;
        at += size;
    }
    return (size_t)(at - from);
}

chaff_status json_encode(chaff_text text, buffer *out)
{
    const char *at = text.data, *end = text.data + text.size;
    size_t start = out->size;
    chaff_status status = buffer_append(out, "\"", 1);

    while (at < end && status == CHAFF_OK) {
        size_t plain = plain_run(at, end);
        char escaped[6];
        bool good;

        status = buffer_append(out, at, plain);
        at += plain;
        if (status != CHAFF_OK || at == end)
            continue;
        if ((unsigned char)*at >= 0x80) {
            at += utf8_step(at, end, &good);
            status = buffer_append(out, "\xEF\xBF\xBD", 3);
        } else {
            status = buffer_append(out, escaped, escape_byte((unsigned char)*at++,
                                                             escaped));
        }
    }
    if (status == CHAFF_OK)
        status = buffer_append(out, "\"", 1);
    if (status != CHAFF_OK)
        out->size = start;
    return status;
}
