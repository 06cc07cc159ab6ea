/* lines.h - line feeds counted */
#ifndef BASE_LINES_H
#define BASE_LINES_H

#include <stddef.h>
#include <stdint.h>

/* How many of the bytes are line feeds. */
uint64_t lines_count(const char *bytes, size_t size);
/* The same by the path of processors without wide vectors: for tests. */
uint64_t lines_count_portable(const char *bytes, size_t size);

#endif
