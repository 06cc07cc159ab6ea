/* test_overlap.c - near/overlap.h against an oracle that compares words as strings */
#include "tests.h"

#include "chaff/verify.h"
#include "near/overlap.h"

enum { WORDS = 6000, LETTERS = 3 };

/* Texts of words of one letter out of a few, so that shingles repeat; blanks
 * between. */
static chaff_text random_text(uint64_t *state, size_t words, char *room)
{
    for (size_t i = 0; i < words; i++) {
        room[2 * i] = (char)('a' + test_random(state) % LETTERS);
        room[2 * i + 1] = ' ';
    }
    return (chaff_text){room, 2 * words};
}

static bool stands_in(const char *shingle, size_t size, chaff_text text)
{
    for (size_t i = 0; i + size <= text.size; i += 2)
        if (!memcmp(text.data + i, shingle, size))
            return true;
    return false;
}

/* A byte is marked when it lies in a shingle of n words that the other text has. */
static void mark_naively(chaff_text a, chaff_text b, size_t n, char *marks)
{
    memset(marks, 0, a.size);
    for (size_t i = 0; i + 2 * n <= a.size; i += 2)
        if (stands_in(a.data + i, 2 * n - 1, b))
            memset(marks + i, 1, 2 * n - 1);
}

static chaff_worker *worker_of(uint32_t ngram)
{
    chaff_recipe recipe;
    chaff_worker *worker;

    chaff_recipe_init(&recipe);
    recipe.ngram = ngram;
    ck_assert_int_eq(chaff_worker_new(&worker, &recipe, NULL), CHAFF_OK);
    return worker;
}

static void check_pair(chaff_worker *worker, chaff_text a, chaff_text b, size_t n)
{
    uint64_t *set = NULL;
    size_t capacity = 0, count, end = 0;
    buffer ranges = {0};
    const passage_range *range;
    char *marks = malloc(a.size + 1), *found = calloc(a.size + 1, 1);

    ck_assert_int_eq(worker_set(worker, b, &set, &capacity, &count), CHAFF_OK);
    ck_assert_int_eq(overlap_find(worker, a, set, count, &ranges), CHAFF_OK);
    range = (const void *)ranges.data;
    for (size_t i = 0; i < ranges.size / sizeof *range; i++) {
        ck_assert_uint_ge(range[i].start, end);
        ck_assert_uint_lt(range[i].start, range[i].end);
        end = range[i].end;
        memset(found + range[i].start, 1, range[i].end - range[i].start);
    }
    ck_assert_uint_le(end, a.size);
    mark_naively(a, b, n, marks);
    ck_assert_mem_eq(found, marks, a.size);
    buffer_release(&ranges);
    mem_free(set);
    free(marks);
    free(found);
}

START_TEST(ranges_are_the_shingles_both_texts_have)
{
    static const uint32_t grams[] = {1, 2, 5, 8, 12};
    uint64_t state = 41;
    char *a = malloc(2 * WORDS), *b = malloc(2 * WORDS);

    for (size_t g = 0; g < sizeof grams / sizeof *grams; g++) {
        chaff_worker *worker = worker_of(grams[g]);

        for (int i = 0; i < 20; i++) {
            size_t longer = i ? 400 : WORDS;   /* longer than a window once */

            check_pair(worker, random_text(&state, grams[g] + test_random(&state) % longer, a),
                       random_text(&state, grams[g] + test_random(&state) % 300, b), grams[g]);
        }
        chaff_worker_free(worker);
    }
    free(a);
    free(b);
}
END_TEST

START_TEST(a_text_shorter_than_a_shingle_is_one)
{
    chaff_worker *worker = worker_of(5);
    uint64_t *set = NULL;
    size_t capacity = 0, count;
    buffer ranges = {0};
    passage_range range;

    ck_assert_int_eq(worker_set(worker, TEXT("ÉTÉ indien"), &set, &capacity, &count), CHAFF_OK);
    ck_assert_int_eq(overlap_find(worker, TEXT(" (été, indien)"), set, count, &ranges), CHAFF_OK);
    ck_assert_uint_eq(ranges.size, sizeof range);
    memcpy(&range, ranges.data, sizeof range);
    ck_assert_uint_eq(range.start, 2);
    ck_assert_uint_eq(range.end, 15);
    ranges.size = 0;
    ck_assert_int_eq(overlap_find(worker, TEXT("été indien encore"), set, count, &ranges),
                     CHAFF_OK);
    ck_assert_uint_eq(ranges.size, 0);
    ck_assert_int_eq(overlap_find(worker, (chaff_text){0}, set, count, &ranges), CHAFF_OK);
    ck_assert_uint_eq(ranges.size, 0);
    buffer_release(&ranges);
    mem_free(set);
    chaff_worker_free(worker);
}
END_TEST

Suite *overlap_suite(void);

Suite *overlap_suite(void)
{
    Suite *suite = suite_create("overlap");
    TCase *core = tcase_create("core");

    tcase_add_test(core, ranges_are_the_shingles_both_texts_have);
    tcase_add_test(core, a_text_shorter_than_a_shingle_is_one);
    suite_add_tcase(suite, core);
    return suite;
}
