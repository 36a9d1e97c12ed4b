/* A take: begun with the red button, paused and resumed as often as one likes, heard back, and then kept or not. It belongs
 * to one visit by construction: every answer carries the take's number, and an answer about another take is dropped. */
#include "turn.h"

#include <string.h>

uint32_t take_new_number(struct vp_model *model) {
  if (++model->take == 0) /* after four thousand million takes: 0 means none */
    model->take = 1;
  return model->take;
}

static bool is_about_take(const struct turn *turn) {
  return turn->message->take == turn->model->take && turn->model->take_state != VP_TAKE_NONE;
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
    take_new_number(model);
    turn_effect(turn, VP_EFFECT_TAKE_START);
    turn->effects->items[turn->effects->count - 1].replaces = model->previous_take;
    model->take_medium = 0;
    model->take_ms = 0;
    model->waveform_count = 0;
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
  bool written = model->screen == VP_SCREEN_WRITE && model->take_state == VP_TAKE_PAUSED && !write_is_empty(model);
  if (told || written)
    visit_next(turn); /* leaving the screen pauses */
}

void take_on_keep(struct turn *turn) {
  struct vp_model *model = turn->model;
  if (model->screen != VP_SCREEN_REVIEW || model->take_state != VP_TAKE_PAUSED)
    return;
  if (model->player != VP_PLAY_IDLE) {
    model->player = VP_PLAY_IDLE;
    turn_effect(turn, VP_EFFECT_PLAYER_CLOSE);
  }
  model->take_state = VP_TAKE_KEEPING;
  model->trouble = VP_TROUBLE_NONE;
  turn_effect(turn, VP_EFFECT_TAKE_KEEP);
}

void take_on_again(struct turn *turn) {
  struct vp_model *model = turn->model;
  if (model->screen != VP_SCREEN_REVIEW || model->take_state != VP_TAKE_PAUSED)
    return;
  model->previous_take = model->take;
  model->previous_ms = model->take_ms;
  memcpy(model->previous_draft, model->draft, sizeof model->draft);
  model->previous_draft_length = model->draft_length;
  model->take_state = VP_TAKE_NONE;
  model->take_ms = 0;
  memset(model->draft, 0, sizeof model->draft);
  model->draft_length = 0;
  model->step--;
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
  model->take_state = VP_TAKE_PAUSED;
}

void take_on_microphone(struct turn *turn) {
  struct vp_model *model = turn->model;
  if (model->microphone != VP_MICROPHONE_CLOSED && turn->message->microphone != VP_MICROPHONE_CLOSED)
    model->microphone = turn->message->microphone;
}

void take_on_started(struct turn *turn) {
  struct vp_model *model = turn->model;
  if (!is_about_take(turn))
    return;
  model->previous_take = 0;
  model->previous_draft_length = 0;
  memset(model->previous_draft, 0, sizeof model->previous_draft);
}

void take_on_failed(struct turn *turn) {
  struct vp_model *model = turn->model;
  if (!is_about_take(turn) || model->take_state == VP_TAKE_KEPT)
    return;
  model->take_state = VP_TAKE_NONE;
  model->take_ms = 0;
  if (model->screen == VP_SCREEN_REVIEW) { /* it never began: back to where it can be tried again */
    model->dialog = VP_DIALOG_NONE;
    visit_enter_step(turn, model->step - 1);
  }
  model->trouble = turn->message->take_status.trouble;
}

void take_on_level(struct turn *turn) {
  struct vp_model *model = turn->model;
  if (!is_about_take(turn) || model->take_state != VP_TAKE_RECORDING)
    return;
  model->take_ms = turn->message->take_status.duration_ms;
  model->level = turn->message->take_status.peak;
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
    model->take_state = VP_TAKE_PAUSED;
    model->trouble = turn->message->take_status.trouble;
    model->level = 0;
    model->unheard = false;
  }
}

void take_on_kept(struct turn *turn) {
  struct vp_model *model = turn->model;
  if (!is_about_take(turn) || model->take_state != VP_TAKE_KEEPING)
    return;
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
  model->trouble = turn->message->take_status.trouble;
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
    model->player = VP_PLAY_OPENING;
    model->player_ms = 0;
    turn_effect(turn, VP_EFFECT_PLAYER_OPEN);
    break;
  case VP_PLAY_OPENING:
    break;
  }
}

void take_on_player(struct turn *turn) {
  struct vp_model *model = turn->model;
  if (!is_about_take(turn) || model->player == VP_PLAY_IDLE)
    return;
  enum vp_player_view view = turn->message->player.view;
  /* a pause asked for after the player sent its position: the person's word counts */
  bool ended = view == VP_PLAY_FINISHED || view == VP_PLAY_FAILED;
  if (ended || model->player == VP_PLAY_OPENING)
    model->player = view;
  model->player_ms = turn->message->player.position_ms;
  model->player_length_ms = turn->message->player.length_ms;
  if (view == VP_PLAY_PLAYING)
    model->input_ms = model->now_ms; /* who listens is there */
}
