/* tables.h - clusters, pairs and removed ids as files
 *
 * Each may go to two places: the one named and the run folder. Rows carry `at` columns
 * only when some id stands twice.
 */
#ifndef RUN_TABLES_H
#define RUN_TABLES_H

#include "base/sort.h"
#include "near/place.h"
#include "report/table.h"
#include "run/state.h"

/* The same rows into up to two tables. */
typedef struct pair_tables {
    run *run;
    table *tables[2];
    size_t count;
    bool with_places;
    buffer ids[2], places[2];
} pair_tables;

CHAFF_MUST_USE chaff_status
pairs_open(pair_tables *p, run *r, const char *path, const char *path_too);
/* A place_pair; `self` is the pair_tables. */
chaff_status pairs_write(void *self, uint32_t a, uint32_t b,
                         const chaff_likeness *likeness);
/* One row for each removed document, with its kept one, ascending. */
CHAFF_MUST_USE chaff_status pairs_write_removed(pair_tables *p);
CHAFF_MUST_USE chaff_status
pairs_close(pair_tables *p, chaff_status status);     /* commits if status is OK */

CHAFF_MUST_USE chaff_status clusters_write(run *r, const char *path);
CHAFF_MUST_USE chaff_status
clusters_write_readable(run *r);       /* for people, standard output */
CHAFF_MUST_USE chaff_status ids_write(run *r, const char *path);

/* Documents in clusters, in order of cluster, the kept one first, then by number; the
 * document is the `item`, report->clustered of them. Yours. */
CHAFF_MUST_USE chaff_status clusters_members(const run *r, sort_pair **out);
/* Of a document (a) with the one kept for it (b); shares alone where they are equal. */
CHAFF_MUST_USE chaff_status clusters_likeness(const run *r, uint32_t document,
                                              chaff_likeness *l);
/* "PATH:LINE" of a document whose id another one has; else empty. One thread. */
CHAFF_MUST_USE chaff_status document_place(run *r, uint32_t document, buffer *out);

/* Which documents have an id that another one has; r->repeats, counted and warned
 * about. */
CHAFF_MUST_USE chaff_status ids_check(run *r);

#endif
