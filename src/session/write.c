/* Picking and typing. The draft lives in the model; each change asks for it to be saved, sealed, so that a power cut
 * costs at most the last second of writing. */
#include "turn.h"

#include <string.h>

#include <vertelpunt/utf8.h>

bool write_is_empty(const struct vp_model *model) {
  return strspn(model->draft, " \n") == model->draft_length;
}

static void begin_if_new(struct turn *turn) {
  struct vp_model *model = turn->model;
  if (model->take_state != VP_TAKE_NONE)
    return;
  take_begin(turn, 1);
  model->take_state = VP_TAKE_PAUSED;
  model->trouble = VP_TROUBLE_NONE;
}

bool write_begin(struct turn *turn) {
  struct vp_model *model = turn->model;
  if (write_is_empty(model))
    return false;
  if (model->take_state == VP_TAKE_NONE) {
    begin_if_new(turn);
    turn_effect(turn, VP_EFFECT_TAKE_DRAFT);
  }
  return model->take_state == VP_TAKE_PAUSED;
}

bool vp_session_capital(const struct vp_model *model) {
  size_t end = model->draft_length;
  while (end > 0 && (model->draft[end - 1] == ' ' || model->draft[end - 1] == '\n'))
    end--;
  bool begins = end == 0 || (end < model->draft_length && strchr(".!?", model->draft[end - 1]) != NULL);
  return begins != model->shift;
}

static bool append(struct turn *turn, const char *text, size_t length) {
  struct vp_model *model = turn->model;
  if (length == 0 || model->draft_length + length >= VP_DRAFT_MAX)
    return false;
  memcpy(model->draft + model->draft_length, text, length);
  model->draft_length += length;
  model->draft[model->draft_length] = '\0';
  begin_if_new(turn);
  turn_effect(turn, VP_EFFECT_TAKE_DRAFT);
  return true;
}

void write_on_starter(struct turn *turn) {
  struct vp_model *model = turn->model;
  int starter = turn->message->argument;
  if (model->screen != VP_SCREEN_STARTERS || starter >= (int)model->guide->starter_count)
    return;
  if (starter >= 0) {
    char sentence[VP_GUIDE_TEXT_MAX + 4];
    const char *text = model->guide->starters[starter].text.in[model->language];
    size_t length = 0, text_length = strlen(text);
    bool parted = model->draft_length == 0 || strchr(" \n", model->draft[model->draft_length - 1]) != NULL;
    if (text_length > VP_GUIDE_TEXT_MAX)
      return;
    if (!parted)
      sentence[length++] = ' ';
    /* "Ik vind het fijn dat…": the dots are where the person goes on */
    static const char dots[] = "…";
    size_t dots_length = sizeof dots - 1;
    if (text_length >= dots_length && memcmp(text + text_length - dots_length, dots, dots_length) == 0)
      text_length -= dots_length;
    memcpy(sentence + length, text, text_length); /* NOLINT(bugprone-not-null-terminated-result): it has a length */
    length += text_length;
    sentence[length++] = ' ';
    if (!append(turn, sentence, length))
      return;
  }
  visit_show(turn, VP_SCREEN_WRITE);
}

void write_on_type(struct turn *turn) {
  struct vp_model *model = turn->model;
  char bytes[4];
  int32_t code_point = turn->message->argument;
  bool control = (code_point < 0x20 && code_point != '\n') || (code_point >= 0x7F && code_point < 0xA0);
  bool half = code_point >= 0xD800 && code_point <= 0xDFFF; /* of a pair of UTF-16: no character */
  if (model->screen != VP_SCREEN_WRITE || control || half || code_point > 0x10FFFF)
    return;
  size_t length = vp_utf8_encode((uint32_t)code_point, bytes);
  if (append(turn, bytes, length))
    model->shift = false;
}

void write_on_backspace(struct turn *turn) {
  struct vp_model *model = turn->model;
  if (model->screen != VP_SCREEN_WRITE || model->draft_length == 0)
    return;
  size_t length = vp_utf8_previous(model->draft, model->draft_length);
  memset(model->draft + length, 0, model->draft_length - length);
  model->draft_length = length;
  if (length > 0)
    begin_if_new(turn); /* it could not be begun before */
  if (model->take_state == VP_TAKE_PAUSED)
    turn_effect(turn, VP_EFFECT_TAKE_DRAFT);
}

void write_on_shift(struct turn *turn) {
  if (turn->model->screen == VP_SCREEN_WRITE)
    turn->model->shift = !turn->model->shift;
}

void write_on_signs(struct turn *turn) {
  if (turn->model->screen == VP_SCREEN_WRITE)
    turn->model->signs = !turn->model->signs;
}

void write_on_sentences(struct turn *turn) {
  if (turn->model->screen == VP_SCREEN_WRITE)
    visit_show(turn, VP_SCREEN_STARTERS);
}
