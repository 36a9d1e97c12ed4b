/* The frame that every screen has: title, help and steps above, Back below in the same place always, Next at the far
 * end. */
#include "frame.h"

#include <stdarg.h>
#include <stdio.h>

const char *screen_words(const struct screen *s, const char *msgid) {
  return vp_catalogue_get(s->model->catalogues ? s->model->catalogues[s->model->language] : NULL, msgid);
}

const char *screen_text(const struct screen *s, const struct vp_text *text) {
  return text->in[s->model->language];
}

const char *screen_theme_id(const struct screen *s) {
  return s->model->theme >= 0 ? s->model->guide->themes[s->model->theme].id : NULL;
}

const char *screen_kind_id(const struct screen *s) {
  return s->model->kind >= 0 ? s->model->guide->kinds[s->model->kind].id : NULL;
}

const char *screen_format(const struct screen *s, const char *format, ...) {
  char text[1024];
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  return length < 0 ? "" : vp_arena_copy(s->arena, text);
}

const char *screen_clock(const struct screen *s, int64_t ms) {
  int64_t seconds = ms < 0 ? 0 : ms / 1000;
  if (seconds >= 3600)
    return screen_format(s, "%d:%02d:%02d", (int)(seconds / 3600), (int)(seconds / 60 % 60), (int)(seconds % 60));
  return screen_format(s, "%d:%02d", (int)(seconds / 60), (int)(seconds % 60));
}

int64_t screen_calm_ms(const struct screen *s, int64_t ms) {
  return s->model->settings.calm ? ms - ms % 10000 : ms;
}

/* Where memory has run out the caller gets a node that belongs to no tree, so that no screen has to look. */
struct vp_node *screen_add(struct screen *s, struct vp_node *parent, enum vp_role role, const char *id,
                           const char *label) {
  struct vp_node *node = parent ? vp_tree_add(s->arena, parent, role, id, label) : NULL;
  static _Thread_local struct vp_node nowhere;
  if (!node)
    nowhere = (struct vp_node){.role = role};
  return node ? node : &nowhere;
}

struct vp_node *screen_button(struct screen *s, struct vp_node *parent, const char *id, const char *icon,
                              const char *label, enum vp_message_kind message, int32_t argument) {
  struct vp_node *button = screen_add(s, parent, VP_ROLE_BUTTON, id, label);
  button->icon = icon;
  button->action = (struct vp_action){(int)message, argument};
  return button;
}

struct vp_node *screen_status(struct screen *s, const char *id, const char *icon, const char *label) {
  struct vp_node *status = screen_add(s, s->root, VP_ROLE_STATUS, id, label);
  status->icon = icon;
  return status;
}

void screen_title(struct screen *s, const char *title, const char *help) {
  screen_add(s, s->root, VP_ROLE_TITLE, "title", title);
  if (help && *help)
    screen_add(s, s->root, VP_ROLE_HELP, "help", help);
}

void screen_steps(struct screen *s) {
  int step, steps;
  vp_session_progress(s->model, &step, &steps);
  struct vp_node *node =
      screen_add(s, s->root, VP_ROLE_STEPS, "steps", screen_format(s, _("Step %d of %d"), step, steps));
  node->value = (float)step;
  node->maximum = (float)steps;
}

void screen_back(struct screen *s) {
  struct vp_node *back = screen_button(s, s->root, "back", "arrow-back", _("Back"), VP_MESSAGE_BACK, 0);
  back->slot = VP_SLOT_START;
}

struct vp_node *screen_next(struct screen *s, const char *label, const char *icon, enum vp_message_kind message,
                            int32_t argument, bool possible) {
  struct vp_node *next = screen_button(s, s->root, "next", icon, label, message, argument);
  next->slot = VP_SLOT_END;
  next->look = possible ? VP_LOOK_PRIMARY : VP_LOOK_NORMAL;
  if (!possible)
    next->state |= VP_STATE_DISABLED;
  return next;
}

void screen_step_frame(struct screen *s) {
  const struct vp_step *step = &s->model->guide->methods[s->model->method].steps[s->model->step];
  screen_title(s, screen_text(s, &step->title), screen_text(s, &step->help));
  screen_steps(s);
  screen_back(s);
}
