/* shape.h - page furniture by the shape of the text around it
 *
 * In: the units of a document that is a whole page, with the verdicts that repetition
 * gave. Out: more of them are UNIT_SHAPE. For raw page dumps only (--pages), where most
 * furniture is unique to its page: menus, teasers, link lists, comment lists.
 * Pure, and the same in every language: what counts is the length of a paragraph, how
 * it ends and what stands beside it. A text without running prose stays as it is.
 */
#ifndef BOILER_SHAPE_H
#define BOILER_SHAPE_H

#include "boiler/decide.h"

void shape_units(unit *units, size_t count, const decide_rules *rules);

#endif
