/* The program `vertelpunt`: who is who. The UI thread owns model and ui; two further threads carry out effects and
 * answer with messages: the recorder (microphone, takes, player, store) and the courier (drives), and a watcher tells
 * of drives. */
#ifndef VERTELPUNT_KIOSK_APP_H
#define VERTELPUNT_KIOSK_APP_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include <vertelpunt/arena.h>
#include <vertelpunt/guide.h>
#include <vertelpunt/queue.h>
#include <vertelpunt/session.h>
#include <vertelpunt/ui.h>

#include "input.h"
#include "speech.h"

enum { DRIVE_FOLDERS_MAX = 8, PATH_TEXT = 1024 };

struct options {
  char data[PATH_TEXT];
  const char *drives[DRIVE_FOLDERS_MAX];
  size_t drive_count;
  char default_drives[2][PATH_TEXT]; /* where a desktop mounts them */
  char guide[PATH_TEXT];             /* "": the one that comes with it */
  const char *language;              /* NULL: the guide's first */
  const char *commands;              /* NULL: none; "-": standard input */
  int width_px, height_px;
  float screen_mm; /* 0: as the display says */
  bool fullscreen, headless, tablet;
};

/* 0: go on; 1: done, exit with status 0 (--help, --version); 2: wrong usage, said on standard error. */
int options_parse(struct options *options, int argc, char **argv);

struct recorder;
struct courier;

struct app {
  /* immutable after start */
  struct options options;
  struct vp_guide *guide;
  struct vp_catalogue *catalogues[VP_LANGUAGES_MAX];

  /* shared: any thread posts, the UI thread takes */
  struct vp_queue inbox; /* of struct vp_message */
  atomic_bool quit;      /* the loop is to end */

  /* protected by wake_lock */
  pthread_mutex_t wake_lock;
  void (*wake)(void); /* what makes the UI thread look into the inbox; NULL: it polls the inbox's descriptor */

  /* UI thread only */
  struct vp_model model;
  struct vp_ui *ui;
  struct vp_arena trees[2]; /* the tree that is shown, and the next one */
  int shown;
  struct recorder *recorder;
  struct courier *courier;
  pthread_t signals;
  bool heeds_signals;
  struct input input;
  struct speech speech;
  bool typing;      /* the last key that was pressed on a hardware keyboard was text */
  bool tree_is_old; /* a visit has ended: its words are wiped from the tree that is no longer shown */
};

/* app.c */
/* Any thread but the UI's. Without memory it waits for the UI thread to make room: an answer is not lost, for somebody
 * may be waiting for it. */
void app_post(struct app *app, const struct vp_message *message);
/* Any thread, never waits; false: there is no memory, and it is logged. */
bool app_try_post(struct app *app, const struct vp_message *message);
void app_set_wake(struct app *app, void (*wake)(void));
void app_end(struct app *app); /* any thread: as the staff menu would */
/* UI thread: tells the session, carries out effects, shows what changed. */
void app_tell(struct app *app, struct vp_message message);
void app_choose(struct app *app, struct vp_action action);
void app_take_inbox(struct app *app);
void app_show(struct app *app);
int app_wait_ms(const struct app *app); /* until the session's next deadline; -1: nothing is due */
bool app_key(struct app *app, enum vp_key key);
void app_pointer(struct app *app, enum vp_pointer kind, int pointer_id, int x, int y);
void app_type(struct app *app, const char *text); /* from a hardware keyboard; dropped where nothing is written */
void app_erase(struct app *app);                  /* its backspace */
void app_touched(struct app *app);                /* its other keys: somebody is there */
bool app_is_writing(const struct app *app);
bool app_switch(struct app *app, enum vp_switch which);
void app_ask(struct app *app, enum vp_message_kind kind, int32_t argument); /* what a key means on every screen */
bool app_press(struct app *app, const char *id); /* what stands on the screen with that id; false: it does not */
struct vp_settings app_settings(const struct app *app);

/* signals.c */
void signals_block(void); /* before any thread is started */
void signals_start(struct app *app);
void signals_stop(struct app *app);

/* window.c, headless.c: the loop; exit status */
int window_run(struct app *app);
int headless_run(struct app *app);

#endif
