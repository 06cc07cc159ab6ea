/* test_sketch.c - texts become prints, sets, samples and sketches
 *
 * The oracle splits the whole text at once, hashes every shingle from one array, and
 * makes sets with the system's sort.
 */
#include <math.h>
#include <stdio.h>

#include "sketch/distinct.h"
#include "sketch/worker.h"
#include "tests.h"
#include "text/words.h"

typedef struct naive {
    uint64_t *words, *set;
    size_t word_count, shingle_count, set_count;
} naive;

static int compare_hashes(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return x < y ? -1 : x > y;
}

static void split_all(naive *n, chaff_text text)
{
    splitter *s;
    size_t at = 0, capacity = text.size + 64;

    ck_assert_int_eq(splitter_new(&s), CHAFF_OK);
    n->words = malloc(capacity * sizeof *n->words);
    n->word_count = 0;
    while (at < text.size) {
        size_t count;

        ck_assert_int_eq(words_split(s, text, &at, n->words + n->word_count, NULL,
                                     capacity - n->word_count, &count), CHAFF_OK);
        n->word_count += count;
    }
    splitter_free(s);
}

static naive naive_of(chaff_text text, const chaff_recipe *recipe)
{
    naive n;
    shingle_rule rule;

    split_all(&n, text);
    shingle_rule_set(&rule, recipe->ngram, recipe->seed);
    n.set = malloc((n.word_count + 1) * sizeof *n.set);
    n.shingle_count = n.word_count < rule.words ? n.word_count > 0
                                                : n.word_count - rule.words + 1;
    if (n.word_count >= rule.words)
        shingle_hashes(&rule, n.words, n.shingle_count, n.set);
    else if (n.word_count > 0)
        n.set[0] = shingle_short(&rule, n.words, n.word_count);
    qsort(n.set, n.shingle_count, sizeof *n.set, compare_hashes);
    n.set_count = 0;
    for (size_t i = 0; i < n.shingle_count; i++)
        if (i == 0 || n.set[i] != n.set[i - 1])
            n.set[n.set_count++] = n.set[i];
    return n;
}

static void free_naive(naive *n)
{
    free(n->words);
    free(n->set);
}

/* Words out of `kinds`, with separators of several sorts. */
static chaff_text random_text(uint64_t *state, size_t words, uint64_t kinds)
{
    static const char *const between[] = {" ", "\n", ", ", "_", "  - "};
    char *data = malloc(words * 32 + 1);
    size_t size = 0;

    for (size_t i = 0; i < words; i++)
        size += (size_t)sprintf(data + size, "w%x%s",
                                (unsigned)(test_random(state) % kinds * 2654435761u),
                                between[test_random(state) % 5]);
    return (chaff_text){data, size};
}

static chaff_worker *new_worker(uint32_t ngram, double threshold)
{
    chaff_recipe recipe;
    chaff_worker *worker;

    chaff_recipe_init(&recipe);
    recipe.ngram = ngram;
    recipe.threshold = threshold;
    ck_assert_int_eq(chaff_worker_new(&worker, &recipe, NULL), CHAFF_OK);
    return worker;
}

static void check_text(chaff_worker *worker, chaff_text text)
{
    const chaff_recipe *recipe = worker_recipe(worker);
    naive n = naive_of(text, recipe);
    hash128 sequence = hash_bytes128(n.words, n.word_count * sizeof *n.words);
    minhash *m = calloc(1, sizeof *m);
    uint64_t *set = NULL;
    size_t capacity = 0, count;
    sketch_print print;

    minhash_init(m, minhash_kernel_at(0), recipe->bands * recipe->rows, recipe->seed);
    minhash_add(m, n.set, n.set_count);
    ck_assert_int_eq(worker_print(worker, text, true, &print), CHAFF_OK);
    ck_assert_uint_eq(print.words, n.word_count);
    ck_assert_uint_eq(print.shingles, n.shingle_count);
    ck_assert(n.word_count == 0 || (print.sequence.low == sequence.low &&
                                    print.sequence.high == sequence.high));
    ck_assert_mem_eq(print.slots, m->value, m->slots * sizeof *m->value);

    ck_assert_int_eq(worker_print(worker, text, false, &print), CHAFF_OK);
    ck_assert_uint_eq(print.shingles, n.shingle_count);
    ck_assert(n.word_count == 0 || print.sequence.low == sequence.low);
    ck_assert_ptr_null(print.slots);

    ck_assert_int_eq(worker_set(worker, text, &set, &capacity, &count), CHAFF_OK);
    ck_assert_uint_eq(count, n.set_count);
    ck_assert(count == 0 || !memcmp(set, n.set, count * sizeof *set));
    free(set);
    free(m);
    free_naive(&n);
}

START_TEST(texts_of_every_length_are_as_the_oracle_has_them)
{
    static const size_t lengths[] = {0,    1,    2,    3,    4,    5,    6,    7,
                                     31,   32,   33,   100,  2043, 2044, 2047, 2048,
                                     2049, 2052, 2053, 4095, 4096, 4097, 9000};
    static const uint32_t ngrams[] = {1, 2, 5, 8, 9, 32};
    uint64_t state = 1;

    for (size_t g = 0; g < sizeof ngrams / sizeof *ngrams; g++) {
        chaff_worker *worker = new_worker(ngrams[g], .5);

        for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
            for (uint64_t kinds = 1; kinds <= 10000; kinds *= 100) {
                chaff_text text = random_text(&state, lengths[i], kinds);

                check_text(worker, text);
                free((void *)(uintptr_t)text.data);
            }
        chaff_worker_free(worker);
    }
}
END_TEST

/* U+FDFA folds to four words. */
START_TEST(a_text_of_few_bytes_may_hold_more_words_than_a_window)
{
    enum { SIGNS = 680 };
    char data[3 * SIGNS + 1];
    chaff_worker *worker = new_worker(5, .5);

    for (size_t i = 0; i < SIGNS; i++)
        memcpy(data + 3 * i, "\xEF\xB7\xBA", 4);
    check_text(worker, (chaff_text){data, 3 * SIGNS});
    check_text(worker, (chaff_text){data, 3});
    chaff_worker_free(worker);
}
END_TEST

START_TEST(every_kernel_makes_the_same_sketch)
{
    chaff_recipe recipe;
    uint64_t state = 2;
    const minhash_kernel *kernel;

    chaff_recipe_init(&recipe);
    for (size_t words = 1; words < 6000; words = words * 3 + 1) {
        chaff_text text = random_text(&state, words, 3000);
        uint8_t first[16 + 4 * 1024], next[16 + 4 * 1024];

        for (unsigned number = 0; (kernel = minhash_kernel_at(number)); number++) {
            chaff_worker *worker;

            ck_assert_int_eq(worker_new_kernel(&worker, &recipe, kernel, NULL),
                             CHAFF_OK);
            ck_assert_int_eq(chaff_sketch_text(worker, text, number ? next : first),
                             CHAFF_OK);
            if (number)
                ck_assert_mem_eq(first, next, chaff_sketch_size(worker_recipe(worker)));
            chaff_worker_free(worker);
        }
        free((void *)(uintptr_t)text.data);
    }
}
END_TEST

START_TEST(case_and_punctuation_do_not_count)
{
    chaff_worker *worker = new_worker(5, .8);
    sketch_print a, b;
    uint32_t slots[96];

    ck_assert_int_eq(
        worker_print(worker, TEXT("The quick brown fox, jumped over"), true, &a),
        CHAFF_OK);
    memcpy(slots, a.slots, sizeof slots);
    ck_assert_int_eq(
        worker_print(worker, TEXT("the QUICK   brown (fox) Jumped\nover!"), true, &b),
        CHAFF_OK);
    ck_assert_uint_eq(a.sequence.low, b.sequence.low);
    ck_assert_uint_eq(a.sequence.high, b.sequence.high);
    ck_assert_mem_eq(slots, b.slots, sizeof slots);
    chaff_worker_free(worker);
}
END_TEST

static double likeness_of(chaff_worker *worker, chaff_text a, chaff_text b)
{
    uint8_t *x = malloc(chaff_sketch_size(worker_recipe(worker)));
    uint8_t *y = malloc(chaff_sketch_size(worker_recipe(worker)));
    double jaccard;

    ck_assert_int_eq(chaff_sketch_text(worker, a, x), CHAFF_OK);
    ck_assert_int_eq(chaff_sketch_text(worker, b, y), CHAFF_OK);
    ck_assert_int_eq(chaff_sketch_compare(x, y, &jaccard), CHAFF_OK);
    free(x);
    free(y);
    return jaccard;
}

START_TEST(short_texts_are_like_themselves_only)
{
    static const char *const texts[] = {
        "one", "two", "one one", "one two", "two one", "one two three four",
        "one two three four five", "one one one one one"
    };
    chaff_worker *worker = new_worker(5, .8);
    size_t count = sizeof texts / sizeof *texts;

    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < count; j++) {
            chaff_text a = {texts[i], strlen(texts[i])},
                       b = {texts[j], strlen(texts[j])};

            ck_assert_double_eq(likeness_of(worker, a, b), i == j);
        }
    chaff_worker_free(worker);
}
END_TEST

START_TEST(a_text_without_a_word_is_like_nothing)
{
    chaff_worker *worker = new_worker(5, .8);
    const chaff_recipe *recipe = worker_recipe(worker);
    uint8_t sketch[16 + 4 * 96];
    uint64_t keys[16];

    ck_assert_double_eq(likeness_of(worker, TEXT(""), TEXT("")), 0);
    ck_assert_double_eq(likeness_of(worker, TEXT("... !"), TEXT("... !")), 0);
    ck_assert_double_eq(likeness_of(worker, TEXT("?"), TEXT("one two three four five")),
                        0);
    ck_assert_int_eq(chaff_sketch_text(worker, (chaff_text){NULL, 0}, sketch),
                     CHAFF_OK);
    ck_assert_int_eq(chaff_sketch_keys(recipe, sketch, keys), CHAFF_DONE);
    chaff_worker_free(worker);
}
END_TEST

START_TEST(estimates_are_near_the_exact_similarity)
{
    chaff_worker *worker = new_worker(5, .5);
    const chaff_recipe *recipe = worker_recipe(worker);
    uint32_t slots = recipe->bands * recipe->rows;
    uint64_t state = 5;
    double square = 0, expected = 0;

    for (int trial = 0; trial < 200; trial++) {
        chaff_text a = random_text(&state, 400, 100000),
                   b = {a.data + a.size / 4, a.size / 2};
        naive x = naive_of(a, recipe), y = naive_of(b, recipe);
        size_t shared = 0;
        double jaccard, estimate = likeness_of(worker, a, b);

        for (size_t i = 0, j = 0; i < x.set_count && j < y.set_count;) {
            shared += x.set[i] == y.set[j];
            if (x.set[i] < y.set[j])
                i++;
            else
                j++;
        }
        jaccard = (double)shared / (double)(x.set_count + y.set_count - shared);
        square += (estimate - jaccard) * (estimate - jaccard);
        expected += jaccard * (1 - jaccard) / slots;
        free_naive(&x);
        free_naive(&y);
        free((void *)(uintptr_t)a.data);
    }
    ck_assert_double_lt(square, expected * (1 + 4 * sqrt(2. / 200)));
    chaff_worker_free(worker);
}
END_TEST

START_TEST(sketches_are_little_endian_bytes_of_the_documented_layout)
{
    chaff_worker *worker = new_worker(5, .8);
    const chaff_recipe *recipe = worker_recipe(worker);
    chaff_text text = TEXT("a b c d e f g h");
    uint8_t sketch[16 + 4 * 96];
    uint64_t id = chaff_recipe_id(recipe), keys[16], from_slots[16];
    sketch_print print;

    ck_assert_uint_eq(chaff_sketch_size(recipe), sizeof sketch);
    ck_assert_int_eq(chaff_sketch_text(worker, text, sketch), CHAFF_OK);
    ck_assert_int_eq(worker_print(worker, text, true, &print), CHAFF_OK);
    for (int i = 0; i < 8; i++)
        ck_assert_uint_eq(sketch[i], id >> 8 * i & 0xff);
    ck_assert_uint_eq(sketch[8], 4);
    ck_assert_uint_eq(sketch[12], 96);
    ck_assert_uint_eq(sketch[14], 5);
    for (uint32_t j = 0; j < 96; j++)
        for (uint32_t i = 0; i < 4; i++)
            ck_assert_uint_eq(sketch[16 + 4 * j + i], print.slots[j] >> 8 * i & 0xff);
    worker_keys(worker, print.slots, from_slots, NULL);
    ck_assert_int_eq(chaff_sketch_keys(recipe, sketch, keys), CHAFF_OK);
    ck_assert_mem_eq(keys, from_slots, sizeof keys);
    chaff_worker_free(worker);
}
END_TEST

START_TEST(sketches_of_other_recipes_are_told_apart)
{
    chaff_worker *a = new_worker(5, .8), *b = new_worker(4, .8), *c = new_worker(5, .5);
    uint8_t x[2048], y[2048], z[2048];
    uint64_t keys[1024];
    double jaccard = 1;

    ck_assert_int_eq(chaff_sketch_text(a, TEXT("one two three four five"), x),
                     CHAFF_OK);
    ck_assert_int_eq(chaff_sketch_text(b, TEXT("one two three four five"), y),
                     CHAFF_OK);
    ck_assert_int_eq(chaff_sketch_text(c, TEXT("one two three four five"), z),
                     CHAFF_OK);
    ck_assert_int_eq(chaff_sketch_compare(x, y, &jaccard), CHAFF_ERR_MISMATCH);
    ck_assert_double_eq(jaccard, 0);
    ck_assert_int_eq(chaff_sketch_compare(x, z, &jaccard), CHAFF_ERR_MISMATCH);
    ck_assert_int_eq(chaff_sketch_keys(worker_recipe(a), y, keys), CHAFF_ERR_MISMATCH);
    ck_assert_int_eq(chaff_sketch_keys(worker_recipe(b), x, keys), CHAFF_ERR_MISMATCH);
    /* A header that claims other slots than its recipe has. */
    x[12] = 200;
    ck_assert_int_eq(chaff_sketch_keys(worker_recipe(a), x, keys), CHAFF_ERR_MISMATCH);
    memset(x + 12, 0xff, 2);
    ck_assert_int_eq(chaff_sketch_compare(x, x, &jaccard), CHAFF_ERR_MISMATCH);
    chaff_worker_free(a);
    chaff_worker_free(b);
    chaff_worker_free(c);
}
END_TEST

START_TEST(a_sample_is_the_set_below_its_line)
{
    chaff_worker *worker = new_worker(5, .8);
    uint64_t state = 6;

    for (uint32_t one_in = 1; one_in <= 64; one_in *= 2) {
        chaff_text text = random_text(&state, 5000, 700);
        naive n = naive_of(text, worker_recipe(worker));
        const uint64_t *sample;
        size_t count, expected = 0;

        while (expected < n.set_count && n.set[expected] <= UINT64_MAX / one_in)
            expected++;
        ck_assert_int_eq(worker_sample(worker, text, one_in, &sample, &count),
                         CHAFF_OK);
        ck_assert_uint_eq(count, expected);
        ck_assert(count == 0 || !memcmp(sample, n.set, count * sizeof *sample));
        free_naive(&n);
        free((void *)(uintptr_t)text.data);
    }
    chaff_worker_free(worker);
}
END_TEST

/* Uniform hashes, few distinct ones, all in one place, and all of them equal. */
START_TEST(distinct_hashes_are_those_of_the_system_s_sort)
{
    enum { MOST = 70000 };
    static const size_t counts[] = {0,  1,  2,    31,    32,    33,
                                    64, 65, 1000, 16384, 65536, MOST};
    distinct *d = calloc(1, sizeof *d);
    uint64_t *hashes = malloc(MOST * sizeof *hashes),
             *sorted = malloc(MOST * sizeof *sorted);
    uint64_t state = 9;

    for (int kind = 0; kind < 5; kind++)
        for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
            size_t count = counts[c], left = 0;
            uint64_t most = kind == 1 ? UINT64_MAX / 3 : kind == 4 ? 1 : UINT64_MAX;

            for (size_t i = 0; i < count; i++) {
                uint64_t random = test_random(&state);

                hashes[i] = kind == 0 ? random : kind == 1 ? random / 3 :
                            kind == 2 ? (random % 50) << 58 | random % 3 :
                            kind == 3 ? random % 1000 : random % 2;
            }
            memcpy(sorted, hashes, count * sizeof *hashes);
            qsort(sorted, count, sizeof *sorted, compare_hashes);
            for (size_t i = 0; i < count; i++)
                if (i == 0 || sorted[i] != sorted[left - 1])
                    sorted[left++] = sorted[i];
            ck_assert_int_eq(distinct_sort(d, hashes, &count, most), CHAFF_OK);
            ck_assert_uint_eq(count, left);
            ck_assert(count == 0 || !memcmp(hashes, sorted, count * sizeof *hashes));
        }
    distinct_release(d);
    free(d);
    free(hashes);
    free(sorted);
}
END_TEST

START_TEST(one_line_without_end_makes_a_small_set)
{
    chaff_worker *worker = new_worker(5, .8);
    static const char line[] = "all work and no play makes jack a dull boy\n";
    size_t lines = 200000, size = sizeof line - 1, capacity = 0, count;
    char *data = malloc(lines * size);
    uint64_t *set = NULL;

    for (size_t i = 0; i < lines; i++)
        memcpy(data + i * size, line, size);
    ck_assert_int_eq(
        worker_set(worker, (chaff_text){data, lines * size}, &set, &capacity, &count),
        CHAFF_OK);
    ck_assert_uint_eq(count, 10);
    ck_assert_uint_lt(capacity, 1 << 18);
    free(set);
    free(data);
    chaff_worker_free(worker);
}
END_TEST

START_TEST(a_set_is_reused_from_text_to_text)
{
    chaff_worker *worker = new_worker(5, .8);
    uint64_t state = 7, *set = NULL, *before;
    size_t capacity = 0, count;
    chaff_text large = random_text(&state, 9000, 100000),
               small = random_text(&state, 90, 10);

    ck_assert_int_eq(worker_set(worker, large, &set, &capacity, &count), CHAFF_OK);
    before = set;
    ck_assert_int_eq(worker_set(worker, small, &set, &capacity, &count), CHAFF_OK);
    ck_assert_uint_le(count, 86);
    ck_assert_ptr_eq(set, before);
    free(set);
    free((void *)(uintptr_t)large.data);
    free((void *)(uintptr_t)small.data);
    chaff_worker_free(worker);
}
END_TEST

START_TEST(a_bad_recipe_makes_no_worker)
{
    chaff_recipe recipe;
    chaff_worker *worker = (chaff_worker *)&recipe;
    chaff_error err = {0};

    chaff_recipe_init(&recipe);
    recipe.threshold = 80;
    ck_assert_int_eq(chaff_worker_new(&worker, &recipe, &err), CHAFF_ERR_OPTION);
    ck_assert_ptr_null(worker);
    ck_assert(strstr(err.text, "threshold"));
    chaff_worker_free(NULL);
}
END_TEST

START_TEST(the_caller_s_recipe_stays_as_it_was)
{
    chaff_recipe recipe, before;
    chaff_worker *worker;

    chaff_recipe_init(&recipe);
    before = recipe;
    ck_assert_int_eq(chaff_worker_new(&worker, &recipe, NULL), CHAFF_OK);
    ck_assert_mem_eq(&recipe, &before, sizeof recipe);
    ck_assert_uint_eq(worker_recipe(worker)->bands, 16);
    chaff_worker_free(worker);
}
END_TEST

/* Everything a worker does, as one chain of calls. */
static chaff_status do_all(chaff_text text)
{
    chaff_recipe recipe;
    chaff_worker *worker;
    chaff_error err;
    sketch_print print;
    const uint64_t *sample;
    uint64_t *set = NULL;
    size_t capacity = 0, count = 1;
    chaff_status status;

    chaff_recipe_init(&recipe);
    status = chaff_worker_new(&worker, &recipe, &err);
    if (status != CHAFF_OK) {
        ck_assert_ptr_null(worker);
        return status;
    }
    status = worker_print(worker, text, true, &print);
    if (status == CHAFF_OK)
        status = worker_set(worker, text, &set, &capacity, &count);
    if (status == CHAFF_OK)
        status = worker_sample(worker, text, 4, &sample, &count);
    ck_assert(status == CHAFF_OK || count == 0 || print.words == 0);
    mem_free(set);
    chaff_worker_free(worker);
    return status;
}

START_TEST(workers_survive_every_allocation_failure)
{
    uint64_t state = 8;
    chaff_text text = random_text(&state, 5000, 100000);
    chaff_status status;
    long n = 0;

    do {
        mem_fail_after(n++);
        status = do_all(text);
        ck_assert(status == CHAFF_OK || status == CHAFF_ERR_MEMORY);
    } while (status != CHAFF_OK);
    mem_fail_after(-1);
    ck_assert_int_gt(n, 5);
    free((void *)(uintptr_t)text.data);
}
END_TEST

Suite *sketch_suite(void);
Suite *sketch_suite(void)
{
    Suite *suite = suite_create("sketch");
    TCase *core = tcase_create("core");

    tcase_set_timeout(core, 60);
    tcase_add_test(core, texts_of_every_length_are_as_the_oracle_has_them);
    tcase_add_test(core, a_text_of_few_bytes_may_hold_more_words_than_a_window);
    tcase_add_test(core, every_kernel_makes_the_same_sketch);
    tcase_add_test(core, case_and_punctuation_do_not_count);
    tcase_add_test(core, short_texts_are_like_themselves_only);
    tcase_add_test(core, a_text_without_a_word_is_like_nothing);
    tcase_add_test(core, estimates_are_near_the_exact_similarity);
    tcase_add_test(core, sketches_are_little_endian_bytes_of_the_documented_layout);
    tcase_add_test(core, sketches_of_other_recipes_are_told_apart);
    tcase_add_test(core, a_sample_is_the_set_below_its_line);
    tcase_add_test(core, distinct_hashes_are_those_of_the_system_s_sort);
    tcase_add_test(core, one_line_without_end_makes_a_small_set);
    tcase_add_test(core, a_set_is_reused_from_text_to_text);
    tcase_add_test(core, a_bad_recipe_makes_no_worker);
    tcase_add_test(core, the_caller_s_recipe_stays_as_it_was);
    tcase_add_test(core, workers_survive_every_allocation_failure);
    suite_add_tcase(suite, core);
    return suite;
}
