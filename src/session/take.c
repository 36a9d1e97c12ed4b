/* A take: begun with the red button, paused and resumed as often as one likes, heard back, and then kept or not. It
 * belongs to one visit by construction: every answer carries the take's number, and an answer about another take is
 * dropped. */
#include "turn.h"

#include <string.h>

void take_begin(struct turn *turn, int medium) {
  struct vp_model *model = turn->model;
  if (++model->last_take == 0) /* after four thousand million takes: 0 means none */
    model->last_take = 1;
  model->take = model->last_take;
  model->take_begun = false;
  model->take_medium = medium;
  turn_effect(turn, VP_EFFECT_TAKE_START);
  turn->effects->items[turn->effects->count - 1].replaces = model->previous_take;
}

static bool is_about_take(const struct turn *turn) {
  return turn->message->take == turn->model->take && turn->model->take_state != VP_TAKE_NONE;
}

/* Why something did not work; never nothing. */
static enum vp_trouble told_trouble(const struct turn *turn) {
  enum vp_trouble trouble = turn->message->take_status.trouble;
  return trouble > VP_TROUBLE_NONE && trouble <= VP_TROUBLE_STORE ? trouble : VP_TROUBLE_STORE;
}

void take_close_player(struct turn *turn) {
  struct vp_model *model = turn->model;
  if (model->player == VP_PLAY_IDLE)
    return;
  model->player = VP_PLAY_IDLE;
  model->player_ms = model->player_length_ms = 0;
  turn_effect(turn, VP_EFFECT_PLAYER_CLOSE);
}

void take_on_prompt(struct turn *turn) {
  struct vp_model *model = turn->model;
  int prompt = turn->message->argument;
  if (model->screen != VP_SCREEN_QUESTION || prompt >= (int)model->guide->prompt_count)
    return;
  model->prompt = prompt < 0 ? -1 : prompt;
  visit_show(turn, VP_SCREEN_TELL);
}

void take_on_record(struct turn *turn) {
  struct vp_model *model = turn->model;
  if (model->screen != VP_SCREEN_TELL || model->microphone != VP_MICROPHONE_READY)
    return;
  if (model->take_state == VP_TAKE_NONE) {
    take_begin(turn, 0);
    model->take_ms = 0;
  } else if (model->take_state == VP_TAKE_PAUSED) {
    turn_effect(turn, VP_EFFECT_TAKE_RESUME);
  } else {
    return;
  }
  model->take_state = VP_TAKE_RECORDING;
  model->trouble = VP_TROUBLE_NONE;
  model->unheard = false;
}

void take_on_pause(struct turn *turn) {
  struct vp_model *model = turn->model;
  if (model->take_state != VP_TAKE_RECORDING)
    return;
  model->take_state = VP_TAKE_PAUSED;
  model->level = 0;
  model->unheard = false;
  turn_effect(turn, VP_EFFECT_TAKE_PAUSE);
}

void take_on_done(struct turn *turn) {
  struct vp_model *model = turn->model;
  bool told = model->screen == VP_SCREEN_TELL &&
              (model->take_state == VP_TAKE_RECORDING || model->take_state == VP_TAKE_PAUSED);
  if (told || (model->screen == VP_SCREEN_WRITE && write_begin(turn)))
    visit_next(turn); /* leaving the screen pauses */
}

void take_on_keep(struct turn *turn) {
  struct vp_model *model = turn->model;
  if (model->screen != VP_SCREEN_REVIEW || model->take_state != VP_TAKE_PAUSED)
    return;
  take_close_player(turn);
  model->take_state = VP_TAKE_KEEPING;
  model->trouble = VP_TROUBLE_NONE;
  turn_effect(turn, VP_EFFECT_TAKE_KEEP);
}

void take_on_again(struct turn *turn) {
  struct vp_model *model = turn->model;
  /* before the store has this take, another would follow one that perhaps never began */
  if (model->screen != VP_SCREEN_REVIEW || model->take_state != VP_TAKE_PAUSED || !model->take_begun)
    return;
  model->previous_take = model->take;
  model->previous_ms = model->take_ms;
  memcpy(model->previous_draft, model->draft, sizeof model->draft);
  model->previous_draft_length = model->draft_length;
  model->take_state = VP_TAKE_NONE;
  model->take_ms = 0;
  memset(model->draft, 0, sizeof model->draft);
  model->draft_length = 0;
  model->step = visit_step_of(model, VP_STEP_TELL);
  visit_show(turn, model->medium == 1 ? VP_SCREEN_STARTERS : VP_SCREEN_TELL);
}

void take_restore_previous(struct turn *turn) {
  struct vp_model *model = turn->model;
  model->take = model->previous_take;
  model->take_ms = model->previous_ms;
  memcpy(model->draft, model->previous_draft, sizeof model->draft);
  model->draft_length = model->previous_draft_length;
  memset(model->previous_draft, 0, sizeof model->previous_draft);
  model->previous_draft_length = 0;
  model->previous_take = 0;
  model->take_begun = true;
  model->take_state = VP_TAKE_PAUSED;
  visit_enter_step(turn, visit_step_of(model, VP_STEP_REVIEW));
}

void take_on_microphone(struct turn *turn) {
  struct vp_model *model = turn->model;
  enum vp_microphone microphone = turn->message->microphone;
  if (model->microphone != VP_MICROPHONE_CLOSED && microphone > VP_MICROPHONE_CLOSED &&
      microphone <= VP_MICROPHONE_LOST)
    model->microphone = microphone;
}

/* The store has it, and no longer the one that it replaces. */
static void has_begun(struct vp_model *model) {
  model->take_begun = true;
  model->previous_take = 0;
  model->previous_ms = 0;
  model->previous_draft_length = 0;
  memset(model->previous_draft, 0, sizeof model->previous_draft);
}

void take_on_started(struct turn *turn) {
  struct vp_model *model = turn->model;
  if (!is_about_take(turn) || model->take_begun)
    return;
  has_begun(model);
  model->waveform_count = 0; /* not earlier: had it failed, the previous take would have kept its picture */
}

void take_on_failed(struct turn *turn) {
  struct vp_model *model = turn->model;
  if (!is_about_take(turn) || model->take_begun || model->take_state == VP_TAKE_KEPT)
    return;
  take_close_player(turn);
  model->take_state = VP_TAKE_NONE;
  model->take_ms = 0;
  model->level = 0;
  model->unheard = false;
  if (model->screen == VP_SCREEN_REVIEW) { /* it never began: back to where it can be tried again */
    if (model->dialog == VP_DIALOG_THROW_AWAY)
      model->dialog = VP_DIALOG_NONE;
    visit_enter_step(turn, visit_step_of(model, VP_STEP_TELL));
  }
  model->trouble = told_trouble(turn);
}

void take_on_level(struct turn *turn) {
  struct vp_model *model = turn->model;
  if (!is_about_take(turn) || model->take_state != VP_TAKE_RECORDING)
    return;
  model->take_ms = turn->message->take_status.duration_ms;
  float peak = turn->message->take_status.peak;
  model->level = peak > 0 ? (peak < 1 ? peak : 1) : 0; /* no number at all is silence too */
  model->unheard = turn->message->take_status.unheard;
  if (turn->message->take_status.heard) {
    model->input_ms = model->now_ms; /* speech is input: accessibility.md M1 */
    if (model->dialog == VP_DIALOG_STILL_THERE)
      model->dialog = VP_DIALOG_NONE;
  }
}

void take_on_paused(struct turn *turn) {
  struct vp_model *model = turn->model;
  if (!is_about_take(turn) || (model->take_state != VP_TAKE_RECORDING && model->take_state != VP_TAKE_PAUSED))
    return;
  size_t count = turn->message->take_status.waveform_count;
  model->waveform_count = count < VP_WAVEFORM_MAX ? count : VP_WAVEFORM_MAX;
  memcpy(model->waveform, turn->message->take_status.waveform, model->waveform_count);
  model->take_ms = turn->message->take_status.duration_ms;
  if (turn->message->take_status.trouble != VP_TROUBLE_NONE) {
    if (model->take_state == VP_TAKE_RECORDING) /* a "go on" may have crossed this on its way: what is shown holds */
      turn_effect(turn, VP_EFFECT_TAKE_PAUSE);
    model->take_state = VP_TAKE_PAUSED;
    model->trouble = told_trouble(turn);
    model->level = 0;
    model->unheard = false;
  }
}

void take_on_kept(struct turn *turn) {
  struct vp_model *model = turn->model;
  if (!is_about_take(turn) || model->take_state != VP_TAKE_KEEPING)
    return;
  has_begun(model); /* else it could not have been kept */
  memcpy(model->code, turn->message->code, sizeof model->code);
  model->code[VP_CODE_DIGITS] = '\0';
  model->take_state = VP_TAKE_KEPT;
  model->draft_length = 0;
  memset(model->draft, 0, sizeof model->draft);
  model->dialog = VP_DIALOG_NONE;
  visit_enter_step(turn, (int)model->guide->methods[model->method].step_count - 1);
  turn_effect(turn, VP_EFFECT_STATUS);
}

void take_on_keep_failed(struct turn *turn) {
  struct vp_model *model = turn->model;
  if (!is_about_take(turn) || model->take_state != VP_TAKE_KEEPING)
    return;
  model->take_state = VP_TAKE_PAUSED; /* the take stays, on screen and on disk */
  model->trouble = told_trouble(turn);
}

void take_on_play(struct turn *turn) {
  struct vp_model *model = turn->model;
  if (model->screen != VP_SCREEN_REVIEW || model->medium != 0 || model->take_state != VP_TAKE_PAUSED)
    return;
  switch (model->player) {
  case VP_PLAY_PLAYING:
    model->player = VP_PLAY_PAUSED;
    turn_effect(turn, VP_EFFECT_PLAYER_PAUSE);
    break;
  case VP_PLAY_PAUSED:
    model->player = VP_PLAY_PLAYING;
    turn_effect(turn, VP_EFFECT_PLAYER_RESUME);
    break;
  case VP_PLAY_IDLE:
  case VP_PLAY_FINISHED:
  case VP_PLAY_FAILED:
    take_close_player(turn); /* the one that has come to its end */
    model->player = VP_PLAY_OPENING;
    turn_effect(turn, VP_EFFECT_PLAYER_OPEN);
    break;
  case VP_PLAY_OPENING:
    break;
  }
}

void take_on_player(struct turn *turn) {
  struct vp_model *model = turn->model;
  enum vp_player_view view = turn->message->player.view;
  if (!is_about_take(turn) || model->player == VP_PLAY_IDLE || view <= VP_PLAY_IDLE || view > VP_PLAY_FAILED)
    return;
  /* a pause asked for after the player sent its position: the person's word counts */
  bool ended = view == VP_PLAY_FINISHED || view == VP_PLAY_FAILED;
  if (ended || model->player == VP_PLAY_OPENING)
    model->player = view;
  model->player_ms = turn->message->player.position_ms;
  model->player_length_ms = turn->message->player.length_ms;
  if (view == VP_PLAY_PLAYING)
    model->input_ms = model->now_ms; /* who listens is there */
}
