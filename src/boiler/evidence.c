/* evidence.c - the marks of the last round, packed for finding
 *
 * In: one mark a sampled gram that thin.h keeps, in order of words. Out: a spool a
 * block, where a gram without evidence takes a byte; each document knows where its own
 * begins.
 */
#include "boiler/evidence.h"

#include <string.h>

#include "base/mem.h"
#include "base/status.h"
#include "boiler/replay.h"

/* Returns how many steps were written. */
static uint32_t write_evidence(buffer *out, const evidence *marks, size_t count,
                               const replay *r)
{
    uint32_t before = r->gram_before, steps = 0;
    uint8_t *at = (uint8_t *)out->data + out->size;

    for (size_t i = 0; i < count; i++, steps++) {
        uint32_t step = r->numbers[i] - before;

        before = r->numbers[i];
        for (; step > EVIDENCE_STEP; step -= EVIDENCE_STEP, steps++)
            *at++ = EVIDENCE_STEP;
        *at++ = (uint8_t)(step | r->kinds[i]);
        if (marks[i].docs == 0 && marks[i].head == 0)
            continue;
        at[-1] |= EVIDENCE_SOME;
        *at++ = marks[i].docs;
        *at++ = marks[i].head;
    }
    out->size = (size_t)((char *)at - out->data);
    return steps;
}

static chaff_status write_doc(replay *r, buffer *out)
{
    evidence_head head = {r->head.units, 0};
    chaff_status status;

    out->size = 0;
    status = buffer_append(out, &head, sizeof head);
    while (status == CHAFF_OK && r->left > 0) {
        size_t count;
        const evidence *marks = replay_marks(r, &count);

        status = buffer_reserve(out, 3 * count +
                                (r->gram - r->gram_before) / EVIDENCE_STEP);
        if (status == CHAFF_OK)
            head.grams += write_evidence(out, marks, count, r);
    }
    if (status != CHAFF_OK)
        return status;
    head.grams -= r->head.prefixes;
    memcpy(out->data, &head, sizeof head);
    return replay_units(r, out);
}

chaff_status evidence_store(const rounds *of, size_t block, chaff_error *err)
{
    chaff_boiler *b = of->model;
    buffer out = {0};
    replay *r = NULL;
    chaff_status status;

    if (spool_new(&b->blocks[block].evidence, b->memory) != CHAFF_OK ||
        replay_new(&r, of, block, sizeof(evidence)) != CHAFF_OK)
        return error_memory(err);
    while ((status = replay_doc(r)) == CHAFF_OK) {
        status = write_doc(r, &out);
        if (status == CHAFF_ERR_MEMORY) {
            error_memory(err);
            goto done;
        }
        if (status != CHAFF_OK)
            break;
        b->evidence[r->doc] = spool_size(b->blocks[block].evidence);
        status = spool_append(b->blocks[block].evidence, out.data, out.size, err);
        if (status != CHAFF_OK)
            goto done;
    }
    if (status == CHAFF_DONE)
        status = CHAFF_OK;
    else
        error_set(err, status, "marks of the boilerplate model can't be read back");
done:
    buffer_release(&out);
    replay_free(r);
    return status;
}
