/* Methods and their steps. The order is what the law and the session need: everything that is asked is asked before
 * telling (consent above all), and after it come the review and thanks, and nothing more. */
#include "read.h"

#include <string.h>

static const char *const kind_names[] = {
    [VP_STEP_MEDIUM] = "medium",   [VP_STEP_THEME] = "theme", [VP_STEP_KIND] = "kind",
    [VP_STEP_CONSENT] = "consent", [VP_STEP_TELL] = "tell",   [VP_STEP_REVIEW] = "review",
    [VP_STEP_THANKS] = "thanks",
};

static int read_step_kind(const struct reader *r, const struct object *object, enum vp_step_kind *kind) {
  struct place place = {object->place, "kind", 0};
  json_t *json = json_object_get(object->json, "kind");
  int error = guide_check_string(r, &place, json, TEXT_LABEL);
  if (error)
    return error;
  for (size_t i = 0; i < VP_COUNT(kind_names); i++) {
    if (strcmp(kind_names[i], json_string_value(json)) == 0) {
      *kind = (enum vp_step_kind)i;
      return VP_OK;
    }
  }
  return guide_wrong(r, &place, "Known are: medium, theme, kind, consent, tell, review, thanks.",
                     "there is no such kind of step");
}

static int read_step(const struct reader *r, const struct object *object, struct vp_step *step) {
  static const char *const known[] = {"kind", "id", "title", "help", NULL};
  int error = guide_object(r, object->json, object->place, known);
  if (!error)
    error = read_step_kind(r, object, &step->kind);
  if (!error)
    error = guide_id(r, object, "id", &step->id);
  if (!error)
    error = guide_text(r, object, "title", TEXT_SENTENCE, false, &step->title);
  return error ? error : guide_text(r, object, "help", TEXT_SENTENCE, true, &step->help);
}

/* The step's index, or the count where there is none. */
static size_t find(const struct vp_method *method, enum vp_step_kind kind, size_t from) {
  while (from < method->step_count && method->steps[from].kind != kind)
    from++;
  return from;
}

static int check_unique(const struct reader *r, const struct place *steps, const struct vp_method *method) {
  for (size_t i = 0; i < method->step_count; i++) {
    const struct vp_step *step = &method->steps[i];
    struct place at = {steps, NULL, i};
    if (find(method, step->kind, 0) < i)
      return guide_wrong(r, &(struct place){&at, "kind", 0}, "Leave out one of them.", "the step \"%s\" is there twice",
                         kind_names[step->kind]);
    for (size_t j = 0; j < i; j++)
      if (strcmp(method->steps[j].id, step->id) == 0)
        return guide_wrong(r, &(struct place){&at, "id", 0}, "Give it another one.", "the id %s is there twice",
                           step->id);
  }
  return VP_OK;
}

static int check_order(const struct reader *r, const struct place *steps, const struct vp_method *method) {
  static const enum vp_step_kind before[] = {VP_STEP_CONSENT, VP_STEP_MEDIUM, VP_STEP_THEME, VP_STEP_KIND};
  static const enum vp_step_kind end[] = {VP_STEP_TELL, VP_STEP_REVIEW, VP_STEP_THANKS};
  size_t tell = method->step_count - VP_COUNT(end);
  for (size_t i = 0; i < VP_COUNT(end); i++)
    if (method->steps[tell + i].kind != end[i])
      return guide_wrong(r, &(struct place){steps, NULL, tell + i}, "Let the steps end with tell, review and thanks.",
                         "the step \"%s\" must stand here", kind_names[end[i]]);
  for (size_t i = 0; i < VP_COUNT(before); i++)
    if (find(method, before[i], 0) > tell)
      return guide_wrong(r, steps, "Add it before the step \"tell\".", "the step \"%s\" is missing",
                         kind_names[before[i]]);
  return VP_OK;
}

static int read_method(const struct reader *r, const struct object *object, struct vp_method *method) {
  static const char *const known[] = {"id", "label", "steps", NULL};
  struct place place = {object->place, "steps", 0};
  json_t *array = NULL;
  int error = guide_object(r, object->json, object->place, known);
  if (!error)
    error = guide_id(r, object, "id", &method->id);
  if (!error)
    error = guide_text(r, object, "label", TEXT_LABEL, false, &method->label);
  if (!error)
    error = guide_array(r, object, "steps", 3, VP_STEPS_MAX, &array);
  method->step_count = error ? 0 : json_array_size(array);
  for (size_t i = 0; !error && i < method->step_count; i++) {
    struct place at = {&place, NULL, i};
    struct object step = {json_array_get(array, i), &at};
    error = read_step(r, &step, &method->steps[i]);
  }
  if (!error)
    error = check_unique(r, &place, method);
  return error ? error : check_order(r, &place, method);
}

int guide_methods(const struct reader *r, const struct object *root) {
  struct vp_guide *guide = r->guide;
  struct place place = {root->place, "methods", 0};
  json_t *array;
  int error = guide_array(r, root, "methods", 1, VP_METHODS_MAX, &array);
  guide->method_count = error ? 0 : json_array_size(array);
  for (size_t i = 0; !error && i < guide->method_count; i++) {
    struct place at = {&place, NULL, i};
    struct object object = {json_array_get(array, i), &at};
    error = read_method(r, &object, &guide->methods[i]);
    for (size_t j = 0; !error && j < i; j++)
      if (strcmp(guide->methods[j].id, guide->methods[i].id) == 0)
        error = guide_wrong(r, &(struct place){&at, "id", 0}, "Give it another one.", "the id %s is there twice",
                            guide->methods[i].id);
  }
  return error;
}
