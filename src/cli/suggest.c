/* suggest.c - edit distance for did-you-mean
 *
 * In: what was typed, and the words there are. Out: a near one, or none.
 */
#include "suggest.h"

#include <string.h>

enum { LONGEST = 63 };

static size_t least_of(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Typing errors between two words (insertions, deletions, changes, swapped neighbours);
 * long ones are never alike. Optimal string alignment: three rows of the table are
 * enough. */
static size_t count_errors(const char *a, const char *b)
{
    size_t rows[3][LONGEST + 1], na = strlen(a), nb = strlen(b);

    if (na > LONGEST || nb > LONGEST)
        return LONGEST + 1;
    for (size_t j = 0; j <= nb; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= na; i++) {
        size_t *now = rows[i % 3], *last = rows[(i + 2) % 3];
        const size_t *before = rows[(i + 1) % 3];

        now[0] = i;
        for (size_t j = 1; j <= nb; j++) {
            now[j] = least_of(last[j - 1] + (a[i - 1] != b[j - 1]),
                              least_of(last[j], now[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                now[j] = least_of(now[j], before[j - 2] + 1);
        }
    }
    return rows[na % 3][nb];
}

void suggest_consider(const char *word, const char *candidate, const char **best,
                      size_t *least)
{
    size_t length = strlen(word), distance = count_errors(word, candidate);

    /* A word cut short ("thresh") counts as one error. */
    if (length >= 3 && distance > 1 && !strncmp(word, candidate, length))
        distance = 1;
    /* One error in three letters is still a typing error; beyond, it is a guess. */
    if (distance < *least && distance <= (length < 3 ? 1 : length / 3)) {
        *least = distance;
        *best = candidate;
    }
}
