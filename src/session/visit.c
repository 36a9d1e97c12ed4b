/* A visit walks the steps of the guide's method. A step kind has one screen, except telling: sound has a question and
 * then the red button, text has starters and then the keyboard. Going back loses nothing: a take is paused and waits.
 */
#include "turn.h"

#include <string.h>

bool visit_is_on(const struct vp_model *model) {
  return model->step >= 0;
}

const struct vp_step *visit_step(const struct vp_model *model) {
  return visit_is_on(model) ? &model->guide->methods[model->method].steps[model->step] : NULL;
}

static bool needs_microphone(enum vp_screen screen) {
  return screen == VP_SCREEN_QUESTION || screen == VP_SCREEN_TELL;
}

void visit_show(struct turn *turn, enum vp_screen screen) {
  struct vp_model *model = turn->model;
  if (model->screen == screen)
    return;
  if (model->screen == VP_SCREEN_TELL && model->take_state == VP_TAKE_RECORDING) {
    model->take_state = VP_TAKE_PAUSED;
    turn_effect(turn, VP_EFFECT_TAKE_PAUSE);
  }
  take_close_player(turn);
  if (!needs_microphone(model->screen) && needs_microphone(screen)) {
    model->microphone = VP_MICROPHONE_OPENING;
    turn_effect(turn, VP_EFFECT_MICROPHONE_OPEN);
  } else if (needs_microphone(model->screen) && !needs_microphone(screen)) {
    model->microphone = VP_MICROPHONE_CLOSED;
    turn_effect(turn, VP_EFFECT_MICROPHONE_CLOSE);
  }
  model->trouble = VP_TROUBLE_NONE;
  model->unheard = false;
  model->level = 0;
  model->screen = screen;
}

bool visit_has_take(const struct vp_model *model) {
  return model->take_state == VP_TAKE_RECORDING || model->take_state == VP_TAKE_PAUSED || model->previous_take != 0;
}

static enum vp_screen screen_of(const struct vp_model *model, const struct vp_step *step) {
  switch (step->kind) {
  case VP_STEP_MEDIUM:
    return VP_SCREEN_MEDIUM;
  case VP_STEP_THEME:
    return VP_SCREEN_THEME;
  case VP_STEP_KIND:
    return VP_SCREEN_KIND;
  case VP_STEP_CONSENT:
    return VP_SCREEN_CONSENT;
  case VP_STEP_TELL:
    if (model->medium == 1)
      return model->draft_length > 0 ? VP_SCREEN_WRITE : VP_SCREEN_STARTERS;
    return visit_has_take(model) ? VP_SCREEN_TELL : VP_SCREEN_QUESTION;
  case VP_STEP_REVIEW:
    return VP_SCREEN_REVIEW;
  case VP_STEP_THANKS:
    break;
  }
  return VP_SCREEN_THANKS;
}

void visit_enter_step(struct turn *turn, int step) {
  struct vp_model *model = turn->model;
  model->step = step;
  if (visit_step(model)->kind == VP_STEP_REVIEW && model->take_state == VP_TAKE_NONE)
    model->step = visit_step_of(model, VP_STEP_TELL); /* it could not be begun: there is nothing to review */
  visit_show(turn, screen_of(model, visit_step(model)));
}

int visit_step_of(const struct vp_model *model, enum vp_step_kind kind) {
  const struct vp_method *method = &model->guide->methods[model->method];
  for (size_t i = 0; i < method->step_count; i++)
    if (method->steps[i].kind == kind)
      return (int)i;
  return -1;
}

void visit_next(struct turn *turn) {
  struct vp_model *model = turn->model;
  if (model->step + 1 < (int)model->guide->methods[model->method].step_count)
    visit_enter_step(turn, model->step + 1);
}

void visit_rest(struct turn *turn) {
  struct vp_model *model = turn->model;
  static const enum vp_screen resting[] = {
      [VP_APPLIANCE_STARTING] = VP_SCREEN_STARTING,
      [VP_APPLIANCE_BROKEN] = VP_SCREEN_BROKEN,
      [VP_APPLIANCE_ALONE] = VP_SCREEN_ENROL,
      [VP_APPLIANCE_ENROLLED] = VP_SCREEN_WELCOME,
  };
  if (visit_is_on(model))
    return;
  enum vp_screen screen = resting[model->appliance];
  if (screen == VP_SCREEN_WELCOME && drive_wants_screen(model))
    screen = VP_SCREEN_DRIVE;
  visit_show(turn, screen);
}

void visit_drop_takes(struct turn *turn, enum vp_effect_kind fate) {
  struct vp_model *model = turn->model;
  take_close_player(turn); /* first: it reads what is about to be deleted */
  if (model->take_state == VP_TAKE_RECORDING || model->take_state == VP_TAKE_PAUSED)
    turn_effect(turn, fate);
  else if (model->take_state == VP_TAKE_KEEPING) /* its answer is still out: should it fail, nobody is there any more */
    turn_effect(turn, VP_EFFECT_TAKE_ABANDON);
  if (model->previous_take)
    turn_effect_take(turn, fate, model->previous_take);
  model->take_state = VP_TAKE_NONE;
  model->take_begun = false;
  model->previous_take = 0;
  model->take_ms = model->previous_ms = 0;
  model->waveform_count = 0;
  memset(model->waveform, 0, sizeof model->waveform);
  model->draft_length = model->previous_draft_length = 0;
  memset(model->draft, 0, sizeof model->draft); /* the next visitor finds nothing, nor does a memory dump */
  memset(model->previous_draft, 0, sizeof model->previous_draft);
}

void visit_end(struct turn *turn, enum vp_effect_kind fate) {
  struct vp_model *model = turn->model;
  visit_drop_takes(turn, fate); /* deleting or abandoning ends a recording as well */
  model->step = model->medium = model->theme = model->kind = model->prompt = model->pending_medium = -1;
  model->method = model->take_medium = 0;
  model->agreed = model->shift = model->signs = false;
  model->dialog = VP_DIALOG_NONE;
  panel_reset(turn);
  memset(model->code, 0, sizeof model->code);
  visit_rest(turn);
  turn_effect(turn, VP_EFFECT_STATUS);
}

void visit_on_begin(struct turn *turn) {
  struct vp_model *model = turn->model;
  int language = turn->message->argument;
  if ((model->screen != VP_SCREEN_WELCOME && model->screen != VP_SCREEN_DRIVE) || model->status.full)
    return;
  if (language >= (int)model->guide->language_count)
    return;
  if (language >= 0)
    panel_language(model, language);
  model->method = 0;
  if (visit_step_of(model, VP_STEP_MEDIUM) < 0)
    model->medium = 0; /* a method that doesn't ask is told aloud */
  visit_enter_step(turn, 0);
}

/* The screen before this one within its step. */
static bool back_within_step(struct turn *turn) {
  struct vp_model *model = turn->model;
  bool starts_anew =
      model->screen == VP_SCREEN_TELL || (model->screen == VP_SCREEN_STARTERS && model->draft_length == 0);
  if (starts_anew && model->previous_take && model->take_state == VP_TAKE_NONE) {
    take_restore_previous(turn);
    return true;
  }
  if (model->screen == VP_SCREEN_TELL) {
    visit_show(turn, VP_SCREEN_QUESTION);
    return true;
  }
  if (model->screen == VP_SCREEN_WRITE) {
    visit_show(turn, VP_SCREEN_STARTERS);
    return true;
  }
  return false;
}

/* A draft without a take: the store refused it, and the person has it all the same. */
static bool has_begun(const struct vp_model *model) {
  return visit_has_take(model) || model->draft_length > 0;
}

static void leave(struct turn *turn) {
  if (has_begun(turn->model))
    turn->model->dialog = VP_DIALOG_LEAVE;
  else
    visit_end(turn, VP_EFFECT_TAKE_DELETE);
}

void visit_on_back(struct turn *turn) {
  struct vp_model *model = turn->model;
  if (model->dialog != VP_DIALOG_STILL_THERE && panel_back(turn))
    return;
  if (model->dialog != VP_DIALOG_NONE) {
    visit_on_cancel(turn);
    return;
  }
  if (!visit_is_on(model) || model->screen == VP_SCREEN_THANKS || model->take_state == VP_TAKE_KEEPING)
    return;
  if (back_within_step(turn))
    return;
  if (model->step > 0)
    visit_enter_step(turn, model->step - 1);
  else
    leave(turn);
}

/* Whether the present step has its answer already, so that one may go on without choosing again. */
static bool answered(const struct vp_model *model) {
  switch (model->screen) {
  case VP_SCREEN_MEDIUM:
    return model->medium >= 0;
  case VP_SCREEN_THEME:
    return model->theme >= 0;
  case VP_SCREEN_KIND:
    return model->kind >= 0;
  case VP_SCREEN_CONSENT:
    return model->agreed;
  default:
    return false;
  }
}

void visit_on_next(struct turn *turn) {
  struct vp_model *model = turn->model;
  if (answered(model))
    visit_next(turn);
  else if (model->screen == VP_SCREEN_QUESTION)
    visit_show(turn, VP_SCREEN_TELL);
  else if (model->screen == VP_SCREEN_STARTERS)
    visit_show(turn, VP_SCREEN_WRITE);
}

bool vp_session_may_type_instead(const struct vp_model *model) {
  bool deaf = model->microphone == VP_MICROPHONE_NONE || model->microphone == VP_MICROPHONE_LOST;
  return model->screen == VP_SCREEN_TELL && deaf && !visit_has_take(model) &&
         visit_step_of(model, VP_STEP_MEDIUM) >= 0; /* a method that is told aloud only says so by not asking */
}

void visit_on_medium(struct turn *turn) {
  struct vp_model *model = turn->model;
  int medium = turn->message->argument;
  if (model->screen == VP_SCREEN_TELL && medium == 1 && vp_session_may_type_instead(model)) {
    model->medium = 1;
    visit_enter_step(turn, model->step);
    return;
  }
  if (model->screen != VP_SCREEN_MEDIUM || medium < 0 || medium > 1)
    return;
  if (has_begun(model) && medium != model->medium) {
    model->pending_medium = medium;
    model->dialog = VP_DIALOG_CHANGE_MEDIUM;
    return;
  }
  model->medium = medium;
  visit_next(turn);
}

void visit_on_theme(struct turn *turn) {
  struct vp_model *model = turn->model;
  int theme = turn->message->argument;
  if (model->screen != VP_SCREEN_THEME || theme < 0 || theme >= (int)model->guide->theme_count)
    return;
  if (theme != model->theme)
    model->prompt = -1; /* the question belonged to the other theme */
  model->theme = theme;
  visit_next(turn);
}

void visit_on_kind(struct turn *turn) {
  struct vp_model *model = turn->model;
  int kind = turn->message->argument;
  if (model->screen != VP_SCREEN_KIND || kind < 0 || kind >= (int)model->guide->kind_count)
    return;
  if (kind != model->kind)
    model->prompt = -1;
  model->kind = kind;
  visit_next(turn);
}

void visit_on_agree(struct turn *turn) {
  if (turn->model->screen != VP_SCREEN_CONSENT)
    return;
  turn->model->agreed = true;
  visit_next(turn);
}

void visit_on_decline(struct turn *turn) {
  if (turn->model->screen == VP_SCREEN_CONSENT)
    leave(turn);
}

void visit_on_throw_away(struct turn *turn) {
  if (turn->model->screen == VP_SCREEN_REVIEW && turn->model->take_state == VP_TAKE_PAUSED)
    turn->model->dialog = VP_DIALOG_THROW_AWAY;
}

void visit_on_confirm(struct turn *turn) {
  struct vp_model *model = turn->model;
  enum vp_dialog dialog = model->dialog;
  model->dialog = VP_DIALOG_NONE;
  switch (dialog) {
  case VP_DIALOG_THROW_AWAY:
    visit_drop_takes(turn, VP_EFFECT_TAKE_DELETE);
    visit_enter_step(turn, (int)model->guide->methods[model->method].step_count - 1);
    break;
  case VP_DIALOG_LEAVE:
    visit_end(turn, VP_EFFECT_TAKE_DELETE);
    break;
  case VP_DIALOG_CHANGE_MEDIUM:
    visit_drop_takes(turn, VP_EFFECT_TAKE_DELETE);
    model->medium = model->pending_medium;
    visit_next(turn);
    break;
  case VP_DIALOG_NONE:
  case VP_DIALOG_STILL_THERE:
    break;
  }
}

void visit_on_cancel(struct turn *turn) {
  turn->model->dialog = VP_DIALOG_NONE;
}

void visit_on_finish(struct turn *turn) {
  if (turn->model->screen == VP_SCREEN_THANKS)
    visit_end(turn, VP_EFFECT_TAKE_DELETE);
}
