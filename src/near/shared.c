/* shared.c - which words of two texts the shingles that both have cover
 *
 * In: two texts. Out: stretches, runs of shared shingles that follow each other in
 * both. Text a is walked first: at a shared shingle the run goes on as long as the next
 * ones agree. Then the places in b that no run reached: repeats. Always: every place of
 * a shared shingle, in a and in b, lies in some stretch.
 */
#include "chaff/verify.h"

#include <string.h>

#include "base/sort.h"
#include "near/located.h"
#include "sketch/worker.h"

typedef struct side {          /* one text */
    located text;
    sort_pair *index;          /* shingles with their places, sorted */
} side;

typedef struct run_pair {      /* shingles a .. a + count - 1 are those at b */
    size_t a, b, count;
} run_pair;

typedef struct matching {
    side sides[2];
    run_pair *runs;
    size_t run_count, run_room, forward;       /* forward: found by walking a */
    uint8_t *reached;          /* shingles of b */
    bool *aligned;             /* of the forward runs */
} matching;

static void release_side(side *s)
{
    located_release(&s->text);
    mem_free(s->index);
}

static void release(matching *m)
{
    release_side(&m->sides[0]);
    release_side(&m->sides[1]);
    mem_free(m->runs);
    mem_free(m->reached);
    mem_free(m->aligned);
}

static chaff_status make_index(side *s)
{
    size_t count = s->text.count;
    sort_pair *spare = mem_alloc(count, sizeof *spare);

    s->index = mem_alloc(count, sizeof *s->index);
    if (s->index && spare) {
        for (size_t i = 0; i < count; i++)
            s->index[i] = (sort_pair){s->text.shingles[i], (uint32_t)i, 0};
        sort_pairs(s->index, spare, count);
    }
    mem_free(spare);
    return s->index && spare ? CHAFF_OK : CHAFF_ERR_MEMORY;
}

/* The first entry not before (key, place). */
static size_t seek(const side *s, uint64_t key, size_t place)
{
    size_t low = 0, high = s->text.count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const sort_pair *p = &s->index[middle];

        if (p->key < key || (p->key == key && p->item < place))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The first place of a shingle at or after `from`, else its first; false: none. */
static bool find_place(const side *s, uint64_t key, size_t from, size_t *place)
{
    size_t at = seek(s, key, from);

    if (at == s->text.count || s->index[at].key != key)
        at = seek(s, key, 0);
    if (at == s->text.count || s->index[at].key != key)
        return false;
    *place = s->index[at].item;
    return true;
}

static size_t run_length(const located *x, size_t i, const located *y, size_t j)
{
    size_t count = 0;

    while (i + count < x->count && j + count < y->count &&
           x->shingles[i + count] == y->shingles[j + count])
        count++;
    return count;
}

static chaff_status add_run(matching *m, size_t a, size_t b, size_t count)
{
    chaff_status status = mem_grow((void **)&m->runs, &m->run_room, m->run_count + 1,
                                   sizeof *m->runs);

    if (status == CHAFF_OK)
        m->runs[m->run_count++] = (run_pair){a, b, count};
    return status;
}

static chaff_status walk_a(matching *m)
{
    const side *a = &m->sides[0], *b = &m->sides[1];
    chaff_status status = CHAFF_OK;
    size_t last = 0, place, step;

    for (size_t i = 0; status == CHAFF_OK && i < a->text.count; i += step) {
        step = 1;
        if (!find_place(b, a->text.shingles[i], last, &place))
            continue;
        step = run_length(&a->text, i, &b->text, place);
        last = place + step;
        memset(m->reached + place, 1, step);
        status = add_run(m, i, place, step);
    }
    m->forward = m->run_count;
    return status;
}

static chaff_status walk_b(matching *m)
{
    const side *a = &m->sides[0], *b = &m->sides[1];
    chaff_status status = CHAFF_OK;
    size_t last = 0, place, step;

    for (size_t i = 0; status == CHAFF_OK && i < b->text.count; i += step) {
        step = 1;
        if (m->reached[i] || !find_place(a, b->text.shingles[i], last, &place))
            continue;
        step = run_length(&b->text, i, &a->text, place);
        last = place + step;
        status = add_run(m, place, i, step);
    }
    return status;
}

/* -- the heaviest runs that stand in one order ------------------------------------- */

typedef struct best {          /* over the chains that end at or before a place in b */
    size_t weight, run;        /* run + 1; 0: none */
} best;

/* Greatest of the first `end` places; Fenwick's tree. */
static best most_before(const best *tree, size_t end)
{
    best most = {0};

    for (; end; end -= end & (~end + 1))
        if (tree[end].weight > most.weight)
            most = tree[end];
    return most;
}

static void raise_from(best *tree, size_t count, size_t end, best value)
{
    for (; end <= count; end += end & (~end + 1))
        if (value.weight > tree[end].weight)
            tree[end] = value;
}

/* Runs ascend in a and do not overlap there. */
static chaff_status align(matching *m)
{
    size_t places = m->sides[1].text.count;
    best *tree = mem_zero(places + 1, sizeof *tree);
    size_t *before = mem_alloc(m->forward, sizeof *before);

    m->aligned = mem_zero(m->forward, sizeof *m->aligned);
    if (tree && before && m->aligned) {
        for (size_t i = 0; i < m->forward; i++) {
            const run_pair *r = &m->runs[i];
            best most = most_before(tree, r->b);

            before[i] = most.run;
            raise_from(tree, places, r->b + r->count,
                       (best){most.weight + r->count, i + 1});
        }
        for (size_t at = most_before(tree, places).run; at; at = before[at - 1])
            m->aligned[at - 1] = true;
    }
    mem_free(tree);
    mem_free(before);
    return tree && before && m->aligned ? CHAFF_OK : CHAFF_ERR_MEMORY;
}

/* -- runs become stretches --------------------------------------------------------- */

typedef struct word_ends {     /* where the last aligned run ended */
    size_t a, b;
} word_ends;

static size_t more(size_t a, size_t b)
{
    return a > b ? a : b;
}

/* Runs overlap in words by less than a shingle; an aligned one leaves those words to
 * the one before, in each text by itself. */
static void set_stretch(const matching *m, const run_pair *r, bool aligned,
                        word_ends *ends, chaff_shared *out)
{
    const located *a = &m->sides[0].text, *b = &m->sides[1].text;
    size_t a_first = aligned ? more(ends->a, r->a) : r->a,
           b_first = aligned ? more(ends->b, r->b) : r->b,
           a_end = r->a + r->count - 1 + a->step,
           b_end = r->b + r->count - 1 + b->step;

    located_bytes(a, a_first, a_end, &out->a_start, &out->a_end);
    located_bytes(b, b_first, b_end, &out->b_start, &out->b_end);
    out->aligned = aligned;
    if (aligned)
        *ends = (word_ends){a_end, b_end};
}

static chaff_status list_stretches(const matching *m, chaff_shared **out, size_t *count)
{
    word_ends ends = {0};
    chaff_shared *list = mem_alloc(m->run_count, sizeof *list);
    sort_pair *order = mem_alloc(m->run_count, sizeof *order),
              *spare = mem_alloc(m->run_count, sizeof *spare);

    if (list && order && spare) {
        for (size_t i = 0; i < m->run_count; i++)
            order[i] = (sort_pair){m->runs[i].a, (uint32_t)i, 0};
        sort_pairs(order, spare, m->run_count);
        for (size_t i = 0; i < m->run_count; i++) {
            bool aligned = order[i].item < m->forward && m->aligned[order[i].item];

            set_stretch(m, &m->runs[order[i].item], aligned, &ends, &list[i]);
        }
        *out = list;
        *count = m->run_count;
    } else {
        mem_free(list);
    }
    mem_free(order);
    mem_free(spare);
    return *out ? CHAFF_OK : CHAFF_ERR_MEMORY;
}

static chaff_status match(matching *m, const chaff_recipe *recipe,
                          const chaff_text *texts)
{
    shingle_rule rule;
    splitter *sp;
    chaff_status status = splitter_new(&sp);

    if (status != CHAFF_OK)
        return status;
    shingle_rule_set(&rule, recipe->ngram, recipe->seed);
    for (int i = 0; status == CHAFF_OK && i < 2; i++) {
        status = located_read(&m->sides[i].text, sp, &rule, texts[i]);
        if (status == CHAFF_OK)
            status = make_index(&m->sides[i]);
    }
    splitter_free(sp);
    m->reached = status == CHAFF_OK ? mem_zero(m->sides[1].text.count, 1) : NULL;
    if (status == CHAFF_OK && !m->reached)
        status = CHAFF_ERR_MEMORY;
    if (status == CHAFF_OK)
        status = walk_a(m);
    if (status == CHAFF_OK)
        status = walk_b(m);
    return status == CHAFF_OK ? align(m) : status;
}

chaff_status chaff_verify_shared(const chaff_worker *worker, chaff_text a, chaff_text b,
                                 chaff_shared **out, size_t *count)
{
    const chaff_text texts[2] = {a, b};
    matching m = {0};
    chaff_status status;

    *out = NULL;
    *count = 0;
    status = match(&m, worker_recipe(worker), texts);
    if (status == CHAFF_OK && m.run_count)
        status = list_stretches(&m, out, count);
    release(&m);
    return status;
}

void chaff_shared_free(chaff_shared *shared)
{
    mem_free(shared);
}
