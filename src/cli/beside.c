/* beside.c - texts are cut into pieces, pieces into rows, rows set beside each other
 *
 * In: two texts and the stretches they share. Out: rows. Aligned stretches hold the two
 * columns together; between two of them each text has its own pieces.
 */
#include "beside.h"

#include <stdlib.h>
#include <string.h>

enum {
    ROWS_MOST = 12,            /* of one piece, unless all is wanted ... */
    ROWS_END = 4               /* ... of which so many are its first and its last */
};

typedef struct range {
    size_t start, end;         /* bytes */
} range;

typedef struct row {
    range bytes;
    char sign;
} row;

typedef struct column {
    chaff_text text;
    const range *moved;        /* ascending, apart */
    size_t moved_count, moved_at;
    row *rows;                 /* of the group being made */
    size_t count, capacity;
    bool failed;
} column;

typedef struct page {
    FILE *to;
    const beside_style *style;
    int width;                 /* of one column of text */
    column columns[2];
} page;

/* -- characters -------------------------------------------------------------------- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == '\v';
}

/* Scripts that run from right to left: Unicode blocks, by their first bytes. */
static bool runs_left(const char *text, size_t size)
{
    unsigned char a = (unsigned char)text[0], b = size > 1 ? (unsigned char)text[1] : 0;

    return (a >= 0xD6 && a <= 0xDF) || (a == 0xE0 && b >= 0xA0 && b <= 0xA3) ||
           (a == 0xEF && ((b >= 0xAC && b <= 0xB7) || (b >= 0xB9 && b <= 0xBB))) ||
           (a == 0xF0 && (b == 0x90 || b == 0x9E));
}

int beside_put(FILE *to, chaff_text text, int width)
{
    int used = 0, columns;
    bool left = false, blank = false;

    for (size_t at = 0; at < text.size && !left; at++)
        left = runs_left(text.data + at, text.size - at);
    if (left)
        fputs("\xE2\x81\xA8", to);             /* first strong isolate ... */
    for (size_t at = 0, end; at < text.size; at = end) {
        if (is_blank(text.data[at])) {
            end = at + 1;
            blank = used > 0;
            continue;
        }
        end = chaff_text_step(text, at, &columns);
        if (used + blank + (columns < 0 ? 1 : columns) > width)
            break;
        if (blank)
            putc(' ', to);
        if (columns < 0)
            fputs("\xEF\xBF\xBD", to);
        else
            fwrite(text.data + at, 1, end - at, to);
        used += blank + (columns < 0 ? 1 : columns);
        blank = false;
    }
    if (left)
        fputs("\xE2\x81\xA9", to);             /* ... and its end */
    return used;
}

/* How much of the text from `at` on fits into a row: whole words, unless that would
 * leave half of it empty (long words, scripts without blanks). */
static size_t fit_row(const page *p, chaff_text text, size_t at, size_t end)
{
    size_t word_end = at, next;
    int used = 0, used_then = 0, columns;

    for (; at < end; at = next) {
        bool blank = is_blank(text.data[at]);

        next = at + 1;
        columns = 1;
        if (!blank)
            next = chaff_text_step(text, at, &columns);
        if (blank && next < end && is_blank(text.data[next]))
            continue;
        columns = columns < 0 ? 1 : columns;
        if (used + columns > p->width && !blank)
            return used_then * 2 > p->width ? word_end : at;
        if (blank) {
            word_end = next;
            used_then = used;
        }
        used += columns;
    }
    return end;
}

/* -- pieces and rows --------------------------------------------------------------- */

static void add_row(column *c, size_t start, size_t end, char sign)
{
    if (c->count == c->capacity && !c->failed) {
        size_t more = c->capacity * 2 + 64;
        row *rows = realloc(c->rows, more * sizeof *rows);

        c->failed = !rows;
        c->rows = rows ? rows : c->rows;
        c->capacity = rows ? more : c->capacity;
    }
    if (!c->failed)
        c->rows[c->count++] = (row){{start, end}, sign};
}

/* Beyond ROWS_MOST only both ends are kept; the row between has the sign '.'. */
static void shorten(const page *p, column *c, size_t first)
{
    size_t count = c->count - first;

    if (p->style->whole || count <= ROWS_MOST)
        return;
    c->rows[first + ROWS_END] = (row){{count - 2 * ROWS_END, 0}, '.'};
    memmove(c->rows + first + ROWS_END + 1, c->rows + c->count - ROWS_END,
            ROWS_END * sizeof *c->rows);
    c->count = first + 2 * ROWS_END + 1;
}

static void add_piece(const page *p, column *c, size_t start, size_t end, char sign)
{
    size_t first = c->count;

    while (start < end && !c->failed) {
        size_t stop;

        while (start < end && is_blank(c->text.data[start]))
            start++;
        if (start == end)
            break;
        stop = fit_row(p, c->text, start, end);
        stop = stop > start ? stop : start + 1;
        add_row(c, start, stop, sign);
        start = stop;
    }
    shorten(p, c, first);
}

/* Marks and blanks only: they go with what stands before them. General, CJK and
 * full-width punctuation is told by its bytes. */
static size_t skip_marks(chaff_text text, size_t at, size_t end)
{
    const unsigned char *t = (const unsigned char *)text.data;

    while (at < end) {
        unsigned char c = t[at] | 0x20;

        if (t[at] < 0x80 && !(c >= 'a' && c <= 'z') && !(t[at] >= '0' && t[at] <= '9'))
            at++;
        else if (end - at > 2 && ((t[at] == 0xE2 && t[at + 1] <= 0x81) ||
                                  (t[at] == 0xE3 && t[at + 1] == 0x80) ||
                                  (t[at] == 0xEF && t[at + 1] == 0xBC &&
                                   (t[at + 2] < 0x90 || t[at + 2] >= 0x9A))))
            at += 3;
        else
            break;
    }
    return at;
}

/* What lies between two aligned stretches: the text's own, and what moved. */
static void add_own(const page *p, column *c, size_t start, size_t end)
{
    while (start < end) {
        const range *m = c->moved + c->moved_at;
        size_t stop;

        while (c->moved_at < c->moved_count && m->end <= start) {
            c->moved_at++;
            m++;
        }
        if (c->moved_at == c->moved_count || m->start >= end) {
            add_piece(p, c, start, end, ' ');
            return;
        }
        if (m->start > start)
            add_piece(p, c, start, m->start, ' ');
        start = m->start > start ? m->start : start;
        stop = m->end < end ? m->end : end;
        stop = skip_marks(c->text, stop, end);
        add_piece(p, c, start, stop, '~');
        start = stop;
    }
}

/* -- printing ---------------------------------------------------------------------- */

static void put_cell(const page *p, const column *c, size_t i, bool last)
{
    static const char *const colors[] = {"\033[32m", "\033[33m"};
    const row *r = i < c->count ? &c->rows[i] : NULL;
    const char *color = !r || !p->style->color ? NULL
                      : r->sign == '='         ? colors[0]
                      : r->sign == '~'         ? colors[1]
                                               : NULL;
    int used = 0;

    if (color)
        fputs(color, p->to);
    if (r && r->sign == '.') {
        fprintf(p->to, "  ");
        used = fprintf(p->to, "... %zu rows ...", r->bytes.start);
    } else if (r) {
        fprintf(p->to, "%c ", r->sign);
        used = beside_put(p->to, (chaff_text){c->text.data + r->bytes.start,
                                              r->bytes.end - r->bytes.start}, p->width);
    } else if (!last) {
        fputs("  ", p->to);
    }
    if (color)
        fputs("\033[0m", p->to);
    if (!last)
        fprintf(p->to, "%*s ", used < p->width ? p->width - used : 0, "");
}

static void print_group(page *p)
{
    size_t count = p->columns[0].count > p->columns[1].count ? p->columns[0].count
                                                             : p->columns[1].count;

    for (size_t i = 0; i < count; i++) {
        bool right = i < p->columns[1].count;

        put_cell(p, &p->columns[0], i, !right);
        if (right)
            put_cell(p, &p->columns[1], i, true);
        putc('\n', p->to);
    }
    p->columns[0].count = p->columns[1].count = 0;
}

static int by_start(const void *a, const void *b)
{
    const range *x = a, *y = b;

    return x->start < y->start ? -1 : x->start > y->start;
}

/* Stretches that are not aligned, as ranges of one text, ascending and apart. */
static range *list_moved(const chaff_explanation *x, bool of_b, size_t *count)
{
    range *list = malloc((x->shared_count + 1) * sizeof *list);
    size_t kept = 0;

    *count = 0;
    for (size_t i = 0; list && i < x->shared_count; i++) {
        const chaff_shared *s = &x->shared[i];

        if (!s->aligned)
            list[(*count)++] = of_b ? (range){s->b_start, s->b_end}
                                    : (range){s->a_start, s->a_end};
    }
    if (!list)
        return NULL;
    qsort(list, *count, sizeof *list, by_start);
    for (size_t i = 0; i < *count; i++) {
        if (kept && list[i].start <= list[kept - 1].end) {
            if (list[i].end > list[kept - 1].end)
                list[kept - 1].end = list[i].end;
        } else {
            list[kept++] = list[i];
        }
    }
    *count = kept;
    return list;
}

static void print_texts(page *p, const chaff_explanation *x)
{
    column *a = &p->columns[0], *b = &p->columns[1];
    size_t a_at = 0, b_at = 0;

    for (size_t i = 0; i <= x->shared_count; i++) {
        const chaff_shared *s = i < x->shared_count ? &x->shared[i] : NULL;

        if (s && !s->aligned)
            continue;
        add_own(p, a, a_at, s ? s->a_start : a->text.size);
        add_own(p, b, b_at, s ? s->b_start : b->text.size);
        print_group(p);
        if (!s)
            break;
        a_at = skip_marks(a->text, s->a_end, a->text.size);
        b_at = skip_marks(b->text, s->b_end, b->text.size);
        add_piece(p, a, s->a_start, a_at, '=');
        add_piece(p, b, s->b_start, b_at, '=');
        print_group(p);
    }
}

bool beside_print(FILE *to, const chaff_explanation *x, const beside_style *style)
{
    page p = {.to = to, .style = style, .width = (style->width - 5) / 2};
    range *moved[2];
    bool done;

    p.width = p.width < 16 ? 16 : p.width > 100 ? 100 : p.width;
    for (int i = 0; i < 2; i++) {
        column *c = &p.columns[i];

        c->text = x->documents[i].text;
        c->moved = moved[i] = list_moved(x, i, &c->moved_count);
    }
    if (moved[0] && moved[1])
        print_texts(&p, x);
    done = moved[0] && moved[1] && !p.columns[0].failed && !p.columns[1].failed;
    for (int i = 0; i < 2; i++) {
        free(moved[i]);
        free(p.columns[i].rows);
    }
    return done;
}
