/* evidence.c - the marks of the last round, packed for finding
 *
 * In: one mark a gram, in order of words. Out: a spool a block, where runs of grams
 * without evidence take two bytes; each document knows where its own begins.
 */
#include "boiler/evidence.h"

#include "base/mem.h"
#include "base/status.h"
#include "boiler/replay.h"

typedef struct evidence_writer {
    buffer out;
    uint32_t zeros;
} evidence_writer;

static uint8_t *end_zeros(evidence_writer *w, uint8_t *out)
{
    if (w->zeros > 0) {
        *out++ = EVIDENCE_NONE;
        *out++ = (uint8_t)w->zeros;
    }
    w->zeros = 0;
    return out;
}

static chaff_status write_evidence(evidence_writer *w, const evidence *marks,
                                   size_t count)
{
    uint8_t *out;

    if (buffer_reserve(&w->out, 5 * count + 2) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    out = (uint8_t *)w->out.data + w->out.size;
    for (size_t i = 0; i < count; i++) {
        if (marks[i].docs == 0 && marks[i].head == 0) {
            if (++w->zeros == 255)
                out = end_zeros(w, out);
            continue;
        }
        out = end_zeros(w, out);
        if (marks[i].head == 0) {
            *out++ = (uint8_t)(marks[i].docs + 1);
            continue;
        }
        *out++ = EVIDENCE_BOTH;
        *out++ = marks[i].docs;
        *out++ = marks[i].head;
    }
    w->out.size = (size_t)(out - (uint8_t *)w->out.data);
    return CHAFF_OK;
}

static chaff_status write_doc(replay *r, evidence_writer *w)
{
    chaff_status status;

    w->out.size = 0;
    w->zeros = 0;
    status = buffer_append(&w->out, &r->head.units, sizeof r->head.units);
    while (status == CHAFF_OK && r->left > 0) {
        size_t count;
        const evidence *marks = replay_marks(r, &count);

        status = write_evidence(w, marks, count);
    }
    if (status == CHAFF_OK && w->zeros > 0) {
        uint8_t last[2] = {EVIDENCE_NONE, (uint8_t)w->zeros};

        status = buffer_append(&w->out, last, sizeof last);
    }
    return status == CHAFF_OK ? replay_units(r, &w->out) : status;
}

chaff_status evidence_store(const rounds *of, size_t block, chaff_error *err)
{
    chaff_boiler *b = of->model;
    evidence_writer w = {0};
    replay *r = NULL;
    chaff_status status;

    if (spool_new(&b->blocks[block].evidence, b->memory) != CHAFF_OK ||
        replay_new(&r, of, block, sizeof(evidence)) != CHAFF_OK)
        return error_memory(err);
    while ((status = replay_doc(r)) == CHAFF_OK) {
        status = write_doc(r, &w);
        if (status == CHAFF_ERR_MEMORY) {
            error_memory(err);
            goto done;
        }
        if (status != CHAFF_OK)
            break;
        b->evidence[r->doc] = spool_size(b->blocks[block].evidence);
        status = spool_append(b->blocks[block].evidence, w.out.data, w.out.size, err);
        if (status != CHAFF_OK)
            goto done;
    }
    if (status == CHAFF_DONE)
        status = CHAFF_OK;
    else
        error_set(err, status, "marks of the boilerplate model can't be read back");
done:
    buffer_release(&w.out);
    replay_free(r);
    return status;
}
