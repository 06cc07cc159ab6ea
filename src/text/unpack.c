/* unpack.c - compressed or plain bytes in order, through libarchive or libzstd
 *
 * In: a descriptor that may be a pipe. Out: plain bytes. Five filters are named, one of
 * them is set by the first bytes and none is guessed by libarchive, so that plain text
 * is never taken for an encoding and nothing is unpacked twice. Members may follow one
 * another. Always: a stream that is cut off is an error, bytes behind its last member
 * are not, but are noticed.
 */
#include "text/unpack.h"

#include <archive.h>
#include <string.h>

#include "base/file.h"
#include "base/status.h"
#include "text/gzip_check.h"
#include "text/members.h"
#include "text/unzstd.h"

/* Large enough that system calls do not show, small enough for the second-level
 * cache. */
enum { RAW_SIZE = 1 << 18 };

/* libarchive looks at up to 14 bytes before it decides that no member follows. */
enum { SEEN_SIZE = 32 };

struct unpacker {
    int file;
    const char *name;
    packing packing;
    struct archive *archive;   /* NULL: plain or zstd */
    unzstd *zstd;              /* NULL: something else */
    char *raw;                 /* RAW_SIZE bytes; start .. end are not yet handed on */
    size_t start, end, handed;
    uint64_t raw_read, raw_handed;
    bool raw_end;              /* the file has no more */
    bool trailing, done;
    char seen[SEEN_SIZE];      /* the last bytes handed on */
    size_t seen_size;
    chaff_status failed;       /* reading the file failed */
    member_scan scan;
    gzip_check *gzip;          /* of gzip alone */
    const char *plain;         /* of the archive's last block */
    size_t plain_size;
};

typedef struct magic {
    packing packing;
    const char *suffix, *name;
    const char *bytes;
    size_t size;
    int filter;
} magic;

static const magic magics[] = {
    { PACKING_GZIP, ".gz", "gzip", "\x1F\x8B\x08", 3, ARCHIVE_FILTER_GZIP },
    { PACKING_ZSTD, ".zst", "zstd", "\x28\xB5\x2F\xFD", 4, ARCHIVE_FILTER_ZSTD },
    { PACKING_BZIP2, ".bz2", "bzip2", "BZh", 3, ARCHIVE_FILTER_BZIP2 },
    { PACKING_XZ, ".xz", "xz", "\xFD" "7zXZ\0", 6, ARCHIVE_FILTER_XZ },
    { PACKING_LZ4, ".lz4", "lz4", "\x04\x22\x4D\x18", 4, ARCHIVE_FILTER_LZ4 },
    { PACKING_LZ4, ".lz4", "lz4", "\x02\x21\x4C\x18", 4, ARCHIVE_FILTER_LZ4 },
};

enum { MAGIC_COUNT = sizeof magics / sizeof *magics };

static const magic *magic_of(packing p)
{
    for (size_t i = 0; i < MAGIC_COUNT; i++)
        if (magics[i].packing == p)
            return &magics[i];
    return NULL;
}

packing packing_of_path(const char *path)
{
    size_t size = strlen(path);

    for (size_t i = 0; i < MAGIC_COUNT; i++) {
        size_t suffix = strlen(magics[i].suffix);

        if (size > suffix && !strcmp(path + size - suffix, magics[i].suffix))
            return magics[i].packing;
    }
    return PACKING_NONE;
}

size_t packing_stem(const char *path)
{
    const magic *m = magic_of(packing_of_path(path));

    return strlen(path) - (m ? strlen(m->suffix) : 0);
}

const char *packing_name(packing p)
{
    const magic *m = magic_of(p);

    return m ? m->name : "plain";
}

/* bzip2 begins like a word: the block or end magic behind it decides. */
static bool is_bzip2(const char *bytes, size_t size)
{
    return size >= 10 && bytes[3] >= '1' && bytes[3] <= '9'
           && (!memcmp(bytes + 4, "1AY&SY", 6) || !memcmp(bytes + 4,
                   "\x17\x72\x45\x38\x50\x90", 6));
}

packing packing_of_bytes(const char *bytes, size_t size)
{
    for (size_t i = 0; i < MAGIC_COUNT; i++)
        if (size >= magics[i].size && !memcmp(bytes, magics[i].bytes, magics[i].size)
            && (magics[i].packing != PACKING_BZIP2 || is_bzip2(bytes, size)))
            return magics[i].packing;
    return PACKING_NONE;
}

/* A skippable frame may come first; it does not say whether zstd's or lz4's. */
static bool is_skippable(const char *bytes, size_t size)
{
    return size >= 4 && (unsigned char)bytes[0] >> 4 == 5 && !memcmp(bytes + 1,
                                                                     "\x2A\x4D\x18", 3);
}

/* Raw bytes are moved down and added to, once. */
static chaff_status fill_raw(unpacker *u)
{
    size_t got;
    chaff_status status;

    memmove(u->raw, u->raw + u->start, u->end - u->start);
    u->end -= u->start;
    u->start = 0;
    if (u->raw_end || u->end == RAW_SIZE)
        return CHAFF_OK;
    status = file_read(u->file, u->raw + u->end, RAW_SIZE - u->end, &got);
    if (status != CHAFF_OK)
        return status;
    u->raw_end = !got;
    u->end += got;
    u->raw_read += got;
    return CHAFF_OK;
}

static void remember(unpacker *u, const char *bytes, size_t size)
{
    size_t keep = SEEN_SIZE - size;

    if (size >= SEEN_SIZE) {
        bytes += size - SEEN_SIZE;
        size = SEEN_SIZE;
        keep = 0;
    } else if (keep > u->seen_size) {
        keep = u->seen_size;
    }
    memmove(u->seen, u->seen + u->seen_size - keep, keep);
    memcpy(u->seen + keep, bytes, size);
    u->seen_size = keep + size;
}

/* The next raw bytes of members. */
static chaff_status take_raw(void *self, const char **bytes, size_t *size)
{
    unpacker *u = self;
    size_t usable = 0;
    member_verdict verdict = MEMBER_MORE;

    u->start += u->handed;
    u->handed = 0;
    while (!u->trailing && !usable) {
        if (verdict == MEMBER_MORE && (u->start == u->end || !u->raw_end)) {
            u->failed = fill_raw(u);
            if (u->failed != CHAFF_OK)
                return u->failed;
        }
        if (u->start == u->end)
            break;
        verdict = member_look(&u->scan, u->raw + u->start, u->end - u->start,
                              u->raw_end, &usable);
        u->trailing = verdict == MEMBER_END;
    }
    *bytes = u->raw + u->start;
    u->handed = usable;
    u->raw_handed += usable;
    remember(u, *bytes, usable);
    if (u->gzip)
        gzip_check_raw(u->gzip, *bytes, usable);
    *size = usable;
    return CHAFF_OK;
}

static la_ssize_t give_raw(struct archive *a, void *self, const void **bytes)
{
    const char *taken;
    size_t size;

    if (take_raw(self, &taken, &size) != CHAFF_OK) {
        archive_set_error(a, -1, "it can't be read");
        return ARCHIVE_FATAL;
    }
    *bytes = taken;
    return (la_ssize_t)size;
}

/* Whether a lone gzip member checks; `unused` bytes follow it. If they are many its
 * trailer lies in the raw bytes handed on last, else in those seen. */
static bool last_member_checks(const unpacker *u, uint64_t unused)
{
    if (!u->gzip)
        return true;
    if (unused + 8 <= u->seen_size)
        return gzip_check_end(u->gzip, u->seen + u->seen_size - unused - 8);
    return unused + 8 > u->handed || gzip_check_end(u->gzip,
            u->raw + u->start + u->handed - unused - 8);
}

/* `cause` may be NULL. */
static chaff_status damaged(const unpacker *u, const char *cause, chaff_error *err)
{
    return error_set(err, CHAFF_ERR_FORMAT,
                     "'%s' is truncated or corrupt%s%s; fetch or copy it again",
                     u->name, cause ? ": " : "", cause ? cause : "");
}

/* What follows the last member: nothing or zeros (as tapes leave them), the start of a
 * member that is cut off, or bytes of something else. */
static chaff_status look_behind(unpacker *u, chaff_error *err)
{
    uint64_t used = (uint64_t)archive_filter_bytes(u->archive, -1);
    const magic *m = magic_of(u->packing);
    uint64_t unused = used < u->raw_handed ? u->raw_handed - used : 0;
    const char *behind = u->seen + u->seen_size - unused;

    u->done = true;
    if (!last_member_checks(u, unused))
        return damaged(u, "a checksum is wrong", err);
    if (u->packing == PACKING_XZ || !unused)
        return CHAFF_OK;
    if (unused > u->seen_size) {
        u->trailing = true;
        return CHAFF_OK;
    }
    if (unused >= 2 && !memcmp(behind, m->bytes, unused < m->size ? (size_t)unused
                               : m->size))
        return damaged(u, "its last member is cut off", err);
    for (size_t i = 0; i < unused; i++)
        u->trailing = u->trailing || behind[i];
    return CHAFF_OK;
}

/* libarchive says "empty" of a stream that fails in its first block, too: look for
 * what an empty one ends with. */
static bool is_empty_stream(const unpacker *u)
{
    static const char zeros[8];
    const char *end = u->seen + u->seen_size;
    unsigned char flags;
    size_t head;

    switch (u->packing) {
    case PACKING_GZIP:                                 /* CRC-32 and length, RFC 1952 */
        return u->seen_size >= 18 && !memcmp(end - 8, zeros, 8);
    case PACKING_BZIP2:
        return u->seen_size >= 14 && !memcmp(end - 10,
                                             "\x17\x72\x45\x38\x50\x90\0\0\0\0", 10);
    case PACKING_LZ4:                                  /* an end mark behind the frame
                                                        * header */
        if (u->raw_handed > u->seen_size || u->seen_size < 11)
            return false;
        flags = (unsigned char)u->seen[4];
        head = 7 + (flags & 8 ? 8u : 0) + (flags & 1 ? 4u : 0);
        return u->seen_size >= head + (flags & 4 ? 8u : 4u) && !memcmp(u->seen + head,
                                                                       zeros, 4);
    default:                                           /* all members were walked */
        return member_nothing(&u->scan);
    }
}

static chaff_status open_zstd(unpacker *u, chaff_error *err)
{
    u->zstd = unzstd_new();
    return u->zstd ? CHAFF_OK : error_memory(err);
}

static chaff_status open_archive(unpacker *u, chaff_error *err)
{
    struct archive_entry *entry;
    int result;

    if (u->packing == PACKING_GZIP) {
        u->gzip = mem_alloc(1, sizeof *u->gzip);
        if (!u->gzip)
            return error_memory(err);
        gzip_check_init(u->gzip);
    }
    u->archive = archive_read_new();
    if (!u->archive)
        return error_memory(err);
    if (archive_read_append_filter(u->archive,
                                   magic_of(u->packing)->filter) != ARCHIVE_OK
        || archive_read_support_format_raw(u->archive) != ARCHIVE_OK
        || archive_read_support_format_empty(u->archive) != ARCHIVE_OK)
        return error_set(err, CHAFF_ERR_IO, "'%s' can't be read: this system has no %s",
                         u->name,
                         packing_name(u->packing));
    result = archive_read_open(u->archive, u, NULL, give_raw, NULL);
    if (result == ARCHIVE_OK)
        result = archive_read_next_header(u->archive, &entry);
    u->done = result == ARCHIVE_EOF && is_empty_stream(u);
    if (u->done)
        return CHAFF_OK;
    if (result == ARCHIVE_OK)
        return CHAFF_OK;
    if (u->failed != CHAFF_OK)
        return error_set(err, u->failed, "'%s' can't be read", u->name);
    return damaged(u, archive_error_string(u->archive), err);
}

/* First bytes, enough to know the packing. */
static chaff_status look_at_start(unpacker *u, packing claimed, chaff_error *err)
{
    chaff_status status = CHAFF_OK;

    while (status == CHAFF_OK && u->end < 16 && !u->raw_end)
        status = fill_raw(u);
    if (status != CHAFF_OK)
        return error_set(err, status, "'%s' can't be read", u->name);
    u->packing = packing_of_bytes(u->raw, u->end);
    if (u->packing == PACKING_NONE && is_skippable(u->raw, u->end))
        u->packing = claimed == PACKING_LZ4 ? PACKING_LZ4 : PACKING_ZSTD;
    if (claimed == PACKING_NONE || !u->end || u->packing == claimed)
        return CHAFF_OK;
    if (u->packing == PACKING_NONE && u->end < 10
        && !memcmp(u->raw, magic_of(claimed)->bytes,
                   u->end < magic_of(claimed)->size ? u->end : magic_of(claimed)->size))
        return error_set(err, CHAFF_ERR_FORMAT, "'%s' is truncated: it has %zu bytes",
                         u->name, u->end);
    return error_set(err, CHAFF_ERR_FORMAT,
                     "'%s' is not %s, as its name says, but %s; rename it",
                     u->name, packing_name(claimed), packing_name(u->packing));
}

chaff_status
unpacker_open(unpacker **out, int file, packing claimed, const char *name,
              chaff_error *err)
{
    unpacker *u = mem_zero(1, sizeof *u);
    chaff_status status;

    *out = NULL;
    if (!u) {
        file_close(file);
        return error_memory(err);
    }
    u->file = file;
    u->name = name;
    u->raw = mem_alloc(RAW_SIZE, 1);
    status = u->raw ? look_at_start(u, claimed, err) : error_memory(err);
    u->scan.kind = u->packing;
    if (status == CHAFF_OK && u->packing != PACKING_NONE)
        status = u->packing == PACKING_ZSTD ? open_zstd(u, err) : open_archive(u, err);
    if (status == CHAFF_OK)
        *out = u;
    else
        unpacker_close(u);
    return status;
}

void unpacker_close(unpacker *u)
{
    if (!u)
        return;
    archive_read_free(u->archive);
    unzstd_free(u->zstd);
    file_close(u->file);
    mem_free(u->gzip);
    mem_free(u->raw);
    mem_free(u);
}

/* -- reading ----------------------------------------------------------------------- */

static chaff_status read_plain(unpacker *u, char *bytes, size_t size, size_t *got,
                               chaff_error *err)
{
    chaff_status status = CHAFF_OK;
    size_t held = u->end - u->start;

    *got = held < size ? held : size;
    if (held) {
        memcpy(bytes, u->raw + u->start, *got);
        u->start += *got;
    } else if (!u->raw_end) {
        status = file_read(u->file, bytes, size, got);
        u->raw_end = !*got;
        u->raw_read += *got;
    }
    return status == CHAFF_OK ? status : error_set(err, status, "'%s' can't be read",
                                                   u->name);
}

static chaff_status next_block(unpacker *u, chaff_error *err)
{
    const void *bytes;
    la_int64_t offset;
    int result = archive_read_data_block(u->archive, &bytes, &u->plain_size, &offset);

    u->plain = bytes;
    if (result == ARCHIVE_OK && u->gzip)
        gzip_check_plain(u->gzip, bytes, u->plain_size);
    if (result == ARCHIVE_OK)
        return CHAFF_OK;
    u->plain_size = 0;
    if (result == ARCHIVE_EOF)
        return look_behind(u, err);
    if (u->failed != CHAFF_OK)
        return error_set(err, u->failed, "'%s' can't be read", u->name);
    return damaged(u, archive_error_string(u->archive), err);
}

static chaff_status read_zstd(unpacker *u, void *bytes, size_t size, size_t *got,
                              chaff_error *err)
{
    const char *cause;
    chaff_status status = unzstd_read(u->zstd, take_raw, u, bytes, size, got, &cause);

    if (status == CHAFF_OK)
        return status;
    *got = 0;
    if (!cause)
        return error_set(err, status, "'%s' can't be read", u->name);
    if (strstr(cause, "too much memory"))
        return error_set(err, status, "'%s' was packed with a long window; "
                         "try zstd -dc --long=31 '%s' | chaff ... -", u->name, u->name);
    return damaged(u, cause, err);
}

chaff_status
unpacker_read(unpacker *u, void *bytes, size_t size, size_t *got, chaff_error *err)
{
    chaff_status status;

    *got = 0;
    if (u->packing == PACKING_NONE)
        return read_plain(u, bytes, size, got, err);
    if (u->packing == PACKING_ZSTD)
        return read_zstd(u, bytes, size, got, err);
    while (*got < size) {
        size_t n = u->plain_size < size - *got ? u->plain_size : size - *got;

        if (n) {
            memcpy((char *)bytes + *got, u->plain, n);
            u->plain += n;
            u->plain_size -= n;
            *got += n;
            continue;
        }
        if (u->done)
            break;
        status = next_block(u, err);
        if (status != CHAFF_OK) {
            *got = 0;
            return status;
        }
    }
    return CHAFF_OK;
}

packing unpacker_packing(const unpacker *u)
{
    return u->packing;
}

bool unpacker_trailing(const unpacker *u)
{
    return u->trailing;
}

uint64_t unpacker_raw_bytes(const unpacker *u)
{
    return u->raw_read;
}
