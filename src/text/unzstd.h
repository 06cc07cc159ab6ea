/* unzstd.h - zstd frames, unpacked to where their bytes are wanted
 *
 * The door to libzstd. libarchive unpacks zstd as fast, but into a buffer of its own,
 * and the thread that unpacks is what compressed input waits for.
 */
#ifndef TEXT_UNZSTD_H
#define TEXT_UNZSTD_H

#include "chaff/base.h"

typedef struct unzstd unzstd;

unzstd *unzstd_new(void);              /* NULL: no memory */
void unzstd_free(unzstd *z);

/* The next raw bytes, borrowed until the next call; *size 0: there are no more. */
typedef chaff_status unzstd_more(void *self, const char **bytes, size_t *size);

/* Up to `size` plain bytes of frames one after another; *got 0 at the end.
 * CHAFF_ERR_FORMAT: truncated or corrupt, *cause says how; or what `more` returned,
 * *cause NULL. */
CHAFF_MUST_USE chaff_status unzstd_read(unzstd *z, unzstd_more *more, void *self,
                                        void *to, size_t size, size_t *got,
                                        const char **cause);

#endif
