/* What the desk says. Names of files and texts of stories come from strangers: nothing of theirs reaches a terminal as
 * a command to it. */
#include "desk.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <vertelpunt/utf8.h>

static bool is_control(uint32_t point) {
  return point < 0x20 || (point >= 0x7F && point < 0xA0) || (point >= 0x202A && point <= 0x202E) ||
         (point >= 0x2066 && point <= 0x2069); /* C0, DEL, C1, and what turns the reading order around */
}

void desk_print(FILE *to, const char *text, bool line_ends) {
  const char *at = text, *end = text + strlen(text);
  while (at < end) {
    uint32_t point = vp_utf8_next(&at, end);
    char bytes[4];
    if (is_control(point) && !(line_ends && (point == '\n' || point == '\t')))
      point = 0xFFFD;
    fwrite(bytes, 1, vp_utf8_encode(point, bytes), to);
  }
}

void desk_utf8(const char *text, char *clean, size_t size) {
  const char *at = text, *end = text + strlen(text);
  size_t used = 0;
  while (at < end) {
    uint32_t point = vp_utf8_next(&at, end);
    char bytes[4];
    size_t length = vp_utf8_encode(point, bytes);
    if (used + length + 1 > size)
      break;
    memcpy(clean + used, bytes, length);
    used += length;
  }
  clean[used] = '\0';
}

/* jansson escapes C0 only; C1, DEL and what turns the reading order around are as good as commands to some terminals.
 * They stand within strings, where their escape means the same. */
int desk_print_json(json_t *json) {
  char *text = json ? json_dumps(json, JSON_INDENT(2)) : NULL;
  json_decref(json);
  if (!text)
    return -1;
  const char *at = text, *end = text + strlen(text);
  while (at < end) {
    const char *from = at;
    uint32_t point = vp_utf8_next(&at, end);
    if (is_control(point) && point != '\n')
      printf("\\u%04x", (unsigned)point);
    else
      fwrite(from, 1, (size_t)(at - from), stdout);
  }
  putchar('\n');
  free(text);
  return ferror(stdout) ? -1 : 0;
}

void desk_complain(const struct vp_fault *fault) {
  char text[1200];
  vp_fault_format(fault, text, sizeof text);
  fputs("vertelpunt-desk: ", stderr);
  desk_print(stderr, text, false);
  fputc('\n', stderr);
}

int desk_usage(const struct desk_command *command, const char *format, ...) {
  char text[600];
  va_list arguments;
  va_start(arguments, format);
  if (vsnprintf(text, sizeof text, format, arguments) < 0)
    text[0] = '\0';
  va_end(arguments);
  fputs("vertelpunt-desk: ", stderr);
  desk_print(stderr, text, false);
  fprintf(stderr, " Try 'vertelpunt-desk %s%s--help'.\n", command ? command->name : "", command ? " " : "");
  return DESK_USAGE;
}

int desk_end(int status) {
  if (fflush(stdout) == 0 && !ferror(stdout))
    return status;
  struct vp_fault fault;
  vp_fault_errno(&fault, errno ? errno : EIO, "writing the result", "standard output", NULL);
  desk_complain(&fault);
  return DESK_FAILED;
}
