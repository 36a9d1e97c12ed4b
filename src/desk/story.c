/* A story as the library tells of it: the kiosk's own metadata, and beside it what the desk found. */
#include "library.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const states[] = {
    [STORY_DAMAGED] = "damaged", [STORY_INTERRUPTED] = "interrupted", [STORY_KEPT] = "kept"};

const char *story_state_name(enum story_state state) {
  return states[state];
}

int story_state_parse(const char *name, enum story_state *state) {
  for (size_t i = STORY_DAMAGED; i < VP_COUNT(states); i++)
    if (strcmp(states[i], name) == 0) {
      *state = (enum story_state)i;
      return VP_OK;
    }
  return VP_E_INVALID;
}

void story_finish(struct story *story) {
  json_decref(story->metadata);
  json_decref(story->marks);
  vp_seal_wipe(story->withdrawal_code, sizeof story->withdrawal_code);
  story->metadata = story->marks = NULL;
}

const char *story_text(const struct story *story, const char *key) {
  return json_string_value(json_object_get(story->metadata, key));
}

static void hex(const uint8_t *bytes, size_t length, char *text) {
  for (size_t i = 0; i < length; i++)
    snprintf(text + 2 * i, 3, "%02x", bytes[i]);
}

json_t *story_json(const struct story *story) {
  char id[VP_ID_TEXT], kiosk[VP_ID_TEXT], sealed[65], content[65];
  vp_id_format(&story->id, id);
  vp_id_format(&story->kiosk, kiosk);
  hex(story->sealed_hash, sizeof story->sealed_hash, sealed);
  hex(story->content_hash, sizeof story->content_hash, content);
  json_t *json = json_pack("{s:i, s:s, s:s, s:s, s:s, s:s, s:I}", "format", 1, "story", id, "kiosk", kiosk, "state",
                           states[story->state], "origin", story->verified ? "verified" : "unknown", "medium",
                           story->is_text ? "text" : "sound", "duration_ms", (json_int_t)story->duration_ms);
  int failed = !json;
  if (json && story->content[0])
    failed |= json_object_set_new(json, "file", json_string(story->content)) |
              json_object_set_new(json, "file_blake2b", json_string(content)) |
              json_object_set_new(json, "file_bytes", json_integer((json_int_t)story->content_bytes));
  if (json)
    failed |= json_object_set_new(json, "sealed_blake2b", json_string(sealed)) |
              json_object_set_new(json, "sealed_bytes", json_integer((json_int_t)story->sealed_bytes)) |
              json_object_set(json, "metadata", story->metadata) | json_object_set(json, "marks", story->marks);
  if (!failed)
    return json;
  json_decref(json);
  return NULL;
}

char *story_file_text(const struct story *story) {
  json_t *json = story_json(story);
  char *text = json ? json_dumps(json, JSON_INDENT(2)) : NULL;
  json_decref(json);
  return text;
}

void story_json_name(const struct story *story, char name[CONTENT_NAME]) {
  char id[VP_ID_TEXT];
  vp_id_format(&story->id, id);
  snprintf(name, CONTENT_NAME, "%s/%s.json", story->is_text ? "text" : "audio", id);
}

bool story_content_is_own(const struct story *story) {
  static const char *const suffixes[] = {".opus", ".txt", ".bin"};
  char own[CONTENT_NAME];
  story_json_name(story, own);
  size_t stem = strlen(own) - strlen(".json");
  if (!story->content[0])
    return true;
  for (size_t i = 0; i < VP_COUNT(suffixes); i++)
    if (strncmp(story->content, own, stem) == 0 && strcmp(story->content + stem, suffixes[i]) == 0)
      return true;
  return false;
}
