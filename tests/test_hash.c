/* test_hash.c - XXH3 is what the library of xxHash says, whatever computes it */
#include "base/hash.h"
#include "tests.h"

#include <xxhash.h>

Suite *hash_suite(void);

enum { MOST = 20000 };

static void check_value(hash128 value, const void *bytes, size_t size)
{
    XXH128_hash_t wanted = XXH3_128bits(bytes, size);

    ck_assert_msg(value.low == wanted.low64 && value.high == wanted.high64,
                  "another hash of %zu bytes", size);
}

static void fill(unsigned char bytes[MOST])
{
    uint64_t state = 1;

    for (size_t i = 0; i < MOST; i++)
        bytes[i] = (unsigned char)test_random(&state);
}

START_TEST(every_size_has_the_value_of_the_library)
{
    static unsigned char bytes[MOST];

    fill(bytes);
    for (size_t size = 0; size < MOST; size += 1 + size / 300) {
        /* The exact size, so that a sanitizer sees a byte too many. */
        unsigned char *copy = malloc(size + 1);

        memcpy(copy + 1, bytes, size);
        check_value(hash_bytes128(copy + 1, size), bytes, size);
        ck_assert_uint_eq(hash_bytes(copy + 1, size, size),
                          XXH3_64bits_withSeed(bytes, size, size));
        free(copy);
    }
}
END_TEST

START_TEST(pieces_have_the_value_of_the_whole)
{
    static unsigned char bytes[MOST];
    hash_stream *stream = hash_stream_new();
    uint64_t state = 2;

    fill(bytes);
    for (int round = 0; round < 300; round++) {
        size_t size = test_random(&state) % MOST, most = 1 + test_random(&state) % 6000;

        hash_stream_reset(stream);
        for (size_t at = 0, piece; at < size; at += piece) {
            piece = test_random(&state) % (most + 1);
            piece = piece < size - at ? piece : size - at;
            hash_stream_add(stream, bytes + at, piece);
        }
        check_value(hash_stream_value(stream), bytes, size);
    }
    hash_stream_free(stream);
}
END_TEST

START_TEST(a_stream_without_memory_is_none)
{
    mem_fail_after(0);
    ck_assert_ptr_null(hash_stream_new());
    mem_fail_after(-1);
    hash_stream_free(NULL);
}
END_TEST

#if defined(__x86_64__) && defined(__GNUC__)
#include <cpuid.h>
#include <immintrin.h>

/* Whether upper halves of vectors hold something; no where nobody can tell. */
__attribute__((target("xsave"))) static bool upper_halves_in_use(void)
{
    unsigned a, b, c, d;

    __asm__ volatile("" ::: "memory");
    if (!__get_cpuid_count(1, 0, &a, &b, &c, &d) || !(c & bit_OSXSAVE) ||
        !__get_cpuid_count(0xD, 1, &a, &b, &c, &d) || !(a & 4))
        return false;
    return _xgetbv(1) & 4;
}

/* gcc left them: 200 cycles a text were spent waiting for what was in them last. */
START_TEST(no_value_leaves_the_upper_halves_of_vectors_in_use)
{
    static unsigned char bytes[MOST];
    hash_stream *stream = hash_stream_new();
    bool whole, pieces;

    fill(bytes);
    (void)hash_bytes128(bytes, MOST);
    whole = upper_halves_in_use();
    hash_stream_add(stream, bytes, MOST);
    pieces = upper_halves_in_use();
    (void)hash_stream_value(stream);
    pieces = pieces || upper_halves_in_use();
    hash_stream_free(stream);
    ck_assert(!whole);
    ck_assert(!pieces);
}
END_TEST
#endif

Suite *hash_suite(void)
{
    Suite *suite = suite_create("hash");
    TCase *core = tcase_create("core");

    tcase_add_test(core, every_size_has_the_value_of_the_library);
    tcase_add_test(core, pieces_have_the_value_of_the_whole);
    tcase_add_test(core, a_stream_without_memory_is_none);
#if defined(__x86_64__) && defined(__GNUC__)
    tcase_add_test(core, no_value_leaves_the_upper_halves_of_vectors_in_use);
#endif
    suite_add_tcase(suite, core);
    return suite;
}
