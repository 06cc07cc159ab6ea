/* marks_tell.h - kinds of bytes, told by the four operations of one kernel: see marks.c,
 * which includes this once for each
 *
 * WAY(name) is a name of the kernel's, KERNEL what its functions need.
 */

KERNEL static inline uint64_t WAY(lead_stops)(WAY(bytes) x)
{
    return WAY(are)(x, 0xD8) | WAY(are)(x, 0xDB) | WAY(are)(x, 0xE0) |
           WAY(within)(x, 0xE2, 0xE3) | WAY(are)(x, 0xEF);
}

KERNEL static inline uint64_t WAY(follow_leads)(WAY(bytes) x)
{
    return WAY(are)(x, 0x9F) | WAY(are)(x, 0x94) | WAY(are)(x, 0xA5) |
           WAY(are)(x, 0x80) | WAY(within)(x, 0xBC, 0xBD);
}

KERNEL static void WAY(tell)(const unsigned char *s, size_t count, text_marks *m,
                             size_t block, byte_kinds *k, size_t i)
{
    for (; count-- > 0; s += 64, block++, i++) {
        WAY(bytes) x = WAY(load)(s);
        uint64_t upper = WAY(within)(x, 'A', 'Z'), high = WAY(high)(x);
        uint64_t letters = upper | WAY(within)(x, 'a', 'z');

        m->lines[block] = WAY(are)(x, '\n');
        m->blanks[block] = WAY(are)(x, ' ') | WAY(within)(x, '\t', '\r');
        m->inner[block] = high ? WAY(within)(x, 0x80, 0xBF) : 0;
        k->upper[i] = upper;
        k->letters[i] = letters;
        k->text[i] = letters | WAY(within)(x, '0', '9');
        k->forms[i] = letters | high;
        k->dots[i] = WAY(are)(x, '.');
        k->calls[i] = WAY(are)(x, '!') | WAY(are)(x, '?');
        k->leads[i] = high ? WAY(lead_stops)(x) : 0;
        k->seconds[i] = high ? WAY(follow_leads)(x) : 0;
    }
}

KERNEL static bool WAY(find)(const unsigned char *s, size_t size, uint64_t *room,
                             text_marks *out)
{
    return find_with(s, size, room, out, WAY(tell));
}
