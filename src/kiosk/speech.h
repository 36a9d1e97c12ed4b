/* What is said aloud of what the screen shows, and when: on a new screen all of it, then what has the focus, what is
 * written and what is news. While a take is recorded, and while one is heard back, nothing (accessibility.md H7). UI
 * thread only. */
#ifndef VERTELPUNT_KIOSK_SPEECH_H
#define VERTELPUNT_KIOSK_SPEECH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <vertelpunt/audio.h>
#include <vertelpunt/session.h>
#include <vertelpunt/ui.h>

struct app;

struct speech {
  bool wanted; /* also where the settings say no: as if somebody had plugged in headphones */
  bool on;
  bool stepped;           /* a key went on to the next thing: where one is now is said, even if it is the same */
  bool speaking;          /* as the switches have been told */
  bool awaits_pause;      /* somebody tells, or has pressed "pause" and the recorder has not answered yet */
  struct vp_voice *voice; /* NULL: not opened yet */
  struct vp_arena arena;  /* of one look; wiped after it */

  /* what was said last, to see what is new */
  char screen[80]; /* its name and language; "": nothing was said yet */
  char focus[64];
  int page, rate_percent, volume;
  uint32_t repeat;
  uint64_t statuses, focus_words;
  bool was_telling, was_kept;
  enum vp_trouble trouble;
  size_t written_length;
  char written[VP_DRAFT_MAX]; /* of the field; only while it is on the screen */

  /* for tests: everything that was said since it was asked for; headless only */
  char *log; /* owned */
  size_t log_length;
};

/* Hears what the session hears, before the look that follows. */
void speech_hear(struct app *app, const struct vp_message *message);
/* Says what is new. Costs nothing while the voice is off. To be called whenever something may have changed. */
void speech_look(struct app *app);
void speech_interrupt(struct app *app); /* somebody does something */
/* What was said since the last call, in one line, " | " between the pieces; "" if nothing was. Valid until the next
 * look.
 */
const char *speech_take_log(struct app *app);
void speech_close(struct app *app);

#endif
