/* Values of a guide, each with its bounds: what gets past these may stand on a screen, in a file's name or in the
 * store. */
#include "read.h"

#include <stdio.h>
#include <string.h>

#include <vertelpunt/utf8.h>

/* Keys that are known, as advice: "Known here: id, icon, label." */
static void list_known(char *text, size_t size, const char *const *known) {
  size_t used = (size_t)snprintf(text, size, "Mend or remove it. Known here: ");
  for (size_t i = 0; known[i] && used < size; i++) {
    int length = snprintf(text + used, size - used, "%s%s", known[i], known[i + 1] ? ", " : ".");
    used += length < 0 ? 0 : (size_t)length;
  }
}

static bool is_known(const char *key, const char *const *known) {
  for (size_t i = 0; known[i]; i++)
    if (strcmp(key, known[i]) == 0)
      return true;
  return false;
}

int guide_object(const struct reader *r, json_t *json, const struct place *place, const char *const *known) {
  const char *key;
  json_t *value;
  if (!json_is_object(json))
    return guide_wrong(r, place, "Write it as { … }.", json ? "it is not an object" : "it is missing");
  json_object_foreach(json, key, value) {
    if (is_known(key, known))
      continue;
    char advice[256];
    list_known(advice, sizeof advice, known);
    return guide_wrong(r, &(struct place){place, key, 0}, advice, "this key is not known");
  }
  return VP_OK;
}

int guide_array(const struct reader *r, const struct object *object, const char *key, size_t least, size_t most,
                json_t **array) {
  struct place place = {object->place, key, 0};
  *array = json_object_get(object->json, key);
  if (!*array && least == 0)
    return VP_OK;
  if (!json_is_array(*array))
    return guide_wrong(r, &place, "Write it as [ … ].", *array ? "it is not a list" : "it is missing");
  size_t count = json_array_size(*array);
  if (count > most)
    return guide_wrong_code(r, VP_E_TOO_LARGE, &place, "Leave some out.", "it has %zu items, at most %zu are allowed",
                            count, most);
  if (count < least)
    return guide_wrong(r, &place, "Add what is missing.", "it has %zu items, at least %zu are needed", count, least);
  return VP_OK;
}

/* No controls (C0, C1), no separators of lines and paragraphs, and none that turn the direction of what follows: a text
 * could change what stands beside it. */
static bool is_forbidden(uint32_t c, bool paragraphs) {
  if (c == '\n')
    return !paragraphs;
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) ||
         c == 0xFEFF || (c & 0xFFFE) == 0xFFFE;
}

int guide_check_string(const struct reader *r, const struct place *place, json_t *json, enum text_kind kind) {
  static const size_t most[] = {
      [TEXT_LABEL] = GUIDE_LABEL_MAX, [TEXT_SENTENCE] = GUIDE_SENTENCE_MAX, [TEXT_PARAGRAPHS] = VP_GUIDE_TEXT_MAX};
  if (!json)
    return guide_wrong(r, place, "Add it.", "it is missing");
  if (!json_is_string(json))
    return guide_wrong(r, place, "Write it between \"quotes\".", "it is not a text");
  const char *text = json_string_value(json), *end = text + json_string_length(json);
  if (text == end)
    return guide_wrong(r, place, "Write something.", "it is empty");
  if (json_string_length(json) > VP_GUIDE_TEXT_MAX)
    return guide_wrong_code(r, VP_E_TOO_LARGE, place, "Make it shorter.", "it is longer than %d bytes",
                            VP_GUIDE_TEXT_MAX);
  if (vp_utf8_count(text, json_string_length(json)) > most[kind])
    return guide_wrong_code(r, VP_E_TOO_LARGE, place, "Make it shorter.", "it is longer than %zu characters",
                            most[kind]);
  if (strchr(" \n", text[0]) || strchr(" \n", end[-1]))
    return guide_wrong(r, place, "Remove it.", "it begins or ends with a space");
  for (const char *at = text; at < end;) {
    uint32_t c = vp_utf8_next(&at, end);
    if (is_forbidden(c, kind == TEXT_PARAGRAPHS))
      return guide_wrong(r, place, "Remove it.", "it has the control character U+%04X", (unsigned)c);
  }
  return VP_OK;
}

static int keep(const struct reader *r, json_t *json, const char **string) {
  *string = vp_arena_copy(&r->guide->arena, json_string_value(json));
  return *string ? VP_OK : guide_no_memory(r);
}

int guide_string(const struct reader *r, const struct object *object, const char *key, enum text_kind kind,
                 const char **string) {
  json_t *json = json_object_get(object->json, key);
  int error = guide_check_string(r, &(struct place){object->place, key, 0}, json, kind);
  return error ? error : keep(r, json, string);
}

int guide_id(const struct reader *r, const struct object *object, const char *key, const char **id) {
  struct place place = {object->place, key, 0};
  json_t *json = json_object_get(object->json, key);
  int error = guide_check_string(r, &place, json, TEXT_LABEL);
  if (error)
    return error;
  const char *text = json_string_value(json);
  size_t length = json_string_length(json);
  if (strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-") != length || length > VP_GUIDE_ID_MAX)
    return guide_wrong(r, &place, "Write it like \"getting-about\".",
                       "this is a name of at most %d small letters (a–z), digits and hyphens", VP_GUIDE_ID_MAX);
  return keep(r, json, id);
}

int guide_version(const struct reader *r, const struct object *object, const char *key, const char **version) {
  struct place place = {object->place, key, 0};
  json_t *json = json_object_get(object->json, key);
  int error = guide_check_string(r, &place, json, TEXT_LABEL);
  if (error)
    return error;
  const char *text = json_string_value(json);
  size_t length = json_string_length(json);
  for (size_t i = 0; i < length; i++)
    if (text[i] < '!' || text[i] > '~')
      return guide_wrong(r, &place, "Write it like \"2026-11\".",
                         "a version has letters, digits and signs of ASCII only");
  if (length > GUIDE_VERSION_MAX)
    return guide_wrong_code(r, VP_E_TOO_LARGE, &place, "Make it shorter.", "it is longer than %d bytes",
                            GUIDE_VERSION_MAX);
  return keep(r, json, version);
}

int guide_flag(const struct reader *r, const struct object *object, const char *key, bool *flag) {
  json_t *json = json_object_get(object->json, key);
  if (json && !json_is_boolean(json))
    return guide_wrong(r, &(struct place){object->place, key, 0}, "Write true or false, without quotes.",
                       "it is neither true nor false");
  *flag = json_is_true(json);
  return VP_OK;
}

/* A text's keys are the guide's languages, all of them and no others. */
int guide_text(const struct reader *r, const struct object *object, const char *key, enum text_kind kind, bool may_miss,
               struct vp_text *text) {
  const struct vp_guide *guide = r->guide;
  const char *codes[VP_LANGUAGES_MAX + 1] = {NULL};
  struct place place = {object->place, key, 0};
  json_t *json = json_object_get(object->json, key);
  for (size_t i = 0; i < guide->language_count; i++) {
    codes[i] = guide->languages[i].code;
    text->in[i] = "";
  }
  if (!json && may_miss)
    return VP_OK;
  int error = guide_object(r, json, &place, codes);
  for (size_t i = 0; !error && i < guide->language_count; i++) {
    struct object in = {json, &place};
    if (json_object_get(json, codes[i]))
      error = guide_string(r, &in, codes[i], kind, &text->in[i]);
    else
      error = guide_wrong(r, &(struct place){&place, codes[i], 0}, "Add the text in this language.",
                          "the text in %s is missing", guide->languages[i].name);
  }
  return error;
}
