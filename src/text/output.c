/* output.c - the writing side of libarchive: one raw stream through one filter
 *
 * In: bytes in any portions. Out: a file that stands complete under its name, or not
 * at all. Small writes are gathered, since rows come in dozens of bytes.
 */
#include "text/output.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/status.h"

enum { GATHER = 1 << 17 };

struct output {
    file_out file;
    struct archive *archive;   /* NULL: plain */
    int filter;                /* of `filters`; negative: plain */
    bool begun;                /* the filter has had a byte */
    bool dropped;              /* what the filter still gives goes nowhere */
    chaff_status failure;      /* of a write below the filter, ... */
    int why;                   /* ... and its errno */
    char *gathered;
    size_t used;
};

static const struct {
    const char *suffix;
    int (*add)(struct archive *);
} filters[] = {
    {".gz", archive_write_add_filter_gzip},
    {".zst", archive_write_add_filter_zstd},
    {".bz2", archive_write_add_filter_bzip2},
    {".xz", archive_write_add_filter_xz},
    {".lz4", archive_write_add_filter_lz4},
};

/* An LZ4 frame without a block, and the checksum of no bytes: libarchive, asked for one
 * that nothing was written to, reads what it has not allocated. */
static const char empty_lz4[] = "\x04\x22\x4D\x18\x64\x40\xA7\0\0\0\0\x05\x5D\xCC\x02";

static int filter_of(const char *path)
{
    size_t size = strlen(path);

    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
        size_t end = strlen(filters[i].suffix);

        if (size > end && !strcmp(path + size - end, filters[i].suffix))
            return (int)i;
    }
    return -1;
}

size_t output_stem(const char *path)
{
    int filter = filter_of(path);

    return strlen(path) - (filter < 0 ? 0 : strlen(filters[filter].suffix));
}

/* libarchive is told of no failure: behind one it would not free all it has. */
static la_ssize_t write_filtered(struct archive *archive, void *self, const void *bytes,
                                 size_t size)
{
    output *o = self;

    (void)archive;
    if (o->dropped || o->failure != CHAFF_OK)
        return (la_ssize_t)size;
    o->failure = file_write(o->file.file, bytes, size);
    o->why = errno;
    return (la_ssize_t)size;
}

static bool start_entry(output *o)
{
    struct archive_entry *entry = archive_entry_new();
    bool started = entry != NULL;

    if (entry) {
        archive_entry_set_pathname(entry, "data");
        archive_entry_set_filetype(entry, AE_IFREG);
        started = archive_write_header(o->archive, entry) == ARCHIVE_OK;
        archive_entry_free(entry);
    }
    return started;
}

static bool start_filter(output *o)
{
    o->archive = archive_write_new();
    return o->archive && filters[o->filter].add(o->archive) == ARCHIVE_OK &&
           archive_write_set_format_raw(o->archive) == ARCHIVE_OK &&
           (o->filter ||
            archive_write_set_options(o->archive, "gzip:!timestamp") == ARCHIVE_OK) &&
           archive_write_set_bytes_in_last_block(o->archive, 1) == ARCHIVE_OK &&
           archive_write_open(o->archive, o, NULL, write_filtered, NULL) ==
               ARCHIVE_OK &&
           start_entry(o);
}

chaff_status output_open(output **out, const char *path, chaff_error *err)
{
    output *o = mem_zero(1, sizeof *o);
    chaff_status status;

    *out = NULL;
    if (!o)
        return error_memory(err);
    o->filter = filter_of(path);
    status = file_out_open(&o->file, path, err);
    if (status == CHAFF_OK && !(o->gathered = mem_alloc(GATHER, 1)))
        status = error_memory(err);
    if (status == CHAFF_OK && o->filter >= 0 && !start_filter(o))
        status = error_set(err, CHAFF_ERR_IO, "'%s' can't be compressed: %s", path,
                           o->archive ? archive_error_string(o->archive)
                                      : "out of memory");
    if (status != CHAFF_OK) {
        output_discard(o);
        return status;
    }
    *out = o;
    return CHAFF_OK;
}

/* What libarchive does after a write below it has failed may change errno. */
static chaff_status filter_error(const output *o, chaff_error *err)
{
    errno = o->failure != CHAFF_OK ? o->why : EIO;
    return file_write_error(o->file.path,
                            o->failure != CHAFF_OK ? o->failure : CHAFF_ERR_IO, err);
}

static chaff_status pass_on(output *o, const char *bytes, size_t size, chaff_error *err)
{
    chaff_status status;

    o->begun = true;
    if (o->archive)
        return archive_write_data(o->archive, bytes, size) == (la_ssize_t)size &&
                       o->failure == CHAFF_OK
                   ? CHAFF_OK
                   : filter_error(o, err);
    status = file_write(o->file.file, bytes, size);
    return status == CHAFF_OK ? CHAFF_OK : file_write_error(o->file.path, status, err);
}

chaff_status output_write(output *o, const void *bytes, size_t size, chaff_error *err)
{
    if (size > GATHER - o->used && o->used) {
        chaff_status status = pass_on(o, o->gathered, o->used, err);

        if (status != CHAFF_OK)
            return status;
        o->used = 0;
    }
    if (size > GATHER)
        return pass_on(o, bytes, size, err);
    if (size)
        memcpy(o->gathered + o->used, bytes, size);
    o->used += size;
    return CHAFF_OK;
}

/* The compressed stream ends. */
static chaff_status end_filter(output *o, chaff_error *err)
{
    bool ended = true;

    if (!o->begun && filters[o->filter].add == archive_write_add_filter_lz4) {
        (void)write_filtered(o->archive, o, empty_lz4, sizeof empty_lz4 - 1);
    } else {
        ended = archive_write_close(o->archive) == ARCHIVE_OK;
        o->begun = true;
    }
    return ended && o->failure == CHAFF_OK ? CHAFF_OK : filter_error(o, err);
}

chaff_status output_commit(output *o, chaff_error *err)
{
    chaff_status status = o->used ? pass_on(o, o->gathered, o->used, err) : CHAFF_OK;

    if (status == CHAFF_OK && o->archive)
        status = end_filter(o, err);
    if (status == CHAFF_OK)
        status = file_out_commit(&o->file, err);
    output_discard(o);
    return status;
}

void output_discard(output *o)
{
    if (!o)
        return;
    o->dropped = true;
    if (o->archive && !o->begun)
        (void)archive_write_data(o->archive, "", 1);   /* see empty_lz4 */
    archive_write_free(o->archive);
    file_out_discard(&o->file);
    mem_free(o->gathered);
    mem_free(o);
}
