/* tests.h - what every suite needs */
#ifndef TESTS_H
#define TESTS_H

#include <check.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "chaff/base.h"

/* A small random generator with a printed, fixed seed (splitmix64, Sebastiano
 * Vigna). */
static inline uint64_t test_random(uint64_t *state)
{
    uint64_t x = (*state += UINT64_C(0x9e3779b97f4a7c15));

    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

#define TEXT(literal) ((chaff_text){(literal), sizeof(literal) - 1})

#endif
