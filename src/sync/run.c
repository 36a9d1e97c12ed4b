/* The visit of a drive, from plugging in to "it can come out": receipts in, stories out, how the kiosk is doing, flush.
 * What was verified counts; what was not, is missing again at the next visit. */
#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <vertelpunt/clock.h>
#include <vertelpunt/file.h>
#include <vertelpunt/log.h>

enum { TELL_EVERY_MS = 100, ESTIMATE_AFTER_MS = 500, VIEWER_MAX = 64 * 1024 * 1024 };

/* --- small things ---------------------------------------------------------------------------------------------------
 */

bool visit_stopped(const struct visit *visit) {
  return visit->sync->stop && atomic_load(visit->sync->stop);
}

int visit_fault(struct visit *visit, int number, const char *doing, const char *object) {
  return drive_fault(&visit->drive, number, doing, object, visit->fault);
}

void visit_tell(struct visit *visit, bool now) {
  int64_t time_ms = vp_clock_monotonic_ms();
  if (!visit->sync->progress || (!now && time_ms - visit->told_ms < TELL_EVERY_MS))
    return;
  struct vp_sync_progress *progress = &visit->progress;
  progress->bytes_done = (visit->bytes_written + visit->bytes_verified) / 2;
  if (progress->bytes_done > progress->bytes_total)
    progress->bytes_done = progress->bytes_total;
  int64_t spent_ms = time_ms - visit->started_ms;
  progress->left_ms = -1;
  if (spent_ms >= ESTIMATE_AFTER_MS && progress->bytes_done > 0)
    progress->left_ms = (int64_t)((double)spent_ms * (double)(progress->bytes_total - progress->bytes_done) /
                                  (double)progress->bytes_done);
  visit->told_ms = time_ms;
  visit->sync->progress(visit->sync->context, progress);
}

int visit_folder(struct visit *visit, const struct vp_id *story, bool make, int *fd) {
  int *known = &visit->folders[story->bytes[15]];
  if (visit->stories < 0) {
    char folder[LAYOUT_FOLDER];
    layout_stories(&visit->sync->kiosk->id, folder);
    int error = drive_walk(&visit->drive, folder, make, &visit->stories);
    if (error) {
      visit->stories = -1;
      return error;
    }
  }
  if (*known < 0) {
    char name[3];
    snprintf(name, sizeof name, "%02x", story->bytes[15]);
    int error = drive_enter(visit->stories, name, make, known);
    if (error) {
      *known = -1;
      return error;
    }
  }
  *fd = *known;
  return 0;
}

/* --- whose drive ----------------------------------------------------------------------------------------------------
 */

static int check_owner(struct visit *visit, bool *has_key) {
  struct vp_collection found;
  int code = drive_collection(&visit->drive, &found, visit->fault);
  *has_key = code == VP_OK;
  if (code == VP_E_NOT_FOUND) {
    if (visit->fault) /* nothing is wrong: it gets one */
      memset(visit->fault, 0, sizeof *visit->fault);
    return VP_OK;
  }
  if (code == VP_OK && !vp_collection_same(&found, visit->sync->collection))
    return vp_fault_set(visit->fault, VP_E_AUTHENTIC, "opening the drive", visit->drive.path,
                        "Use a drive of this kiosk's own collection.", "it belongs to another collection: %s",
                        found.name);
  return code;
}

static int put_key(struct visit *visit) {
  char path[VP_DRIVE_PATH];
  int folder;
  int error = drive_walk(&visit->drive, VP_DRIVE_FOLDER, true, &folder); /* no link on the way */
  if (error)
    return visit_fault(visit, error, "writing the key file", VP_DRIVE_FOLDER);
  close(folder);
  if (vp_drive_collection_path(visit->drive.path, path, sizeof path))
    return vp_fault_set(visit->fault, VP_E_TOO_LARGE, "writing the key file", visit->drive.path, NULL,
                        "the path is too long");
  int code = vp_collection_write(path, visit->sync->collection, NULL, NULL, 0, 0, visit->fault);
  switch (code) { /* written by its path: what the drive's part in a failure is, is asked here */
  case VP_E_IO:
  case VP_E_NOT_FOUND:
  case VP_E_GONE:
    return visit_fault(visit, code == VP_E_NOT_FOUND ? ENOENT : EIO, "writing the key file", LAYOUT_COLLECTION);
  case VP_E_DENIED:
    return visit_fault(visit, EACCES, "writing the key file", LAYOUT_COLLECTION);
  default:
    return code;
  }
}

static int put_viewer(struct visit *visit) {
  char path[VP_DRIVE_PATH];
  if (vp_file_asset("viewer/open-me.html", path, sizeof path, NULL) != VP_OK)
    return VP_OK; /* this build has none */
  if (faccessat(visit->drive.root, VP_DRIVE_FOLDER "/open-me.html", F_OK, AT_SYMLINK_NOFOLLOW) == 0)
    return VP_OK;
  unsigned char *bytes;
  size_t length;
  int code = vp_file_read(path, VIEWER_MAX, &bytes, &length, visit->fault);
  if (code)
    return code;
  code = drive_put(&visit->drive, VP_DRIVE_FOLDER, "open-me.html", bytes, length, visit->fault);
  free(bytes);
  return code;
}

/* --- receipts -------------------------------------------------------------------------------------------------------
 */

static int read_receipt(struct visit *visit, struct vp_receipt *receipt) {
  char id[VP_ID_TEXT], name[DRIVE_NAME];
  unsigned char *bytes;
  size_t length;
  vp_id_format(&visit->sync->kiosk->id, id);
  snprintf(name, sizeof name, "%s.vpr", id);
  int error = drive_read(&visit->drive, LAYOUT_RECEIPTS, name, VP_RECEIPT_FILE_MAX, &bytes, &length);
  if (error == ENOENT && drive_same(&visit->drive))
    return VP_E_NOT_FOUND;
  if (error)
    return visit_fault(visit, error, "reading the desk's receipts", name);
  int code = vp_receipt_parse(bytes, length, name, visit->sync->collection, receipt, visit->fault);
  free(bytes);
  if (code == VP_OK && (!vp_id_equal(&receipt->kiosk, &visit->sync->kiosk->id) ||
                        !vp_id_equal(&receipt->collection, &visit->sync->collection->id))) {
    vp_receipt_free(receipt);
    return vp_fault_set(visit->fault, VP_E_AUTHENTIC, "reading the desk's receipts", name, NULL,
                        "it is meant for another kiosk");
  }
  if (code == VP_OK) /* without a time the plan does without it */
    visit->has_receipt = drive_written(&visit->drive, LAYOUT_RECEIPTS, name, &visit->receipt) == 0;
  return code;
}

/* VP_OK also if there is none, or one that cannot be believed: stories still go out. */
static int take_receipts(struct visit *visit) {
  struct vp_receipt receipt = {0};
  int code = read_receipt(visit, &receipt);
  if (code == VP_E_NOT_FOUND)
    return VP_OK;
  if (code == VP_E_GONE)
    return code;
  if (code) {
    visit->result->receipt_refused = true;
    return VP_OK;
  }
  struct vp_store_received received;
  code = vp_store_receive_all(visit->sync->store, receipt.items, receipt.count, &received);
  vp_receipt_free(&receipt);
  visit->result->confirmed = received.confirmed;
  visit->desk_looked = received.confirmed > 0 || received.different > 0;
  if (received.different > 0)
    vp_log(VP_LOG_WARNING, "sync",
           "receipts for %lu stories are of other files than ours: they go on waiting, and what is on the drive is "
           "compared with ours",
           (unsigned long)received.different);
  if (code)
    return vp_fault_set(visit->fault, code, "taking in the desk's receipts", NULL, NULL, "%s", vp_error_name(code));
  return VP_OK;
}

/* --- how the kiosk is doing -----------------------------------------------------------------------------------------
 */

static int put_report(struct visit *visit) {
  const struct vp_sync *sync = visit->sync;
  struct vp_time now = vp_clock_now();
  struct vp_kiosk_report report = {.kiosk = sync->kiosk->id,
                                   .collection = sync->collection->id,
                                   .written_utc_ms = now.utc_ms,
                                   .clock_trust = now.trust};
  struct vp_store_space space = {0};
  memcpy(report.sign_public, sync->kiosk->sign_public, sizeof report.sign_public);
  snprintf(report.version, sizeof report.version, "%s", sync->version ? sync->version : "");
  int code = vp_store_counts(sync->store, &report.counts);
  if (code == VP_OK && vp_store_space(sync->store, &space) == VP_OK) /* a report without it is still one */
    report.free_bytes = space.free_bytes;
  if (code)
    return vp_fault_set(visit->fault, code, "writing how the kiosk is doing", NULL, NULL, "%s", vp_error_name(code));
  return report_put(&visit->drive, &report, sync->kiosk, visit->fault);
}

/* --- the visit ------------------------------------------------------------------------------------------------------
 */

static void tell_repaired(const struct visit *visit) {
  char detail[32];
  if (visit->result->repaired == 0)
    return;
  vp_log(VP_LOG_WARNING, "sync", "%lu files on the drive had changed since they were copied: copied anew",
         (unsigned long)visit->result->repaired);
  snprintf(detail, sizeof detail, "%lu", (unsigned long)visit->result->repaired);
  vp_store_journal(visit->sync->store, vp_clock_now(), "drive-repaired", detail);
}

static int copy_stories(struct visit *visit) {
  int code = VP_OK;
  visit->started_ms = vp_clock_monotonic_ms();
  visit_tell(visit, true);
  for (size_t i = 0; i < visit->missing_count && code == VP_OK; i++)
    code = visit_stopped(visit) ? VP_E_STOPPED : batch_add(visit, &visit->missing[i]);
  if (code == VP_OK)
    code = batch_finish(visit);
  batch_drop(visit);
  visit_tell(visit, true);
  tell_repaired(visit);
  return code;
}

static int finish(struct visit *visit) {
  int error = drive_flush(&visit->drive);
  if (!error && !drive_same(&visit->drive))
    error = ENODEV;
  return error ? visit_fault(visit, error, "finishing with the drive", visit->drive.path) : VP_OK;
}

static int work(struct visit *visit) {
  bool has_key;
  int code = check_owner(visit, &has_key);
  if (code == VP_OK)
    code = take_receipts(visit);
  if (code == VP_OK)
    code = plan_make(visit);
  if (code == VP_OK && !has_key)
    code = put_key(visit);
  if (code == VP_OK)
    code = plan_remove_leftovers(visit);
  if (code == VP_OK)
    code = put_viewer(visit);
  if (code == VP_OK)
    code = copy_stories(visit);
  if (code == VP_OK)
    code = put_report(visit);
  return code ? code : finish(visit);
}

static void settle_fault(struct visit *visit, int code) {
  struct vp_fault *fault = visit->fault;
  if (code == VP_OK || !fault)
    return;
  if (code == VP_E_STOPPED)
    vp_fault_set(fault, code, "copying stories to the drive", visit->drive.path, NULL, "it was stopped");
  else if (fault->code != code) /* never an empty message */
    vp_fault_set(fault, code, "visiting the drive", visit->drive.path, NULL, "%s", vp_error_name(code));
}

int vp_sync_run(const struct vp_sync *sync, const char *path, struct vp_sync_result *result, struct vp_fault *fault) {
  memset(result, 0, sizeof *result);
  if (fault)
    memset(fault, 0, sizeof *fault);
  struct vp_store_counts counts;
  if (vp_store_counts(sync->store, &counts) == VP_OK) /* until the plan knows better: all of them */
    result->waiting = counts.interrupted + counts.kept;
  struct visit *visit = calloc(1, sizeof *visit);
  if (visit)
    visit->buffer = drive_buffer(DRIVE_BUFFER);
  if (!visit || !visit->buffer) {
    free(visit);
    return vp_fault_set(fault, VP_E_NO_MEMORY, "visiting the drive", path, NULL, "out of memory");
  }
  visit->sync = sync;
  visit->result = result;
  visit->fault = fault;
  visit->stories = -1;
  for (int i = 0; i < 256; i++)
    visit->folders[i] = -1;
  int code = drive_open(path, &visit->drive, fault);
  if (code == VP_OK)
    code = work(visit);
  settle_fault(visit, code);
  for (int i = 0; i < 256; i++)
    if (visit->folders[i] >= 0)
      close(visit->folders[i]);
  if (visit->stories >= 0)
    close(visit->stories);
  drive_close(&visit->drive);
  free(visit->missing);
  free(visit->buffer);
  free(visit);
  return code;
}
