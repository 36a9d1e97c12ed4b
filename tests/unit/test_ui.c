/* The ui: every kind of screen × text size × resolution × colours × direction is laid out and measured with the figures
 * of accessibility.md (S1 to S7, T1, T2, T7, M3, M4). Looks into the layout's boxes, for words have no nodes of their
 * own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <vertelpunt/ui.h>

#include "../gallery/samples.h"
#include "ui_kit.h"

static void every_screen_fits_at_every_size_on_every_resolution(void **state) {
  (void)state;
  struct vp_arena arena = {0};
  int scheme = 0;
  complaints = 0;
  for (int screen = 0; screen < (int)VP_COUNT(screens); screen++)
    for (int size = VP_TEXT_SMALL; size <= VP_TEXT_LARGEST; size++, scheme++) {
      struct vp_ui *ui = open_ui(screen, (enum vp_text_size)size, (enum vp_scheme)(scheme % 5));
      for (size_t i = 0; i < VP_COUNT(samples); i++)
        for (int arabic = 0; arabic < 2; arabic++) {
          snprintf(place, sizeof place, "%s at %dx%d (%.0f mm), size %d%s", samples[i].name, screens[screen].width,
                   screens[screen].height, (double)screens[screen].mm, size, arabic ? ", right to left" : "");
          vp_arena_reset(&arena);
          struct vp_node *root = sample_tree(&arena, i, arabic);
          root->label = place; /* another screen: its first page */
          assert_int_equal(vp_ui_present(ui, root, 0), 0);
          check_all_pages(ui);
        }
      vp_ui_close(ui);
    }
  vp_arena_finish(&arena);
  assert_int_equal(complaints, 0);
}

static void a_capital_is_as_high_as_each_text_size_says(void **state) {
  (void)state;
  static const float ranges[][2] = {{3.5F, 4.2F}, {4.8F, 5.6F}, {6.4F, 7.1F}, {8.5F, 9.0F}};
  for (int screen = 0; screen < (int)VP_COUNT(screens); screen++)
    for (int size = VP_TEXT_SMALL; size <= VP_TEXT_LARGEST; size++) {
      struct vp_ui *ui = open_ui(screen, (enum vp_text_size)size, VP_SCHEME_PAPER);
      float mm = (float)vp_ui_capital_px(ui) / vp_ui_px_per_mm(ui);
      if (mm < ranges[size][0] || mm > ranges[size][1])
        fail_msg("size %d is %.2f mm on screen %d", size, (double)mm, screen);
      assert_true((float)fonts_line(ui->fonts, STYLE_BODY) >= 1.3F * (float)fonts_em(ui->fonts, STYLE_BODY));
      vp_ui_close(ui);
    }
}

static void back_is_in_the_same_place_on_every_screen(void **state) {
  (void)state;
  struct vp_arena arena = {0};
  for (int screen = 0; screen < (int)VP_COUNT(screens); screen++)
    for (int size = VP_TEXT_SMALL; size <= VP_TEXT_LARGEST; size++) {
      struct vp_ui *ui = open_ui(screen, (enum vp_text_size)size, VP_SCHEME_PAPER);
      int x = -1, y = -1;
      for (size_t i = 0; i < VP_COUNT(samples); i++) {
        vp_arena_reset(&arena);
        assert_int_equal(vp_ui_present(ui, sample_tree(&arena, i, false), 0), 0);
        const struct vp_node *back = by_id(ui, "back");
        if (!back || back->width == 0)
          continue;
        if (x >= 0) {
          assert_int_equal(back->x, x);
          assert_int_equal(back->y, y);
        }
        x = back->x;
        y = back->y;
      }
      assert_true(x >= 0);
      vp_ui_close(ui);
    }
  vp_arena_finish(&arena);
}

/* ---- colours ---- */

static void words_have_the_contrast_that_each_scheme_promises(void **state) {
  (void)state;
  struct vp_arena arena = {0};
  for (int scheme = 0; scheme < 5; scheme++) {
    struct vp_ui *ui = open_ui(2, VP_TEXT_DEFAULT, (enum vp_scheme)scheme);
    for (size_t i = 0; i < VP_COUNT(samples); i++) {
      vp_arena_reset(&arena);
      assert_int_equal(vp_ui_present(ui, sample_tree(&arena, i, false), 0), 0);
      for (struct vp_node *node = vp_ui_root(ui); node; node = vp_tree_next(vp_ui_root(ui), node))
        for (int pressed = 0; pressed < 2; pressed++) {
          uint32_t ink, ground;
          snprintf(ui->pressed, sizeof ui->pressed, "%s", pressed && node->id ? node->id : "");
          vp_ui_colours(ui, node, &ink, &ground);
          double ratio = contrast(ink, ground);
          if (ratio < contrast_ranges[scheme][0] || ratio > contrast_ranges[scheme][1])
            fail_msg("scheme %d, %s of %s%s: %.2f", scheme, node->id, samples[i].name, pressed ? ", pressed" : "",
                     ratio);
        }
      ui->pressed[0] = '\0';
    }
    /* Pictures on cards, edges and rings. */
    double picture = contrast(theme_colour(ui->view.scheme, COLOUR_ACCENT), theme_colour(ui->view.scheme, COLOUR_CARD));
    assert_true(picture >= contrast_ranges[scheme][0] && picture <= contrast_ranges[scheme][1]);
    assert_true(contrast(theme_colour(ui->view.scheme, COLOUR_EDGE), theme_colour(ui->view.scheme, COLOUR_SURFACE)) >=
                3);
    assert_true(contrast(theme_colour(ui->view.scheme, COLOUR_EDGE), theme_colour(ui->view.scheme, COLOUR_CARD)) >= 3);
    assert_true(contrast(theme_colour(ui->view.scheme, COLOUR_INK), theme_colour(ui->view.scheme, COLOUR_CALM)) >= 3);
    assert_true(
        contrast(theme_colour(ui->view.scheme, COLOUR_ACCENT), theme_colour(ui->view.scheme, COLOUR_FOCUS_INNER)) >= 3);
    vp_ui_close(ui);
  }
  vp_arena_finish(&arena);
}

/* ---- one screen at hand, for what people do ---- */

struct hand {
  struct vp_arena arena;
  struct vp_ui *ui;
};

static struct hand *hand_of(void **state) {
  return *state;
}

static size_t sample_index(const char *name) {
  for (size_t i = 0; i < VP_COUNT(samples); i++)
    if (strcmp(samples[i].name, name) == 0)
      return i;
  fail_msg("no sample %s", name);
  return 0;
}

static void show(struct hand *hand, const char *name, int64_t now_ms) {
  assert_int_equal(vp_ui_present(hand->ui, sample_tree(&hand->arena, sample_index(name), false), now_ms), 0);
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

static bool point(struct hand *hand, enum vp_pointer kind, int id, const struct vp_node *node, int64_t now_ms,
                  struct vp_action *action) {
  return vp_ui_pointer(hand->ui, kind, id, node->x + node->width / 2, node->y + node->height / 2, now_ms, action);
}

static size_t changed(struct hand *hand, struct vp_rect *rects) {
  return vp_ui_take_changed(hand->ui, rects, 8);
}

static void a_press_acts_on_release_and_is_seen_meanwhile(void **state) {
  struct hand *hand = hand_of(state);
  struct vp_action action = {0};
  struct vp_rect rects[8];
  show(hand, "medium", 0);
  assert_int_equal(changed(hand, rects), 1);
  const struct vp_node *voice = by_id(hand->ui, "medium-voice");
  assert_false(point(hand, VP_POINTER_DOWN, 1, voice, 600, &action));
  assert_true(changed(hand, rects) > 0);
  assert_true(point(hand, VP_POINTER_UP, 1, voice, 700, &action));
  assert_int_equal(action.message, 11);
  assert_true(changed(hand, rects) > 0);
}

static void sliding_off_cancels_and_a_tremble_does_not(void **state) {
  struct hand *hand = hand_of(state);
  struct vp_action action = {0};
  show(hand, "medium", 0);
  const struct vp_node *voice = by_id(hand->ui, "medium-voice"), *text = by_id(hand->ui, "medium-text");
  point(hand, VP_POINTER_DOWN, 1, voice, 600, &action);
  assert_false(point(hand, VP_POINTER_MOVE, 1, text, 610, &action));
  assert_false(point(hand, VP_POINTER_UP, 1, voice, 620, &action)); /* coming back does not make it count again */
  point(hand, VP_POINTER_DOWN, 1, voice, 700, &action);
  assert_false(point(hand, VP_POINTER_UP, 1, text, 710, &action));
  point(hand, VP_POINTER_DOWN, 1, voice, 800, &action);
  vp_ui_pointer(hand->ui, VP_POINTER_MOVE, 1, voice->x + 3, voice->y + 3, 810, &action);
  assert_true(vp_ui_pointer(hand->ui, VP_POINTER_UP, 1, voice->x + 3, voice->y - 2, 820, &action));
  point(hand, VP_POINTER_DOWN, 1, voice, 900, &action);
  assert_false(point(hand, VP_POINTER_CANCEL, 1, voice, 910, &action));
}

static void a_second_finger_is_ignored(void **state) {
  struct hand *hand = hand_of(state);
  struct vp_action action = {0};
  show(hand, "medium", 0);
  const struct vp_node *voice = by_id(hand->ui, "medium-voice"), *back = by_id(hand->ui, "back");
  point(hand, VP_POINTER_DOWN, 1, voice, 600, &action);
  assert_false(point(hand, VP_POINTER_DOWN, 2, back, 610, &action));
  assert_false(point(hand, VP_POINTER_UP, 2, back, 620, &action));
  assert_true(point(hand, VP_POINTER_UP, 1, voice, 630, &action));
  assert_int_equal(action.message, 11);
}

static void a_change_of_screen_is_dead_for_half_a_second(void **state) {
  struct hand *hand = hand_of(state);
  struct vp_action action = {0};
  show(hand, "medium", 1000);
  assert_int_equal(vp_ui_dead_until_ms(hand->ui), 1500);
  const struct vp_node *voice = by_id(hand->ui, "medium-voice");
  point(hand, VP_POINTER_DOWN, 1, voice, 1499, &action);
  assert_false(point(hand, VP_POINTER_UP, 1, voice, 1600, &action));
  point(hand, VP_POINTER_DOWN, 1, voice, 1600, &action);
  assert_true(point(hand, VP_POINTER_UP, 1, voice, 1610, &action));
  /* The same screen again is no change. */
  show(hand, "medium", 5000);
  assert_int_equal(vp_ui_dead_until_ms(hand->ui), 1500);
  /* A press that began on the screen before is dropped with it. */
  voice = by_id(hand->ui, "medium-voice");
  point(hand, VP_POINTER_DOWN, 1, voice, 6000, &action);
  show(hand, "kind", 6100);
  assert_false(point(hand, VP_POINTER_UP, 1, by_id(hand->ui, "kind-good"), 7000, &action));
}

static void set_touch(struct hand *hand, int hold_ms, int ignore_ms) {
  struct vp_view view = *vp_ui_view(hand->ui);
  struct vp_fault fault;
  view.hold_ms = hold_ms;
  view.ignore_ms = ignore_ms;
  assert_int_equal(vp_ui_set_view(hand->ui, &view, &fault), 0);
}

static void a_press_counts_only_when_it_is_held_for_as_long_as_was_set(void **state) {
  struct hand *hand = hand_of(state);
  struct vp_action action = {0};
  set_touch(hand, 1000, 0);
  show(hand, "medium", 0);
  const struct vp_node *voice = by_id(hand->ui, "medium-voice");
  point(hand, VP_POINTER_DOWN, 1, voice, 2000, &action);
  assert_false(point(hand, VP_POINTER_UP, 1, voice, 2999, &action));
  point(hand, VP_POINTER_DOWN, 1, voice, 4000, &action);
  assert_true(point(hand, VP_POINTER_UP, 1, voice, 5000, &action));
  assert_int_equal(action.message, 11);
}

static void a_press_too_soon_after_one_that_counted_is_none(void **state) {
  struct hand *hand = hand_of(state);
  struct vp_action action = {0};
  set_touch(hand, 0, 2000);
  show(hand, "medium", 0);
  const struct vp_node *voice = by_id(hand->ui, "medium-voice");
  point(hand, VP_POINTER_DOWN, 1, voice, 1000, &action);
  assert_true(point(hand, VP_POINTER_UP, 1, voice, 1100, &action));
  point(hand, VP_POINTER_DOWN, 1, voice, 1500, &action);
  assert_false(point(hand, VP_POINTER_UP, 1, voice, 5000, &action)); /* it began too soon */
  point(hand, VP_POINTER_DOWN, 1, voice, 5100, &action);
  assert_true(point(hand, VP_POINTER_UP, 1, voice, 5200, &action));
}

static void a_hidden_screen_shows_and_takes_nothing_but_is_there_for_keys_and_voice(void **state) {
  struct hand *hand = hand_of(state);
  struct vp_action action = {0};
  struct vp_view view = *vp_ui_view(hand->ui);
  struct vp_fault fault;
  view.hide_screen = true;
  assert_int_equal(vp_ui_set_view(hand->ui, &view, &fault), 0);
  show(hand, "medium", 0);
  size_t pitch;
  const uint32_t *pixels = vp_ui_pixels(hand->ui, &pitch), surface = theme_colour(view.scheme, COLOUR_SURFACE);
  for (int y = 0; y < view.height_px; y++)
    for (int x = 0; x < view.width_px; x++)
      assert_int_equal(pixels[(size_t)y * (pitch / 4) + (size_t)x] & 0xFFFFFF, surface);
  const struct vp_node *voice = by_id(hand->ui, "medium-voice");
  assert_true(voice->width > 0);
  point(hand, VP_POINTER_DOWN, 1, voice, 1000, &action);
  assert_false(point(hand, VP_POINTER_UP, 1, voice, 1100, &action));
  assert_true(vp_ui_choose(hand->ui, "medium-voice", &action));
  assert_int_equal(action.message, 11);
}

static void tab_visits_all_in_reading_order_and_wraps(void **state) {
  struct hand *hand = hand_of(state);
  struct vp_action action;
  for (size_t i = 0; i < VP_COUNT(samples); i++) {
    show(hand, samples[i].name, 0);
    const struct vp_node *top = top_of(hand->ui), *first = NULL;
    vp_ui_key(hand->ui, VP_KEY_NEXT, 0, &action);
    int count = 0;
    for (const struct vp_node *node = top; node; node = vp_tree_next(top, node))
      if (node->width > 0 && vp_node_is_choosable(node)) {
        if (!first) {
          first = node;
          while (strcmp(vp_ui_focus(hand->ui), first->id) != 0 && count++ < 100)
            vp_ui_key(hand->ui, VP_KEY_NEXT, 0, &action);
        }
        assert_string_equal(vp_ui_focus(hand->ui), node->id);
        vp_ui_key(hand->ui, VP_KEY_NEXT, 0, &action);
      }
    if (!first) {
      fail_msg("nothing to choose on %s", samples[i].name);
      continue;
    }
    assert_string_equal(vp_ui_focus(hand->ui), first->id);
    vp_ui_key(hand->ui, VP_KEY_PREVIOUS, 0, &action);
    vp_ui_key(hand->ui, VP_KEY_NEXT, 0, &action);
    assert_string_equal(vp_ui_focus(hand->ui), first->id);
  }
}

static void the_first_key_only_shows_the_ring_and_enter_chooses(void **state) {
  struct hand *hand = hand_of(state);
  struct vp_action action = {0};
  struct vp_rect rects[8];
  show(hand, "kind", 0);
  changed(hand, rects);
  assert_string_equal(vp_ui_focus(hand->ui), "");
  assert_false(vp_ui_key(hand->ui, VP_KEY_CHOOSE, 0, &action));
  assert_string_equal(vp_ui_focus(hand->ui), "kind-good");
  assert_true(changed(hand, rects) > 0);
  vp_ui_key(hand->ui, VP_KEY_RIGHT, 0, &action);
  assert_string_equal(vp_ui_focus(hand->ui), "kind-barrier");
  vp_ui_key(hand->ui, VP_KEY_DOWN, 0, &action);
  assert_string_equal(vp_ui_focus(hand->ui), "back");
  assert_true(vp_ui_key(hand->ui, VP_KEY_CHOOSE, 0, &action));
  assert_int_equal(action.message, 10);
}

/* Pixels beyond the edge of the node, on the line through its middle: surface, then a millimetre of ink. */
static void the_ring_is_a_millimetre_of_ink_around_the_node(void **state) {
  struct hand *hand = hand_of(state);
  struct vp_action action;
  size_t pitch;
  show(hand, "kind", 0);
  vp_ui_key(hand->ui, VP_KEY_NEXT, 0, &action);
  const struct vp_node *node = by_id(hand->ui, "kind-good");
  const uint32_t *pixels = vp_ui_pixels(hand->ui, &pitch);
  const uint32_t *row = pixels + (size_t)(node->y + node->height / 2) * (pitch / 4);
  int ink = 0;
  for (int x = node->x - 1; x > node->x - 20 && x >= 0; x--)
    ink += row[x] == theme_colour(VP_SCHEME_PAPER, COLOUR_INK);
  assert_true((float)ink >= vp_ui_px_per_mm(hand->ui));
}

static void escape_goes_back_and_in_a_dialog_takes_the_safe_answer(void **state) {
  struct hand *hand = hand_of(state);
  struct vp_action action = {0};
  show(hand, "kind", 0);
  by_id(hand->ui, "back")->action.message = 77;
  assert_true(vp_ui_key(hand->ui, VP_KEY_BACK, 0, &action));
  assert_int_equal(action.message, 77);
  show(hand, "dialog", 0);
  by_id(hand->ui, "cancel")->action.message = 78;
  assert_true(vp_ui_key(hand->ui, VP_KEY_BACK, 0, &action));
  assert_int_equal(action.message, 78);
}

static void a_dialog_keeps_focus_and_pointer_within(void **state) {
  struct hand *hand = hand_of(state);
  struct vp_action action = {0};
  show(hand, "review", 0);
  struct vp_node keep = *by_id(hand->ui, "again");
  show(hand, "dialog", 1000);
  point(hand, VP_POINTER_DOWN, 1, &keep, 5000, &action);
  const struct vp_node *panel = by_id(hand->ui, "dialog");
  bool over = keep.x + keep.width / 2 >= panel->x && keep.x + keep.width / 2 < panel->x + panel->width &&
              keep.y + keep.height / 2 >= panel->y && keep.y + keep.height / 2 < panel->y + panel->height;
  bool acted = point(hand, VP_POINTER_UP, 1, &keep, 5100, &action);
  assert_true(over || !acted);
  for (int i = 0; i < 7; i++) {
    vp_ui_key(hand->ui, VP_KEY_NEXT, 0, &action);
    const char *focus = vp_ui_focus(hand->ui);
    assert_true(strcmp(focus, "cancel") == 0 || strcmp(focus, "confirm") == 0);
  }
  assert_int_equal(by_id(hand->ui, "keep")->width, 0);
}

static void going_back_returns_to_where_one_was(void **state) {
  struct hand *hand = hand_of(state);
  struct vp_action action;
  show(hand, "kind", 0);
  vp_ui_key(hand->ui, VP_KEY_NEXT, 0, &action);
  vp_ui_key(hand->ui, VP_KEY_NEXT, 0, &action);
  assert_string_equal(vp_ui_focus(hand->ui), "kind-barrier");
  show(hand, "consent", 0);
  assert_string_equal(vp_ui_focus(hand->ui), "back");
  show(hand, "kind", 0);
  assert_string_equal(vp_ui_focus(hand->ui), "kind-barrier");
  /* A new visit forgets the way of the last. */
  show(hand, "welcome", 0);
  show(hand, "kind", 0);
  assert_string_equal(vp_ui_focus(hand->ui), "kind-good");
}

static void pages_turn_by_their_buttons_and_stay_within(void **state) {
  struct hand *hand = hand_of(state);
  struct vp_action action = {0};
  int page, pages;
  show(hand, "theme", 0);
  vp_ui_page(hand->ui, &page, &pages);
  assert_int_equal(pages, 2);
  assert_null(vp_tree_find(vp_ui_root(hand->ui), "De gemeente"));
  const struct vp_node *next = by_id(hand->ui, "page-next");
  assert_string_equal(next->label, "Meer");
  point(hand, VP_POINTER_DOWN, 1, next, 600, &action);
  assert_false(point(hand, VP_POINTER_UP, 1, next, 610, &action));
  vp_ui_page(hand->ui, &page, &pages);
  assert_int_equal(page, 1);
  assert_non_null(vp_tree_find(vp_ui_root(hand->ui), "De gemeente"));
  assert_false(vp_node_is_choosable(by_id(hand->ui, "page-next")));
  assert_false(vp_ui_choose(hand->ui, "page-next", &action));
  vp_ui_page(hand->ui, &page, &pages);
  assert_int_equal(page, 1);
  /* The same screen with another tree keeps its page. */
  show(hand, "theme", 700);
  vp_ui_page(hand->ui, &page, &pages);
  assert_int_equal(page, 1);
  assert_true(vp_ui_choose(hand->ui, "town", &action));
}

/* Whoever wants to tell finds the red button on the first page, whatever is to be said beside it. */
static void the_red_button_is_never_a_page_away(void **state) {
  struct hand *hand = hand_of(state);
  for (size_t screen = 0; screen < VP_COUNT(screens); screen++)
    for (enum vp_text_size size = VP_TEXT_SMALL; size <= VP_TEXT_DEFAULT; size++) {
      struct vp_ui *ui = open_ui((int)screen, size, VP_SCHEME_PAPER);
      struct vp_node *root = sample_tree(&hand->arena, sample_index("tell"), false);
      for (struct vp_node *node = root->first; node; node = node->next)
        if (node->role == VP_ROLE_STATUS)
          node->label = "We horen je nog niet. Kom een beetje dichterbij.";
      assert_int_equal(vp_ui_present(ui, root, 0), 0);
      int page, pages;
      vp_ui_page(ui, &page, &pages);
      assert_int_equal(pages, 1);
      assert_true(by_id(ui, "record")->width > 0 && by_id(ui, "state")->width > 0);
      vp_ui_close(ui);
    }
}

static void answers_come_when_all_has_been_read(void **state) {
  struct hand *hand = hand_of(state);
  struct vp_ui *ui =
      open_ui(1, VP_TEXT_DEFAULT, VP_SCHEME_PAPER); /* 1024×600: two pages, with room for both in the bar */
  struct vp_action action;
  for (int first = 0; first < 2; first++) {
    struct vp_node *root = sample_tree(&hand->arena, sample_index("consent"), false);
    root->read_first = first == 1;
    root->label = first ? "consent" : "other";
    for (struct vp_node *node = root->first; node; node = node->next)
      if (node->role == VP_ROLE_TEXT)
        node->label = vp_arena_format(&hand->arena, "%s\n%s", node->label, node->label);
    assert_int_equal(vp_ui_present(ui, root, 0), 0);
    int page, pages;
    vp_ui_page(ui, &page, &pages);
    assert_true(pages > 1);
    assert_int_equal(by_id(ui, "agree") && by_id(ui, "agree")->width > 0, first == 0);
    while (page + 1 < pages) {
      (void)vp_ui_choose(ui, "page-next", &action); /* the ui's own affair: no action */
      vp_ui_page(ui, &page, &pages);
    }
    assert_true(by_id(ui, "agree")->width > 0 && by_id(ui, "decline")->width > 0);
  }
  vp_ui_close(ui);
}

static void nothing_is_drawn_when_nothing_changed(void **state) {
  struct hand *hand = hand_of(state);
  struct vp_rect rects[8];
  for (size_t i = 0; i < VP_COUNT(samples); i++) {
    show(hand, samples[i].name, 0);
    assert_true(changed(hand, rects) > 0);
    assert_int_equal(changed(hand, rects), 0);
    show(hand, samples[i].name, 100);
    assert_int_equal(changed(hand, rects), 0);
  }
}

static void only_what_changed_is_drawn(void **state) {
  struct hand *hand = hand_of(state);
  struct vp_rect rects[8];
  show(hand, "tell", 0);
  changed(hand, rects);
  struct vp_node *root = sample_tree(&hand->arena, sample_index("tell"), false);
  for (struct vp_node *node = root; node; node = vp_tree_next(root, node))
    if (node->role == VP_ROLE_TIME)
      node->label = "2:06";
  assert_int_equal(vp_ui_present(hand->ui, root, 1000), 0);
  size_t count = changed(hand, rects), pixels = 0;
  assert_true(count > 0);
  const struct vp_node *time = by_id(hand->ui, "time");
  for (size_t i = 0; i < count; i++) {
    pixels += (size_t)rects[i].width * (size_t)rects[i].height;
    assert_true(rects[i].y + rects[i].height > time->y && rects[i].y < time->y + time->height);
  }
  assert_true(pixels < 1920U * 1080U / 10);
}

/* What a cell by cell redraw leaves must be what a full one draws. */
static void changes_leave_the_same_picture_as_drawing_all(void **state) {
  struct hand *hand = hand_of(state);
  struct vp_ui *fresh = open_ui(3, VP_TEXT_DEFAULT, VP_SCHEME_PAPER);
  for (size_t i = 0; i < VP_COUNT(samples); i++) {
    size_t pitch;
    show(hand, samples[i].name, 0);
    assert_int_equal(vp_ui_set_view(fresh, &hand->ui->view, NULL), 0); /* forgets what it drew */
    assert_int_equal(vp_ui_present(fresh, sample_tree(&hand->arena, i, false), 0), 0);
    const uint32_t *a = vp_ui_pixels(hand->ui, &pitch), *b = vp_ui_pixels(fresh, &pitch);
    if (memcmp(a, b, pitch * 1080) != 0)
      fail_msg("%s is drawn differently cell by cell", samples[i].name);
  }
  vp_ui_close(fresh);
}

static void right_to_left_mirrors_all_but_the_code_and_the_keys(void **state) {
  struct hand *hand = hand_of(state);
  assert_int_equal(vp_ui_present(hand->ui, sample_tree(&hand->arena, sample_index("thanks"), true), 0), 0);
  const struct vp_node *next = by_id(hand->ui, "next");
  assert_true(next->x < 1920 / 2);
  for (const struct box *box = hand->ui->layout.first; box; box = box->next)
    if (box->node->role == VP_ROLE_CODE) {
      assert_int_equal(box->group_count, 3);
      assert_true(box->group_rects[0].x < box->group_rects[1].x && box->group_rects[1].x < box->group_rects[2].x);
      assert_true(box->group_rects[0].x >= box->rect.x);
    }
  assert_int_equal(vp_ui_present(hand->ui, sample_tree(&hand->arena, sample_index("write"), true), 0), 0);
  assert_true(by_id(hand->ui, "key-backspace")->x > by_id(hand->ui, "key-shift")->x);
  assert_true(by_id(hand->ui, "back")->x > 1920 / 2);
  assert_int_not_equal(icon_code_point("arrow-back", true), icon_code_point("arrow-back", false));
  assert_int_equal(icon_code_point("play-arrow", true), icon_code_point("play-arrow", false));
}

static void every_picture_is_in_the_icon_font(void **state) {
  struct hand *hand = hand_of(state);
  const char *before = "";
  size_t count = 0;
  for (const char *name; (name = vp_icon_name(count)); count++) {
    assert_true(strcmp(before, name) < 0); /* searched by halves */
    assert_true(vp_icon_known(name));
    struct run *run = fonts_icon(hand->ui->fonts, icon_code_point(name, false), 48);
    fonts_render(hand->ui->fonts, run);
    if (!run->mask)
      fail_msg("%s has no picture", name);
    assert_true(run->left >= 0 && run->top >= 0 && run->left + run->mask_width <= 48 &&
                run->top + run->mask_height <= 48);
    before = name;
  }
  assert_true(count > 100);
  assert_false(vp_icon_known("unheard-of"));
}

static void lines_are_made_of_words_and_keep_their_order(void **state) {
  struct hand *hand = hand_of(state);
  struct vp_arena *arena = &hand->arena;
  struct text_request request = {
      .text = "een twee drie vier vijf zes", .language = "nl", .style = STYLE_BODY, .width = 10000};
  const struct text_block *block = text_make(hand->ui->fonts, arena, &request);
  assert_int_equal(block->count, 1);
  request.width = block->width * 2 / 3;
  block = text_make(hand->ui->fonts, arena, &request);
  assert_int_equal(block->count, 2);
  assert_false(block->broken);
  assert_non_null(strstr(block->lines[0].runs[0]->text, "een twee drie"));
  request.text = "hottentottententententoonstelling";
  request.width = 100;
  block = text_make(hand->ui->fonts, arena, &request);
  assert_true(block->broken && block->count > 1);
  for (int i = 0; i < block->count; i++)
    assert_true(block->lines[i].width <= 100);
  /* A soft hyphen shows only where the line ends at it. */
  request.text = "hottentotten\u00ADtenten";
  request.width = 10000;
  block = text_make(hand->ui->fonts, arena, &request);
  assert_string_equal(block->lines[0].runs[0]->text, "hottentottententen");
  request.width = block->width - 10;
  block = text_make(hand->ui->fonts, arena, &request);
  assert_string_equal(block->lines[0].runs[0]->text, "hottentotten-");
  /* Right to left: a number within keeps its own direction, and stands to the left of what comes before it. */
  request = (struct text_request){
      .text = "الخطوة 12", .language = "ar", .style = STYLE_BODY, .width = 10000, .direction = TEXT_RIGHT_TO_LEFT};
  block = text_make(hand->ui->fonts, arena, &request);
  assert_int_equal(block->lines[0].count, 2);
  assert_string_equal(block->lines[0].runs[0]->text, "12");
  assert_true(block->lines[0].runs[1]->right_to_left && block->lines[0].runs[1]->face != 0);
}

static void the_tree_is_told_as_json_of_balanced_quotes(void **state) {
  struct hand *hand = hand_of(state);
  show(hand, "write", 0);
  by_id(hand->ui, "field")->label = "Zij zei: \"Kom \\ maar\"\nen ik kwam.\xff";
  char *json = vp_ui_tree_json(hand->ui);
  assert_non_null(json);
  assert_null(strchr(json, '\n'));
  int depth = 0;
  bool quoted = false;
  for (const char *at = json; *at; at++) {
    if (quoted && *at == '\\')
      at++;
    else if (*at == '"')
      quoted = !quoted;
    else if (!quoted)
      depth += *at == '{' || *at == '[' ? 1 : *at == '}' || *at == ']' ? -1 : 0;
    assert_true(depth >= 0);
  }
  assert_false(quoted);
  assert_int_equal(depth, 0);
  assert_non_null(strstr(json, "\"label\":\"Zij zei: \\\"Kom \\\\ maar\\\"\\u000aen ik kwam.\xef\xbf\xbd\""));
  assert_non_null(strstr(json, "\"role\":\"key\",\"id\":\"key-71\",\"label\":\"q\""));
  assert_non_null(strstr(json, "\"state\":[\"chosen\"]"));
  free(json);
}

static void a_picture_of_the_screen_is_a_png(void **state) {
  struct hand *hand = hand_of(state);
  struct vp_fault fault = {0};
  char path[] = "/tmp/vp-ui-XXXXXX";
  show(hand, "kind", 0);
  int file = mkstemp(path);
  assert_true(file >= 0);
  assert_int_equal(vp_ui_save_png(hand->ui, path, &fault), 0);
  FILE *stream = fopen(path, "rb");
  unsigned char head[24];
  assert_int_equal(fread(head, 1, sizeof head, stream), sizeof head);
  assert_memory_equal(head, "\x89PNG\r\n\x1a\n", 8);
  assert_int_equal(head[18] << 8 | head[19], 1920);
  fclose(stream);
  remove(path);
  assert_int_not_equal(vp_ui_save_png(hand->ui, "/nowhere/at/all.png", &fault), 0);
  assert_string_equal(fault.object, "/nowhere/at/all.png");
}

static void without_fonts_the_fault_names_file_and_package(void **state) {
  (void)state;
  struct vp_view view = {.width_px = 800, .height_px = 480, .screen_mm = 154, .text_size = VP_TEXT_DEFAULT};
  struct vp_ui *ui = NULL;
  struct vp_fault fault = {0};
  setenv("VERTELPUNT_FONTS", "/nowhere", 1);
  int code = vp_ui_open(&view, &ui, &fault);
  unsetenv("VERTELPUNT_FONTS");
  assert_int_equal(code, VP_E_NOT_FOUND);
  assert_non_null(strstr(fault.object, ".ttf"));
  assert_non_null(strstr(fault.advice, "fonts-"));
  view.width_px = 0;
  assert_int_equal(vp_ui_open(&view, &ui, &fault), VP_E_INVALID);
}

#define WITH_HAND(test) cmocka_unit_test_setup_teardown(test, start, stop)

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_screen_fits_at_every_size_on_every_resolution),
      cmocka_unit_test(a_capital_is_as_high_as_each_text_size_says),
      cmocka_unit_test(back_is_in_the_same_place_on_every_screen),
      cmocka_unit_test(words_have_the_contrast_that_each_scheme_promises),
      WITH_HAND(a_press_acts_on_release_and_is_seen_meanwhile),
      WITH_HAND(sliding_off_cancels_and_a_tremble_does_not),
      WITH_HAND(a_second_finger_is_ignored),
      WITH_HAND(a_change_of_screen_is_dead_for_half_a_second),
      WITH_HAND(a_press_counts_only_when_it_is_held_for_as_long_as_was_set),
      WITH_HAND(a_press_too_soon_after_one_that_counted_is_none),
      WITH_HAND(a_hidden_screen_shows_and_takes_nothing_but_is_there_for_keys_and_voice),
      WITH_HAND(tab_visits_all_in_reading_order_and_wraps),
      WITH_HAND(the_first_key_only_shows_the_ring_and_enter_chooses),
      WITH_HAND(the_ring_is_a_millimetre_of_ink_around_the_node),
      WITH_HAND(escape_goes_back_and_in_a_dialog_takes_the_safe_answer),
      WITH_HAND(a_dialog_keeps_focus_and_pointer_within),
      WITH_HAND(going_back_returns_to_where_one_was),
      WITH_HAND(pages_turn_by_their_buttons_and_stay_within),
      WITH_HAND(the_red_button_is_never_a_page_away),
      WITH_HAND(answers_come_when_all_has_been_read),
      WITH_HAND(nothing_is_drawn_when_nothing_changed),
      WITH_HAND(only_what_changed_is_drawn),
      WITH_HAND(changes_leave_the_same_picture_as_drawing_all),
      WITH_HAND(right_to_left_mirrors_all_but_the_code_and_the_keys),
      WITH_HAND(every_picture_is_in_the_icon_font),
      WITH_HAND(lines_are_made_of_words_and_keep_their_order),
      WITH_HAND(the_tree_is_told_as_json_of_balanced_quotes),
      WITH_HAND(a_picture_of_the_screen_is_a_png),
      cmocka_unit_test(without_fonts_the_fault_names_file_and_package),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
