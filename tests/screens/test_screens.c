/* Every state that the session can reach, in every language of the guide that is shipped, is made into a tree, laid out
 * at every text size on every resolution, and measured with the figures of accessibility.md (S2, S3, S5, T1, T7, M3,
 * M4). The states come from a walk of random messages with a fixed seed; test_screens [MESSAGES [all]] walks further,
 * or leaves nothing out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <vertelpunt/attributes.h>
#include <vertelpunt/file.h>
#include <vertelpunt/screens.h>
#include <vertelpunt/utf8.h>

#include "../unit/ui_kit.h"
#include "walk.h"

enum { SEED = 20261124, MESSAGES = 100000 };

static struct walk walk;
static struct vp_arena arenas[2];
static struct vp_guide *guide;
static struct vp_catalogue *catalogues[VP_LANGUAGES_MAX];
static int messages = MESSAGES;
static bool all;

static void set_place(const struct walk_state *state, const struct vp_ui *ui) {
  const struct vp_model *model = &state->model;
  int used = snprintf(place, sizeof place, "%s%s%s (%s%s%s, take %d)", vp_screen_name(model->screen),
                      model->panel ? " under " : "", model->panel ? vp_panel_name(model->panel) : "",
                      guide->languages[model->language].code, model->dialog ? ", " : "",
                      model->dialog ? vp_dialog_name(model->dialog) : "", (int)model->take_state);
  if (ui && used > 0 && (size_t)used < sizeof place)
    snprintf(place + used, sizeof place - (size_t)used, " at %dx%d (%.0f mm), size %d", ui->view.width_px,
             ui->view.height_px, (double)ui->view.screen_mm, (int)ui->view.text_size);
}

/* Two arenas in turn, as the kiosk has them: the ui may still hold on to the tree before. */
static struct vp_node *tree_of(const struct walk_state *state) {
  static int turn;
  struct vp_arena *arena = &arenas[turn ^= 1];
  vp_arena_reset(arena);
  struct vp_node *root = vp_screen_tree(&state->model, arena);
  assert_non_null(root);
  return root;
}

/* Measured only: what is drawn is looked at elsewhere. */
static void lay_out(struct vp_ui *ui, const struct walk_state *state) {
  ui->root = tree_of(state);
  ui->layout.page = 0;
  fonts_end_frame(ui->fonts); /* of the one before */
  assert_int_equal(layout_make(ui), 0);
}

static void every_screen_dialog_and_drive_is_among_the_states(void **state) {
  (void)state;
  bool screens_seen[VP_SCREEN_COUNT] = {false}, dialogs[VP_DIALOG_STILL_THERE + 1] = {false};
  bool panels[VP_PANEL_COUNT] = {false};
  bool views[VP_DRIVE_VIEW_FAILED + 1] = {true}, troubles[VP_TROUBLE_STORE + 1] = {false};
  for (size_t i = 0; i < walk.count; i++) {
    const struct vp_model *model = &walk.states[i]->model;
    int drive = vp_session_drive(model);
    screens_seen[model->screen] = dialogs[model->dialog] = troubles[model->trouble] = true;
    panels[model->panel] = true;
    if (drive >= 0)
      views[model->drives[drive].view] = true;
  }
  views[VP_DRIVE_VIEW_WAITING] |= views[VP_DRIVE_VIEW_LOOKING]; /* they are shown alike */
  for (size_t i = 0; i < VP_COUNT(screens_seen); i++)
    if (!screens_seen[i])
      fail_msg("the screen %s", vp_screen_name((enum vp_screen)i));
  for (size_t i = 0; i < VP_COUNT(dialogs); i++)
    if (!dialogs[i])
      fail_msg("the dialog %s", vp_dialog_name((enum vp_dialog)i));
  for (size_t i = 0; i < VP_COUNT(panels); i++)
    if (!panels[i])
      fail_msg("the panel's page %s", vp_panel_name((enum vp_panel)i));
  for (size_t i = 0; i < VP_COUNT(views); i++)
    if (!views[i])
      fail_msg("drive view %zu", i);
  for (size_t i = 0; i < VP_COUNT(troubles); i++)
    if (!troubles[i])
      fail_msg("trouble %zu", i);
}

/* ---- words and pictures ---- */

static bool is_pressed(const struct vp_node *node) {
  return node->role == VP_ROLE_BUTTON || node->role == VP_ROLE_CHOICE || node->role == VP_ROLE_RECORD ||
         node->role == VP_ROLE_KEY;
}

static void check_text(const struct vp_node *node, const char *text) {
  if (text && !vp_utf8_valid(text, strlen(text)))
    complain("%s has words that are no text", node->id);
}

static void check_node(const struct vp_node *root, const struct vp_node *node) {
  bool words = is_pressed(node) || node->role == VP_ROLE_TITLE || node->role == VP_ROLE_STATUS ||
               node->role == VP_ROLE_TEXT || node->role == VP_ROLE_HELP || node->role == VP_ROLE_DIALOG;
  if (!node->id || !*node->id)
    complain("a %s without an id", vp_role_name(node->role));
  if (words && (!node->label || !*node->label))
    complain("%s has no words", node->id);
  if ((is_pressed(node) && node->role != VP_ROLE_KEY && !node->icon) || (node->role == VP_ROLE_STATUS && !node->icon))
    complain("%s has no picture", node->id);
  if (node->icon && !vp_icon_known(node->icon))
    complain("%s has a picture that there isn't: %s", node->id, node->icon);
  if (is_pressed(node) && node->action.message == 0)
    complain("%s does nothing", node->id);
  check_text(node, node->label);
  check_text(node, node->help);
  check_text(node, node->spoken);
  for (const struct vp_node *other = vp_tree_next(root, node); other; other = vp_tree_next(root, other))
    if (other->id && node->id && strcmp(other->id, node->id) == 0)
      complain("two nodes are called %s", node->id);
}

static int titles_of(const struct vp_node *parent) {
  int titles = 0;
  for (const struct vp_node *node = parent->first; node; node = node->next)
    titles += node->role == VP_ROLE_TITLE;
  return titles;
}

static void every_state_has_one_title_and_words_and_a_picture_for_all_it_offers(void **state) {
  (void)state;
  complaints = 0;
  for (size_t i = 0; i < walk.count; i++) {
    const struct vp_node *root = tree_of(walk.states[i]);
    set_place(walk.states[i], NULL);
    if (!root->page_back_label || !root->page_next_label)
      complain("its pages have no words");
    if (titles_of(root) != 1)
      complain("%d titles", titles_of(root));
    for (const struct vp_node *node = root; node; node = vp_tree_next(root, node)) {
      check_node(root, node);
      if (node->role == VP_ROLE_DIALOG && titles_of(node) != 1)
        complain("%d titles of a dialog", titles_of(node));
    }
  }
  assert_int_equal(complaints, 0);
}

static bool has(const struct vp_node *root, const char *id) {
  for (const struct vp_node *node = root; node; node = vp_tree_next(root, node))
    if (node->id && strcmp(node->id, id) == 0)
      return true;
  return false;
}

/* M4: from every screen there is the way to the panel; also from staff's, who need it as much. */
static void every_screen_has_the_way_to_the_access_panel(void **state) {
  (void)state;
  complaints = 0;
  for (size_t i = 0; i < walk.count; i++) {
    set_place(walk.states[i], NULL);
    if (!has(tree_of(walk.states[i]), "access"))
      complain("no way to the panel");
  }
  assert_int_equal(complaints, 0);
}

/* M4. What has been kept or thrown away is over: from thanks one goes to the start. */
static void every_step_of_a_visit_has_a_way_back(void **state) {
  (void)state;
  complaints = 0;
  for (size_t i = 0; i < walk.count; i++) {
    const struct vp_model *model = &walk.states[i]->model;
    set_place(walk.states[i], NULL);
    bool visiting = (model->step >= 0 && model->screen != VP_SCREEN_THANKS) || model->panel != VP_PANEL_CLOSED;
    if (has(tree_of(walk.states[i]), "back") != visiting)
      complain("%s", visiting ? "no way back" : "a way back where there is none");
  }
  assert_int_equal(complaints, 0);
}

/* ---- layout ---- */

struct spot {
  int x, y;
  bool known;
};

/* It stands where it stood, whatever else is there. */
static void check_spot(struct vp_ui *ui, const char *id, struct spot *spot) {
  const struct vp_node *node = by_id(ui, id);
  if (!node || node->width == 0)
    return;
  int x = ui_right_to_left(ui) ? node->x + node->width : node->x; /* where it begins */
  if (spot->known && (x != spot->x || node->y != spot->y))
    complain("%s is at %d %d, and was at %d %d", id, x, node->y, spot->x, spot->y);
  *spot = (struct spot){x, node->y, true};
}

/* All of them at all of these would take minutes (test_screens MESSAGES all). Each shape is measured on the smallest
 * screen at every size, where room is scarcest, and at one in six of the others; each other tree on the smallest at the
 * largest size and at one in fourteen of the others. Which ones goes round. Of the languages after the first, whose
 * trees differ in their words only, a sixteenth of that, and each time another one. */
static bool is_sampled(size_t i, int turn) {
  return all || walk.states[i]->model.language == 0 || (i + (size_t)turn) % 16 == 0;
}

static bool is_measured(size_t i, int screen, int size) {
  size_t turn = i + (size_t)screen * 4 + (size_t)size;
  if (!is_sampled(i, screen + size))
    return false;
  if (all || (screen == 0 && size == VP_TEXT_LARGEST))
    return true;
  return walk.states[i]->first ? screen == 0 || turn % 6 == 0 : turn % 14 == 0;
}

static void
every_state_fits_and_has_back_and_the_panel_in_their_places_at_every_size_on_every_resolution(void **state) {
  (void)state;
  size_t laid_out = 0;
  complaints = 0;
  for (int screen = 0; screen < (int)VP_COUNT(screens); screen++)
    for (int size = VP_TEXT_SMALL; size <= VP_TEXT_LARGEST; size++) {
      struct vp_ui *ui = open_ui(screen, (enum vp_text_size)size, VP_SCHEME_PAPER);
      struct spot backs[VP_LANGUAGES_MAX] = {0}, accesses[VP_LANGUAGES_MAX] = {0}; /* their words are of a length */
      for (size_t i = 0; i < walk.count; i++) {
        if (!is_measured(i, screen, size))
          continue;
        laid_out++;
        set_place(walk.states[i], ui);
        lay_out(ui, walk.states[i]);
        check_spot(ui, "back", &backs[walk.states[i]->model.language]);
        check_spot(ui, "access", &accesses[walk.states[i]->model.language]);
        check_all_pages(ui);
      }
      vp_ui_close(ui);
    }
  printf("%zu layouts of %zu trees\n", laid_out, walk.count);
  assert_int_equal(complaints, 0);
}

/* T4. What can be pressed, on every page, stands in the lower half; a keyboard, and on a 10" screen the red button with
 * what it says, may begin above it where it would not be whole otherwise. */
static void check_low(struct vp_ui *ui) {
  struct vp_node *top = top_of(ui);
  bool small = (float)ui->view.height_px < 150 * vp_ui_px_per_mm(ui);
  if (by_id(ui, "keyboard") || (small && by_id(ui, "record")) || top->role == VP_ROLE_DIALOG)
    return;
  for (struct vp_node *node = top; node; node = vp_tree_next(top, node))
    if (vp_node_is_choosable(node) && node->width > 0 && node->y < ui->view.height_px / 2)
      complain("%s is at %d of %d", node->id, node->y, ui->view.height_px);
}

static void with_reach_all_that_is_pressed_is_in_the_lower_half(void **state) {
  (void)state;
  complaints = 0;
  for (int screen = 2; screen < (int)VP_COUNT(screens); screen++) {
    struct vp_ui *ui = open_ui(screen, VP_TEXT_DEFAULT, VP_SCHEME_PAPER);
    struct spot accesses[VP_LANGUAGES_MAX] = {0};
    ui->view.reach = true;
    for (size_t i = 0; i < walk.count; i++) {
      if (!is_sampled(i, screen) || (!all && (i + (size_t)screen) % 9 != 0))
        continue;
      set_place(walk.states[i], ui);
      lay_out(ui, walk.states[i]);
      check_spot(ui, "access", &accesses[walk.states[i]->model.language]);
      check_low(ui);
      check_all_pages(ui);
    }
    vp_ui_close(ui);
  }
  assert_int_equal(complaints, 0);
}

static void words_have_their_contrast_in_every_state_and_every_scheme(void **state) {
  (void)state;
  complaints = 0;
  struct vp_ui *ui = open_ui(2, VP_TEXT_DEFAULT, VP_SCHEME_PAPER);
  for (size_t i = 0; i < walk.count; i++) {
    if (!is_sampled(i, 0))
      continue;
    set_place(walk.states[i], ui);
    lay_out(ui, walk.states[i]);
    for (int scheme = 0; scheme < 5; scheme++) {
      ui->view.scheme = (enum vp_scheme)scheme;
      for (struct vp_node *node = ui->root; node; node = vp_tree_next(ui->root, node)) {
        uint32_t ink, ground;
        vp_ui_colours(ui, node, &ink, &ground);
        double ratio = contrast(ink, ground);
        if (ratio < contrast_ranges[scheme][0] || ratio > contrast_ranges[scheme][1])
          complain("scheme %d, %s: %.2f", scheme, node->id, ratio);
      }
    }
  }
  vp_ui_close(ui);
  assert_int_equal(complaints, 0);
}

/* ---- keys ---- */

/* Pixels of ink on the line through its middle, just outside the node. */
static int ring_px(struct vp_ui *ui, const struct vp_node *node) {
  size_t pitch;
  const uint32_t *pixels = vp_ui_pixels(ui, &pitch);
  const uint32_t *row = pixels + (size_t)(node->y + node->height / 2) * (pitch / 4);
  int ink = 0;
  for (int x = node->x - 1; x > node->x - 20 && x >= 0; x--)
    ink += row[x] == theme_colour(ui->view.scheme, COLOUR_INK);
  return ink;
}

enum { REACHED_MAX = 120 };

struct reach {
  const char *ids[REACHED_MAX];
  size_t count;
};

static bool was_reached(const struct reach *reach, const char *id) {
  for (size_t i = 0; i < reach->count; i++)
    if (strcmp(reach->ids[i], id) == 0)
      return true;
  return false;
}

static const struct vp_node *focused(struct vp_ui *ui) {
  const char *id = vp_ui_focus(ui);
  const struct vp_node *node = *id ? by_id(ui, id) : NULL;
  if (!node || node->width == 0 || !vp_node_is_choosable(node)) {
    complain("the focus is lost (%s)", id);
    return NULL;
  }
  return node;
}

/* Tab until it is where it was; false: it is lost or does not come round. */
static bool tab_round(struct vp_ui *ui, struct reach *reach) {
  struct vp_action action;
  char first[64];
  const struct vp_node *node = focused(ui);
  snprintf(first, sizeof first, "%s", vp_ui_focus(ui));
  for (int i = 0; i < REACHED_MAX && node; i++) {
    if (!was_reached(reach, node->id) && reach->count < REACHED_MAX)
      reach->ids[reach->count++] = node->id;
    if ((float)ring_px(ui, node) < vp_ui_px_per_mm(ui))
      complain("the ring around %s is %d px", node->id, ring_px(ui, node));
    vp_ui_key(ui, VP_KEY_NEXT, 0, &action);
    node = focused(ui);
    if (strcmp(vp_ui_focus(ui), first) == 0)
      return true;
  }
  if (node)
    complain("Tab does not come back to %s", first);
  return false;
}

static bool tab_to(struct vp_ui *ui, const char *id) {
  struct vp_action action;
  for (int i = 0; i < REACHED_MAX; i++) {
    if (strcmp(vp_ui_focus(ui), id) == 0)
      return true;
    vp_ui_key(ui, VP_KEY_NEXT, 0, &action);
  }
  return false;
}

static bool offers_something(struct vp_ui *ui) {
  struct vp_node *top = top_of(ui);
  for (struct vp_node *node = top; node; node = vp_tree_next(top, node))
    if (vp_node_is_choosable(node))
      return true;
  return false;
}

/* By Tab alone, turning pages with their own buttons. */
static void walk_by_keys(struct vp_ui *ui, struct reach *reach) {
  struct vp_action action;
  if (!*vp_ui_focus(ui))
    vp_ui_key(ui, VP_KEY_NEXT, 0, &action);
  int page, pages;
  do {
    if (!tab_round(ui, reach))
      return;
    vp_ui_page(ui, &page, &pages);
    if (page + 1 >= pages)
      return;
    if (!tab_to(ui, "page-next"))
      complain("Tab does not reach the next page");
    else
      vp_ui_key(ui, VP_KEY_CHOOSE, 0, &action);
  } while (ui->layout.page > page);
  complain("page %d does not turn", page + 1);
}

static void every_node_that_can_be_chosen_is_reached_by_tab_with_a_ring_and_the_focus_is_never_lost(void **state) {
  (void)state;
  static const struct {
    int screen;
    enum vp_text_size size;
    enum vp_scheme scheme;
  } views[] = {{0, VP_TEXT_LARGEST, VP_SCHEME_PAPER}, {2, VP_TEXT_DEFAULT, VP_SCHEME_YELLOW_ON_BLACK}};
  size_t walked = 0;
  complaints = 0;
  for (size_t v = 0; v < VP_COUNT(views); v++) {
    struct vp_ui *ui = open_ui(views[v].screen, views[v].size, views[v].scheme);
    for (size_t i = 0; i < walk.count; i++) {
      struct reach reach = {.count = 0};
      /* each key draws: a third of the shapes each */
      if (!all && (!walk.states[i]->first || i % 3 != v || !is_sampled(i, (int)v)))
        continue;
      walked++;
      set_place(walk.states[i], ui);
      ui->layout.page = 0;
      assert_int_equal(vp_ui_present(ui, tree_of(walk.states[i]), 0), 0);
      if (!offers_something(ui))
        continue;
      walk_by_keys(ui, &reach);
      struct vp_node *top = top_of(ui);
      for (struct vp_node *node = top; node; node = vp_tree_next(top, node))
        if (vp_node_is_choosable(node) && node->action.message > 0 && !was_reached(&reach, node->id))
          complain("%s is not reached", node->id);
    }
    vp_ui_close(ui);
  }
  printf("%zu walks by keys\n", walked);
  assert_int_equal(complaints, 0);
}

/* ---- the walk ---- */

static void open_guide(void) {
  char path[4096], relative[64];
  struct vp_fault fault = {0};
  int code = vp_file_asset("guides/inclusie/guide.json", path, sizeof path, &fault);
  if (!code)
    code = vp_guide_load(path, &guide, &fault);
  for (size_t i = 0; !code && i < guide->language_count; i++) {
    snprintf(relative, sizeof relative, "locale/%s.mo", guide->languages[i].code);
    if (strcmp(guide->languages[i].code, "en") == 0)
      continue; /* the words in the program are English */
    code = vp_file_asset(relative, path, sizeof path, &fault);
    if (!code)
      code = vp_catalogue_open(path, &catalogues[i], &fault);
  }
  if (code) {
    fprintf(stderr, "%s: %s\n", fault.object, fault.reason);
    exit(1);
  }
}

int main(int argc, char **argv) {
  if (argc > 1)
    messages = atoi(argv[1]);
  all = argc > 2 && strcmp(argv[2], "all") == 0;
  open_guide();
  bool works = true;
  for (size_t i = 0; works && i < guide->language_count; i++)
    works = walk_take(&walk, guide, (const struct vp_catalogue *const *)catalogues, (int)i, SEED + i, messages);
  if (!works) {
    fprintf(stderr, "no memory\n");
    return 1;
  }
  printf(
      "seed %d: %zu trees seen in %zu languages; %zu are measured: %zu shapes, each at its wordiest, and all words\n",
      SEED, walk.trees, guide->language_count, walk.count, walk.shapes);
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_screen_dialog_and_drive_is_among_the_states),
      cmocka_unit_test(every_state_has_one_title_and_words_and_a_picture_for_all_it_offers),
      cmocka_unit_test(every_screen_has_the_way_to_the_access_panel),
      cmocka_unit_test(every_step_of_a_visit_has_a_way_back),
      cmocka_unit_test(every_state_fits_and_has_back_and_the_panel_in_their_places_at_every_size_on_every_resolution),
      cmocka_unit_test(with_reach_all_that_is_pressed_is_in_the_lower_half),
      cmocka_unit_test(words_have_their_contrast_in_every_state_and_every_scheme),
      cmocka_unit_test(every_node_that_can_be_chosen_is_reached_by_tab_with_a_ring_and_the_focus_is_never_lost),
  };
  int failed = cmocka_run_group_tests(tests, NULL, NULL);
  walk_finish(&walk);
  vp_arena_finish(&arenas[0]);
  vp_arena_finish(&arenas[1]);
  for (size_t i = 0; i < guide->language_count; i++)
    vp_catalogue_close(catalogues[i]);
  vp_guide_free(guide);
  return failed;
}
