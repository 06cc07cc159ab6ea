/* decimal.c - decimals of shares by exact arithmetic with 128 bits
 *
 * In: a double m / 2^s, m < 2^53, s <= 56. Out: its decimal of 15, 16 or 17 places.
 * Always: m * 10^17 and its rounding times 2^s are below 2^113, so nothing is lost.
 */
#include "report/decimal.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

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

/* `count` digits of a number, the last at end[-1]. */
static void write_digits(uint32_t number, int count, char *end)
{
    for (int i = 1; i <= count; i++, number /= 10)
        end[-i] = (char)('0' + number % 10);
}

static size_t write_places(uint64_t rounded, int places, char digits[DECIMAL_SIZE])
{
    const uint32_t part = 100000000;
    char *end = digits + 2 + places;

    digits[0] = '0';
    digits[1] = '.';
    write_digits((uint32_t)(rounded % part), 8, end);          /* two chains at once */
    write_digits((uint32_t)(rounded / part), places - 8, end - 8);
    while (end[-1] == '0')
        end--;
    return (size_t)(end - digits);
}

size_t decimal_share(double number, char digits[DECIMAL_SIZE])
{
    uint64_t bits, m, power = UINT64_C(1000000000000000);
    int shift;

    if ((number == 0 && !signbit(number)) || number == 1) {
        digits[0] = number == 0 ? '0' : '1';
        return 1;
    }
    if (!(number >= 0.1 && number < 1))
        return 0;
    memcpy(&bits, &number, sizeof bits);
    m = (bits & ((UINT64_C(1) << 52) - 1)) | UINT64_C(1) << 52;
    shift = 1075 - (int)(bits >> 52);  /* 1,023 and the 52 places of the fraction */
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
