/* collect: drives into a library, receipts back onto the drives. */
#include "collecting.h"
#include "desk.h"
#include "keys.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <vertelpunt/sync.h>

void collecting_problem(struct collecting *run, const struct vp_fault *fault) {
  char text[1200], clean[3 * sizeof text]; /* U+FFFD takes three bytes */
  desk_complain(fault);
  vp_fault_format(fault, text, sizeof text);
  desk_utf8(text, clean, sizeof clean);
  json_array_append_new(run->problems, json_string(clean)); /* without memory it is told in words only */
  run->problem_count++;
}

/* Two collections may have one name: only their words tell them apart. */
static void same_name(struct collecting *run, const char *drive, const struct vp_collection *found) {
  char ours[256], theirs[256];
  struct vp_fault fault = {0};
  vp_collection_fingerprint(&run->collection, ours, sizeof ours);
  vp_collection_fingerprint(found, theirs, sizeof theirs);
  vp_fault_set(&fault, VP_E_AUTHENTIC, "looking at the drive", drive,
               "Collect it with its own key: 'key show' has a key's words.",
               "it belongs to another collection of the same name: its words are %.100s, and the key's %.100s", theirs,
               ours);
  collecting_problem(run, &fault);
}

/* Which of the drives are couriers of this collection. The others are named and passed over. */
static void recognise(struct collecting *run) {
  for (size_t i = 0; i < run->drive_count; i++) {
    struct vp_collection found;
    struct vp_fault fault = {0};
    static const char doing[] = "looking at the drive";
    if (access(run->drives[i], F_OK) != 0 && errno == ENOENT) {
      vp_fault_set(&fault, VP_E_NOT_FOUND, doing, run->drives[i],
                   "Plug it in, and name the folder on which it is mounted.", "there is no drive at %.200s",
                   run->drives[i]);
      collecting_problem(run, &fault);
      continue;
    }
    switch (vp_drive_recognise(run->drives[i], &run->collection, &found, &fault)) {
    case VP_DRIVE_OURS:
      run->is_ours[i] = true;
      run->ours_count++;
      continue;
    case VP_DRIVE_OTHER:
      if (strcmp(found.name, run->collection.name) == 0) {
        same_name(run, run->drives[i], &found);
        continue;
      }
      vp_fault_set(&fault, VP_E_AUTHENTIC, doing, run->drives[i], "Collect it with the key of that collection.",
                   "it belongs to another collection, \"%.90s\"", found.name);
      break;
    case VP_DRIVE_PLAIN:
      vp_fault_set(&fault, VP_E_NOT_FOUND, doing, run->drives[i],
                   "Name the folder on which the courier is mounted; 'key courier' makes one.",
                   "there is no collection on it");
      break;
    case VP_DRIVE_DAMAGED:
    case VP_DRIVE_GONE:
      if (!fault.code)
        vp_fault_set(&fault, VP_E_GONE, doing, run->drives[i], NULL, "it cannot be read");
      break;
    }
    collecting_problem(run, &fault);
  }
}

/* --- what came of it ------------------------------------------------------------------------------------------------
 */

struct kiosk_line {
  char id[VP_ID_TEXT], words[256];
  size_t stories;
  bool known, enrolled, disputed;
};

static int describe_kiosk(struct collecting *run, const struct vp_id *id, struct kiosk_line *line,
                          struct vp_fault *fault) {
  struct kiosk kiosk;
  struct vp_receipt_item *items;
  memset(line, 0, sizeof *line);
  vp_id_format(id, line->id);
  line->known = kiosks_key(run, id, &kiosk);
  if (line->known) {
    line->enrolled = kiosk.enrolled;
    line->disputed = kiosk.disputed;
    vp_kiosk_fingerprint(id, kiosk.sign_public, line->words, sizeof line->words);
  }
  int code = library_receipt_items(&run->library, id, &items, &line->stories, fault);
  free(items);
  return code;
}

static void print_kiosk(const struct kiosk_line *line) {
  printf("Kiosk %s: %zu %s in the library", line->id, line->stories, line->stories == 1 ? "story" : "stories");
  if (line->enrolled)
    printf(", enrolled.\n");
  else if (line->known)
    printf(", of unknown origin.\n  Its words: %s\n  If the kiosk shows the same, collect with --enrol %s.\n",
           line->words, line->id);
  else
    printf(", of unknown origin: it has not introduced itself on any drive yet.\n");
}

static int print_kiosks(struct collecting *run, json_t *json, struct vp_fault *fault) {
  struct vp_id *ids;
  size_t count;
  int code = library_origins(&run->library, false, &ids, &count, fault);
  for (size_t i = 0; code == VP_OK && i < count; i++) {
    struct kiosk_line line;
    code = describe_kiosk(run, &ids[i], &line, fault);
    if (code)
      break;
    if (!json)
      print_kiosk(&line);
    else
      json_array_append_new(json,
                            json_pack("{s:s, s:I, s:b, s:s}", "kiosk", line.id, "stories", (json_int_t)line.stories,
                                      "enrolled", (int)line.enrolled, "fingerprint", line.words));
  }
  free(ids);
  return code;
}

static void print_counts(const struct collecting *run) {
  printf("%zu new %s", run->added, run->added == 1 ? "story" : "stories");
  if (run->interrupted > 0 || run->damaged > 0)
    printf(" (%zu not confirmed by the teller, %zu damaged)", run->interrupted, run->damaged);
  printf(", %zu here already.\n", run->already);
  if (run->replaced > 0)
    printf("%zu replaced by a better copy.\n", run->replaced);
  if (run->enrolled > 0)
    printf("%zu %s enrolled.\n", run->enrolled, run->enrolled == 1 ? "kiosk" : "kiosks");
}

static int report(struct collecting *run, bool as_json, struct vp_fault *fault) {
  if (!as_json) {
    print_counts(run);
    int code = print_kiosks(run, NULL, fault);
    if (run->added > 0) {
      fputs("'vertelpunt-desk list --library ", stdout);
      desk_print(stdout, run->library.folder, false);
      puts("' shows the stories.");
    }
    if (run->receipts > 0)
      printf("Receipts are on the drives. Eject them before you take them out.\n");
    if (run->problem_count > 0)
      fprintf(stderr, "vertelpunt-desk: %zu %s; %s.\n", run->problem_count,
              run->problem_count == 1 ? "problem, named above" : "problems, named above",
              run->added + run->replaced + run->already > 0 ? "everything else was collected"
                                                            : "nothing was collected");
    return code;
  }
  json_t *kiosks = json_array();
  int code = print_kiosks(run, kiosks, fault);
  json_t *json =
      json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:o, s:O}", "new", (json_int_t)run->added, "interrupted",
                (json_int_t)run->interrupted, "damaged", (json_int_t)run->damaged, "already", (json_int_t)run->already,
                "replaced", (json_int_t)run->replaced, "enrolled", (json_int_t)run->enrolled, "receipts",
                (json_int_t)run->receipts, "kiosks", kiosks, "problems", run->problems);
  if (desk_print_json(json) != 0)
    code = vp_fault_set(fault, VP_E_IO, "writing the result", "standard output", NULL, "it could not be written");
  return code;
}

/* --- the command ----------------------------------------------------------------------------------------------------
 */

static int collect(struct collecting *run, struct vp_fault *fault) {
  int code = kiosks_meet(run, fault);
  if (code == VP_OK)
    code = kiosks_enrol(run, fault);
  if (code == VP_OK)
    code = stories_take_in(run);
  if (code == VP_OK)
    code = stories_refresh(run, fault);
  if (code == VP_OK)
    code = receipts_write(run, fault);
  return code;
}

/* A folder in which nothing is yet becomes a library, and that of a collection, only when one of the drives has proved
 * to be a courier of it: a wrong key must not bind it. */
static int open_all(struct collecting *run, const char *into, const char *named_key, const char *passphrase_file,
                    struct vp_fault *fault) {
  struct key key;
  bool is_there = library_exists(into);
  int code = is_there ? library_open(into, true, &run->library, fault) : VP_OK;
  if (code)
    return code;
  code = key_choose(named_key, run->drives, run->drive_count,
                    run->library.has_collection ? &run->library.collection : NULL, &key, fault);
  if (code == VP_OK && run->library.has_collection)
    code = library_adopt(&run->library, &key.collection, fault); /* before anybody types a passphrase in vain */
  if (code)
    return code;
  run->collection = key.collection;
  recognise(run);
  if (run->ours_count == 0 && !run->library.has_collection)
    return vp_fault_set(fault, VP_E_NOT_FOUND, "collecting", into,
                        "Nothing was changed. Name a courier, or the key of the collection that it belongs to.",
                        "none of the drives is a courier of the key's collection, \"%.90s\"", key.collection.name);
  code = key_unlock(&key, passphrase_file, &run->secret, fault);
  if (code == VP_OK && !is_there)
    code = library_open(into, true, &run->library, fault);
  return code == VP_OK ? library_adopt(&run->library, &key.collection, fault) : code;
}

static int run_collect(struct collecting *run, const char *into, const char *named_key, const char *passphrase_file,
                       bool as_json) {
  struct vp_fault fault = {0};
  int code = open_all(run, into, named_key, passphrase_file, &fault);
  if (code == VP_OK)
    code = collect(run, &fault);
  vp_collection_secret_wipe(&run->secret);
  if (code == VP_OK)
    code = report(run, as_json, &fault);
  if (code && fault.code)
    desk_complain(&fault);
  library_close(&run->library);
  return code || run->problem_count > 0 ? DESK_FAILED : DESK_OK;
}

int desk_collect(const struct desk_command *command, int argc, char **argv) {
  const char *into = NULL, *key = NULL, *passphrase_file = NULL, *enrol = NULL;
  bool as_json = false;
  const struct desk_option options[] = {{"--into", &into, NULL},
                                        {"--key", &key, NULL},
                                        {"--passphrase-file", &passphrase_file, NULL},
                                        {"--enrol", &enrol, NULL},
                                        {"--json", NULL, &as_json}};
  size_t drives;
  int status = desk_options(command, argc, argv, options, VP_COUNT(options), &drives);
  if (status != DESK_GO_ON)
    return status;
  if (drives == 0 || !into)
    return desk_usage(command, drives == 0 ? "Which drives?" : "Into which library? It needs --into.");
  struct vp_id id;
  if (enrol && strcmp(enrol, "all") != 0 && vp_id_parse(enrol, strlen(enrol), &id) != VP_OK)
    return desk_usage(command, "--enrol takes a kiosk's id, or all.");
  struct collecting run = {.drives = argv, .drive_count = drives, .enrol = enrol, .library = {.lock_fd = -1}};
  run.is_ours = calloc(drives, sizeof *run.is_ours);
  run.problems = json_array();
  if (run.is_ours && run.problems) {
    status = run_collect(&run, into, key, passphrase_file, as_json);
  } else {
    fputs("vertelpunt-desk: collecting: out of memory.\n", stderr);
    status = DESK_FAILED;
  }
  json_decref(run.problems);
  free(run.is_ours);
  return status;
}
