/* chaff/base.h - what every other chaff header relies on
 *
 * Errors.    A call that can fail returns chaff_status. Negative means failure
 *            and leaves every out-parameter empty (NULL or 0) and every object
 *            as it was. Calls that can say more than a code take a chaff_error
 *            last; NULL there means the caller is not interested.
 * Ownership. `T **out` hands the object to the caller, who frees it with the
 *            T's own free function; freeing NULL is allowed. A returned
 *            `const T *` is borrowed: valid until its owner changes or is freed.
 * Threads.   No global state. A const object may be used by any number of
 *            threads. A chaff_worker belongs to one thread at a time. Objects
 *            being built (an unsealed model) belong to one thread.
 * Options.   A transparent struct whose first field is its size; an _init
 *            function fills in the documented defaults.
 * Manners.   The library never prints, exits, reads the environment, or
 *            depends on the locale.
 * Repeat.    Same input and recipe give the same bytes out, whatever the number
 *            of threads, on every machine with the same Unicode version.
 */
#ifndef CHAFF_BASE_H
#define CHAFF_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define CHAFF_API __attribute__((visibility("default")))
#define CHAFF_MUST_USE __attribute__((warn_unused_result))
#else
#define CHAFF_API
#define CHAFF_MUST_USE
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef enum chaff_status {
    CHAFF_OK = 0,
    CHAFF_DONE = 1,            /* an iterator has no further item; not a failure */
    CHAFF_ERR_MEMORY = -1,     /* an allocation failed, or a size overflowed */
    CHAFF_ERR_IO = -2,         /* open, read, write, map or rename failed */
    CHAFF_ERR_FORMAT = -3,     /* bytes are not what they claim to be */
    CHAFF_ERR_VERSION = -4,    /* a chaff file of a version this build cannot read */
    CHAFF_ERR_MISMATCH = -5,   /* made with another recipe; cannot be combined */
    CHAFF_ERR_OPTION = -6,     /* a setting is out of range, or two settings clash */
    CHAFF_ERR_LIMIT = -7,      /* a documented limit would be passed */
    CHAFF_ERR_STATE = -8,      /* right call, wrong moment: e.g. learn after seal */
    CHAFF_ERR_STOPPED = -9,    /* a callback asked to stop */
    CHAFF_ERR_GUARD = -10      /* refused so that nothing is lost */
} chaff_status;

/* A sentence for a person. `text` is UTF-8, one line, NUL-terminated; it names
 * the file, line or option at fault, the cause and, last, the cure. */
typedef struct chaff_error {
    chaff_status status;
    char text[512];
} chaff_error;

/* Borrowed bytes: need not be NUL-terminated, may hold NULs, may be ill-formed
 * UTF-8. `data` may be NULL when size is 0. */
typedef struct chaff_text {
    const char *data;
    size_t size;               /* bytes */
} chaff_text;

/* Short fixed English name such as "format error". Never NULL, never freed. */
CHAFF_API const char *chaff_status_name(chaff_status status);

/* "major.minor.patch" of the library in use. */
CHAFF_API const char *chaff_version(void);

/* Version of the Unicode tables in use, such as "15.0.0". */
CHAFF_API const char *chaff_unicode_version(void);

#ifdef __cplusplus
}
#endif
#endif
