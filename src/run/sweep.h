/* sweep.h - all documents again: blocks are read and worked on by any thread, and
 * handed over in input order
 *
 * The step that works on a document writes into its slot only; the step that takes a
 * slot over runs alone and in order. So results never depend on threads.
 */
#ifndef RUN_SWEEP_H
#define RUN_SWEEP_H

#include "run/prints.h"

enum { SWEEP_OUTS = 3 };

typedef struct sweep_slot {
    run *run;
    const struct sweep *sweep;
    const block_entry *entries;        /* blocks that are worked on together */
    size_t entry_count;
    uint32_t first_doc, docs;          /* of all of them */
    const block_entry *entry;          /* the one that is worked on */
    block block;
    buffer
        outs[SWEEP_OUTS]; /* whatever the work step makes; emptied before each block */
    buffer items;              /* fixed-size results, one a document or span */
    print_batch prints;        /* likewise emptied and released */
    void *opened;              /* for the sweep's own use */
} sweep_slot;

typedef struct sweep {
    const char *stage;         /* for progress */
    bool parsed;               /* documents are wanted read, not only as raw bytes */
    bool blind;                /* not even those: d holds the ref alone */
    uint32_t first;            /* documents before it are passed over (--against) */
    /* Whether a slot may begin with this document; NULL: each block has its own. */
    bool (*begins)(const run *r, uint32_t document);
    /* Before the first document of a slot, and behind the last one, even if one
     * failed; any thread. NULL: nothing to do. */
    chaff_status (*open)(sweep_slot *s, kit *k);
    void (*close)(sweep_slot *s);
    /* One document of the block: any thread. With !parsed only d->raw and d->ref are
     * set. */
    chaff_status (*work)(sweep_slot *s, kit *k, uint32_t document, const doc *d);
    /* In input order, one at a time. */
    chaff_status (*take)(sweep_slot *s, void *self);
    void *self;
} sweep;

CHAFF_MUST_USE chaff_status sweep_documents(run *r, const sweep *s);

/* For the work step of a sweep that is not `parsed`: read the text of this document
 * after all; d lives until the next one is read. */
CHAFF_MUST_USE chaff_status sweep_read(sweep_slot *s, kit *k, uint32_t document,
                                       doc *d);

#endif
