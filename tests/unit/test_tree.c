/* The tree's helpers: order, what can be chosen, what is found. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <vertelpunt/tree.h>

static struct vp_arena arena;

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

static struct vp_node *button(struct vp_node *parent, const char *id, const char *label, int message) {
  struct vp_node *node = vp_tree_add(&arena, parent, VP_ROLE_BUTTON, id, label);
  node->action.message = message;
  return node;
}

static void reading_order_visits_parents_before_children_and_ends(void **state) {
  (void)state;
  struct vp_node *root = vp_tree_add(&arena, NULL, VP_ROLE_SCREEN, "root", "theme");
  struct vp_node *choices = vp_tree_add(&arena, root, VP_ROLE_CHOICES, "choices", NULL);
  vp_tree_add(&arena, choices, VP_ROLE_CHOICE, "one", "One");
  vp_tree_add(&arena, choices, VP_ROLE_CHOICE, "two", "Two");
  vp_tree_add(&arena, root, VP_ROLE_BUTTON, "back", "Back");
  const char *wanted[] = {"root", "choices", "one", "two", "back"};
  size_t count = 0;
  for (struct vp_node *node = root; node; node = vp_tree_next(root, node)) {
    assert_true(count < 5);
    assert_string_equal(node->id, wanted[count++]);
  }
  assert_int_equal(count, 5);
  /* Within a subtree the walk stays there. */
  struct vp_node *node = choices;
  for (count = 0; node; node = vp_tree_next(choices, node))
    count++;
  assert_int_equal(count, 3);
}

static void only_a_pressed_role_with_an_action_that_is_not_disabled_can_be_chosen(void **state) {
  (void)state;
  struct vp_node *root = vp_tree_add(&arena, NULL, VP_ROLE_SCREEN, "root", "x");
  struct vp_node *node = button(root, "go", "Go", 7);
  assert_true(vp_node_is_choosable(node));
  node->state = VP_STATE_DISABLED;
  assert_false(vp_node_is_choosable(node));
  node->state = VP_STATE_CHOSEN;
  assert_true(vp_node_is_choosable(node));
  node->action.message = 0;
  assert_false(vp_node_is_choosable(node));
  struct vp_node *text = vp_tree_add(&arena, root, VP_ROLE_TEXT, "t", "Go");
  text->action.message = 7;
  assert_false(vp_node_is_choosable(text));
  assert_false(vp_node_is_choosable(NULL));
}

static void adding_to_nothing_makes_a_root(void **state) {
  (void)state;
  struct vp_node *node = vp_tree_add(&arena, NULL, VP_ROLE_TEXT, NULL, NULL);
  assert_non_null(node);
  assert_null(node->parent);
}

static void what_can_be_pressed_is_found_before_what_only_says_the_same(void **state) {
  (void)state;
  struct vp_node *root = vp_tree_add(&arena, NULL, VP_ROLE_SCREEN, "root", "x");
  vp_tree_add(&arena, root, VP_ROLE_TITLE, "title", "Stop");
  struct vp_node *stop_button = button(root, "halt", "Stop", 3);
  stop_button->spoken = "Stop telling";
  assert_ptr_equal(vp_tree_find(root, "Stop"), stop_button);
  assert_ptr_equal(vp_tree_find(root, "halt"), stop_button);
  assert_ptr_equal(vp_tree_find(root, "Stop telling"), stop_button);
  assert_null(vp_tree_find(root, "Go"));
  assert_null(vp_tree_find(NULL, "Go"));
}

static void nothing_beneath_a_dialog_is_found(void **state) {
  (void)state;
  struct vp_node *root = vp_tree_add(&arena, NULL, VP_ROLE_SCREEN, "root", "x");
  button(root, "keep", "Keep", 1);
  struct vp_node *dialog = vp_tree_add(&arena, root, VP_ROLE_DIALOG, "sure", "Sure?");
  struct vp_node *yes = button(dialog, "yes", "Yes", 2);
  assert_null(vp_tree_find(root, "Keep"));
  assert_ptr_equal(vp_tree_find(root, "Yes"), yes);
}

static void what_is_on_another_page_is_not_found(void **state) {
  (void)state;
  struct vp_node *root = vp_tree_add(&arena, NULL, VP_ROLE_SCREEN, "root", "x");
  struct vp_node *shown = button(root, "a", "A", 1);
  button(root, "b", "B", 2);
  assert_non_null(vp_tree_find(root, "B"));
  root->width = shown->width = 100;
  assert_non_null(vp_tree_find(root, "A"));
  assert_null(vp_tree_find(root, "B"));
}

static void every_role_has_a_name_of_its_own(void **state) {
  (void)state;
  for (int a = VP_ROLE_SCREEN; a <= VP_ROLE_DIALOG; a++) {
    assert_string_not_equal(vp_role_name((enum vp_role)a), "unknown");
    for (int b = VP_ROLE_SCREEN; b < a; b++)
      assert_string_not_equal(vp_role_name((enum vp_role)a), vp_role_name((enum vp_role)b));
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(reading_order_visits_parents_before_children_and_ends, start, stop),
      cmocka_unit_test_setup_teardown(only_a_pressed_role_with_an_action_that_is_not_disabled_can_be_chosen, start,
                                      stop),
      cmocka_unit_test_setup_teardown(adding_to_nothing_makes_a_root, start, stop),
      cmocka_unit_test_setup_teardown(what_can_be_pressed_is_found_before_what_only_says_the_same, start, stop),
      cmocka_unit_test_setup_teardown(nothing_beneath_a_dialog_is_found, start, stop),
      cmocka_unit_test_setup_teardown(what_is_on_another_page_is_not_found, start, stop),
      cmocka_unit_test_setup_teardown(every_role_has_a_name_of_its_own, start, stop),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
