/* test_shared.c - chaff/verify.h: which words of two texts shared shingles cover
 *
 * The oracle looks for every run of n words of one text in the other, word by word.
 */
#include <stdio.h>

#include "tests.h"

#include "chaff/verify.h"

enum { MOST_WORDS = 400 };

static chaff_worker *worker;
static chaff_recipe recipe;

static void setup(void)
{
    chaff_recipe_init(&recipe);
    recipe.ngram = 3;
    ck_assert_int_eq(chaff_worker_new(&worker, &recipe, NULL), CHAFF_OK);
}

static void teardown(void)
{
    chaff_worker_free(worker);
}

/* Words are letters 'a' + number, one blank between: word i stands at byte 2 * i. */
typedef struct letters {
    char text[2 * MOST_WORDS];
    size_t count;
} letters;

static chaff_text text_of(const letters *l)
{
    return (chaff_text){l->text, l->count ? 2 * l->count - 1 : 0};
}

static void add_letter(letters *l, char letter)
{
    l->text[2 * l->count] = letter;
    l->text[2 * l->count + 1] = ' ';
    l->count++;
}

static bool same_run(const letters *x, size_t i, const letters *y, size_t j, size_t n)
{
    for (size_t k = 0; k < n; k++)
        if (x->text[2 * (i + k)] != y->text[2 * (j + k)])
            return false;
    return true;
}

/* covered[i]: some run of n words with word i in it stands in y, too. */
static void cover(const letters *x, const letters *y, bool covered[MOST_WORDS])
{
    size_t n = recipe.ngram;

    memset(covered, 0, MOST_WORDS);
    if (x->count < n || y->count < n) {
        bool all = x->count == y->count && same_run(x, 0, y, 0, x->count);

        memset(covered, all, x->count);
        return;
    }
    for (size_t i = 0; i + n <= x->count; i++)
        for (size_t j = 0; j + n <= y->count; j++)
            if (same_run(x, i, y, j, n)) {
                memset(covered + i, 1, n);
                break;
            }
}

static void check_words(const bool *wanted, size_t count, const chaff_shared *list,
                        size_t list_count, bool of_b)
{
    bool got[MOST_WORDS] = {false};

    for (size_t s = 0; s < list_count; s++) {
        size_t start = of_b ? list[s].b_start : list[s].a_start;
        size_t end = of_b ? list[s].b_end : list[s].a_end;

        ck_assert_uint_lt(start, end);
        ck_assert_uint_le(end, 2 * count);
        ck_assert_uint_eq(start % 2, 0);
        ck_assert_uint_eq(end % 2, 1);
        memset(got + start / 2, 1, (end + 1 - start) / 2);
    }
    for (size_t i = 0; i < count; i++)
        ck_assert_msg(wanted[i] == got[i], "word %zu of %c", i, of_b ? 'b' : 'a');
}

static void check_pair(const letters *a, const letters *b)
{
    bool wanted[MOST_WORDS];
    chaff_shared *list;
    size_t count, a_end = 0, b_end = 0, last = 0;

    ck_assert_int_eq(chaff_verify_shared(worker, text_of(a), text_of(b), &list, &count),
                     CHAFF_OK);
    cover(a, b, wanted);
    check_words(wanted, a->count, list, count, false);
    cover(b, a, wanted);
    check_words(wanted, b->count, list, count, true);
    for (size_t s = 0; s < count; s++) {
        ck_assert(list[s].a_start >= last || list[s].aligned);
        last = list[s].aligned ? last : list[s].a_start;
        if (!list[s].aligned)
            continue;
        ck_assert_uint_ge(list[s].a_start, a_end);
        ck_assert_uint_ge(list[s].b_start, b_end);
        a_end = list[s].a_end;
        b_end = list[s].b_end;
    }
    chaff_shared_free(list);
}

START_TEST(covered_words_are_those_of_shared_runs)
{
    uint64_t state = 11;

    for (int round = 0; round < 400; round++) {
        unsigned alphabet = 2 + (unsigned)(test_random(&state) % 24);
        letters a = {.count = 0}, b = {.count = 0};
        size_t size = test_random(&state) % 120;

        for (size_t i = 0; i < size; i++)
            add_letter(&a, (char)('a' + test_random(&state) % alphabet));
        for (size_t pieces = test_random(&state) % 6; pieces; pieces--) {
            size_t from = size ? test_random(&state) % size : 0;
            size_t many = test_random(&state) % 40;

            for (size_t i = from; i < size && i < from + many; i++)
                add_letter(&b, a.text[2 * i]);
            if (test_random(&state) % 2)
                add_letter(&b, 'z');
        }
        check_pair(&a, &b);
        check_pair(&b, &a);
        check_pair(&a, &a);
    }
}
END_TEST

START_TEST(a_moved_block_is_found_but_not_aligned)
{
    chaff_text a = TEXT("one two three four five six seven eight nine alpha beta gamma delta"),
               b = TEXT("alpha beta gamma delta one two three four five six seven eight nine");
    chaff_shared *list;
    size_t count;

    ck_assert_int_eq(chaff_verify_shared(worker, a, b, &list, &count), CHAFF_OK);
    ck_assert_uint_eq(count, 2);
    ck_assert(list[0].aligned && !list[1].aligned);
    ck_assert_uint_eq(list[0].b_start, 23);
    ck_assert_uint_eq(list[1].b_start, 0);
    chaff_shared_free(list);
}
END_TEST

START_TEST(folding_and_short_texts_are_those_of_the_comparison)
{
    chaff_text a = TEXT("\xC3\x89t\xC3\xA9 2024!"), b = TEXT("  e\xCC\x81T\xC3\x89 ... 2024"), c = TEXT("\xC3\xA9t\xC3\xA9");
    chaff_shared *list;
    size_t count;

    ck_assert_int_eq(chaff_verify_shared(worker, a, b, &list, &count), CHAFF_OK);
    ck_assert_uint_eq(count, 1);
    ck_assert_uint_eq(list[0].a_end, a.size - 1);
    ck_assert_uint_eq(list[0].b_start, 2);
    chaff_shared_free(list);
    ck_assert_int_eq(chaff_verify_shared(worker, a, c, &list, &count), CHAFF_OK);
    ck_assert_ptr_null(list);
    ck_assert_int_eq(chaff_verify_shared(worker, TEXT(""), TEXT(" .. "), &list, &count),
                     CHAFF_OK);
    ck_assert_ptr_null(list);
}
END_TEST

START_TEST(one_word_without_end_is_one_stretch)
{
    enum { WORDS = 300000 };
    char *text = malloc(2 * WORDS);
    chaff_shared *list;
    size_t count;

    for (size_t i = 0; i < WORDS; i++)
        memcpy(text + 2 * i, "a ", 2);
    ck_assert_int_eq(chaff_verify_shared(worker, (chaff_text){text, 2 * WORDS},
                                         (chaff_text){text, WORDS}, &list, &count), CHAFF_OK);
    ck_assert_uint_ge(count, 1);
    ck_assert_uint_le(count, 3);
    chaff_shared_free(list);
    free(text);
}
END_TEST

START_TEST(every_allocation_failure_is_reported)
{
    chaff_text a = TEXT("one two three four five six seven eight"),
               b = TEXT("six seven eight one two three four five");
    chaff_shared *list;
    chaff_status status;
    bool reached;
    size_t count;
    long n = 0;

    do {
        mem_fail_after(n++);
        status = chaff_verify_shared(worker, a, b, &list, &count);
        reached = !mem_fault_pending();
        mem_fail_after(-1);
        ck_assert(status == CHAFF_OK || (status == CHAFF_ERR_MEMORY && !list && !count));
        chaff_shared_free(list);
    } while (reached);
    ck_assert_int_eq(status, CHAFF_OK);
    ck_assert_int_gt(n, 10);
}
END_TEST

Suite *shared_suite(void);

Suite *shared_suite(void)
{
    Suite *suite = suite_create("shared");
    TCase *core = tcase_create("core");

    tcase_add_checked_fixture(core, setup, teardown);
    tcase_add_test(core, covered_words_are_those_of_shared_runs);
    tcase_add_test(core, a_moved_block_is_found_but_not_aligned);
    tcase_add_test(core, folding_and_short_texts_are_those_of_the_comparison);
    tcase_add_test(core, one_word_without_end_is_one_stretch);
    tcase_add_test(core, every_allocation_failure_is_reported);
    suite_add_tcase(suite, core);
    return suite;
}
