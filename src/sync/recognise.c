/* What a drive is follows from its key file alone, verified before it is believed. */
#include "internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int drive_collection(const struct drive *drive, struct vp_collection *collection, struct vp_fault *fault) {
  static const char doing[] = "reading which collection the drive belongs to";
  unsigned char *bytes = NULL;
  size_t length = 0;
  int error = drive_read(drive, VP_DRIVE_FOLDER, LAYOUT_COLLECTION, VP_COLLECTION_FILE_MAX, &bytes, &length);
  if (error == ENOENT && drive_same(drive))
    return vp_fault_set(fault, VP_E_NOT_FOUND, doing, drive->path, NULL, "there is no collection on it");
  if (error == EFBIG)
    return vp_fault_set(fault, VP_E_FORMAT, doing, LAYOUT_COLLECTION, NULL, "it is larger than any key file");
  if (error)
    return drive_fault(drive, error, doing, LAYOUT_COLLECTION, fault);
  bool has_secret; /* a kiosk has no use for it */
  error = vp_collection_parse(bytes, length, LAYOUT_COLLECTION, collection, &has_secret, fault);
  vp_seal_wipe(bytes, length); /* staff's own drive: the wrapped secret */
  free(bytes);
  return error;
}

enum vp_drive_kind vp_drive_recognise(const char *path, const struct vp_collection *ours, struct vp_collection *found,
                                      struct vp_fault *fault) {
  struct drive drive;
  struct vp_collection collection;
  int error = drive_open(path, &drive, fault);
  if (error)
    return error == VP_E_GONE ? VP_DRIVE_GONE : VP_DRIVE_DAMAGED;
  error = drive_collection(&drive, &collection, fault);
  drive_close(&drive);
  if (error == VP_E_NOT_FOUND)
    return VP_DRIVE_PLAIN;
  if (error == VP_E_GONE)
    return VP_DRIVE_GONE;
  if (error)
    return VP_DRIVE_DAMAGED;
  if (found)
    *found = collection;
  return ours && vp_collection_same(ours, &collection) ? VP_DRIVE_OURS : VP_DRIVE_OTHER;
}
