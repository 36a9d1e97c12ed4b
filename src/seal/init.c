/* The start of libsodium, and what every file of this room needs: wiping, randomness, files whose faults tell a person
 * what to do. */
#include "internal.h"

#include <sodium.h>
#include <stdlib.h>

#include <vertelpunt/file.h>

int vp_seal_init(void) {
  return sodium_init() < 0 ? VP_E_IO : VP_OK; /* 1: somebody was first, which is fine */
}

void vp_seal_wipe(void *memory, size_t size) {
  if (memory && size > 0)
    sodium_memzero(memory, size);
}

void vp_seal_random(void *memory, size_t size) {
  randombytes_buf(memory, size);
}

void seal_free_bytes(void *bytes, size_t length) {
  vp_seal_wipe(bytes, length);
  free(bytes);
}

int seal_check_magic(const uint8_t *bytes, size_t length, const char magic[SEAL_MAGIC + 1], size_t version) {
  if (length < SEAL_MAGIC || memcmp(bytes, magic, SEAL_MAGIC - version) != 0)
    return VP_E_FORMAT;
  return memcmp(bytes, magic, SEAL_MAGIC) == 0 ? VP_OK : VP_E_VERSION;
}

int seal_fault(struct vp_fault *fault, int code, const struct seal_speech *speech, const char *object,
               const char *reason) {
  switch (code) {
  case VP_E_FORMAT:
    return vp_fault_set(fault, code, speech->doing, object, speech->damaged, "%s",
                        reason ? reason : "it is damaged, or something else");
  case VP_E_TOO_LARGE:
    return vp_fault_set(fault, code, speech->doing, object, speech->damaged, "it is too large to be %s", speech->what);
  case VP_E_VERSION:
    return vp_fault_set(fault, code, speech->doing, object, "Install the newest Vertelpunt on this machine.",
                        "it was made by a newer Vertelpunt than this one");
  case VP_E_AUTHENTIC:
    return vp_fault_set(fault, code, speech->doing, object, speech->foreign, "%s",
                        reason ? reason : "it is not genuine");
  case VP_E_NOT_FOUND:
    return vp_fault_set(fault, code, speech->doing, object, speech->missing, "%s", reason ? reason : "it is not there");
  case VP_E_NO_MEMORY:
    return vp_fault_set(fault, code, speech->doing, object, "Close other programs and try again.", "%s",
                        reason ? reason : "out of memory");
  default:
    return vp_fault_set(fault, code, speech->doing, object, NULL, "%s", reason ? reason : vp_error_name(code));
  }
}

int seal_read_file(const char *path, size_t limit, const struct seal_speech *speech, uint8_t **bytes, size_t *length,
                   struct vp_fault *fault) {
  struct vp_fault why = {0};
  int code = vp_file_read(path, limit, bytes, length, &why);
  if (code == VP_E_NOT_FOUND || code == VP_E_FORMAT || code == VP_E_TOO_LARGE)
    return seal_fault(fault, code, speech, path, code == VP_E_FORMAT ? why.reason : NULL);
  if (code)
    return vp_fault_set(fault, code, speech->doing, path, "Look whether the drive is in and can be read.", "%s",
                        why.reason);
  return VP_OK;
}

int seal_write_file(const char *path, const void *bytes, size_t length, unsigned mode, const char *doing,
                    struct vp_fault *fault) {
  struct vp_fault why = {0};
  int code = vp_file_write(path, bytes, length, mode, &why);
  if (code)
    return vp_fault_set(fault, code, doing, path,
                        code == VP_E_NO_SPACE    ? "Make room there, or take another drive."
                        : code == VP_E_READ_ONLY ? "Take a drive that can be written to."
                                                 : "Look whether the folder is there and can be written to.",
                        "%s", why.reason);
  return VP_OK;
}
