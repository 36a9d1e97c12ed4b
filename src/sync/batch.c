/* Files are written a batch at a time: all under temporary names, one flush of the file system, each read back from the
 * medium and compared, then all renamed, and one flush more for the names. A flush a file would cost a thousand small
 * stories many times what `cp` takes: each has the drive empty its own cache.
 *
 * Who tells of a failure: syncfs writes everything in one go and says (since Linux 5.8) if anything failed; the last
 * file's fsync has the drive empty its cache, which FAT and exFAT leave out of syncfs; and what is read back past the
 * page cache is what the medium holds. Where one of these is missing, each file's own fsync is asked as well: on a file
 * system in a program (exFAT through FUSE) syncfs does not reach the program, and only fsync told of a yank; without
 * O_DIRECT the page cache might answer; and when syncfs has failed, they tell which file it was. The name is given
 * last, so that whatever has a final name on a drive is whole, and has been seen to be. */
#define _GNU_SOURCE /* O_DIRECT */
#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <vertelpunt/log.h>

static const char copying[] = "copying stories to the drive";

static void names_of(const struct vp_id *story, char final[DRIVE_NAME], char part[DRIVE_NAME]) {
  char id[VP_ID_TEXT];
  vp_id_format(story, id);
  snprintf(final, DRIVE_NAME, "%s.vps", id);
  snprintf(part, DRIVE_NAME, "%s.vps" LAYOUT_PART, id);
}

static void drop(struct pending *pending) {
  char final[DRIVE_NAME], part[DRIVE_NAME];
  names_of(&pending->file.story, final, part);
  if (pending->fd >= 0)
    close(pending->fd);
  pending->fd = -1;
  unlinkat(pending->folder, part, 0); /* if it cannot be removed now, the next visit does */
}

void batch_drop(struct visit *visit) {
  for (size_t i = 0; i < visit->batch_count; i++)
    drop(&visit->batch[i]);
  visit->batch_count = 0;
  visit->batch_bytes = 0;
}

/* --- flush ----------------------------------------------------------------------------------------------------------
 */

static int flush_one(struct pending *pending, bool itself) {
  int error = itself && fsync(pending->fd) != 0 ? errno : 0;
  if (itself)
    (void)posix_fadvise(pending->fd, 0, 0, POSIX_FADV_DONTNEED); /* advice: memory shall not answer for the medium */
  if (close(pending->fd) != 0 && !error)
    error = errno;
  pending->fd = -1;
  return error;
}

static bool reads_past_the_cache(const struct pending *pending) {
  char final[DRIVE_NAME], part[DRIVE_NAME];
  names_of(&pending->file.story, final, part);
  int fd = openat(pending->folder, part, O_RDONLY | O_DIRECT | O_NOFOLLOW | O_CLOEXEC);
  if (fd >= 0)
    close(fd);
  return fd >= 0;
}

/* Every file's bytes to the medium. What failed is dropped from the batch; the first errno, or 0. */
static int flush(struct visit *visit) {
  int whole = drive_flush(&visit->drive), error = 0;
  bool each = whole || visit->drive.fuse || !reads_past_the_cache(&visit->batch[0]);
  size_t good = 0;
  for (size_t i = 0; i < visit->batch_count; i++) {
    struct pending *pending = &visit->batch[i];
    int failed = flush_one(pending, each || i + 1 == visit->batch_count);
    if (failed) {
      drop(pending);
      error = error ? error : failed;
    } else {
      visit->batch[good++] = *pending;
    }
  }
  visit->batch_count = good;
  if ((whole && !error) || (error && !each)) { /* something failed, and not every file was asked: none is believed */
    batch_drop(visit);
    error = error ? error : whole;
  }
  return error;
}

/* --- read back ------------------------------------------------------------------------------------------------------
 */

static int verify_one(struct visit *visit, const struct pending *pending) {
  char final[DRIVE_NAME], part[DRIVE_NAME];
  uint8_t hash[32];
  uint64_t bytes = 0;
  names_of(&pending->file.story, final, part);
  int error = drive_read_back(pending->folder, part, visit->buffer, DRIVE_BUFFER, &bytes, hash);
  if (error)
    return visit_fault(visit, error, "reading back from the drive", part);
  if (bytes != pending->file.bytes || memcmp(hash, pending->file.hash, sizeof hash) != 0)
    return vp_fault_set(visit->fault, VP_E_FORMAT, "reading back from the drive", part, "Use another drive.",
                        "what was written did not come back the same: the drive is damaged");
  visit->bytes_verified += bytes;
  visit_tell(visit, false);
  return VP_OK;
}

/* What differs is dropped; the first error, or VP_OK. */
static int verify(struct visit *visit) {
  size_t good = 0;
  int code = VP_OK;
  for (size_t i = 0; i < visit->batch_count; i++) {
    struct pending *pending = &visit->batch[i];
    int failed = visit_stopped(visit) ? VP_E_STOPPED : code == VP_E_GONE ? VP_E_GONE : verify_one(visit, pending);
    if (failed) {
      drop(pending);
      code = code ? code : failed;
    } else {
      visit->batch[good++] = *pending;
    }
  }
  visit->batch_count = good;
  return code;
}

/* --- names ----------------------------------------------------------------------------------------------------------
 */

/* After syncfs one folder's fsync: FAT and exFAT do not make the drive empty its own cache before that. Through FUSE
 * each folder's. */
static int flush_names(struct visit *visit) {
  int error = drive_flush(&visit->drive);
  size_t first = visit->drive.fuse ? 0 : visit->batch_count - 1;
  for (size_t i = first; !error && i < visit->batch_count; i++)
    if (fsync(visit->batch[i].folder) != 0 && errno != EINVAL) /* EINVAL: this one cannot flush a folder */
      error = errno;
  return error;
}

/* The hash is stored first: a receipt for a file that got its name must never meet a store that knows nothing of it. */
static int remember(struct visit *visit) {
  struct vp_story_file files[BATCH_FILES];
  for (size_t i = 0; i < visit->batch_count; i++)
    files[i] = visit->batch[i].file;
  int code = vp_store_set_files(visit->sync->store, files, visit->batch_count);
  return code ? vp_fault_set(visit->fault, code, copying, NULL, NULL, "the store: %s", vp_error_name(code)) : VP_OK;
}

static int name_all(struct visit *visit) {
  int error = 0;
  for (size_t i = 0; i < visit->batch_count && !error; i++) {
    char final[DRIVE_NAME], part[DRIVE_NAME];
    struct pending *pending = &visit->batch[i];
    names_of(&pending->file.story, final, part);
    if (renameat(pending->folder, part, pending->folder, final) != 0)
      error = errno;
  }
  if (!error)
    error = flush_names(visit);
  if (!error && !drive_same(&visit->drive))
    error = ENODEV;
  if (error)
    return visit_fault(visit, error, copying, "stories");
  for (size_t i = 0; i < visit->batch_count; i++)
    visit->result->bytes += visit->batch[i].file.bytes;
  for (size_t i = 0; i < visit->batch_count; i++)
    visit->result->repaired += visit->batch[i].changed;
  visit->result->copied += (uint32_t)visit->batch_count;
  visit->result->waiting -= (uint32_t)visit->batch_count;
  visit->progress.stories_done += (uint32_t)visit->batch_count;
  return VP_OK;
}

int batch_finish(struct visit *visit) {
  if (visit->batch_count == 0)
    return VP_OK;
  int error = flush(visit);
  int code = error ? visit_fault(visit, error, copying, "stories") : VP_OK;
  if (code == VP_E_GONE) {
    batch_drop(visit);
    return code;
  }
  int verified = verify(visit); /* of what could be flushed: a drive that ran full keeps what did fit */
  code = code ? code : verified;
  int named = VP_OK;
  if (visit->batch_count > 0 && code != VP_E_GONE) {
    named = remember(visit);
    named = named ? named : name_all(visit);
  }
  if (named || code == VP_E_GONE)
    batch_drop(visit); /* removes temporary names only */
  visit->batch_count = 0;
  visit->batch_bytes = 0;
  return named ? named : code;
}

/* --- one more -------------------------------------------------------------------------------------------------------
 */

static int write_part(struct visit *visit, const struct vp_id *story, struct pending *pending,
                      struct trouble *trouble) {
  char final[DRIVE_NAME], part[DRIVE_NAME];
  names_of(story, final, part);
  *trouble = (struct trouble){0};
  trouble->number = visit_folder(visit, story, true, &pending->folder);
  if (!trouble->number)
    trouble->number = drive_create(pending->folder, part, &pending->fd);
  if (trouble->number) {
    trouble->code = VP_E_IO;
    return trouble->code;
  }
  story_write(visit->sync, story, pending->fd, visit->buffer, visit, &pending->file, trouble);
  if (trouble->code)
    drop(pending);
  return trouble->code;
}

/* A story that the store cannot give: said, and the others go on. Deleted meanwhile is as good as never there. */
static int pass_over(struct visit *visit, const struct vp_id *story, int code) {
  char id[VP_ID_TEXT];
  vp_id_format(story, id);
  if (code == VP_E_NOT_FOUND) {
    visit->result->waiting--;
    return VP_OK;
  }
  if (code != VP_E_FORMAT && code != VP_E_INVALID && code != VP_E_IO)
    return vp_fault_set(visit->fault, code, "reading a story from the store", id, NULL, "%s", vp_error_name(code));
  vp_log(VP_LOG_ERROR, "sync", "story %s cannot be read from the store (%s) and was passed over", id,
         vp_error_name(code));
  if (visit->fault && visit->fault->code == VP_OK)
    vp_fault_set(visit->fault, code, "reading a story from the store", id,
                 "Keep the data folder: it may be saved by hand.", "it is damaged there");
  return VP_OK;
}

int batch_add(struct visit *visit, const struct missing *missing) {
  const struct vp_id *story = &missing->story;
  struct pending pending = {.file.story = *story, .fd = -1, .changed = missing->changed};
  struct trouble trouble;
  if (write_part(visit, story, &pending, &trouble) == VP_OK) {
    visit->batch[visit->batch_count++] = pending;
    visit->batch_bytes += pending.file.bytes;
    if (visit->batch_count < BATCH_FILES && visit->batch_bytes < BATCH_BYTES)
      return VP_OK;
    return batch_finish(visit);
  }
  if (!trouble.number && trouble.code != VP_E_STOPPED)
    return pass_over(visit, story, trouble.code);
  int code = trouble.number ? visit_fault(visit, trouble.number, copying, "stories") : trouble.code;
  if (code != VP_E_GONE && code != VP_E_STOPPED) {
    int finished = batch_finish(visit); /* those that did fit */
    code = finished == VP_E_GONE ? finished : code;
  }
  return code;
}
