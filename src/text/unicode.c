/* unicode.c - folding facts asked of utf8proc once and kept
 *
 * In: code points. Out: pages of what each folds to; folded clusters. Always: what a
 * page says of a character is what utf8proc_NFKC_Casefold makes of it alone.
 */
#include "text/unicode.h"

#include <string.h>
#include <utf8proc.h>

#include "base/mem.h"

#define FOLDING                                                                        \
    (utf8proc_option_t)(UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT |         \
                        UTF8PROC_CASEFOLD | UTF8PROC_IGNORE)
#define CANONICAL (utf8proc_option_t)(UTF8PROC_STABLE | UTF8PROC_DECOMPOSE)

enum {
    /* The longest in Unicode 15 is 18, of U+FDFA. */
    LONGEST = 64,
    /* Below this insertion sort; above it counting, so that a text of marks in falling
     * order costs no more than linear time. */
    FEW = 24
};

const char *chaff_unicode_version(void)
{
    return utf8proc_unicode_version();
}

/* Scripts written without spaces between words: Thai and Lao, Myanmar, Khmer, kana,
 * Han. They are part of the definition of a word. */
static const struct {
    int32_t first, last;
} standing[] = {
    {0x0E00, 0x0EFF}, {0x1000, 0x109F}, {0x1780, 0x17FF}, {0x3005, 0x3007},
    {0x3040, 0x30FF}, {0x31F0, 0x31FF}, {0x3400, 0x4DBF}, {0x4E00, 0x9FFF},
    {0xA9E0, 0xA9FF}, {0xAA60, 0xAA7F}, {0xF900, 0xFAFF}, {0x1B000, 0x1B16F},
    {0x20000, 0x323AF},
};

static bool stands_alone(int32_t code)
{
    for (size_t i = 0; i < sizeof standing / sizeof *standing; i++)
        if (code >= standing[i].first && code <= standing[i].last)
            return true;
    return false;
}

static bool is_mark(int32_t code)
{
    utf8proc_category_t c = utf8proc_category(code);

    return c == UTF8PROC_CATEGORY_MN || c == UTF8PROC_CATEGORY_MC ||
           c == UTF8PROC_CATEGORY_ME;
}

fold_kind unicode_kind(int32_t folded)
{
    utf8proc_category_t c = utf8proc_category(folded);

    if (c < UTF8PROC_CATEGORY_LU || c > UTF8PROC_CATEGORY_NO)
        return FOLD_SEPARATES;
    return stands_alone(folded) ? FOLD_STANDS : FOLD_JOINS;
}

bool unicode_is_digit(int32_t folded)
{
    return utf8proc_category(folded) == UTF8PROC_CATEGORY_ND;
}

size_t unicode_encode(int32_t code, char bytes[4])
{
    return (size_t)utf8proc_encode_char(code, (utf8proc_uint8_t *)bytes);
}

static int order_of(int32_t code)
{
    return utf8proc_get_property(code)->combining_class;
}

/* -- ordering and composing -------------------------------------------------------- */

static void sort_few(int32_t *codes, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        int32_t code = codes[i];
        int order = order_of(code);
        size_t at = i;

        for (; at > 0 && order_of(codes[at - 1]) > order; at--)
            codes[at] = codes[at - 1];
        codes[at] = code;
    }
}

static void sort_many(int32_t *codes, int32_t *spare, size_t count)
{
    size_t start[257] = {0};

    for (size_t i = 0; i < count; i++)
        start[(order_of(codes[i]) & 255) + 1]++;
    for (size_t i = 0; i < 256; i++)
        start[i + 1] += start[i];
    for (size_t i = 0; i < count; i++)
        spare[start[order_of(codes[i]) & 255]++] = codes[i];
    memcpy(codes, spare, count * sizeof *codes);
}

/* Canonical ordering: stable by combining class between starters. */
static void put_in_order(int32_t *codes, int32_t *spare, size_t count)
{
    size_t start = 0;

    for (size_t end = 0; end <= count; end++) {
        if (end < count && order_of(codes[end]) != 0)
            continue;
        if (end - start > FEW)
            sort_many(codes + start, spare, end - start);
        else if (end - start > 1)
            sort_few(codes + start, end - start);
        start = end + 1;
    }
}

static size_t compose(int32_t *codes, int32_t *spare, size_t count)
{
    put_in_order(codes, spare, count);
    return (size_t)utf8proc_normalize_utf32(codes, (utf8proc_ssize_t)count, FOLDING);
}

/* The folded decomposition; codes has room for LONGEST. */
static size_t decompose(uint32_t code, int32_t *codes)
{
    int unused = 0;
    utf8proc_ssize_t count =
        utf8proc_decompose_char((int32_t)code, codes, LONGEST, FOLDING, &unused);

    return count < 0 || count > LONGEST ? 0 : (size_t)count;
}

/* -- what composes with something before it ---------------------------------------- */

static chaff_status add_second(unicode *u, uint32_t code)
{
    size_t at = u->second_count;
    chaff_status status = mem_grow((void **)&u->seconds, &u->second_capacity,
                                   u->second_count + 1, sizeof *u->seconds);

    if (status != CHAFF_OK)
        return status;
    for (; at > 0 && u->seconds[at - 1] > code; at--)
        ;
    if (at > 0 && u->seconds[at - 1] == code)
        return CHAFF_OK;
    memmove(u->seconds + at + 1, u->seconds + at,
            (u->second_count - at) * sizeof *u->seconds);
    u->seconds[at] = code;
    u->second_count++;
    return CHAFF_OK;
}

static bool composes_to(int32_t code, const int32_t *parts, size_t count)
{
    int32_t codes[LONGEST], spare[LONGEST];

    memcpy(codes, parts, count * sizeof *codes);
    return compose(codes, spare, count) == 1 && codes[0] == code;
}

/* If a character is what its canonical decomposition composes to, the last part of that
 * is something that composes. All such characters are in the first two planes. */
static chaff_status find_seconds(unicode *u)
{
    for (int32_t code = 0; code < 0x20000; code++) {
        const utf8proc_property_t *property = utf8proc_get_property(code);
        int32_t codes[LONGEST];
        utf8proc_ssize_t count;
        int unused = 0;

        if (property->decomp_seqindex == UINT16_MAX || property->decomp_type != 0)
            continue;
        count = utf8proc_decompose_char(code, codes, LONGEST, CANONICAL, &unused);
        if (count > 1 && composes_to(code, codes, (size_t)count) &&
            add_second(u, (uint32_t)codes[count - 1]) != CHAFF_OK) {
            u->second_count = 0;
            return CHAFF_ERR_MEMORY;
        }
    }
    return CHAFF_OK;
}

/* Vowel and trailing jamo compose by rule; else only marks compose with what stands
 * before them, so that texts without marks need no search for them. */
static bool is_second(unicode *u, int32_t code)
{
    size_t low = 0, high;

    if ((code >= 0x1161 && code <= 0x1175) || (code >= 0x11A7 && code <= 0x11C2))
        return true;
    if (!is_mark(code))
        return false;
    if (u->second_count == 0 && find_seconds(u) != CHAFF_OK)
        u->failed = true;
    for (high = u->second_count; low < high;) {
        size_t middle = low + (high - low) / 2;

        if (u->seconds[middle] < (uint32_t)code)
            low = middle + 1;
        else
            high = middle;
    }
    return low < u->second_count && u->seconds[low] == (uint32_t)code;
}

/* -- pages ------------------------------------------------------------------------- */

static void store_folded(fold *f, const int32_t *codes, size_t count)
{
    bool kinds[FOLD_SEVERAL] = {false};
    size_t size = 0;

    for (size_t i = 0; i < count; i++) {
        char bytes[4] = {0};
        size_t more = unicode_encode(codes[i], bytes);

        kinds[unicode_kind(codes[i])] = true;
        if (size + more <= sizeof f->bytes)
            memcpy(f->bytes + size, bytes, more);
        size += more;
    }
    if (!kinds[FOLD_JOINS] && !kinds[FOLD_STANDS])
        f->kind = count ? FOLD_SEPARATES : FOLD_VANISHES;
    else if (kinds[FOLD_SEPARATES] || size > sizeof f->bytes)
        f->kind = FOLD_SEVERAL;
    else if (kinds[FOLD_STANDS])
        f->kind = count == 1 ? FOLD_STANDS : FOLD_SEVERAL;
    else
        f->kind = FOLD_JOINS;
    if (f->kind == FOLD_JOINS || f->kind == FOLD_STANDS)
        f->size = (uint8_t)size;
    else
        memset(f->bytes, 0, sizeof f->bytes);
}

static void classify(uint32_t code, fold *f)
{
    char bytes[4] = {0};
    bool sized = unicode_encode((int32_t)code, bytes) == f->size;
    bool separates = f->kind == FOLD_SEPARATES;

    if (f->kind == FOLD_JOINS || f->kind == FOLD_STANDS)
        f->flags |= FOLD_IN_WORD;
    if (f->kind == FOLD_STANDS)
        f->flags |= FOLD_ALONE;
    if (separates || (sized && memcmp(f->bytes, bytes, f->size) == 0))
        f->flags |= FOLD_SAME;
    if ((f->flags & FOLD_FREE) && (separates || sized))
        f->flags |= FOLD_EASY;
    if ((f->flags & FOLD_TAME) && f->kind == FOLD_JOINS)
        f->flags |= FOLD_EASY_MARK;
}

static void describe(unicode *u, uint32_t code, fold *f)
{
    int32_t codes[LONGEST], spare[LONGEST];
    size_t count = decompose(code, codes);

    if (count > 0 && order_of(codes[0]) == 0 && !is_second(u, codes[0]))
        f->flags |= FOLD_FREE;
    if (count == 1 && order_of(codes[0]) != 0 && codes[0] == (int32_t)code &&
        !is_second(u, codes[0]))
        f->flags |= FOLD_TAME;
    count = compose(codes, spare, count);
    if (count > 0)
        f->order = (uint8_t)order_of(codes[count - 1]);
    store_folded(f, codes, count);
    classify(code, f);
}

const fold *unicode_page(unicode *u, uint32_t page)
{
    static const fold nothing[UNICODE_PAGE];
    fold *folds = mem_zero(UNICODE_PAGE, sizeof *folds);

    if (!folds) {
        u->failed = true;
        return nothing;
    }
    for (uint32_t i = 0; i < UNICODE_PAGE; i++)
        describe(u, page * UNICODE_PAGE + i, folds + i);
    if (u->failed) {
        mem_free(folds);
        return nothing;
    }
    u->pages[page] = folds;
    return folds;
}

void unicode_release(unicode *u)
{
    for (size_t i = 0; i < UNICODE_PAGES; i++)
        mem_free(u->pages[i]);
    mem_free(u->seconds);
    mem_free(u->parts);
    mem_free(u->apart);
    mem_free(u->spare);
    memset(u, 0, sizeof *u);
}

/* -- clusters ---------------------------------------------------------------------- */

static chaff_status append_codes(int32_t **codes, size_t *capacity, size_t *count,
                                 const int32_t *more, size_t more_count)
{
    chaff_status status;

    if (more_count == 0)
        return CHAFF_OK;
    status = mem_grow((void **)codes, capacity, *count + more_count, sizeof **codes);
    if (status != CHAFF_OK)
        return status;
    memcpy(*codes + *count, more, more_count * sizeof *more);
    *count += more_count;
    return CHAFF_OK;
}

chaff_status
unicode_fold(unicode *u, const unsigned char *text, size_t start, size_t end,
             bool *apart)
{
    u->part_count = u->apart_count = 0;
    for (size_t at = start; at < end;) {
        int32_t codes[LONGEST], spare[LONGEST];
        uint32_t code;
        size_t count;

        at = unicode_decode(text, end, at, &code);
        count = decompose(code, codes);
        if (append_codes(&u->parts, &u->part_capacity, &u->part_count, codes, count))
            return CHAFF_ERR_MEMORY;
        count = compose(codes, spare, count);
        if (append_codes(&u->apart, &u->apart_capacity, &u->apart_count, codes, count))
            return CHAFF_ERR_MEMORY;
    }
    if (u->part_count > FEW &&
        mem_grow((void **)&u->spare, &u->spare_capacity, u->part_count,
                 sizeof *u->spare))
        return CHAFF_ERR_MEMORY;
    u->part_count = compose(u->parts, u->spare, u->part_count);
    *apart = u->part_count == u->apart_count &&
             (u->part_count == 0 ||
              memcmp(u->parts, u->apart, u->part_count * sizeof *u->parts) == 0);
    return CHAFF_OK;
}

/* -- ill-formed bytes -------------------------------------------------------------- */

size_t
unicode_decode_ill(const unsigned char *text, size_t size, size_t at, uint32_t *code)
{
    uint32_t lead = text[at], wide;
    unsigned low = 0x80, high = 0xBF;
    size_t more = lead < 0xC2 || lead > 0xF4 ? 0 : 1 + (lead >= 0xE0) + (lead >= 0xF0);

    *code = UNICODE_NONE;
    if (lead == 0xE0 || lead == 0xF0)
        low = lead == 0xE0 ? 0xA0 : 0x90;
    if (lead == 0xED || lead == 0xF4)
        high = lead == 0xED ? 0x9F : 0x8F;
    if (more == 0)
        return at + 1;
    wide = lead & (0x3Fu >> more);
    for (at++; more > 0; more--, at++) {
        if (at == size || text[at] < low || text[at] > high)
            return at;
        wide = wide << 6 | (text[at] & 0x3F);
        low = 0x80;
        high = 0xBF;
    }
    *code = wide;
    return at;
}
