/* entries.c - entries to bytes and back, trusting none of them */
#include "boiler/entries.h"

#include "boiler/model.h"

static size_t write_number(uint64_t value, uint8_t *to)
{
    size_t size = 0;

    for (; value >= 128; value >>= 7)
        to[size++] = (uint8_t)(value | 128);
    to[size++] = (uint8_t)value;
    return size;
}

chaff_status varint_write(uint64_t value, buffer *out)
{
    uint8_t bytes[10];

    return buffer_append(out, bytes, write_number(value, bytes));
}

chaff_status entry_write(const gram_entry *e, uint64_t before, buffer *out)
{
    uint32_t last = UINT32_MAX;
    uint8_t *to;

    if (e->count > (SIZE_MAX - 40) / 20 ||
        buffer_reserve(out, 40 + 20 * e->count) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    to = (uint8_t *)out->data + out->size;
    to += write_number(e->hash - before - 1, to);
    to += write_number(e->docs, to);
    to += write_number(e->heads, to);
    to += write_number(e->count, to);
    for (size_t i = 0; i < e->count; i++) {
        const gram_share *s = &e->shares[i];

        to += write_number((uint32_t)(s->source - last - 1), to);
        to += write_number(2 * (uint64_t)s->docs + (s->heads > 0), to);
        if (s->heads > 0)
            to += write_number(s->heads, to);
        last = s->source;
    }
    out->size = (size_t)(to - (uint8_t *)out->data);
    return CHAFF_OK;
}

void entry_reader_start(entry_reader *r, const container *file,
                        const container_section *section, uint64_t at, uint64_t size,
                        uint64_t entries, uint32_t sources)
{
    r->file = file;
    r->section = section;
    r->at = at;
    r->end = at + size;
    r->left = entries;
    r->sources = sources;
    r->before = UINT64_MAX;
    r->next = r->filled = 0;
    r->shares = NULL;
    r->capacity = 0;
}

void entry_reader_release(entry_reader *r)
{
    mem_free(r->shares);
    r->shares = NULL;
    r->capacity = 0;
}

static chaff_status fill(entry_reader *r)
{
    uint64_t left = r->end - r->at;

    r->filled = left < ENTRY_BUFFER ? (uint32_t)left : ENTRY_BUFFER;
    r->next = 0;
    r->at += r->filled;
    return r->filled == 0 ? CHAFF_ERR_FORMAT :
           container_read(r->file, r->section, r->at - r->filled, r->bytes, r->filled);
}

/* A number up to `most`. */
static chaff_status read_number(entry_reader *r, uint64_t most, uint64_t *out)
{
    uint64_t value = 0;

    for (unsigned shift = 0; shift < 64; shift += 7) {
        uint8_t byte;

        if (r->next == r->filled) {
            chaff_status status = fill(r);

            if (status != CHAFF_OK)
                return status;
        }
        byte = r->bytes[r->next++];
        if ((uint64_t)(byte & 127) > UINT64_MAX >> shift)
            return CHAFF_ERR_FORMAT;
        value |= (uint64_t)(byte & 127) << shift;
        if (byte < 128) {
            *out = value;
            return value <= most ? CHAFF_OK : CHAFF_ERR_FORMAT;
        }
    }
    return CHAFF_ERR_FORMAT;
}

static chaff_status read_share(entry_reader *r, uint64_t *source, gram_share *s)
{
    uint64_t step, docs, heads = 0;
    chaff_status status = read_number(r, UINT32_MAX, &step);

    if (status == CHAFF_OK)
        status = read_number(r, 2 * (uint64_t)UINT32_MAX + 1, &docs);
    if (status == CHAFF_OK && (docs & 1)) {
        status = read_number(r, docs / 2, &heads);
        if (status == CHAFF_OK && heads == 0)
            return CHAFF_ERR_FORMAT;
    }
    if (status != CHAFF_OK)
        return status;
    *source += step + 1;               /* from UINT64_MAX: the first */
    if (*source >= r->sources || docs < 2)
        return CHAFF_ERR_FORMAT;
    *s = (gram_share){(uint32_t)*source, (uint32_t)(docs / 2), (uint32_t)heads};
    return CHAFF_OK;
}

/* Each source takes two bytes at least, so a lie about their number ends with them. */
static chaff_status read_shares(entry_reader *r, uint64_t count)
{
    uint64_t source = UINT64_MAX;
    chaff_status status = CHAFF_OK;

    for (size_t i = 0; status == CHAFF_OK && i < count; i++) {
        status = mem_grow((void **)&r->shares, &r->capacity, i + 1, sizeof *r->shares);
        if (status == CHAFF_OK)
            status = read_share(r, &source, &r->shares[i]);
    }
    return status;
}

chaff_status entry_read(entry_reader *r)
{
    uint64_t step, docs, heads, count;
    chaff_status status;

    if (r->left == 0)
        return r->next == r->filled && r->at == r->end ? CHAFF_DONE : CHAFF_ERR_FORMAT;
    r->left--;
    status = read_number(r, UINT64_MAX - 1, &step);
    if (status == CHAFF_OK)
        status = read_number(r, UINT32_MAX, &docs);
    if (status == CHAFF_OK)
        status = docs < 2 ? CHAFF_ERR_FORMAT : read_number(r, docs, &heads);
    if (status == CHAFF_OK)
        status = read_number(r, r->sources, &count);
    if (status == CHAFF_OK)
        status = read_shares(r, count);
    if (status != CHAFF_OK)
        return status;
    if (step >= UINT64_C(1) << HASH_BITS ||
        r->before + 1 + step >= UINT64_C(1) << HASH_BITS)
        return CHAFF_ERR_FORMAT;
    r->before += step + 1;
    r->entry = (gram_entry){r->before, (uint32_t)docs, (uint32_t)heads, (size_t)count,
        r->shares};
    return CHAFF_OK;
}
