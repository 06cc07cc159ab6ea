/* letters.h - what single characters mean to the ends of lines and sentences */
#ifndef BOILER_LETTERS_H
#define BOILER_LETTERS_H

#include "chaff/base.h"

/* One character, wherever the bytes are ill-formed one byte: cut off, or longer than
 * the character needs. */
static inline size_t read_character(const unsigned char *s, size_t size, uint32_t *code)
{
    if (s[0] < 0xC2 || size < 2 || (s[1] & 0xC0) != 0x80) {
        *code = s[0] < 0x80 ? s[0] : 0xFFFD;
        return 1;
    }
    if (s[0] < 0xE0) {
        *code = (uint32_t)(s[0] & 31) << 6 | (s[1] & 63);
        return 2;
    }
    if (size < 3 || (s[2] & 0xC0) != 0x80 || (s[0] == 0xE0 && s[1] < 0xA0)) {
        *code = 0xFFFD;
        return 1;
    }
    if (s[0] < 0xF0) {
        *code = (uint32_t)(s[0] & 15) << 12 | (uint32_t)(s[1] & 63) << 6 | (s[2] & 63);
        return 3;
    }
    if (size < 4 || (s[3] & 0xC0) != 0x80 || s[0] > 0xF4 ||
        (s[0] == 0xF0 && s[1] < 0x90)) {
        *code = 0xFFFD;
        return 1;
    }
    *code = (uint32_t)(s[0] & 7) << 18 | (uint32_t)(s[1] & 63) << 12 |
            (uint32_t)(s[2] & 63) << 6 | (s[3] & 63);
    return 4;
}

/* Lower-case letters of the alphabets that have case and are in wide use; others count
 * as not lower, which only makes breaks a little more frequent. */
static inline bool is_low(uint32_t c)
{
    if (c < 0x80)
        return c >= 'a' && c <= 'z';
    if (c < 0x100)
        return c >= 0xDF && c != 0xF7;
    if (c < 0x180)
        return c < 0x138 || c >= 0x178 ? c & 1 : !(c & 1);
    return (c >= 0x3AC && c <= 0x3CE) || (c >= 0x430 && c <= 0x45F) ||
        (c >= 0x561 && c <= 0x587) ||
           (c >= 0x1E00 && c <= 0x1EFF && (c & 1));
}

static inline bool is_blank(unsigned char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Quotes and brackets that may follow the end of a sentence. */
static inline bool closes(uint32_t c)
{
    if (c < 0x80)
        return c == '"' || c == '\'' || c == ')' || c == ']' || c == '*';
    return c == 0xBB || c == 0x201D || c == 0x2019 || c == 0x201C || c == 0x203A ||
           c == 0x300D || c == 0x300F || c == 0xFF09;
}

static inline bool opens(uint32_t c)
{
    return c == '"' || c == '\'' || c == '(' || c == '[' || c == 0xAB || c == 0xBF ||
        c == 0xA1 ||
           c == 0x201C || c == 0x201E || c == 0x2018 || c == 0x2039 || c == 0x300C;
}

/* Full stops of scripts that put no space after them. */
static inline bool stops_alone(uint32_t c)
{
    return c == 0x3002 || c == 0xFF01 || c == 0xFF1F || c == 0xFF61;
}

static inline bool stops(uint32_t c)
{
    if (c < 0x80)
        return c == '.' || c == '!' || c == '?';
    return c == 0x2026 || c == 0x0964 || c == 0x061F || c == 0x06D4 || stops_alone(c);
}

#endif
