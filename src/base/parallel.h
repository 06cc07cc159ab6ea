/* parallel.h - all threads of the library: a parallel loop and an ordered pipeline
 *
 * Results never depend on the number of threads: a loop hands out items whose
 * results go to places of their own; a pipeline writes in the order of reading.
 * The first failure (lowest item, earliest slot) stops the rest and is returned.
 */
#ifndef BASE_PARALLEL_H
#define BASE_PARALLEL_H

#include "chaff/base.h"

unsigned parallel_cores(void);

/* work(i, thread, self) for every i in 0 .. count - 1; `thread` in 0 .. threads - 1. */
CHAFF_MUST_USE chaff_status parallel_for(
    unsigned threads, size_t count,
    chaff_status (*work)(size_t item, unsigned thread, void *self), void *self);

typedef struct pipeline {
    void *self;
    void *const *slots;        /* what the three steps work on, reused in turn */
    size_t slot_count;         /* at least the number of threads */
    /* One thread at a time, in order. CHAFF_DONE: no further slot. */
    chaff_status (*read)(void *slot, void *self);
    /* Any thread. */
    chaff_status (*work)(void *slot, unsigned thread, void *self);
    /* One thread at a time, in the order of reading. */
    chaff_status (*write)(void *slot, void *self);
    /* What can be done ahead, a little at a time, by a thread that would wait; never
     * while one writes. CHAFF_DONE: nothing until more is written. NULL: there is
     * nothing. */
    chaff_status (*spare)(unsigned thread, void *self);
} pipeline;

CHAFF_MUST_USE chaff_status parallel_pipeline(unsigned threads, const pipeline *line);

/* A lock for rare shared events (a warning, a growing table), never in a hot path. */
typedef struct parallel_lock parallel_lock;
parallel_lock *parallel_lock_new(void);                            /* NULL: no memory */
void parallel_lock_free(parallel_lock *lock);
void parallel_lock_take(parallel_lock *lock);
void parallel_lock_give(parallel_lock *lock);

#endif
