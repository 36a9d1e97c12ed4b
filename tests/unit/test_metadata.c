/* What is sealed with a story: whole, or not at all, whatever the memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "../../src/kiosk/take.h"

static long left = -1; /* allocations that succeed before one that fails; -1: none fails */

int64_t take_duration_ms(const struct take *take) {
  return (int64_t)take->samples / 48;
}

static void *sometimes(size_t size) {
  return left-- == 0 ? NULL : malloc(size);
}

static char *make(void) {
  static struct vp_guide guide;
  static struct vp_language language;
  static struct take take;
  const struct vp_id kiosk = {0};
  const struct vp_time kept = {.utc_ms = 1800000000000, .trust = VP_CLOCK_SYSTEM};
  strcpy(take.facts.method, "story");
  language.code = "nl";
  guide.id = guide.version = guide.consent.version = "1";
  guide.languages[0] = language;
  struct choices choices = {.guide = &guide, .theme = -1, .kind = -1, .prompt = -1};
  return metadata_make(&take, &choices, &kiosk, kept, "123456789");
}

static void without_memory_there_is_no_half_of_it(void **state) {
  (void)state;
  json_set_alloc_funcs(sometimes, free);
  char *whole = make();
  assert_non_null(whole);
  assert_non_null(strstr(whole, "\"consent\":{\"version\":\"1\",\"given\""));
  assert_non_null(strstr(whole, "\"withdrawal_code\":\"123456789\""));
  bool made = false;
  for (long allowed = 0; !made; allowed++) {
    left = allowed;
    char *text = make();
    made = left >= 0; /* it needed fewer than that */
    left = -1;
    if (text)
      assert_string_equal(text, whole);
    free(text);
  }
  free(whole);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(without_memory_there_is_no_half_of_it)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
