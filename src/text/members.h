/* members.h - where the members of a compressed stream end
 *
 * libarchive fails on bytes behind the last zstd frame or xz stream and forgets what it
 * had decoded. So the raw bytes are looked at first, and it is never given what follows
 * a member but begins none.
 */
#ifndef TEXT_MEMBERS_H
#define TEXT_MEMBERS_H

#include "text/unpack.h"

typedef struct member_scan {
    packing kind;
    uint64_t skip;             /* bytes until the next header or footer to be read */
    int state;
    bool checksum;
    uint64_t body;             /* of the present xz stream, before its footer */
    bool content;              /* some member holds something */
} member_scan;

typedef enum member_verdict {
    MEMBER_ALL,                /* all bytes may go on */
    MEMBER_MORE,               /* only *usable; the rest is needed again with what
                                * follows */
    MEMBER_END                 /* only *usable: what follows belongs to no member */
} member_verdict;

/* Look at the next bytes of the stream. `last`: none follow. *usable bytes may be
 * handed on and count as seen. */
member_verdict
member_look(member_scan *s, const char *bytes, size_t size, bool last, size_t *usable);

/* Whether the bytes handed on are whole members that hold nothing. */
bool member_nothing(const member_scan *s);

#endif
