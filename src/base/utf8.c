/* Strict UTF-8: the table of well-formed byte sequences of the Unicode Standard (table 3-7) as code. */
#include <vertelpunt/utf8.h>

enum { REPLACEMENT = 0xFFFD };

/* Length of the well-formed sequence at bytes, or 0. */
static size_t sequence(const unsigned char *bytes, size_t left, uint32_t *code_point) {
  if (left == 0)
    return 0;
  unsigned lead = bytes[0];
  if (lead < 0x80) {
    *code_point = lead;
    return 1;
  }
  size_t length = 0;
  if (lead >= 0xC2 && lead <= 0xDF)
    length = 2;
  else if (lead >= 0xE0 && lead <= 0xEF)
    length = 3;
  else if (lead >= 0xF0 && lead <= 0xF4)
    length = 4;
  if (length == 0 || length > left)
    return 0;
  unsigned low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  unsigned high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  if (bytes[1] < low || bytes[1] > high)
    return 0;
  uint32_t value = length == 2 ? lead & 0x1Fu : length == 3 ? lead & 0x0Fu : lead & 0x07u;
  for (size_t i = 1; i < length; i++) {
    if ((bytes[i] & 0xC0) != 0x80)
      return 0;
    value = value << 6 | (bytes[i] & 0x3Fu);
  }
  *code_point = value;
  return length;
}

uint32_t vp_utf8_next(const char **at, const char *end) {
  if (*at >= end)
    return 0;
  uint32_t code_point = REPLACEMENT;
  size_t length = sequence((const unsigned char *)*at, (size_t)(end - *at), &code_point);
  *at += length ? length : 1;
  return code_point;
}

bool vp_utf8_valid(const char *text, size_t length) {
  const unsigned char *bytes = (const unsigned char *)text;
  uint32_t ignored;
  for (size_t at = 0, step; at < length; at += step)
    if ((step = sequence(bytes + at, length - at, &ignored)) == 0)
      return false;
  return true;
}

size_t vp_utf8_count(const char *text, size_t length) {
  size_t count = 0;
  for (const char *at = text, *end = text + length; at < end; count++)
    (void)vp_utf8_next(&at, end); /* only the moving matters */
  return count;
}

size_t vp_utf8_encode(uint32_t code_point, char out[4]) {
  if (code_point > 0x10FFFF || (code_point >= 0xD800 && code_point <= 0xDFFF))
    code_point = REPLACEMENT;
  if (code_point < 0x80) {
    out[0] = (char)code_point;
    return 1;
  }
  if (code_point < 0x800) {
    out[0] = (char)(0xC0 | code_point >> 6);
    out[1] = (char)(0x80 | (code_point & 0x3F));
    return 2;
  }
  if (code_point < 0x10000) {
    out[0] = (char)(0xE0 | code_point >> 12);
    out[1] = (char)(0x80 | (code_point >> 6 & 0x3F));
    out[2] = (char)(0x80 | (code_point & 0x3F));
    return 3;
  }
  out[0] = (char)(0xF0 | code_point >> 18);
  out[1] = (char)(0x80 | (code_point >> 12 & 0x3F));
  out[2] = (char)(0x80 | (code_point >> 6 & 0x3F));
  out[3] = (char)(0x80 | (code_point & 0x3F));
  return 4;
}

size_t vp_utf8_cut(const char *text, size_t length, size_t limit) {
  if (length <= limit)
    return length;
  size_t cut = limit;
  while (cut > 0 && limit - cut < 4 && ((unsigned char)text[cut] & 0xC0) == 0x80)
    cut--;
  return cut;
}

size_t vp_utf8_previous(const char *text, size_t length) {
  if (length == 0)
    return 0;
  size_t start = length - 1;
  while (start > 0 && length - start < 4 && ((unsigned char)text[start] & 0xC0) == 0x80)
    start--;
  return start;
}
