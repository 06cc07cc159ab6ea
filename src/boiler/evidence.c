/* evidence.c - the marks of the last round, packed for finding
 *
 * In: one mark a sampled gram, in order of words. Out: a spool a block, where a gram
 * without evidence takes a byte; each document knows where its own begins.
 */
#include "boiler/evidence.h"

#include "base/mem.h"
#include "base/status.h"
#include "boiler/replay.h"

static chaff_status write_evidence(buffer *out, const evidence *marks, size_t count,
                                   replay *r)
{
    uint32_t before = r->gram_before;
    uint8_t *at;

    if (buffer_reserve(out, 3 * count) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    at = (uint8_t *)out->data + out->size;
    for (size_t i = 0; i < count; i++) {
        uint8_t step = (uint8_t)((r->numbers[i] - before) & EVIDENCE_STEP);

        before = r->numbers[i];
        if (marks[i].docs == 0 && marks[i].head == 0) {
            *at++ = (uint8_t)(step | r->kinds[i]);
            continue;
        }
        *at++ = (uint8_t)(step | r->kinds[i] | EVIDENCE_SOME);
        *at++ = marks[i].docs;
        *at++ = marks[i].head;
    }
    out->size = (size_t)((char *)at - out->data);
    return CHAFF_OK;
}

static chaff_status write_doc(replay *r, buffer *out)
{
    evidence_head head = {r->head.units, r->head.grams};
    chaff_status status;

    out->size = 0;
    status = buffer_append(out, &head, sizeof head);
    while (status == CHAFF_OK && r->left > 0) {
        size_t count;
        const evidence *marks = replay_marks(r, &count);

        status = write_evidence(out, marks, count, r);
    }
    return status == CHAFF_OK ? replay_units(r, out) : status;
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
