/* test_file.c - base/file.h and base/digest.h in a scratch folder
 *
 * What must hold: an output stands under its name complete or not at all, and whatever
 * happens, no other file is left in the folder.
 */
#include "tests.h"

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/file.h"

static char scratch[64];

static void setup(void)
{
    strcpy(scratch, "/tmp/chaff-test-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(scratch));
}

static int remove_one(const char *path, const struct stat *s, int kind, struct FTW *ftw)
{
    (void)s, (void)kind, (void)ftw;
    return remove(path);
}

static void teardown(void)
{
    ck_assert_int_eq(nftw(scratch, remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
}

/* A path in the scratch folder; eight of them live at a time. */
static const char *in_scratch(const char *name)
{
    static char paths[8][256];
    static unsigned next;
    char *path = paths[next++ % 8];

    snprintf(path, sizeof paths[0], "%s/%s", scratch, name);
    return path;
}

static void put(const char *name, const char *bytes)
{
    FILE *f = fopen(in_scratch(name), "wb");

    ck_assert_ptr_nonnull(f);
    ck_assert_int_ge(fputs(bytes, f), 0);
    ck_assert_int_eq(fclose(f), 0);
}

static void expect(const char *name, const char *bytes)
{
    char text[256] = "";
    FILE *f = fopen(in_scratch(name), "rb");

    ck_assert_ptr_nonnull(f);
    (void)!fread(text, 1, sizeof text - 1, f);
    fclose(f);
    ck_assert_str_eq(text, bytes);
}

/* Entries of the scratch folder, hidden ones too. */
static size_t entry_count(void)
{
    DIR *dir = opendir(scratch);
    size_t count = 0;

    ck_assert_ptr_nonnull(dir);
    while (readdir(dir))
        count++;
    closedir(dir);
    return count - 2;
}

/* -- outputs ---------------------------------------------------------------------- */

static void open_and_write(file_out *out, const char *path, const char *bytes)
{
    ck_assert_int_eq(file_out_open(out, path, NULL), CHAFF_OK);
    ck_assert_int_eq(file_write(out->file, bytes, strlen(bytes)), CHAFF_OK);
}

START_TEST(an_output_has_its_name_only_when_committed)
{
    const char *path = in_scratch("out");
    file_out out;

    open_and_write(&out, path, "hello");
    ck_assert_int_eq(file_kind_of(path), FILE_MISSING);
    ck_assert_int_eq(file_out_commit(&out, NULL), CHAFF_OK);
    expect("out", "hello");
    ck_assert_uint_eq(entry_count(), 1);
}
END_TEST

START_TEST(an_output_replaces_an_old_file_at_once)
{
    const char *path = in_scratch("out");
    file_out out;

    put("out", "old");
    open_and_write(&out, path, "new");
    expect("out", "old");
    ck_assert_int_eq(file_out_commit(&out, NULL), CHAFF_OK);
    expect("out", "new");
    ck_assert_uint_eq(entry_count(), 1);
}
END_TEST

START_TEST(a_discarded_output_leaves_nothing_and_spares_the_old_file)
{
    file_out out;

    open_and_write(&out, in_scratch("out"), "half");
    file_out_discard(&out);
    file_out_discard(&out);
    ck_assert_uint_eq(entry_count(), 0);
    put("out", "old");
    open_and_write(&out, in_scratch("out"), "half");
    file_out_discard(&out);
    expect("out", "old");
    ck_assert_uint_eq(entry_count(), 1);
}
END_TEST

START_TEST(two_outputs_may_wait_beside_each_other)
{
    file_out a, b;

    open_and_write(&a, in_scratch("a"), "A");
    open_and_write(&b, in_scratch("b"), "B");
    ck_assert_int_eq(file_out_commit(&b, NULL), CHAFF_OK);
    ck_assert_int_eq(file_out_commit(&a, NULL), CHAFF_OK);
    expect("a", "A");
    expect("b", "B");
    ck_assert_uint_eq(entry_count(), 2);
}
END_TEST

START_TEST(an_output_has_the_rights_a_new_file_has)
{
    mode_t old = umask(027);
    struct stat s;
    file_out out;

    open_and_write(&out, in_scratch("out"), "x");
    ck_assert_int_eq(file_out_commit(&out, NULL), CHAFF_OK);
    umask(old);
    ck_assert_int_eq(stat(in_scratch("out"), &s), 0);
    ck_assert_uint_eq(s.st_mode & 0777, 0640);
}
END_TEST

START_TEST(a_device_is_written_in_place)
{
    file_out out;

    open_and_write(&out, "/dev/null", "gone");
    ck_assert(out.in_place);
    ck_assert_int_eq(file_out_commit(&out, NULL), CHAFF_OK);
    ck_assert_int_eq(file_kind_of("/dev/null"), FILE_STREAM);
}
END_TEST

START_TEST(standard_output_stays_open)
{
    file_out out;

    ck_assert_int_eq(file_out_open(&out, "-", NULL), CHAFF_OK);
    ck_assert(out.in_place);
    ck_assert_int_eq(file_out_commit(&out, NULL), CHAFF_OK);
    ck_assert_int_ge(fcntl(STDOUT_FILENO, F_GETFD), 0);
}
END_TEST

START_TEST(what_cannot_be_an_output_is_refused_by_name)
{
    chaff_error err;
    file_out out;

    ck_assert_int_eq(file_out_open(&out, scratch, &err), CHAFF_ERR_IO);
    ck_assert_ptr_nonnull(strstr(err.text, scratch));
    ck_assert_int_eq(file_out_open(&out, in_scratch("no/such"), &err), CHAFF_ERR_IO);
    ck_assert_ptr_nonnull(strstr(err.text, "no/such"));
    ck_assert_uint_eq(entry_count(), 0);
}
END_TEST

START_TEST(a_commit_that_fails_leaves_nothing)
{
    chaff_error err;
    file_out out;

    open_and_write(&out, in_scratch("out"), "x");
    ck_assert_int_eq(mkdir(in_scratch("out"), 0777), 0);
    ck_assert_int_eq(file_out_commit(&out, &err), CHAFF_ERR_IO);
    ck_assert_ptr_nonnull(strstr(err.text, "/out'"));
    ck_assert_uint_eq(entry_count(), 1);
}
END_TEST

START_TEST(outputs_survive_every_allocation_failure)
{
    chaff_status status;
    long n = 0;

    do {
        file_out out;

        mem_fail_after(n++);
        status = file_out_open(&out, in_scratch("out"), NULL);
        if (status == CHAFF_OK)
            status = file_out_commit(&out, NULL);
        mem_fail_after(-1);
        ck_assert(status == CHAFF_OK || status == CHAFF_ERR_MEMORY);
        ck_assert_uint_eq(entry_count(), status == CHAFF_OK);
        (void)remove(in_scratch("out"));
    } while (status != CHAFF_OK || n < 4);
}
END_TEST

/* -- reading and writing ---------------------------------------------------------- */

enum { PAGE = 1000, PAGES = 50 };

START_TEST(writes_by_position_read_back_by_position)
{
    static char truth[PAGES * PAGE], got[PAGES * PAGE];
    uint64_t state = 7;
    int file;

    ck_assert_int_eq(file_temporary(&file, scratch, NULL), CHAFF_OK);
    for (size_t i = 0; i < sizeof truth; i++)
        truth[i] = (char)test_random(&state);
    for (size_t i = 0; i < PAGES; i++) {
        size_t at = (i * 7 % PAGES) * PAGE;            /* 7 and PAGES share no factor */

        ck_assert_int_eq(file_write_at(file, truth + at, PAGE, at), CHAFF_OK);
    }
    ck_assert_uint_eq(file_size(file), sizeof truth);
    for (int i = 0; i < 200; i++) {
        size_t at = (size_t)(test_random(&state) % sizeof truth);
        size_t size = (size_t)(test_random(&state) % (sizeof truth - at + 1));

        ck_assert_int_eq(file_read_at(file, got, size, at), CHAFF_OK);
        ck_assert_int_eq(memcmp(got, truth + at, size), 0);
    }
    ck_assert_int_eq(file_read_at(file, got, 2, sizeof truth - 1), CHAFF_ERR_IO);
    ck_assert_int_eq(file_read_at(file, got, 1, UINT64_MAX - 5), CHAFF_ERR_IO);
    file_close(file);
}
END_TEST

START_TEST(reading_on_gives_all_bytes_and_then_none)
{
    char bytes[8];
    size_t got;
    int file;

    put("in", "0123456789");
    ck_assert_int_eq(file_open(&file, in_scratch("in"), NULL), CHAFF_OK);
    ck_assert_int_eq(file_read(file, bytes, 8, &got), CHAFF_OK);
    ck_assert_uint_eq(got, 8);
    ck_assert_int_eq(file_read(file, bytes, 8, &got), CHAFF_OK);
    ck_assert_uint_eq(got, 2);
    ck_assert_int_eq(memcmp(bytes, "89", 2), 0);
    ck_assert_int_eq(file_read(file, bytes, 8, &got), CHAFF_OK);
    ck_assert_uint_eq(got, 0);
    file_close(file);
    file_close(-1);
    ck_assert_int_eq(file_read(-1, bytes, 8, &got), CHAFF_ERR_IO);
}
END_TEST

START_TEST(a_closed_pipe_is_told_from_an_error)
{
    int ends[2];

    signal(SIGPIPE, SIG_IGN);
    ck_assert_int_eq(pipe(ends), 0);
    close(ends[0]);
    ck_assert_int_eq(file_write(ends[1], "x", 1), CHAFF_ERR_STOPPED);
    close(ends[1]);
    ck_assert_int_eq(file_write(ends[1], "x", 1), CHAFF_ERR_IO);
}
END_TEST

START_TEST(a_temporary_file_has_no_name)
{
    chaff_error err;
    int file;

    ck_assert_int_eq(file_temporary(&file, scratch, NULL), CHAFF_OK);
    ck_assert_uint_eq(entry_count(), 0);
    file_close(file);
    ck_assert_int_eq(file_temporary(&file, in_scratch("none"), &err), CHAFF_ERR_IO);
    ck_assert_ptr_nonnull(strstr(err.text, "--tmp"));
}
END_TEST

START_TEST(kinds_and_names_of_files_are_told_apart)
{
    put("a", "x");
    ck_assert_int_eq(link(in_scratch("a"), in_scratch("b")), 0);
    put("c", "x");
    ck_assert_int_eq(file_kind_of(in_scratch("a")), FILE_REGULAR);
    ck_assert_int_eq(file_kind_of(scratch), FILE_FOLDER);
    ck_assert_int_eq(file_kind_of(in_scratch("z")), FILE_MISSING);
    ck_assert(file_same(in_scratch("a"), in_scratch("./b")));
    ck_assert(!file_same(in_scratch("a"), in_scratch("c")));
    ck_assert(!file_same(in_scratch("z"), in_scratch("z")));
}
END_TEST

START_TEST(a_missing_input_is_named_with_the_cause)
{
    chaff_error err;
    int file;

    ck_assert_int_eq(file_open(&file, in_scratch("none"), &err), CHAFF_ERR_IO);
    ck_assert_ptr_nonnull(strstr(err.text, "/none' can't be opened: No such file"));
}
END_TEST

/* -- folders ---------------------------------------------------------------------- */

typedef struct walked {
    char paths[32][64];
    size_t count, stop_after;
} walked;

static chaff_status note_path(const char *relative, void *self)
{
    walked *w = self;

    snprintf(w->paths[w->count++], sizeof w->paths[0], "%s", relative);
    return w->count == w->stop_after ? CHAFF_ERR_STOPPED : CHAFF_OK;
}

/* Made in no order; walked in byte order of whole paths, where '/' comes after '-' and
 * '.' and before letters. Hidden files are left out. */
static const char *const made[] = {"b.txt", "a/z", "a.txt", "a/b/c", "a-b", "B",
                                   "\xC3\xA9", "a/.hidden", ".git/x", "a/b.txt", "~"};
static const char *const expected[] = {"B", "a-b", "a.txt", "a/b.txt", "a/b/c", "a/z",
                                       "b.txt", "link", "~", "\xC3\xA9"};
enum { EXPECTED = sizeof expected / sizeof *expected };

static void make_tree(void)
{
    static const char *const folders[] = {"a", "a/b", ".git", "empty"};

    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        ck_assert_int_eq(file_make_folder(in_scratch(folders[i]), NULL), CHAFF_OK);
    for (size_t i = 0; i < sizeof made / sizeof *made; i++)
        put(made[i], "x");
    ck_assert_int_eq(symlink("a/z", in_scratch("link")), 0);
    ck_assert_int_eq(symlink("..", in_scratch("a/loop")), 0);
    ck_assert_int_eq(symlink("nowhere", in_scratch("a/dangling")), 0);
}

START_TEST(a_walk_visits_files_in_byte_order_of_their_paths)
{
    walked w = {.count = 0};

    make_tree();
    ck_assert_int_eq(file_walk(scratch, note_path, &w, NULL), CHAFF_OK);
    ck_assert_uint_eq(w.count, EXPECTED);
    for (size_t i = 0; i < EXPECTED; i++)
        ck_assert_str_eq(w.paths[i], expected[i]);
}
END_TEST

START_TEST(a_walk_ends_when_its_visitor_says_so)
{
    walked w = {.stop_after = 3};

    make_tree();
    ck_assert_int_eq(file_walk(scratch, note_path, &w, NULL), CHAFF_ERR_STOPPED);
    ck_assert_uint_eq(w.count, 3);
}
END_TEST

START_TEST(a_walk_survives_every_allocation_failure)
{
    chaff_status status;
    long n = 0;

    make_tree();
    do {
        walked w = {.count = 0};

        mem_fail_after(n++);
        status = file_walk(scratch, note_path, &w, NULL);
        mem_fail_after(-1);
        ck_assert(status == CHAFF_OK || (status == CHAFF_ERR_MEMORY && !w.count));
    } while (status != CHAFF_OK);
    ck_assert_int_gt(n, EXPECTED);
}
END_TEST

START_TEST(a_folder_is_made_once_and_only_where_it_can_be)
{
    chaff_error err;
    walked w = {.count = 0};

    ck_assert_int_eq(file_make_folder(in_scratch("new"), NULL), CHAFF_OK);
    ck_assert_int_eq(file_make_folder(in_scratch("new"), NULL), CHAFF_OK);
    put("taken", "x");
    ck_assert_int_eq(file_make_folder(in_scratch("taken"), &err), CHAFF_ERR_IO);
    ck_assert_ptr_nonnull(strstr(err.text, "a file of that name"));
    ck_assert_int_eq(file_make_folder(in_scratch("no/such"), &err), CHAFF_ERR_IO);
    ck_assert_ptr_nonnull(strstr(err.text, "No such file"));
    ck_assert_int_eq(file_make_folder("/proc/chaff", &err), CHAFF_ERR_IO);
    ck_assert_int_eq(file_walk(in_scratch("none"), note_path, &w, &err), CHAFF_ERR_IO);
}
END_TEST

/* -- digest ----------------------------------------------------------------------- */

/* `printf abc | b2sum -l 256`; the empty one is that of `b2sum -l 256 /dev/null`. */
START_TEST(a_digest_is_blake2b_of_the_bytes)
{
    char text[DIGEST_TEXT];
    chaff_error err;

    put("abc", "abc");
    put("empty", "");
    ck_assert_int_eq(digest_file(in_scratch("abc"), text, NULL), CHAFF_OK);
    ck_assert_str_eq(text, "bddd813c634239723171ef3fee98579b"
                           "94964e3bb1cb3e427262c8c068d52319");
    ck_assert_int_eq(digest_file(in_scratch("empty"), text, NULL), CHAFF_OK);
    ck_assert_str_eq(text, "0e5751c026e543b2e8ab2eb06099daa1"
                           "d1e5df47778f7787faab45cdf12fe3a8");
    ck_assert_int_eq(digest_file(in_scratch("none"), text, &err), CHAFF_ERR_IO);
    ck_assert_str_eq(text, "");
}
END_TEST

static TCase *scratch_case(Suite *suite, const char *name)
{
    TCase *tcase = tcase_create(name);

    tcase_add_checked_fixture(tcase, setup, teardown);
    suite_add_tcase(suite, tcase);
    return tcase;
}

static void add_outputs(TCase *outputs)
{
    tcase_add_test(outputs, an_output_has_its_name_only_when_committed);
    tcase_add_test(outputs, an_output_replaces_an_old_file_at_once);
    tcase_add_test(outputs, a_discarded_output_leaves_nothing_and_spares_the_old_file);
    tcase_add_test(outputs, two_outputs_may_wait_beside_each_other);
    tcase_add_test(outputs, an_output_has_the_rights_a_new_file_has);
    tcase_add_test(outputs, a_device_is_written_in_place);
    tcase_add_test(outputs, standard_output_stays_open);
    tcase_add_test(outputs, what_cannot_be_an_output_is_refused_by_name);
    tcase_add_test(outputs, a_commit_that_fails_leaves_nothing);
    tcase_add_test(outputs, outputs_survive_every_allocation_failure);
}

Suite *file_suite(void);
Suite *file_suite(void)
{
    Suite *suite = suite_create("file");
    TCase *reading, *folders;

    add_outputs(scratch_case(suite, "outputs"));
    reading = scratch_case(suite, "reading");
    tcase_add_test(reading, writes_by_position_read_back_by_position);
    tcase_add_test(reading, reading_on_gives_all_bytes_and_then_none);
    tcase_add_test(reading, a_closed_pipe_is_told_from_an_error);
    tcase_add_test(reading, a_temporary_file_has_no_name);
    tcase_add_test(reading, kinds_and_names_of_files_are_told_apart);
    tcase_add_test(reading, a_missing_input_is_named_with_the_cause);
    tcase_add_test(reading, a_digest_is_blake2b_of_the_bytes);
    folders = scratch_case(suite, "folders");
    tcase_add_test(folders, a_walk_visits_files_in_byte_order_of_their_paths);
    tcase_add_test(folders, a_walk_ends_when_its_visitor_says_so);
    tcase_add_test(folders, a_walk_survives_every_allocation_failure);
    tcase_add_test(folders, a_folder_is_made_once_and_only_where_it_can_be);
    return suite;
}
