/* The recorder's thread. While the microphone is open it wakes to drain it; otherwise it sleeps until there is an
 * order. */
#include "recorder_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <vertelpunt/clock.h>
#include <vertelpunt/log.h>

enum {
  TICK_MS = 50, /* how often the ring is drained */
};

void recorder_tell(struct recorder *recorder, struct vp_message message) {
  app_post(recorder->app, &message);
}

/* An order that only wakes: the recorder then looks at its player. */
void recorder_wake(struct recorder *recorder) {
  struct order order = {.kind = VP_EFFECT_NONE};
  if (vp_queue_push(&recorder->orders, &order))
    vp_log(VP_LOG_WARNING, "kiosk", "out of memory: the player's position is late");
}

static bool is_about_take(const struct recorder *recorder, uint32_t number) {
  return recorder->take && recorder->take->number == number;
}

static void obey(struct recorder *recorder, struct order *order) {
  switch (order->kind) {
  case VP_EFFECT_MICROPHONE_OPEN:
    recorder->wants_microphone = true;
    microphone_open(recorder);
    break;
  case VP_EFFECT_MICROPHONE_CLOSE:
    microphone_close(recorder);
    break;
  case VP_EFFECT_TAKE_START:
    take_order_start(recorder, order);
    break;
  case VP_EFFECT_PLAYER_PAUSE:
  case VP_EFFECT_PLAYER_RESUME:
    if (recorder->player)
      vp_player_pause(recorder->player, order->kind == VP_EFFECT_PLAYER_PAUSE);
    break;
  case VP_EFFECT_PLAYER_CLOSE:
    player_close(recorder);
    break;
  case VP_EFFECT_ENROL:
    recorder_join_collection(recorder, &order->collection);
    break;
  case VP_EFFECT_STATUS: /* asked at the end of every visit */
    recorder->session_takes = 0;
    recorder_tell_status(recorder);
    break;
  case VP_EFFECT_NONE:
    if (recorder->player)
      player_tell(recorder);
    break;
  default:
    if (is_about_take(recorder, order->take))
      take_order_obey(recorder, order);
    break;
  }
}

static void order_finish(struct order *order) {
  if (order->choices.draft)
    vp_seal_wipe(order->choices.draft, strlen(order->choices.draft));
  free(order->choices.draft);
}

static int wait_ms(const struct recorder *recorder) {
  if (recorder->wants_microphone && recorder->capture)
    return TICK_MS;
  if (!recorder->wants_microphone && !recorder->draft)
    return -1;
  int64_t left = (recorder->wants_microphone ? recorder->retry_ms : recorder->draft_ms) - vp_clock_monotonic_ms();
  return left < TICK_MS ? TICK_MS : (int)left;
}

static void tend(struct recorder *recorder) {
  if (recorder->wants_microphone)
    microphone_tend(recorder);
  if (recorder->draft && recorder->take && vp_clock_monotonic_ms() >= recorder->draft_ms)
    draft_save(recorder);
}

static void *run(void *context) {
  struct recorder *recorder = context;
  bool usable = recorder_open_store(recorder);
  struct order order;
  for (;;) {
    bool ending = atomic_load(&recorder->ending);
    if (vp_queue_wait(&recorder->orders, &order, ending ? 0 : wait_ms(recorder))) {
      if (usable)
        obey(recorder, &order);
      order_finish(&order);
    } else if (ending) {
      break;
    }
    if (usable)
      tend(recorder);
  }
  player_close(recorder);
  if (recorder->take)
    take_order_abandon(recorder);
  microphone_close(recorder);
  if (recorder->audio_ready)
    vp_audio_finish();
  draft_forget(recorder);
  if (usable)
    recorder_journal(recorder, "ended", NULL);
  vp_store_close(recorder->store);
  return NULL;
}

/* --- from the UI thread
 * ----------------------------------------------------------------------------------------------- */

int recorder_start(struct app *app, struct recorder **out, struct vp_fault *fault) {
  struct recorder *recorder = calloc(1, sizeof *recorder);
  if (!recorder)
    return vp_fault_set(fault, VP_E_NO_MEMORY, "starting", NULL, NULL, "out of memory");
  recorder->app = app;
  snprintf(recorder->folder, sizeof recorder->folder, "%s", app->options.data);
  int error = vp_queue_init(&recorder->orders, sizeof(struct order));
  if (error) {
    free(recorder);
    return vp_fault_set(fault, error, "starting", NULL, NULL, "%s", vp_error_name(error));
  }
  pthread_mutex_init(&recorder->lock, NULL);
  int number = pthread_create(&recorder->thread, NULL, run, recorder);
  if (number != 0) {
    pthread_mutex_destroy(&recorder->lock);
    vp_queue_finish(&recorder->orders);
    free(recorder);
    return vp_fault_errno(fault, number, "starting a thread", NULL, NULL);
  }
  *out = recorder;
  return VP_OK;
}

/* An order that cannot be given is answered as one that could not be carried out: somebody waits for the answer. */
static void refuse(struct app *app, const struct order *order) {
  struct vp_message message = {.take = order->take};
  switch (order->kind) {
  case VP_EFFECT_TAKE_START:
    message.kind = VP_MESSAGE_TAKE_FAILED;
    message.take_status.trouble = VP_TROUBLE_STORE;
    break;
  case VP_EFFECT_TAKE_KEEP:
    message.kind = VP_MESSAGE_KEEP_FAILED;
    message.take_status.trouble = VP_TROUBLE_STORE;
    break;
  case VP_EFFECT_PLAYER_OPEN:
    message.kind = VP_MESSAGE_PLAYER;
    message.player.view = VP_PLAY_FAILED;
    break;
  case VP_EFFECT_ENROL:
    message.kind = VP_MESSAGE_ENROL_FAILED;
    vp_fault_set(&message.fault, VP_E_NO_MEMORY, "joining a collection", NULL, NULL, "out of memory");
    break;
  default: /* nobody waits for it; a draft goes with the next key */
    return;
  }
  app_try_post(app, &message);
}

static void push(struct recorder *recorder, struct order *order) {
  if (vp_queue_push(&recorder->orders, order) == VP_OK)
    return;
  vp_log(VP_LOG_ERROR, "kiosk", "out of memory: an order is lost");
  order_finish(order);
  refuse(recorder->app, order);
}

void recorder_order(struct recorder *recorder, const struct vp_effect *effect, const struct vp_model *model) {
  struct order order = {
      .kind = (int)effect->kind, .take = effect->take, .replaces = effect->replaces, .given_ms = model->now_ms};
  order.choices = (struct choices){.guide = model->guide,
                                   .language = model->language,
                                   .method = model->method,
                                   .medium = model->medium,
                                   .theme = model->theme,
                                   .kind = model->kind,
                                   .prompt = model->prompt};
  bool words = effect->kind == VP_EFFECT_TAKE_DRAFT || (effect->kind == VP_EFFECT_TAKE_KEEP && model->medium == 1);
  if (words) {
    order.choices.draft = malloc(model->draft_length + 1);
    if (!order.choices.draft) { /* nothing is kept without its words: the person can try again */
      vp_log(VP_LOG_ERROR, "kiosk", "out of memory: a draft is not stored");
      refuse(recorder->app, &order);
      return;
    }
    memcpy(order.choices.draft, model->draft, model->draft_length + 1);
  }
  push(recorder, &order);
}

void recorder_enrol(struct recorder *recorder, const struct vp_collection *collection) {
  struct order order = {.kind = VP_EFFECT_ENROL, .collection = *collection};
  push(recorder, &order);
}

const struct vp_kiosk_key *recorder_kiosk_key(const struct recorder *recorder) {
  return &recorder->key;
}

bool recorder_collection(struct recorder *recorder, struct vp_collection *collection) {
  pthread_mutex_lock(&recorder->lock);
  *collection = recorder->collection;
  bool enrolled = recorder->enrolled;
  pthread_mutex_unlock(&recorder->lock);
  return enrolled;
}

void recorder_end(struct recorder *recorder) {
  if (!recorder || atomic_exchange(&recorder->ending, true))
    return;
  struct order order = {.kind = VP_EFFECT_NONE}; /* wakes it; a queue that is full does so by itself */
  (void)vp_queue_push(&recorder->orders, &order);
}

void recorder_stop(struct recorder *recorder) {
  struct order order;
  if (!recorder)
    return;
  recorder_end(recorder);
  pthread_join(recorder->thread, NULL);
  while (vp_queue_pop(&recorder->orders, &order))
    order_finish(&order);
  vp_queue_finish(&recorder->orders);
  pthread_mutex_destroy(&recorder->lock);
  vp_seal_wipe(recorder, sizeof *recorder);
  free(recorder);
}
