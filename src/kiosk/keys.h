/* The table from keys and buttons to what they do (accessibility.md, Keys). One for keyboards, tactile keypads, switch
 * boxes, game controllers and the commands of tests. Plain data; one thread. */
#ifndef VERTELPUNT_KIOSK_KEYS_H
#define VERTELPUNT_KIOSK_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum deed {
  DEED_NOTHING, /* somebody is there, and that is all */
  DEED_NEXT,
  DEED_PREVIOUS,
  DEED_UP,
  DEED_DOWN,
  DEED_LEFT,
  DEED_RIGHT,
  DEED_CHOOSE,
  DEED_BACK,
  DEED_PAGE_BACK,
  DEED_PAGE_NEXT,
  DEED_ERASE,
  DEED_REPEAT, /* what was said */
  DEED_ACCESS, /* the access panel */
  DEED_LOUDER,
  DEED_SOFTER,
  DEED_FASTER,
  DEED_SLOWER,
  DEED_SWITCH_FIRST,  /* of a switch box: the only one, or "next" where there are two */
  DEED_SWITCH_SECOND, /* "choose": from then on there are two */
  DEED_SWITCH_ONE,
  DEED_SWITCH_NEXT,
  DEED_SWITCH_CHOOSE,
  DEED_COUNT
};

enum device { DEVICE_KEY, DEVICE_PAD, DEVICE_SWITCH, DEVICE_COUNT };

/* Codes of DEVICE_PAD beyond SDL's buttons: the left stick, out of its middle. */
enum { PAD_STICK_UP = 64, PAD_STICK_DOWN, PAD_STICK_LEFT, PAD_STICK_RIGHT };

enum { KEY_ROWS_MAX = 256 };
struct key_row {
  enum device device;
  int32_t code; /* SDL_Keycode, SDL_GameControllerButton or PAD_STICK_…, or which switch */
  bool shift;   /* keys: together with Shift */
  enum deed deed;
};
struct keys {
  struct key_row rows[KEY_ROWS_MAX];
  size_t count;
};

/* What is compiled in. */
void keys_default(struct keys *keys);
/* Lines of keys.conf on top of what is there (its format: keys.c). A line that is wrong changes nothing, and `complain`
 * is told of it: "keys.conf:3: …". Returns how many were wrong. */
typedef void keys_complain(void *context, const char *message);
int keys_parse(struct keys *keys, const char *name, const char *text, keys_complain *complain, void *context);
/* The same from a file; one that is not there is none, and one that cannot be read is complained of. */
int keys_read(struct keys *keys, const char *path, keys_complain *complain, void *context);

/* A key's name as in the file; for tests' commands "enter" is Return as well. False: there is none of that name. */
bool keys_code(enum device device, const char *name, int32_t *code, bool *shift);
enum deed keys_find(const struct keys *keys, enum device device, int32_t code, bool shift);
const char *deed_name(enum deed deed); /* "page-next" */

#endif
