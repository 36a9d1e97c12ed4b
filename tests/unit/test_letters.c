/* Capitals of the on-screen keyboard, and the signs behind "123": every letter and sign of them is a key of its own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <vertelpunt/utf8.h>

#include "../../src/screens/frame.h"

static void assert_capitals(const char *language, const char *small, const char *large) {
  const char *small_end = small + strlen(small), *large_end = large + strlen(large);
  while (small < small_end) {
    assert_true(large < large_end);
    assert_int_equal(screen_capital(language, vp_utf8_next(&small, small_end)), vp_utf8_next(&large, large_end));
  }
  assert_ptr_equal(large, large_end);
}

static void every_language_has_its_own_capitals(void **state) {
  (void)state;
  assert_capitals("nl", "abcxyzéëèïöüçàáÿĳ", "ABCXYZÉËÈÏÖÜÇÀÁŸĲ");
  assert_capitals("de", "qwertzuiopüasdfghjklöäyxcvbnm", "QWERTZUIOPÜASDFGHJKLÖÄYXCVBNM");
  assert_capitals("fr", "éèàçùêâîôûëïœæ", "ÉÈÀÇÙÊÂÎÔÛËÏŒÆ");
  assert_capitals("pl", "ąćęłńóśźż", "ĄĆĘŁŃÓŚŹŻ");
  assert_capitals("uk", "йцукенгшщзхїфівапролджєґячсмитьбю", "ЙЦУКЕНГШЩЗХЇФІВАПРОЛДЖЄҐЯЧСМИТЬБЮ");
  assert_capitals("el", "άέήίαβγδωόύώςσϋ", "ΆΈΉΊΑΒΓΔΩΌΎΏΣΣΫ");
  assert_capitals("hy", "աբև", "ԱԲև");
  assert_capitals("ro", "șțăâî", "ȘȚĂÂÎ");
}

static void turkish_keeps_the_dot(void **state) {
  (void)state;
  assert_capitals("tr", "iığüşöç", "İIĞÜŞÖÇ");
  assert_capitals("az", "iı", "İI");
  assert_capitals("nl", "i", "I");
  assert_capitals("trv", "i", "I"); /* another language */
}

static void what_has_no_capital_stays(void **state) {
  (void)state;
  assert_capitals("de", "ß÷’.,1؟ضأıABCÉĄІЇҐ", "ß÷’.,1؟ضأIABCÉĄІЇҐ");
}

static void only_a_script_that_has_capitals_gets_the_key_for_them(void **state) {
  (void)state;
  const char *arabic[] = {"ضصثق", "شسيب"}, *ukrainian[] = {"йцук"}, *signs[] = {"123"};
  assert_false(screen_has_capitals(&(struct vp_language){.code = "ar", .keyboard = arabic, .keyboard_rows = 2}));
  assert_true(screen_has_capitals(&(struct vp_language){.code = "uk", .keyboard = ukrainian, .keyboard_rows = 1}));
  assert_false(screen_has_capitals(&(struct vp_language){.code = "x", .keyboard = signs, .keyboard_rows = 1}));
}

static void check_signs(const char *language) {
  const struct screen_signs *signs = screen_signs(language);
  uint32_t keys[64] = {'.'}; /* it is in the row below */
  size_t count = 1;
  for (size_t row = 0; row < VP_COUNT(signs->rows); row++) {
    const char *at = signs->rows[row], *end = at + strlen(at);
    assert_int_equal(vp_utf8_count(at, strlen(at)), 10); /* as many as fit on the smallest screen */
    while (at < end) {
      uint32_t key = vp_utf8_next(&at, end);
      for (size_t i = 0; i < count; i++)
        if (keys[i] == key)
          fail_msg("%s: U+%04X is there twice", language, (unsigned)key);
      keys[count++] = key;
    }
  }
}

static void signs_are_keys_of_their_own_in_every_language(void **state) {
  (void)state;
  static const char *const languages[] = {"nl", "nl-x-simple", "en", "de", "fr", "tr", "ar", "pl", "uk", "ti"};
  for (size_t i = 0; i < VP_COUNT(languages); i++)
    check_signs(languages[i]);
  assert_non_null(strstr(screen_signs("ar")->rows[1], "؟"));
  assert_string_equal(screen_signs("uk-UA")->letters, "абв");
  assert_string_equal(screen_signs("art")->letters, "abc"); /* not Arabic */
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_language_has_its_own_capitals),
      cmocka_unit_test(turkish_keeps_the_dot),
      cmocka_unit_test(what_has_no_capital_stays),
      cmocka_unit_test(only_a_script_that_has_capitals_gets_the_key_for_them),
      cmocka_unit_test(signs_are_keys_of_their_own_in_every_language),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
