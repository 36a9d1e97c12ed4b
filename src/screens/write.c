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

static void add_shift(struct screen *s, struct vp_node *row) {
  add_key(s, row, "key-shift", "keyboard-capslock", _("Capital"), 1.5F, VP_MESSAGE_SHIFT, 0);
  if (row->last && s->model->shift)
    row->last->state = VP_STATE_CHOSEN;
}

static void add_last_row(struct screen *s, struct vp_node *keyboard, bool with_shift) {
  const struct vp_model *model = s->model;
  struct vp_node *row = screen_add(s, keyboard, VP_ROLE_ROW, "row-last", NULL);
  if (with_shift)
    add_shift(s, row);
  add_key(s, row, "key-signs", NULL, model->signs ? screen_signs(s->root->language)->letters : "123", 1.5F,
          VP_MESSAGE_SIGNS, 0);
  add_key(s, row, "key-space", "space-bar", _("Space"), 3.5F, VP_MESSAGE_TYPE, ' ');
  add_letters(s, row, ".", false);
  add_key(s, row, "key-enter", "keyboard-return", _("New line"), 1.5F, VP_MESSAGE_TYPE, '\n');
  add_key(s, row, "key-backspace", "backspace", _("Erase"), 1.5F, VP_MESSAGE_BACKSPACE, 0);
}

enum { LETTERS_MAX = 128, ROW_MAX = 10 };

static size_t count_letters(const char *letters) {
  size_t count = 0;
  for (const char *at = letters, *end = letters + strlen(letters); at < end; count++)
    (void)vp_utf8_next(&at, end); /* counted only */
  return count;
}

/* The letters of all rows in the order of their code points: the alphabet's, and the letters that a language has beside
 * those of its script (ą, ґ) after it. Rows of about the same length, as many as it takes. */
static const char *const *alphabetical_rows(const struct screen *s, const struct vp_language *language, size_t *count) {
  uint32_t letters[LETTERS_MAX];
  size_t total = 0;
  for (size_t i = 0; i < language->keyboard_rows; i++)
    for (const char *at = language->keyboard[i], *end = at + strlen(at); at < end && total < LETTERS_MAX;) {
      uint32_t letter = vp_utf8_next(&at, end);
      size_t place = total++;
      for (; place > 0 && letters[place - 1] > letter; place--)
        letters[place] = letters[place - 1];
      letters[place] = letter;
    }
  *count = (total + ROW_MAX - 1) / ROW_MAX;
  const char **rows = vp_arena_alloc(s->arena, (*count + 1) * sizeof *rows);
  if (!rows || total == 0)
    return NULL;
  for (size_t i = 0, row = 0; row < *count; row++) {
    char text[ROW_MAX * 4 + 1];
    size_t length = 0;
    for (size_t end = total * (row + 1) / *count; i < end; i++)
      length += vp_utf8_encode(letters[i], text + length);
    text[length] = '\0';
    rows[row] = vp_arena_copy(s->arena, text);
    if (!rows[row])
      return NULL;
  }
  return rows;
}

static void add_keyboard(struct screen *s) {
  const struct vp_model *model = s->model;
  const struct vp_language *language = &model->guide->languages[model->language];
  const struct screen_signs *signs = screen_signs(language->code);
  const char *const *rows = model->signs ? signs->rows : language->keyboard, *const *sorted = NULL;
  size_t count = model->signs ? VP_COUNT(signs->rows) : language->keyboard_rows, sorted_count = 0;
  if (model->settings.alphabetical && !model->signs && (sorted = alphabetical_rows(s, language, &sorted_count))) {
    rows = sorted;
    count = sorted_count;
  }
  /* where the last row of letters is short its place is there: the row below stands in the bar on low screens */
  bool shift = !model->signs && screen_has_capitals(language);
  bool shift_with_letters = shift && count > 0 && count_letters(rows[count - 1]) < ROW_MAX - 1;
  struct vp_node *keyboard = screen_add(s, s->root, VP_ROLE_KEYBOARD, "keyboard", _("Keyboard"));
  for (size_t i = 0; i < count; i++) {
    struct vp_node *row = screen_add(s, keyboard, VP_ROLE_ROW, screen_format(s, "row-%zu", i), NULL);
    if (shift_with_letters && i + 1 == count)
      add_shift(s, row);
    add_letters(s, row, rows[i], vp_session_capital(model));
  }
  add_last_row(s, keyboard, shift && !shift_with_letters);
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
