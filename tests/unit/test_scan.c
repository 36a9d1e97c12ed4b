/* Scanning with one switch and with two (accessibility.md T6), with the clock simulated: what is reached in which
 * order, when it moves, when it waits and when it rests. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <vertelpunt/ui.h>

#include "../gallery/samples.h"
#include "ui_kit.h"

enum { STEP = 2000 };

struct hand {
  struct vp_arena arena;
  struct vp_ui *ui;
  int64_t now_ms;
  struct vp_action action;
};

static struct hand *hand_of(void **state) {
  return *state;
}

static int start(void **state) {
  static struct hand hand;
  hand = (struct hand){.ui = open_ui(3, VP_TEXT_DEFAULT, VP_SCHEME_PAPER)};
  *state = &hand;
  return 0;
}

static int stop(void **state) {
  vp_ui_close(hand_of(state)->ui);
  vp_arena_finish(&hand_of(state)->arena);
  return 0;
}

static size_t sample_index(const char *name) {
  for (size_t i = 0; i < VP_COUNT(samples); i++)
    if (strcmp(samples[i].name, name) == 0)
      return i;
  fail_msg("no sample %s", name);
  return 0;
}

static void show(struct hand *hand, const char *name) {
  assert_int_equal(vp_ui_present(hand->ui, sample_tree(&hand->arena, sample_index(name), false), hand->now_ms), 0);
}

/* A second later, so that it is neither too soon nor in the dead time. */
static bool press(struct hand *hand, enum vp_switch which) {
  hand->now_ms += 1000;
  return vp_ui_switch(hand->ui, which, hand->now_ms, &hand->action);
}

/* Lets time pass until the scan moves; false: it never will. */
static bool tick(struct hand *hand) {
  int64_t due_ms = vp_ui_scan_due_ms(hand->ui);
  if (due_ms < 0)
    return false;
  assert_false(vp_ui_scan_tick(hand->ui, due_ms - 1));
  hand->now_ms = due_ms;
  assert_true(vp_ui_scan_tick(hand->ui, due_ms));
  return true;
}

static size_t stop_size(struct hand *hand) {
  const struct vp_node *nodes[64];
  return vp_ui_scan_stop(hand->ui, nodes, 64);
}

static void expect_stop(struct hand *hand, const char *id, size_t size) {
  assert_string_equal(vp_ui_focus(hand->ui), id);
  assert_int_equal(stop_size(hand), size);
}

static void nothing_moves_before_a_switch_has_been_used(void **state) {
  struct hand *hand = hand_of(state);
  show(hand, "kind");
  assert_int_equal(vp_ui_scan_due_ms(hand->ui), -1);
  assert_false(vp_ui_scan_tick(hand->ui, 1000000));
  vp_ui_key(hand->ui, VP_KEY_NEXT, 0, &hand->action);
  assert_int_equal(vp_ui_scan_due_ms(hand->ui), -1);
  assert_int_equal(stop_size(hand), 0);
}

static void the_first_press_only_begins_and_each_step_takes_its_time(void **state) {
  struct hand *hand = hand_of(state);
  show(hand, "kind");
  assert_false(press(hand, VP_SWITCH_ONE));
  expect_stop(hand, "kind-good", 1);
  assert_int_equal(vp_ui_scan_due_ms(hand->ui), hand->now_ms + STEP);
  tick(hand);
  expect_stop(hand, "kind-barrier", 1);
  tick(hand);
  expect_stop(hand, "kind-idea", 1);
  assert_true(press(hand, VP_SWITCH_ONE));
  assert_int_equal(hand->action.message, by_id(hand->ui, "kind-idea")->action.message);
  vp_ui_set_scan(hand->ui, 500, 0);
  show(hand, "kind");
  show(hand, "medium");
  expect_stop(hand, "medium-voice", 1);
  assert_int_equal(vp_ui_scan_due_ms(hand->ui), hand->now_ms + 500);
}

static void three_rounds_without_a_press_and_it_rests(void **state) {
  struct hand *hand = hand_of(state);
  struct vp_rect rects[8];
  show(hand, "kind");
  press(hand, VP_SWITCH_ONE);
  int stops = 0, firsts = 1;
  while (tick(hand)) {
    stops++;
    firsts += strcmp(vp_ui_focus(hand->ui), "kind-good") == 0;
    assert_true(stops < 100);
  }
  assert_int_equal(firsts, 3);
  assert_int_equal(stops, 3 * 4); /* three cards and Back */
  assert_string_equal(vp_ui_focus(hand->ui), "");
  assert_int_equal(stop_size(hand), 0);
  vp_ui_take_changed(hand->ui, rects, 8);
  assert_false(vp_ui_scan_tick(hand->ui, hand->now_ms + 1000000));
  assert_int_equal(vp_ui_take_changed(hand->ui, rects, 8), 0);
  /* A press begins anew, and chooses nothing. */
  assert_false(press(hand, VP_SWITCH_ONE));
  expect_stop(hand, "kind-good", 1);
  assert_true(tick(hand));
}

/* A tree that is made anew, as every tenth of a second while somebody tells, neither moves the scan nor keeps it going.
 */
static void the_same_screen_again_changes_nothing(void **state) {
  struct hand *hand = hand_of(state);
  show(hand, "kind");
  press(hand, VP_SWITCH_ONE);
  int stops = 0;
  for (int64_t end_ms = hand->now_ms + 60000; hand->now_ms < end_ms; hand->now_ms += 100) {
    show(hand, "kind");
    stops += vp_ui_scan_tick(hand->ui, hand->now_ms);
  }
  assert_int_equal(stops, 12);
  assert_int_equal(vp_ui_scan_due_ms(hand->ui), -1);
}

static void a_grid_is_scanned_by_rows_and_then_items(void **state) {
  struct hand *hand = hand_of(state);
  show(hand, "theme");
  press(hand, VP_SWITCH_ONE);
  expect_stop(hand, "education", 3);
  tick(hand);
  expect_stop(hand, "relations", 3);
  assert_false(press(hand, VP_SWITCH_ONE)); /* into the row */
  expect_stop(hand, "relations", 1);
  tick(hand);
  expect_stop(hand, "leisure", 1);
  tick(hand);
  expect_stop(hand, "transport", 1);
  tick(hand); /* out of it: the row again, then on */
  expect_stop(hand, "relations", 3);
  tick(hand);
  assert_int_equal(stop_size(hand), 1);
  assert_string_not_equal(vp_ui_focus(hand->ui), "relations");
}

static void pages_are_turned_and_begin_anew(void **state) {
  struct hand *hand = hand_of(state);
  int page, pages;
  show(hand, "theme");
  press(hand, VP_SWITCH_ONE);
  for (int i = 0; strcmp(vp_ui_focus(hand->ui), "page-next") != 0; i++) {
    assert_true(i < 20);
    assert_true(tick(hand));
  }
  assert_false(press(hand, VP_SWITCH_ONE));
  vp_ui_page(hand->ui, &page, &pages);
  assert_int_equal(page, 1);
  expect_stop(hand, focus_next(hand->ui, NULL)->id, stop_size(hand));
  tick(hand);
  tick(hand);
}

static void a_dialog_keeps_the_scan_within(void **state) {
  struct hand *hand = hand_of(state);
  show(hand, "review");
  press(hand, VP_SWITCH_ONE);
  show(hand, "dialog");
  expect_stop(hand, "cancel", 1);
  tick(hand);
  expect_stop(hand, "confirm", 1);
  tick(hand);
  expect_stop(hand, "cancel", 1);
  tick(hand);
  assert_true(press(hand, VP_SWITCH_ONE));
  assert_int_equal(hand->action.message, by_id(hand->ui, "confirm")->action.message);
}

/* Presses until the wanted one is chosen; with two switches by the second. */
static bool reach(struct hand *hand, const char *id, enum vp_switch by) {
  const struct vp_node *nodes[64];
  for (int i = 0; i < 200; i++) {
    size_t count = vp_ui_scan_stop(hand->ui, nodes, 64);
    bool holds = false;
    for (size_t j = 0; j < count; j++)
      holds = holds || strcmp(nodes[j]->id, id) == 0;
    if (holds) {
      if (press(hand, by))
        return true;
      if (count == 1)
        return false;
    } else if (by == VP_SWITCH_CHOOSE) {
      press(hand, VP_SWITCH_NEXT);
    } else if (!tick(hand)) {
      return false;
    }
  }
  return false;
}

static void all_that_can_be_chosen_is_reached(void **state) {
  struct hand *hand = hand_of(state);
  for (int screen = 0; screen < (int)VP_COUNT(screens); screen += 5) { /* the smallest, and one in portrait */
    vp_ui_close(hand->ui);
    hand->ui = open_ui(screen, screen % 2 ? VP_TEXT_LARGEST : VP_TEXT_DEFAULT, VP_SCHEME_PAPER);
    for (size_t i = 0; i < VP_COUNT(samples); i++)
      for (int two = 0; two < 2; two++) {
        char ids[160][64];
        size_t count = 0;
        show(hand, samples[i].name);
        for (const struct vp_node *node = focus_next(hand->ui, NULL); node; node = focus_next(hand->ui, node))
          if (node->action.message > 0)
            snprintf(ids[count++], sizeof ids[0], "%s", node->id);
        for (size_t j = 0; j < count; j++) {
          press(hand, VP_SWITCH_NEXT); /* begins, if it rests */
          if (!two)
            scan_stop(hand->ui), press(hand, VP_SWITCH_ONE);
          if (!reach(hand, ids[j], two ? VP_SWITCH_CHOOSE : VP_SWITCH_ONE))
            fail_msg("%s of %s is not reached on screen %d with %d", ids[j], samples[i].name, screen, two + 1);
          assert_int_equal(hand->action.message, by_id(hand->ui, ids[j])->action.message);
        }
      }
  }
}

static void two_switches_move_and_choose_and_nothing_by_itself(void **state) {
  struct hand *hand = hand_of(state);
  show(hand, "kind");
  assert_false(press(hand, VP_SWITCH_NEXT));
  expect_stop(hand, "kind-good", 1);
  assert_int_equal(vp_ui_scan_due_ms(hand->ui), -1);
  for (int i = 0; i < 40; i++)
    assert_false(press(hand, VP_SWITCH_NEXT));
  expect_stop(hand, "kind-good", 1); /* no rounds are counted: 40 is ten times four */
  press(hand, VP_SWITCH_NEXT);
  assert_true(press(hand, VP_SWITCH_CHOOSE));
  assert_int_equal(hand->action.message, by_id(hand->ui, "kind-barrier")->action.message);
  assert_int_equal(vp_ui_scan_due_ms(hand->ui), -1);
}

static void keys_are_two_presses_away_on_the_keyboard(void **state) {
  struct hand *hand = hand_of(state);
  show(hand, "write");
  assert_false(press(hand, VP_SWITCH_CHOOSE)); /* also the second begins only */
  expect_stop(hand, "key-71", 10);
  press(hand, VP_SWITCH_NEXT);
  assert_false(press(hand, VP_SWITCH_CHOOSE));
  press(hand, VP_SWITCH_NEXT);
  expect_stop(hand, "key-73", 1);
  assert_true(press(hand, VP_SWITCH_CHOOSE));
  /* the same screen, a letter more: from the first row again */
  show(hand, "write");
  expect_stop(hand, "key-71", 10);
}

/* asterics/Asterics-AAC #446 */
static void it_waits_while_something_is_being_said(void **state) {
  struct hand *hand = hand_of(state);
  show(hand, "kind");
  press(hand, VP_SWITCH_ONE);
  vp_ui_scan_speech(hand->ui, true, hand->now_ms + 100);
  assert_int_equal(vp_ui_scan_due_ms(hand->ui), -1);
  assert_false(vp_ui_scan_tick(hand->ui, hand->now_ms + 60000));
  vp_ui_scan_speech(hand->ui, false, hand->now_ms + 60000);
  assert_int_equal(vp_ui_scan_due_ms(hand->ui), hand->now_ms + 60000 + STEP);
  expect_stop(hand, "kind-good", 1);
  /* a press need not wait, and a new screen does */
  vp_ui_scan_speech(hand->ui, true, hand->now_ms + 60100);
  hand->now_ms += 60200;
  assert_true(press(hand, VP_SWITCH_ONE));
  show(hand, "medium");
  assert_int_equal(vp_ui_scan_due_ms(hand->ui), -1);
  vp_ui_scan_speech(hand->ui, false, hand->now_ms + 3000);
  assert_int_equal(vp_ui_scan_due_ms(hand->ui), hand->now_ms + 3000 + STEP);
}

static void a_press_too_soon_after_another_is_none(void **state) {
  struct hand *hand = hand_of(state);
  show(hand, "kind");
  press(hand, VP_SWITCH_ONE);
  assert_false(vp_ui_switch(hand->ui, VP_SWITCH_ONE, hand->now_ms + 59, &hand->action)); /* bounces */
  vp_ui_set_scan(hand->ui, STEP, 800);
  assert_false(vp_ui_switch(hand->ui, VP_SWITCH_ONE, hand->now_ms + 799, &hand->action));
  assert_true(vp_ui_switch(hand->ui, VP_SWITCH_ONE, hand->now_ms + 800, &hand->action));
  hand->now_ms += 800;
  vp_ui_set_scan(hand->ui, STEP, 0);
  show(hand, "medium"); /* dead for half a second: the second press of an impatient hand */
  assert_false(vp_ui_switch(hand->ui, VP_SWITCH_ONE, hand->now_ms + 499, &hand->action));
  expect_stop(hand, "medium-voice", 1);
  assert_true(vp_ui_switch(hand->ui, VP_SWITCH_ONE, hand->now_ms + 600, &hand->action));
}

static void a_touch_or_a_key_ends_it(void **state) {
  struct hand *hand = hand_of(state);
  show(hand, "theme");
  press(hand, VP_SWITCH_ONE);
  vp_ui_key(hand->ui, VP_KEY_NEXT, hand->now_ms, &hand->action);
  assert_string_equal(vp_ui_focus(hand->ui), "work");
  assert_int_equal(vp_ui_scan_due_ms(hand->ui), -1);
  press(hand, VP_SWITCH_ONE);
  expect_stop(hand, "education", 3);
  vp_ui_pointer(hand->ui, VP_POINTER_DOWN, 1, 5, 5, hand->now_ms, &hand->action);
  vp_ui_pointer(hand->ui, VP_POINTER_UP, 1, 5, 5, hand->now_ms, &hand->action);
  assert_int_equal(stop_size(hand), 0);
  assert_int_equal(vp_ui_scan_due_ms(hand->ui), -1);
}

static void a_new_visit_begins_at_rest(void **state) {
  struct hand *hand = hand_of(state);
  show(hand, "thanks");
  press(hand, VP_SWITCH_ONE);
  show(hand, "welcome");
  assert_int_equal(stop_size(hand), 0);
  assert_int_equal(vp_ui_scan_due_ms(hand->ui), -1);
  press(hand, VP_SWITCH_ONE);
  expect_stop(hand, "begin", 1);
}

/* Pixels beyond the rim of the row, on the line through its middle. */
static void the_ring_is_around_the_whole_row(void **state) {
  struct hand *hand = hand_of(state);
  size_t pitch;
  show(hand, "theme");
  press(hand, VP_SWITCH_ONE);
  const struct vp_node *first = by_id(hand->ui, "education"), *last = by_id(hand->ui, "home");
  const uint32_t *pixels = vp_ui_pixels(hand->ui, &pitch), ink = theme_colour(VP_SCHEME_PAPER, COLOUR_INK);
  const uint32_t *row = pixels + (size_t)(first->y + first->height / 2) * (pitch / 4);
  int left = 0, right = 0, between = 0;
  for (int x = first->x - 1; x > first->x - 20; x--)
    left += row[x] == ink;
  for (int x = last->x + last->width; x < last->x + last->width + 20; x++)
    right += row[x] == ink;
  for (int x = first->x + first->width; x < first->x + first->width + 20; x++)
    between += row[x] == ink;
  assert_true((float)left >= vp_ui_px_per_mm(hand->ui));
  assert_true((float)right >= vp_ui_px_per_mm(hand->ui));
  assert_int_equal(between, 0);
}

#define WITH_HAND(test) cmocka_unit_test_setup_teardown(test, start, stop)

int main(void) {
  const struct CMUnitTest tests[] = {
      WITH_HAND(nothing_moves_before_a_switch_has_been_used),
      WITH_HAND(the_first_press_only_begins_and_each_step_takes_its_time),
      WITH_HAND(three_rounds_without_a_press_and_it_rests),
      WITH_HAND(the_same_screen_again_changes_nothing),
      WITH_HAND(a_grid_is_scanned_by_rows_and_then_items),
      WITH_HAND(pages_are_turned_and_begin_anew),
      WITH_HAND(a_dialog_keeps_the_scan_within),
      WITH_HAND(all_that_can_be_chosen_is_reached),
      WITH_HAND(two_switches_move_and_choose_and_nothing_by_itself),
      WITH_HAND(keys_are_two_presses_away_on_the_keyboard),
      WITH_HAND(it_waits_while_something_is_being_said),
      WITH_HAND(a_press_too_soon_after_another_is_none),
      WITH_HAND(a_touch_or_a_key_ends_it),
      WITH_HAND(a_new_visit_begins_at_rest),
      WITH_HAND(the_ring_is_around_the_whole_row),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
