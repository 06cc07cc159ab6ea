/* marks_avx512.c - the kernel for AVX-512 F and BW */
#include "boiler/marks.h"

#if defined(__x86_64__) && defined(__GNUC__)

#define BYTES64_AVX512
#define KERNEL __attribute__((target("avx512f,avx512bw")))
#include "base/bytes64.h"

#include "boiler/marks_wide.h"

marks_finder *marks_finder_avx512(void)
{
    return __builtin_cpu_supports("avx512bw") ? find_marks : NULL;
}
#else
marks_finder *marks_finder_avx512(void)
{
    return NULL;
}
#endif
