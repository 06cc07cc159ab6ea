/* borderline.h - pairs close to the threshold, on both sides, and how alike candidates
 * are
 *
 * For a person who chooses a threshold. Candidates are pairs that meet in a bucket; of
 * very many, a sample that the hashes of the pairs decide. Their similarity is
 * estimated from the lanes; those nearest the threshold are then measured exactly.
 */
#ifndef RUN_BORDERLINE_H
#define RUN_BORDERLINE_H

#include "near/place.h"
#include "run/state.h"

enum {
    BORDERLINE_MOST = 30,      /* pairs on each side */
    BORDERLINE_STEPS = 101     /* similarity in hundredths, 0 to 100 */
};

typedef struct near_pair {
    uint32_t a, b;             /* a before b in input order */
    chaff_likeness likeness;
} near_pair;

typedef struct borderline {
    near_pair pairs[2 * BORDERLINE_MOST];      /* nearest the threshold first */
    size_t count;
    uint64_t estimates[BORDERLINE_STEPS];      /* candidates by estimated similarity */
    uint64_t candidates;       /* that were estimated */
    bool sampled;              /* not all of them were */
} borderline;

/* What the threshold of this run is compared with. */
double borderline_measure(const run *r, const chaff_likeness *l);

/* Sets r->borderline. While the buckets are there; the same for any threads. */
CHAFF_MUST_USE chaff_status borderline_collect(run *r, const place_input *in);

#endif
