/* What a visit has to do: which of the waiting stories are not on this drive yet, and what an earlier yank left behind.
 *
 * A story is taken to be there if its file has the length and the last 64 bytes (the signature over all the others) of
 * the one that was made before; it got its name only after it had been read back. Anything else is written anew.
 *
 * A byte in the middle may still have changed since then: the drive is worn, or somebody wrote to it. The desk notices,
 * and does not confirm the story, or confirms another file. So a file that a desk has seen, and that is waiting all the
 * same, is read whole and compared. That a desk has seen it: the receipt on this drive told us something, or is not
 * older than the file. The files that no desk has seen since are not read: a visit of a full drive stays short. */
#include "internal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum found { ABSENT, CHANGED, WHOLE };

static bool desk_saw(const struct visit *visit, const struct stat *status) {
  const struct timespec *file = &status->st_mtim, *receipt = &visit->receipt;
  return visit->desk_looked ||
         (visit->has_receipt &&
          (file->tv_sec < receipt->tv_sec || (file->tv_sec == receipt->tv_sec && file->tv_nsec <= receipt->tv_nsec)));
}

static bool is_same(const struct visit *visit, int folder, const char *name, const struct vp_story_file *known) {
  uint8_t hash[32];
  uint64_t bytes = 0;
  return drive_read_back(folder, name, visit->buffer, DRIVE_BUFFER, &bytes, hash) == 0 && bytes == known->bytes &&
         memcmp(hash, known->hash, sizeof hash) == 0;
}

static enum found find(const struct visit *visit, int folder, const char *name, const struct vp_story_file *known) {
  static const uint8_t unknown[VP_SIGNATURE];
  uint8_t tail[VP_SIGNATURE];
  struct stat status;
  if (memcmp(known->signature, unknown, sizeof unknown) == 0)
    return ABSENT; /* what lies there cannot be judged */
  int fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0)
    return ABSENT; /* not there, or not to be read: writing it will tell why */
  bool whole = fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && (uint64_t)status.st_size == known->bytes &&
               pread(fd, tail, sizeof tail, status.st_size - VP_SIGNATURE) == VP_SIGNATURE &&
               memcmp(tail, known->signature, sizeof tail) == 0;
  close(fd);
  if (whole && desk_saw(visit, &status))
    whole = is_same(visit, folder, name, known);
  return whole ? WHOLE : CHANGED;
}

/* VP_OK and *found, or an error that ends the visit. */
static int look_for(struct visit *visit, const struct vp_id *story, enum found *found) {
  struct vp_story_file known;
  *found = ABSENT;
  int code = vp_store_known_file(visit->sync->store, story, &known);
  if (code == VP_E_NOT_FOUND)
    return VP_OK;
  if (code)
    return vp_fault_set(visit->fault, code, "planning the visit", NULL, NULL, "%s", vp_error_name(code));
  int folder;
  int error = visit_folder(visit, story, false, &folder);
  if (error == ENOENT)
    return VP_OK;
  if (error)
    return visit_fault(visit, error, "looking at what is on the drive", "stories");
  char id[VP_ID_TEXT], name[DRIVE_NAME];
  vp_id_format(story, id);
  snprintf(name, sizeof name, "%s.vps", id);
  *found = find(visit, folder, name, &known);
  return VP_OK;
}

static int add_missing(struct visit *visit, const struct vp_id *story, bool changed, size_t *room) {
  if (visit->missing_count == *room) {
    size_t more = *room ? *room * 2 : 256;
    struct missing *grown = realloc(visit->missing, more * sizeof *grown);
    if (!grown)
      return vp_fault_set(visit->fault, VP_E_NO_MEMORY, "planning the visit", NULL, NULL, "out of memory");
    visit->missing = grown;
    *room = more;
  }
  struct vp_story_row row;
  if (vp_store_story(visit->sync->store, story, &row) == VP_OK) /* if not: writing it will tell why */
    visit->progress.bytes_total += VP_STORY_HEAD + row.chunk_bytes + 4 + VP_SIGNATURE;
  visit->missing[visit->missing_count++] = (struct missing){.story = *story, .changed = changed};
  return VP_OK;
}

int plan_make(struct visit *visit) {
  struct vp_id page[256], after;
  size_t room = 0;
  bool first = true;
  int got;
  while ((got = vp_store_waiting(visit->sync->store, first ? NULL : &after, page, 256)) > 0) {
    for (int i = 0; i < got; i++) {
      enum found found;
      if (visit_stopped(visit))
        return VP_E_STOPPED;
      int code = look_for(visit, &page[i], &found);
      if (code == VP_OK && found != WHOLE)
        code = add_missing(visit, &page[i], found == CHANGED, &room);
      if (code)
        return code;
      visit->result->already += found == WHOLE;
    }
    after = page[got - 1];
    first = false;
  }
  if (got < 0)
    return vp_fault_set(visit->fault, got, "planning the visit", NULL, NULL, "%s", vp_error_name(got));
  visit->progress.stories_total = (uint32_t)visit->missing_count;
  visit->result->waiting = (uint32_t)visit->missing_count;
  return VP_OK;
}

/* --- leftovers ------------------------------------------------------------------------------------------------------
 */

static bool ends_with(const char *name, const char *end) {
  size_t length = strlen(name), end_length = strlen(end);
  return length >= end_length && strcmp(name + length - end_length, end) == 0;
}

static bool is_ours(const char *name) { /* "<id>.vps.part" and nothing else is ours to remove */
  struct vp_id id;
  return strlen(name) == VP_ID_TEXT - 1 + strlen(".vps" LAYOUT_PART) && ends_with(name, ".vps" LAYOUT_PART) &&
         vp_id_parse(name, VP_ID_TEXT - 1, &id) == VP_OK;
}

static int clean_folder(int folder) {
  int again = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC); /* closedir takes it with it */
  DIR *entries = again < 0 ? NULL : fdopendir(again);
  if (!entries) {
    int saved = errno;
    if (again >= 0)
      close(again);
    return saved;
  }
  int error = 0;
  for (struct dirent *entry; !error && (errno = 0, entry = readdir(entries));)
    if (is_ours(entry->d_name) && unlinkat(folder, entry->d_name, 0) != 0 && errno != ENOENT)
      error = errno;
  if (!error && errno)
    error = errno;
  closedir(entries);
  return error;
}

int plan_remove_leftovers(struct visit *visit) {
  for (int last = 0; last < 256; last++) {
    struct vp_id any = {.bytes = {[15] = (uint8_t)last}};
    int folder;
    int error = visit_folder(visit, &any, false, &folder);
    if (!error)
      error = clean_folder(folder);
    if (error && error != ENOENT)
      return visit_fault(visit, error, "removing what an earlier visit left", "stories");
    if (visit_stopped(visit))
      return VP_E_STOPPED;
  }
  return VP_OK;
}
