/* A library: the database itself, each row's files by their hashes, sound that opens, and files without a row. */
#include "library.h"
#include "opened.h"
#include "verify.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <vertelpunt/audio.h>
#include <vertelpunt/file.h>

struct checking {
  struct library *library;
  struct verifying *run;
};

static bool ends_with(const char *name, const char *end) {
  size_t length = strlen(name), end_length = strlen(end);
  return length >= end_length && strcmp(name + length - end_length, end) == 0;
}

static void check_content(struct checking *checking, const struct story *story) {
  char path[PATH_MAX];
  struct vp_fault fault = {0};
  unsigned char *bytes;
  size_t length;
  uint8_t hash[32];
  int64_t samples;
  if (library_path(checking->library, story->content, path, &fault) ||
      vp_file_read(path, SCAN_STORY_MAX, &bytes, &length, &fault)) {
    verify_wrong(checking->run, story->content, "%s", fault.reason);
    return;
  }
  hash_bytes(bytes, length, hash);
  if (memcmp(hash, story->content_hash, sizeof hash) != 0)
    verify_wrong(checking->run, story->content, "it is not what was collected");
  else if (ends_with(story->content, ".opus") && vp_opus_duration(bytes, length, &samples) != VP_OK)
    verify_wrong(checking->run, story->content, "the sound does not open");
  vp_seal_wipe(bytes, length);
  free(bytes);
}

static void check_json(struct checking *checking, const struct story *story) {
  char name[CONTENT_NAME], path[PATH_MAX];
  struct vp_fault fault = {0};
  unsigned char *bytes;
  size_t length;
  story_json_name(story, name);
  if (library_path(checking->library, name, path, &fault) ||
      vp_file_read(path, SCAN_STORY_MAX, &bytes, &length, &fault)) {
    verify_wrong(checking->run, name, "%s", fault.reason);
    return;
  }
  char *expected = story_file_text(story);
  if (!expected || strlen(expected) != length || memcmp(expected, bytes, length) != 0)
    verify_wrong(checking->run, name, "it is not what the library wrote; collecting again mends a changed origin");
  free(expected);
  free(bytes);
}

static int check_story(void *context, const struct story *story) {
  struct checking *checking = context;
  char id[VP_ID_TEXT];
  vp_id_format(&story->id, id);
  checking->run->stories++;
  checking->run->interrupted += story->state == STORY_INTERRUPTED;
  if (story->state == STORY_DAMAGED)
    verify_wrong(checking->run, id, "it arrived damaged; fetch it once more from its kiosk");
  if (story->content[0])
    check_content(checking, story);
  check_json(checking, story);
  return VP_OK;
}

/* Does a row stand for that file? */
static bool has_row(struct library *library, const char *folder, const char *name) {
  struct vp_id id;
  struct story story;
  char json[CONTENT_NAME], full[PATH_MAX];
  if (strlen(name) < VP_ID_TEXT - 1 || vp_id_parse(name, VP_ID_TEXT - 1, &id) != VP_OK ||
      library_find(library, &id, &story, NULL) != VP_OK)
    return false;
  snprintf(full, sizeof full, "%s/%s", folder, name);
  story_json_name(&story, json);
  bool its_own = strcmp(full, story.content) == 0 || strcmp(full, json) == 0;
  story_finish(&story);
  return its_own;
}

static int check_strays(struct checking *checking, const char *folder, struct vp_fault *fault) {
  char path[PATH_MAX], name[PATH_MAX];
  int code = library_path(checking->library, folder, path, fault);
  if (code)
    return code;
  DIR *entries = opendir(path);
  if (!entries)
    return vp_fault_errno(fault, errno, "checking the library", path, NULL);
  for (struct dirent *entry; (entry = readdir(entries));) {
    if (entry->d_name[0] == '.' || has_row(checking->library, folder, entry->d_name))
      continue;
    snprintf(name, sizeof name, "%s/%s", folder, entry->d_name);
    verify_wrong(checking->run, name,
                 "no story of the library has this file; it may be left from a run that was cut off, "
                 "and collecting the same drive again takes it in");
  }
  closedir(entries);
  return VP_OK;
}

static int check_database(struct checking *checking, struct vp_fault *fault) {
  sqlite3_stmt *statement;
  int code = sql_prepare(checking->library, "PRAGMA integrity_check(5)", &statement, fault);
  if (code)
    return code;
  while (sqlite3_step(statement) == SQLITE_ROW) {
    const char *answer = (const char *)sqlite3_column_text(statement, 0);
    if (answer && strcmp(answer, "ok") != 0)
      verify_wrong(checking->run, "library.db", "%s", answer);
  }
  return sql_finish(checking->library, statement, fault);
}

int verify_library(const char *folder, struct verifying *run, struct vp_fault *fault) {
  struct library library;
  struct checking checking = {.library = &library, .run = run};
  const struct story_filter all = {0};
  int code = library_open(folder, false, &library, fault);
  if (code)
    return code;
  code = check_database(&checking, fault);
  if (code == VP_OK)
    code = library_each(&library, &all, check_story, &checking, fault);
  if (code == VP_OK)
    code = check_strays(&checking, "audio", fault);
  if (code == VP_OK)
    code = check_strays(&checking, "text", fault);
  library_close(&library);
  return code;
}
