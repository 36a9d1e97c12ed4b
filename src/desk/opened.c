/* From a sealed file to what the library keeps. The seal shows that nothing was changed on the way, not that whoever
 * sealed it meant well: everything inside is checked too. */
#include "opened.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <vertelpunt/audio.h>
#include <vertelpunt/clock.h>
#include <vertelpunt/log.h>
#include <vertelpunt/utf8.h>

static const char doing[] = "opening a story";

void hash_bytes(const void *bytes, size_t length, uint8_t hash[32]) {
  struct vp_hasher *hasher;
  memset(hash, 0, 32);
  if (vp_hasher_open(&hasher) != VP_OK)
    return; /* out of memory: a hash of zeroes matches nothing */
  vp_hasher_update(hasher, bytes, length);
  vp_hasher_finish(hasher, hash);
}

static bool same_id(const json_t *metadata, const char *key, const struct vp_id *id) {
  const json_t *value = json_object_get(metadata, key);
  const char *text = json_string_value(value);
  struct vp_id found;
  return !value || (text && vp_id_parse(text, strlen(text), &found) == VP_OK && vp_id_equal(&found, id));
}

/* Strings where strings belong, and none that would burst a column. */
static bool has_right_types(const json_t *metadata) {
  static const char *const texts[] = {"method", "guide", "guide_version", "medium", "theme", "kind", "language",
                                      "prompt", "title", "started",       "clock",  "state", "kept", "withdrawal_code"};
  for (size_t i = 0; i < VP_COUNT(texts); i++) {
    const json_t *value = json_object_get(metadata, texts[i]);
    if (value && (!json_is_string(value) || json_string_length(value) > 1000))
      return false;
  }
  const json_t *consent = json_object_get(metadata, "consent"), *duration = json_object_get(metadata, "duration_ms");
  return (!consent || json_is_object(consent)) && (!duration || json_is_integer(duration));
}

/* The metadata frame into the story. VP_E_FORMAT: what it says cannot be used. */
static int read_metadata(const struct scan_file *file, const struct vp_story_content *content, struct story *story,
                         struct vp_fault *fault) {
  story->metadata = content->metadata_length > 0
                        ? json_loadb(content->metadata, content->metadata_length, JSON_REJECT_DUPLICATES, NULL)
                        : json_object();
  if (content->metadata_length == 0)
    return story->metadata ? VP_OK : VP_E_NO_MEMORY;
  const json_t *format = json_object_get(story->metadata, "format");
  if (json_is_object(story->metadata) && json_is_integer(format) && json_integer_value(format) > 1)
    return vp_fault_set(fault, VP_E_VERSION, doing, file->path, "Collect it with the newer vertelpunt-desk.",
                        "a newer program wrote what is known about it");
  if (json_is_object(story->metadata) &&
      (!same_id(story->metadata, "story", &file->story) || !same_id(story->metadata, "kiosk", &file->kiosk)))
    return vp_fault_set(fault, VP_E_AUTHENTIC, doing, file->path, "Have a look at who had the drive.",
                        "inside it claims to be another story");
  if (json_is_object(story->metadata) && json_integer_value(format) == 1 && json_object_get(story->metadata, "story") &&
      has_right_types(story->metadata))
    return VP_OK;
  json_decref(story->metadata);
  story->metadata = json_object(); /* nothing of it is to be believed; the teller's words are still there */
  story->state = STORY_DAMAGED;
  return story->metadata ? VP_OK : VP_E_NO_MEMORY;
}

enum { MARKS_MAX = 10000 }; /* a day of takes has some hundreds; a gigabyte of them would take the memory */

static void read_marks(const struct vp_story_content *content, struct story *story) {
  story->marks = json_array();
  const char *at = content->marks ? content->marks : "";
  while (*at && json_array_size(story->marks) < MARKS_MAX) {
    size_t length = strcspn(at, "\n");
    json_t *mark = json_loadb(at, length, JSON_REJECT_DUPLICATES, NULL);
    if (json_is_object(mark))
      json_array_append_new(story->marks, mark);
    else
      json_decref(mark);
    at += length + (at[length] == '\n');
  }
}

static void take_withdrawal_code(struct story *story) {
  const char *code = story_text(story, "withdrawal_code");
  if (code && vp_withdrawal_code_valid(code))
    snprintf(story->withdrawal_code, sizeof story->withdrawal_code, "%s", code);
  json_object_del(story->metadata, "withdrawal_code");
}

static int64_t time_of_id(const struct vp_id *id) { /* UUIDv7 begins with it */
  int64_t ms = 0;
  for (size_t i = 0; i < 6; i++)
    ms = ms << 8 | id->bytes[i];
  return ms;
}

static void read_times(struct story *story) {
  const char *started = story_text(story, "started");
  if (!started || vp_clock_parse(started, &story->started_utc_ms) != VP_OK)
    story->started_utc_ms = time_of_id(&story->id);
  json_int_t duration = json_integer_value(json_object_get(story->metadata, "duration_ms"));
  story->duration_ms = duration > 0 && duration < 7 * 86400000LL ? duration : 0;
}

/* --- content --------------------------------------------------------------------------------------------------------
 */

/* Raw bytes that are no proper sound or text are kept for whoever can make something of them. */
static void name_content(struct story *story, const char *suffix) {
  char id[VP_ID_TEXT];
  vp_id_format(&story->id, id);
  snprintf(story->content, sizeof story->content, "%s/%s%s", story->is_text ? "text" : "audio", id, suffix);
}

enum { GAIN_MAX_Q8 = 20 * 256 };

/* What the kiosk has measured: how much louder or softer a player shall play it. Within ±20 dB, or not believed. */
static void set_gain(struct story *story, struct vp_story_content *content) {
  json_int_t gain_q8 = json_integer_value(json_object_get(story->metadata, "gain_q8"));
  if (gain_q8 != 0 && gain_q8 >= -GAIN_MAX_Q8 && gain_q8 <= GAIN_MAX_Q8 &&
      vp_opus_set_gain(content->audio, content->audio_length, (int)gain_q8) != VP_OK)
    vp_log(VP_LOG_WARNING, "desk", "a story's loudness cannot be set; it is as loud as it was told");
}

/* Sound that was cut off is mended into a proper stream. Nothing playable may be left when it was cut off at once. */
static void take_sound(struct opened *opened, struct vp_story_content *content) {
  int64_t samples = 0;
  bool good = (content->complete && vp_opus_duration(content->audio, content->audio_length, &samples) == VP_OK) ||
              (vp_opus_mend(content->audio, &content->audio_length) == VP_OK &&
               vp_opus_duration(content->audio, content->audio_length, &samples) == VP_OK);
  opened->story.duration_ms = samples / (VP_RATE_HZ / 1000);
  if (!good && opened->complete)
    opened->story.state = STORY_DAMAGED;
  if (good)
    set_gain(&opened->story, content);
  name_content(&opened->story, good ? ".opus" : ".bin");
  opened->content = content->audio;
  opened->content_length = content->audio_length;
  content->audio = NULL;
  content->audio_length = 0;
}

static void take_text(struct opened *opened, struct vp_story_content *content) {
  bool good = vp_utf8_valid(content->text, content->text_length);
  if (!good)
    opened->story.state = STORY_DAMAGED;
  name_content(&opened->story, good ? ".txt" : ".bin");
  opened->content = (unsigned char *)content->text;
  opened->content_length = content->text_length;
  content->text = NULL;
  content->text_length = 0;
}

static void take_content(struct opened *opened, struct vp_story_content *content) {
  struct story *story = &opened->story;
  const char *medium = story_text(story, "medium");
  story->is_text = medium ? strcmp(medium, "text") == 0 : content->audio_length == 0 && content->text_length > 0;
  if (story->is_text && content->text)
    take_text(opened, content);
  else if (!story->is_text && content->audio_length > 0)
    take_sound(opened, content);
  else if (opened->complete)
    story->state = STORY_DAMAGED; /* confirmed, and nothing in it */
  if (!story->is_text && content->text_length > 0 && vp_utf8_valid(content->text, content->text_length) &&
      !json_object_get(story->metadata, "text"))
    json_object_set_new(story->metadata, "text", json_stringn(content->text, content->text_length));
  if (opened->content) {
    hash_bytes(opened->content, opened->content_length, story->content_hash);
    story->content_bytes = opened->content_length;
  }
}

/* --- all of it ------------------------------------------------------------------------------------------------------
 */

static enum story_state state_of(const struct opened *opened, const struct vp_story_content *content) {
  const char *state = story_text(&opened->story, "state");
  if (opened->story.state == STORY_DAMAGED || content->damaged || (content->complete && content->metadata_length == 0))
    return STORY_DAMAGED;
  return content->complete && (!state || strcmp(state, "kept") == 0) ? STORY_KEPT : STORY_INTERRUPTED;
}

static int fill(const struct scan_file *file, const unsigned char *bytes, size_t length, const uint8_t *kiosk_public,
                struct vp_story_content *content, struct opened *opened, struct vp_fault *fault) {
  struct story *story = &opened->story;
  if (!vp_id_equal(&content->head.story, &file->story) || !vp_id_equal(&content->head.kiosk, &file->kiosk))
    return vp_fault_set(fault, VP_E_AUTHENTIC, doing, file->path, "Have a look at who had the drive.",
                        "its name or folder is not that of the story inside");
  story->id = file->story;
  story->kiosk = file->kiosk;
  opened->complete = content->complete;
  int code = read_metadata(file, content, story, fault);
  if (code)
    return code == VP_E_NO_MEMORY ? vp_fault_set(fault, code, doing, file->path, NULL, "out of memory") : code;
  read_marks(content, story);
  story->state = state_of(opened, content);
  take_withdrawal_code(story);
  read_times(story);
  take_content(opened, content);
  hash_bytes(bytes, length, story->sealed_hash);
  story->sealed_bytes = length;
  memcpy(story->signature, bytes + length - VP_SIGNATURE, VP_SIGNATURE);
  story->is_signed = kiosk_public && content->signed_by_kiosk;
  if (story->is_signed)
    memcpy(story->signed_by, kiosk_public, sizeof story->signed_by);
  return story->marks ? VP_OK : vp_fault_set(fault, VP_E_NO_MEMORY, doing, file->path, NULL, "out of memory");
}

int opened_make(const struct scan_file *file, const unsigned char *bytes, size_t length,
                const struct vp_collection *collection, const struct vp_collection_secret *secret,
                const uint8_t *kiosk_public, struct opened *opened, struct vp_fault *fault) {
  struct vp_story_content content = {0};
  struct vp_fault why = {0};
  memset(opened, 0, sizeof *opened);
  int code = length >= VP_STORY_HEAD + VP_SIGNATURE
                 ? vp_story_parse(bytes, length, collection, secret, kiosk_public, &content, &why)
                 : vp_fault_set(&why, VP_E_FORMAT, doing, file->path, "Fetch it once more from its kiosk.",
                                "it is too short for a story");
  if (code) {
    if (fault) {
      *fault = why;
      snprintf(fault->object, sizeof fault->object, "%.*s", (int)sizeof fault->object - 1, file->path);
    }
    return code;
  }
  code = fill(file, bytes, length, kiosk_public, &content, opened, fault);
  vp_story_content_wipe(&content);
  if (code)
    opened_finish(opened);
  return code;
}

void opened_finish(struct opened *opened) {
  story_finish(&opened->story);
  if (opened->content)
    vp_seal_wipe(opened->content, opened->content_length);
  free(opened->content);
  opened->content = NULL;
}
