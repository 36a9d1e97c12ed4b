/* What is asked of the take that is open, and of the player that lets its teller hear it. */
#include "recorder_parts.h"

#include <stdlib.h>
#include <string.h>

#include <vertelpunt/clock.h>
#include <vertelpunt/log.h>

enum { DRAFT_MS = 1000 };

void player_close(struct recorder *recorder) {
  vp_player_close(recorder->player);
  recorder->player = NULL;
}

void draft_forget(struct recorder *recorder) {
  if (recorder->draft)
    vp_seal_wipe(recorder->draft, strlen(recorder->draft));
  free(recorder->draft);
  recorder->draft = NULL;
  recorder->draft_refused = false;
}

static void draft_replace(struct recorder *recorder, char *draft) {
  bool refused = recorder->draft_refused;
  draft_forget(recorder);
  recorder->draft = draft;
  recorder->draft_refused = refused;
}

void draft_save(struct recorder *recorder) {
  struct vp_fault fault = {0};
  recorder->draft_ms = vp_clock_monotonic_ms() + DRAFT_MS;
  int error = take_store_draft(recorder->take, &recorder->place, recorder->draft, &fault);
  if (!error) {
    draft_forget(recorder);
  } else if (!recorder->draft_refused) { /* said once; it is tried again each second */
    vp_log_fault("store", &fault);
    recorder_tell_paused(recorder, recorder_trouble(error));
    recorder->draft_refused = true;
  }
}

/* Key and draft are wiped: from now on nobody here can play the story. */
void take_let_go(struct recorder *recorder) {
  recorder->recording = false;
  draft_forget(recorder);
  take_close(recorder->take);
  recorder->take = NULL;
}

void take_order_start(struct recorder *recorder, const struct order *order) {
  struct vp_fault fault = {0};
  struct take *fresh = NULL;
  bool sound = order->choices.medium == 0;
  const struct take *replaces =
      order->replaces && recorder->take && recorder->take->number == order->replaces ? recorder->take : NULL;
  int error = sound && !recorder->capture
                  ? vp_fault_set(&fault, VP_E_DEVICE, "beginning a take", NULL, NULL, "the microphone has gone")
                  : VP_OK;
  if (!error && sound)
    recording_arm(recorder, order->given_ms); /* before the disk is asked: what is said meanwhile waits in the ring */
  if (recorder->session_takes++ == 0)
    recorder->session = vp_id_new(vp_clock_now().utc_ms);
  if (!error)
    error = take_new(&fresh, order->take, &recorder->place, &order->choices, &recorder->session, replaces, &fault);
  if (error) {
    vp_log_fault("store", &fault);
    struct vp_message message = {.kind = VP_MESSAGE_TAKE_FAILED, .take = order->take};
    message.take_status.trouble = error == VP_E_DEVICE ? VP_TROUBLE_MICROPHONE : recorder_trouble(error);
    recorder_tell(recorder, message);
    return;
  }
  take_let_go(recorder);
  recorder->take = fresh;
  recorder->stored_samples = 0;
  recorder->draft_ms = 0;
  if (sound) {
    recorder->dropped_before = vp_capture_dropped(recorder->capture);
    recorder->recording = true;
    recorder->level_ms = 0;
  }
  recorder_tell(recorder, (struct vp_message){.kind = VP_MESSAGE_TAKE_STARTED, .take = order->take});
}

static void take_order_resume(struct recorder *recorder, const struct order *order) {
  if (!recorder->capture || recorder->take->ended)
    recorder_tell_paused(recorder, recorder->take->ended ? VP_TROUBLE_STORE : VP_TROUBLE_MICROPHONE);
  else
    recording_begin(recorder, order->given_ms);
}

static void take_order_keep(struct recorder *recorder, const struct order *order) {
  struct vp_message message = {.kind = VP_MESSAGE_TAKE_KEPT, .take = order->take};
  struct vp_fault fault = {0};
  int error = take_keep(&recorder->take, &recorder->place, &order->choices, message.code, &fault);
  if (error) {
    vp_log_fault("store", &fault);
    message.kind = VP_MESSAGE_KEEP_FAILED;
    message.take_status.trouble = recorder_trouble(error);
    recorder_journal(recorder, "keep-failed", NULL);
  } else {
    take_let_go(recorder);
    recorder_journal(recorder, "story-kept", NULL);
  }
  recorder_tell(recorder, message);
  vp_seal_wipe(&message, sizeof message);
}

static void take_order_delete(struct recorder *recorder) {
  struct vp_fault fault = {0};
  if (vp_store_delete(recorder->store, &recorder->take->facts.id, &fault))
    vp_log_fault("store", &fault); /* it stays as an interrupted one; the key goes in any case */
  take_let_go(recorder);
  recorder_journal(recorder, "take-deleted", NULL);
}

void take_order_abandon(struct recorder *recorder) {
  struct vp_fault fault = {0};
  if (recorder->recording && recorder->capture)
    recording_drain(recorder);
  recorder->recording = false;
  if (recorder->draft)
    draft_save(recorder);
  if (recorder->take->writer && take_store(recorder->take, &recorder->place, &fault))
    vp_log_fault("store", &fault);
  if (vp_store_interrupt(recorder->store, &recorder->take->facts.id, &fault))
    vp_log_fault("store", &fault);
  take_let_go(recorder);
  recorder_journal(recorder, "take-interrupted", NULL);
}

static void player_changed(void *context) {
  recorder_wake(context);
}

void player_tell(struct recorder *recorder) {
  static const enum vp_player_view views[] = {[VP_PLAYER_PLAYING] = VP_PLAY_PLAYING,
                                              [VP_PLAYER_PAUSED] = VP_PLAY_PAUSED,
                                              [VP_PLAYER_FINISHED] = VP_PLAY_FINISHED,
                                              [VP_PLAYER_FAILED] = VP_PLAY_FAILED};
  struct vp_message message = {.kind = VP_MESSAGE_PLAYER, .take = recorder->player_take};
  message.player.view = recorder->player ? views[vp_player_state(recorder->player)] : VP_PLAY_FAILED;
  message.player.position_ms = recorder->player ? vp_player_position_ms(recorder->player) : 0;
  message.player.length_ms = recorder->player ? vp_player_duration_ms(recorder->player) : 0;
  recorder_tell(recorder, message);
}

static void player_open(struct recorder *recorder) {
  unsigned char *bytes;
  size_t length;
  struct vp_fault fault = {0};
  player_close(recorder);
  recorder->player_take = recorder->take->number;
  int error = recorder->audio_ready ? VP_OK : vp_audio_init(&fault);
  recorder->audio_ready = error == VP_OK;
  if (!error)
    error = take_open_audio(recorder->take, &recorder->place, &bytes, &length, &fault);
  if (!error)
    error = vp_player_open(NULL, bytes, length, player_changed, recorder, &recorder->player, &fault);
  if (error) {
    recorder->player = NULL;
    vp_log_fault("audio", &fault);
  }
  player_tell(recorder);
}

void take_order_obey(struct recorder *recorder, struct order *order) {
  switch (order->kind) {
  case VP_EFFECT_TAKE_PAUSE:
    if (recorder->recording) {
      if (recorder->capture)
        recording_drain(recorder);
      if (recorder->recording)
        recording_stop(recorder, VP_TROUBLE_NONE);
    }
    break;
  case VP_EFFECT_TAKE_RESUME:
    take_order_resume(recorder, order);
    break;
  case VP_EFFECT_TAKE_DRAFT:
    draft_replace(recorder, order->choices.draft);
    order->choices.draft = NULL;
    break;
  case VP_EFFECT_TAKE_KEEP: /* should it fail, the draft is still to be stored */
    take_order_keep(recorder, order);
    break;
  case VP_EFFECT_TAKE_DELETE:
    player_close(recorder);
    take_order_delete(recorder);
    break;
  case VP_EFFECT_TAKE_ABANDON:
    player_close(recorder);
    take_order_abandon(recorder);
    break;
  case VP_EFFECT_PLAYER_OPEN:
    player_open(recorder);
    break;
  default:
    break;
  }
}
