/* A kiosk with a collection and stories that are really sealed, and drives to visit; for the tests of sync and the kill
 * programs. Includers define _GNU_SOURCE first, as for store_kit.h. */
#ifndef VERTELPUNT_SYNC_KIT_H
#define VERTELPUNT_SYNC_KIT_H

#include "store_kit.h"

#include <vertelpunt/clock.h>
#include <vertelpunt/file.h>
#include <vertelpunt/sync.h>

struct sync_kit {
  char folder[KIT_PATH], data[KIT_PATH], drive[KIT_PATH];
  struct vp_store *store;
  struct vp_collection collection;
  struct vp_collection_secret secret;
  struct vp_kiosk_key kiosk;
  struct vp_sync sync;
};

/* "or die": in tests and children alike, and with the words. */
static KIT_UNUSED void kit_must(int code, const struct vp_fault *fault, const char *what) {
  if (code == VP_OK)
    return;
  char text[1200] = "";
  if (fault)
    vp_fault_format(fault, text, sizeof text);
  fprintf(stderr, "%s: %s: %s\n", what, vp_error_name(code), text);
  abort();
}

static KIT_UNUSED void kit_open_sync(struct sync_kit *kit) {
  struct vp_fault fault = {0};
  char path[KIT_PATH];
  memset(kit, 0, sizeof *kit);
  kit_folder(kit->folder);
  kit_path(kit->data, kit->folder, "data");
  kit_path(kit->drive, kit->folder, "drive");
  kit_path(path, kit->folder, "kiosk.key");
  if (mkdir(kit->drive, 0755) != 0)
    abort();
  kit_must(vp_seal_init(), NULL, "seal");
  kit_must(vp_collection_new("Gemeente Voorbeeld", 1764000000000, &kit->collection, &kit->secret, &fault), &fault,
           "new");
  kit_must(vp_kiosk_key_open(path, 1764000000000, &kit->kiosk, &fault), &fault, "kiosk key");
  kit_must(vp_store_open(kit->data, NULL, &kit->store, NULL, &fault), &fault, "store");
  kit->sync =
      (struct vp_sync){.store = kit->store, .collection = &kit->collection, .kiosk = &kit->kiosk, .version = "0.1.0"};
}

static KIT_UNUSED void kit_close_sync(struct sync_kit *kit) {
  vp_store_close(kit->store);
  vp_collection_secret_wipe(&kit->secret);
  kit_remove(kit->folder);
}

static KIT_UNUSED uint8_t kit_byte(uint32_t seed, size_t at) { /* of the audio of story `seed` */
  uint32_t x = (uint32_t)at * 2654435761u ^ seed * 40503u;
  return (uint8_t)(x >> 13 ^ x >> 24);
}

/* A frame's content: so many bytes of story `seed` from `at` on. */
static KIT_UNUSED size_t kit_seal(struct vp_sealer *sealer, uint32_t seed, size_t at, size_t length, bool final,
                                  uint8_t *out) {
  uint8_t *content = malloc(length);
  size_t sealed = 0;
  if (!content)
    abort();
  for (size_t i = 0; i < length; i++)
    content[i] = kit_byte(seed, at + i);
  kit_must(vp_sealer_push(sealer, VP_FRAME_AUDIO, content, length, final, out, &sealed), NULL, "seal");
  free(content);
  return sealed;
}

/* A story of `chunks` chunks of `bytes` audio bytes each. state: OPEN, INTERRUPTED or KEPT. */
static KIT_UNUSED struct vp_id kit_story(struct sync_kit *kit, uint32_t seed, uint32_t chunks, size_t bytes,
                                         enum vp_story_state state) {
  struct vp_fault fault = {0};
  struct vp_story_facts facts = kit_facts(1764000000000 + (int64_t)seed);
  struct vp_story_head head;
  struct vp_sealer *sealer;
  uint8_t *frame = malloc(VP_SEALED_FRAME(bytes));
  if (!frame)
    abort();
  kit_must(vp_sealer_open(&kit->collection, &facts.id, &kit->kiosk.id, &head, &sealer), NULL, "sealer");
  kit_must(vp_store_take_begin(kit->store, &facts, &head, NULL, &fault), &fault, "begin");
  for (uint32_t i = 0; i < chunks; i++) {
    bool last = i + 1 == chunks && state == VP_STORY_KEPT;
    size_t length = kit_seal(sealer, seed, i * bytes, bytes, last, frame);
    if (last)
      kit_must(vp_store_keep(kit->store, &facts.id, i, frame, length, (int64_t)i * 1000 + 1000, vp_clock_now(), NULL,
                             &fault),
               &fault, "keep");
    else
      kit_must(vp_store_chunk(kit->store, &facts.id, i, frame, length, (int64_t)i * 1000 + 1000, &fault), &fault,
               "chunk");
  }
  if (state == VP_STORY_INTERRUPTED)
    kit_must(vp_store_interrupt(kit->store, &facts.id, &fault), &fault, "interrupt");
  vp_sealer_close(sealer);
  free(frame);
  return facts.id;
}

/* Audio bytes of story `seed` on that drive; complete and signed as they should be. -1: not a whole story of it. */
static KIT_UNUSED long kit_check_story(const struct sync_kit *kit, const char *drive, const struct vp_id *story,
                                       uint32_t seed, bool complete) {
  char path[VP_DRIVE_PATH];
  struct vp_story_content content;
  if (vp_drive_story_path(drive, &kit->kiosk.id, story, path, sizeof path) ||
      vp_story_read(path, &kit->collection, &kit->secret, kit->kiosk.sign_public, 0, &content, NULL))
    return -1;
  long length = (long)content.audio_length;
  for (size_t i = 0; i < content.audio_length && length >= 0; i++)
    if (content.audio[i] != kit_byte(seed, i))
      length = -1;
  if (content.complete != complete || content.damaged || !content.signed_by_kiosk ||
      !vp_id_equal(&content.head.story, story))
    length = -1;
  vp_story_content_wipe(&content);
  return length;
}

static KIT_UNUSED bool kit_ends_with(const char *name, const char *end) {
  size_t length = strlen(name), end_length = strlen(end);
  return length >= end_length && strcmp(name + length - end_length, end) == 0;
}

struct kit_seen {
  uint32_t stories, halves, parts; /* .vps that verify, .vps that do not, temporary names */
};

/* Every .vps below that folder is opened and its signature checked, whatever story it is. */
static KIT_UNUSED void kit_check_below(const struct sync_kit *kit, const char *folder, struct kit_seen *seen) {
  DIR *entries = opendir(folder);
  for (struct dirent *entry; entries && (entry = readdir(entries));) {
    char path[KIT_PATH];
    struct stat status;
    if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
      continue;
    kit_path(path, folder, entry->d_name);
    if (lstat(path, &status) == 0 && S_ISDIR(status.st_mode))
      kit_check_below(kit, path, seen);
    seen->parts += kit_ends_with(entry->d_name, ".part");
    if (!kit_ends_with(entry->d_name, ".vps"))
      continue;
    struct vp_story_content content;
    if (vp_story_read(path, &kit->collection, &kit->secret, kit->kiosk.sign_public, 0, &content, NULL)) {
      seen->halves++;
      continue;
    }
    if (content.damaged || !content.signed_by_kiosk)
      seen->halves++;
    else
      seen->stories++;
    vp_story_content_wipe(&content);
  }
  if (entries)
    closedir(entries);
}

#endif
