/* status.c - status codes and sentences
 *
 * In: a code and a format. Out: one line of clean UTF-8 in the caller's buffer.
 */
#include "base/status.h"

#include <stdarg.h>
#include <stdio.h>

const char *chaff_status_name(chaff_status status)
{
    switch (status) {
    case CHAFF_OK: return "ok";
    case CHAFF_DONE: return "done";
    case CHAFF_ERR_MEMORY: return "out of memory";
    case CHAFF_ERR_IO: return "input or output error";
    case CHAFF_ERR_FORMAT: return "format error";
    case CHAFF_ERR_VERSION: return "unknown version";
    case CHAFF_ERR_MISMATCH: return "recipe mismatch";
    case CHAFF_ERR_OPTION: return "bad option";
    case CHAFF_ERR_LIMIT: return "limit reached";
    case CHAFF_ERR_STATE: return "wrong state";
    case CHAFF_ERR_STOPPED: return "stopped";
    case CHAFF_ERR_GUARD: return "refused by a guard";
    }
    return "unknown status";
}

const char *chaff_version(void)
{
    return CHAFF_VERSION;
}

static void cut_at_character(char *text, size_t size)
{
    size_t end = size;

    while (end > 0 && ((unsigned char)text[end - 1] & 0xC0) == 0x80)
        end--;
    if (end > 0 && (unsigned char)text[end - 1] >= 0xC0)
        end--;
    text[end] = '\0';
}

chaff_status error_set(chaff_error *err, chaff_status status, const char *format, ...)
{
    va_list args;
    int length;

    if (!err)
        return status;
    err->status = status;
    va_start(args, format);
    length = vsnprintf(err->text, sizeof err->text, format, args);
    va_end(args);
    if (length >= (int)sizeof err->text)
        cut_at_character(err->text, sizeof err->text - 1);
    for (char *c = err->text; *c; c++)
        if ((unsigned char)*c < 0x20 || *c == 0x7F)
            *c = '?';
    return status;
}

chaff_status error_memory(chaff_error *err)
{
    return error_set(err, CHAFF_ERR_MEMORY,
                     "out of memory; try a smaller -m or fewer threads");
}
