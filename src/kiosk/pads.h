/* Game controllers, through SDL's mapping: plugged in and out at any moment, up to four at once. What comes out is a
 * press of a button, once for each time that it goes down; a stick is a button in each direction, and has to come back
 * to rest before it is pressed again. The thread of the window only. */
#ifndef VERTELPUNT_KIOSK_PADS_H
#define VERTELPUNT_KIOSK_PADS_H

#include <stdbool.h>
#include <stdint.h>

#include <SDL.h>

enum { PADS_MAX = 4, PAD_CODES_MAX = 68 };

struct pad {
  SDL_GameController *controller; /* NULL: this place is free */
  SDL_JoystickID id;
  int x, y;                          /* the left stick */
  int32_t stick;                     /* PAD_STICK_…; 0: at rest */
  bool down[PAD_CODES_MAX];          /* its press has been told */
  int64_t changed_ms[PAD_CODES_MAX]; /* when it last went up or down, whether that counted or not; 0: never */
};

struct pads {
  bool ready;
  struct pad pads[PADS_MAX];
  int64_t used_ms;
};

/* After SDL_Init, before the first event is waited for. Without controllers' support there are none, and it is logged.
 */
void pads_open(struct pads *pads);
void pads_close(struct pads *pads);
/* How long the loop may sleep before pads_update is called again; -1: for ever. */
int pads_wait_ms(const struct pads *pads, int64_t now_ms);
/* Looks at the controllers: what they did becomes events. */
void pads_update(struct pads *pads);
/* True: a button (code as of DEVICE_PAD) went down, or up. */
bool pads_event(struct pads *pads, const SDL_Event *event, int64_t now_ms, int32_t *code, bool *down);

#endif
