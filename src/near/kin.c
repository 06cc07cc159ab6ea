/* kin.c - families of near copies; see kin.h
 *
 * A family has room for FORMS numbers and half of MEMBERS documents; when either is
 * used up it forgets all its members and begins anew with the same base.
 */
#include "near/kin.h"

#include <string.h>

#include "base/hash.h"
#include "base/mem.h"

enum {
    FORMS = 1 << 17,           /* 1 MiB a family */
    MEMBERS = 1 << 12,         /* places of the table, at most half of them taken */
    FAMILY_BYTES = FORMS * sizeof(uint64_t) + MEMBERS * sizeof(kin_member),
    BASE_MOST = 1 << 14        /* hashes: larger sets would fill the room with a few */
};

void kin_init(kin *k, budget *memory)
{
    *k = (kin){.memory = memory};
}

static void release_family(kin *k, kin_family *f)
{
    if (f->forms)
        budget_give(k->memory, FAMILY_BYTES);
    mem_free(f->base);
    mem_free(f->forms);
    mem_free(f->members);
    *f = (kin_family){0};
}

void kin_release(kin *k)
{
    for (int i = 0; i < KIN_FAMILIES; i++)
        release_family(k, &k->families[i]);
    k->family = NULL;
}

static kin_member *member_of(const kin_family *f, uint32_t document)
{
    size_t at = hash_mix(document) & (MEMBERS - 1);

    while (f->members[at].taken && f->members[at].document != document)
        at = (at + 1) & (MEMBERS - 1);
    return &f->members[at];
}

static void clear_members(kin_family *f)
{
    memset(f->members, 0, MEMBERS * sizeof *f->members);
    f->used = f->member_count = 0;
}

/* Bits and other hashes of a set, at most a quarter of it; they are written to the end
 * of the forms, where there is room. False: they are more. */
static bool make_form(const kin_family *f, shingle_set set, uint64_t *form,
                      uint32_t *extra)
{
    uint64_t *others = form + f->words;
    size_t i = 0, j = 0, count = 0, most = set.count / 4;

    memset(form, 0, f->words * sizeof *form);
    while (i < f->base_count && j < set.count && count <= most) {
        uint64_t x = f->base[i], y = set.hashes[j];

        form[i / 64] |= (uint64_t)(x == y) << i % 64;
        others[count] = y;
        count += y < x;
        i += x <= y;
        j += y <= x;
    }
    if (count + (set.count - j) > most)
        return false;
    memcpy(others + count, set.hashes + j, (set.count - j) * sizeof *others);
    *extra = (uint32_t)(count + (set.count - j));
    return true;
}

/* Room for the form of a set and for what make_form writes before it gives up. */
static bool has_room(const kin_family *f, shingle_set set)
{
    return f->used + f->words + set.count / 4 + 2 <= FORMS &&
           f->member_count < MEMBERS / 2;
}

static const kin_member *add_member(kin_family *f, uint32_t document, shingle_set set)
{
    kin_member *m;

    if (!has_room(f, set))
        clear_members(f);
    m = member_of(f, document);
    if (m->taken)
        return m;
    f->member_count++;
    *m = (kin_member){.document = document, .taken = true, .at = f->used,
                      .count = (uint32_t)set.count};
    m->stranger = !has_room(f, set) || set.count / 4 < f->words ||
                  !make_form(f, set, f->forms + f->used, &m->extra);
    if (!m->stranger)
        f->used += f->words + m->extra;
    return m;
}

static chaff_status found_family(kin *k, kin_family *f, shingle_set set)
{
    if (!f->forms && !budget_take(k->memory, FAMILY_BYTES))
        return CHAFF_OK;
    if (!f->forms) {
        f->forms = mem_alloc(FORMS, sizeof *f->forms);
        f->members = mem_zero(MEMBERS, sizeof *f->members);
        if (!f->forms || !f->members) {
            budget_give(k->memory, f->forms ? 0 : FAMILY_BYTES);
            release_family(k, f);
            return CHAFF_ERR_MEMORY;
        }
    }
    if (mem_grow((void **)&f->base, &f->base_capacity, set.count, sizeof *f->base) < 0)
        return CHAFF_ERR_MEMORY;
    memcpy(f->base, set.hashes, set.count * sizeof *f->base);
    f->base_count = set.count;
    f->words = set.count / 64 + 1;
    clear_members(f);
    k->family = f;
    return CHAFF_OK;
}

chaff_status kin_choose(kin *k, uint32_t document, shingle_set set)
{
    kin_family *oldest = &k->families[0];
    chaff_status status = CHAFF_OK;

    k->family = NULL;
    if (!set.count || set.count > BASE_MOST)
        return CHAFF_OK;
    for (int i = 0; i < KIN_FAMILIES && !k->family; i++) {
        kin_family *f = &k->families[i];

        if (f->last_used < oldest->last_used)
            oldest = f;
        if (f->base && !add_member(f, document, set)->stranger)
            k->family = f;
    }
    if (!k->family)
        status = found_family(k, oldest, set);
    if (k->family) {
        k->family->last_used = ++k->turn;
        k->own = *add_member(k->family, document, set);
        if (k->own.stranger)
            k->family = NULL;
    }
    return status;
}

void kin_forget(kin *k)
{
    k->family = NULL;
}

/* By halves, quarters, bytes: not all processors count bits. */
static uint64_t count_bits(uint64_t x)
{
    x -= x >> 1 & UINT64_C(0x5555555555555555);
    x = (x & UINT64_C(0x3333333333333333)) + (x >> 2 & UINT64_C(0x3333333333333333));
    x = (x + (x >> 4)) & UINT64_C(0x0F0F0F0F0F0F0F0F);
    return x * UINT64_C(0x0101010101010101) >> 56;
}

static uint64_t count_common(const uint64_t *a, size_t a_count, const uint64_t *b,
                             size_t b_count)
{
    uint64_t shared = 0;
    size_t i = 0, j = 0;

    while (i < a_count && j < b_count) {
        uint64_t x = a[i], y = b[j];

        shared += x == y;
        i += x <= y;
        j += y <= x;
    }
    return shared;
}

bool kin_shared(const kin *k, uint32_t document, uint64_t *shared, size_t *count)
{
    const kin_family *f = k->family;
    const kin_member *m = f ? member_of(f, document) : NULL;
    const uint64_t *a, *b;

    if (!m || !m->taken || m->stranger)
        return false;
    a = f->forms + k->own.at;
    b = f->forms + m->at;
    *shared = count_common(a + f->words, k->own.extra, b + f->words, m->extra);
    for (size_t w = 0; w < f->words; w++)
        *shared += count_bits(a[w] & b[w]);
    *count = m->count;
    return true;
}

void kin_add(kin *k, uint32_t document, shingle_set set)
{
    kin_family *f = k->family;

    /* Forgetting all would forget the form of the own set: only the next one may. */
    if (f && has_room(f, set))
        (void)add_member(f, document, set);
}
