/* UTF-8: valid or not, how long in UTF-16 units (as JavaScript counts), and how wide on a terminal. */
#ifndef BRY_CORE_UTF8_H
#define BRY_CORE_UTF8_H

#include <stddef.h>
#include <stdint.h>

/* 1 when valid (no overlong forms, surrogates or code points past U+10FFFF; NUL is valid); else 0 and the offset of
 * the first bad byte in *bad_at (may be NULL). Eight ASCII bytes at a time. */
int bry__utf8_valid(const char *data, size_t size, size_t *bad_at);
int64_t bry__utf16_length(const char *data, size_t size); /* of valid UTF-8 */
int64_t bry__utf8_length(const char *data, size_t size);  /* code points, of valid UTF-8 */
/* Decodes the code point at data[*at] of valid UTF-8 and moves *at behind it. */
uint32_t bry__utf8_next(const char *data, size_t size, size_t *at);
/* Cells of a terminal that valid UTF-8 takes: 0 for combining marks and control characters, 2 for East Asian wide ones
 * and emoji. */
int64_t bry__utf8_width(const char *data, size_t size);
/* Writes a code point, 1 to 4 bytes; returns how many. */
size_t bry__utf8_put(char *out, uint32_t code_point);

#endif
