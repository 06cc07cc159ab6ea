/* beside.h - two texts side by side, what both have on rows of its own
 *
 * A row belongs wholly to one kind of text, told by the sign before it, so that it can
 * be seen without colour: '=' stands in both at the same place in the order, '~' stands
 * in the other text, too, but elsewhere, ' ' is this text's own.
 */
#ifndef CLI_BESIDE_H
#define CLI_BESIDE_H

#include <stdio.h>

#include "chaff.h"

typedef struct beside_style {
    int width;                 /* columns of the terminal */
    bool color;
    bool whole;                /* long stretches are not shortened */
} beside_style;

/* false: no memory. */
bool beside_print(FILE *to, const chaff_explanation *x, const beside_style *style);

/* Text of at most `width` columns, safe on a terminal, white space as one blank.
 * Returns the columns it took. */
int beside_put(FILE *to, chaff_text text, int width);

#endif
