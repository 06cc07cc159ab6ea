/* seal.c - from counted documents to evidence, in three rounds
 *
 * 1 postings, and how much text each document shares with no other: hardly any means
 *   derived, and it joins the document that most of its rarer grams first stood in;
 * 2 the same with groups for documents: who has text of his own is a witness;
 * 3 evidence of a gram: the independent documents among the witnesses that hold it.
 */
#include <string.h>

#include "base/mem.h"
#include "base/parallel.h"
#include "base/sort.h"
#include "base/status.h"
#include "boiler/ballot.h"
#include "boiler/evidence.h"
#include "boiler/judge.h"
#include "boiler/own.h"
#include "boiler/pass.h"
#include "boiler/replay.h"

/* Measured on synthetic and real corpora; see docs/design.md. */
enum {
    DERIVED_OWN = 60,          /* a derived document has fewer own words, and ... */
    DERIVED_SHARE = 4,         /* ... fewer than a quarter of its words */
    WITNESS_OWN = 20,          /* a witness has as many own words, and ... */
    WITNESS_SHARE = 10,        /* ... a tenth of its words */
    /* furniture stands in one of so many documents of its source */
    SOURCE_SHARE = 50
};

typedef struct sealing {
    rounds rounds;
    bool passing;              /* marks are kept, evidence is not stored */
    uint32_t *joins;           /* document that a derived one belongs to, by document */
    chaff_error *errors;       /* of each thread */
    list_room *rooms;          /* of each thread, in the first round */
} sealing;

static bool is_derived(uint64_t own, uint32_t words)
{
    return own < DERIVED_OWN && own * DERIVED_SHARE < words;
}

static bool is_witness(uint64_t own, uint32_t words)
{
    return own >= WITNESS_OWN && own * WITNESS_SHARE >= words;
}

static void first_verdict(void *self, uint32_t doc, uint32_t words, uint64_t own,
                          const ballot *votes)
{
    sealing *s = self;
    uint8_t *state = &s->rounds.model->state[doc];

    if (*state & DOC_COPY)
        return;
    if (is_derived(own, words)) {
        uint32_t leader = ballot_majority(votes->votes, votes->count);

        *state |= DOC_DERIVED;
        if (leader != NOBODY && leader < doc)
            s->joins[doc] = leader;
    } else if (is_witness(own, words)) {
        *state |= DOC_WITNESS;
    }
}

/* The block's thin index takes the place of the whole one. */
static chaff_status first_round(size_t block, unsigned thread, void *self)
{
    sealing *s = self;
    bool alone = s->rounds.model->options.model_only;

    return thin_block(&s->rounds, block, alone ? NULL : first_verdict, s,
                      &s->errors[thread]);
}

/* Fewer grams are shared by groups than by documents: a witness remains one. */
static chaff_status find_witnesses(size_t block, unsigned thread, void *self)
{
    sealing *s = self;
    replay *r;
    chaff_status status = replay_new(&r, &s->rounds, block, 1);

    if (status != CHAFF_OK)
        return error_memory(&s->errors[thread]);
    while ((status = replay_doc(r)) == CHAFF_OK) {
        own_count own = {0};
        uint8_t *state = &s->rounds.model->state[r->doc];

        if (*state & (DOC_COPY | DOC_WITNESS)) {
            replay_skip(r);
            continue;
        }
        while (r->left > 0) {
            uint64_t at = r->records - r->left;
            size_t count;
            const uint8_t *marks = replay_marks(r, &count);

            count = replay_grams(r, at, count);
            for (size_t i = 0; i < count; i++)
                own_see(&own, r->numbers[i], marks[i], r->kinds[i]);
        }
        if (is_witness(own_words(&own, r->head.words), r->head.words))
            *state |= DOC_WITNESS;
    }
    replay_free(r);
    return status == CHAFF_DONE ? CHAFF_OK :
           error_set(&s->errors[thread], status,
                     "marks of the boilerplate model can't be read back");
}

static chaff_status store_evidence(size_t block, unsigned thread, void *self)
{
    sealing *s = self;

    return evidence_store(&s->rounds, block, &s->errors[thread]);
}

/* Documents whose words are those of an earlier one belong to it from the start. */
static chaff_status find_copies(chaff_boiler *b, chaff_error *err)
{
    sort_pair *pairs = mem_alloc(2 * (size_t)b->docs, sizeof *pairs);

    if (!pairs)
        return error_memory(err);
    for (uint32_t d = 0; d < b->docs; d++)
        pairs[d] = (sort_pair){b->sequence[d], d, 0};
    sort_pairs(pairs, pairs + b->docs, b->docs);
    for (uint32_t i = 0; i < b->docs; i++) {
        uint32_t doc = pairs[i].item;

        b->group[doc] = doc;
        if (i > 0 && pairs[i].key == pairs[i - 1].key) {
            b->group[doc] = b->group[pairs[i - 1].item];
            b->state[doc] = DOC_COPY;
        }
    }
    mem_free(pairs);
    mem_free(b->sequence);
    b->sequence = NULL;
    return CHAFF_OK;
}

static chaff_status prepare(sealing *s, chaff_error *err)
{
    chaff_boiler *b = s->rounds.model;

    b->group = mem_alloc(b->docs, sizeof *b->group);
    b->state = mem_zero(b->docs, sizeof *b->state);
    b->evidence = mem_alloc(b->docs, sizeof *b->evidence);
    b->source_docs = mem_zero((size_t)b->sources + 1, sizeof *b->source_docs);
    b->source_need = mem_zero((size_t)b->sources + 1, sizeof *b->source_need);
    s->joins = mem_alloc(b->docs, sizeof *s->joins);
    if (!b->group || !b->state || !b->evidence || !b->source_docs || !b->source_need ||
        !s->joins)
        return error_memory(err);
    memset(s->joins, 0xFF, b->docs * sizeof *s->joins);
    return find_copies(b, err);
}

/* Derived documents join; copies follow what they are copies of. */
static bool join_groups(sealing *s)
{
    chaff_boiler *b = s->rounds.model;
    bool any = false;

    for (uint32_t d = 0; d < b->docs; d++) {
        if (s->joins[d] != NOBODY) {
            b->group[d] = b->group[s->joins[d]];
            any = true;
        } else if (b->state[d] & DOC_COPY) {
            b->group[d] = b->group[b->group[d]];
        }
        any |= (b->state[d] & DOC_DERIVED) != 0;
    }
    return any;
}

static void copy_witnesses(chaff_boiler *b, const uint32_t *copied)
{
    for (uint32_t d = 0; d < b->docs; d++)
        if (b->state[d] & DOC_COPY)
            b->state[d] |= b->state[copied[d]] & DOC_WITNESS;
}

/* Those of the models; their sources are the first that have numbers. */
static void count_stored(chaff_boiler *b)
{
    const store_source *list;
    size_t count = store_sources(b->store, &list);

    b->source_docs[0] = store_docs(b->store) > UINT32_MAX ? UINT32_MAX :
                        (uint32_t)store_docs(b->store);
    for (size_t i = 0; i < count; i++)
        b->source_docs[i + 1] = list[i].docs;
}

static void count_witness(chaff_boiler *b, uint32_t source)
{
    b->source_docs[source] = add_capped(b->source_docs[source], 1);
}

/* How many witnesses each source has, and how many of them furniture takes. */
static void count_witnesses(chaff_boiler *b)
{
    if (b->store)
        count_stored(b);
    for (uint32_t d = 0; d < b->docs; d++)
        if ((b->state[d] & (DOC_WITNESS | DOC_COPY)) == DOC_WITNESS) {
            count_witness(b, 0);
            if (b->source[d])
                count_witness(b, b->source[d]);
        }
    for (uint32_t s = 0; s <= b->sources; s++) {
        uint32_t share = b->source_docs[s] / SOURCE_SHARE;

        b->source_need[s] = share > b->options.min_docs ? share : b->options.min_docs;
    }
}

static chaff_status for_parts(sealing *s,
                              chaff_status (*work)(size_t, unsigned, void *))
{
    chaff_boiler *b = s->rounds.model;

    for (size_t p = 0; p < PARTS; p++) {
        spool_free(s->rounds.marks[p]);
        s->rounds.marks[p] = NULL;
        if (spool_new(&s->rounds.marks[p], b->memory) != CHAFF_OK)
            return CHAFF_ERR_MEMORY;
    }
    return parallel_for(b->options.threads, PARTS, work, s);
}

static chaff_status build_part(size_t part, unsigned thread, void *self)
{
    sealing *s = self;

    return postings_build(&s->rounds, part, &s->rooms[thread], &s->errors[thread]);
}

static chaff_status share_part(size_t part, unsigned thread, void *self)
{
    sealing *s = self;

    return judge_shared(&s->rounds, part, &s->errors[thread]);
}

static chaff_status judge_part(size_t part, unsigned thread, void *self)
{
    sealing *s = self;

    return judge_evidence(&s->rounds, part, &s->errors[thread]);
}

static chaff_status for_blocks(sealing *s,
                               chaff_status (*work)(size_t, unsigned, void *))
{
    return parallel_for(s->rounds.model->options.threads, s->rounds.model->block_count,
                        work, s);
}

/* Postings, and the first round's walk, behind which the thin indexes take the place of
 * the whole one. */
static chaff_status run_first(sealing *s)
{
    chaff_boiler *b = s->rounds.model;
    chaff_status status = for_parts(s, build_part);

    for (unsigned t = 0; t < b->options.threads; t++)
        list_room_release(&s->rooms[t]);
    if (status == CHAFF_OK)
        status = for_blocks(s, first_round);
    spool_free(b->index);
    b->index = NULL;
    return status;
}

/* The second round: who is a witness. */
static chaff_status find_groups(sealing *s)
{
    chaff_boiler *b = s->rounds.model;
    chaff_status status = CHAFF_OK;
    uint32_t *copied;

    /* Which document a copy copies is forgotten when groups join. */
    copied = mem_alloc(b->docs, sizeof *copied);
    if (!copied)
        return CHAFF_ERR_MEMORY;
    memcpy(copied, b->group, b->docs * sizeof *copied);
    if (join_groups(s)) {
        status = for_parts(s, share_part);
        if (status == CHAFF_OK)
            status = for_blocks(s, find_witnesses);
    }
    copy_witnesses(b, copied);
    mem_free(copied);
    return status;
}

static chaff_status make_keys(sealing *s)
{
    const chaff_boiler *b = s->rounds.model;
    uint64_t *keys = mem_alloc(b->docs, sizeof *keys);

    s->rounds.keys = keys;
    for (uint32_t d = 0; keys && d < b->docs; d++)
        keys[d] = (uint64_t)b->source[d] << 32 |
                  (b->state[d] & DOC_WITNESS ? b->group[d] : KEY_NOBODY);
    return keys ? CHAFF_OK : CHAFF_ERR_MEMORY;
}

/* Where models alone judge nobody is a witness. */
static chaff_status run_rounds(sealing *s)
{
    chaff_boiler *b = s->rounds.model;
    chaff_status status = run_first(s);

    if (status == CHAFF_OK && !b->options.model_only)
        status = find_groups(s);
    if (status == CHAFF_OK)
        count_witnesses(b);
    if (status == CHAFF_OK && b->learnt)
        status = learnt_sources(b->learnt, b);
    if (status == CHAFF_OK)
        status = make_keys(s);
    if (status == CHAFF_OK)
        status = for_parts(s, judge_part);
    if (status == CHAFF_OK && !s->passing)
        status = for_blocks(s, store_evidence);
    return status;
}

static chaff_status open_rounds(sealing *s, unsigned threads)
{
    chaff_boiler *b = s->rounds.model;
    uint64_t room = b->memory->limit > b->memory->used ?
           b->memory->limit - b->memory->used : 0;

    s->errors = mem_zero(threads, sizeof *s->errors);
    s->rooms = mem_zero(threads, sizeof *s->rooms);
    if (!s->errors || !s->rooms)
        return CHAFF_ERR_MEMORY;
    s->rounds.memory = room / 2 / threads;
    s->rounds.ordered = b->store || b->learnt;
    for (size_t p = 0; p < PARTS; p++)
        if (spool_new(&s->rounds.postings[p], b->memory) != CHAFF_OK ||
            spool_new(&s->rounds.listed[p], b->memory) != CHAFF_OK)
            return CHAFF_ERR_MEMORY;
    return CHAFF_OK;
}

/* The sentence of whichever thread failed with the status that counts. */
static chaff_status explain(const sealing *s, unsigned threads, chaff_status status,
                            chaff_error *err)
{
    for (unsigned t = 0; s->errors && t < threads; t++)
        if (s->errors[t].status == status)
            return error_set(err, status, "%s", s->errors[t].text);
    return status == CHAFF_ERR_MEMORY ? error_memory(err) :
           error_set(err, status, "boilerplate can't be counted");
}

/* The marks go over to the model. */
static chaff_status keep_marks(sealing *s)
{
    rounds *kept = mem_zero(1, sizeof *kept);

    if (!kept)
        return CHAFF_ERR_MEMORY;
    kept->model = s->rounds.model;
    memcpy(kept->marks, s->rounds.marks, sizeof kept->marks);
    memset(s->rounds.marks, 0, sizeof s->rounds.marks);
    s->rounds.model->passing = kept;
    return CHAFF_OK;
}

static void release(sealing *s)
{
    rounds_release(&s->rounds);
    mem_free(s->joins);
    mem_free(s->errors);
    mem_free(s->rooms);
}

static chaff_status seal(chaff_boiler *b, bool passing, chaff_error *err)
{
    sealing s = {.rounds = {.model = b}, .passing = passing};
    unsigned threads = b->options.threads ? b->options.threads : parallel_cores();
    chaff_status status;

    if (b->sealed || b->failed)
        return error_set(err, CHAFF_ERR_STATE,
                         "a boilerplate model is sealed or has failed before");
    status = boiler_commit(b, b->pending, err);
    if (status != CHAFF_OK)
        return status;
    boiler_batch_free(b->pending);
    b->pending = NULL;
    b->failed = true;
    b->options.threads = threads;
    status = prepare(&s, err);
    if (status == CHAFF_OK) {
        status = open_rounds(&s, threads);
        if (status == CHAFF_OK)
            status = run_rounds(&s);
        if (status == CHAFF_OK && passing)
            status = keep_marks(&s);
        if (status != CHAFF_OK)
            explain(&s, threads, status, err);
    }
    release(&s);
    b->sealed = status == CHAFF_OK;
    b->failed = !b->sealed;
    return status;
}

chaff_status chaff_boiler_seal(chaff_boiler *b, chaff_error *err)
{
    return seal(b, false, err);
}

chaff_status boiler_seal_passing(chaff_boiler *b, chaff_error *err)
{
    return seal(b, true, err);
}
