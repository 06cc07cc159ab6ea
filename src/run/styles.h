/* styles.h - what other tools expect in place of documents: --style
 *
 *   dolma      for every record one line of attributes, in the record's place;
 *   onion      every line of vertical text with "0 TAB" or, where it would go, "1 TAB"
 *              in front;
 *   datatrove  for every input the numbers of its removed documents, 32 bits each.
 *
 * Always: nothing is left out, so that rows stand where the other tool counts them.
 */
#ifndef RUN_STYLES_H
#define RUN_STYLES_H

#include "run/sweep.h"

/* Options that don't go together: CHAFF_ERR_OPTION. A record that can't be read would
 * shift those behind it, so it stops the run where places count. */
CHAFF_MUST_USE chaff_status style_settle(chaff_run_options *o, chaff_error *err);
/* Inputs that the style can't be made from: CHAFF_ERR_OPTION. */
CHAFF_MUST_USE chaff_status style_check_inputs(const run *r);

/* datatrove's numbers are one file an input: CHAFF_ERR_OPTION where one output would
 * take all. */
CHAFF_MUST_USE chaff_status style_check_output(const run *r, bool folder);

/* Name of the output for an input, in an output folder; borrowed, or in `room`. */
const char *style_file_name(const run *r, uint32_t input, char room[32]);

/* One document, appended to s->outs[0]. Any thread. */
CHAFF_MUST_USE chaff_status
style_write(sweep_slot *s, kit *k, uint32_t document, const doc *d, size_t cuts);
/* A block of them becomes what is written, in s->outs[0]. In input order. */
CHAFF_MUST_USE chaff_status style_take(sweep_slot *s, run *r);

#endif
