/* UTF-8, strict (RFC 3629): no surrogates, no overlong forms, nothing above U+10FFFF. Pure. */
#ifndef VERTELPUNT_UTF8_H
#define VERTELPUNT_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The code point at *at, and *at moved behind it. At the end: 0, not moved. A malformed byte gives U+FFFD and
 * moves by one. */
uint32_t vp_utf8_next(const char **at, const char *end);
bool vp_utf8_valid(const char *text, size_t length);
/* Code points in text. */
size_t vp_utf8_count(const char *text, size_t length);
/* Writes 1 to 4 bytes, returns how many; U+FFFD for what is no scalar value. */
size_t vp_utf8_encode(uint32_t code_point, char out[4]);
/* The largest length <= limit at which text can be cut without splitting a code point. */
size_t vp_utf8_cut(const char *text, size_t length, size_t limit);
/* The offset where the code point that ends at `length` begins (for backspace); 0 for length 0. */
size_t vp_utf8_previous(const char *text, size_t length);

#endif
