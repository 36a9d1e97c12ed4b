/* The other ways in, up to where they reach the program: the table of keys and what staff change in it, and game
 * controllers (virtual ones of SDL's) that are plugged in and out, chatter and lean on their sticks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <vertelpunt/attributes.h>

#include "../../src/kiosk/keys.h"
#include "../../src/kiosk/pads.h"

/* ---- the table ---- */

static char complaints[8][400];
static int complaint_count;

static void note(void *context, const char *message) {
  (void)context;
  if (complaint_count < 8)
    snprintf(complaints[complaint_count], sizeof complaints[0], "%s", message);
  complaint_count++;
}

static enum deed deed_of(const struct keys *keys, enum device device, const char *name) {
  int32_t code;
  bool shift;
  if (!keys_code(device, name, &code, &shift))
    fail_msg("no key %s", name);
  return keys_find(keys, device, code, shift);
}

static void what_is_compiled_in_is_what_the_table_of_keys_says(void **state) {
  (void)state;
  static const struct {
    enum device device;
    const char *name;
    enum deed deed;
  } expected[] = {
      {DEVICE_KEY, "tab", DEED_NEXT},
      {DEVICE_KEY, "shift+tab", DEED_PREVIOUS},
      {DEVICE_KEY, "up", DEED_UP},
      {DEVICE_KEY, "enter", DEED_CHOOSE},
      {DEVICE_KEY, "Keypad Enter", DEED_CHOOSE},
      {DEVICE_KEY, "space", DEED_CHOOSE},
      {DEVICE_KEY, "shift+space", DEED_CHOOSE}, /* Shift makes no other key of it */
      {DEVICE_KEY, "escape", DEED_BACK},
      {DEVICE_KEY, "F1", DEED_REPEAT},
      {DEVICE_KEY, "f2", DEED_ACCESS},
      {DEVICE_KEY, "+", DEED_LOUDER},
      {DEVICE_KEY, "shift+=", DEED_LOUDER},
      {DEVICE_KEY, "-", DEED_SOFTER},
      {DEVICE_KEY, "]", DEED_FASTER},
      {DEVICE_KEY, "[", DEED_SLOWER},
      {DEVICE_KEY, "F7", DEED_SWITCH_FIRST},
      {DEVICE_KEY, "F8", DEED_SWITCH_SECOND},
      {DEVICE_KEY, "q", DEED_NOTHING},
      {DEVICE_PAD, "a", DEED_CHOOSE},
      {DEVICE_PAD, "b", DEED_BACK},
      {DEVICE_PAD, "x", DEED_REPEAT},
      {DEVICE_PAD, "y", DEED_ACCESS},
      {DEVICE_PAD, "dpleft", DEED_LEFT},
      {DEVICE_PAD, "stick-down", DEED_DOWN},
      {DEVICE_PAD, "rightshoulder", DEED_PAGE_NEXT},
      {DEVICE_PAD, "guide", DEED_NOTHING},
      {DEVICE_SWITCH, "one", DEED_SWITCH_ONE},
      {DEVICE_SWITCH, "next", DEED_SWITCH_NEXT},
      {DEVICE_SWITCH, "select", DEED_SWITCH_CHOOSE},
  };
  struct keys keys;
  keys_default(&keys);
  for (size_t i = 0; i < VP_COUNT(expected); i++)
    if (deed_of(&keys, expected[i].device, expected[i].name) != expected[i].deed)
      fail_msg("%s does '%s'", expected[i].name, deed_name(deed_of(&keys, expected[i].device, expected[i].name)));
}

static void staff_change_a_key_and_the_rest_stays(void **state) {
  (void)state;
  struct keys keys;
  keys_default(&keys);
  complaint_count = 0;
  const char *text = "# the keypad in the hall\r\n"
                     "key F20 = choose\r\n"
                     "  key\tShift+F20=back # remark\n"
                     "\n"
                     "key F7 = nothing\n"
                     "key = = softer\n"
                     "pad y = repeat";
  assert_int_equal(keys_parse(&keys, "keys.conf", text, note, NULL), 0);
  assert_int_equal(complaint_count, 0);
  assert_int_equal(deed_of(&keys, DEVICE_KEY, "F20"), DEED_CHOOSE);
  assert_int_equal(deed_of(&keys, DEVICE_KEY, "Shift+F20"), DEED_BACK);
  assert_int_equal(deed_of(&keys, DEVICE_KEY, "F7"), DEED_NOTHING);
  assert_int_equal(deed_of(&keys, DEVICE_KEY, "="), DEED_SOFTER);
  assert_int_equal(deed_of(&keys, DEVICE_PAD, "y"), DEED_REPEAT);
  assert_int_equal(deed_of(&keys, DEVICE_KEY, "F8"), DEED_SWITCH_SECOND);
  assert_int_equal(deed_of(&keys, DEVICE_PAD, "a"), DEED_CHOOSE);
}

static void a_bad_line_is_told_with_its_number_and_changes_nothing(void **state) {
  (void)state;
  static const char *const bad[] = {
      "key F7 choose", "key F7 =", "key F7 = jump", "knob F7 = choose", "key F77 = next", "pad F7 = choose",
      "key = choose",  "=",        "key",           "\xff\xfe = next"};
  struct keys before, keys;
  keys_default(&before);
  for (size_t i = 0; i < VP_COUNT(bad); i++) {
    char text[200];
    keys_default(&keys);
    complaint_count = 0;
    snprintf(text, sizeof text, "key F20 = choose\n%s\nkey F21 = back\n", bad[i]);
    if (keys_parse(&keys, "/data/keys.conf", text, note, NULL) != 1 || complaint_count != 1)
      fail_msg("'%s' is no mistake", bad[i]);
    assert_int_equal(strncmp(complaints[0], "/data/keys.conf:2: ", 19), 0);
    assert_int_equal(deed_of(&keys, DEVICE_KEY, "F20"), DEED_CHOOSE); /* the good ones count all the same */
    assert_int_equal(deed_of(&keys, DEVICE_KEY, "F21"), DEED_BACK);
    assert_int_equal(deed_of(&keys, DEVICE_KEY, "F7"), DEED_SWITCH_FIRST);
    assert_int_equal(keys.count, before.count + 2);
  }
  char line[600];
  memset(line, 'x', sizeof line - 1);
  line[sizeof line - 1] = '\0';
  complaint_count = 0;
  assert_int_equal(keys_parse(&keys, "keys.conf", line, note, NULL), 1);
  assert_non_null(strstr(complaints[0], "too long"));
}

static void no_file_of_whatever_content_does_harm(void **state) {
  (void)state;
  static const char letters[] = "key pad=#+ F27\nshit\tac\r\x80\xf0 next";
  struct keys keys;
  unsigned seed = 1;
  for (int round = 0; round < 20000; round++) {
    char text[120];
    size_t length = (size_t)(rand_r(&seed) % (int)sizeof text);
    for (size_t i = 0; i + 1 < sizeof text; i++)
      text[i] = letters[rand_r(&seed) % (int)(sizeof letters - 1)];
    text[length < sizeof text ? length : sizeof text - 1] = '\0';
    if (round % 100 == 0)
      keys_default(&keys);
    keys_parse(&keys, "keys.conf", text, NULL, NULL);
    assert_true(keys.count <= KEY_ROWS_MAX);
  }
}

static void a_table_that_is_full_says_so(void **state) {
  (void)state;
  struct keys keys;
  keys_default(&keys);
  complaint_count = 0;
  for (int letter = 0; letter < 400; letter++) {
    char line[64];
    snprintf(line, sizeof line, "key %c%c = next\n", 0xC4 + letter / 64, 0x80 + letter % 64); /* U+0100 and on */
    keys_parse(&keys, "keys.conf", line, note, NULL);
  }
  assert_int_equal(keys.count, KEY_ROWS_MAX);
  assert_true(complaint_count > 0);
  assert_non_null(strstr(complaints[0], "too many"));
}

static void a_file_is_read_and_one_that_cannot_be_is_told(void **state) {
  (void)state;
  struct keys keys;
  char path[] = "/tmp/vp-keys-XXXXXX";
  keys_default(&keys);
  complaint_count = 0;
  assert_int_equal(keys_read(&keys, "/nowhere/keys.conf", note, NULL), 0);
  assert_int_equal(complaint_count, 0);
  int file = mkstemp(path);
  assert_true(file >= 0);
  assert_int_equal(write(file, "key F20 = choose\n", 17), 17);
  close(file);
  assert_int_equal(keys_read(&keys, path, note, NULL), 0);
  assert_int_equal(deed_of(&keys, DEVICE_KEY, "F20"), DEED_CHOOSE);
  remove(path);
  assert_int_equal(keys_read(&keys, "/tmp", note, NULL), 1);
  assert_int_equal(complaint_count, 1);
}

/* ---- controllers ---- */

struct hall {
  struct pads pads;
  int index;
  SDL_Joystick *joystick; /* the virtual one, from its other side */
  int64_t now_ms;
  int presses, releases;
  int32_t last;
};

static void look(struct hall *hall) {
  SDL_Event event;
  pads_update(&hall->pads);
  while (SDL_PollEvent(&event)) {
    int32_t code;
    bool down;
    if (!pads_event(&hall->pads, &event, hall->now_ms, &code, &down))
      continue;
    hall->presses += down;
    hall->releases += !down;
    hall->last = code;
  }
}

static void plug_in(struct hall *hall) {
  hall->index = SDL_JoystickAttachVirtual(SDL_JOYSTICK_TYPE_GAMECONTROLLER, SDL_CONTROLLER_AXIS_MAX,
                                          SDL_CONTROLLER_BUTTON_MAX, 0);
  assert_true(hall->index >= 0);
  look(hall);
  hall->joystick = SDL_JoystickOpen(hall->index);
  assert_non_null(hall->joystick);
}

static void pull_out(struct hall *hall) {
  SDL_JoystickClose(hall->joystick);
  assert_int_equal(SDL_JoystickDetachVirtual(hall->index), 0);
  look(hall);
}

static void button(struct hall *hall, int code, bool down) {
  SDL_JoystickSetVirtualButton(hall->joystick, code, down);
  look(hall);
}

static void lean(struct hall *hall, int x, int y) {
  SDL_JoystickSetVirtualAxis(hall->joystick, SDL_CONTROLLER_AXIS_LEFTX, (Sint16)x);
  SDL_JoystickSetVirtualAxis(hall->joystick, SDL_CONTROLLER_AXIS_LEFTY, (Sint16)y);
  look(hall);
}

static int open_hall(void **state) {
  static struct hall hall;
  hall = (struct hall){.now_ms = 1000};
  SDL_SetHint(SDL_HINT_VIDEODRIVER, "dummy");
  if (SDL_Init(SDL_INIT_VIDEO) != 0)
    return -1;
  pads_open(&hall.pads);
  *state = &hall;
  return hall.pads.ready ? 0 : -1;
}

static int close_hall(void **state) {
  struct hall *hall = *state;
  pads_close(&hall->pads);
  SDL_Quit();
  return 0;
}

static void a_button_is_one_press_and_one_release(void **state) {
  struct hall *hall = *state;
  assert_true(pads_wait_ms(&hall->pads, hall->now_ms) >= 500); /* none is there: hardly any waking */
  plug_in(hall);
  button(hall, SDL_CONTROLLER_BUTTON_A, true);
  assert_int_equal(hall->presses, 1);
  assert_int_equal(hall->last, SDL_CONTROLLER_BUTTON_A);
  assert_true(pads_wait_ms(&hall->pads, hall->now_ms) <= 20);
  for (int i = 0; i < 100; i++) { /* held: no press more */
    hall->now_ms += 100;
    look(hall);
  }
  assert_int_equal(hall->presses, 1);
  button(hall, SDL_CONTROLLER_BUTTON_A, false);
  assert_int_equal(hall->releases, 1);
  hall->now_ms += 60000; /* it lies there */
  assert_true(pads_wait_ms(&hall->pads, hall->now_ms) >= 50);
  button(hall, SDL_CONTROLLER_BUTTON_DPAD_LEFT, true);
  assert_int_equal(hall->presses, 2);
}

static void contacts_that_chatter_press_once(void **state) {
  struct hall *hall = *state;
  plug_in(hall);
  for (int i = 0; i < 500; i++, hall->now_ms += 7)
    button(hall, SDL_CONTROLLER_BUTTON_A, i % 2 == 0);
  assert_int_equal(hall->presses, 1);
  button(hall, SDL_CONTROLLER_BUTTON_A, false);
  hall->now_ms += 100;
  button(hall, SDL_CONTROLLER_BUTTON_A, true); /* still again: it counts */
  assert_int_equal(hall->presses, 2);
}

static void a_stick_moves_once_and_has_to_come_back_to_rest(void **state) {
  struct hall *hall = *state;
  plug_in(hall);
  lean(hall, 9000, -8000); /* a worn stick does not stand in its middle */
  assert_int_equal(hall->presses, 0);
  lean(hall, 30000, 5000);
  assert_int_equal(hall->presses, 1);
  assert_int_equal(hall->last, PAD_STICK_RIGHT);
  for (int i = 0; i < 200; i++, hall->now_ms += 20)
    lean(hall, 15000 + (i % 2) * 17000, 3000); /* trembles at the rim of the dead zone */
  assert_int_equal(hall->presses, 1);
  lean(hall, 20000, -20000); /* round its rim: not at rest between */
  lean(hall, 0, -32000);
  assert_int_equal(hall->presses, 1);
  lean(hall, 100, 200);
  assert_int_equal(hall->releases, 1);
  hall->now_ms += 100;
  lean(hall, 0, -32000);
  assert_int_equal(hall->presses, 2);
  assert_int_equal(hall->last, PAD_STICK_UP);
}

static void a_broken_stick_that_jumps_is_no_storm(void **state) {
  struct hall *hall = *state;
  plug_in(hall);
  for (int i = 0; i < 1000; i++, hall->now_ms += 5)
    lean(hall, i % 2 ? 32767 : 0, 0);
  assert_int_equal(hall->presses, 1);
}

static void pulled_out_in_the_middle_and_plugged_in_again(void **state) {
  struct hall *hall = *state;
  for (int round = 0; round < 20; round++, hall->now_ms += 1000) {
    plug_in(hall);
    hall->presses = 0;
    button(hall, SDL_CONTROLLER_BUTTON_B, true);
    assert_int_equal(hall->presses, 1);
    pull_out(hall); /* while it is held */
    look(hall);
    assert_int_equal(hall->presses, 1);
    for (int i = 0; i < PADS_MAX; i++)
      assert_null(hall->pads.pads[i].controller);
  }
}

static void a_fifth_controller_is_nobodys(void **state) {
  struct hall *hall = *state;
  struct hall others[5];
  for (int i = 0; i < 5; i++) {
    plug_in(hall);
    others[i] = *hall;
  }
  hall->presses = 0;
  for (int i = 0; i < 5; i++) {
    SDL_JoystickSetVirtualButton(others[i].joystick, SDL_CONTROLLER_BUTTON_A, 1);
    look(hall);
  }
  assert_int_equal(hall->presses, PADS_MAX);
}

#define IN_HALL(test) cmocka_unit_test_setup_teardown(test, open_hall, close_hall)

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_compiled_in_is_what_the_table_of_keys_says),
      cmocka_unit_test(staff_change_a_key_and_the_rest_stays),
      cmocka_unit_test(a_bad_line_is_told_with_its_number_and_changes_nothing),
      cmocka_unit_test(no_file_of_whatever_content_does_harm),
      cmocka_unit_test(a_table_that_is_full_says_so),
      cmocka_unit_test(a_file_is_read_and_one_that_cannot_be_is_told),
      IN_HALL(a_button_is_one_press_and_one_release),
      IN_HALL(contacts_that_chatter_press_once),
      IN_HALL(a_stick_moves_once_and_has_to_come_back_to_rest),
      IN_HALL(a_broken_stick_that_jumps_is_no_storm),
      IN_HALL(pulled_out_in_the_middle_and_plugged_in_again),
      IN_HALL(a_fifth_controller_is_nobodys),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
