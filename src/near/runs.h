/* runs.h - verified pairs, collected by many threads, read back in order
 *
 * In: pairs in any order, from any thread. Out: the same pairs ascending by (a, b).
 * Always: memory is bounded, whatever their number; past the budget they are on disk.
 */
#ifndef NEAR_RUNS_H
#define NEAR_RUNS_H

#include "base/spool.h"
#include "near/place.h"

typedef struct pair_record {
    uint32_t a, b;             /* a < b */
    uint64_t a_count, b_count, shared;
} pair_record;

typedef struct pair_runs pair_runs;

CHAFF_MUST_USE chaff_status
pair_runs_new(pair_runs **out, unsigned threads, budget *memory);
void pair_runs_free(pair_runs *runs);

/* Any thread, each under its own number. No pair comes twice. */
CHAFF_MUST_USE chaff_status
pair_runs_add(pair_runs *runs, unsigned thread, const pair_record *pair,
              chaff_error *err);

/* All pairs in order; once, when no one adds. */
CHAFF_MUST_USE chaff_status
pair_runs_merge(pair_runs *runs, place_pair *pair, void *self, chaff_error *err);

#endif
