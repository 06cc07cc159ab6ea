/* test_container.c - base/container.h: what was put is read, and no damage gets
 * through */
#include <stdio.h>
#include <unistd.h>

#include "tests.h"

#include "base/container.h"
#include "base/hash.h"

Suite *container_suite(void);

static const container_kind kind = {"test file", "the test writes one", "testing\n", 3, "recipe one"};

static char path[64];
static uint8_t bytes[4096];
static size_t size;

static void setup(void)
{
    int file;

    snprintf(path, sizeof path, "/tmp/chaff-container-XXXXXX");
    file = mkstemp(path);
    ck_assert_int_ge(file, 0);
    close(file);
}

static void teardown(void)
{
    remove(path);
}

static chaff_status write_sample(void)
{
    const container_section sections[] = {{7, 0, 5}, {2, 0, 0}, {9, 0, 3}};
    container_out *out;
    chaff_status status = container_create(&out, path, &kind, sections, 3, NULL);

    if (status != CHAFF_OK)
        return status;
    status = container_put(out, "hel", 3, NULL);
    if (status == CHAFF_OK)
        status = container_put(out, "loabc", 5, NULL);
    if (status == CHAFF_OK)
        return container_commit(out, NULL);
    container_discard(out);
    return status;
}

static void read_bytes(void)
{
    FILE *file = fopen(path, "rb");

    ck_assert_ptr_nonnull(file);
    size = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
}

static void write_bytes(size_t count)
{
    FILE *file = fopen(path, "wb");

    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes, 1, count, file), count);
    fclose(file);
}

/* The checksum of what stands before it, so that lies are not found by it. */
static void sign(void)
{
    hash128 sum = hash_bytes128(bytes, size - 16);

    put_le64(bytes + size - 16, sum.low);
    put_le64(bytes + size - 8, sum.high);
}

static chaff_status open_status(const container_kind *as)
{
    container *c;
    chaff_error err = {0};
    chaff_status status = container_open(&c, path, as, &err);

    ck_assert(status == CHAFF_OK || (c == NULL && *err.text));
    ck_assert(!strchr(err.text, '\n'));
    container_close(c);
    return status;
}

START_TEST(sections_come_back)
{
    container *c;
    char text[8] = {0};

    ck_assert_int_eq(write_sample(), CHAFF_OK);
    ck_assert_int_eq(container_open(&c, path, &kind, NULL), CHAFF_OK);
    ck_assert_uint_eq(container_find(c, 7)->size, 5);
    ck_assert_uint_eq(container_find(c, 2)->size, 0);
    ck_assert_ptr_null(container_find(c, 3));
    ck_assert_int_eq(container_read(c, container_find(c, 7), 1, text, 4), CHAFF_OK);
    ck_assert_str_eq(text, "ello");
    ck_assert_int_eq(container_read(c, container_find(c, 9), 0, text, 3), CHAFF_OK);
    ck_assert_mem_eq(text, "abc", 3);
    ck_assert_int_eq(container_read(c, container_find(c, 9), 1, text, 3),
                     CHAFF_ERR_FORMAT);
    ck_assert_int_eq(container_read(c, container_find(c, 9), UINT64_MAX, text, 3),
                     CHAFF_ERR_FORMAT);
    container_close(c);
}
END_TEST

START_TEST(every_cut_and_every_changed_bit_is_found)
{
    ck_assert_int_eq(write_sample(), CHAFF_OK);
    read_bytes();
    for (size_t i = 0; i < size; i++) {
        write_bytes(i);
        ck_assert_int_eq(open_status(&kind), CHAFF_ERR_FORMAT);
    }
    for (size_t i = 0; i < 8 * size; i++) {
        bytes[i / 8] ^= (uint8_t)(1 << i % 8);
        write_bytes(size);
        ck_assert_int_ne(open_status(&kind), CHAFF_OK);
        bytes[i / 8] ^= (uint8_t)(1 << i % 8);
    }
    bytes[size++] = 0;
    write_bytes(size);
    ck_assert_int_eq(open_status(&kind), CHAFF_ERR_FORMAT);
}
END_TEST

START_TEST(lies_with_a_right_checksum_are_found)
{
    static const uint64_t lies[] = {0, 1, 63, 1000, UINT32_MAX, INT64_MAX, UINT64_MAX,
                                    UINT64_MAX - 100};

    ck_assert_int_eq(write_sample(), CHAFF_OK);
    read_bytes();
    for (size_t entry = 0; entry < 3; entry++)
        for (size_t field = 8; field < 24; field += 8)
            for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
                uint8_t *at = bytes + 64 + 24 * entry + field;
                uint64_t old = get_le64(at);

                if (old == lies[i])
                    continue;
                put_le64(at, lies[i]);
                sign();
                write_bytes(size);
                ck_assert_int_eq(open_status(&kind), CHAFF_ERR_FORMAT);
                put_le64(at, old);
            }
    for (uint32_t count = 0; count < 40; count++) {
        put_le32(bytes + 12, count);
        sign();
        write_bytes(size);
        ck_assert_int_eq(open_status(&kind), count == 3 ? CHAFF_OK : CHAFF_ERR_FORMAT);
    }
}
END_TEST

START_TEST(other_versions_recipes_and_kinds_are_told_apart)
{
    container_kind other = kind;

    ck_assert_int_eq(write_sample(), CHAFF_OK);
    other.version = 2;
    ck_assert_int_eq(open_status(&other), CHAFF_ERR_VERSION);
    other = kind;
    other.recipe = "recipe two";
    ck_assert_int_eq(open_status(&other), CHAFF_ERR_MISMATCH);
    other = kind;
    other.magic = "Testing\n";
    ck_assert_int_eq(open_status(&other), CHAFF_ERR_FORMAT);
}
END_TEST

START_TEST(what_is_no_file_is_refused)
{
    container *c;

    ck_assert_int_eq(container_open(&c, "/tmp", &kind, NULL), CHAFF_ERR_IO);
    ck_assert_int_eq(container_open(&c, "/dev/null", &kind, NULL), CHAFF_ERR_IO);
    ck_assert_int_eq(container_open(&c, "-", &kind, NULL), CHAFF_ERR_IO);
    ck_assert_int_eq(container_open(&c, "/tmp/chaff-is-not-there", &kind, NULL),
                     CHAFF_ERR_IO);
}
END_TEST

START_TEST(sizes_must_be_kept)
{
    const container_section sections[] = {{1, 0, 4}};
    container_out *out;

    remove(path);
    ck_assert_int_eq(container_create(&out, path, &kind, sections, 1, NULL), CHAFF_OK);
    ck_assert_int_eq(container_put(out, "12345", 5, NULL), CHAFF_ERR_STATE);
    ck_assert_int_eq(container_put(out, "123", 3, NULL), CHAFF_OK);
    ck_assert_int_eq(container_commit(out, NULL), CHAFF_ERR_STATE);
    ck_assert_int_ne(access(path, F_OK), 0);
}
END_TEST

START_TEST(memory_may_fail_anywhere)
{
    chaff_status status;

    for (long n = 0;; n++) {
        mem_fail_after(n);
        status = write_sample();
        if (status == CHAFF_OK)
            status = open_status(&kind);
        ck_assert(status == CHAFF_OK || status == CHAFF_ERR_MEMORY);
        if (status == CHAFF_OK)
            break;
    }
    mem_fail_after(-1);
}
END_TEST

Suite *container_suite(void)
{
    Suite *suite = suite_create("container");
    TCase *core = tcase_create("core");

    tcase_add_checked_fixture(core, setup, teardown);
    tcase_add_test(core, sections_come_back);
    tcase_add_test(core, every_cut_and_every_changed_bit_is_found);
    tcase_add_test(core, lies_with_a_right_checksum_are_found);
    tcase_add_test(core, other_versions_recipes_and_kinds_are_told_apart);
    tcase_add_test(core, what_is_no_file_is_refused);
    tcase_add_test(core, sizes_must_be_kept);
    tcase_add_test(core, memory_may_fail_anywhere);
    suite_add_tcase(suite, core);
    return suite;
}
