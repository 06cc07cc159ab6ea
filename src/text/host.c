/* host.c - a URL between "://" and what ends its host; ports and users are no part */
#include "text/host.h"

#include <string.h>

chaff_text host_of_url(chaff_text url)
{
    char *start = memmem(url.data, url.size, "://", 3);
    char *limit = (char *)url.data + url.size, *end;

    if (!start)
        return (chaff_text){ url.data, 0 };
    start += 3;
    for (end = start; end < limit && !memchr("/?#", *end, 3); end++)
        if (*end == '@')
            start = end + 1;
    limit = end;
    end = start;
    if (end < limit && *end == '[')    /* the colons of an IPv6 address */
        while (end < limit && *end != ']')
            end++;
    while (end < limit && *end != ':')
        end++;
    for (char *at = start; at < end; at++)
        if (*at >= 'A' && *at <= 'Z')
            *at = (char)(*at | 0x20);
    if (end - start > 4 && !memcmp(start, "www.", 4))
        start += 4;
    return (chaff_text){ start, (size_t)(end - start) };
}
