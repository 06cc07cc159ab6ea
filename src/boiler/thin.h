/* thin.h - the index of a document without the records that can tell nothing
 *
 * Four of five records of ordinary text stand in no posting list, so no round after the
 * first has a mark for them. Of a run of such grams between two that are listed, later
 * rounds see what they would see of all of it:
 * - own words (own.h) look at the first and the last minimizer that does not repeat
 *   since the last gram that did; anchors that repeat nowhere say nothing;
 * - rows (rows.h) give a gram without evidence none, and all between it and the next
 *   sampled one none, so any minimizer of the run will do; and unlisted anchors between
 *   two listed minimizers all the same, the lesser of both, so one anchor will do for a
 *   run without minimizers.
 * Kept are therefore the first and the last minimizer of a run, or its first anchor if
 * it has none. They are called bare, as they take no mark. Line prefixes are all kept.
 */
#ifndef BOILER_THIN_H
#define BOILER_THIN_H

#include "boiler/ballot.h"
#include "boiler/own.h"
#include "boiler/postings.h"
#include "boiler/sample.h"

/* Two bytes a record, as in the index. Of a bare gram the first holds SAMPLE_ANCHOR
 * or 0 and the high bits of its step, the second THIN_BARE and the low bits. */
enum { THIN_BARE = 128, THIN_BITS = 7, THIN_STEP = (1 << 2 * THIN_BITS) - 1 };

static inline uint32_t thin_bare(const uint8_t *entry)         /* 0 or 1 */
{
    return entry[1] / THIN_BARE;
}

static inline uint32_t thin_step(const uint8_t *entry)
{
    uint32_t high = (uint32_t)(entry[0] & ~SAMPLE_ANCHOR) << THIN_BITS;

    return (entry[1] & (THIN_BARE - 1)) | (high & -thin_bare(entry));
}

/* Bytes behind those of a document's units, so that no spool cuts an entry in two. */
static inline uint32_t thin_padding(uint32_t units)
{
    return units % INDEX_RECORD;
}

/* What is kept of one document, and its own words (own.h); all zero at first, but for
 * `at`. */
typedef struct thinning {
    uint8_t *at;               /* of the next entry: there are no more than records */
    uint32_t entries;
    uint32_t seen;             /* number of the gram taken last */
    uint32_t number;           /* of the gram written last */
    bool bare, minimizers;     /* of the run since the last listed gram */
    uint32_t first, last;      /* what to keep of it */
    own_count own;
} thinning;

/* The next grams, THIN_GRAMS at most: their entries in the index (so many can be read),
 * bits of those that are listed, and of these those that other documents hold. */
enum { THIN_GRAMS = 64 };
void thin_grams(thinning *t, const uint8_t *entries, size_t count, uint64_t listed,
                uint64_t shared);
/* There are no further ones. */
void thin_close(thinning *t);

/* Called with every document in turn: how many of its words are its own, and in which
 * documents its rarer grams first stood. */
typedef void thin_verdict(void *self, uint32_t doc, uint32_t words, uint64_t own,
                          const ballot *votes);

/* Make the thin index of a block, and on the way take the marks of the first round,
 * unless `tell` is NULL. Any thread, a block each, once all partitions have their
 * postings. */
CHAFF_MUST_USE chaff_status
thin_block(const rounds *r, size_t block, thin_verdict *tell, void *self,
           chaff_error *err);

#endif
