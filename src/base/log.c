/* One line an event, written with one call so that threads do not mix. */
#include <vertelpunt/log.h>

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static _Atomic int highest_level = VP_LOG_WARNING;

void vp_log_set_level(enum vp_log_level level) {
  atomic_store(&highest_level, (int)level);
}

void vp_log(enum vp_log_level level, const char *room, const char *format, ...) {
  if ((int)level > atomic_load(&highest_level))
    return;
  static const char *const names[] = {"error", "warning", "info", "debug"};
  char line[1200];
  int head = snprintf(line, sizeof line, "vertelpunt: %s: %s: ", names[level], room);
  size_t used = head < 0 ? 0 : (size_t)head;
  va_list arguments;
  va_start(arguments, format);
  if (vsnprintf(line + used, sizeof line - used - 1, format, arguments) < 0)
    line[used] = '\0';
  va_end(arguments);
  size_t length = strlen(line);
  line[length++] = '\n';
  if (write(STDERR_FILENO, line, length) < 0)
    return; /* nobody to tell */
}

void vp_log_fault(const char *room, const struct vp_fault *fault) {
  char text[1150];
  vp_fault_format(fault, text, sizeof text);
  vp_log(VP_LOG_ERROR, room, "%s", text);
}
