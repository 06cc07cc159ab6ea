/* decimal.c - decimals of shares by exact arithmetic with 128 bits
 *
 * In: a double m / 2^s, m < 2^53, s <= 56. Out: its decimal of 15, 16 or 17 places.
 * Always: m * 10^17 and its rounding times 2^s are below 2^113, so nothing is lost.
 */
#include "report/decimal.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

__extension__ typedef unsigned __int128 wide;

/* number * 10^places, halves to even, as printf rounds. */
static uint64_t round_places(wide product, int shift)
{
    uint64_t whole = (uint64_t)(product >> shift);
    wide rest = product - ((wide)whole << shift), half = (wide)1 << (shift - 1);

    return whole + (rest > half || (rest == half && (whole & 1)));
}

/* Closer than half the distance to the next double: it reads back as this one. At
 * exactly half of it the rule of the reader decides, so that is left to the reader. */
static bool reads_back(wide product, uint64_t rounded, int shift, uint64_t power)
{
    wide there = (wide)rounded << shift;
    wide error = there > product ? there - product : product - there;

    return 2 * error < power;
}

static size_t write_places(uint64_t rounded, int places, char digits[DECIMAL_SIZE])
{
    while (rounded % 10 == 0) {
        rounded /= 10;
        places--;
    }
    digits[0] = '0';
    digits[1] = '.';
    for (int i = places; i > 0; i--, rounded /= 10)
        digits[1 + i] = (char)('0' + rounded % 10);
    return (size_t)places + 2;
}

size_t decimal_share(double number, char digits[DECIMAL_SIZE])
{
    uint64_t m, power = UINT64_C(1000000000000000);
    int exponent, shift;

    if ((number == 0 && !signbit(number)) || number == 1) {
        digits[0] = number == 0 ? '0' : '1';
        return 1;
    }
    if (!(number >= 0.1 && number < 1))
        return 0;
    m = (uint64_t)ldexp(frexp(number, &exponent), 53);
    shift = 53 - exponent;
    if (m == UINT64_C(1) << 52)        /* the double below is only half as far */
        return 0;
    for (int places = 15; places <= 17; places++, power *= 10) {
        wide product = (wide)m * power;
        uint64_t rounded = round_places(product, shift);

        if (reads_back(product, rounded, shift, power))
            return write_places(rounded, places, digits);
    }
    return 0;
}
