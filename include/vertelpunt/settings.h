/* What a person can set on the access panel (accessibility.md), for the length of a visit. Plain data: the session
 * changes it, every sense obeys it. */
#ifndef VERTELPUNT_SETTINGS_H
#define VERTELPUNT_SETTINGS_H

#include <stdbool.h>

enum vp_text_size { VP_TEXT_SMALL, VP_TEXT_DEFAULT, VP_TEXT_LARGE, VP_TEXT_LARGEST }; /* accessibility.md S1 */
enum vp_scheme {
  VP_SCHEME_PAPER,
  VP_SCHEME_QUIET,
  VP_SCHEME_BLACK_ON_WHITE,
  VP_SCHEME_WHITE_ON_BLACK,
  VP_SCHEME_YELLOW_ON_BLACK
};

enum {
  VP_RATE_PERCENT_MIN = 75, /* H2: of about 150 words a minute */
  VP_RATE_PERCENT_MAX = 200,
  VP_RATE_PERCENT_STEP = 25,
  VP_VOLUME_MAX = 5,     /* H3: steps of 6 dB, 0 … 5: a range of 30 dB */
  VP_HOLD_MS_MAX = 2000, /* T2 */
  VP_IGNORE_MS_MAX = 2000,
  VP_SCAN_MS_MIN = 500, /* T6 */
  VP_SCAN_MS_MAX = 10000,
};

struct vp_settings {
  enum vp_text_size text_size;
  enum vp_scheme scheme;
  bool voice; /* the screens are spoken */
  int rate_percent;
  int volume;          /* 0 … VP_VOLUME_MAX */
  bool hide_screen;    /* nothing is drawn: for who uses it with the voice and wants nobody to look along */
  bool reach;          /* what can be pressed stands in the lower half (T4) */
  int hold_ms;         /* a press counts after so long; 0: at once, on release */
  int ignore_ms;       /* a press so soon after the last one is none */
  int switches;        /* how many a switch user has: 1 scans by itself, 2 are next and choose */
  int scan_ms;         /* of a step, with one switch */
  bool alphabetical;   /* the keyboard in the order of the alphabet */
  bool calm;           /* fewer movements: nothing repaints by itself (S6) */
  int second_language; /* index in the guide, shown small under the first; -1: none */
};

static inline struct vp_settings vp_settings_default(void) {
  return (struct vp_settings){.text_size = VP_TEXT_DEFAULT,
                              .scheme = VP_SCHEME_PAPER,
                              .rate_percent = 100,
                              .volume = 3,
                              .switches = 1,
                              .scan_ms = 2000,
                              .second_language = -1};
}

#endif
