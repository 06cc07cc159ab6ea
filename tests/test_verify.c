/* test_verify.c - chaff_verify against shingles written out as strings
 *
 * The oracle takes texts of single letters: a shingle is a string of n of them, kept in
 * a plain list that is searched from its start.
 */
#include "chaff/verify.h"
#include "tests.h"

Suite *verify_suite(void);

enum { WORDS = 60, LONGEST = 32 };

typedef struct letters {
    char words[WORDS + 1];
    char text[2 * WORDS + 1];
} letters;

static void make_letters(letters *l, size_t count, uint32_t alphabet, uint64_t *state)
{
    *l = (letters){0};
    for (size_t i = 0; i < count; i++) {
        l->words[i] = (char)('a' + test_random(state) % alphabet);
        l->text[2 * i] = l->words[i];
        l->text[2 * i + 1] = ' ';
    }
}

typedef struct shingle_list {
    char shingles[WORDS][LONGEST + 1];
    uint64_t count;
} shingle_list;

static bool has_shingle(const shingle_list *list, const char *shingle)
{
    for (uint64_t i = 0; i < list->count; i++)
        if (!strcmp(list->shingles[i], shingle))
            return true;
    return false;
}

static void list_shingles(shingle_list *list, const char *words, size_t n)
{
    size_t count = strlen(words), width = count < n ? count : n;

    *list = (shingle_list){0};
    for (size_t i = 0; count && i + width <= count; i++) {
        char shingle[LONGEST + 1] = {0};

        memcpy(shingle, words + i, width);
        if (!has_shingle(list, shingle))
            memcpy(list->shingles[list->count++], shingle, sizeof shingle);
    }
}

static double quotient(uint64_t part, uint64_t whole)
{
    return whole ? (double)part / (double)whole : 0;
}

static chaff_worker *make_worker(uint32_t ngram)
{
    chaff_recipe recipe;
    chaff_worker *worker;

    chaff_recipe_init(&recipe);
    recipe.ngram = ngram;
    ck_assert_int_eq(chaff_worker_new(&worker, &recipe, NULL), CHAFF_OK);
    return worker;
}

START_TEST(figures_are_those_of_shingles_written_out)
{
    static const uint32_t ngrams[] = {1, 2, 3, 5, 32};
    uint64_t state = 1;

    for (size_t n = 0; n < sizeof ngrams / sizeof *ngrams; n++) {
        chaff_worker *worker = make_worker(ngrams[n]);

        for (int round = 0; round < 300; round++) {
            uint32_t alphabet = 1 + (uint32_t)(test_random(&state) % 6);
            letters a, b;
            shingle_list a_list, b_list;
            uint64_t shared = 0, either;
            chaff_text a_text, b_text;
            chaff_likeness l;

            make_letters(&a, test_random(&state) % WORDS, alphabet, &state);
            make_letters(&b, test_random(&state) % WORDS, alphabet, &state);
            list_shingles(&a_list, a.words, ngrams[n]);
            list_shingles(&b_list, b.words, ngrams[n]);
            for (uint64_t i = 0; i < a_list.count; i++)
                shared += has_shingle(&b_list, a_list.shingles[i]);
            either = a_list.count + b_list.count - shared;
            a_text = (chaff_text){a.text, strlen(a.text)};
            b_text = (chaff_text){b.text, strlen(b.text)};
            ck_assert_int_eq(chaff_verify(worker, a_text, b_text, &l), CHAFF_OK);
            ck_assert_uint_eq(l.a_count, a_list.count);
            ck_assert_uint_eq(l.b_count, b_list.count);
            ck_assert_uint_eq(l.shared, shared);
            ck_assert(l.jaccard == quotient(shared, either));
            ck_assert(l.a_in_b == quotient(shared, a_list.count));
            ck_assert(l.b_in_a == quotient(shared, b_list.count));
        }
        chaff_worker_free(worker);
    }
}
END_TEST

START_TEST(case_and_punctuation_make_no_difference)
{
    chaff_text a = TEXT("The quick, brown fox -- jumps over it.");
    chaff_text b = TEXT("the QUICK brown\nfox jumps over it");
    chaff_worker *worker = make_worker(5);
    chaff_likeness l;

    ck_assert_int_eq(chaff_verify(worker, a, b, &l), CHAFF_OK);
    ck_assert(l.jaccard == 1 && l.a_count == 3);
    chaff_worker_free(worker);
}
END_TEST

START_TEST(texts_without_words_are_like_nothing)
{
    chaff_text none = {NULL, 0}, odd = TEXT("\0\0\xff\xfe");
    chaff_worker *worker = make_worker(5);
    chaff_likeness l;

    ck_assert_int_eq(chaff_verify(worker, TEXT(""), TEXT(""), &l), CHAFF_OK);
    ck_assert(l.jaccard == 0 && l.a_in_b == 0 && l.b_in_a == 0);
    ck_assert_int_eq(chaff_verify(worker, none, TEXT("one two"), &l), CHAFF_OK);
    ck_assert(l.jaccard == 0 && l.a_count == 0 && l.b_count == 1);
    ck_assert_int_eq(chaff_verify(worker, TEXT("... -- !"), odd, &l), CHAFF_OK);
    ck_assert(l.jaccard == 0 && l.a_count == 0 && l.b_count == 0);
    chaff_worker_free(worker);
}
END_TEST

START_TEST(verifying_survives_every_allocation_failure)
{
    chaff_worker *worker = make_worker(2);
    int failures = 0;

    for (long n = 0; n < 20; n++) {
        chaff_likeness l = {.shared = 99};
        chaff_status status;

        mem_fail_after(n);
        status = chaff_verify(worker, TEXT("a b c d e"), TEXT("b c d e f"), &l);
        mem_fail_after(-1);
        ck_assert(status == CHAFF_OK || status == CHAFF_ERR_MEMORY);
        ck_assert_uint_eq(l.shared, status == CHAFF_OK ? 3 : 0);
        failures += status != CHAFF_OK;
    }
    ck_assert_int_ge(failures, 2);
    chaff_worker_free(worker);
}
END_TEST

Suite *verify_suite(void)
{
    Suite *suite = suite_create("verify");
    TCase *core = tcase_create("core");

    tcase_set_timeout(core, 30);
    tcase_add_test(core, figures_are_those_of_shingles_written_out);
    tcase_add_test(core, case_and_punctuation_make_no_difference);
    tcase_add_test(core, texts_without_words_are_like_nothing);
    tcase_add_test(core, verifying_survives_every_allocation_failure);
    suite_add_tcase(suite, core);
    return suite;
}
