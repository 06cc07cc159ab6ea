/* bands.c - bands and rows from threshold and recall, and the pre-filter's line
 *
 * In: a recipe. Out: its bands and rows, and how many lanes must agree. Chances are
 * those of independent slots; the slots of minhash.h are never worse (they are
 * negatively correlated), so every promise made here is kept.
 */
#include "sketch/bands.h"

#include <math.h>

#include "base/status.h"

enum {
    SLOTS_WANTED = 136,        /* each costs a byte of lanes a document */
    /* Below 4 rows pairs of similarity .1 to .3, which templates make in masses, meet
     * often: .25 of those at .2 with 35 x 3, .11 with 72 x 4. Worth the slots. */
    ROWS_WANTED = 4,
    SLOTS_FOR_ROWS = 288
};

static double power(double base, uint32_t exponent)
{
    double product = 1;

    while (exponent-- > 0)
        product *= base;
    return product;
}

/* Bands of `rows` rows that reach the recall with the filter's share to spare. */
static double bands_needed(const chaff_recipe *recipe, uint32_t rows)
{
    double hit = power(recipe->threshold, rows);
    double miss = (1 - recipe->recall) * (1 - BANDS_FILTER_SHARE);
    double bands;

    if (hit >= 1)
        return 1;
    /* The slack keeps another math library's last digit from adding a band. */
    bands = ceil(log(miss) / log1p(-hit) - 1e-9);
    return bands < 1 ? 1 : bands;
}

/* The most rows that do with `slots` slots, or 0. */
static uint32_t most_rows(const chaff_recipe *recipe, uint32_t slots)
{
    uint32_t rows = slots;

    while (rows > 0 && bands_needed(recipe, rows) * rows > slots)
        rows--;
    return rows;
}

/* The most rows with which the given bands reach the recall; 1 if none do. */
static uint32_t rows_for_bands(const chaff_recipe *recipe)
{
    uint32_t rows = BANDS_MOST_SLOTS / recipe->bands;

    while (rows > 1 && bands_needed(recipe, rows) > recipe->bands)
        rows--;
    return rows;
}

static chaff_status choose_both(chaff_recipe *recipe, chaff_error *err)
{
    uint32_t rows = most_rows(recipe, SLOTS_WANTED);

    if (rows < ROWS_WANTED)
        rows = most_rows(recipe, SLOTS_FOR_ROWS);
    if (rows == 0)
        rows = most_rows(recipe, BANDS_MOST_SLOTS);
    if (rows == 0)
        return error_set(
            err, CHAFF_ERR_OPTION,
            "recall %g at threshold %g needs %.0f slots, more than %d; lower the "
            "recall or raise the threshold",
            recipe->recall, recipe->threshold, bands_needed(recipe, 1),
            BANDS_MOST_SLOTS);
    recipe->rows = rows;
    recipe->bands = (uint32_t)bands_needed(recipe, rows);
    return CHAFF_OK;
}

static chaff_status choose_bands(chaff_recipe *recipe, chaff_error *err)
{
    double bands = bands_needed(recipe, recipe->rows);

    if (!(bands * recipe->rows <= BANDS_MOST_SLOTS))
        return error_set(
            err, CHAFF_ERR_OPTION,
            "recall %g at threshold %g with %u rows needs %.0f bands, more than %d "
            "slots; take fewer rows",
            recipe->recall, recipe->threshold, recipe->rows, bands, BANDS_MOST_SLOTS);
    recipe->bands = (uint32_t)bands;
    return CHAFF_OK;
}

chaff_status bands_choose(chaff_recipe *recipe, chaff_error *err)
{
    if (recipe->bands > BANDS_MOST_SLOTS || recipe->rows > BANDS_MOST_SLOTS ||
        recipe->bands * recipe->rows > BANDS_MOST_SLOTS)
        return error_set(
            err, CHAFF_ERR_OPTION,
            "%u bands of %u rows are more than %d slots; take fewer bands or rows",
            recipe->bands, recipe->rows, BANDS_MOST_SLOTS);
    if (recipe->bands == 0 && recipe->rows == 0)
        return choose_both(recipe, err);
    if (recipe->bands == 0)
        return choose_bands(recipe, err);
    if (recipe->rows == 0)
        recipe->rows = rows_for_bands(recipe);
    return CHAFF_OK;
}

/* One trial more: `count` trials so far, each a success with chance p. */
static void add_trial(double *chance, uint32_t count, double p)
{
    uint32_t i;

    chance[count + 1] = chance[count] * p;
    for (i = count; i > 0; i--)
        chance[i] = chance[i] * (1 - p) + chance[i - 1] * p;
    chance[0] *= 1 - p;
}

/* Unequal slots have equal lanes once in 256. */
static double lane_chance(double jaccard)
{
    return jaccard + (1 - jaccard) / 256;
}

uint32_t bands_least_lanes(const chaff_recipe *recipe)
{
    double chance[BANDS_MOST_SLOTS + 1] = {1};
    double loss = BANDS_FILTER_SHARE * (1 - recipe->recall), below = 0;
    uint32_t slots = recipe->bands * recipe->rows, i, least;

    for (i = 0; i < slots; i++)
        add_trial(chance, i, lane_chance(recipe->threshold));
    for (least = 0; least < slots && below + chance[least] <= loss; least++)
        below += chance[least];
    return least;
}

/* chance[i] becomes the chance of i equal lanes after one band more; a band has i equal
 * lanes with chance band[i]. Both have room for what they become. */
static void add_band(double *chance, uint32_t count, const double *band, uint32_t rows)
{
    uint32_t i, k;

    for (i = count + rows + 1; i-- > 0;) {
        double sum = 0;

        for (k = 0; k <= rows && k <= i; k++)
            if (i - k <= count)
                sum += chance[i - k] * band[k];
        chance[i] = sum;
    }
}

/* Chance of at least `least` equal lanes in all; `complete`: with bands in common or
 * without, else only those without one. */
static double lanes_chance(uint32_t bands, uint32_t rows, uint32_t least,
                           double jaccard, bool complete)
{
    double chance[BANDS_MOST_SLOTS + 1] = {1}, band[BANDS_MOST_SLOTS + 1] = {1};
    double sum = 0;
    uint32_t i;

    for (i = 0; i < rows; i++)
        add_trial(band, i, lane_chance(jaccard));
    if (!complete)
        band[rows] -= power(jaccard, rows);
    for (i = 0; i < bands; i++)
        add_band(chance, i * rows, band, rows);
    for (i = bands * rows + 1; i-- > least;)
        sum += chance[i];
    return sum;
}

double bands_chance(uint32_t bands, uint32_t rows, uint32_t least_lanes, double jaccard)
{
    double chance;

    if (!(jaccard > 0))
        return 0;
    if (jaccard >= 1)
        return 1;
    chance = lanes_chance(bands, rows, least_lanes, jaccard, true) -
             lanes_chance(bands, rows, least_lanes, jaccard, false);
    return chance < 0 ? 0 : chance > 1 ? 1 : chance;
}
