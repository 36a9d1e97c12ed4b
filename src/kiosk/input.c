/* Deeds by the table. A switch acts when it is let go, so that holding it can mean something else: the access panel,
 * after three seconds (accessibility.md). Meanwhile scanning stands still. All else acts at once; what follows a press
 * sooner than the person has set is none (T2). */
#include "input.h"

#include <stdio.h>
#include <string.h>

#include <SDL.h>

#include <vertelpunt/clock.h>
#include <vertelpunt/log.h>

#include "app.h"

enum { HELD_MS = 3000, SWITCH_READY_MS = 100 };

static void told(void *context, const char *message) {
  (void)context;
  vp_log(VP_LOG_WARNING, "keys", "%s", message);
}

void input_start(struct app *app) {
  char path[PATH_TEXT + 16];
  snprintf(path, sizeof path, "%s/keys.conf", app->options.data);
  keys_default(&app->input.keys);
  keys_read(&app->input.keys, path, told, NULL);
}

/* ---- switches ---- */

static bool is_switch(enum deed deed) {
  return deed == DEED_SWITCH_FIRST || deed == DEED_SWITCH_SECOND || deed == DEED_SWITCH_ONE ||
         deed == DEED_SWITCH_NEXT || deed == DEED_SWITCH_CHOOSE;
}

static void wait_or_scan(struct app *app) {
  vp_ui_scan_speech(app->ui, app->input.speaking || app->input.is_held, vp_clock_monotonic_ms());
}

static enum vp_switch switch_of(struct app *app, enum deed deed) {
  bool two = app->input.two_switches || app_settings(app).switches == 2;
  switch (deed) {
  case DEED_SWITCH_FIRST:
    return two ? VP_SWITCH_NEXT : VP_SWITCH_ONE;
  case DEED_SWITCH_SECOND:
    app->input.two_switches = true;
    return VP_SWITCH_CHOOSE;
  case DEED_SWITCH_NEXT:
    return VP_SWITCH_NEXT;
  case DEED_SWITCH_CHOOSE:
    return VP_SWITCH_CHOOSE;
  default:
    return VP_SWITCH_ONE;
  }
}

static void hold(struct app *app, enum device device, int32_t code, enum deed deed) {
  struct input *input = &app->input;
  if (input->is_held)
    return; /* the other switch, or the same from another device: one at a time */
  input->is_held = true;
  input->held_device = device;
  input->held_code = code;
  input->held_deed = deed;
  input->held_ms = vp_clock_monotonic_ms();
  wait_or_scan(app);
}

void input_let_go(struct app *app) {
  app->input.is_held = false;
  wait_or_scan(app);
}

void input_set_speaking(struct app *app, bool speaking) {
  app->input.speaking = speaking;
  wait_or_scan(app);
}

void input_end_visit(struct app *app) {
  app->input.two_switches = false;
}

/* ---- deeds ---- */

/* The panel opens where its button stands, also from over a dialog beneath which that cannot be pressed. */
static bool has_panel(struct app *app) {
  struct vp_node *root = vp_ui_root(app->ui);
  for (struct vp_node *node = root; node; node = vp_tree_next(root, node))
    if (node->id && strcmp(node->id, "access") == 0)
      return true;
  return false;
}

static void act(struct app *app, enum deed deed) {
  switch (deed) {
  case DEED_NEXT:
    app_key(app, VP_KEY_NEXT);
    break;
  case DEED_PREVIOUS:
    app_key(app, VP_KEY_PREVIOUS);
    break;
  case DEED_UP:
    app_key(app, VP_KEY_UP);
    break;
  case DEED_DOWN:
    app_key(app, VP_KEY_DOWN);
    break;
  case DEED_LEFT:
    app_key(app, VP_KEY_LEFT);
    break;
  case DEED_RIGHT:
    app_key(app, VP_KEY_RIGHT);
    break;
  case DEED_CHOOSE:
    app_key(app, VP_KEY_CHOOSE);
    break;
  case DEED_BACK:
    app_key(app, VP_KEY_BACK);
    break;
  case DEED_PAGE_BACK:
    app_press(app, "page-back");
    break;
  case DEED_PAGE_NEXT:
    app_press(app, "page-next");
    break;
  case DEED_ERASE:
    app_erase(app);
    break;
  case DEED_SWITCH_FIRST:
  case DEED_SWITCH_SECOND:
  case DEED_SWITCH_ONE:
  case DEED_SWITCH_NEXT:
  case DEED_SWITCH_CHOOSE:
    app->input.switched_ms = vp_clock_monotonic_ms();
    app_switch(app, switch_of(app, deed));
    break;
  case DEED_ACCESS:
    if (has_panel(app))
      app_ask(app, VP_MESSAGE_PANEL, -1);
    else
      app_touched(app);
    break;
  case DEED_REPEAT:
    app_ask(app, VP_MESSAGE_REPEAT, 0);
    break;
  case DEED_LOUDER:
  case DEED_SOFTER:
    app_ask(app, VP_MESSAGE_VOLUME, deed == DEED_LOUDER ? 1 : -1);
    break;
  case DEED_FASTER:
  case DEED_SLOWER:
    app_ask(app, VP_MESSAGE_RATE, deed == DEED_FASTER ? 1 : -1);
    break;
  case DEED_NOTHING:
  case DEED_COUNT:
    app_touched(app);
    break;
  }
}

static bool too_soon(struct app *app) {
  int64_t now_ms = vp_clock_monotonic_ms(), last_ms = app->input.acted_ms;
  if (last_ms > 0 && now_ms - last_ms < app_settings(app).ignore_ms)
    return true;
  app->input.acted_ms = now_ms;
  return false;
}

void input_down(struct app *app, enum device device, int32_t code, bool shift) {
  enum deed deed = keys_find(&app->input.keys, device, code, shift);
  if (is_switch(deed))
    hold(app, device, code, deed); /* the ui knows which press of a switch is too soon */
  else if (deed == DEED_NOTHING || too_soon(app))
    app_touched(app);
  else
    act(app, deed);
}

void input_up(struct app *app, enum device device, int32_t code) {
  const struct input *input = &app->input;
  if (!input->is_held || input->held_device != device || input->held_code != code)
    return;
  act(app, input->held_deed);
  input_let_go(app);
}

/* ---- keyboards ---- */

static bool writes(int32_t key) {
  if (key >= SDLK_KP_DIVIDE && key <= SDLK_KP_PERIOD)
    return key != SDLK_KP_ENTER;
  return key >= SDLK_SPACE && key != SDLK_DELETE && !(key & SDLK_SCANCODE_MASK);
}

static bool may_repeat(enum deed deed) {
  return (deed >= DEED_NEXT && deed <= DEED_RIGHT) || deed == DEED_ERASE;
}

void input_key(struct app *app, int32_t key, bool shift, bool repeats) {
  bool writing = app_is_writing(app), text = writing && app->typing;
  if (text && (key == SDLK_RETURN || key == SDLK_KP_ENTER)) {
    app_type(app, "\n");
  } else if (writing && writes(key) && (text || key != SDLK_SPACE)) {
    if (!repeats) /* its letter comes as text; something that lies on the keyboard is nobody */
      app_touched(app);
  } else if (!repeats || may_repeat(keys_find(&app->input.keys, DEVICE_KEY, key, shift))) {
    input_down(app, DEVICE_KEY, key, shift);
  }
}

/* ---- time ---- */

static int64_t sooner(int64_t a, int64_t b) {
  return a < 0 ? b : b < 0 ? a : a < b ? a : b;
}

int64_t input_due_ms(const struct app *app) {
  int64_t held_ms = app->input.is_held ? app->input.held_ms + HELD_MS : -1;
  return sooner(held_ms, vp_ui_scan_due_ms(app->ui));
}

bool input_tick(struct app *app) {
  int64_t now_ms = vp_clock_monotonic_ms();
  if (app->input.is_held && now_ms >= app->input.held_ms + HELD_MS) {
    input_let_go(app);
    act(app, DEED_ACCESS);
    return true;
  }
  return vp_ui_scan_tick(app->ui, now_ms);
}

bool input_switch_is_ready(const struct app *app) {
  int64_t now_ms = vp_clock_monotonic_ms();
  int64_t wait_ms = app_settings(app).ignore_ms, last_ms = app->input.switched_ms;
  wait_ms = wait_ms > SWITCH_READY_MS ? wait_ms : SWITCH_READY_MS;
  return now_ms >= vp_ui_dead_until_ms(app->ui) && (last_ms == 0 || now_ms - last_ms >= wait_ms);
}
