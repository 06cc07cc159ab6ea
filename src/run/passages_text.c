/* passages_text.c - the text of a passage, read again where it was met first
 *
 * Always: of passages asked for in the order met each document is read once.
 */
#include "run/passages.h"

chaff_status passages_home(run *r, passage_home *home, uint32_t document)
{
    kit *k = run_writer(r);
    size_t cuts;
    doc d;
    chaff_status status;

    if (home->loaded && home->document == document)
        return CHAFF_OK;
    status = reader_load(k->reader, run_row(r, document)->ref, &d, r->err);
    if (status == CHAFF_OK)
        status = run_cuts(r, k, document, &cuts);
    if (status == CHAFF_OK)
        status = run_cuts_fit(d.text, k->cuts, cuts, r->err);
    *home = (passage_home){status == CHAFF_OK, document, d.text};
    return status;
}

chaff_status passages_text(run *r, passage_home *home, const passage *p,
                           chaff_text *text)
{
    kit *k = run_writer(r);
    chaff_status status = passages_home(r, home, p->document);
    const cut *c;

    if (status != CHAFF_OK)
        return status;
    c = &k->cuts[p->index];
    status = passages_fold_blanks(
        (chaff_text){home->text.data + c->start, c->end - c->start}, &k->note);
    *text = (chaff_text){k->note.data, k->note.size};
    return status;
}
