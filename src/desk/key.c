/* key new, key show, key courier: collections and the drives that belong to them. */
#include "desk.h"
#include "keys.h"

#include <errno.h>
#include <jansson.h>
#include <string.h>
#include <sys/stat.h>

#include <vertelpunt/clock.h>
#include <vertelpunt/file.h>
#include <vertelpunt/sync.h>
#include <vertelpunt/utf8.h>

static int fail(const struct vp_fault *fault) {
  desk_complain(fault);
  return DESK_FAILED;
}

/* The folder for a key file on that drive, which must be there already: a slip of the pen makes no drive. */
static int prepare(const char *drive, char *path, size_t size, struct vp_fault *fault) {
  static const char doing[] = "preparing the drive";
  char folder[PATH_MAX];
  struct stat status;
  if (stat(drive, &status) != 0)
    return vp_fault_errno(fault, errno, doing, drive, "Name the folder on which the drive is mounted.");
  if (!S_ISDIR(status.st_mode))
    return vp_fault_set(fault, VP_E_INVALID, doing, drive, "Name the folder on which the drive is mounted.",
                        "it is not a folder");
  if (snprintf(folder, sizeof folder, "%s/" VP_DRIVE_FOLDER, drive) >= (int)sizeof folder ||
      vp_drive_collection_path(drive, path, size) != VP_OK)
    return vp_fault_set(fault, VP_E_TOO_LARGE, doing, drive, NULL, "the path is too long");
  if (lstat(folder, &status) == 0 && !S_ISDIR(status.st_mode)) /* a link would lead elsewhere */
    return vp_fault_set(fault, VP_E_FORMAT, doing, folder, "Remove it, or take another drive.", "it is not a folder");
  return vp_file_make_folders(folder, fault);
}

static bool is_there(const char *path) {
  struct stat status;
  return lstat(path, &status) == 0;
}

static void print_collection(const struct vp_collection *collection) {
  char id[VP_ID_TEXT], words[256];
  vp_id_format(&collection->id, id);
  vp_collection_fingerprint(collection, words, sizeof words);
  fputs("Collection:  ", stdout);
  desk_print(stdout, collection->name, false);
  printf("\nId:          %s\nFingerprint: %s\n", id, words);
}

/* --- key new --------------------------------------------------------------------------------------------------------
 */

static int make_key(const char *name, const char *path, const char *passphrase_file, struct vp_collection *collection,
                    struct vp_fault *fault) {
  struct vp_collection_secret secret;
  struct passphrase passphrase;
  int code = passphrase_get(passphrase_file, true, &passphrase, fault);
  if (code)
    return code;
  code = vp_collection_new(name, vp_clock_now().utc_ms, collection, &secret, fault);
  if (code == VP_OK)
    code = vp_collection_write(path, collection, &secret, passphrase.bytes, passphrase.length, 0, fault);
  passphrase_wipe(&passphrase);
  vp_collection_secret_wipe(&secret);
  return code;
}

int desk_key_new(const struct desk_command *command, int argc, char **argv) {
  const char *name = NULL, *drive = NULL, *passphrase_file = NULL;
  const struct desk_option options[] = {
      {"--name", &name, NULL}, {"--into", &drive, NULL}, {"--passphrase-file", &passphrase_file, NULL}};
  size_t words;
  int status = desk_options(command, argc, argv, options, VP_COUNT(options), &words);
  if (status != DESK_GO_ON)
    return status;
  if (!name || !drive || words > 0)
    return desk_usage(command, words > 0 ? "'%s' is one word too many." : "It needs --name and --into.", argv[0]);
  struct vp_fault fault = {0};
  struct vp_collection collection;
  char path[PATH_MAX];
  if (prepare(drive, path, sizeof path, &fault))
    return fail(&fault);
  if (is_there(path)) {
    vp_fault_set(&fault, VP_E_EXISTS, "making a new key", path,
                 "Take another drive. (With the old key go all stories that only it can open.)",
                 "there is a key on this drive already");
    return fail(&fault);
  }
  if (make_key(name, path, passphrase_file, &collection, &fault))
    return fail(&fault);
  print_collection(&collection);
  puts("\nThe key is on the drive. Whoever has this drive and the passphrase can open every story, and\n"
       "without it nobody can: keep it safe, keep a copy of collection.vpk in another safe place, and\n"
       "never leave it at a kiosk. 'vertelpunt-desk key courier' makes drives for going round.");
  return DESK_OK;
}

/* --- key show -------------------------------------------------------------------------------------------------------
 */

static int print_json(const struct key *key) {
  char id[VP_ID_TEXT], words[256], created[24];
  vp_id_format(&key->collection.id, id);
  vp_collection_fingerprint(&key->collection, words, sizeof words);
  vp_clock_format(key->collection.created_utc_ms, created, sizeof created);
  json_t *json = json_pack("{s:s, s:s, s:s, s:s, s:b}", "name", key->collection.name, "id", id, "fingerprint", words,
                           "created", created, "secret", (int)key->has_secret);
  return desk_print_json(json) == 0 ? DESK_OK : DESK_FAILED;
}

int desk_key_show(const struct desk_command *command, int argc, char **argv) {
  bool as_json = false;
  const struct desk_option options[] = {{"--json", NULL, &as_json}};
  size_t words;
  int status = desk_options(command, argc, argv, options, VP_COUNT(options), &words);
  if (status != DESK_GO_ON)
    return status;
  if (words != 1)
    return desk_usage(command, words == 0 ? "Which drive, or which collection.vpk?" : "One at a time.");
  struct key key;
  struct vp_fault fault = {0};
  if (key_read(argv[0], &key, &fault))
    return fail(&fault);
  if (as_json)
    return print_json(&key);
  print_collection(&key.collection);
  puts(key.has_secret ? "Secret:      on it, locked with a passphrase" : "Secret:      not on it (a courier)");
  return DESK_OK;
}

/* --- key courier ----------------------------------------------------------------------------------------------------
 */

static int make_courier(const struct vp_collection *collection, const char *drive, struct vp_fault *fault) {
  char path[PATH_MAX];
  struct key there;
  int code = prepare(drive, path, sizeof path, fault);
  if (code)
    return code;
  if (is_there(path)) {
    code = vp_collection_read(path, &there.collection, &there.has_secret, fault);
    if (code)
      return code;
    if (!vp_collection_same(&there.collection, collection))
      return vp_fault_set(fault, VP_E_EXISTS, "making a courier", path, "Take another drive.",
                          "it belongs to another collection, \"%.90s\"", there.collection.name);
    desk_print(stdout, drive, false);
    puts(there.has_secret ? ": is staff's own drive of this collection already; left as it is"
                          : ": is a courier of this collection already");
    return VP_OK;
  }
  code = vp_collection_write(path, collection, NULL, NULL, 0, 0, fault);
  if (code == VP_OK) {
    desk_print(stdout, drive, false);
    puts(": is now a courier");
  }
  return code;
}

int desk_key_courier(const struct desk_command *command, int argc, char **argv) {
  const char *named = NULL;
  const struct desk_option options[] = {{"--key", &named, NULL}};
  size_t drives;
  int status = desk_options(command, argc, argv, options, VP_COUNT(options), &drives);
  if (status != DESK_GO_ON)
    return status;
  if (!named || drives == 0)
    return desk_usage(command, "It needs --key and at least one drive.");
  struct key key;
  struct vp_fault fault = {0};
  if (key_read(named, &key, &fault))
    return fail(&fault);
  status = DESK_OK;
  for (size_t i = 0; i < drives; i++)
    if (make_courier(&key.collection, argv[i], &fault))
      status = fail(&fault);
  return status;
}
