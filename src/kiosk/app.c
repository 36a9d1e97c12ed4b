/* Event, message, update, effects, tree: the turn that the whole program makes of. The UI thread alone runs it, and
 * nothing in it waits. */
#include "app.h"

#include <string.h>
#include <time.h>

#include <vertelpunt/clock.h>
#include <vertelpunt/log.h>
#include <vertelpunt/screens.h>
#include <vertelpunt/seal.h>
#include <vertelpunt/utf8.h>

#include "courier.h"
#include "recorder.h"

static void wake(struct app *app) {
  pthread_mutex_lock(&app->wake_lock); /* so that it is not called any more when app_set_wake has returned */
  if (app->wake)
    app->wake();
  pthread_mutex_unlock(&app->wake_lock);
}

void app_set_wake(struct app *app, void (*function)(void)) {
  pthread_mutex_lock(&app->wake_lock);
  app->wake = function;
  pthread_mutex_unlock(&app->wake_lock);
}

bool app_try_post(struct app *app, const struct vp_message *message) {
  bool posted = vp_queue_push(&app->inbox, message) == VP_OK;
  if (!posted)
    vp_log(VP_LOG_ERROR, "kiosk", "out of memory: the answer '%s' is lost", vp_message_name(message->kind));
  wake(app);
  return posted;
}

void app_post(struct app *app, const struct vp_message *message) {
  static const struct timespec nap = {.tv_nsec = 20000000};
  /* a queue that cannot grow has room again as soon as the UI thread has taken something out of it */
  while (vp_queue_push(&app->inbox, message)) {
    wake(app);
    if (atomic_load(&app->quit))
      return; /* nobody listens any more */
    nanosleep(&nap, NULL);
  }
  wake(app);
}

void app_end(struct app *app) {
  static const struct vp_message nothing = {.kind = VP_MESSAGE_NONE};
  atomic_store(&app->quit, true);
  app_post(app, &nothing); /* wakes whoever polls the inbox, too */
}

/* What staff have read and confirmed is what the kiosk joins: another drive may have come to that place since. */
static void enrol(struct app *app, int drive) {
  struct vp_collection found = courier_offered(app->courier, drive);
  char fingerprint[sizeof app->model.collection.fingerprint];
  vp_collection_fingerprint(&found, fingerprint, sizeof fingerprint);
  if (strcmp(fingerprint, app->model.collection.fingerprint) == 0) {
    recorder_enrol(app->recorder, &found);
    return;
  }
  struct vp_message message = {.kind = VP_MESSAGE_ENROL_FAILED};
  vp_fault_set(&message.fault, VP_E_GONE, "joining a collection", app->model.drives[drive].path,
               "Take the drive out and plug it in again.", "another drive is there now");
  app_try_post(app, &message);
}

static void carry_out(struct app *app, const struct vp_effect *effect) {
  switch (effect->kind) {
  case VP_EFFECT_DRIVE_LOOK:
  case VP_EFFECT_SYNC:
  case VP_EFFECT_SYNC_STOP:
    courier_order(app->courier, effect, &app->model);
    break;
  case VP_EFFECT_ENROL:
    enrol(app, effect->drive);
    break;
  default:
    recorder_order(app->recorder, effect, &app->model);
    break;
  }
}

/* What this visit's person has set. */
struct vp_settings app_settings(const struct app *app) {
  return app->model.settings;
}

/* As the person has set it; the rest of the view is the window's. */
static void apply(struct app *app, const struct vp_settings *settings) {
  struct vp_view view = *vp_ui_view(app->ui);
  struct vp_fault fault = {0};
  view.text_size = settings->text_size;
  view.scheme = settings->scheme;
  view.reach = settings->reach;
  view.hide_screen = settings->hide_screen;
  view.hold_ms = settings->hold_ms;
  view.ignore_ms = settings->ignore_ms;
  if (vp_ui_set_view(app->ui, &view, &fault))
    vp_log_fault("ui", &fault); /* it stays as it was */
  vp_ui_set_scan(app->ui, settings->scan_ms, settings->ignore_ms);
}

void app_show(struct app *app) {
  struct vp_settings settings = app_settings(app);
  struct vp_arena *arena = &app->trees[!app->shown];
  vp_arena_reset(arena);
  struct vp_node *root = vp_screen_tree(&app->model, arena);
  if (!root) {
    vp_log(VP_LOG_ERROR, "kiosk", "out of memory: the screen stays as it was");
    return;
  }
  apply(app, &settings);
  if (vp_ui_present(app->ui, root, vp_clock_monotonic_ms()))
    vp_log(VP_LOG_ERROR, "kiosk", "out of memory: the screen is not drawn whole");
  app->shown = !app->shown; /* in any case: the ui holds the new tree now */
  if (app->tree_is_old)
    vp_arena_wipe(&app->trees[!app->shown]);
  app->tree_is_old = false;
}

static void update(struct app *app, struct vp_message *message) {
  struct vp_effects effects;
  bool visited = app->model.step >= 0;
  message->now_ms = vp_clock_monotonic_ms();
  vp_session_update(&app->model, message, &effects);
  speech_hear(app, message);
  app->tree_is_old |= visited && app->model.step < 0;
  if (visited && app->model.step < 0)
    input_end_visit(app);
  app->typing &= app_is_writing(app);
  const char *broken = vp_session_broken(&app->model);
  if (broken)
    vp_log(VP_LOG_ERROR, "session", "after '%s': %s", vp_message_name(message->kind), broken);
  if (message->kind == VP_MESSAGE_STORE_OPENED)
    courier_start(app->courier);
  for (size_t i = 0; i < effects.count; i++)
    carry_out(app, &effects.items[i]);
}

void app_tell(struct app *app, struct vp_message message) {
  update(app, &message);
  app_show(app);
}

void app_choose(struct app *app, struct vp_action action) {
  app_tell(app, (struct vp_message){.kind = (enum vp_message_kind)action.message, .argument = action.argument});
}

void app_take_inbox(struct app *app) {
  struct vp_message message;
  bool any = false;
  while (vp_queue_pop(&app->inbox, &message)) {
    update(app, &message);
    any = true;
  }
  vp_seal_wipe(&message, sizeof message); /* a code has been in it, perhaps */
  int64_t deadline = vp_session_deadline_ms(&app->model);
  if (deadline >= 0 && deadline <= vp_clock_monotonic_ms()) {
    update(app, &(struct vp_message){.kind = VP_MESSAGE_TIME});
    any = true;
  }
  if (any)
    app_show(app);
  input_tick(app);
  speech_look(app);
}

int app_wait_ms(const struct app *app) {
  int64_t deadline = vp_session_deadline_ms(&app->model), input_ms = input_due_ms(app);
  if (deadline < 0 || (input_ms >= 0 && input_ms < deadline))
    deadline = input_ms;
  if (deadline < 0)
    return -1;
  int64_t left = deadline - vp_clock_monotonic_ms();
  return left < 0 ? 0 : left > 3600000 ? 3600000 : (int)left;
}

/* True: this answered "are you still there?", and does nothing else. */
static bool input(struct app *app) {
  struct vp_message message = {.kind = VP_MESSAGE_INPUT};
  bool asked = app->model.dialog == VP_DIALOG_STILL_THERE;
  speech_interrupt(app);
  update(app, &message);
  if (asked)
    app_show(app);
  return asked;
}

void app_touched(struct app *app) {
  input(app);
}

bool app_key(struct app *app, enum vp_key key) {
  struct vp_action action;
  app->typing = false;
  app->speech.stepped = key <= VP_KEY_RIGHT;
  if (input(app) || !vp_ui_key(app->ui, key, vp_clock_monotonic_ms(), &action))
    return false;
  app_choose(app, action);
  return true;
}

bool app_switch(struct app *app, enum vp_switch which) {
  struct vp_action action;
  app->typing = false;
  if (input(app) || !vp_ui_switch(app->ui, which, vp_clock_monotonic_ms(), &action))
    return false;
  app_choose(app, action);
  return true;
}

void app_ask(struct app *app, enum vp_message_kind kind, int32_t argument) {
  if (!input(app))
    app_tell(app, (struct vp_message){.kind = kind, .argument = argument});
}

bool app_press(struct app *app, const char *id) {
  struct vp_action action;
  if (input(app) || !vp_ui_choose(app->ui, id, &action))
    return false;
  app_choose(app, action);
  return true;
}

void app_pointer(struct app *app, enum vp_pointer kind, int pointer_id, int x, int y) {
  struct vp_action action;
  if (kind == VP_POINTER_DOWN && input(app))
    return; /* what lies beneath the question is not pressed with it: the ui knows nothing of this finger */
  if (vp_ui_pointer(app->ui, kind, pointer_id, x, y, vp_clock_monotonic_ms(), &action))
    app_choose(app, action);
}

bool app_is_writing(const struct app *app) {
  return app->model.screen == VP_SCREEN_WRITE && app->model.dialog == VP_DIALOG_NONE;
}

void app_type(struct app *app, const char *text) {
  if (input(app) || !app_is_writing(app))
    return;
  app->typing = true;
  for (const char *at = text, *end = text + strlen(text); at < end;) {
    uint32_t code_point = vp_utf8_next(&at, end);
    update(app, &(struct vp_message){.kind = VP_MESSAGE_TYPE, .argument = (int32_t)code_point});
  }
  app_show(app);
}

void app_erase(struct app *app) {
  if (!input(app) && app_is_writing(app))
    app_tell(app, (struct vp_message){.kind = VP_MESSAGE_BACKSPACE});
}
