/* grouper.c - a sieve, partition by top bits, then a hash table a part */
#include "sketch/grouper.h"

#include <string.h>

#include "base/hash.h"

enum {
    PART_ENTRIES = 4096,       /* wanted in a part: 64 KiB and a table of 32 KiB */
    TABLE_LEAST = 2 * PART_ENTRIES
};

/* -- room -------------------------------------------------------------------------- */

static unsigned bits_for(size_t most)
{
    unsigned bits = 0;

    while (1u << bits < GROUPER_MOST_PARTS && most >> bits > PART_ENTRIES)
        bits++;
    return bits;
}

static bool take_budget(grouper *g, uint64_t bytes)
{
    if (budget_take(g->memory, bytes))
        return true;
    g->wanted = bytes;
    return false;
}

static uint64_t block_bytes(size_t blocks)
{
    return (uint64_t)blocks * (GROUPER_BLOCK * sizeof(sort_pair) + sizeof(uint32_t));
}

static void release_blocks(grouper *g)
{
    budget_give(g->memory, block_bytes(g->blocks));
    mem_free_large(g->entries, g->blocks * GROUPER_BLOCK, sizeof *g->entries);
    mem_free(g->next);
    g->entries = NULL;
    g->next = NULL;
    g->blocks = 0;
}

/* What they hold is gone. */
static chaff_status make_blocks(grouper *g, size_t blocks)
{
    release_blocks(g);
    /* An entry's place and the one behind the last have 32 bits in the table. */
    g->wanted = block_bytes(blocks);
    if (blocks > UINT32_MAX / GROUPER_BLOCK || !take_budget(g, g->wanted))
        return CHAFF_ERR_LIMIT;
    g->blocks = blocks;
    g->entries = mem_large(blocks * GROUPER_BLOCK, sizeof *g->entries);
    g->next = mem_alloc(blocks, sizeof *g->next);
    if (g->entries && g->next)
        return CHAFF_OK;
    release_blocks(g);
    return CHAFF_ERR_MEMORY;
}

chaff_status grouper_init(grouper *g, budget *memory, size_t most)
{
    uint64_t bytes = sieve_size(most) + TABLE_LEAST * sizeof *g->table;

    *g = (grouper){.memory = memory};
    if (!take_budget(g, bytes))
        return CHAFF_ERR_LIMIT;
    g->sieve_bytes = sieve_size(most);
    g->table_room = TABLE_LEAST;
    g->table = mem_alloc(TABLE_LEAST, sizeof *g->table);
    if (g->table && sieve_init(&g->sieve, most) == CHAFF_OK)
        return CHAFF_OK;
    grouper_release(g);
    return CHAFF_ERR_MEMORY;
}

void grouper_release(grouper *g)
{
    if (!g->memory)
        return;
    release_blocks(g);
    budget_give(g->memory, g->sieve_bytes + g->table_room * sizeof *g->table +
                           g->member_room * sizeof *g->members);
    sieve_release(&g->sieve);
    mem_free(g->table);
    mem_free(g->members);
    *g = (grouper){.memory = g->memory, .wanted = g->wanted};
}

/* -- keys -------------------------------------------------------------------------- */

void grouper_clear(grouper *g)
{
    sieve_clear(&g->sieve);
    g->sieved = false;
}

chaff_status grouper_again(grouper *g)
{
    size_t most = sieve_most(&g->sieve), blocks;

    g->sieved = true;
    g->bits = bits_for(most);
    g->used = (size_t)1 << g->bits;
    blocks = g->used + most / GROUPER_BLOCK;
    for (size_t part = 0; part < g->used; part++)
        g->end[part] = part * GROUPER_BLOCK;
    /* Columns are much alike: a little more, and the next one finds room. */
    return blocks > g->blocks ? make_blocks(g, blocks + blocks / 8) : CHAFF_OK;
}

size_t grouper_sift(grouper *g, const uint64_t *keys, size_t count, uint16_t *left)
{
    size_t left_count = 0;

    if (!g->sieved) {
        sieve_mark(&g->sieve, keys, count);
        return 0;
    }
    for (size_t i = 0; i < count; i++) {
        left[left_count] = (uint16_t)i;
        left_count += sieve_lets(&g->sieve, keys[i]);
    }
    return left_count;
}

void grouper_add(grouper *g, uint64_t key, uint32_t document)
{
    uint64_t mixed = hash_mix(key);
    size_t *end = &g->end[mixed >> 1 >> (63 - g->bits)];
    size_t at = *end;

    g->entries[at++] = (sort_pair){mixed, document, 0};
    if (at % GROUPER_BLOCK == 0) {
        g->next[at / GROUPER_BLOCK - 1] = (uint32_t)g->used;
        at = g->used++ * GROUPER_BLOCK;
    }
    /* There are too many ends for the processor to foresee where each goes on. */
    __builtin_prefetch(g->entries + at + 4, 1);
    *end = at;
}

/* -- meeting ----------------------------------------------------------------------- */

/* Make room for one item more, and tell the budget. */
static chaff_status grow(grouper *g, void **items, size_t *room, size_t count,
                         size_t size)
{
    size_t before = *room;
    uint64_t more = (before / 2 + 8) * size;

    if (count < before)
        return CHAFF_OK;
    if (!take_budget(g, more))
        return CHAFF_ERR_LIMIT;
    if (mem_grow(items, room, count + 1, size) != CHAFF_OK) {
        budget_give(g->memory, more);
        return CHAFF_ERR_MEMORY;
    }
    return CHAFF_OK;
}

static chaff_status add_member(grouper *g, group_list *out, uint32_t document,
                               uint32_t bucket)
{
    chaff_status status = grow(g, (void **)&g->members, &g->member_room,
                               g->member_count, sizeof *g->members);

    if (status != CHAFF_OK)
        return status;
    g->members[g->member_count++] = (group_member){document, bucket};
    out->sizes[bucket]++;
    return CHAFF_OK;
}

/* A second entry of a key: its first one opens a bucket. */
static chaff_status open_bucket(grouper *g, group_list *out, sort_pair *first)
{
    chaff_status status = grow(g, (void **)&out->sizes, &out->bucket_room,
                               out->bucket_count, sizeof *out->sizes);

    if (status != CHAFF_OK)
        return status;
    out->sizes[out->bucket_count] = 0;
    first->more = (uint32_t)++out->bucket_count;
    return add_member(g, out, first->item, first->more - 1);
}

static uint32_t *find_place(const grouper *g, uint32_t *table, size_t size,
                            uint64_t key)
{
    size_t at = key & (size - 1);

    while (table[at] && g->entries[table[at] - 1].key != key)
        at = (at + 1) & (size - 1);
    return &table[at];
}

/* Twice as many places for the `size` in use. */
static chaff_status grow_table(grouper *g, size_t size)
{
    uint32_t *grown;

    if (!take_budget(g, 2 * size * sizeof *grown))
        return CHAFF_ERR_LIMIT;
    grown = mem_zero(2 * size, sizeof *grown);
    if (!grown) {
        budget_give(g->memory, 2 * size * sizeof *grown);
        return CHAFF_ERR_MEMORY;
    }
    for (size_t i = 0; i < size; i++)
        if (g->table[i])
            *find_place(g, grown, 2 * size, g->entries[g->table[i] - 1].key) =
                g->table[i];
    mem_free(g->table);
    budget_give(g->memory, g->table_room * sizeof *g->table);
    g->table = grown;
    g->table_room = 2 * size;
    return CHAFF_OK;
}

/* Entries of one block meet those before them; `size` places of the table are in use,
 * at most half of them full. */
static chaff_status meet_block(grouper *g, size_t start, size_t end, size_t *size,
                               size_t *distinct, group_list *out)
{
    chaff_status status = CHAFF_OK;

    for (size_t i = start; i < end && status == CHAFF_OK; i++) {
        uint32_t *place = find_place(g, g->table, *size, g->entries[i].key);
        sort_pair *first = g->entries + *place - 1;

        if (*place) {
            if (!first->more)
                status = open_bucket(g, out, first);
            if (status == CHAFF_OK)
                status = add_member(g, out, g->entries[i].item, first->more - 1);
            continue;
        }
        *place = (uint32_t)i + 1;
        if (++*distinct > *size / 2) {
            status = grow_table(g, *size);
            *size *= 2;
        }
    }
    return status;
}

/* Places for `count` distinct keys, or what there is. */
static size_t table_size(const grouper *g, size_t count)
{
    size_t size = 64;

    while (size < 2 * count && size < g->table_room)
        size *= 2;
    return size;
}

static size_t part_count(const grouper *g, size_t part)
{
    size_t count = 0, block = part;

    for (; block != g->end[part] / GROUPER_BLOCK; block = g->next[block])
        count += GROUPER_BLOCK;
    return count + g->end[part] % GROUPER_BLOCK;
}

static chaff_status meet_part(grouper *g, size_t part, group_list *out)
{
    size_t size = table_size(g, part_count(g, part)), distinct = 0, block = part;
    chaff_status status = CHAFF_OK;

    memset(g->table, 0, size * sizeof *g->table);
    for (; block != g->end[part] / GROUPER_BLOCK && status == CHAFF_OK;
         block = g->next[block])
        status = meet_block(g, block * GROUPER_BLOCK, (block + 1) * GROUPER_BLOCK,
                            &size, &distinct, out);
    if (status != CHAFF_OK)
        return status;
    return meet_block(g, block * GROUPER_BLOCK, g->end[part], &size, &distinct, out);
}

/* Members in the order of their buckets. While they are put down, sizes[b] is where the
 * next one of bucket b goes; at the end, where bucket b + 1 begins. */
static chaff_status order_members(grouper *g, group_list *out)
{
    uint32_t start = 0;

    if (!take_budget(g, g->member_count * sizeof *out->documents))
        return CHAFF_ERR_LIMIT;
    out->documents = mem_alloc(g->member_count, sizeof *out->documents);
    if (!out->documents) {
        budget_give(g->memory, g->member_count * sizeof *out->documents);
        return CHAFF_ERR_MEMORY;
    }
    out->member_count = g->member_count;
    for (size_t b = 0; b < out->bucket_count; b++) {
        uint32_t size = out->sizes[b];

        out->sizes[b] = start;
        start += size;
    }
    for (size_t i = 0; i < g->member_count; i++)
        out->documents[out->sizes[g->members[i].bucket]++] = g->members[i].document;
    for (size_t b = out->bucket_count; b-- > 1;)
        out->sizes[b] -= out->sizes[b - 1];
    return CHAFF_OK;
}

chaff_status grouper_finish(grouper *g, group_list *out)
{
    chaff_status status = CHAFF_OK;

    *out = (group_list){0};
    g->member_count = 0;
    for (size_t part = 0; part < (size_t)1 << g->bits && status == CHAFF_OK; part++)
        status = meet_part(g, part, out);
    return status == CHAFF_OK ? order_members(g, out) : status;
}

void group_list_release(group_list *list, budget *memory)
{
    budget_give(memory, list->member_count * sizeof *list->documents +
                        list->bucket_room * sizeof *list->sizes);
    mem_free(list->documents);
    mem_free(list->sizes);
    *list = (group_list){0};
}
