/* Makes what the tests of the desk need, through the libraries that a kiosk uses: collections, kiosks with stories that
 * are really recorded and sealed, visits of drives, and drives on which somebody has tampered.
 *
 *   desk_fixture key FILE NAME PASSPHRASE          a collection's key, with a lock that opens fast
 *   desk_fixture kiosk DATA KEY SOUND TEXT CUT     a kiosk with so many sound, text and interrupted stories: its id
 *   desk_fixture odd DATA KEY KIND                 one more story: formula, escape, other-id, newer, no-metadata,
 *                                                  marks
 *   desk_fixture sync DATA KEY DRIVE               a visit: says how many were copied and confirmed
 *   desk_fixture forge DRIVE KEY KIOSK SCRATCH     a kiosk.json by another key that claims to be that kiosk
 *   desk_fixture receipt DRIVE KEY KIOSK           verifies a receipt, says for how many stories it is
 *   desk_fixture words DATA [KIOSK]                the fingerprint of a kiosk, or of one that claims to be that one
 *   desk_fixture reseal FILE DATA                  signs a story's file with that kiosk's key instead of its own */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <vertelpunt/audio.h>
#include <vertelpunt/clock.h>
#include <vertelpunt/file.h>
#include <vertelpunt/sync.h>

enum { PATH = 1200, STARTED_S = 1795529109, TENTH = VP_RATE_HZ / 10 };

static void must(int code, const struct vp_fault *fault, const char *what) {
  char text[1200] = "";
  if (code == VP_OK)
    return;
  if (fault)
    vp_fault_format(fault, text, sizeof text);
  fprintf(stderr, "desk_fixture: %s: %s %s\n", what, vp_error_name(code), text);
  exit(1);
}

static struct vp_collection collection_of(const char *path) {
  struct vp_collection collection;
  struct vp_fault fault = {0};
  must(vp_collection_read(path, &collection, NULL, &fault), &fault, path);
  return collection;
}

static struct vp_kiosk_key kiosk_of(const char *data) {
  char path[PATH];
  struct vp_kiosk_key key;
  struct vp_fault fault = {0};
  must(vp_file_make_folders(data, &fault), &fault, data);
  snprintf(path, sizeof path, "%s/kiosk.key", data);
  must(vp_kiosk_key_open(path, vp_clock_now().utc_ms, &key, &fault), &fault, path);
  return key;
}

static struct vp_store *store_of(const char *data, const struct vp_collection *collection) {
  struct vp_store *store;
  struct vp_collection there;
  struct vp_fault fault = {0};
  must(vp_store_open(data, NULL, &store, NULL, &fault), &fault, data);
  if (vp_store_collection(store, &there) == VP_E_NOT_FOUND)
    must(vp_store_enrol(store, collection, &fault), &fault, "enrol");
  return store;
}

/* --- telling --------------------------------------------------------------------------------------------------------
 */

struct telling { /* a take, sealed frame after frame */
  struct vp_sealer *sealer;
  unsigned char *frames;
  size_t length, room;
};

static void seal(struct telling *telling, enum vp_frame frame, const void *bytes, size_t length, bool final) {
  size_t needed = telling->length + VP_SEALED_FRAME(length), sealed = 0;
  if (needed > telling->room) {
    telling->room = needed * 2;
    telling->frames = realloc(telling->frames, telling->room);
    if (!telling->frames)
      exit(1);
  }
  must(vp_sealer_push(telling->sealer, frame, bytes, length, final, telling->frames + telling->length, &sealed), NULL,
       "seal");
  telling->length += sealed;
}

static int page(void *context, const unsigned char *bytes, size_t length) {
  seal(context, VP_FRAME_AUDIO, bytes, length, false);
  return 0;
}

/* cut: as when the power fails, what the writer still had is gone. */
static void tell_sound(struct telling *telling, int number, int ms, bool cut) {
  static float samples[TENTH];
  const struct vp_opus_tags tags = {.title = "Wonen – 24 november 2026", .language = "nl", .date = "2026-11-24"};
  struct vp_opus_writer *writer;
  must(vp_opus_writer_open(&tags, page, telling, &writer), NULL, "opus");
  for (int tenth = 0; tenth < ms / 100; tenth++) {
    for (int i = 0; i < TENTH; i++) {
      float at_s = (float)(tenth * TENTH + i) / VP_RATE_HZ;
      samples[i] = 0.3f * sinf((float)(200 + 40 * number) * 6.2831853f * at_s) +
                   0.02f * ((float)rand() / (float)RAND_MAX - 0.5f);
    }
    must(vp_opus_writer_write(writer, samples, TENTH), NULL, "write");
  }
  must(vp_opus_writer_flush(writer), NULL, "flush");
  size_t told = telling->length;
  must(vp_opus_writer_close(writer), NULL, "close");
  if (cut)
    telling->length = told;
}

struct odd { /* what a story says of itself, where that is not what a kiosk would say */
  const char *title, *theme, *text;
  const char *story; /* another id */
  int format;
  bool without_metadata;
  int marks;
};

static int metadata(char *text, size_t size, const struct vp_story_facts *facts, const struct vp_id *kiosk, bool kept,
                    const struct odd *odd) {
  char story[VP_ID_TEXT], session[VP_ID_TEXT], kiosk_text[VP_ID_TEXT], started[24];
  vp_id_format(&facts->id, story);
  vp_id_format(&facts->session, session);
  vp_id_format(kiosk, kiosk_text);
  vp_clock_format(facts->started.utc_ms, started, sizeof started);
  return snprintf(text, size,
                  "{\"format\":%d,\"story\":\"%s\",\"session\":\"%s\",\"kiosk\":\"%s\",\"method\":\"story\","
                  "\"guide\":\"inclusie\",\"guide_version\":\"1\",\"medium\":\"%s\",\"theme\":\"%s\",\"kind\":\"%s\","
                  "\"language\":\"nl\",\"started\":\"%s\",\"clock\":\"system\",\"consent\":{\"version\":\"2026-11\","
                  "\"given\":\"%s\"},\"duration_ms\":1500,\"state\":\"%s\",%s\"title\":\"%s\",\"dropped_samples\":0,"
                  "\"weather\":\"unknown keys are kept\"}",
                  odd && odd->format ? odd->format : 1, odd && odd->story ? odd->story : story, session, kiosk_text,
                  facts->medium == VP_MEDIUM_TEXT ? "text" : "sound", facts->theme, facts->kind, started, started,
                  kept ? "kept" : "open",
                  kept ? "\"kept\":\"2026-11-24T15:00:00Z\",\"withdrawal_code\":\"572943188\"," : "",
                  odd && odd->title ? odd->title : "Wonen – 24 november 2026");
}

enum ending { KEPT, CUT };

static void tell(struct vp_store *store, const struct vp_collection *collection, const struct vp_kiosk_key *kiosk,
                 int number, enum vp_medium medium, enum ending ending, const struct odd *odd) {
  char json[4096], text[2048];
  int64_t started = (int64_t)STARTED_S * 1000 + (int64_t)number * 60000;
  struct vp_fault fault = {0};
  struct vp_story_facts facts = {.id = vp_id_new(started),
                                 .session = vp_id_new(started),
                                 .started = {started, VP_CLOCK_SYSTEM},
                                 .medium = medium,
                                 .method = "story",
                                 .kind = "barrier",
                                 .language = "nl"};
  snprintf(facts.theme, sizeof facts.theme, "%s", odd && odd->theme ? odd->theme : number % 2 ? "work" : "home");
  struct vp_story_head head;
  struct telling telling = {0};
  must(vp_sealer_open(collection, &facts.id, &kiosk->id, &head, &telling.sealer), NULL, "sealer");
  must(vp_store_take_begin(store, &facts, &head, NULL, &fault), &fault, "begin");
  if (!odd || !odd->without_metadata)
    seal(&telling, VP_FRAME_METADATA, json, (size_t)metadata(json, sizeof json, &facts, &kiosk->id, false, odd), false);
  if (medium == VP_MEDIUM_SOUND) {
    tell_sound(&telling, number, 1500, ending == CUT);
  } else {
    int length = snprintf(
        text, sizeof text, "%s",
        odd && odd->text ? odd->text : "De drempel bij de bibliotheek is te hoog; ik kom er niet in.\nGroet, \"N\"");
    seal(&telling, VP_FRAME_TEXT, text, (size_t)length, false);
  }
  for (int i = 0; odd && i < odd->marks; i++)
    seal(&telling, VP_FRAME_MARK, "{}", 2, false);
  size_t before_the_end = telling.length;
  if (ending == KEPT) {
    if (odd && odd->without_metadata)
      seal(&telling, VP_FRAME_MARK, "{}", 2, true);
    else
      seal(&telling, VP_FRAME_METADATA, json, (size_t)metadata(json, sizeof json, &facts, &kiosk->id, true, odd), true);
    must(vp_store_chunk(store, &facts.id, 0, telling.frames, before_the_end, 1500, &fault), &fault, "chunk");
    must(vp_store_keep(store, &facts.id, 1, telling.frames + before_the_end, telling.length - before_the_end, 1500,
                       facts.started, NULL, &fault),
         &fault, "keep");
  } else {
    must(vp_store_chunk(store, &facts.id, 0, telling.frames, before_the_end, 1500, &fault), &fault, "chunk");
    must(vp_store_interrupt(store, &facts.id, &fault), &fault, "interrupt");
  }
  vp_sealer_close(telling.sealer);
  free(telling.frames);
}

/* --- commands -------------------------------------------------------------------------------------------------------
 */

static void make_key(const char *path, const char *name, const char *passphrase) {
  struct vp_collection collection;
  struct vp_collection_secret secret;
  struct vp_fault fault = {0};
  must(vp_collection_new(name, vp_clock_now().utc_ms, &collection, &secret, &fault), &fault, "new");
  must(vp_collection_write(path, &collection, &secret, passphrase, strlen(passphrase), 8192, &fault), &fault, path);
  vp_collection_secret_wipe(&secret);
}

static void make_kiosk(const char *data, const char *key_path, int sound, int text, int cut) {
  struct vp_collection collection = collection_of(key_path);
  struct vp_kiosk_key kiosk = kiosk_of(data);
  struct vp_store *store = store_of(data, &collection);
  int number = 0;
  char id[VP_ID_TEXT];
  for (int i = 0; i < sound; i++)
    tell(store, &collection, &kiosk, number++, VP_MEDIUM_SOUND, KEPT, NULL);
  for (int i = 0; i < text; i++)
    tell(store, &collection, &kiosk, number++, VP_MEDIUM_TEXT, KEPT, NULL);
  for (int i = 0; i < cut; i++)
    tell(store, &collection, &kiosk, number++, VP_MEDIUM_SOUND, CUT, NULL);
  vp_store_close(store);
  vp_id_format(&kiosk.id, id);
  puts(id);
}

static void make_odd(const char *data, const char *key_path, const char *kind) {
  struct vp_collection collection = collection_of(key_path);
  struct vp_kiosk_key kiosk = kiosk_of(data);
  struct vp_store *store = store_of(data, &collection);
  struct odd odd = {0};
  if (strcmp(kind, "formula") == 0)
    odd = (struct odd){.title = "=HYPERLINK(\\\"http://x\\\")", .theme = "home", .text = "@SUM(1;2)\n-3"};
  else if (strcmp(kind, "escape") == 0)
    odd = (struct odd){.title = "\\u001b[31mred\\u009b2J", .text = "\033]0;title\007 plain"};
  else if (strcmp(kind, "other-id") == 0)
    odd = (struct odd){.story = "01890000-0000-7000-8000-000000000000"};
  else if (strcmp(kind, "newer") == 0)
    odd = (struct odd){.format = 2};
  else if (strcmp(kind, "no-metadata") == 0)
    odd = (struct odd){.without_metadata = true};
  else if (strcmp(kind, "marks") == 0)
    odd = (struct odd){.marks = 10100};
  else
    exit(2);
  tell(store, &collection, &kiosk, 500, VP_MEDIUM_TEXT, KEPT, &odd);
  vp_store_close(store);
}

static void visit(const char *data, const char *key_path, const char *drive) {
  struct vp_collection collection = collection_of(key_path);
  struct vp_kiosk_key kiosk = kiosk_of(data);
  struct vp_store *store = store_of(data, &collection);
  struct vp_sync sync = {.store = store, .collection = &collection, .kiosk = &kiosk, .version = "0.1.0"};
  struct vp_sync_result result;
  struct vp_fault fault = {0};
  must(vp_sync_run(&sync, drive, &result, &fault), &fault, "visit");
  printf("copied %u already %u confirmed %u refused %d\n", result.copied, result.already, result.confirmed,
         (int)result.receipt_refused);
  vp_store_close(store);
}

static int number_of(const char *text) {
  return (int)strtol(text, NULL, 10); /* ours to choose: not validated */
}

static struct vp_id id_of(const char *text) {
  struct vp_id id;
  must(vp_id_parse(text, strlen(text), &id), NULL, text);
  return id;
}

static void forge(const char *drive, const char *key_path, const char *kiosk_id, const char *scratch) {
  struct vp_kiosk_key kiosk = kiosk_of(scratch);
  struct vp_fault fault = {0};
  kiosk.id = id_of(kiosk_id);
  struct vp_kiosk_report report = {
      .kiosk = kiosk.id, .collection = collection_of(key_path).id, .version = "0.1.0", .clock_trust = VP_CLOCK_SYSTEM};
  memcpy(report.sign_public, kiosk.sign_public, sizeof report.sign_public);
  must(vp_kiosk_report_write(drive, &report, &kiosk, &fault), &fault, "forge");
}

static void receipt(const char *drive, const char *key_path, const char *kiosk_id) {
  struct vp_collection collection = collection_of(key_path);
  struct vp_id kiosk = id_of(kiosk_id);
  struct vp_receipt found;
  struct vp_fault fault = {0};
  char path[PATH];
  must(vp_drive_receipt_path(drive, &kiosk, path, sizeof path), NULL, drive);
  must(vp_receipt_read(path, &collection, &found, &fault), &fault, path);
  if (!vp_id_equal(&found.kiosk, &kiosk))
    must(VP_E_FORMAT, NULL, "another kiosk's");
  printf("%zu\n", found.count);
  vp_receipt_free(&found);
}

static void words(const char *data, const char *claimed) {
  struct vp_kiosk_key kiosk = kiosk_of(data);
  if (claimed)
    kiosk.id = id_of(claimed);
  char text[256];
  vp_kiosk_fingerprint(&kiosk.id, kiosk.sign_public, text, sizeof text);
  puts(text);
}

static void reseal(const char *path, const char *data) {
  struct vp_kiosk_key kiosk = kiosk_of(data);
  struct vp_fault fault = {0};
  struct vp_signer *signer;
  unsigned char *bytes;
  size_t length;
  must(vp_file_read(path, (size_t)1 << 30, &bytes, &length, &fault), &fault, path);
  must(vp_signer_open(&kiosk, &signer), NULL, "signer");
  vp_signer_update(signer, bytes, length - VP_SIGNATURE);
  must(vp_signer_finish(signer, bytes + length - VP_SIGNATURE), NULL, "sign");
  must(vp_file_write(path, bytes, length, 0644, &fault), &fault, path);
  free(bytes);
}

int main(int argc, char **argv) {
  const char *command = argc > 1 ? argv[1] : "";
  must(vp_seal_init(), NULL, "seal");
  if (strcmp(command, "key") == 0 && argc == 5)
    make_key(argv[2], argv[3], argv[4]);
  else if (strcmp(command, "kiosk") == 0 && argc == 7)
    make_kiosk(argv[2], argv[3], number_of(argv[4]), number_of(argv[5]), number_of(argv[6]));
  else if (strcmp(command, "odd") == 0 && argc == 5)
    make_odd(argv[2], argv[3], argv[4]);
  else if (strcmp(command, "sync") == 0 && argc == 5)
    visit(argv[2], argv[3], argv[4]);
  else if (strcmp(command, "forge") == 0 && argc == 6)
    forge(argv[2], argv[3], argv[4], argv[5]);
  else if (strcmp(command, "receipt") == 0 && argc == 5)
    receipt(argv[2], argv[3], argv[4]);
  else if (strcmp(command, "words") == 0 && (argc == 3 || argc == 4))
    words(argv[2], argv[3]); /* argv ends with NULL */
  else if (strcmp(command, "reseal") == 0 && argc == 4)
    reseal(argv[2], argv[3]);
  else
    return 2;
  return 0;
}
