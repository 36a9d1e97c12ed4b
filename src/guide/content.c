/* What there is to choose, and what is said before and after: media, themes, kinds, consent, invitation and thanks. */
#include "read.h"

#include <string.h>

static int check_unique(const struct reader *r, const struct place *place, const struct vp_choice *choices,
                        size_t index) {
  for (size_t i = 0; i < index; i++)
    if (strcmp(choices[i].id, choices[index].id) == 0)
      return guide_wrong(r, &(struct place){place, "id", 0}, "Give it another one.", "the id %s is there twice",
                         choices[i].id);
  return VP_OK;
}

static int read_choice(const struct reader *r, const struct object *object, struct vp_choice *choice) {
  static const char *const known[] = {"id", "icon", "label", "help", NULL};
  int error = guide_object(r, object->json, object->place, known);
  if (!error)
    error = guide_id(r, object, "id", &choice->id);
  if (!error)
    error = guide_id(r, object, "icon", &choice->icon);
  if (!error)
    error = guide_text(r, object, "label", TEXT_LABEL, false, &choice->label);
  return error ? error : guide_text(r, object, "help", TEXT_SENTENCE, true, &choice->help);
}

static int read_choices(const struct reader *r, const struct object *root, const char *key, size_t most,
                        struct vp_choice *choices, size_t *count) {
  json_t *array;
  struct place place = {root->place, key, 0};
  int error = guide_array(r, root, key, 1, most, &array);
  *count = error ? 0 : json_array_size(array);
  for (size_t i = 0; !error && i < *count; i++) {
    struct place at = {&place, NULL, i};
    struct object object = {json_array_get(array, i), &at};
    error = read_choice(r, &object, &choices[i]);
    if (!error)
      error = check_unique(r, &at, choices, i);
  }
  return error;
}

/* The program knows these two, and which is which. */
static int read_media(const struct reader *r, const struct object *root) {
  static const char *const ids[] = {"tell", "type"};
  struct place place = {root->place, "media", 0};
  struct vp_choice *media = r->guide->media;
  size_t count;
  int error = read_choices(r, root, "media", VP_COUNT(ids), media, &count);
  if (error)
    return error;
  if (count < VP_COUNT(ids))
    return guide_wrong(r, &place, "Add the other one.", "there are two media, \"tell\" and then \"type\"");
  for (size_t i = 0; i < VP_COUNT(ids); i++)
    if (strcmp(media[i].id, ids[i]) != 0)
      return guide_wrong(r, &(struct place){&(struct place){&place, NULL, i}, "id", 0},
                         "Write \"tell\" first and then \"type\".", "this medium must be \"%s\"", ids[i]);
  return VP_OK;
}

static int read_consent(const struct reader *r, const struct object *root) {
  static const char *const known[] = {"version", "text", "agree", "decline", NULL};
  struct vp_consent *consent = &r->guide->consent;
  struct place place = {root->place, "consent", 0};
  struct object object = {json_object_get(root->json, "consent"), &place};
  int error = guide_object(r, object.json, &place, known);
  if (!error)
    error = guide_version(r, &object, "version", &consent->version);
  if (!error)
    error = guide_text(r, &object, "text", TEXT_PARAGRAPHS, false, &consent->text);
  if (!error)
    error = guide_text(r, &object, "agree", TEXT_LABEL, false, &consent->agree);
  return error ? error : guide_text(r, &object, "decline", TEXT_LABEL, false, &consent->decline);
}

int guide_content(const struct reader *r, const struct object *root) {
  struct vp_guide *guide = r->guide;
  int error = guide_text(r, root, "name", TEXT_SENTENCE, false, &guide->name);
  if (!error)
    error = guide_text(r, root, "invitation", TEXT_SENTENCE, false, &guide->invitation);
  if (!error)
    error = guide_text(r, root, "begin", TEXT_LABEL, false, &guide->begin);
  if (!error)
    error = guide_text(r, root, "thanks", TEXT_PARAGRAPHS, false, &guide->thanks);
  if (!error)
    error = read_media(r, root);
  if (!error)
    error = read_choices(r, root, "themes", VP_THEMES_MAX, guide->themes, &guide->theme_count);
  if (!error)
    error = read_choices(r, root, "kinds", VP_KINDS_MAX, guide->kinds, &guide->kind_count);
  return error ? error : read_consent(r, root);
}
