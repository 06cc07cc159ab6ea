/* parallel.c - the only file that includes pthread.h
 *
 * A loop claims items from an atomic counter. A pipeline has no roles: each thread
 * does the step that can be done, reading before working; tickets keep both ends in
 * order, and who would wait does what can be done ahead (after Heng Li's kthread.h).
 */
#include "base/parallel.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#include "base/mem.h"

unsigned parallel_cores(void)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);

    return cores < 1 ? 1 : (unsigned)cores;
}

typedef void *thread_main(void *);

/* Run `main` on count arguments of `size` bytes, the first on this thread. Threads
 * that can't be started are done without: every main takes part in all the work. */
static void run_threads(unsigned count, thread_main *body, void *arguments, size_t size)
{
    pthread_t *threads = mem_alloc(count, sizeof *threads);
    unsigned started = 1;

    for (; threads && started < count; started++)
        if (pthread_create(&threads[started], NULL, body,
                           (char *)arguments + started * size))
            break;
    body(arguments);
    for (unsigned i = 1; i < started; i++)
        pthread_join(threads[i], NULL);
    mem_free(threads);
}

enum {
    STEPS = 64,                /* turns of each thread in a loop, at least */
    STEP_MOST = 16             /* items of one turn */
};

typedef struct loop {
    chaff_status (*work)(size_t item, unsigned thread, void *self);
    void *self;
    size_t count, step;        /* items claimed at once */
    atomic_size_t next;
    pthread_mutex_t lock;
    size_t failed_item;        /* lowest item that failed; count: none */
    chaff_status failure;
} loop;

typedef struct loop_thread {
    loop *loop;
    unsigned number;
} loop_thread;

static void note_failure(loop *l, size_t item, chaff_status status)
{
    pthread_mutex_lock(&l->lock);
    if (item < l->failed_item) {
        l->failed_item = item;
        l->failure = status;
    }
    pthread_mutex_unlock(&l->lock);
    atomic_store(&l->next, l->count);
}

static void *loop_main(void *argument)
{
    loop_thread *me = argument;
    loop *l = me->loop;
    size_t start;

    while ((start = atomic_fetch_add(&l->next, l->step)) < l->count) {
        size_t end = l->count - start < l->step ? l->count : start + l->step;

        for (size_t item = start; item < end; item++) {
            chaff_status status = l->work(item, me->number, l->self);

            if (status != CHAFF_OK) {
                note_failure(l, item, status);
                break;
            }
        }
    }
    return NULL;
}

/* Small enough that the threads end together, large enough that a step of nothing
 * costs no more than its work: threads that take turns at one counter wait for its
 * cache line. */
static size_t step_for(size_t count, unsigned threads)
{
    size_t step = count / threads / STEPS;

    return threads == 1 ? count : step < 1 ? 1 : step < STEP_MOST ? step : STEP_MOST;
}

chaff_status
parallel_for(unsigned threads, size_t count,
             chaff_status (*work)(size_t item, unsigned thread, void *self), void *self)
{
    loop l = {.work = work, .self = self, .count = count, .failed_item = count};
    loop_thread one = {&l, 0}, *all = &one;

    if (threads > count)
        threads = (unsigned)count;
    if (threads < 1)
        threads = 1;
    if (threads > 1 && !(all = mem_alloc(threads, sizeof *all)))
        return CHAFF_ERR_MEMORY;
    for (unsigned i = 0; i < threads; i++)
        all[i] = (loop_thread){&l, i};
    pthread_mutex_init(&l.lock, NULL);
    l.step = step_for(count ? count : 1, threads);
    run_threads(threads, loop_main, all, sizeof *all);
    pthread_mutex_destroy(&l.lock);
    if (all != &one)
        mem_free(all);
    return l.failed_item < count ? l.failure : CHAFF_OK;
}

typedef struct parked {        /* read, waiting for work; or worked on, for its turn */
    void *slot;
    chaff_status status;
} parked;

typedef struct line_state {
    const pipeline *line;
    pthread_mutex_t lock;      /* guards all below */
    pthread_cond_t changed;
    uint64_t to_read, to_work, to_write;       /* next ticket of each step */
    uint64_t spared;           /* to_write when there was nothing to do ahead */
    size_t ahead;              /* slots read and not worked on, at most */
    bool ended, reading, writing;
    chaff_status failure;      /* of the earliest ticket that failed */
    void **free_slots;
    size_t free_count;
    /* Ticket t is at t % slot_count: no two share a place. */
    parked *read, *waiting;
} line_state;

typedef struct line_thread {
    line_state *state;
    unsigned number;
} line_thread;

static void end_line(line_state *s)
{
    s->ended = true;
    pthread_cond_broadcast(&s->changed);
}

static bool may_read(const line_state *s)
{
    return !s->ended && !s->reading && s->free_count
           && s->to_read - s->to_work < s->ahead;
}

/* Under the lock, as the next two: read one slot. A failure waits like any result, so
 * that it comes in order. */
static void read_slot(line_state *s)
{
    void *slot = s->free_slots[--s->free_count];
    chaff_status status;

    s->reading = true;
    pthread_mutex_unlock(&s->lock);
    status = s->line->read(slot, s->line->self);
    pthread_mutex_lock(&s->lock);
    s->reading = false;
    if (status == CHAFF_DONE || s->failure != CHAFF_OK)
        s->free_slots[s->free_count++] = slot;
    else
        s->read[s->to_read++ % s->line->slot_count] = (parked){slot, status};
    if (status != CHAFF_OK)
        end_line(s);
    else
        pthread_cond_signal(&s->changed);
}

/* After a failure nothing more is written, and what was read is dropped. */
static void note_end(line_state *s, chaff_status status)
{
    if (s->failure != CHAFF_OK || status == CHAFF_OK)
        return;
    s->failure = status;
    s->to_work = s->to_read;
    end_line(s);
}

/* Write what is next in order for as long as it is there. */
static void write_waiting(line_state *s)
{
    parked *next;

    s->writing = true;
    while ((next = &s->waiting[s->to_write % s->line->slot_count])->slot) {
        parked p = *next;

        next->slot = NULL;
        if (s->failure == CHAFF_OK && p.status == CHAFF_OK) {
            pthread_mutex_unlock(&s->lock);
            p.status = s->line->write(p.slot, s->line->self);
            pthread_mutex_lock(&s->lock);
        }
        note_end(s, p.status);
        s->to_write++;
        s->free_slots[s->free_count++] = p.slot;
        pthread_cond_signal(&s->changed);
    }
    s->writing = false;
}

static void work_slot(line_state *s, unsigned thread)
{
    uint64_t ticket = s->to_work++;
    parked p = s->read[ticket % s->line->slot_count];

    if (p.status == CHAFF_OK) {
        pthread_mutex_unlock(&s->lock);
        p.status = s->line->work(p.slot, thread, s->line->self);
        pthread_mutex_lock(&s->lock);
    }
    s->waiting[ticket % s->line->slot_count] = p;
    if (!s->writing)
        write_waiting(s);
}

static bool may_spare(const line_state *s)
{
    return s->line->spare && !s->writing && s->spared < s->to_write;
}

/* Those who work meanwhile leave their results to be written. */
static void use_spare(line_state *s, unsigned thread)
{
    chaff_status status;

    s->writing = true;
    pthread_mutex_unlock(&s->lock);
    status = s->line->spare(thread, s->line->self);
    pthread_mutex_lock(&s->lock);
    if (status == CHAFF_DONE)
        s->spared = s->to_write;
    else
        note_end(s, status);
    write_waiting(s);
}

/* Reading goes first, and the thread that has read reads on while there are slots: it
 * never waits to be woken, and what it unpacks with stays in its cache. */
static void *line_main(void *argument)
{
    line_thread *me = argument;
    line_state *s = me->state;

    pthread_mutex_lock(&s->lock);
    for (;;) {
        if (may_read(s))
            read_slot(s);
        else if (s->to_work < s->to_read)
            work_slot(s, me->number);
        else if (s->ended)
            break;
        else if (may_spare(s))
            use_spare(s, me->number);
        else
            pthread_cond_wait(&s->changed, &s->lock);
    }
    pthread_mutex_unlock(&s->lock);
    return NULL;
}

static void run_line(line_state *s, line_thread *all, unsigned threads)
{
    for (unsigned i = 0; i < threads; i++)
        all[i] = (line_thread){s, i};
    for (size_t i = 0; i < s->line->slot_count; i++)
        s->free_slots[s->free_count++] = s->line->slots[s->line->slot_count - 1 - i];
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->changed, NULL);
    run_threads(threads, line_main, all, sizeof *all);
    pthread_cond_destroy(&s->changed);
    pthread_mutex_destroy(&s->lock);
}

chaff_status parallel_pipeline(unsigned threads, const pipeline *line)
{
    line_state s = {.line = line};
    line_thread *all;

    if (threads < 1)
        threads = 1;
    if (line->slot_count < threads)
        return CHAFF_ERR_OPTION;
    s.ahead = threads > 1 ? line->slot_count : 1;
    all = mem_alloc(threads, sizeof *all);
    s.free_slots = mem_alloc(line->slot_count, sizeof *s.free_slots);
    s.read = mem_alloc(line->slot_count, sizeof *s.read);
    s.waiting = mem_zero(line->slot_count, sizeof *s.waiting);
    if (all && s.free_slots && s.read && s.waiting)
        run_line(&s, all, threads);
    else
        s.failure = CHAFF_ERR_MEMORY;
    mem_free(s.waiting);
    mem_free(s.read);
    mem_free(s.free_slots);
    mem_free(all);
    return s.failure;
}

struct parallel_lock {
    pthread_mutex_t mutex;
};

parallel_lock *parallel_lock_new(void)
{
    parallel_lock *lock = mem_alloc(1, sizeof *lock);

    if (lock)
        pthread_mutex_init(&lock->mutex, NULL);
    return lock;
}

void parallel_lock_free(parallel_lock *lock)
{
    if (lock)
        pthread_mutex_destroy(&lock->mutex);
    mem_free(lock);
}

void parallel_lock_take(parallel_lock *lock)
{
    pthread_mutex_lock(&lock->mutex);
}

void parallel_lock_give(parallel_lock *lock)
{
    pthread_mutex_unlock(&lock->mutex);
}
