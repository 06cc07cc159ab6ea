/* minhash.c - slots from shingle hashes: the portable kernel, and what all share */
#include "sketch/minhash.h"

#include <stdbool.h>
#include <string.h>

#include "base/hash.h"
#include "sketch/minhash_kernels.h"

void minhash_place(minhash *m, const uint64_t *hashes, size_t count)
{
    uint32_t *value = m->value;
    uint64_t slots = m->slots;

    for (size_t i = 0; i < count; i++) {
        uint32_t *slot = &value[(hashes[i] >> 32) * slots >> 32];
        uint32_t low = (uint32_t)hashes[i] >> 1;

        *slot = low < *slot ? low : *slot; /* no branch: it would be guessed wrong */
    }
}

/* The factors of open slots, closed up; returns how many. With few hashes most slots
 * are open, and all are taken: finding out which would cost more. */
static size_t collect_open(minhash *m, size_t count)
{
    size_t open = 0;

    if (2 * count < m->slots) {
        memcpy(m->open_factor, m->factor, m->slots * sizeof *m->factor);
        return m->slots;
    }
    for (uint32_t j = 0; j < m->slots; j++) {
        m->open_factor[open] = m->factor[j];
        open += m->value[j] >> 31;
    }
    return open;
}

/* A value that belongs to its slot is less than any filled one, and stays. */
static void spread_open(minhash *m, size_t open)
{
    bool all = open == m->slots;

    open = 0;
    for (uint32_t j = 0; j < m->slots; j++) {
        uint32_t filled = MINHASH_FILLED | m->open_least[open] >> 1;
        uint32_t value = m->value[j];

        open += all | value >> 31;
        m->value[j] = filled < value ? filled : value;
    }
}

void minhash_fill(minhash *m, const uint64_t *hashes, size_t count,
                  minhash_filler *fill)
{
    size_t open = collect_open(m, count);

    if (open == 0)
        return;
    for (size_t i = 0; i < count; i++)
        m->low[i] = (uint32_t)hashes[i];
    for (size_t i = 0; i < MINHASH_BEHIND; i++)
        m->low[count + i] = m->low[0];
    fill(m, open, count);
    spread_open(m, open);
}

/* Open slots filled at once: compilers make vectors of them; few are not worth one. */
enum { TOGETHER = 16, FEW_OPEN = 6 };

static void fill_together(minhash *m, size_t open, size_t count)
{
    const uint32_t *factor = m->open_factor + open;
    uint32_t least[TOGETHER];

    for (int e = 0; e < TOGETHER; e++)
        least[e] = UINT32_MAX;
    for (size_t i = 0; i < count; i++)
        for (int e = 0; e < TOGETHER; e++) {
            uint32_t product = factor[e] * m->low[i];

            least[e] = product < least[e] ? product : least[e];
        }
    for (int e = 0; e < TOGETHER; e++)
        m->open_least[open + (size_t)e] = least[e];
}

static void fill_one(minhash *m, size_t open, size_t count)
{
    uint32_t factor = m->open_factor[open], least = UINT32_MAX;

    for (size_t i = 0; i < count; i++) {
        uint32_t product = factor * m->low[i];

        least = product < least ? product : least;
    }
    m->open_least[open] = least;
}

static void fill_open(minhash *m, size_t open, size_t count)
{
    size_t e = 0;

    for (; e + FEW_OPEN < open; e += TOGETHER)
        fill_together(m, e, count);
    for (; e < open; e++)
        fill_one(m, e, count);
}

static void add_hashes(minhash *m, const uint64_t *hashes, size_t count)
{
    minhash_place(m, hashes, count);
    minhash_fill(m, hashes, count, fill_open);
}

static void make_lanes(const uint32_t *slots, size_t count, uint8_t *lanes)
{
    for (size_t i = 0; i < count; i++)
        lanes[i] = minhash_lane(slots[i]);
}

static const minhash_kernel portable = {
    "portable", shingle_hashes, add_hashes, make_lanes, minhash_keys
};

const minhash_kernel *minhash_kernel_at(unsigned number)
{
    const minhash_kernel *kernels[] = {
        &portable, minhash_kernel_avx2(), minhash_kernel_avx512(),
        minhash_kernel_neon()
    };

    for (size_t i = 0; i < sizeof kernels / sizeof *kernels; i++)
        if (kernels[i] && number-- == 0)
            return kernels[i];
    return NULL;
}

const minhash_kernel *minhash_kernel_best(void)
{
    const minhash_kernel *best = &portable, *next;

    for (unsigned number = 1; (next = minhash_kernel_at(number)); number++)
        best = next;
    return best;
}

void minhash_init(minhash *m, const minhash_kernel *kernel, uint32_t slots,
                  uint64_t seed)
{
    m->kernel = kernel;
    m->slots = slots;
    for (uint32_t j = 0; j < slots; j++)
        m->factor[j] = (uint32_t)(hash_mix(hash_mix(seed) + j) >> 32) | 1;
    minhash_clear(m);
}

void minhash_clear(minhash *m)
{
    memset(m->value, 0xFF, m->slots * sizeof *m->value);       /* MINHASH_EMPTY */
}

void minhash_add(minhash *m, const uint64_t *hashes, size_t count)
{
    while (count) {
        size_t piece = count < MINHASH_PIECE ? count : MINHASH_PIECE;

        m->kernel->add(m, hashes, piece);
        hashes += piece;
        count -= piece;
    }
}

void minhash_keys_from(const uint32_t *slots, uint32_t band, uint32_t bands,
                       uint32_t rows, uint64_t start, uint64_t *keys)
{
    slots += (size_t)band * rows;
    for (; band < bands; band++, slots += rows) {
        uint64_t key = start + band * MINHASH_KEY_STEP;
        uint32_t row = 0;

        for (; row + 2 <= rows; row += 2) {
            key = (key ^ (slots[row] | (uint64_t)slots[row + 1] << 32)) *
                  MINHASH_KEY_FACTOR;
            key ^= key >> 32;
        }
        key = (key ^ (row < rows ? slots[row] : 0)) * MINHASH_KEY_LAST;
        keys[band] = key ^ key >> 32;
    }
}

void minhash_keys(const uint32_t *slots, uint32_t bands, uint32_t rows, uint64_t seed,
                  uint64_t *keys)
{
    minhash_keys_from(slots, 0, bands, rows, hash_mix(seed ^ MINHASH_KEY_SEED), keys);
}
