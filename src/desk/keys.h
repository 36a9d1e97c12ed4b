/* Finding a collection's key, and opening it with a passphrase. */
#ifndef VERTELPUNT_DESK_KEYS_H
#define VERTELPUNT_DESK_KEYS_H

#include <limits.h>

#include <vertelpunt/seal.h>

enum { PASSPHRASE_MIN = 12, PASSPHRASE_MAX = 1024 }; /* characters of a new one; bytes */

struct passphrase { /* wiped by its _wipe */
  char bytes[PASSPHRASE_MAX];
  size_t length;
};
/* From the first line of file, or with file NULL from the terminal, without echo. twice: a new one, which the terminal
 * is asked for a second time, and which must have PASSPHRASE_MIN characters. */
int passphrase_get(const char *file, bool twice, struct passphrase *passphrase, struct vp_fault *fault);
void passphrase_wipe(struct passphrase *passphrase);

struct key {
  char path[PATH_MAX]; /* of its collection.vpk */
  struct vp_collection collection;
  bool has_secret;
};
/* A drive's folder or a collection.vpk. */
int key_read(const char *drive_or_file, struct key *key, struct vp_fault *fault);
/* The key that is named, or the one among the drives that has the secret. remembered (may be NULL): the library's own
 * collection, which is preferred, and named in the fault when there is none. */
int key_choose(const char *named, char *const *drives, size_t drive_count, const struct vp_collection *remembered,
               struct key *key, struct vp_fault *fault);
int key_unlock(const struct key *key, const char *passphrase_file, struct vp_collection_secret *secret,
               struct vp_fault *fault);

#endif
