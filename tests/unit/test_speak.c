/* What is said aloud of a tree: all that the eyes get, in reading order, in the language of the screen. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <vertelpunt/ui.h>

static struct vp_arena arena;
static struct vp_speech speech;

static const struct vp_words dutch = {.choose = "Kies uit %d:",
                                      .position = "%d van %d",
                                      .page = "Pagina %d van %d",
                                      .button = "knop",
                                      .choice = "keuze",
                                      .chosen = "gekozen",
                                      .written = "Je hebt geschreven:",
                                      .nothing_written = "Er is nog niets geschreven.",
                                      .erased = "Gewist: %s",
                                      .dot = "punt"};

static int start(void **state) {
  (void)state; /* cmocka's signature */
  vp_arena_init(&arena);
  return 0;
}

static int stop(void **state) {
  (void)state;
  vp_arena_finish(&arena);
  return 0;
}

static const char *said(void) {
  const char *text = "";
  for (size_t i = 0; i < speech.count; i++)
    text = vp_arena_format(&arena, "%s%s%s", text, *text ? " | " : "", speech.items[i].text);
  return text;
}

static struct vp_node *add(struct vp_node *parent, enum vp_role role, const char *id, const char *label, int message) {
  struct vp_node *node = vp_tree_add(&arena, parent, role, id, label);
  node->action.message = message;
  return node;
}

static struct vp_node *theme_screen(void) {
  struct vp_node *root = vp_tree_add(&arena, NULL, VP_ROLE_SCREEN, "screen", "theme");
  root->language = "nl";
  root->words = &dutch;
  add(root, VP_ROLE_TITLE, "title", "Waar gaat het over?", 0);
  add(root, VP_ROLE_HELP, "help", "Kies er een.", 0);
  add(root, VP_ROLE_STEPS, "steps", "Stap 2 van 6", 0);
  add(root, VP_ROLE_STATUS, "drive-line", "De stick kan eruit.", 0);
  struct vp_node *choices = add(root, VP_ROLE_CHOICES, "themes", NULL, 0);
  add(choices, VP_ROLE_CHOICE, "home", "Wonen", 1)->help = "Je huis.";
  add(choices, VP_ROLE_CHOICE, "work", "Werk", 1)->state = VP_STATE_CHOSEN;
  add(root, VP_ROLE_BUTTON, "back", "Terug", 2);
  add(root, VP_ROLE_BUTTON, "next", "Verder", 2)->state = VP_STATE_DISABLED;
  return root;
}

static void a_new_screen_says_title_help_step_statuses_and_what_can_be_done(void **state) {
  (void)state;
  vp_speak_screen(theme_screen(), &arena, &speech);
  assert_string_equal(said(), "Waar gaat het over? | Kies er een. | Stap 2 van 6 | De stick kan eruit. | Kies uit 3: | "
                              "Wonen | Werk | Terug");
  for (size_t i = 0; i < speech.count; i++)
    assert_string_equal(speech.items[i].language, "nl");
}

static void without_words_of_the_screen_it_speaks_english(void **state) {
  (void)state;
  struct vp_node *root = theme_screen();
  root->words = NULL;
  vp_speak_node(root, vp_tree_find(root, "home"), &arena, &speech);
  assert_string_equal(said(), "Wonen | Je huis. | choice, 1 of 3");
}

static void what_has_the_focus_says_label_help_role_state_and_position(void **state) {
  (void)state;
  struct vp_node *root = theme_screen();
  vp_speak_node(root, vp_tree_find(root, "home"), &arena, &speech);
  assert_string_equal(said(), "Wonen | Je huis. | keuze, 1 van 3");
  vp_speak_node(root, vp_tree_find(root, "work"), &arena, &speech);
  assert_string_equal(said(), "Werk | keuze, gekozen, 2 van 3");
  vp_speak_node(root, vp_tree_find(root, "back"), &arena, &speech);
  assert_string_equal(said(), "Terug | knop, 3 van 3");
}

static void each_word_is_in_its_own_language(void **state) {
  (void)state;
  struct vp_node *root = theme_screen(), *english = vp_tree_find(root, "home");
  english->language = "en";
  english->label = "English";
  english->help = NULL;
  vp_speak_node(root, english, &arena, &speech);
  assert_string_equal(said(), "English | keuze, 1 van 3");
  assert_string_equal(speech.items[0].language, "en");
  assert_string_equal(speech.items[1].language, "nl");
}

static void beneath_a_dialog_nothing_is_said(void **state) {
  (void)state;
  struct vp_node *root = theme_screen(), *dialog = add(root, VP_ROLE_DIALOG, "dialog", "Stoppen?", 0);
  add(dialog, VP_ROLE_TITLE, "dialog-title", "Stoppen?", 0);
  add(dialog, VP_ROLE_TEXT, "dialog-text", "Dan is het weg.", 0);
  add(dialog, VP_ROLE_BUTTON, "cancel", "Nee", 3);
  vp_speak_screen(root, &arena, &speech);
  assert_string_equal(said(), "Stoppen? | Dan is het weg. | Nee");
}

static void what_is_on_another_page_is_not_said(void **state) {
  (void)state;
  struct vp_node *root = theme_screen();
  root->width = 800;
  struct vp_node *text = add(root, VP_ROLE_TEXT, "consent", "Dit is al gezegd.", 0), *count;
  text->width = vp_tree_find(root, "screen")->width;
  text->continued = true;
  count = add(root, VP_ROLE_TEXT, "page-count", "2 / 3", 0);
  count->value = 2;
  count->maximum = 3;
  count->width = 10;
  struct vp_node *next = add(root, VP_ROLE_BUTTON, "page-next", "Meer", -2);
  next->width = 10;
  vp_speak_page(root, &arena, &speech);
  assert_string_equal(said(), "Pagina 2 van 3 | Meer");
}

static void a_code_is_said_digit_by_digit(void **state) {
  (void)state;
  struct vp_node *root = vp_tree_add(&arena, NULL, VP_ROLE_SCREEN, "screen", "thanks");
  add(root, VP_ROLE_CODE, "code", "123 456 789", 0)->spoken = "1, 2, 3. 4, 5, 6. 7, 8, 9.";
  vp_speak_screen(root, &arena, &speech);
  assert_string_equal(said(), "1, 2, 3. 4, 5, 6. 7, 8, 9.");
}

static void numbers_that_count_on_are_no_news(void **state) {
  (void)state;
  struct vp_node *root = vp_tree_add(&arena, NULL, VP_ROLE_SCREEN, "screen", "tell");
  struct vp_node *status = add(root, VP_ROLE_STATUS, "state", "3 van 10 klaar.", 0);
  uint64_t before = vp_speak_statuses(root, &arena, &speech);
  assert_string_equal(said(), "3 van 10 klaar.");
  status->label = "14 van 20 klaar.";
  assert_true(before == vp_speak_statuses(root, &arena, &speech));
  status->label = "De stick kan eruit.";
  assert_false(before == vp_speak_statuses(root, &arena, &speech));
}

static const char *written(const char *before, const char *after, bool secret) {
  struct vp_node *root = vp_tree_add(&arena, NULL, VP_ROLE_SCREEN, "screen", "write");
  root->words = &dutch;
  struct vp_node *field = add(root, VP_ROLE_FIELD, "field", after, 0);
  field->secret = secret;
  vp_speak_written(root, field, before, &arena, &speech);
  return said();
}

static void a_letter_is_said_and_a_word_when_it_ends(void **state) {
  (void)state;
  assert_string_equal(written("Ik wo", "Ik woo", false), "o");
  assert_string_equal(written("caf", "café", false), "é");
  assert_string_equal(written("Ik woon", "Ik woon ", false), "woon");
  assert_string_equal(written("Ik woon hier", "Ik woon hier.", false), "hier");
  assert_string_equal(written("caf\xC3\xA9", "caf\xC3\xA8", false), "Je hebt geschreven: | caf\xC3\xA8");
  assert_string_equal(written("café", "caf", false), "Gewist: é");
  assert_string_equal(written("", "Ik wil graag ", false), "Ik wil graag ");
}

static void what_is_secret_is_dots(void **state) {
  (void)state;
  assert_string_equal(written("ab", "abc", true), "punt");
  assert_string_equal(written("abc", "ab", true), "Gewist: punt");
  struct vp_node *root = vp_tree_add(&arena, NULL, VP_ROLE_SCREEN, "screen", "write");
  root->words = &dutch;
  add(root, VP_ROLE_FIELD, "field", "aé", 0)->secret = true;
  vp_speak_screen(root, &arena, &speech);
  assert_string_equal(said(), "Je hebt geschreven: | punt punt");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(a_new_screen_says_title_help_step_statuses_and_what_can_be_done, start, stop),
      cmocka_unit_test_setup_teardown(without_words_of_the_screen_it_speaks_english, start, stop),
      cmocka_unit_test_setup_teardown(what_has_the_focus_says_label_help_role_state_and_position, start, stop),
      cmocka_unit_test_setup_teardown(each_word_is_in_its_own_language, start, stop),
      cmocka_unit_test_setup_teardown(beneath_a_dialog_nothing_is_said, start, stop),
      cmocka_unit_test_setup_teardown(what_is_on_another_page_is_not_said, start, stop),
      cmocka_unit_test_setup_teardown(a_code_is_said_digit_by_digit, start, stop),
      cmocka_unit_test_setup_teardown(numbers_that_count_on_are_no_news, start, stop),
      cmocka_unit_test_setup_teardown(a_letter_is_said_and_a_word_when_it_ends, start, stop),
      cmocka_unit_test_setup_teardown(what_is_secret_is_dots, start, stop),
  };
  return cmocka_run_group_tests_name("speak", tests, NULL, NULL);
}
