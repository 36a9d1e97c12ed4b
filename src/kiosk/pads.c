/* Controllers and idle CPU: left to itself SDL (2.26) wakes a thousand times a second as soon as a controller is there,
 * 1.8 % of a processor. So it is told not to look by itself, and we do: every second while there is none, every 50 ms
 * while one lies there, every 10 ms while it is being used. What is pressed in between waits in the kernel's queue.
 * Chattering contacts (many changes a second) are one press, until they have been still for a moment. */
#include "pads.h"

#include <stdlib.h>
#include <string.h>

#include <vertelpunt/log.h>

#include "keys.h"

enum {
  NONE_WAIT_MS = 1000,
  RESTING_WAIT_MS = 50,
  USED_WAIT_MS = 10,
  USED_FOR_MS = 10000,
  BOUNCE_MS = 50,
  STICK_OUT = 20000, /* of 32767 */
  STICK_REST = 10000,
};

_Static_assert((int)PAD_STICK_RIGHT < (int)PAD_CODES_MAX && (int)SDL_CONTROLLER_BUTTON_MAX <= (int)PAD_STICK_UP,
               "buttons and stick have codes of their own");

void pads_open(struct pads *pads) {
  *pads = (struct pads){0};
  SDL_SetHint(SDL_HINT_AUTO_UPDATE_JOYSTICKS, "0");
  SDL_SetHint(SDL_HINT_JOYSTICK_ALLOW_BACKGROUND_EVENTS, "0");
  SDL_SetHint(SDL_HINT_JOYSTICK_HIDAPI, "0");                  /* the kernel's drivers do: no threads, no raw USB */
  SDL_SetHint(SDL_HINT_GAMECONTROLLER_USE_BUTTON_LABELS, "0"); /* by their place: the lower one chooses */
  pads->ready = SDL_InitSubSystem(SDL_INIT_GAMECONTROLLER) == 0;
  if (!pads->ready)
    vp_log(VP_LOG_WARNING, "kiosk", "game controllers cannot be used: %s", SDL_GetError());
}

void pads_close(struct pads *pads) {
  if (!pads->ready)
    return;
  for (int i = 0; i < PADS_MAX; i++)
    if (pads->pads[i].controller)
      SDL_GameControllerClose(pads->pads[i].controller);
  *pads = (struct pads){0};
  SDL_QuitSubSystem(SDL_INIT_GAMECONTROLLER);
}

static bool any(const struct pads *pads) {
  for (int i = 0; i < PADS_MAX; i++)
    if (pads->pads[i].controller)
      return true;
  return false;
}

int pads_wait_ms(const struct pads *pads, int64_t now_ms) {
  if (!pads->ready)
    return -1;
  if (!any(pads))
    return NONE_WAIT_MS;
  return now_ms - pads->used_ms < USED_FOR_MS ? USED_WAIT_MS : RESTING_WAIT_MS;
}

void pads_update(struct pads *pads) {
  if (pads->ready)
    SDL_GameControllerUpdate();
}

/* ---- plugged in and out ---- */

static struct pad *find(struct pads *pads, SDL_JoystickID id) {
  for (int i = 0; i < PADS_MAX; i++)
    if (pads->pads[i].controller && pads->pads[i].id == id)
      return &pads->pads[i];
  return NULL;
}

static void add(struct pads *pads, int index, int64_t now_ms) {
  struct pad *place = NULL;
  for (int i = PADS_MAX - 1; i >= 0; i--)
    if (!pads->pads[i].controller)
      place = &pads->pads[i];
  if (!place || find(pads, SDL_JoystickGetDeviceInstanceID(index)))
    return; /* a fifth controller is nobody's */
  SDL_GameController *controller = SDL_GameControllerOpen(index);
  if (!controller) { /* unplugged again already, or we may not read it */
    vp_log(VP_LOG_WARNING, "kiosk", "a game controller cannot be opened: %s", SDL_GetError());
    return;
  }
  *place =
      (struct pad){.controller = controller, .id = SDL_JoystickInstanceID(SDL_GameControllerGetJoystick(controller))};
  pads->used_ms = now_ms;
}

static void take_out(struct pads *pads, SDL_JoystickID id) {
  struct pad *pad = find(pads, id);
  if (!pad)
    return;
  SDL_GameControllerClose(pad->controller);
  *pad = (struct pad){0};
}

/* ---- pressed ---- */

static bool change(struct pads *pads, struct pad *pad, int32_t code, bool down, int64_t now_ms) {
  if (code < 0 || code >= PAD_CODES_MAX)
    return false;
  int button = code > PAD_STICK_UP ? PAD_STICK_UP : code; /* a stick is one thing, whichever way it leans */
  int64_t *changed_ms = &pad->changed_ms[button];
  bool still = *changed_ms == 0 || now_ms - *changed_ms >= BOUNCE_MS;
  bool counts = down ? still && !pad->down[button] : pad->down[button];
  *changed_ms = now_ms;
  pads->used_ms = now_ms;
  if (counts)
    pad->down[button] = down;
  return counts;
}

static int32_t direction(const struct pad *pad) {
  bool across = abs(pad->x) > abs(pad->y);
  int out = across ? pad->x : pad->y;
  if (abs(out) < STICK_OUT)
    return 0;
  if (across)
    return out < 0 ? PAD_STICK_LEFT : PAD_STICK_RIGHT;
  return out < 0 ? PAD_STICK_UP : PAD_STICK_DOWN;
}

/* From one side to another it is a press only when it has been at rest between. */
static bool move(struct pads *pads, struct pad *pad, int64_t now_ms, int32_t *code, bool *down) {
  if (pad->stick && abs(pad->x) < STICK_REST && abs(pad->y) < STICK_REST) {
    *code = pad->stick;
    *down = false;
    pad->stick = 0;
    return change(pads, pad, *code, false, now_ms);
  }
  if (pad->stick || direction(pad) == 0)
    return false;
  pad->stick = *code = direction(pad);
  *down = true;
  return change(pads, pad, *code, true, now_ms);
}

bool pads_event(struct pads *pads, const SDL_Event *event, int64_t now_ms, int32_t *code, bool *down) {
  struct pad *pad;
  switch (event->type) {
  case SDL_CONTROLLERDEVICEADDED:
    add(pads, event->cdevice.which, now_ms);
    return false;
  case SDL_CONTROLLERDEVICEREMOVED:
    take_out(pads, event->cdevice.which);
    return false;
  case SDL_CONTROLLERBUTTONDOWN:
  case SDL_CONTROLLERBUTTONUP:
    pad = find(pads, event->cbutton.which);
    *code = event->cbutton.button;
    *down = event->type == SDL_CONTROLLERBUTTONDOWN;
    return pad && change(pads, pad, *code, *down, now_ms);
  case SDL_CONTROLLERAXISMOTION:
    pad = find(pads, event->caxis.which);
    if (!pad || event->caxis.axis > SDL_CONTROLLER_AXIS_LEFTY)
      return false;
    *(event->caxis.axis == SDL_CONTROLLER_AXIS_LEFTX ? &pad->x : &pad->y) = event->caxis.value;
    return move(pads, pad, now_ms, code, down);
  default:
    return false;
  }
}
