/* Every letter that the shipped guide and the words of the screens have, in every language, is in one of the fonts:
 * upright and bold, and as a key of the on-screen keyboard. */
#include "guide_kit.h"

#include <vertelpunt/utf8.h>

#include "../../src/screens/frame.h"
#include "../../src/ui/internal.h"

static struct vp_guide *guide;
static struct fonts *fonts;
static size_t seen;

static int load(void **state) {
  char path[1024];
  struct vp_fault fault = {0};
  (void)state;
  int error = vp_file_asset("guides/inclusie/guide.json", path, sizeof path, &fault);
  if (!error)
    error = vp_guide_load(path, &guide, &fault);
  if (!error)
    error = fonts_open(&fonts, &fault);
  if (!error)
    error = fonts_set_size(fonts, 5.0F, 5.2F, &fault);
  if (error)
    print_error("%s: %s\n", fault.object, fault.reason);
  return error;
}

static int unload(void **state) {
  (void)state;
  fonts_close(fonts);
  vp_guide_free(guide);
  return 0;
}

static void look(const char *text) {
  static const enum style styles[] = {STYLE_BODY, STYLE_STRONG};
  for (const char *at = text, *end = text + strlen(text); at < end;) {
    const char *letter = at;
    uint32_t code_point = vp_utf8_next(&at, end);
    for (size_t i = 0; i < VP_COUNT(styles) && code_point != '\n'; i++)
      if (!fonts_have(fonts, styles[i], code_point))
        fail_msg("no font has U+%04X (%.*s), in: %s", (unsigned)code_point, (int)(at - letter), letter, text);
    seen++;
  }
}

static void look_at_choices(const struct vp_choice *choices, size_t count, size_t language) {
  for (size_t i = 0; i < count; i++) {
    look(choices[i].label.in[language]);
    look(choices[i].help.in[language]);
  }
}

static void look_at_prompts(const struct vp_prompt *prompts, size_t count, size_t language) {
  for (size_t i = 0; i < count; i++)
    look(prompts[i].text.in[language]);
}

static void look_at_methods(size_t language) {
  for (size_t m = 0; m < guide->method_count; m++) {
    look(guide->methods[m].label.in[language]);
    for (size_t i = 0; i < guide->methods[m].step_count; i++) {
      look(guide->methods[m].steps[i].title.in[language]);
      look(guide->methods[m].steps[i].help.in[language]);
    }
  }
}

static void every_letter_of_the_guide_has_a_font(void **state) {
  (void)state;
  seen = 0;
  for (size_t l = 0; l < guide->language_count; l++) {
    const struct vp_text *texts[] = {&guide->name,           &guide->invitation,   &guide->begin,
                                     &guide->thanks,         &guide->consent.text, &guide->consent.agree,
                                     &guide->consent.decline};
    for (size_t i = 0; i < VP_COUNT(texts); i++)
      look(texts[i]->in[l]);
    look_at_choices(guide->media, VP_COUNT(guide->media), l);
    look_at_choices(guide->themes, guide->theme_count, l);
    look_at_choices(guide->kinds, guide->kind_count, l);
    look_at_prompts(guide->prompts, guide->prompt_count, l);
    look_at_prompts(guide->starters, guide->starter_count, l);
    look_at_methods(l);
  }
  assert_true(seen > 4000 * guide->language_count);
}

static void look_at_capitals(const char *language, const char *row) {
  for (const char *at = row, *end = row + strlen(row); at < end;) {
    char text[5] = {0};
    text[vp_utf8_encode(screen_capital(language, vp_utf8_next(&at, end)), text)] = '\0';
    look(text);
  }
}

static void every_language_has_a_font_for_its_name_and_its_keys(void **state) {
  (void)state;
  for (size_t l = 0; l < guide->language_count; l++) {
    look(guide->languages[l].name);
    for (size_t i = 0; i < guide->languages[l].keyboard_rows; i++) {
      look(guide->languages[l].keyboard[i]);
      look_at_capitals(guide->languages[l].code, guide->languages[l].keyboard[i]);
    }
    const struct screen_signs *signs = screen_signs(guide->languages[l].code);
    look(signs->letters);
    for (size_t i = 0; i < VP_COUNT(signs->rows); i++)
      look(signs->rows[i]);
  }
}

static size_t number(const unsigned char *at) {
  return (size_t)at[0] | (size_t)at[1] << 8 | (size_t)at[2] << 16 | (size_t)at[3] << 24;
}

static void every_letter_of_the_words_of_the_screens_has_a_font(void **state) {
  (void)state;
  for (size_t l = 0; l < guide->language_count; l++) {
    char relative[64];
    size_t length;
    if (strcmp(guide->languages[l].code, "en") == 0)
      continue; /* it stands in the program: all the others' originals */
    snprintf(relative, sizeof relative, "locale/%s.mo", guide->languages[l].code);
    unsigned char *bytes = kit_asset(relative, &length);
    size_t count = number(bytes + 8), originals = number(bytes + 12), translations = number(bytes + 16);
    for (size_t i = 1; i < count; i++) { /* the first is the header */
      look((const char *)bytes + number(bytes + originals + 8 * i + 4));
      look((const char *)bytes + number(bytes + translations + 8 * i + 4));
    }
    free(bytes);
  }
}

static void a_letter_that_no_font_has_is_told(void **state) {
  (void)state;
  assert_false(fonts_have(fonts, STYLE_BODY, 0xE123)); /* nobody's: for private use */
  assert_true(fonts_have(fonts, STYLE_BODY, 'a'));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_letter_of_the_guide_has_a_font),
      cmocka_unit_test(every_language_has_a_font_for_its_name_and_its_keys),
      cmocka_unit_test(every_letter_of_the_words_of_the_screens_has_a_font),
      cmocka_unit_test(a_letter_that_no_font_has_is_told),
  };
  return cmocka_run_group_tests(tests, load, unload);
}
