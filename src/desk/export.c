/* export: stories out of the library, as a table with the files beside it. The table is written last: when it is there,
 * so are the files that it names. Withdrawal codes and sessions stay in the library. */
#include "choose.h"
#include "csv.h"
#include "desk.h"
#include "library.h"
#include "opened.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <vertelpunt/clock.h>
#include <vertelpunt/file.h>

static const char doing[] = "exporting";

enum { TABLE_TEXT_MAX = 1024 * 1024 };

struct export {
  struct library library;
  const char *to;
  bool as_csv, only_kept; /* only_kept: because nobody asked for a state */
  struct csv csv;
  json_t *json; /* array */
  size_t count;
  struct vp_fault *fault;
};

static int target_path(const struct export *export, const char *name, char path[PATH_MAX]) {
  if (snprintf(path, PATH_MAX, "%s/%s", export->to, name) < PATH_MAX)
    return VP_OK;
  return vp_fault_set(export->fault, VP_E_TOO_LARGE, doing, export->to, NULL, "the path is too long");
}

/* Copies the file and looks whether it is what was collected; of a text, *text is what it says (free()). */
static int copy_content(struct export *export, const struct story *story, char **text) {
  char from[PATH_MAX], to[PATH_MAX];
  unsigned char *bytes;
  size_t length;
  uint8_t hash[32];
  int code = library_path(&export->library, story->content, from, export->fault);
  if (code == VP_OK)
    code = target_path(export, story->content, to);
  if (code == VP_OK)
    code = vp_file_read(from, SCAN_STORY_MAX, &bytes, &length, export->fault);
  if (code)
    return code;
  hash_bytes(bytes, length, hash);
  if (memcmp(hash, story->content_hash, sizeof hash) != 0)
    code = vp_fault_set(export->fault, VP_E_FORMAT, doing, from, "Put back a copy of the library; 'verify' tells more.",
                        "it is not what was collected");
  else
    code = vp_file_write(to, bytes, length, 0600, export->fault);
  if (code == VP_OK && story->is_text && length <= TABLE_TEXT_MAX && memchr(bytes, 0, length) == NULL) {
    *text = (char *)bytes;
    return VP_OK;
  }
  vp_seal_wipe(bytes, length);
  free(bytes);
  return code;
}

/* --- the tables -----------------------------------------------------------------------------------------------------
 */

static const char *const columns[] = {"story",    "started", "state",   "origin", "medium", "seconds",
                                      "language", "theme",   "kind",    "title",  "prompt", "method",
                                      "kiosk",    "guide",   "consent", "file",   "text"};

static void add_line(struct csv *csv, const struct story *story, const char *text) {
  char id[VP_ID_TEXT], kiosk[VP_ID_TEXT], started[24], seconds[32];
  vp_id_format(&story->id, id);
  vp_id_format(&story->kiosk, kiosk);
  vp_clock_format(story->started_utc_ms, started, sizeof started);
  snprintf(seconds, sizeof seconds, "%" PRId64, (story->duration_ms + 500) / 1000);
  csv_cell(csv, id);
  csv_cell(csv, started);
  csv_cell(csv, story_state_name(story->state));
  csv_cell(csv, story->verified ? "verified" : "unknown");
  csv_cell(csv, story->is_text ? "text" : "sound");
  csv_cell(csv, seconds);
  csv_cell(csv, story_text(story, "language"));
  csv_cell(csv, story_text(story, "theme"));
  csv_cell(csv, story_text(story, "kind"));
  csv_cell(csv, story_text(story, "title"));
  csv_cell(csv, story_text(story, "prompt"));
  csv_cell(csv, story_text(story, "method"));
  csv_cell(csv, kiosk);
  csv_cell(csv, story_text(story, "guide"));
  csv_cell(csv, json_string_value(json_object_get(json_object_get(story->metadata, "consent"), "version")));
  csv_cell(csv, story->content);
  csv_cell(csv, text);
  csv_end_line(csv);
}

static int add_object(struct export *export, const struct story *story, const char *text) {
  json_t *json = story_json(story), *metadata = json ? json_deep_copy(story->metadata) : NULL;
  int failed = !json || !metadata;
  if (!failed) {
    json_object_del(metadata, "session"); /* it would tie together what one person told */
    failed = json_object_set(json, "metadata", metadata);
    if (text)
      failed |= json_object_set_new(json, "text", json_string(text));
    failed |= json_array_append(export->json, json);
  }
  json_decref(metadata);
  json_decref(json);
  return failed ? vp_fault_set(export->fault, VP_E_NO_MEMORY, doing, export->to, NULL, "out of memory") : VP_OK;
}

static int add(void *context, const struct story *story) {
  struct export *export = context;
  char *text = NULL;
  int code = story->content[0] ? copy_content(export, story, &text) : VP_OK;
  if (code == VP_OK && export->as_csv)
    add_line(&export->csv, story, text);
  else if (code == VP_OK)
    code = add_object(export, story, text);
  if (text)
    vp_seal_wipe(text, strlen(text));
  free(text);
  export->count += code == VP_OK;
  return code;
}

static int count_unconfirmed(void *context, const struct story *story) {
  *(size_t *)context += story->state != STORY_KEPT;
  return VP_OK;
}

/* Who asked for no state gets what was kept, and is told of the rest. */
static int tell_left_out(struct export *export, struct story_filter filter) {
  size_t count = 0;
  filter.state = 0;
  int code = library_each(&export->library, &filter, count_unconfirmed, &count, export->fault);
  if (code == VP_OK && count > 0)
    printf("%zu more %s left out: not confirmed by the teller, or damaged. --state all has %s too.\n", count,
           count == 1 ? "was" : "were", count == 1 ? "it" : "them");
  return code;
}

static int write_table(struct export *export) {
  char path[PATH_MAX], *json = export->as_csv ? NULL : json_dumps(export->json, JSON_INDENT(2));
  int code = target_path(export, export->as_csv ? "stories.csv" : "stories.json", path);
  if (code == VP_OK && json)
    code = vp_file_write(path, json, strlen(json), 0600, export->fault);
  else if (code == VP_OK && export->as_csv && !export->csv.failed)
    code = vp_file_write(path, export->csv.text, export->csv.length, 0600, export->fault);
  else if (code == VP_OK)
    code = vp_fault_set(export->fault, VP_E_NO_MEMORY, doing, path, NULL, "out of memory");
  free(json);
  if (code == VP_OK) {
    printf("%zu %s in ", export->count, export->count == 1 ? "story" : "stories");
    desk_print(stdout, path, false);
    putchar('\n');
  }
  return code;
}

/* --- the command ----------------------------------------------------------------------------------------------------
 */

static int prepare(struct export *export) {
  static const char *const folders[] = {"audio", "text"};
  char path[PATH_MAX];
  struct stat status;
  int code = target_path(export, "library.db", path);
  if (code == VP_OK && lstat(path, &status) == 0)
    code =
        vp_fault_set(export->fault, VP_E_EXISTS, doing, export->to, "Choose another folder.", "it is a library itself");
  for (size_t i = 0; code == VP_OK && i < VP_COUNT(folders); i++) {
    code = target_path(export, folders[i], path);
    if (code == VP_OK)
      code = vp_file_make_folders(path, export->fault);
  }
  for (size_t i = 0; code == VP_OK && export->as_csv && i < VP_COUNT(columns); i++)
    csv_cell(&export->csv, columns[i]);
  if (export->as_csv)
    csv_end_line(&export->csv);
  return code;
}

static int run_export(struct export *export, const char *folder, const struct story_filter *filter) {
  export->json = json_array();
  int code = library_open(library_folder(folder), false, &export->library, export->fault);
  if (code)
    return code;
  code = prepare(export);
  if (code == VP_OK)
    code = library_each(&export->library, filter, add, export, export->fault);
  if (code == VP_OK)
    code = write_table(export);
  if (code == VP_OK && export->only_kept)
    code = tell_left_out(export, *filter);
  library_close(&export->library);
  return code;
}

int desk_export(const struct desk_command *command, int argc, char **argv) {
  const char *folder = NULL, *to = NULL;
  struct choice choice = {0};
  struct chosen chosen;
  struct desk_option options[CHOICE_OPTIONS + 2] = {[CHOICE_OPTIONS] = {"--library", &folder, NULL},
                                                    [CHOICE_OPTIONS + 1] = {"--to", &to, NULL}};
  size_t words;
  choice_options(&choice, options);
  int status = desk_options(command, argc, argv, options, VP_COUNT(options), &words);
  if (status == DESK_GO_ON)
    status = choice_read(command, &choice, true, &chosen);
  if (status != DESK_GO_ON)
    return status;
  if (words != 1 || !to)
    return desk_usage(command, words != 1 ? "Export as csv or as json?" : "Where to? It needs --to.");
  bool as_csv = strcmp(argv[0], "csv") == 0;
  if (!as_csv && strcmp(argv[0], "json") != 0)
    return desk_usage(command, "'%s' is not csv or json.", argv[0]);
  if (!choice.state)
    chosen.filter.state = STORY_KEPT; /* what nobody confirmed goes out only when asked for */
  struct vp_fault fault = {0};
  struct export export = {
      .to = to, .as_csv = as_csv, .only_kept = !choice.state, .fault = &fault, .library = {.lock_fd = -1}};
  int code = run_export(&export, folder, &chosen.filter);
  csv_finish(&export.csv);
  json_decref(export.json);
  if (code == VP_OK)
    return DESK_OK;
  desk_complain(&fault);
  return DESK_FAILED;
}
