/* Picking and typing: sentence starters as cards, then the on-screen keyboard in the language's own order. */
#include "frame.h"

#include <stddef.h>
#include <string.h>

#include <vertelpunt/utf8.h>

enum { STARTERS_MAX = 18 };

void screen_starters(struct screen *s) {
  const struct vp_model *model = s->model;
  const struct vp_guide *guide = model->guide;
  const struct vp_prompt *starters[STARTERS_MAX];
  size_t count = vp_guide_starters(guide, screen_theme_id(s), screen_kind_id(s), starters, STARTERS_MAX);
  screen_title(s, _("How does your story begin?"), _("Choose a sentence. Then you go on writing."));
  screen_steps(s);
  screen_back(s);
  screen_staff_lines(s);
  if (model->previous_take && model->take_state == VP_TAKE_NONE && model->draft_length == 0)
    screen_status(s, "state", "info", _("Once you begin, your old story goes. With “Back” you keep it."));
  struct vp_node *choices = screen_add(s, s->root, VP_ROLE_CHOICES, "starters", NULL);
  for (size_t i = 0; i < count; i++) {
    struct vp_node *card = screen_add(s, choices, VP_ROLE_CHOICE, screen_format(s, "starter-%s", starters[i]->id),
                                      screen_text(s, &starters[i]->text));
    card->icon = "format-quote";
    card->action = (struct vp_action){VP_MESSAGE_STARTER, (int32_t)(starters[i] - guide->starters)};
  }
  if (model->draft_length > 0)
    screen_next(s, _("Go on writing"), "arrow-forward", VP_MESSAGE_NEXT, 0, true);
  else
    screen_next(s, _("Start empty"), "arrow-forward", VP_MESSAGE_STARTER, -1, true);
}

static void add_letters(struct screen *s, struct vp_node *row, const char *letters, bool capitals) {
  for (const char *at = letters, *end = letters + strlen(letters); at < end;) {
    char label[5] = {0};
    uint32_t code_point = vp_utf8_next(&at, end);
    uint32_t shown = capitals ? screen_capital(s->root->language, code_point) : code_point;
    label[vp_utf8_encode(shown, label)] = '\0';
    struct vp_node *key = screen_add(s, row, VP_ROLE_KEY, screen_format(s, "key-%x", (unsigned)code_point),
                                     vp_arena_copy(s->arena, label));
    key->action = (struct vp_action){VP_MESSAGE_TYPE, (int32_t)shown};
  }
}

static void add_key(struct screen *s, struct vp_node *row, const char *id, const char *icon, const char *label,
                    float weight, enum vp_message_kind message, int32_t argument) {
  struct vp_node *key = screen_add(s, row, VP_ROLE_KEY, id, label);
  key->icon = icon;
  key->weight = weight;
  key->action = (struct vp_action){(int)message, argument};
}

static void add_last_row(struct screen *s, struct vp_node *keyboard) {
  const struct vp_model *model = s->model;
  struct vp_node *row = screen_add(s, keyboard, VP_ROLE_ROW, "row-last", NULL);
  if (!model->signs && screen_has_capitals(&model->guide->languages[model->language])) {
    add_key(s, row, "key-shift", "keyboard-capslock", _("Capital"), 1.5F, VP_MESSAGE_SHIFT, 0);
    if (row->last && model->shift)
      row->last->state = VP_STATE_CHOSEN;
  }
  add_key(s, row, "key-signs", NULL, model->signs ? screen_signs(s->root->language)->letters : "123", 1.5F,
          VP_MESSAGE_SIGNS, 0);
  add_key(s, row, "key-space", "space-bar", _("Space"), 3.5F, VP_MESSAGE_TYPE, ' ');
  add_letters(s, row, ".", false);
  add_key(s, row, "key-enter", "keyboard-return", _("New line"), 1.5F, VP_MESSAGE_TYPE, '\n');
  add_key(s, row, "key-backspace", "backspace", _("Erase"), 1.5F, VP_MESSAGE_BACKSPACE, 0);
}

static void add_keyboard(struct screen *s) {
  const struct vp_model *model = s->model;
  const struct vp_language *language = &model->guide->languages[model->language];
  const struct screen_signs *signs = screen_signs(language->code);
  const char *const *rows = model->signs ? signs->rows : language->keyboard;
  size_t count = model->signs ? VP_COUNT(signs->rows) : language->keyboard_rows;
  struct vp_node *keyboard = screen_add(s, s->root, VP_ROLE_KEYBOARD, "keyboard", _("Keyboard"));
  for (size_t i = 0; i < count; i++) {
    struct vp_node *row = screen_add(s, keyboard, VP_ROLE_ROW, screen_format(s, "row-%zu", i), NULL);
    add_letters(s, row, rows[i], vp_session_capital(model));
  }
  add_last_row(s, keyboard);
}

void screen_write(struct screen *s) {
  const struct vp_model *model = s->model;
  screen_title(s, _("Write your story"), NULL);
  screen_steps(s);
  screen_back(s);
  if (model->trouble == VP_TROUBLE_NO_SPACE)
    screen_status(s, "state", "storage",
                  _("There is no more room. What you wrote is still here. Ask a staff member for help."));
  else if (model->trouble != VP_TROUBLE_NONE)
    screen_status(s, "state", "warning",
                  _("Storing does not work. What you wrote is still here. Ask a staff member for help."));
  else if (model->draft_length + 4 >= VP_DRAFT_MAX)
    screen_status(s, "state", "info", _("Your story is as long as it can be. Choose “I am done”."));
  screen_add(s, s->root, VP_ROLE_FIELD, "field", model->draft);
  add_keyboard(s);
  screen_next(s, _("I am done"), "check", VP_MESSAGE_DONE, 0, strspn(model->draft, " \n") < model->draft_length);
}
