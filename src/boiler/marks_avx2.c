/* marks_avx2.c - the kernel for AVX2 */
#include "boiler/marks.h"

#if defined(__x86_64__) && defined(__GNUC__)

#define BYTES64_AVX2
#define KERNEL __attribute__((target("avx2")))
#include "base/bytes64.h"

#include "boiler/marks_wide.h"

marks_finder *marks_finder_avx2(void)
{
    return __builtin_cpu_supports("avx2") ? find_marks : NULL;
}
#else
marks_finder *marks_finder_avx2(void)
{
    return NULL;
}
#endif
