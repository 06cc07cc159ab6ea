/* oracle_words.c - the definition of a word, followed to the letter and slowly
 *
 * In: a text. Out: its words as strings, with their places. Always: the words are those
 * of utf8proc_map over the whole text; clusters serve for the places alone, and the
 * parts they fold to must add up to the whole.
 */
#include "oracle_words.h"

#include <stdio.h>
#include <string.h>
#include <utf8proc.h>

#include "tests.h"

#define FOLDING                                                                        \
    (utf8proc_option_t)(UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT |         \
                        UTF8PROC_CASEFOLD | UTF8PROC_IGNORE)

/* As ck_assert, which writes to a file each time, too slow for a sweep. */
#define MUST(what)                                                                     \
    do {                                                                               \
        if (!(what))                                                                   \
            ck_abort_msg("not so: %s", #what);                                         \
    } while (0)

#define CANONICAL (utf8proc_option_t)(UTF8PROC_STABLE | UTF8PROC_DECOMPOSE)

typedef struct codes {
    int32_t *codes;
    size_t count;
} codes;

static void *room(void *memory, size_t count, size_t size)
{
    memory = realloc(memory, (count ? count : 1) * size);
    MUST(memory);
    return memory;
}

static void push(codes *c, int32_t code)
{
    if ((c->count & 63) == 0)
        c->codes = room(c->codes, c->count + 64, sizeof *c->codes);
    c->codes[c->count++] = code;
}

/* -- decoding ---------------------------------------------------------------------- */

/* Whether some bytes after these `size` would make one character. */
static bool can_go_on(const unsigned char *bytes, size_t size)
{
    static const unsigned char edges[] = {0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF};
    unsigned char longer[4];
    int32_t code;

    memcpy(longer, bytes, size);
    if (utf8proc_iterate(bytes, (utf8proc_ssize_t)size, &code) > 0)
        return true;
    for (size_t i = 0; size < 4 && i < sizeof edges; i++) {
        longer[size] = edges[i];
        if (can_go_on(longer, size + 1))
            return true;
    }
    return false;
}

size_t oracle_decode(chaff_text text, size_t at, int32_t *code)
{
    const unsigned char *bytes = (const unsigned char *)text.data + at;
    size_t left = text.size - at, size = 1;
    utf8proc_ssize_t used = utf8proc_iterate(bytes, (utf8proc_ssize_t)left, code);

    if (used > 0)
        return at + (size_t)used;
    *code = 0xFFFD;
    while (size < left && size < 3 && can_go_on(bytes, size + 1))
        size++;
    return at + size;
}

/* -- folding ----------------------------------------------------------------------- */

/* NFKC_Casefold of well-formed characters. */
static codes fold_codes(const int32_t *from, size_t count)
{
    unsigned char *bytes = room(NULL, count, 4), *folded;
    codes result = {NULL, 0};
    utf8proc_ssize_t size = 0, folded_size;

    for (size_t i = 0; i < count; i++)
        size += utf8proc_encode_char(from[i], bytes + size);
    folded_size = utf8proc_map(bytes, size, &folded, FOLDING);
    MUST(folded_size >= 0);
    for (utf8proc_ssize_t at = 0; at < folded_size;) {
        int32_t code;

        at += utf8proc_iterate(folded + at, folded_size - at, &code);
        push(&result, code);
    }
    free(folded);
    free(bytes);
    return result;
}

static int32_t first_part(int32_t code)
{
    int32_t parts[64];
    int unused = 0;

    if (utf8proc_decompose_char(code, parts, 64, FOLDING, &unused) < 1)
        return -1;
    return parts[0];
}

/* Every character that composes is the last part of what some character decomposes to
 * and is composed of. */
bool oracle_is_second(int32_t code)
{
    static unsigned char seconds[0x110000];
    static bool known;

    for (int32_t c = 0; !known && c < 0x110000; c++) {
        int32_t parts[64];
        unsigned char text[5] = {0}, *composed;
        int unused = 0;
        utf8proc_ssize_t count =
            utf8proc_decompose_char(c, parts, 64, CANONICAL, &unused);

        if (count < 2)
            continue;
        utf8proc_encode_char(c, text);
        composed = utf8proc_NFC(text);
        if (composed && strcmp((char *)composed, (char *)text) == 0)
            seconds[parts[count - 1]] = 1;
        free(composed);
    }
    known = true;
    /* utf8proc takes U+11A7, one before the first trailing jamo, for "no trailing
     * jamo" and lets it vanish behind a syllable. */
    return seconds[code] || code == 0x11A7;
}

bool oracle_is_free(int32_t code)
{
    int32_t first = first_part(code);

    return first >= 0 && utf8proc_get_property(first)->combining_class == 0 &&
           !oracle_is_second(first);
}

/* -- places ------------------------------------------------------------------------ */

typedef struct unit {          /* what has one place */
    size_t start, end;
    codes folded;
} unit;

typedef struct units {
    unit *units;
    size_t count;
} units;

static void push_unit(units *u, size_t start, size_t end, codes folded)
{
    if ((u->count & 63) == 0)
        u->units = room(u->units, u->count + 64, sizeof *u->units);
    u->units[u->count++] = (unit){start, end, folded};
}

/* Characters first .. last - 1 are a cluster: one unit, or one a character. */
static void
add_cluster(units *u, const int32_t *text, const size_t *ends, size_t first,
            size_t last)
{
    codes together = fold_codes(text + first, last - first), apart = {NULL, 0};
    size_t before = u->count, start = first ? ends[first - 1] : 0, end = start;

    for (size_t i = first; i < last; i++) {
        codes one = fold_codes(text + i, 1);

        for (size_t k = 0; k < one.count; k++)
            push(&apart, one.codes[k]);
        push_unit(u, i ? ends[i - 1] : 0, ends[i], one);
        if (one.count)
            end = ends[i];
        else if (end == start)
            start = end = ends[i];
    }
    if (apart.count == together.count &&
        (!apart.count || !memcmp(apart.codes, together.codes, 4 * apart.count))) {
        free(together.codes);
    } else {
        while (u->count > before)
            free(u->units[--u->count].folded.codes);
        push_unit(u, start, end, together);
    }
    free(apart.codes);
}

static units find_units(chaff_text text, codes *whole)
{
    codes characters = {NULL, 0};
    size_t *ends = room(NULL, text.size, sizeof *ends), first = 0;
    units u = {NULL, 0};

    for (size_t at = 0; at < text.size;) {
        int32_t code;

        at = oracle_decode(text, at, &code);
        ends[characters.count] = at;
        push(&characters, code);
    }
    for (size_t i = 1; i <= characters.count; i++)
        if (i == characters.count || oracle_is_free(characters.codes[i])) {
            add_cluster(&u, characters.codes, ends, first, i);
            first = i;
        }
    *whole = fold_codes(characters.codes, characters.count);
    free(characters.codes);
    free(ends);
    return u;
}

/* -- words ------------------------------------------------------------------------- */

static bool is_word(int32_t c)
{
    utf8proc_category_t category = utf8proc_category(c);

    return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO;
}

static bool is_alone(int32_t c)
{
    return (c >= 0x0E00 && c <= 0x0EFF) || (c >= 0x1000 && c <= 0x109F) ||
           (c >= 0x1780 && c <= 0x17FF) || (c >= 0x3005 && c <= 0x3007) ||
           (c >= 0x3040 && c <= 0x30FF) || (c >= 0x31F0 && c <= 0x31FF) ||
           (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x4E00 && c <= 0x9FFF) ||
           (c >= 0xA9E0 && c <= 0xA9FF) || (c >= 0xAA60 && c <= 0xAA7F) ||
           (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x1B000 && c <= 0x1B16F) ||
           (c >= 0x20000 && c <= 0x323AF);
}

typedef struct walk {
    oracle_list list;
    oracle_word *open;
    size_t claimed;            /* the text up to here belongs to words */
} walk;

static void add_character(walk *w, const unit *u, int32_t code)
{
    unsigned char bytes[4];
    size_t size = (size_t)utf8proc_encode_char(code, bytes);

    if (!is_word(code) || is_alone(code))
        w->open = NULL;
    if (!is_word(code))
        return;
    if (!w->open) {
        if ((w->list.count & 63) == 0)
            w->list.words = room(w->list.words, w->list.count + 64, sizeof *w->open);
        w->open = w->list.words + w->list.count++;
        *w->open = (oracle_word){NULL, 0, u->start, u->end, true};
        if (w->claimed > u->start)
            w->open->start = u->end;
    }
    w->open->folded = room(w->open->folded, w->open->size + size, 1);
    memcpy(w->open->folded + w->open->size, bytes, size);
    w->open->size += size;
    w->open->number =
        w->open->number && utf8proc_category(code) == UTF8PROC_CATEGORY_ND;
    w->open->end = w->claimed = u->end;
    if (is_alone(code))
        w->open = NULL;
}

oracle_list oracle_words(chaff_text text)
{
    codes whole;
    units u = find_units(text, &whole);
    walk w = {{NULL, 0}, NULL, 0};
    size_t at = 0;

    for (size_t i = 0; i < u.count; i++) {
        for (size_t k = 0; k < u.units[i].folded.count; k++) {
            MUST(at < whole.count);
            MUST(u.units[i].folded.codes[k] == whole.codes[at]);
            add_character(&w, &u.units[i], whole.codes[at++]);
        }
        free(u.units[i].folded.codes);
    }
    MUST(at == whole.count);
    free(u.units);
    free(whole.codes);
    return w.list;
}

void oracle_release(oracle_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        free(list->words[i].folded);
    free(list->words);
    list->words = NULL;
    list->count = 0;
}

/* -- splitters against the oracle -------------------------------------------------- */

splitter *splitters[KERNELS];

void splitters_setup(void)
{
    for (int k = 0; k < KERNELS; k++)
        if (words_kernels() >> k & 1)
            ck_assert_int_eq(splitter_new_kernel(&splitters[k], (words_kernel)k),
                             CHAFF_OK);
}

void splitters_teardown(void)
{
    for (int k = 0; k < KERNELS; k++) {
        splitter_free(splitters[k]);
        splitters[k] = NULL;
    }
}

/* The text is copied, so that reading beyond its end is seen. `before`: how many bytes
 * in front of it may be read. */
static split split_copy(splitter *s, chaff_text text, size_t before, size_t window,
                        bool with_places)
{
    char *room = malloc(before + text.size + 1), *copy = room + 1 + before;
    split all = {NULL, NULL, 0};
    size_t at = 0, capacity = 0;

    memcpy(copy - before, "\\\"", before);
    if (text.size)
        memcpy(copy, text.data, text.size);
    do {
        size_t count, from = at;
        chaff_status status;

        if (capacity < all.count + window) {
            capacity = 2 * capacity + window;
            all.hashes = realloc(all.hashes, capacity * sizeof *all.hashes);
            all.places = realloc(all.places, capacity * sizeof *all.places);
        }
        status = words_split(s, (chaff_text){copy, text.size}, &at,
                             all.hashes + all.count,
                             with_places ? all.places + all.count : NULL, window,
                             &count);
        if (status != CHAFF_OK || count > window)
            ck_abort_msg("status %d, %zu words", status, count);
        if (count == 0 && at == from && at < text.size)
            ck_abort_msg("stays at %zu", at);
        all.count += count;
    } while (at < text.size);
    free(room);
    return all;
}

split
split_all(splitter *s, chaff_text text, size_t window, bool with_places)
{
    return split_copy(s, text, 0, window, with_places);
}

void split_release(split *s)
{
    free(s->hashes);
    free(s->places);
}

static bool same(const split *got, const oracle_list *want, bool with_places)
{
    for (size_t i = 0; i < want->count && i < got->count; i++) {
        const oracle_word *w = &want->words[i];

        if (got->hashes[i] != words_hash(w->folded, w->size) ||
            (with_places &&
             (got->places[i].start != w->start || got->places[i].end != w->end)))
            return false;
    }
    return got->count == want->count;
}

/* Ends the test and shows the text. */
static void fail_with(chaff_text text, int kernel, size_t window)
{
    static char hex[2100];
    size_t size = 0;

    for (size_t i = 0; i < text.size && i < 1000; i++)
        size += (size_t)snprintf(hex + size, 3, "%02X", (unsigned char)text.data[i]);
    ck_abort_msg("kernel %d, window %zu, text %s", kernel, window, hex);
}

/* The text in a JSON string, brief escapes in place of spaces: same words. */
static chaff_text escape_spaces(chaff_text text)
{
    static const char letters[] = "n\"rt\\f/";
    char *escaped = malloc(2 * text.size + 1);
    size_t size = 0, turn = text.size;

    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] != ' ' && text.data[i] != '\\') {
            escaped[size++] = text.data[i];
        } else if (size && escaped[size - 1] == '\\') {      /* three in a row */
            escaped[size++] = ' ';
        } else {
            escaped[size++] = '\\';
            escaped[size++] = letters[turn++ % 7];
        }
    return (chaff_text){escaped, size};
}

static void check_escaped(chaff_text text, const oracle_list *want, int kernel,
                          size_t window)
{
    chaff_text escaped = escape_spaces(text);
    split got;

    splitter_escapes(splitters[kernel], true);
    got = split_copy(splitters[kernel], escaped, 2, window, false);
    splitter_escapes(splitters[kernel], false);
    if (!same(&got, want, false))
        fail_with(escaped, kernel, window);
    split_release(&got);
    free((char *)escaped.data);
}

void check_text(chaff_text text)
{
    static const size_t windows[] = {64, 1000};
    oracle_list want = oracle_words(text);

    for (int k = 0; k < KERNELS; k++)
        for (size_t i = 0; splitters[k] && i < 4; i++) {
            split got = split_all(splitters[k], text, windows[i / 2], i % 2);

            if (!same(&got, &want, i % 2))
                fail_with(text, k, windows[i / 2]);
            split_release(&got);
            if (i % 2)
                check_escaped(text, &want, k, windows[i / 2]);
        }
    oracle_release(&want);
}

size_t put_code(char *bytes, uint32_t code)
{
    return (size_t)utf8proc_encode_char((int32_t)code, (unsigned char *)bytes);
}
