/* Where a key lies, and unlocking it. What a drive holds is reached through its own folder names only. */
#include "keys.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <vertelpunt/sync.h>

int key_read(const char *drive_or_file, struct key *key, struct vp_fault *fault) {
  static const char doing[] = "reading a collection's key";
  struct stat status;
  memset(key, 0, sizeof *key);
  if (stat(drive_or_file, &status) != 0)
    return vp_fault_errno(fault, errno, doing, drive_or_file, "Name the folder of a drive, or a collection.vpk.");
  int code = VP_OK;
  if (S_ISDIR(status.st_mode))
    code = vp_drive_collection_path(drive_or_file, key->path, sizeof key->path);
  else if (snprintf(key->path, sizeof key->path, "%s", drive_or_file) >= (int)sizeof key->path)
    code = VP_E_TOO_LARGE;
  if (code)
    return vp_fault_set(fault, code, doing, drive_or_file, NULL, "the path is too long");
  return vp_collection_read(key->path, &key->collection, &key->has_secret, fault);
}

int key_choose(const char *named, char *const *drives, size_t drive_count, const struct vp_collection *remembered,
               struct key *key, struct vp_fault *fault) {
  static const char doing[] = "looking for the key that opens the stories";
  if (named) {
    int code = key_read(named, key, fault);
    if (code == VP_OK && !key->has_secret)
      code = vp_fault_set(fault, VP_E_NOT_FOUND, doing, key->path,
                          "Name staff's own drive with --key: the one on which the key was made.",
                          "this is a courier's key: the secret is not in it");
    return code;
  }
  for (int pass = remembered ? 0 : 1; pass < 2; pass++) /* the library's own first; else whichever there is */
    for (size_t i = 0; i < drive_count; i++)
      if (key_read(drives[i], key, NULL) == VP_OK && key->has_secret &&
          (pass == 1 || vp_collection_same(&key->collection, remembered)))
        return VP_OK;
  return vp_fault_set(fault, VP_E_NOT_FOUND, doing, remembered ? remembered->name : NULL,
                      "Plug in staff's own drive and name it with --key, or copy its collection.vpk to a safe place "
                      "and name that file.",
                      "none of the given drives has the collection's secret");
}

int key_unlock(const struct key *key, const char *passphrase_file, struct vp_collection_secret *secret,
               struct vp_fault *fault) {
  struct passphrase passphrase;
  struct vp_collection collection;
  int code = passphrase_get(passphrase_file, false, &passphrase, fault);
  if (code == VP_OK)
    code = vp_collection_unlock(key->path, passphrase.bytes, passphrase.length, &collection, secret, fault);
  passphrase_wipe(&passphrase);
  if (code == VP_OK && !vp_collection_same(&collection, &key->collection)) {
    vp_collection_secret_wipe(secret);
    code = vp_fault_set(fault, VP_E_AUTHENTIC, "unlocking the key", key->path, "Try again.",
                        "the file changed while it was read");
  }
  return code;
}
