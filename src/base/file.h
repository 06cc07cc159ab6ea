/* file.h - the door to the files of the operating system
 *
 * Reading is by position, so that threads may share a file. An output stands under
 * its name only when complete: it is written without a name (or, where the system
 * has no nameless files, beside its place) and renamed by file_out_commit.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "chaff/base.h"

typedef enum file_kind {
    FILE_MISSING, FILE_REGULAR, FILE_FOLDER, FILE_STREAM    /* pipe, device, socket */
} file_kind;

file_kind file_kind_of(const char *path);
bool file_same(const char *a, const char *b);             /* one file under two names */

/* The same for any number of names: a regular file's identity, and that of the place
 * that a name has in its folder, whether or not there is a file of that name. */
typedef struct file_id { uint64_t device, number; } file_id;

bool file_identity(file_id *out, const char *path);        /* false: no regular file */
/* *name is the last part of `path`. false: there is no such folder. */
bool file_place(file_id *folder, const char **name, const char *path);

/* Open for reading; "-" is standard input. */
CHAFF_MUST_USE chaff_status file_open(int *out, const char *path, chaff_error *err);
void file_close(int file);
/* Up to `size` bytes from where reading stands; *got 0 at the end. */
CHAFF_MUST_USE chaff_status file_read(int file, void *bytes, size_t size, size_t *got);
/* Exactly `size` bytes at `offset`; fewer there is CHAFF_ERR_IO. */
CHAFF_MUST_USE chaff_status
file_read_at(int file, void *bytes, size_t size, uint64_t offset);
CHAFF_MUST_USE chaff_status file_write(int file, const void *bytes, size_t size);
/* Right after a file_write that failed with `status`: why, by errno. Returns it. */
chaff_status file_write_error(const char *path, chaff_status status, chaff_error *err);
CHAFF_MUST_USE chaff_status
file_write_at(int file, const void *bytes, size_t size, uint64_t offset);
uint64_t file_size(int file);

/* A nameless temporary file in `folder`: gone when closed, whatever the end. */
CHAFF_MUST_USE chaff_status
file_temporary(int *out, const char *folder, chaff_error *err);

/* All regular files below a folder, in byte order of their paths relative to it;
 * symbolic links to files are followed, to folders not. Calls visit for each.  */
CHAFF_MUST_USE chaff_status
file_walk(const char *folder, chaff_status (*visit)(const char *relative, void *self),
          void *self, chaff_error *err);

/* There already: fine. */
CHAFF_MUST_USE chaff_status file_make_folder(const char *path, chaff_error *err);

/* A file, or a folder with nothing in it; whether it worked is not asked. */
void file_remove(const char *path);

typedef struct file_out {
    int file;
    bool in_place;             /* a device, pipe or standard output: no rename */
    char *path;                /* final name, owned */
    char *beside;              /* temporary name where nameless files lack, or NULL */
} file_out;

/* "-" is standard output. An existing path that is not a regular file is written in
 * place; of a symbolic link, what it points to is written anew. */
CHAFF_MUST_USE chaff_status
file_out_open(file_out *out, const char *path, chaff_error *err);
CHAFF_MUST_USE chaff_status file_out_commit(file_out *out, chaff_error *err);
void file_out_discard(file_out *out);                       /* nothing is left behind */

uint64_t file_memory(void);                            /* bytes of RAM of the machine */
double file_clock(void);                                    /* seconds, monotonic */

#endif
