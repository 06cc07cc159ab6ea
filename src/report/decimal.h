/* decimal.h - the shortest decimal that reads back, without the C library
 *
 * For shares, of which reports hold millions: printf and strtod, tried for each number
 * of digits, took most of the time of writing.
 */
#ifndef REPORT_DECIMAL_H
#define REPORT_DECIMAL_H

#include <stddef.h>

enum { DECIMAL_SIZE = 24 };

/* The digits of 0, 1 and most numbers in [0.1, 1), exactly as "%.15g", "%.16g" or
 * "%.17g" gives them, whichever is the first to read back; returns how many bytes.
 * 0: a number for the C library. */
size_t decimal_share(double number, char digits[DECIMAL_SIZE]);

#endif
