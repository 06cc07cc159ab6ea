/* traces.c - names that were free before the run
 *
 * In: names of outputs, noted before they are written. Out: on failure, the same folder
 * as before.
 */
#include "run/traces.h"

#include <string.h>

#include "base/file.h"

chaff_status traces_note(traces *t, const char *path)
{
    chaff_status status;

    if (!t || t->count >= TRACES_MOST || file_kind_of(path) != FILE_MISSING)
        return CHAFF_OK;
    status = buffer_append(&t->paths, path, strlen(path) + 1);
    t->count += status == CHAFF_OK;
    return status;
}

static void remove_all(const traces *t)
{
    size_t end = t->paths.size;

    while (end) {
        size_t start = end - 1;

        while (start && t->paths.data[start - 1])
            start--;
        file_remove(t->paths.data + start);
        end = start;
    }
}

/* A folder may be noted after what is in it: it is empty the second time. */
void traces_remove(traces *t)
{
    remove_all(t);
    remove_all(t);
}

void traces_release(traces *t)
{
    buffer_release(&t->paths);
    t->count = 0;
}
