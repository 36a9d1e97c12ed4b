/* Hear or read it back, and decide: keep, again, or throw away; the last one smallest, and never beside keep. */
#include "frame.h"

/* 0 … 1: a player may be a little ahead of what it said its length was. */
static float position(const struct screen *s) {
  const struct vp_model *model = s->model;
  float at = (float)screen_calm_ms(s, model->player_ms) / (float)model->player_length_ms;
  return at < 0 ? 0 : at > 1 ? 1 : at;
}

static void add_player(struct screen *s) {
  const struct vp_model *model = s->model;
  bool playing = model->player == VP_PLAY_PLAYING || model->player == VP_PLAY_OPENING;
  struct vp_node *wave = screen_add(s, s->root, VP_ROLE_WAVEFORM, "waveform", _("Your voice"));
  wave->samples = model->waveform;
  wave->sample_count = model->waveform_count;
  wave->maximum = 1;
  if (model->player != VP_PLAY_IDLE && model->player_length_ms > 0)
    wave->value = position(s);
  wave->moves = true;
  struct vp_node *row = screen_add(s, s->root, VP_ROLE_ROW, "listen", NULL);
  const char *label = playing ? _("Pause") : model->player == VP_PLAY_PAUSED ? _("Go on") : _("Hear it back");
  struct vp_node *play = screen_button(s, row, "play", playing ? "pause" : "play-arrow", label, VP_MESSAGE_PLAY, 0);
  play->state = model->take_state == VP_TAKE_KEEPING ? VP_STATE_DISABLED : 0;
  struct vp_node *time = screen_add(
      s, row, VP_ROLE_TIME, "time",
      model->player == VP_PLAY_IDLE ? screen_clock(s, model->take_ms)
                                    : screen_format(s, "%s / %s", screen_clock(s, screen_calm_ms(s, model->player_ms)),
                                                    screen_clock(s, model->player_length_ms)));
  time->moves = true;
}

static void add_state(struct screen *s) {
  const struct vp_model *model = s->model;
  if (model->take_state == VP_TAKE_KEEPING)
    screen_status(s, "state", "hourglass", _("One moment. Your story is being kept."));
  else if (model->trouble == VP_TROUBLE_NO_SPACE)
    screen_status(s, "state", "storage",
                  _("There is no room to keep it. Your story is still here. Ask a staff member."));
  else if (model->trouble == VP_TROUBLE_MICROPHONE)
    screen_status(s, "state", "mic-off", _("The microphone had stopped. What you told before that is here."));
  else if (model->trouble != VP_TROUBLE_NONE)
    screen_status(s, "state", "warning",
                  _("Keeping it did not work. Your story is still here. Try again, or ask a staff member."));
  else if (model->player == VP_PLAY_FAILED)
    screen_status(s, "state", "volume-up", _("Playing does not work here. You can still keep your story."));
}

void screen_review(struct screen *s) {
  const struct vp_model *model = s->model;
  unsigned busy = model->take_state == VP_TAKE_KEEPING ? VP_STATE_DISABLED : 0;
  screen_step_frame(s);
  add_state(s);
  if (model->medium == 0)
    add_player(s);
  else
    screen_add(s, s->root, VP_ROLE_TEXT, "story", model->draft);
  struct vp_node *row = screen_add(s, s->root, VP_ROLE_ROW, "decide", NULL);
  struct vp_node *keep = screen_button(s, row, "keep", "check", _("Keep"), VP_MESSAGE_KEEP, 0);
  keep->look = VP_LOOK_PRIMARY;
  keep->state = busy;
  keep->weight = 1.4F;
  struct vp_node *again = screen_button(s, row, "again", "replay", _("Again"), VP_MESSAGE_AGAIN, 0);
  again->state = model->take_begun ? busy : VP_STATE_DISABLED;
  struct vp_node *away = screen_button(s, row, "throw-away", "delete", _("Throw away"), VP_MESSAGE_THROW_AWAY, 0);
  away->look = VP_LOOK_QUIET;
  away->state = busy;
  away->weight = 0.8F;
}
