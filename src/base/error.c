/* Errors with the words that a person needs. Every text is bounded, and cut at a whole character. */
#include <vertelpunt/error.h>

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <vertelpunt/utf8.h>

static void copy_text(char *to, size_t size, const char *from) {
  size_t length = from ? strlen(from) : 0;
  if (from && length >= size)
    length = vp_utf8_cut(from, length, size - 1);
  if (length > 0)
    memcpy(to, from, length);
  to[length] = '\0';
}

int vp_fault_set(struct vp_fault *fault, int code, const char *doing, const char *object, const char *advice,
                 const char *reason_format, ...) {
  if (!fault)
    return code;
  char reason[sizeof fault->reason];
  va_list arguments;
  va_start(arguments, reason_format);
  if (vsnprintf(reason, sizeof reason, reason_format, arguments) < 0)
    reason[0] = '\0';
  va_end(arguments);
  fault->code = code;
  copy_text(fault->doing, sizeof fault->doing, doing);
  copy_text(fault->object, sizeof fault->object, object);
  copy_text(fault->reason, sizeof fault->reason, reason);
  copy_text(fault->advice, sizeof fault->advice, advice);
  return code;
}

static int code_of_errno(int number) {
  switch (number) {
  case ENOSPC:
  case EDQUOT:
    return VP_E_NO_SPACE;
  case EROFS:
    return VP_E_READ_ONLY;
  case EACCES:
  case EPERM:
    return VP_E_DENIED;
  case ENOENT:
    return VP_E_NOT_FOUND;
  case ENODEV:
  case ENXIO:
    return VP_E_GONE;
  case EEXIST:
    return VP_E_EXISTS;
  case ENOMEM:
    return VP_E_NO_MEMORY;
  default:
    return VP_E_IO;
  }
}

int vp_fault_errno(struct vp_fault *fault, int saved_errno, const char *doing, const char *object, const char *advice) {
  char words[128];
  if (strerror_r(saved_errno, words, sizeof words) != 0)
    snprintf(words, sizeof words, "error %d", saved_errno);
  return vp_fault_set(fault, code_of_errno(saved_errno), doing, object, advice, "%s", words);
}

void vp_fault_format(const struct vp_fault *fault, char *text, unsigned long size) {
  snprintf(text, size, "%s: %s%s%s.%s%s", fault->doing, fault->object, fault->object[0] ? ": " : "", fault->reason,
           fault->advice[0] ? " " : "", fault->advice);
}

const char *vp_error_name(int code) {
  switch ((enum vp_error)code) {
  case VP_OK:
    return "no error";
  case VP_E_NO_MEMORY:
    return "out of memory";
  case VP_E_IO:
    return "input/output error";
  case VP_E_NO_SPACE:
    return "no space left";
  case VP_E_READ_ONLY:
    return "read-only";
  case VP_E_GONE:
    return "no longer there";
  case VP_E_DENIED:
    return "permission denied";
  case VP_E_FORMAT:
    return "damaged or of another kind";
  case VP_E_TOO_LARGE:
    return "too large";
  case VP_E_AUTHENTIC:
    return "not authentic";
  case VP_E_NOT_FOUND:
    return "not found";
  case VP_E_EXISTS:
    return "exists already";
  case VP_E_BUSY:
    return "in use";
  case VP_E_INVALID:
    return "invalid argument";
  case VP_E_VERSION:
    return "made by a newer version";
  case VP_E_DEVICE:
    return "no usable sound device";
  case VP_E_TRUNCATED:
    return "ends too early";
  case VP_E_STOPPED:
    return "stopped";
  }
  return "unknown error";
}
