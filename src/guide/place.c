/* Places in a guide, and what is said about them: "guide.json: themes[2].label.en". */
#include "read.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <vertelpunt/utf8.h>

enum { PLACE_TEXT = 256 };

static const char doing[] = "reading the guide";

void guide_clean(char *to, size_t size, const char *from) {
  size_t used = 0;
  for (const char *at = from, *end = from + strlen(from); at < end;) {
    uint32_t c = vp_utf8_next(&at, end);
    char bytes[4];
    size_t length = vp_utf8_encode(c < 0x20 || (c >= 0x7F && c < 0xA0) ? ' ' : c, bytes);
    if (used + length >= size)
      break;
    memcpy(to + used, bytes, length);
    used += length;
  }
  to[used] = '\0';
}

/* The places around come first; a text that gets too long is cut, which a fault's object is as well. */
static void put_place(const struct place *place, char *text, size_t size, size_t *used) {
  char key[64];
  if (!place || *used >= size)
    return;
  put_place(place->around, text, size, used);
  if (*used >= size)
    return;
  int length;
  if (place->key) {
    guide_clean(key, sizeof key, place->key);
    length = snprintf(text + *used, size - *used, "%s%s", *used > 0 ? "." : "", key);
  } else {
    length = snprintf(text + *used, size - *used, "[%zu]", place->index);
  }
  *used += length < 0 ? 0 : (size_t)length;
}

static int tell(const struct reader *r, int code, const struct place *place, const char *advice, const char *format,
                va_list arguments) {
  char text[PLACE_TEXT] = "", object[512], reason[256];
  size_t used = 0;
  put_place(place, text, sizeof text, &used);
  size_t room = sizeof object - sizeof text - 2;
  /* the end of a path says more than its beginning, and the place most */
  size_t name = strlen(r->name), skip = name > room ? name - room : 0;
  snprintf(object, sizeof object, "%s%s%s", r->name + skip, text[0] ? ": " : "", text);
  if (vsnprintf(reason, sizeof reason, format, arguments) < 0)
    reason[0] = '\0';
  return vp_fault_set(r->fault, code, doing, object, advice, "%s", reason);
}

int guide_wrong(const struct reader *r, const struct place *place, const char *advice, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  int code = tell(r, VP_E_FORMAT, place, advice, format, arguments);
  va_end(arguments);
  return code;
}

int guide_wrong_code(const struct reader *r, int code, const struct place *place, const char *advice,
                     const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  (void)tell(r, code, place, advice, format, arguments); /* it returns the code */
  va_end(arguments);
  return code;
}

int guide_no_memory(const struct reader *r) {
  return vp_fault_set(r->fault, VP_E_NO_MEMORY, doing, r->name, "Close other programs and try again.", "out of memory");
}
