/* Stories into the library, one at a time: the sound or text, its .json, then the row that makes it count. A process
 * that is killed anywhere leaves files without a row at worst, and the next run writes them again. */
#include "collecting.h"
#include "opened.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <vertelpunt/file.h>

/* What to prefer of two files that claim to be the same story: a verified origin, then how much of it opened. */
static int rank(const struct story *story) {
  return (story->verified ? 10 : 0) + (int)story->state;
}

static int write_json(struct collecting *run, const struct story *story, struct vp_fault *fault) {
  char name[CONTENT_NAME], path[PATH_MAX];
  story_json_name(story, name);
  char *text = story_file_text(story);
  if (!text)
    return vp_fault_set(fault, VP_E_NO_MEMORY, "writing what is known about a story", name, NULL, "out of memory");
  int code = library_path(&run->library, name, path, fault);
  if (code == VP_OK)
    code = vp_file_write(path, text, strlen(text), 0600, fault);
  free(text);
  return code;
}

static void remove_old(struct collecting *run, const char *old, const char *kept) {
  char path[PATH_MAX];
  if (old[0] && strcmp(old, kept) != 0 && library_path(&run->library, old, path, NULL) == VP_OK)
    unlink(path); /* if it stays, verify names it */
}

static int store(struct collecting *run, const struct opened *opened, const struct story *old, struct vp_fault *fault) {
  const struct story *story = &opened->story;
  char path[PATH_MAX], name[CONTENT_NAME], old_name[CONTENT_NAME];
  int code = VP_OK;
  if (story->content[0])
    code = library_path(&run->library, story->content, path, fault);
  if (code == VP_OK && story->content[0])
    code = vp_file_write(path, opened->content, opened->content_length, 0600, fault);
  if (code == VP_OK)
    code = write_json(run, story, fault);
  if (code == VP_OK)
    code = library_put(&run->library, story, fault);
  if (code == VP_OK && old) {
    story_json_name(story, name);
    story_json_name(old, old_name);
    remove_old(run, old->content, story->content);
    remove_old(run, old_name, name);
  }
  return code;
}

static void report_conflict(struct collecting *run, const struct scan_file *file) {
  struct vp_fault fault;
  vp_fault_set(&fault, VP_E_EXISTS, "collecting a story", file->path,
               "The one in the library was kept. 'vertelpunt-desk verify' tells what is wrong on the drive.",
               "the library has this story already, from another file that is no worse");
  collecting_problem(run, &fault);
}

static void report_damage(struct collecting *run, const struct scan_file *file) {
  struct vp_fault fault;
  vp_fault_set(&fault, VP_E_FORMAT, "collecting a story", file->path,
               "What opened is in the library, marked as damaged. Fetch it once more from its kiosk.",
               "it is damaged, and opened in part only");
  collecting_problem(run, &fault);
}

static int merge(struct collecting *run, const struct scan_file *file, const struct opened *opened,
                 const struct story *old, struct vp_fault *fault) {
  const struct story *story = &opened->story;
  bool same = old && memcmp(old->sealed_hash, story->sealed_hash, sizeof story->sealed_hash) == 0;
  if (old && !same && rank(story) <= rank(old)) {
    report_conflict(run, file);
    run->already++;
    return VP_OK;
  }
  if (same && story->is_signed == old->is_signed) {
    run->already++;
    return VP_OK;
  }
  int code = store(run, opened, old, fault);
  if (code)
    return code;
  if (same) {
    run->already++; /* only its origin is clearer now */
    return VP_OK;
  }
  run->added += !old;
  run->replaced += old != NULL;
  run->interrupted += !old && story->state == STORY_INTERRUPTED;
  run->damaged += !old && story->state == STORY_DAMAGED;
  if (story->state == STORY_DAMAGED)
    report_damage(run, file);
  return VP_OK;
}

static int open_and_merge(struct collecting *run, const struct scan_file *file, const struct kiosk *kiosk,
                          const struct story *old, struct vp_fault *fault) {
  struct vp_fault problem = {0};
  unsigned char *bytes = NULL;
  size_t length;
  struct opened opened;
  int read = scan_read(file, &bytes, &length, &problem);
  if (read == VP_OK) {
    read = opened_make(file, bytes, length, &run->collection, &run->secret, kiosk ? kiosk->sign_public : NULL, &opened,
                       &problem);
    free(bytes);
  }
  if (read) {
    collecting_problem(run, &problem);
    return VP_OK;
  }
  opened.story.verified = kiosk && kiosk->enrolled && opened.story.is_signed;
  int code = merge(run, file, &opened, old, fault);
  opened_finish(&opened);
  return code;
}

/* The same file as the one that came before: then there is no need to open it. */
static bool is_known(const struct story *old, uint64_t bytes, const uint8_t signature[VP_SIGNATURE], bool has_key) {
  return old->sealed_bytes == bytes && memcmp(old->signature, signature, VP_SIGNATURE) == 0 &&
         old->state != STORY_DAMAGED && (old->is_signed || !has_key);
}

static int take_in(void *context, const struct scan_file *file) {
  struct collecting *run = context;
  struct vp_fault problem = {0};
  struct story old;
  struct kiosk kiosk;
  uint64_t bytes;
  uint8_t signature[VP_SIGNATURE];
  if (scan_peek(file, &bytes, signature, &problem)) {
    collecting_problem(run, &problem);
    return VP_OK;
  }
  bool has_key = kiosks_key(run, &file->kiosk, &kiosk);
  int code = library_find(&run->library, &file->story, &old, &problem);
  if (code == VP_E_NOT_FOUND) {
    code = open_and_merge(run, file, has_key ? &kiosk : NULL, NULL, &problem);
  } else if (code == VP_OK) {
    if (is_known(&old, bytes, signature, has_key))
      run->already++;
    else
      code = open_and_merge(run, file, has_key ? &kiosk : NULL, &old, &problem);
    story_finish(&old);
  }
  if (code) /* the library's: no use going on; the command says it, once */
    collecting_problem(run, &problem);
  return code;
}

static void pass_on(void *context, const struct vp_fault *fault) {
  collecting_problem(context, fault);
}

static int take_in_kiosk(struct collecting *run, const struct scan *scan, const struct vp_id *kiosk) {
  struct vp_fault problem = {0};
  int code = scan_stories(scan, kiosk, &problem);
  if (code == VP_OK || !problem.code) /* without a fault it is take_in's, which has said it */
    return code;
  collecting_problem(run, &problem); /* the drive's: the others may still be readable */
  return VP_OK;
}

static void was_told(void *context, const struct vp_fault *fault) { /* when the kiosks were met */
  (void)context;
  (void)fault;
}

int stories_take_in(struct collecting *run) {
  int code = VP_OK;
  for (size_t i = 0; code == VP_OK && i < run->drive_count; i++) {
    const struct scan scan = {.drive = run->drives[i], .problem = pass_on, .story = take_in, .context = run};
    const struct scan again = {.drive = run->drives[i], .problem = was_told};
    struct vp_id *kiosks = NULL;
    size_t count = 0;
    if (!run->is_ours[i] || scan_kiosks(&again, &kiosks, &count, NULL) != VP_OK)
      continue;
    for (size_t k = 0; code == VP_OK && k < count; k++)
      code = take_in_kiosk(run, &scan, &kiosks[k]);
    free(kiosks);
  }
  return code;
}

/* --- origins --------------------------------------------------------------------------------------------------------
 */

struct stale {
  struct vp_id *ids;
  size_t count;
};

static int note_stale(void *context, const struct story *story) {
  struct stale *stale = context;
  stale->ids = sql_grow(stale->ids, stale->count, sizeof *stale->ids);
  if (!stale->ids)
    return VP_E_NO_MEMORY;
  stale->ids[stale->count++] = story->id;
  return VP_OK;
}

int stories_refresh(struct collecting *run, struct vp_fault *fault) {
  struct stale stale = {0};
  const struct story_filter filter = {.stale_only = true};
  int code = library_each(&run->library, &filter, note_stale, &stale, fault);
  for (size_t i = 0; code == VP_OK && i < stale.count; i++) {
    struct story story;
    code = library_find(&run->library, &stale.ids[i], &story, fault);
    if (code)
      break;
    code = write_json(run, &story, fault);
    if (code == VP_OK)
      code = library_put(&run->library, &story, fault);
    story_finish(&story);
  }
  free(stale.ids);
  return code;
}
