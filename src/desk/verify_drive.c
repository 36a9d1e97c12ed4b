/* A drive: every kiosk's report, every story's seal and signature, every receipt. Whether a kiosk is to be trusted is
 * the library's to know; here its signatures are checked against the key by which it introduces itself. */
#include "keys.h"
#include "opened.h"
#include "scan.h"
#include "verify.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <vertelpunt/sync.h>

struct checking {
  struct verifying *run;
  const char *drive;
  struct key key;
  struct vp_collection_secret secret;
  bool has_kiosk_key;
  uint8_t kiosk_public[32];
};

static void say(void *context, const struct vp_fault *fault) {
  struct checking *checking = context;
  verify_wrong(checking->run, fault->object, "%s", fault->reason);
}

static void judge(struct checking *checking, const struct scan_file *file, const struct opened *opened) {
  const struct story *story = &opened->story;
  checking->run->interrupted += story->state == STORY_INTERRUPTED;
  if (story->state == STORY_DAMAGED)
    verify_wrong(checking->run, file->path, "it is damaged; not all of it opens");
  if (!story->is_signed)
    verify_wrong(checking->run, file->path,
                 checking->has_kiosk_key ? "its signature is not that of the kiosk in whose folder it lies"
                                         : "nobody can tell who signed it: the kiosk's own report is missing");
}

static int check_story(void *context, const struct scan_file *file) {
  struct checking *checking = context;
  struct vp_fault fault = {0};
  unsigned char *bytes;
  size_t length;
  struct opened opened;
  checking->run->stories++;
  if (scan_read(file, &bytes, &length, &fault)) {
    say(checking, &fault);
    return VP_OK;
  }
  if (opened_make(file, bytes, length, &checking->key.collection, &checking->secret,
                  checking->has_kiosk_key ? checking->kiosk_public : NULL, &opened, &fault)) {
    say(checking, &fault);
  } else {
    judge(checking, file, &opened);
    opened_finish(&opened);
  }
  free(bytes);
  return VP_OK;
}

static void check_receipt(struct checking *checking, const struct vp_id *kiosk) {
  char path[PATH_MAX];
  struct vp_receipt receipt;
  struct vp_fault fault = {0};
  if (vp_drive_receipt_path(checking->drive, kiosk, path, sizeof path) != VP_OK || access(path, F_OK) != 0)
    return; /* not there yet: nothing of this kiosk has been collected */
  if (vp_receipt_read(path, &checking->key.collection, &receipt, &fault)) {
    verify_wrong(checking->run, path, "%s", fault.reason);
    return;
  }
  if (!vp_id_equal(&receipt.kiosk, kiosk))
    verify_wrong(checking->run, path, "it is a receipt for another kiosk");
  vp_receipt_free(&receipt);
}

static void check_kiosk(struct checking *checking, const struct scan *scan, const struct vp_id *kiosk) {
  struct vp_kiosk_report report;
  struct vp_fault fault = {0};
  int code = vp_kiosk_report_read(checking->drive, kiosk, &report, &fault);
  checking->has_kiosk_key = code == VP_OK;
  if (code == VP_OK)
    memcpy(checking->kiosk_public, report.sign_public, sizeof checking->kiosk_public);
  else if (code != VP_E_NOT_FOUND)
    say(checking, &fault);
  if (scan_stories(scan, kiosk, &fault))
    say(checking, &fault);
  check_receipt(checking, kiosk);
}

static int check_drive(struct checking *checking, struct vp_fault *fault) {
  const struct scan scan = {.drive = checking->drive, .problem = say, .story = check_story, .context = checking};
  struct vp_id *kiosks;
  size_t count;
  int code = scan_kiosks(&scan, &kiosks, &count, fault);
  for (size_t i = 0; code == VP_OK && i < count; i++)
    check_kiosk(checking, &scan, &kiosks[i]);
  free(kiosks);
  return code;
}

int verify_drive(const char *drive, const char *key, const char *passphrase_file, struct verifying *run,
                 struct vp_fault *fault) {
  struct checking checking = {.run = run, .drive = drive};
  struct key on_drive;
  char *const drives[] = {(char *)drive};
  int code = key_read(drive, &on_drive, fault); /* is it a drive of ours at all? */
  if (code == VP_OK)
    code = key_choose(key, drives, 1, &on_drive.collection, &checking.key, fault);
  if (code == VP_OK && !vp_collection_same(&on_drive.collection, &checking.key.collection))
    code = vp_fault_set(fault, VP_E_AUTHENTIC, "checking the drive", drive, "Use the key of that collection.",
                        "it belongs to another collection, \"%.90s\"", on_drive.collection.name);
  if (code == VP_OK)
    code = key_unlock(&checking.key, passphrase_file, &checking.secret, fault);
  if (code == VP_OK)
    code = check_drive(&checking, fault);
  vp_collection_secret_wipe(&checking.secret);
  return code;
}
