/* Quoting after RFC 4180; against formulas after OWASP's advice on CSV injection: a cell that begins with = + - @, a
 * tab or a line end gets an apostrophe in front, also where such a sign is its full-width form. */
#include "csv.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <vertelpunt/utf8.h>

enum { CELL_MAX = 32000 }; /* bytes; Excel's limit is 32,767 characters */

static void append(struct csv *csv, const char *bytes, size_t length) {
  if (csv->failed)
    return;
  if (length > csv->room - csv->length) {
    size_t room = (csv->length + length) * 2 + 4096;
    char *grown = realloc(csv->text, room);
    if (!grown) {
      csv->failed = true;
      return;
    }
    csv->text = grown;
    csv->room = room;
  }
  memcpy(csv->text + csv->length, bytes, length);
  csv->length += length;
}

static bool begins_a_formula(const char *text, size_t length) {
  const char *at = text;
  switch (vp_utf8_next(&at, text + length)) {
  case '=':
  case '+':
  case '-':
  case '@':
  case '\t':
  case '\r':
  case '\n':
  case 0xFF1D: /* full-width = + - @ */
  case 0xFF0B:
  case 0xFF0D:
  case 0xFF20:
    return true;
  default:
    return false;
  }
}

void csv_cell(struct csv *csv, const char *text) {
  static const char mark[] = "\xEF\xBB\xBF";
  if (csv->length == 0)
    append(csv, mark, 3);
  if (csv->in_line)
    append(csv, ";", 1);
  csv->in_line = true;
  size_t length = text ? strlen(text) : 0;
  if (length > CELL_MAX)
    length = vp_utf8_cut(text, length, CELL_MAX);
  if (length == 0)
    return;
  append(csv, "\"", 1);
  if (begins_a_formula(text, length))
    append(csv, "'", 1);
  for (size_t i = 0; i < length; i++)
    append(csv, text[i] == '"' ? "\"\"" : &text[i], text[i] == '"' ? 2 : 1);
  append(csv, "\"", 1);
}

void csv_end_line(struct csv *csv) {
  append(csv, "\r\n", 2);
  csv->in_line = false;
}

void csv_finish(struct csv *csv) {
  free(csv->text);
  *csv = (struct csv){0};
}
