/* Questions that help telling and sentences that help writing; each for one theme, one kind, both, or all. */
#include "read.h"

#include <string.h>

static const char *find(const struct vp_choice *choices, size_t count, const char *id) {
  for (size_t i = 0; i < count; i++)
    if (strcmp(choices[i].id, id) == 0)
      return choices[i].id;
  return NULL;
}

/* "theme" or "kind": an id of the guide's, or missing. */
static int read_fit(const struct reader *r, const struct object *object, const char *key,
                    const struct vp_choice *choices, size_t count, const char **fit) {
  const char *id;
  if (!json_object_get(object->json, key))
    return VP_OK;
  int error = guide_id(r, object, key, &id);
  if (error)
    return error;
  *fit = find(choices, count, id);
  if (!*fit)
    return guide_wrong(r, &(struct place){object->place, key, 0},
                       "Use an id that the guide has, or leave it out: for all.", "the guide has no %s \"%s\"", key,
                       id);
  return VP_OK;
}

static int read_prompt(const struct reader *r, const struct object *object, struct vp_prompt *prompt) {
  static const char *const known[] = {"id", "theme", "kind", "text", NULL};
  const struct vp_guide *guide = r->guide;
  int error = guide_object(r, object->json, object->place, known);
  if (!error)
    error = guide_id(r, object, "id", &prompt->id);
  if (!error)
    error = read_fit(r, object, "theme", guide->themes, guide->theme_count, &prompt->theme);
  if (!error)
    error = read_fit(r, object, "kind", guide->kinds, guide->kind_count, &prompt->kind);
  return error ? error : guide_text(r, object, "text", TEXT_SENTENCE, false, &prompt->text);
}

static int check_unique(const struct reader *r, const struct place *place, const struct vp_prompt *prompts,
                        size_t index) {
  for (size_t i = 0; i < index; i++)
    if (strcmp(prompts[i].id, prompts[index].id) == 0)
      return guide_wrong(r, &(struct place){place, "id", 0}, "Give it another one.", "the id %s is there twice",
                         prompts[i].id);
  return VP_OK;
}

static int read_prompts(const struct reader *r, const struct object *root, const char *key, size_t most,
                        struct vp_prompt *prompts, size_t *count) {
  json_t *array;
  struct place place = {root->place, key, 0};
  int error = guide_array(r, root, key, 0, most, &array);
  *count = error ? 0 : json_array_size(array);
  for (size_t i = 0; !error && i < *count; i++) {
    struct place at = {&place, NULL, i};
    struct object object = {json_array_get(array, i), &at};
    error = read_prompt(r, &object, &prompts[i]);
    if (!error)
      error = check_unique(r, &at, prompts, i);
  }
  return error;
}

int guide_words(const struct reader *r, const struct object *root) {
  struct vp_guide *guide = r->guide;
  int error = read_prompts(r, root, "prompts", VP_COUNT(guide->prompts), guide->prompts, &guide->prompt_count);
  return error ? error
               : read_prompts(r, root, "starters", VP_COUNT(guide->starters), guide->starters, &guide->starter_count);
}
