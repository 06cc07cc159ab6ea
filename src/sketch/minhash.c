/* minhash.c - slots from shingle hashes: the portable kernel, and what all share */
#include "sketch/minhash.h"

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

static void look_at(const minhash *m, uint32_t j, minhash_open *open, uint32_t k)
{
    uint32_t apart = m->products;
    uint32_t corner = (j >= apart) + (j >= 2 * apart) + (j >= 3 * apart);

    open->slot[k] = j;
    open->factor[k] = m->factor[j - corner * apart];
    open->corner[k] = minhash_corner(corner);
}

uint32_t minhash_list_open(minhash *m)
{
    uint32_t open = 0;

    for (uint32_t j = 0; j < m->slots; j++) {
        m->open[open] = (uint16_t)j;
        open += m->value[j] >> 31;
    }
    return open;
}

void minhash_fill(minhash *m, uint32_t open, const uint64_t *hashes, size_t count,
                  minhash_fill_few *few)
{
    for (uint32_t start = 0; start < open; start += MINHASH_FEW) {
        minhash_open some;

        for (uint32_t k = 0; k < MINHASH_FEW; k++)
            look_at(m, m->open[start + k < open ? start + k : start], &some, k);
        few(m, &some, hashes, count);
    }
}

/* Turned once more, so that they compare as signed: compilers make vectors of that for
 * all processors. */
void minhash_fill_portable(minhash *m, const minhash_open *open, const uint64_t *hashes,
                           size_t count)
{
    int32_t least[MINHASH_FEW] = {INT32_MAX, INT32_MAX, INT32_MAX, INT32_MAX};

    for (size_t i = 0; i < count; i++)
        for (int k = 0; k < MINHASH_FEW; k++) {
            int32_t turned = (int32_t)((open->factor[k] * (uint32_t)hashes[i]) ^
                                       open->corner[k] ^ MINHASH_FILLED);

            least[k] = turned < least[k] ? turned : least[k];
        }
    for (int k = 0; k < MINHASH_FEW; k++)
        minhash_settle(m, open->slot[k], (uint32_t)least[k] ^ MINHASH_FILLED);
}

static void add_hashes(minhash *m, const uint64_t *hashes, size_t count)
{
    minhash_place(m, hashes, count);
    minhash_fill(m, minhash_list_open(m), hashes, count, minhash_fill_portable);
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
    m->products = (slots + MINHASH_CORNERS - 1) / MINHASH_CORNERS;
    for (uint32_t g = 0; g < m->products; g++)
        m->factor[g] = (uint32_t)(hash_mix(hash_mix(seed) + g) >> 32) | 1;
    memset(m->value + slots, 0, MINHASH_PAD * sizeof *m->value);
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
