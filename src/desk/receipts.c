/* Receipts: per kiosk all of its stories that the library holds, on every courier at hand, so that whichever of them
 * comes by tells the kiosk everything. Written last; what they name is on the disk. A kiosk of whose stories none could
 * be opened gets an empty one: that it is not named tells the kiosk to look at what it copied. */
#include "collecting.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <vertelpunt/clock.h>
#include <vertelpunt/sync.h>

static const char doing[] = "writing a receipt";

/* What was written must be on the medium, not only in memory. */
static int read_back(const char *path, const struct vp_receipt *receipt, const struct vp_collection *collection,
                     struct vp_fault *fault) {
  struct vp_receipt found;
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (fd < 0)
    return vp_fault_errno(fault, errno, doing, path, NULL);
  int error = posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
  close(fd);
  if (error)
    return vp_fault_errno(fault, error, doing, path, NULL);
  int code = vp_receipt_read(path, collection, &found, fault);
  if (code)
    return code;
  bool same = found.count == receipt->count && vp_id_equal(&found.kiosk, &receipt->kiosk);
  for (size_t i = 0; same && i < found.count; i++)
    same = vp_id_equal(&found.items[i].story, &receipt->items[i].story) &&
           memcmp(found.items[i].file_hash, receipt->items[i].file_hash, sizeof found.items[i].file_hash) == 0;
  vp_receipt_free(&found);
  return same ? VP_OK
              : vp_fault_set(fault, VP_E_FORMAT, doing, path, "Do not trust this drive any more.",
                             "what was read back is not what was written");
}

static int write_one(struct collecting *run, int folder, const char *drive, const struct vp_receipt *receipt,
                     struct vp_fault *fault) {
  char id[VP_ID_TEXT], path[128], shown[PATH_MAX];
  vp_id_format(&receipt->kiosk, id);
  snprintf(path, sizeof path, "/proc/self/fd/%d/%s.vpr", folder, id); /* what is written to is what was looked at */
  int code = vp_receipt_write(path, receipt, &run->secret, fault);
  if (code == VP_OK)
    code = read_back(path, receipt, &run->collection, fault);
  if (code && vp_drive_receipt_path(drive, &receipt->kiosk, shown, sizeof shown) == VP_OK)
    snprintf(fault->object, sizeof fault->object, "%.*s", (int)sizeof fault->object - 1, shown);
  if (code == VP_E_NO_SPACE)
    snprintf(fault->advice, sizeof fault->advice, "Make room on the drive and collect again; nothing is lost.");
  return code;
}

/* To all drives that take it. A drive that does not is a problem of that drive. */
static void write_to_drives(struct collecting *run, const int *folders, const struct vp_receipt *receipt) {
  struct vp_fault problem = {0};
  for (size_t i = 0; i < run->drive_count; i++) {
    if (folders[i] < 0)
      continue;
    if (write_one(run, folders[i], run->drives[i], receipt, &problem))
      collecting_problem(run, &problem);
    else
      run->receipts++;
  }
}

static void open_folders(struct collecting *run, int *folders) {
  for (size_t i = 0; i < run->drive_count; i++) {
    folders[i] = -1;
    if (!run->is_ours[i])
      continue;
    int error = scan_enter(run->drives[i], VP_DRIVE_FOLDER "/inbox/receipts", true, &folders[i]);
    if (!error)
      continue;
    struct vp_fault problem;
    char path[PATH_MAX];
    folders[i] = -1;
    snprintf(path, sizeof path, "%s/" VP_DRIVE_FOLDER "/inbox/receipts", run->drives[i]);
    vp_fault_errno(&problem, error, doing, path,
                   "The stories are in the library; the kiosk will be told by the next drive that can be written.");
    collecting_problem(run, &problem);
  }
}

int receipts_write(struct collecting *run, struct vp_fault *fault) {
  struct vp_id *kiosks = NULL;
  size_t count = 0;
  int *folders = calloc(run->drive_count, sizeof *folders);
  if (!folders)
    return vp_fault_set(fault, VP_E_NO_MEMORY, doing, NULL, NULL, "out of memory");
  int code = library_origins(&run->library, true, &kiosks, &count, fault);
  open_folders(run, folders);
  for (size_t i = 0; code == VP_OK && i < count; i++) {
    struct vp_receipt receipt = {
        .collection = run->collection.id, .kiosk = kiosks[i], .made_utc_ms = vp_clock_now().utc_ms};
    code = library_receipt_items(&run->library, &kiosks[i], &receipt.items, &receipt.count, fault);
    if (code == VP_OK)
      write_to_drives(run, folders, &receipt);
    free(receipt.items);
  }
  for (size_t i = 0; i < run->drive_count; i++)
    if (folders[i] >= 0)
      close(folders[i]);
  free(folders);
  free(kiosks);
  return code;
}
