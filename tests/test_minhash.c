/* test_minhash.c - shingle hashes and slots: definition, kernels, quality
 *
 * Oracles: the definition of a shingle's hash in modular arithmetic, and of a slot as
 * one loop over the set. What is promised in chances is measured with fixed seeds; each
 * tolerance is four standard deviations of what the trials can show.
 */
#include <math.h>

#include "base/hash.h"
#include "sketch/minhash.h"
#include "tests.h"

/* -- shingles ---------------------------------------------------------------------- */

static uint64_t rotate_slowly(uint64_t x, unsigned by)
{
    while (by-- > 0)
        x = x << 1 | x >> 63;
    return x;
}

static uint64_t shingle_by_definition(const shingle_rule *rule, const uint64_t *words)
{
    uint64_t x = 0;

    for (uint32_t k = 0; k < rule->words; k++)
        if (rule->words <= SHINGLE_MOST_ROTATED)
            x ^= rotate_slowly(words[k], k * SHINGLE_ROTATION);
        else
            x = x * UINT64_C(0x9fb21c651e98df25) + words[k];
    return shingle_mix(rule, x);
}

START_TEST(every_kernel_hashes_by_the_definition)
{
    uint64_t state = 1;
    const minhash_kernel *kernel;

    for (unsigned number = 0; (kernel = minhash_kernel_at(number)); number++)
        for (uint32_t n = 1; n <= SHINGLE_MOST_WORDS; n++)
            for (size_t count = 0; count < 40; count += 1 + count / 8) {
                /* Exact sizes, so that a sanitizer sees a byte too many. */
                uint64_t *words = malloc((count + n - 1) * sizeof *words + 1);
                uint64_t *hashes = malloc(count * sizeof *hashes + 1);
                shingle_rule rule;

                shingle_rule_set(&rule, n, test_random(&state));
                for (size_t i = 0; i < count + n - 1; i++)
                    words[i] = test_random(&state);
                if (n <= SHINGLE_MOST_ROTATED)
                    kernel->shingles(&rule, words, count, hashes);
                else
                    shingle_hashes(&rule, words, count, hashes);
                for (size_t i = 0; i < count; i++)
                    ck_assert_uint_eq(hashes[i],
                                      shingle_by_definition(&rule, words + i));
                free(words);
                free(hashes);
            }
}
END_TEST

static int compare_hashes(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return x < y ? -1 : x > y;
}

static size_t count_distinct(uint64_t *hashes, size_t count)
{
    size_t distinct = count > 0;

    qsort(hashes, count, sizeof *hashes, compare_hashes);
    for (size_t i = 1; i < count; i++)
        distinct += hashes[i] != hashes[i - 1];
    return distinct;
}

/* All sequences of n words out of `kinds`, in a row of hashes. */
static size_t hash_all_sequences(uint32_t n, uint32_t kinds, uint64_t *state,
                                 uint64_t *hashes)
{
    uint64_t words[SHINGLE_MOST_WORDS], vocabulary[8];
    shingle_rule rule;
    size_t sequences = 1;

    shingle_rule_set(&rule, n, 1);
    for (uint32_t k = 0; k < kinds; k++)
        vocabulary[k] = test_random(state);
    for (uint32_t k = 0; k < n; k++)
        sequences *= kinds;
    for (size_t s = 0; s < sequences; s++) {
        size_t rest = s;

        for (uint32_t k = 0; k < n; k++, rest /= kinds)
            words[k] = vocabulary[rest % kinds];
        shingle_hashes(&rule, words, 1, &hashes[s]);
    }
    return sequences;
}

START_TEST(permuted_and_repeated_words_have_hashes_of_their_own)
{
    static const uint32_t shapes[][2] = {{1, 8}, {2, 8},  {3, 8}, {4, 6},
                                         {5, 5}, {6, 4},  {7, 3}, {8, 3},
                                         {9, 3}, {12, 2}, {16, 2}};
    uint64_t *hashes = malloc(65536 * sizeof *hashes), state = 2;

    for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s++)
        for (int round = 0; round < 10; round++) {
            size_t count =
                hash_all_sequences(shapes[s][0], shapes[s][1], &state, hashes);

            ck_assert_uint_eq(count_distinct(hashes, count), count);
        }
    free(hashes);
}
END_TEST

/* All texts of 32 words with a period of 1, 2, 4, 8 or 16, and their halves swapped:
 * what loses most bits in sums of rotations or powers. */
START_TEST(periodic_words_have_hashes_of_their_own)
{
    enum { TRIALS = 40000 };
    uint64_t *hashes = malloc(3 * TRIALS * sizeof *hashes), state = 3;
    shingle_rule rule;

    for (uint32_t period = 1; period <= 16; period *= 2) {
        shingle_rule_set(&rule, 32, 1);
        for (size_t i = 0; i < TRIALS; i++) {
            uint64_t words[3][32], vocabulary[17];

            for (uint32_t k = 0; k <= period; k++)
                vocabulary[k] = test_random(&state);
            for (uint32_t k = 0; k < 32; k++) {
                words[0][k] = vocabulary[k % period];
                words[1][k] = vocabulary[(k + 1) % (period + 1)];
                words[2][k] = vocabulary[k % (period + 1)];
            }
            for (int w = 0; w < 3; w++)
                shingle_hashes(&rule, words[w], 1, &hashes[3 * i + (size_t)w]);
        }
        ck_assert_uint_eq(count_distinct(hashes, 3 * TRIALS), 3 * TRIALS);
    }
    free(hashes);
}
END_TEST

START_TEST(short_texts_differ_from_each_other_and_from_long_ones)
{
    enum { MOST = 31 };
    uint64_t words[MOST + 1], hashes[2 * MOST + 1];
    shingle_rule rule;
    size_t count = 0;

    for (size_t i = 0; i <= MOST; i++)
        words[i] = hash_mix(7);            /* "a", "a a", "a a a", ... */
    shingle_rule_set(&rule, 32, 1);
    for (size_t i = 1; i <= MOST; i++)
        hashes[count++] = shingle_short(&rule, words, i);
    shingle_hashes(&rule, words, 1, &hashes[count++]);
    for (uint32_t n = 1; n < 32; n++) {
        shingle_rule_set(&rule, n, 1);
        shingle_hashes(&rule, words, 1, &hashes[count++]);
    }
    ck_assert_uint_eq(count_distinct(hashes, count), count);
}
END_TEST

/* Every byte of the hash is uniform: chi-square of 255 degrees of freedom is 255 with a
 * standard deviation of 22.6. */
START_TEST(all_bits_of_a_hash_are_mixed)
{
    enum { COUNT = 100000 };
    uint64_t *words = malloc((COUNT + 31) * sizeof *words);
    uint64_t *hashes = malloc(COUNT * sizeof *hashes);
    static const uint32_t lengths[] = {1, 2, 5, 8, 9, 32};

    for (size_t i = 0; i < COUNT + 31; i++)
        words[i] = hash_mix(i);
    for (size_t l = 0; l < sizeof lengths / sizeof *lengths; l++) {
        shingle_rule rule;

        shingle_rule_set(&rule, lengths[l], 1);
        shingle_hashes(&rule, words, COUNT, hashes);
        for (unsigned byte = 0; byte < 8; byte++) {
            double counts[256] = {0}, chi = 0, expected = COUNT / 256.;

            for (size_t i = 0; i < COUNT; i++)
                counts[hashes[i] >> 8 * byte & 0xff]++;
            for (int v = 0; v < 256; v++)
                chi += (counts[v] - expected) * (counts[v] - expected) / expected;
            ck_assert_double_lt(fabs(chi - 255), 4.5 * 22.6);
        }
    }
    free(words);
    free(hashes);
}
END_TEST

/* -- slots ------------------------------------------------------------------------- */

static minhash *new_minhash(const minhash_kernel *kernel, uint32_t slots, uint64_t seed)
{
    minhash *m = calloc(1, sizeof *m);

    minhash_init(m, kernel, slots, seed);
    return m;
}

static uint32_t slot_by_definition(const minhash *m, uint32_t slot,
                                   const uint64_t *hashes, size_t count)
{
    /* The least, the greatest, the least and the greatest signed: all as the least. */
    static const uint32_t turned[] = {0, 0xFFFFFFFF, 0x80000000, 0x7FFFFFFF};
    uint32_t together = (m->slots + 3) / 4, least = MINHASH_EMPTY;

    for (size_t i = 0; i < count; i++) {
        uint32_t low = (uint32_t)hashes[i];
        uint32_t product = (low * m->factor[slot % together]) ^ turned[slot / together];
        bool belongs = (hashes[i] >> 32) * m->slots >> 32 == slot;
        uint32_t value = belongs ? low >> 1 : MINHASH_FILLED | product >> 1;

        least = value < least ? value : least;
    }
    return least;
}

static const uint32_t some_slots[] = {1,  2,   7,   15,  16,   17,  31,
                                      96, 112, 136, 288, 1000, 1024};
enum { SOME_SLOTS = sizeof some_slots / sizeof *some_slots };

START_TEST(every_kernel_makes_the_slots_of_the_definition)
{
    static const size_t counts[] = {1,  2,   3,   8,    15,   16,   17,   33,
                                    64, 100, 300, 1500, 2047, 2048, 2049, 5000};
    uint64_t *hashes = malloc(5000 * sizeof *hashes), state = 4;
    const minhash_kernel *kernel;

    for (size_t i = 0; i < 5000; i++)
        hashes[i] = test_random(&state);
    for (unsigned number = 0; (kernel = minhash_kernel_at(number)); number++)
        for (size_t s = 0; s < SOME_SLOTS; s++) {
            minhash *m = new_minhash(kernel, some_slots[s], s);

            for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
                minhash_clear(m);
                minhash_add(m, hashes, counts[c]);
                for (uint32_t j = 0; j < m->slots; j += 1 + (uint32_t)counts[c] / 300)
                    ck_assert_uint_eq(m->value[j],
                                      slot_by_definition(m, j, hashes, counts[c]));
            }
            free(m);
        }
    free(hashes);
}
END_TEST

START_TEST(no_hash_leaves_every_slot_empty)
{
    minhash *m = new_minhash(minhash_kernel_best(), 96, 1);

    minhash_add(m, NULL, 0);
    for (uint32_t j = 0; j < 96; j++)
        ck_assert_uint_eq(m->value[j], MINHASH_EMPTY);
    free(m);
}
END_TEST

/* Hashes at the ends of their range, and few distinct ones many times. */
START_TEST(extreme_hashes_stay_in_their_slots)
{
    uint64_t hashes[3000];
    const minhash_kernel *kernel;

    for (size_t i = 0; i < 3000; i++)
        hashes[i] = i % 3 == 0 ? UINT64_MAX : i % 3 == 1 ? 0 : UINT64_C(0x80000000);
    for (unsigned number = 0; (kernel = minhash_kernel_at(number)); number++)
        for (size_t s = 0; s < SOME_SLOTS; s++) {
            minhash *m = new_minhash(kernel, some_slots[s], 5);

            minhash_add(m, hashes, 3000);
            for (uint32_t j = 0; j < m->slots; j++)
                ck_assert_uint_eq(m->value[j], slot_by_definition(m, j, hashes, 3000));
            free(m);
        }
}
END_TEST

START_TEST(order_repeats_and_pieces_do_not_matter)
{
    uint64_t hashes[600], twice[1200], state = 6;

    for (size_t i = 0; i < 600; i++)
        hashes[i] = test_random(&state);
    for (size_t i = 0; i < 1200; i++)
        twice[i] = hashes[i * 7 % 600];
    for (size_t s = 0; s < SOME_SLOTS; s++) {
        minhash *once = new_minhash(minhash_kernel_best(), some_slots[s], 1);
        minhash *pieces = new_minhash(minhash_kernel_best(), some_slots[s], 1);

        minhash_add(once, hashes, 600);
        for (size_t i = 0; i < 1200; i += 100)
            minhash_add(pieces, twice + i, 100);
        ck_assert_mem_eq(once->value, pieces->value,
                         some_slots[s] * sizeof *once->value);
        free(once);
        free(pieces);
    }
}
END_TEST

START_TEST(a_union_has_the_lesser_slots)
{
    uint64_t hashes[400], state = 8;
    minhash *a = new_minhash(minhash_kernel_best(), 112, 1);
    minhash *b = new_minhash(minhash_kernel_best(), 112, 1);
    minhash *both = new_minhash(minhash_kernel_best(), 112, 1);

    for (size_t i = 0; i < 400; i++)
        hashes[i] = test_random(&state);
    minhash_add(a, hashes, 30);
    minhash_add(b, hashes + 20, 380);
    minhash_add(both, hashes, 400);
    for (uint32_t j = 0; j < 112; j++)
        ck_assert_uint_eq(both->value[j],
                          a->value[j] < b->value[j] ? a->value[j] : b->value[j]);
    free(a);
    free(b);
    free(both);
}
END_TEST

/* Of two hashes each is the lesser in two of the four slots that share a product. */
START_TEST(slots_that_share_a_product_want_different_hashes)
{
    enum { SLOTS = 112, APART = SLOTS / 4 };
    uint64_t hashes[2], state = 13;
    minhash *a = new_minhash(minhash_kernel_best(), SLOTS, 1);
    minhash *both = new_minhash(minhash_kernel_best(), SLOTS, 1);

    for (int trial = 0; trial < 1000; trial++) {
        hashes[0] = test_random(&state);
        hashes[1] = test_random(&state);
        minhash_clear(a);
        minhash_clear(both);
        minhash_add(a, hashes, 1);
        minhash_add(both, hashes, 2);
        for (uint32_t g = 0; g < APART; g++) {
            int filled = 0, of_a = 0;

            for (uint32_t j = g; j < SLOTS; j += APART) {
                filled += both->value[j] >= MINHASH_FILLED;
                of_a += both->value[j] == a->value[j];
            }
            ck_assert(filled < 4 || of_a == 2);
        }
    }
    free(a);
    free(both);
}
END_TEST

START_TEST(every_kernel_makes_the_same_lanes)
{
    uint32_t slots[100];
    uint8_t lanes[101];
    uint64_t state = 9;
    const minhash_kernel *kernel;

    for (size_t i = 0; i < 100; i++)
        slots[i] = (uint32_t)test_random(&state);
    for (unsigned number = 0; (kernel = minhash_kernel_at(number)); number++)
        for (size_t count = 0; count <= 100; count++) {
            lanes[count] = 0xA5;
            kernel->lanes(slots, count, lanes);
            for (size_t i = 0; i < count; i++)
                ck_assert_uint_eq(lanes[i], minhash_lane(slots[i]));
            ck_assert_uint_eq(lanes[count], 0xA5);
        }
}
END_TEST

/* -- keys -------------------------------------------------------------------------- */

START_TEST(keys_are_equal_when_the_rows_are_and_differ_else)
{
    uint32_t slots[120];
    uint64_t state = 10, keys[120], changed[120];
    static const uint32_t rows[] = {1, 2, 3, 5, 6, 8, 40, 120};

    for (size_t i = 0; i < 120; i++)
        slots[i] = (uint32_t)test_random(&state);
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++)
        for (uint32_t i = 0; i < 120; i++) {
            uint32_t bands = 120 / rows[r];

            minhash_keys(slots, bands, rows[r], 1, keys);
            slots[i] ^= 1;
            minhash_keys(slots, bands, rows[r], 1, changed);
            slots[i] ^= 1;
            for (uint32_t band = 0; band < bands; band++)
                ck_assert((keys[band] == changed[band]) == (band != i / rows[r]));
        }
}
END_TEST

/* The portable ones are those of every stored sketch. */
START_TEST(every_kernel_makes_the_same_keys)
{
    static const uint32_t shapes[][2] = {{1, 1},  {7, 2},   {8, 2},  {16, 6}, {9, 5},
                                         {35, 3}, {72, 4},  {17, 1}, {8, 13}, {31, 33},
                                         {2, 512}, {1024, 1}};
    uint64_t state = 11, keys[1025], portable[1024];
    const minhash_kernel *kernel;

    for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s++) {
        uint32_t bands = shapes[s][0], rows = shapes[s][1];
        /* The exact size, so that a sanitizer sees a slot too many. */
        uint32_t *slots = malloc(bands * rows * sizeof *slots);

        for (size_t i = 0; i < bands * rows; i++)
            slots[i] = (uint32_t)test_random(&state);
        minhash_keys(slots, bands, rows, s, portable);
        for (unsigned number = 0; (kernel = minhash_kernel_at(number)); number++) {
            keys[bands] = 0xA5;
            kernel->keys(slots, bands, rows, s, keys);
            ck_assert_mem_eq(keys, portable, bands * sizeof *keys);
            ck_assert_uint_eq(keys[bands], 0xA5);
        }
        free(slots);
    }
}
END_TEST

START_TEST(keys_know_their_band_their_order_and_the_seed)
{
    uint32_t slots[120];
    uint64_t keys[300];

    for (size_t i = 0; i < 120; i++)
        slots[i] = 5 + i % 2;              /* all bands hold 5 6 5 6 */
    minhash_keys(slots, 30, 4, 1, keys);
    minhash_keys(slots, 30, 4, 2, keys + 30);
    for (size_t i = 0; i < 120; i++)
        slots[i] = 6 - i % 2;
    minhash_keys(slots, 30, 4, 1, keys + 60);
    ck_assert_uint_eq(count_distinct(keys, 90), 90);
}
END_TEST

/* -- how well slots estimate ------------------------------------------------------- */

/* Two sets of `size` hashes of which `shared` are in both. */
static void make_pair(minhash *a, minhash *b, size_t size, size_t shared,
                      uint64_t *state, uint64_t *hashes)
{
    minhash_clear(a);
    minhash_clear(b);
    for (size_t i = 0; i < 2 * size - shared; i++)
        hashes[i] = test_random(state);
    minhash_add(a, hashes, size);
    minhash_add(b, hashes + size - shared, size);
}

static size_t shared_for(size_t size, double jaccard)
{
    return (size_t)(2 * (double)size * jaccard / (1 + jaccard) + .5);
}

typedef struct quality {
    double error, bias;        /* mean square over independent slots'; in sigmas */
    double met, expected, deviation;       /* share that met in a band */
    double bands;              /* share of equal bands */
} quality;

static quality measure(uint32_t bands, uint32_t rows, size_t size, double wanted,
                       int trials)
{
    uint32_t slots = bands * rows;
    minhash *a = new_minhash(minhash_kernel_best(), slots, 11);
    minhash *b = new_minhash(minhash_kernel_best(), slots, 11);
    uint64_t *hashes = malloc(2 * size * sizeof *hashes), state = 1000 + size;
    size_t shared = shared_for(size, wanted);
    double jaccard = (double)shared / (double)(2 * size - shared);
    double variance = jaccard * (1 - jaccard) / slots, square = 0, sum = 0, met = 0;
    double all = 0;
    quality q;

    for (int t = 0; t < trials; t++) {
        uint32_t equal = 0, bands_met = 0;

        make_pair(a, b, size, shared, &state, hashes);
        for (uint32_t band = 0; band < bands; band++) {
            uint32_t in_band = 0;

            for (uint32_t j = band * rows; j < (band + 1) * rows; j++)
                in_band += a->value[j] == b->value[j];
            equal += in_band;
            bands_met += in_band == rows;
        }
        sum += equal / (double)slots - jaccard;
        square += (equal / (double)slots - jaccard) * (equal / (double)slots - jaccard);
        met += bands_met > 0;
        all += bands_met;
    }
    q.error = square / trials / variance;
    q.bias = sum / trials / sqrt(variance / trials);
    q.met = met / trials;
    q.bands = all / bands / trials;
    q.expected = 1 - pow(1 - pow(jaccard, rows), bands);
    q.deviation = sqrt(q.expected * (1 - q.expected) / trials);
    free(a);
    free(b);
    free(hashes);
    return q;
}

static const size_t sizes[] = {2, 3, 5, 10, 20, 30, 50, 75, 100, 200, 500, 1000, 5000};
enum { SIZES = sizeof sizes / sizeof *sizes };

static int trials_for(size_t size)
{
    return size <= 200 ? 4000 : size <= 1000 ? 1000 : 200;
}

/* The mean of t squared errors of a normal estimate is within 1 +- sqrt(2 / t). */
START_TEST(the_error_is_never_above_that_of_classical_minhash)
{
    for (size_t s = 0; s < SIZES; s++)
        for (double jaccard = .3; jaccard < .95; jaccard += .2) {
            int trials = trials_for(sizes[s]);
            size_t shared = shared_for(sizes[s], jaccard);
            quality q;

            if (shared == 0 || shared == sizes[s])     /* always estimated exactly */
                continue;
            q = measure(16, 8, sizes[s], jaccard, trials);
            ck_assert_double_lt(q.error, 1 + 4 * sqrt(2. / trials));
            ck_assert_double_lt(fabs(q.bias), 4);
        }
}
END_TEST

START_TEST(the_error_at_a_hundred_thousand_shingles_is_the_same)
{
    quality q = measure(16, 8, 100000, .8, 20);

    ck_assert_double_lt(q.error, 1 + 4 * sqrt(2. / 20));
    ck_assert_double_lt(fabs(q.bias), 4);
}
END_TEST

/* Within two points of independent slots; slots are a little better than that, and
 * values of 31 bits meet by chance less than once in a million pairs. */
START_TEST(recall_follows_the_curve_at_every_size)
{
    static const uint32_t shapes[][2] = {{16, 6}, {14, 8}, {34, 4}, {72, 4}};
    static const double at[] = {.8, .8, .6, .5};

    for (size_t i = 0; i < sizeof at / sizeof *at; i++)
        for (size_t s = 2; s < SIZES; s++) {
            quality q = measure(shapes[i][0], shapes[i][1], sizes[s], at[i],
                                trials_for(sizes[s]));

            ck_assert_double_lt(fabs(q.met - q.expected), .02 + 4 * q.deviation);
        }
}
END_TEST

START_TEST(false_candidates_are_not_more_than_the_curve_has)
{
    for (size_t s = 3; s < SIZES; s++) {
        quality q = measure(14, 8, sizes[s], .5, trials_for(sizes[s]));

        ck_assert_double_lt(q.met, q.expected * 1.25 + .01 + 4 * q.deviation);
    }
}
END_TEST

/* Of small sets, most of whose slots are filled, four from a product: none of the four
 * stands in one band with another. */
START_TEST(slots_of_a_band_are_independent)
{
    static const uint32_t shapes[][2] = {{16, 6}, {35, 3}, {14, 8}, {72, 4}};
    static const double at[] = {.3, .5, .8};

    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        for (size_t k = 0; k < sizeof at / sizeof *at; k++)
            for (size_t s = 0; sizes[s] <= 20; s++) {
                uint32_t bands = shapes[i][0], rows = shapes[i][1];
                size_t size = sizes[s], shared = shared_for(size, at[k]);
                double jaccard = (double)shared / (double)(2 * size - shared);
                double chance = pow(jaccard, rows);
                quality q = measure(bands, rows, size, at[k], 4000);

                ck_assert_double_lt(fabs(q.bands - chance),
                                    .03 * chance + 4 * sqrt(chance / bands / 4000));
            }
}
END_TEST

/* The promise is a chance over the seed: here, one pair under many seeds. */
START_TEST(recall_over_the_seed_is_that_of_the_curve)
{
    enum { WORDS = 124, EDITED = 3, SEEDS = 3000, PAIRS = 4, BANDS = 16, ROWS = 6 };
    uint64_t state = 12, a[WORDS], b[WORDS], hashes[2][WORDS];
    minhash *x = new_minhash(minhash_kernel_best(), BANDS * ROWS, 1);
    minhash *y = new_minhash(minhash_kernel_best(), BANDS * ROWS, 1);

    for (int pair = 0; pair < PAIRS; pair++) {
        double jaccard = (120. - 5 * EDITED) / (120 + 5 * EDITED), expected, met = 0;

        for (size_t i = 0; i < WORDS; i++)
            a[i] = b[i] = test_random(&state);
        for (size_t i = 0; i < EDITED; i++)
            b[20 + 30 * i] = test_random(&state);
        for (uint64_t seed = 0; seed < SEEDS; seed++) {
            uint64_t keys[2][BANDS];
            shingle_rule rule;
            int equal = 0;

            shingle_rule_set(&rule, 5, seed);
            minhash_init(x, minhash_kernel_best(), BANDS * ROWS, seed);
            minhash_init(y, minhash_kernel_best(), BANDS * ROWS, seed);
            shingle_hashes(&rule, a, WORDS - 4, hashes[0]);
            shingle_hashes(&rule, b, WORDS - 4, hashes[1]);
            minhash_add(x, hashes[0], WORDS - 4);
            minhash_add(y, hashes[1], WORDS - 4);
            minhash_keys(x->value, BANDS, ROWS, seed, keys[0]);
            minhash_keys(y->value, BANDS, ROWS, seed, keys[1]);
            for (int band = 0; band < BANDS; band++)
                equal += keys[0][band] == keys[1][band];
            met += equal > 0;
        }
        expected = 1 - pow(1 - pow(jaccard, ROWS), BANDS);
        ck_assert_double_lt(fabs(met / SEEDS - expected),
                            .01 + 4 * sqrt(expected * (1 - expected) / SEEDS));
    }
    free(x);
    free(y);
}
END_TEST

Suite *minhash_suite(void);
Suite *minhash_suite(void)
{
    Suite *suite = suite_create("minhash");
    TCase *shingles = tcase_create("shingles");
    TCase *slots = tcase_create("slots");
    TCase *chances = tcase_create("chances");

    tcase_set_timeout(shingles, 60);
    tcase_add_test(shingles, every_kernel_hashes_by_the_definition);
    tcase_add_test(shingles, permuted_and_repeated_words_have_hashes_of_their_own);
    tcase_add_test(shingles, periodic_words_have_hashes_of_their_own);
    tcase_add_test(shingles, short_texts_differ_from_each_other_and_from_long_ones);
    tcase_add_test(shingles, all_bits_of_a_hash_are_mixed);
    suite_add_tcase(suite, shingles);

    tcase_set_timeout(slots, 60);
    tcase_add_test(slots, every_kernel_makes_the_slots_of_the_definition);
    tcase_add_test(slots, no_hash_leaves_every_slot_empty);
    tcase_add_test(slots, extreme_hashes_stay_in_their_slots);
    tcase_add_test(slots, order_repeats_and_pieces_do_not_matter);
    tcase_add_test(slots, a_union_has_the_lesser_slots);
    tcase_add_test(slots, slots_that_share_a_product_want_different_hashes);
    tcase_add_test(slots, every_kernel_makes_the_same_lanes);
    tcase_add_test(slots, keys_are_equal_when_the_rows_are_and_differ_else);
    tcase_add_test(slots, every_kernel_makes_the_same_keys);
    tcase_add_test(slots, keys_know_their_band_their_order_and_the_seed);
    suite_add_tcase(suite, slots);

    tcase_set_timeout(chances, 120);
    tcase_add_test(chances, the_error_is_never_above_that_of_classical_minhash);
    tcase_add_test(chances, the_error_at_a_hundred_thousand_shingles_is_the_same);
    tcase_add_test(chances, recall_follows_the_curve_at_every_size);
    tcase_add_test(chances, false_candidates_are_not_more_than_the_curve_has);
    tcase_add_test(chances, slots_of_a_band_are_independent);
    tcase_add_test(chances, recall_over_the_seed_is_that_of_the_curve);
    suite_add_tcase(suite, chances);
    return suite;
}
