/* bytes64.c - each byte four times */
#include "base/bytes64.h"

#define R1(n) (n) * 0x01010101u
#define R4(n) R1(n), R1(n + 1), R1(n + 2), R1(n + 3)
#define R16(n) R4(n), R4(n + 4), R4(n + 8), R4(n + 12)
#define R64(n) R16(n), R16(n + 16), R16(n + 32), R16(n + 48)
const uint32_t byte_repeated[256] = {R64(0u), R64(64u), R64(128u), R64(192u)};
