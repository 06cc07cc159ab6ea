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

static la_ssize_t write_filtered(struct archive *archive, void *self, const void *bytes,
                                 size_t size)
{
    output *o = self;

    o->failure = file_write(o->file.file, bytes, size);
    if (o->failure == CHAFF_OK)
        return (la_ssize_t)size;
    o->why = errno;
    archive_set_error(archive, EIO, "write failed");
    return -1;
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

static bool start_filter(output *o, int filter)
{
    o->archive = archive_write_new();
    return o->archive && filters[filter].add(o->archive) == ARCHIVE_OK &&
           archive_write_set_format_raw(o->archive) == ARCHIVE_OK &&
           (filter ||
            archive_write_set_options(o->archive, "gzip:!timestamp") == ARCHIVE_OK) &&
           archive_write_set_bytes_in_last_block(o->archive, 1) == ARCHIVE_OK &&
           archive_write_open(o->archive, o, NULL, write_filtered, NULL) ==
               ARCHIVE_OK &&
           start_entry(o);
}

chaff_status output_open(output **out, const char *path, chaff_error *err)
{
    output *o = mem_zero(1, sizeof *o);
    int filter = filter_of(path);
    chaff_status status;

    *out = NULL;
    if (!o)
        return error_memory(err);
    status = file_out_open(&o->file, path, err);
    if (status == CHAFF_OK && !(o->gathered = mem_alloc(GATHER, 1)))
        status = error_memory(err);
    if (status == CHAFF_OK && filter >= 0 && !start_filter(o, filter))
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

    if (o->archive)
        return archive_write_data(o->archive, bytes, size) == (la_ssize_t)size
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

chaff_status output_commit(output *o, chaff_error *err)
{
    chaff_status status = o->used ? pass_on(o, o->gathered, o->used, err) : CHAFF_OK;

    if (status == CHAFF_OK && o->archive &&
        archive_write_close(o->archive) != ARCHIVE_OK)
        status = filter_error(o, err);
    if (status == CHAFF_OK)
        status = file_out_commit(&o->file, err);
    output_discard(o);
    return status;
}

void output_discard(output *o)
{
    if (!o)
        return;
    if (o->archive) {
        (void)archive_write_fail(o->archive);
        archive_write_free(o->archive);
    }
    file_out_discard(&o->file);
    mem_free(o->gathered);
    mem_free(o);
}
