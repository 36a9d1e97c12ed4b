/* Which key or button does what. The table that is compiled in can be changed by the kiosk's staff with the text file
 * keys.conf in the data folder (--data). It is read at start. One line a key:
 *
 *     # a keypad on which a round key chooses
 *     key F20 = choose
 *     key Shift+F20 = back
 *     key F7 = nothing
 *     pad x = access
 *
 * "key" is any keyboard, also the keypads and switch boxes that are keyboards to the computer; its name is what is
 * printed on a US keyboard (F1 … F24, Return, Space, Left, PageUp, Keypad +, a), "Shift+" before it if it is pressed
 * together with Shift. A key that writes a letter goes on writing it where something is written. "pad" is a game
 * controller; its buttons are called as on an Xbox controller (a, b, x, y, dpup, dpdown, dpleft, dpright, leftshoulder,
 * rightshoulder, back, start, guide, leftstick, rightstick), and stick-up, stick-down, stick-left and stick-right are
 * its left stick. Behind "=" stands what it does:
 *
 *     next previous up down left right   move the ring
 *     choose back                        choose what has the ring; go back
 *     page-next page-back                turn the page, where there are pages
 *     erase                              take away the last letter, where something is written
 *     repeat                             say again what was said
 *     access                             open the access panel
 *     louder softer faster slower        the voice
 *     switch-first switch-second         a switch box's only or first switch, and its second (accessibility.md T6)
 *     switch-one switch-next switch-choose   the same, where it is known which it is
 *     nothing
 *
 * Empty lines, and what follows "#", are passed over (so the key "#" stays what it is). A line that is wrong is told in
 * the log, and changes nothing. */
#include "keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <SDL.h>

#include <vertelpunt/attributes.h>
#include <vertelpunt/file.h>

enum { FILE_MAX_BYTES = 64 * 1024, NAME_MAX_BYTES = 40 };

static const char defaults[] = "key Tab = next\n"
                               "key Shift+Tab = previous\n"
                               "key Up = up\n"
                               "key Down = down\n"
                               "key Left = left\n"
                               "key Right = right\n"
                               "key Return = choose\n"
                               "key Keypad Enter = choose\n"
                               "key Space = choose\n"
                               "key Escape = back\n"
                               "key AC Back = back\n"
                               "key PageUp = page-back\n"
                               "key PageDown = page-next\n"
                               "key Backspace = erase\n"
                               "key F1 = repeat\n"
                               "key F2 = access\n"
                               "key + = louder\n"
                               "key = = louder\n" /* where + is above it */
                               "key Keypad + = louder\n"
                               "key - = softer\n"
                               "key Keypad - = softer\n"
                               "key ] = faster\n"
                               "key [ = slower\n"
                               "key VolumeUp = louder\n"
                               "key VolumeDown = softer\n"
                               "key F7 = switch-first\n"
                               "key F8 = switch-second\n"
                               "pad dpup = up\n"
                               "pad dpdown = down\n"
                               "pad dpleft = left\n"
                               "pad dpright = right\n"
                               "pad stick-up = up\n"
                               "pad stick-down = down\n"
                               "pad stick-left = left\n"
                               "pad stick-right = right\n"
                               "pad a = choose\n"
                               "pad b = back\n"
                               "pad x = repeat\n"
                               "pad y = access\n"
                               "pad leftshoulder = page-back\n"
                               "pad rightshoulder = page-next\n"
                               "switch one = switch-one\n"
                               "switch next = switch-next\n"
                               "switch select = switch-choose\n";

static const char *const deeds[] = {
    [DEED_NOTHING] = "nothing",
    [DEED_NEXT] = "next",
    [DEED_PREVIOUS] = "previous",
    [DEED_UP] = "up",
    [DEED_DOWN] = "down",
    [DEED_LEFT] = "left",
    [DEED_RIGHT] = "right",
    [DEED_CHOOSE] = "choose",
    [DEED_BACK] = "back",
    [DEED_PAGE_BACK] = "page-back",
    [DEED_PAGE_NEXT] = "page-next",
    [DEED_ERASE] = "erase",
    [DEED_REPEAT] = "repeat",
    [DEED_ACCESS] = "access",
    [DEED_LOUDER] = "louder",
    [DEED_SOFTER] = "softer",
    [DEED_FASTER] = "faster",
    [DEED_SLOWER] = "slower",
    [DEED_SWITCH_FIRST] = "switch-first",
    [DEED_SWITCH_SECOND] = "switch-second",
    [DEED_SWITCH_ONE] = "switch-one",
    [DEED_SWITCH_NEXT] = "switch-next",
    [DEED_SWITCH_CHOOSE] = "switch-choose",
};
_Static_assert(VP_COUNT(deeds) == DEED_COUNT, "every deed has a name");

static const char *const devices[] = {[DEVICE_KEY] = "key", [DEVICE_PAD] = "pad", [DEVICE_SWITCH] = "switch"};
static const char *const switches[] = {"one", "next", "select"};
static const char *const sticks[] = {"stick-up", "stick-down", "stick-left", "stick-right"};

static int find_name(const char *const *names, size_t count, const char *name) {
  for (size_t i = 0; i < count; i++)
    if (strcmp(names[i], name) == 0)
      return (int)i;
  return -1;
}

const char *deed_name(enum deed deed) {
  return deeds[deed];
}

/* ---- names ---- */

static bool key_code(const char *name, int32_t *code, bool *shift) {
  *shift = SDL_strncasecmp(name, "Shift+", 6) == 0 && name[6];
  if (*shift)
    name += 6;
  *code = SDL_strcasecmp(name, "enter") == 0 ? SDLK_RETURN : SDL_GetKeyFromName(name);
  return *code != SDLK_UNKNOWN;
}

static bool pad_code(const char *name, int32_t *code) {
  int stick = find_name(sticks, VP_COUNT(sticks), name);
  *code = stick >= 0 ? PAD_STICK_UP + stick : (int32_t)SDL_GameControllerGetButtonFromString(name);
  return *code >= 0;
}

bool keys_code(enum device device, const char *name, int32_t *code, bool *shift) {
  *shift = false;
  switch (device) {
  case DEVICE_KEY:
    return key_code(name, code, shift);
  case DEVICE_PAD:
    return pad_code(name, code);
  case DEVICE_SWITCH:
    *code = find_name(switches, VP_COUNT(switches), name);
    return *code >= 0;
  case DEVICE_COUNT:
    break;
  }
  return false;
}

/* ---- the table ---- */

static struct key_row *find_row(struct keys *keys, const struct key_row *like) {
  for (size_t i = 0; i < keys->count; i++)
    if (keys->rows[i].device == like->device && keys->rows[i].code == like->code && keys->rows[i].shift == like->shift)
      return &keys->rows[i];
  return NULL;
}

/* What is not in the table with Shift is what it is without. */
enum deed keys_find(const struct keys *keys, enum device device, int32_t code, bool shift) {
  enum deed deed = DEED_NOTHING;
  for (size_t i = 0; i < keys->count; i++) {
    const struct key_row *row = &keys->rows[i];
    if (row->device != device || row->code != code)
      continue;
    if (row->shift == shift)
      return row->deed;
    if (!row->shift)
      deed = row->deed;
  }
  return deed;
}

/* ---- the file ---- */

struct reading {
  const char *name;
  int line, wrong;
  keys_complain *complain;
  void *context;
};

static void complain(struct reading *reading, const char *what, const char *object) {
  char message[400];
  snprintf(message, sizeof message, "%s:%d: %s: \"%.60s\". The line changes nothing.", reading->name, reading->line,
           what, object);
  reading->wrong++;
  if (reading->complain)
    reading->complain(reading->context, message);
}

static char *trim(char *text) {
  text += strspn(text, " \t");
  size_t length = strlen(text);
  while (length > 0 && strchr(" \t\r", text[length - 1]))
    length--;
  text[length] = '\0';
  return text;
}

/* "key Shift+F20 = choose". The key's name may be "=" itself: what parts is the last one. */
static void read_line(struct keys *keys, struct reading *reading, char *line) {
  char whole[100];
  snprintf(whole, sizeof whole, "%s", line);
  char *equals = strrchr(line, '=');
  if (!equals || strspn(equals + 1, " \t") == strlen(equals + 1)) {
    complain(reading, "it should read like 'key F20 = choose'", whole);
    return;
  }
  *equals = '\0';
  const char *deed_word = trim(equals + 1);
  char *key = trim(line);
  size_t word = strcspn(key, " \t");
  char *name = key[word] ? trim(key + word + 1) : key + word;
  key[word] = '\0';
  int device = find_name(devices, VP_COUNT(devices), key), deed = find_name(deeds, VP_COUNT(deeds), deed_word);
  struct key_row row = {.device = (enum device)device, .deed = (enum deed)deed};
  if (device < 0)
    complain(reading, "a line begins with key or pad", whole);
  else if (deed < 0)
    complain(reading, "nothing that a key can do", deed_word);
  else if (!*name || strlen(name) > NAME_MAX_BYTES || !keys_code(row.device, name, &row.code, &row.shift))
    complain(reading, device == DEVICE_PAD ? "no button of a controller" : "no key of that name", name);
  else if (find_row(keys, &row))
    find_row(keys, &row)->deed = row.deed;
  else if (keys->count == KEY_ROWS_MAX)
    complain(reading, "there are too many lines", whole);
  else
    keys->rows[keys->count++] = row;
}

int keys_parse(struct keys *keys, const char *name, const char *text, keys_complain *told, void *context) {
  struct reading reading = {.name = name, .complain = told, .context = context};
  while (*text) {
    char line[256];
    size_t length = strcspn(text, "\n");
    reading.line++;
    snprintf(line, sizeof line, "%.*s", length < sizeof line ? (int)length : (int)sizeof line - 1, text);
    text += length + (text[length] == '\n');
    line[strcspn(line, "#")] = '\0';
    char *trimmed = trim(line);
    if (length >= sizeof line)
      complain(&reading, "the line is too long", trimmed);
    else if (*trimmed)
      read_line(keys, &reading, trimmed);
  }
  return reading.wrong;
}

int keys_read(struct keys *keys, const char *path, keys_complain *told, void *context) {
  unsigned char *bytes = NULL;
  size_t length;
  struct vp_fault fault = {0};
  int error = vp_file_read(path, FILE_MAX_BYTES, &bytes, &length, &fault);
  if (error == VP_E_NOT_FOUND)
    return 0;
  if (error) {
    char message[1200];
    vp_fault_format(&fault, message, sizeof message);
    if (told)
      told(context, message);
    return 1;
  }
  int wrong = keys_parse(keys, path, (const char *)bytes, told, context);
  free(bytes);
  return wrong;
}

void keys_default(struct keys *keys) {
  keys->count = 0;
  keys_parse(keys, "default", defaults, NULL, NULL);
}
