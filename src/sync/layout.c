/* Where things lie on a drive (design.md section 6). Names are lower-case hexadecimal and safe on FAT32 and exFAT. */
#include "internal.h"

#include <stdio.h>

void layout_kiosk(const struct vp_id *kiosk, char folder[LAYOUT_FOLDER]) {
  char id[VP_ID_TEXT];
  vp_id_format(kiosk, id);
  snprintf(folder, LAYOUT_FOLDER, VP_DRIVE_FOLDER "/kiosks/%s", id);
}

void layout_stories(const struct vp_id *kiosk, char folder[LAYOUT_FOLDER]) {
  char id[VP_ID_TEXT];
  vp_id_format(kiosk, id);
  snprintf(folder, LAYOUT_FOLDER, VP_DRIVE_FOLDER "/kiosks/%s/stories", id);
}

static int fits(int length, size_t size) {
  return length < 0 || (size_t)length >= size ? VP_E_TOO_LARGE : VP_OK;
}

int vp_drive_story_path(const char *drive, const struct vp_id *kiosk, const struct vp_id *story, char *path,
                        size_t size) {
  char folder[LAYOUT_FOLDER], id[VP_ID_TEXT];
  layout_stories(kiosk, folder);
  vp_id_format(story, id);
  return fits(snprintf(path, size, "%s/%s/%.2s/%s.vps", drive, folder, id + VP_ID_TEXT - 3, id), size);
}

int vp_drive_kiosk_path(const char *drive, const struct vp_id *kiosk, char *path, size_t size) {
  char folder[LAYOUT_FOLDER];
  layout_kiosk(kiosk, folder);
  return fits(snprintf(path, size, "%s/%s/kiosk.json", drive, folder), size);
}

int vp_drive_receipt_path(const char *drive, const struct vp_id *kiosk, char *path, size_t size) {
  char id[VP_ID_TEXT];
  vp_id_format(kiosk, id);
  return fits(snprintf(path, size, "%s/" LAYOUT_RECEIPTS "/%s.vpr", drive, id), size);
}

int vp_drive_collection_path(const char *drive, char *path, size_t size) {
  return fits(snprintf(path, size, "%s/" VP_DRIVE_FOLDER "/" LAYOUT_COLLECTION, drive), size);
}
