/* What is pressed beside the screen: keys, keypads, switches and controllers, by one table (keys.h). UI thread only. */
#ifndef VERTELPUNT_KIOSK_INPUT_H
#define VERTELPUNT_KIOSK_INPUT_H

#include <stdbool.h>
#include <stdint.h>

#include "keys.h"

struct app;

struct input {
  struct keys keys;
  bool two_switches; /* the second has been used in this visit */
  bool speaking;     /* something is being said: scanning waits */
  bool is_held;      /* a switch is down: it chooses when it is let go, or after 3 s opens the access panel */
  enum device held_device;
  int32_t held_code;
  enum deed held_deed;
  int64_t held_ms;
  int64_t acted_ms; /* the last press that counted; 0: none has */
  int64_t switched_ms;
};

/* The table, and what staff changed in it with <data>/keys.conf. */
void input_start(struct app *app);
/* A key or button goes down, or up. */
void input_down(struct app *app, enum device device, int32_t code, bool shift);
void input_up(struct app *app, enum device device, int32_t code);
/* A keyboard's key goes down, or repeats; while something is written it may be text, which comes by itself. */
void input_key(struct app *app, int32_t key, bool shift, bool repeats);
void input_let_go(struct app *app); /* of what is held: we may not hear of it */
void input_end_visit(struct app *app);
void input_set_speaking(struct app *app, bool speaking);
/* When input_tick is due (monotonic); -1: never. True: the screen may have changed. */
int64_t input_due_ms(const struct app *app);
bool input_tick(struct app *app);
/* A switch pressed now would count: for commands, which are patient. */
bool input_switch_is_ready(const struct app *app);

#endif
