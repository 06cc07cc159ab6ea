/* test_golden.c - sketches of fixed texts are the bytes they always were
 *
 * golden/sketches.inc holds what sketches of format 2 are. A stored sketch is worth
 * something only while equal texts make equal bytes: on a mismatch find the bug, or
 * raise SKETCH_FORMAT in recipe.c and store anew what the message shows. The recipe's
 * id has the Unicode version in it and is compared where that is the stored one; these
 * characters fold the same in all.
 */
#include <stdio.h>

#include "sketch/worker.h"
#include "tests.h"
#include "text/words.h"

Suite *golden_suite(void);

typedef struct golden {
    const char *name, *unicode;
    uint32_t ngram;
    double threshold;
    const char *hex;
} golden;

static const golden stored[] = {
#include "golden/sketches.inc"
    {NULL, NULL, 0, 0, NULL}
};

static const char languages[] =
    "All human beings are born free and equal in dignity and rights. Tous les êtres "
    "humains naissent libres et égaux en dignité et en droits. Alle Menschen sind frei "
    "und gleich an Würde und Rechten geboren; STRASSE, Straße. Όλοι οι άνθρωποι "
    "γεννιούνται ελεύθεροι και ίσοι. Все люди рождаются свободными и равными. يولد جميع "
    "الناس أحرارًا متساوين في الكرامة. सभी मनुष्यों को गौरव और अधिकारों के मामले में। "
    "มนุษย์ทั้งหลายเกิดมามีอิสระ 모든 인간은 태어날 때부터 자유로우며 すべての人間は、生まれながら"
    "にして自由であり、ガギグ。人人生而自由，在尊严和权利上一律平等。１２３ ﬁn ½ e\xCC\x81 x\xFFy";

/* Words by number, or characters from U+4E00 on. */
static char *make_text(const char *name)
{
    bool han = strcmp(name, "han") == 0;
    size_t count = han || strcmp(name, "long") == 0 ? 3000 : 40, size = 0;
    char *text;

    if (strcmp(name, "empty") == 0)
        return strdup("");
    if (strcmp(name, "three words") == 0)
        return strdup("One, two; three!");
    if (strcmp(name, "languages") == 0)
        return strdup(languages);
    text = malloc(count * 16 + 1);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t n = i * i % 7919;

        if (han)
            size += (size_t)sprintf(text + size, "\xE4%c%c%s", (int)(0xB8 + n / 64 % 8),
                                    (int)(0x80 + n % 64), i % 17 ? "" : "\xE3\x80\x82");
        else
            size += (size_t)sprintf(text + size, "word%u%s", n, i % 9 ? " " : ".\n");
    }
    return text;
}

static char *hex_of(const uint8_t *bytes, size_t size)
{
    char *hex = malloc(2 * size + 1);

    for (size_t i = 0; i < size; i++)
        sprintf(hex + 2 * i, "%02x", bytes[i]);
    return hex;
}

static chaff_recipe recipe_of(const golden *g)
{
    chaff_recipe recipe;

    chaff_recipe_init(&recipe);
    recipe.ngram = g->ngram;
    recipe.threshold = g->threshold;
    ck_assert_int_eq(chaff_recipe_settle(&recipe, NULL), CHAFF_OK);
    return recipe;
}

static void check_sketch(const golden *g)
{
    chaff_recipe recipe = recipe_of(g);
    size_t size = chaff_sketch_size(&recipe);
    bool same_unicode = strcmp(g->unicode, chaff_unicode_version()) == 0;
    uint8_t *sketch = malloc(size);
    char *text = make_text(g->name), *hex;
    chaff_worker *worker;

    ck_assert_int_eq(chaff_worker_new(&worker, &recipe, NULL), CHAFF_OK);
    ck_assert_int_eq(
        chaff_sketch_text(worker, (chaff_text){text, strlen(text)}, sketch), CHAFF_OK);
    hex = hex_of(sketch, size);
    if (strcmp(hex + (same_unicode ? 0 : 16), g->hex + (same_unicode ? 0 : 16)) != 0)
        ck_abort_msg("{\"%s\", \"%s\", %u, %g, \"%s\"},", g->name,
                     chaff_unicode_version(), g->ngram, g->threshold, hex);
    chaff_worker_free(worker);
    free(sketch);
    free(text);
    free(hex);
}

START_TEST(sketches_are_the_bytes_that_are_stored)
{
    check_sketch(&stored[_i]);
}
END_TEST

/* Slots by one kernel for words and one for the rest, from parts; returns how many. */
static void make_slots(chaff_text text, const chaff_recipe *recipe, int words_by,
                       const minhash_kernel *kernel, minhash *m)
{
    uint64_t *words = malloc((text.size + 64) * sizeof *words);
    uint64_t *hashes = malloc((text.size + 64) * sizeof *hashes);
    size_t at = 0, count = 0, some;
    shingle_rule rule;
    splitter *s;

    shingle_rule_set(&rule, recipe->ngram, recipe->seed);
    minhash_init(m, kernel, recipe->bands * recipe->rows, recipe->seed);
    ck_assert_int_eq(splitter_new_kernel(&s, (words_kernel)words_by), CHAFF_OK);
    for (; at < text.size; count += some)
        ck_assert_int_eq(words_split(s, text, &at, words + count, NULL, 64, &some),
                         CHAFF_OK);
    if (count >= rule.words) {
        count -= rule.words - 1;
        if (rule.words <= SHINGLE_MOST_ROTATED)
            kernel->shingles(&rule, words, count, hashes);
        else
            shingle_hashes(&rule, words, count, hashes);
    } else if (count > 0) {
        hashes[0] = shingle_short(&rule, words, count);
        count = 1;
    }
    minhash_add(m, hashes, count);
    splitter_free(s);
    free(words);
    free(hashes);
}

START_TEST(every_kernel_makes_what_is_stored)
{
    const golden *g = &stored[_i];
    chaff_recipe recipe = recipe_of(g);
    char *text = make_text(g->name);
    const minhash_kernel *kernel;
    minhash *m = calloc(1, sizeof *m);

    for (int w = 0; w < WORDS_KERNELS; w++)
        for (unsigned k = 0; (kernel = minhash_kernel_at(k)); k++) {
            if (!(words_kernels() >> w & 1))
                continue;
            make_slots((chaff_text){text, strlen(text)}, &recipe, w, kernel, m);
            for (uint32_t j = 0; j < m->slots; j++) {
                char hex[9];
                uint32_t v = m->value[j];

                sprintf(hex, "%02x%02x%02x%02x", v & 255, v >> 8 & 255, v >> 16 & 255,
                        v >> 24);
                if (strncmp(hex, g->hex + 32 + 8 * (size_t)j, 8) != 0)
                    ck_abort_msg("'%s': slot %u by %s and %s", g->name, j,
                                 words_kernel_name((words_kernel)w), kernel->name);
            }
        }
    free(m);
    free(text);
}
END_TEST

Suite *golden_suite(void)
{
    Suite *suite = suite_create("golden");
    TCase *tcase = tcase_create("sketches");
    int count = sizeof stored / sizeof *stored - 1;

    tcase_set_timeout(tcase, 30);
    tcase_add_loop_test(tcase, sketches_are_the_bytes_that_are_stored, 0, count);
    tcase_add_loop_test(tcase, every_kernel_makes_what_is_stored, 0, count);
    suite_add_tcase(suite, tcase);
    return suite;
}
