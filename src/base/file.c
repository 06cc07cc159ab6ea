/* file.c - the only file with calls to the operating system for files
 *
 * In: paths from people, descriptors. Out: bytes, and outputs that stand under their
 * names complete or not at all.
 */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <dirent.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/status.h"

file_kind file_kind_of(const char *path)
{
    struct stat s;

    if (stat(path, &s))
        return FILE_MISSING;
    if (S_ISDIR(s.st_mode))
        return FILE_FOLDER;
    return S_ISREG(s.st_mode) ? FILE_REGULAR : FILE_STREAM;
}

bool file_same(const char *a, const char *b)
{
    struct stat sa, sb;

    return !stat(a, &sa) && !stat(b, &sb) && sa.st_dev == sb.st_dev &&
           sa.st_ino == sb.st_ino;
}

static void identify(file_id *out, const struct stat *s)
{
    *out = (file_id){(uint64_t)s->st_dev, (uint64_t)s->st_ino};
}

bool file_identity(file_id *out, const char *path)
{
    struct stat s;

    if (stat(path, &s) || !S_ISREG(s.st_mode))
        return false;
    identify(out, &s);
    return true;
}

bool file_place(file_id *folder, const char **name, const char *path)
{
    const char *slash = strrchr(path, '/');
    char *parent = slash ? mem_alloc((size_t)(slash - path) + 2, 1) : NULL;
    struct stat s;
    bool found;

    *name = slash ? slash + 1 : path;
    if (parent)
        snprintf(parent, (size_t)(slash - path) + 2, "%s", path);
    found = (!slash || parent) && !stat(parent ? parent : ".", &s);
    mem_free(parent);
    if (found)
        identify(folder, &s);
    return found;
}

static chaff_status open_error(const char *path, chaff_error *err)
{
    return error_set(err, CHAFF_ERR_IO, "'%s' can't be opened: %s", path,
                     strerror(errno));
}

chaff_status file_open(int *out, const char *path, chaff_error *err)
{
    bool standard = !strcmp(path, "-");

    *out = standard ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
    if (*out >= 0)
        return CHAFF_OK;
    return open_error(standard ? "standard input" : path, err);
}

void file_close(int file)
{
    if (file >= 0)
        close(file);
}

chaff_status file_read(int file, void *bytes, size_t size, size_t *got)
{
    ssize_t n;

    *got = 0;
    do
        n = read(file, bytes, size);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        return CHAFF_ERR_IO;
    *got = (size_t)n;
    return CHAFF_OK;
}

chaff_status file_read_at(int file, void *bytes, size_t size, uint64_t offset)
{
    char *at = bytes;

    while (size) {
        ssize_t n = pread(file, at, size, (off_t)offset);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return CHAFF_ERR_IO;
        at += n;
        offset += (uint64_t)n;
        size -= (size_t)n;
    }
    return CHAFF_OK;
}

chaff_status file_write(int file, const void *bytes, size_t size)
{
    const char *at = bytes;

    while (size) {
        ssize_t n = write(file, at, size);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return errno == EPIPE ? CHAFF_ERR_STOPPED : CHAFF_ERR_IO;
        at += n;
        size -= (size_t)n;
    }
    return CHAFF_OK;
}

static const char *output_name(const char *path)
{
    return strcmp(path, "-") ? path : "standard output";
}

chaff_status file_write_error(const char *path, chaff_status status, chaff_error *err)
{
    int why = errno;

    if (status == CHAFF_ERR_STOPPED)
        return error_set(err, status, "the reader of '%s' has gone", output_name(path));
    return error_set(err, status, "'%s' can't be written: %s", output_name(path),
                     strerror(why));
}

chaff_status file_write_at(int file, const void *bytes, size_t size, uint64_t offset)
{
    const char *at = bytes;

    while (size) {
        ssize_t n = pwrite(file, at, size, (off_t)offset);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return CHAFF_ERR_IO;
        at += n;
        offset += (uint64_t)n;
        size -= (size_t)n;
    }
    return CHAFF_OK;
}

uint64_t file_size(int file)
{
    struct stat s;

    return fstat(file, &s) ? 0 : (uint64_t)s.st_size;
}

static char *join_path(const char *folder, const char *name)
{
    size_t size = strlen(folder) + strlen(name) + 2;
    char *path = mem_alloc(size, 1);

    if (path)
        snprintf(path, size, "%s%s%s", folder,
                 *folder && folder[strlen(folder) - 1] == '/' ? "" : "/", name);
    return path;
}

chaff_status file_temporary(int *out, const char *folder, chaff_error *err)
{
    char *name;

    *out = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (*out >= 0)
        return CHAFF_OK;
    name = join_path(folder, "chaff-XXXXXX");
    if (!name)
        return error_memory(err);
    *out = mkostemp(name, O_CLOEXEC);
    if (*out >= 0)
        unlink(name);
    mem_free(name);
    if (*out >= 0)
        return CHAFF_OK;
    return error_set(err, CHAFF_ERR_IO,
                     "no temporary file can be made in '%s': %s; try --tmp DIR", folder,
                     strerror(errno));
}

/* -- folders ----------------------------------------------------------------------- */

typedef struct names {
    char **items;
    size_t count, capacity;
} names;

static void release_names(names *n)
{
    for (size_t i = 0; i < n->count; i++)
        mem_free(n->items[i]);
    mem_free(n->items);
}

static chaff_status add_name(names *n, char *name)
{
    chaff_status status = name ? mem_grow((void **)&n->items, &n->capacity,
                                          n->count + 1, sizeof *n->items)
                               : CHAFF_ERR_MEMORY;

    if (status == CHAFF_OK)
        n->items[n->count++] = name;
    else
        mem_free(name);
    return status;
}

/* Regular files below folder/relative go to `files`, folders to `open`. */
static chaff_status list_folder(const char *folder, const char *relative,
                                names *open_folders, names *files, chaff_error *err)
{
    chaff_status status = CHAFF_OK;
    struct dirent *entry;
    char *path = *relative ? join_path(folder, relative) : join_path(folder, ".");
    DIR *dir = path ? opendir(path) : NULL;

    if (!dir) {
        status = path ? open_error(path, err) : error_memory(err);
        mem_free(path);
        return status;
    }
    while (status == CHAFF_OK && (entry = readdir(dir))) {
        struct stat s;

        if (entry->d_name[0] == '.' ||
            fstatat(dirfd(dir), entry->d_name, &s, AT_SYMLINK_NOFOLLOW))
            continue;
        if (S_ISLNK(s.st_mode) &&
            (fstatat(dirfd(dir), entry->d_name, &s, 0) || S_ISDIR(s.st_mode)))
            continue;
        if (S_ISDIR(s.st_mode) || S_ISREG(s.st_mode))
            status = add_name(S_ISDIR(s.st_mode) ? open_folders : files,
                              *relative ? join_path(relative, entry->d_name)
                                        : mem_string(entry->d_name));
    }
    closedir(dir);
    mem_free(path);
    return status == CHAFF_ERR_MEMORY ? error_memory(err) : status;
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

chaff_status file_walk(const char *folder,
                       chaff_status (*visit)(const char *relative, void *self),
                       void *self, chaff_error *err)
{
    names folders = {0}, files = {0};
    chaff_status status = list_folder(folder, "", &folders, &files, err);

    while (status == CHAFF_OK && folders.count) {
        char *next = folders.items[--folders.count];

        status = list_folder(folder, next, &folders, &files, err);
        mem_free(next);
    }
    if (files.count)
        qsort(files.items, files.count, sizeof *files.items, by_bytes);
    for (size_t i = 0; status == CHAFF_OK && i < files.count; i++)
        status = visit(files.items[i], self);
    release_names(&folders);
    release_names(&files);
    return status;
}

chaff_status file_make_folder(const char *path, chaff_error *err)
{
    int why = mkdir(path, 0777) ? errno : 0;

    if (!why || file_kind_of(path) == FILE_FOLDER)
        return CHAFF_OK;
    return error_set(err, CHAFF_ERR_IO, "the folder '%s' can't be made: %s", path,
                     why == EEXIST ? "a file of that name is there" : strerror(why));
}

void file_remove(const char *path)
{
    (void)remove(path);
}

/* -- outputs ----------------------------------------------------------------------- */

/* "DIR/" of a path, "./" where it has none; owned. */
static char *folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    size_t size = slash ? (size_t)(slash - path) + 1 : 2;
    char *folder = mem_alloc(size + 1, 1);

    if (folder) {
        memcpy(folder, slash ? path : "./", size);
        folder[size] = '\0';
    }
    return folder;
}

/* The next name to try beside the final one; false: no memory. */
static bool set_beside(file_out *out, unsigned tries)
{
    char *folder = folder_of(out->path), name[32];

    snprintf(name, sizeof name, ".chaff-%lu-%u", (unsigned long)getpid(), tries);
    mem_free(out->beside);
    out->beside = folder ? join_path(folder, name) : NULL;
    mem_free(folder);
    return out->beside;
}

static void forget_beside(file_out *out)
{
    mem_free(out->beside);
    out->beside = NULL;
}

/* Nameless files get their name through /proc; without it they would be lost. */
static int open_nameless(const char *path)
{
    char *folder = access("/proc/self/fd", X_OK) ? NULL : folder_of(path);
    int file = folder ? open(folder, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666) : -1;

    mem_free(folder);
    return file;
}

enum { TRIES = 1000 };

static chaff_status open_beside(file_out *out)
{
    for (unsigned tries = 0; tries < TRIES; tries++) {
        if (!set_beside(out, tries))
            return CHAFF_ERR_MEMORY;
        out->file = open(out->beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (out->file >= 0)
            return CHAFF_OK;
        if (errno != EEXIST)
            break;
    }
    forget_beside(out);
    return CHAFF_ERR_IO;
}

static chaff_status open_out(file_out *out)
{
    if (!strcmp(out->path, "-"))
        out->file = dup(STDOUT_FILENO);
    else if (out->in_place)
        out->file = open(out->path, O_WRONLY | O_CLOEXEC);
    else if ((out->file = open_nameless(out->path)) < 0)
        return open_beside(out);
    return out->file < 0 ? CHAFF_ERR_IO : CHAFF_OK;
}

/* Renaming over a symbolic link would leave its target as it was: what is written is
 * what the link points to. Owned; NULL: no memory. */
static char *target_of(const char *path)
{
    char room[PATH_MAX];
    struct stat s;

    if (strcmp(path, "-") && !lstat(path, &s) && S_ISLNK(s.st_mode) &&
        realpath(path, room))
        path = room;
    return mem_string(path);
}

chaff_status file_out_open(file_out *out, const char *path, chaff_error *err)
{
    file_kind kind = file_kind_of(path);
    chaff_status status = CHAFF_ERR_IO;

    *out = (file_out){.file = -1, .path = target_of(path)};
    if (!out->path)
        return error_memory(err);
    out->in_place = !strcmp(path, "-") || kind == FILE_STREAM;
    if (kind == FILE_FOLDER && !out->in_place)
        errno = EISDIR;
    else
        status = open_out(out);
    if (status == CHAFF_ERR_IO)
        (void)file_write_error(path, status, err);
    else if (status == CHAFF_ERR_MEMORY)
        (void)error_memory(err);
    if (status != CHAFF_OK)
        file_out_discard(out);
    return status;
}

/* Give the nameless file a name beside its place, from where it can be renamed over. */
static chaff_status name_nameless(file_out *out)
{
    char proc[64];

    snprintf(proc, sizeof proc, "/proc/self/fd/%d", out->file);
    for (unsigned tries = 0; tries < TRIES; tries++) {
        if (!set_beside(out, tries))
            return CHAFF_ERR_MEMORY;
        if (!linkat(AT_FDCWD, proc, AT_FDCWD, out->beside, AT_SYMLINK_FOLLOW))
            return CHAFF_OK;
        if (errno != EEXIST)
            break;
    }
    forget_beside(out);
    return CHAFF_ERR_IO;
}

/* Some file systems tell only at the end that a write has failed. */
static chaff_status close_out(file_out *out)
{
    int file = out->file;

    out->file = -1;
    return close(file) ? CHAFF_ERR_IO : CHAFF_OK;
}

chaff_status file_out_commit(file_out *out, chaff_error *err)
{
    chaff_status status = CHAFF_OK;

    if (!out->in_place && !out->beside)
        status = name_nameless(out);
    if (status == CHAFF_OK)
        status = close_out(out);
    if (status == CHAFF_OK && out->beside && rename(out->beside, out->path))
        status = CHAFF_ERR_IO;
    if (status == CHAFF_OK)
        forget_beside(out);
    else if (status == CHAFF_ERR_MEMORY)
        (void)error_memory(err);
    else
        (void)file_write_error(out->path, status, err);
    file_out_discard(out);
    return status;
}

void file_out_discard(file_out *out)
{
    if (out->beside)
        unlink(out->beside);
    if (out->file >= 0)
        close(out->file);
    mem_free(out->beside);
    mem_free(out->path);
    *out = (file_out){.file = -1};
}

uint64_t file_memory(void)
{
    long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGE_SIZE);

    return pages > 0 && size > 0 ? (uint64_t)pages * (uint64_t)size : UINT64_C(1) << 30;
}

double file_clock(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}
