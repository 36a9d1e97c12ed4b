/* The guide that comes with the program and the words of its screens, in every language: complete, and plain as far as
 * a program can judge it (accessibility.md S7 and M7): short sentences, and no words in capitals. */
#include "guide_kit.h"

#include <ctype.h>

#include <vertelpunt/ui.h>

enum { WORDS_MAX = 15, CARDS_MAX = 6 /* M3: more would be pages */ };

static struct vp_guide *guide;

static int load(void **state) {
  char path[1024];
  struct vp_fault fault = {0};
  (void)state;
  int error = vp_file_asset("guides/inclusie/guide.json", path, sizeof path, &fault);
  if (!error)
    error = vp_guide_load(path, &guide, &fault);
  if (error)
    print_error("%s: %s\n", fault.object, fault.reason);
  return error;
}

static int unload(void **state) {
  (void)state;
  vp_guide_free(guide);
  return 0;
}

/* --- plain language ----------------------------------------------------------------------------------------------- */

static bool ends_sentence(const char *at) {
  return *at == '\n' || (strchr(".!?:", *at) && (at[1] == '\0' || isspace((unsigned char)at[1])));
}

/* The question mark of Arabic stands at a word's end without parting it from what follows. */
static bool is_asked(const char *text, const char *end) {
  static const char mark[] = "؟";
  size_t length = sizeof mark - 1;
  return (size_t)(end - text) >= length && memcmp(end - length, mark, length) == 0;
}

static bool is_in_capitals(const char *word, size_t length) {
  size_t capitals = 0;
  if (length == 3 && memcmp(word, "USB", 3) == 0)
    return false; /* it is written so */
  for (size_t i = 0; i < length; i++) {
    if (islower((unsigned char)word[i]))
      return false;
    capitals += isupper((unsigned char)word[i]) != 0;
  }
  return capitals > 1;
}

/* NULL, or what is wrong. */
static const char *not_plain(const char *text) {
  size_t words = 0;
  for (const char *at = text; *at;) {
    size_t length = strcspn(at, " \n.!?:,;\"'()-");
    if (is_in_capitals(at, length))
      return "a word is in capitals";
    words += length > 0;
    at += length;
    if (words > WORDS_MAX)
      return "a sentence is too long";
    if (*at && (ends_sentence(at) || is_asked(text, at)))
      words = 0;
    at += *at != '\0';
  }
  return NULL;
}

static void lint(const char *text) {
  const char *wrong = not_plain(text);
  if (wrong)
    fail_msg("%s: %s", wrong, text);
}

static void the_lint_finds_what_it_is_for(void **state) {
  (void)state;
  assert_null(not_plain("Eén, twee, drie, vier, vijf, zes, zeven, acht, negen, tien, elf, twaalf, 13, 14, 15."));
  assert_non_null(
      not_plain("Eén, twee, drie, vier, vijf, zes, zeven, acht, negen, tien, elf, twaalf, 13, 14, 15, 16."));
  assert_null(not_plain("een twee drie vier vijf zes zeven acht. een twee drie vier vijf zes zeven acht"));
  assert_null(not_plain("een twee drie vier vijf zes zeven acht\neen twee drie vier vijf zes zeven acht"));
  assert_non_null(not_plain("LET op"));
  assert_non_null(not_plain("let OP."));
  assert_null(not_plain("Steek de USB-stick in. O, ja?"));
  assert_null(not_plain("أ ب ج د ه و ز ح؟ أ ب ج د ه و ز ح"));
}

/* Every text of the guide. */
static void each_text(void (*look)(const char *text)) {
  for (size_t l = 0; l < guide->language_count; l++) {
    const struct vp_text *texts[] = {&guide->name,           &guide->invitation,   &guide->begin,
                                     &guide->thanks,         &guide->consent.text, &guide->consent.agree,
                                     &guide->consent.decline};
    for (size_t i = 0; i < VP_COUNT(texts); i++)
      look(texts[i]->in[l]);
    for (size_t i = 0; i < 2; i++)
      look(guide->media[i].label.in[l]), look(guide->media[i].help.in[l]);
    for (size_t i = 0; i < guide->theme_count; i++)
      look(guide->themes[i].label.in[l]), look(guide->themes[i].help.in[l]);
    for (size_t i = 0; i < guide->kind_count; i++)
      look(guide->kinds[i].label.in[l]), look(guide->kinds[i].help.in[l]);
    for (size_t i = 0; i < guide->prompt_count; i++)
      look(guide->prompts[i].text.in[l]);
    for (size_t i = 0; i < guide->starter_count; i++)
      look(guide->starters[i].text.in[l]);
    for (size_t i = 0; i < guide->methods[0].step_count; i++)
      look(guide->methods[0].steps[i].title.in[l]), look(guide->methods[0].steps[i].help.in[l]);
  }
}

static void every_text_of_the_guide_is_in_short_sentences_without_capitals(void **state) {
  (void)state;
  each_text(lint);
}

/* --- the guide ---------------------------------------------------------------------------------------------------- */

static void the_guide_is_in_dutch_and_english_and_asks_for_a_story(void **state) {
  (void)state;
  assert_string_equal(guide->id, "inclusie");
  assert_string_equal(guide->languages[0].code, "nl");
  assert_true(vp_guide_language(guide, "en") > 0);
  assert_string_equal(guide->consent.version, "2026-11");
  assert_string_equal(guide->methods[0].id, "story");
  assert_true(guide->theme_count <= 8);
  assert_int_equal(guide->kind_count, 3);
}

static void every_choice_has_a_picture_of_its_own(void **state) {
  (void)state;
  for (size_t i = 0; i < guide->theme_count; i++)
    for (size_t j = 0; j < i; j++)
      assert_string_not_equal(guide->themes[i].icon, guide->themes[j].icon);
  const struct vp_choice *lists[] = {guide->media, guide->themes, guide->kinds};
  size_t counts[] = {2, guide->theme_count, guide->kind_count};
  for (size_t list = 0; list < VP_COUNT(lists); list++) {
    for (size_t i = 0; i < counts[list]; i++) {
      if (!vp_icon_known(lists[list][i].icon))
        fail_msg("%s: there is no picture %s", lists[list][i].id, lists[list][i].icon);
    }
  }
}

static size_t count_for_both(const struct vp_prompt **prompts, size_t count) {
  size_t both = 0;
  for (size_t i = 0; i < count; i++)
    both += prompts[i]->theme && prompts[i]->kind;
  return both;
}

static void every_theme_and_kind_has_questions_and_starters_on_one_page(void **state) {
  const struct vp_prompt *found[VP_STARTERS_MAX];
  (void)state;
  for (size_t t = 0; t < guide->theme_count; t++) {
    for (size_t k = 0; k < guide->kind_count; k++) {
      const char *theme = guide->themes[t].id, *kind = guide->kinds[k].id;
      size_t questions = vp_guide_prompts(guide, theme, kind, found, VP_COUNT(found));
      assert_in_range(count_for_both(found, questions), 2, 4);
      assert_in_range(questions, 4, CARDS_MAX);
      size_t starters = vp_guide_starters(guide, theme, kind, found, VP_COUNT(found));
      assert_in_range(count_for_both(found, starters), 1, 4);
      assert_in_range(starters, 4, CARDS_MAX);
    }
  }
}

static bool ends_with(const char *text, const char *end) {
  size_t length = strlen(text), end_length = strlen(end);
  return length >= end_length && strcmp(text + length - end_length, end) == 0;
}

static bool is_question(const char *text) {
  return strchr(text, '?') || strstr(text, "؟") || ends_with(text, "."); /* "Tell us about …." */
}

static void a_question_asks_and_a_starter_leaves_off_where_the_person_goes_on(void **state) {
  (void)state;
  for (size_t l = 0; l < guide->language_count; l++) {
    for (size_t i = 0; i < guide->prompt_count; i++)
      assert_true(is_question(guide->prompts[i].text.in[l]));
    for (size_t i = 0; i < guide->starter_count; i++)
      assert_true(ends_with(guide->starters[i].text.in[l], "…"));
  }
}

/* What the law asks that is told before anything is taken in (GDPR articles 7, 9 and 13). */
static void consent_says_that_it_is_free_who_hears_and_how_to_withdraw(void **state) {
  (void)state;
  static const char *const said[] = {"Stoppen mag", "gemeente", "op slot", "medewerkers",
                                     "gezondheid",  "code",     "wissen"};
  for (size_t i = 0; i < VP_COUNT(said); i++)
    if (!strstr(guide->consent.text.in[0], said[i]))
      fail_msg("consent does not say: %s", said[i]);
}

/* --- the words of the screens ------------------------------------------------------------------------------------- */

static size_t number(const unsigned char *at) {
  return (size_t)at[0] | (size_t)at[1] << 8 | (size_t)at[2] << 16 | (size_t)at[3] << 24;
}

static void check_catalogue(const char *code) {
  size_t length;
  char relative[64];
  struct vp_catalogue *catalogue;
  struct vp_fault fault = {0};
  snprintf(relative, sizeof relative, "locale/%s.mo", code);
  unsigned char *bytes = kit_asset(relative, &length);
  if (vp_catalogue_parse(bytes, length, relative, &catalogue, &fault) != VP_OK)
    fail_msg("%s: %s", relative, fault.reason);
  size_t count = number(bytes + 8), originals = number(bytes + 12);
  assert_true(count > 80);
  for (size_t i = 0; i < count; i++) {
    const char *original = (const char *)bytes + number(bytes + originals + 8 * i + 4);
    const char *translated = vp_catalogue_get(catalogue, original);
    assert_true(translated != original || original[0] == '\0');
    lint(translated);
    lint(original); /* the English as well */
  }
  if (strcmp(code, "nl") == 0)
    assert_string_equal(vp_catalogue_get(catalogue, "Back"), "Terug");
  vp_catalogue_close(catalogue);
  free(bytes);
}

/* English has none: it is what the program says by itself. */
static void the_words_of_the_screens_are_there_and_plain_in_every_language(void **state) {
  (void)state;
  for (size_t i = 0; i < guide->language_count; i++)
    if (strcmp(guide->languages[i].code, "en") != 0)
      check_catalogue(guide->languages[i].code);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_lint_finds_what_it_is_for),
      cmocka_unit_test(every_text_of_the_guide_is_in_short_sentences_without_capitals),
      cmocka_unit_test(the_guide_is_in_dutch_and_english_and_asks_for_a_story),
      cmocka_unit_test(every_choice_has_a_picture_of_its_own),
      cmocka_unit_test(every_theme_and_kind_has_questions_and_starters_on_one_page),
      cmocka_unit_test(a_question_asks_and_a_starter_leaves_off_where_the_person_goes_on),
      cmocka_unit_test(consent_says_that_it_is_free_who_hears_and_how_to_withdraw),
      cmocka_unit_test(the_words_of_the_screens_are_there_and_plain_in_every_language),
  };
  return cmocka_run_group_tests(tests, load, unload);
}
