/* Reading guides: what is read, what is asked of it, and that everything that can be wrong is told with its place. What
 * the guide that comes with it says is in test_guide_shipped.c, catalogues are in test_guide_catalogue.c. */
#include "guide_kit.h"

#include <unistd.h>

static struct vp_guide *parse(const char *text) {
  struct vp_guide *guide;
  struct vp_fault fault = {0};
  if (vp_guide_parse(text, strlen(text), "g.json", &guide, &fault) != VP_OK)
    fail_msg("%s: %s", fault.object, fault.reason);
  return guide;
}

static struct vp_guide *small(void) {
  char text[KIT_GUIDE];
  kit_guide(text, NULL, NULL);
  return parse(text);
}

static void everything_in_a_guide_is_read(void **state) {
  (void)state;
  struct vp_guide *guide = small();
  assert_string_equal(guide->id, "small");
  assert_string_equal(guide->version, "1.0");
  assert_int_equal(guide->language_count, 2);
  assert_string_equal(guide->languages[0].code, "nl");
  assert_string_equal(guide->languages[1].name, "العربية");
  assert_false(guide->languages[0].right_to_left);
  assert_true(guide->languages[1].right_to_left);
  assert_int_equal(guide->languages[0].keyboard_rows, 3);
  assert_string_equal(guide->languages[0].keyboard[2], "zxcvbnm");
  assert_string_equal(guide->languages[1].keyboard[0], "ضصثق");
  assert_string_equal(guide->invitation.in[0], "Vertel maar.");
  assert_string_equal(guide->begin.in[1], "begin");
  assert_string_equal(guide->media[1].icon, "keyboard");
  assert_int_equal(guide->theme_count, 3);
  assert_string_equal(guide->themes[0].help.in[0], "Je huis.");
  assert_int_equal(guide->kind_count, 2);
  assert_int_equal(guide->prompt_count, 5);
  assert_null(guide->prompts[0].theme);
  assert_string_equal(guide->prompts[3].kind, "good");
  assert_int_equal(guide->starter_count, 1);
  assert_string_equal(guide->consent.version, "v1");
  assert_string_equal(guide->consent.text.in[0], "Een.\nTwee.");
  assert_string_equal(guide->consent.decline.in[0], "Nee");
  assert_int_equal(guide->method_count, 1);
  assert_int_equal(guide->methods[0].step_count, 7);
  assert_int_equal(guide->methods[0].steps[3].kind, VP_STEP_CONSENT);
  assert_string_equal(guide->thanks.in[0], "Dank je wel.");
  vp_guide_free(guide);
  vp_guide_free(NULL);
}

static void help_that_is_left_out_is_an_empty_text_in_every_language(void **state) {
  (void)state;
  struct vp_guide *guide = small();
  for (size_t i = 0; i < guide->language_count; i++) {
    assert_string_equal(guide->themes[1].help.in[i], "");
    assert_string_equal(guide->methods[0].steps[1].help.in[i], "");
  }
  vp_guide_free(guide);
}

static void a_language_is_found_by_its_code(void **state) {
  (void)state;
  struct vp_guide *guide = small();
  assert_int_equal(vp_guide_language(guide, "nl"), 0);
  assert_int_equal(vp_guide_language(guide, "ar"), 1);
  assert_int_equal(vp_guide_language(guide, "n"), -1);
  assert_int_equal(vp_guide_language(guide, "nl-x"), -1);
  assert_int_equal(vp_guide_language(guide, NULL), -1);
  vp_guide_free(guide);
}

static void questions(const struct vp_guide *guide, const char *theme, const char *kind, const char *expected) {
  const struct vp_prompt *prompts[8];
  char ids[200] = "";
  size_t count = vp_guide_prompts(guide, theme, kind, prompts, VP_COUNT(prompts));
  for (size_t i = 0; i < count; i++) {
    strcat(ids, i > 0 ? " " : "");
    strcat(ids, prompts[i]->id);
  }
  assert_string_equal(ids, expected);
}

static void questions_that_fit_come_the_most_specific_first(void **state) {
  (void)state;
  struct vp_guide *guide = small();
  const struct vp_prompt *prompts[8];
  questions(guide, "home", "good", "home-good home-any good-any any");
  questions(guide, "home", "barrier", "home-any any");
  questions(guide, "street", "good", "good-any any");
  questions(guide, "home", NULL, "home-any any");
  questions(guide, NULL, "good", "good-any any");
  questions(guide, NULL, NULL, "any");
  questions(guide, "nowhere", "nothing", "any");
  assert_int_equal(vp_guide_prompts(guide, "home", "good", prompts, 2), 2);
  assert_string_equal(prompts[1]->id, "home-any");
  assert_int_equal(vp_guide_prompts(guide, "home", "good", NULL, 0), 0);
  assert_int_equal(vp_guide_starters(guide, "home", "good", prompts, 8), 1);
  assert_ptr_equal(prompts[0], &guide->starters[0]);
  vp_guide_free(guide);
}

static void without_questions_and_starters_a_guide_is_a_guide(void **state) {
  (void)state;
  char text[KIT_GUIDE];
  kit_guide(text, "'starters': [{'id': 'like', 'text': {'nl': 'Ik vind het fijn dat…', 'ar': 'like'}}],\n", "");
  struct vp_guide *guide = parse(text);
  assert_int_equal(guide->starter_count, 0);
  vp_guide_free(guide);
}

/* --- what is wrong ---------------------------------------------------------------------------------------------- */

/* The guide with what replaced by with; the code, the place, and a part of what is said about it. */
static const struct mistake {
  const char *what, *with;
  int code;
  const char *place, *reason;
} mistakes[] = {
    /* the whole */
    {"'format': 1,\n", "", VP_E_FORMAT, "format", "missing"},
    {"'format': 1", "'format': '1'", VP_E_FORMAT, "format", "whole number"},
    {"'format': 1", "'format': 1.5", VP_E_FORMAT, "format", "whole number"},
    {"'format': 1", "'format': 0", VP_E_FORMAT, "format", "no such format"},
    {"'format': 1", "'format': 2, 'colours': {}", VP_E_VERSION, "format", "format 2"},
    {"'note': 'For tests.'", "'note': 7", VP_E_FORMAT, "note", "not a text"},
    {"'note'", "'nota'", VP_E_FORMAT, "nota", "not known"},
    {"'id': 'small',\n", "", VP_E_FORMAT, "id", "missing"},
    {"'id': 'small'", "'id': 'Small'", VP_E_FORMAT, "id", "small letters"},
    {"'id': 'small'", "'id': '../small'", VP_E_FORMAT, "id", "small letters"},
    {"'version': '1.0'", "'version': '1 0'", VP_E_FORMAT, "version", "ASCII"},
    {"'version': '1.0'", "'version': '123456789012345678901234567890123'", VP_E_TOO_LARGE, "version", "32 bytes"},
    /* languages */
    {"'languages': [", "'languages': {}, 'x': [", VP_E_FORMAT, "x", "not known"},
    {"'code': 'nl', ", "", VP_E_FORMAT, "languages[0].code", "missing"},
    {"'code': 'nl'", "'code': 'n'", VP_E_FORMAT, "languages[0].code", "code of a language"},
    {"'code': 'nl'", "'code': 'nl/'", VP_E_FORMAT, "languages[0].code", "code of a language"},
    {"'code': 'nl'", "'code': '-nl'", VP_E_FORMAT, "languages[0].code", "code of a language"},
    {"'code': 'ar'", "'code': 'nl'", VP_E_FORMAT, "languages[1].code", "twice"},
    {"'name': 'Nederlands'", "'naam': 'Nederlands'", VP_E_FORMAT, "languages[0].naam", "not known"},
    {"'right_to_left': true", "'right_to_left': 'yes'", VP_E_FORMAT, "languages[1].right_to_left", "true nor false"},
    {"'keyboard': ['qwertyuiop', 'asdfghjkl', 'zxcvbnm']", "'keyboard': []", VP_E_FORMAT, "languages[0].keyboard",
     "at least 1"},
    {"'keyboard': ['qwertyuiop'", "'keyboard': ['1', '2', '3', '4', '5'", VP_E_TOO_LARGE, "languages[0].keyboard",
     "at most 6"},
    {"'qwertyuiop'", "'qwertyuiop1234567'", VP_E_TOO_LARGE, "languages[0].keyboard[0]", "14 keys"},
    {"'asdfghjkl'", "''", VP_E_FORMAT, "languages[0].keyboard[1]", "empty"},
    {"'asdfghjkl'", "5", VP_E_FORMAT, "languages[0].keyboard[1]", "not a text"},
    {"'asdfghjkl'", "'as df'", VP_E_FORMAT, "languages[0].keyboard[1]", "U+0020"},
    {"'asdfghjkl'", "'asdfghja'", VP_E_FORMAT, "languages[0].keyboard[1]", "twice"},
    {"'zxcvbnm'", "'zxq'", VP_E_FORMAT, "languages[0].keyboard[2]", "twice"},
    {"'ضصثق'", "'ضصض'", VP_E_FORMAT, "languages[1].keyboard[0]", "twice"},
    /* texts */
    {"'name': {'nl': 'De naam', 'ar': 'name'}", "'name': {'nl': 'De naam'}", VP_E_FORMAT, "name.ar", "missing"},
    {"'name': {'nl': 'De naam', 'ar': 'name'}", "'name': 'De naam'", VP_E_FORMAT, "name", "not an object"},
    {"{'nl': 'De naam', ", "{'nl': 'De naam', 'fr': 'Le nom', ", VP_E_FORMAT, "name.fr", "not known"},
    {"  'begin': {'nl': 'Begin', 'ar': 'begin'},\n", "", VP_E_FORMAT, "begin", "missing"},
    {"'Begin'", "''", VP_E_FORMAT, "begin.nl", "empty"},
    {"'Begin'", "' '", VP_E_FORMAT, "begin.nl", "space"},
    {"'Begin'", "'Begin '", VP_E_FORMAT, "begin.nl", "space"},
    {"'Begin'", "null", VP_E_FORMAT, "begin.nl", "not a text"},
    {"'Begin'", "'Be\\u0007gin'", VP_E_FORMAT, "begin.nl", "U+0007"},
    {"'Begin'", "'Be\\u0085gin'", VP_E_FORMAT, "begin.nl", "U+0085"},
    {"'Begin'", "'Be\\u202egin'", VP_E_FORMAT, "begin.nl", "U+202E"},
    {"'Begin'", "'Be\\ngin'", VP_E_FORMAT, "begin.nl", "U+000A"},
    {"'Een.\\nTwee.'", "'Een.\\tTwee.'", VP_E_FORMAT, "consent.text.nl", "U+0009"},
    {"'Begin'", "'een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien'", VP_E_TOO_LARGE, "begin.nl",
     "60"},
    /* choices */
    {"    {'id': 'tell', 'icon': 'mic', 'label': {'nl': 'Praten', 'ar': 'tell'}},\n", "", VP_E_FORMAT, "media",
     "two media"},
    {"'id': 'tell', 'icon'", "'id': 'talk', 'icon'", VP_E_FORMAT, "media[0].id", "\"tell\""},
    {"'media': [", "'media': [7, ", VP_E_TOO_LARGE, "media", "at most 2"},
    {"'themes': [", "'themes': [7, ", VP_E_FORMAT, "themes[0]", "not an object"},
    {"'themes': [", "'themes': [], 'theme': [", VP_E_FORMAT, "theme", "not known"},
    {"'icon': 'home', ", "", VP_E_FORMAT, "themes[0].icon", "missing"},
    {"'icon': 'work'", "'icon': 'Work.png'", VP_E_FORMAT, "themes[1].icon", "small letters"},
    {"'label': {'nl': 'Straat', 'ar': 'street'}", "'label': {'ar': 'street'}", VP_E_FORMAT, "themes[2].label.nl",
     "Nederlands"},
    {"'label': {'nl': 'Straat'", "'lable': {'nl': 'Straat'", VP_E_FORMAT, "themes[2].lable", "not known"},
    {"'help': {'nl': 'Je huis.', 'ar': 'house'}", "'help': {'nl': 'Je huis.'}", VP_E_FORMAT, "themes[0].help.ar",
     "missing"},
    {"'id': 'street'", "'id': 'home'", VP_E_FORMAT, "themes[2].id", "twice"},
    {"'id': 'barrier'", "'id': 'good'", VP_E_FORMAT, "kinds[1].id", "twice"},
    {"'id': 'barrier'", "'id': 'abcdefghijklmnopqrstuvwxyz1234567'", VP_E_FORMAT, "kinds[1].id", "32"},
    /* questions and starters */
    {"'theme': 'home', 'text'", "'theme': 'hime', 'text'", VP_E_FORMAT, "prompts[2].theme", "no theme \"hime\""},
    {"'kind': 'good', 'text'", "'kind': 'home', 'text'", VP_E_FORMAT, "prompts[1].kind", "no kind \"home\""},
    {"'id': 'good-any'", "'id': 'any'", VP_E_FORMAT, "prompts[1].id", "twice"},
    {"'id': 'good-any', 'kind'", "'id': 'good-any', 'kinds'", VP_E_FORMAT, "prompts[1].kinds", "not known"},
    {"'prompts': [", "'prompts': {}, 'x': [", VP_E_FORMAT, "x", "not known"},
    {"{'id': 'like', ", "{", VP_E_FORMAT, "starters[0].id", "missing"},
    /* consent */
    {"'version': 'v1', ", "", VP_E_FORMAT, "consent.version", "missing"},
    {"'consent': {'version'", "'consent': 5, 'x': {'version'", VP_E_FORMAT, "x", "not known"},
    {"'agree': {'nl': 'Ja', 'ar': 'yes'}, ", "", VP_E_FORMAT, "consent.agree", "missing"},
    /* methods */
    {"'methods': [{'id': 'story'", "'methods': [{'id': 'a story'", VP_E_FORMAT, "methods[0].id", "small letters"},
    {"'kind': 'medium', 'id'", "'kind': 'dance', 'id'", VP_E_FORMAT, "methods[0].steps[0].kind", "no such kind"},
    {"'kind': 'medium', 'id'", "'kind': 'theme', 'id'", VP_E_FORMAT, "methods[0].steps[1].kind", "twice"},
    {"'id': 'theme'", "'id': 'medium'", VP_E_FORMAT, "methods[0].steps[1].id", "twice"},
    {"'id': 'theme', 'title': {'nl': 'Waarover?', 'ar': 'what'}", "'id': 'theme'", VP_E_FORMAT,
     "methods[0].steps[1].title", "missing"},
    {"    {'kind': 'medium', 'id': 'medium', 'title': {'nl': 'Hoe?', 'ar': 'how'}, 'help': {'nl': 'Kies.', 'ar': "
     "'choose'}},\n",
     "", VP_E_FORMAT, "methods[0].steps", "\"medium\" is missing"},
    {"    {'kind': 'consent', 'id': 'consent', 'title': {'nl': 'Goed?', 'ar': 'consent'}},\n", "", VP_E_FORMAT,
     "methods[0].steps", "\"consent\" is missing"},
    {"    {'kind': 'theme', 'id': 'theme', 'title': {'nl': 'Waarover?', 'ar': 'what'}},\n", "", VP_E_FORMAT,
     "methods[0].steps", "\"theme\" is missing"},
    {",\n    {'kind': 'thanks', 'id': 'thanks', 'title': {'nl': 'Dank je', 'ar': 'thanks'}}", "", VP_E_FORMAT,
     "methods[0].steps[3]", "\"tell\" must stand here"},
    {"    {'kind': 'review', 'id': 'review', 'title': {'nl': 'Zo goed?', 'ar': 'review'}},\n", "", VP_E_FORMAT,
     "methods[0].steps[3]", "\"tell\" must stand here"},
    {"{'kind': 'consent', 'id': 'consent', 'title': {'nl': 'Goed?', 'ar': 'consent'}},\n"
     "    {'kind': 'tell', 'id': 'tell', 'title': {'nl': 'Vertel', 'ar': 'tell'}}",
     "{'kind': 'tell', 'id': 'tell', 'title': {'nl': 'Vertel', 'ar': 'tell'}},\n"
     "{'kind': 'consent', 'id': 'consent', 'title': {'nl': 'Goed?', 'ar': 'consent'}}",
     VP_E_FORMAT, "methods[0].steps[4]", "\"tell\" must stand here"},
};

static void every_mistake_is_told_with_its_place_and_what_to_do(void **state) {
  (void)state;
  char text[KIT_GUIDE], place[300];
  for (size_t i = 0; i < VP_COUNT(mistakes); i++) {
    const struct mistake *m = &mistakes[i];
    struct vp_guide *guide = (void *)1;
    struct vp_fault fault = {0};
    kit_guide(text, m->what, m->with);
    int code = vp_guide_parse(text, strlen(text), "g.json", &guide, &fault);
    snprintf(place, sizeof place, "g.json: %s", m->place);
    if (code != m->code || strcmp(fault.object, place) != 0 || !strstr(fault.reason, m->reason))
      fail_msg("%s instead of %s: %s, %s: %s", m->with, m->what, vp_error_name(code), fault.object, fault.reason);
    assert_null(guide);
    assert_int_equal(fault.code, code);
    assert_string_equal(fault.doing, "reading the guide");
    assert_true(fault.advice[0] != '\0');
    assert_int_equal(vp_guide_parse(text, strlen(text), "g.json", &guide, NULL), code); /* nobody needs the words */
  }
}

static const struct {
  const char *text;
  const char *object;
} unreadable[] = {
    {"", "g.json:1:0"},
    {"{'format': }", "g.json:1:12"},
    {"{'format': 1,\n 'id': 'a' 'b'}", "g.json:2:14"},
    {"{'format': 1,\n 'format': 1}", "g.json:2:9"},
    {"{'format': 1} x", "g.json:1:15"},
    {"{'é': 'ë', x}", "g.json:1:12"},
    {"{'a': 'b\xff'}", "g.json:1:8"},
    {"{'a': 'b\\u0000c'}", "g.json:1:16"},
};

static void a_mistake_of_syntax_is_told_with_line_and_column(void **state) {
  (void)state;
  for (size_t i = 0; i < VP_COUNT(unreadable); i++) {
    char text[100];
    struct vp_guide *guide;
    struct vp_fault fault = {0};
    strcpy(text, unreadable[i].text);
    kit_double_quotes(text);
    assert_int_equal(vp_guide_parse(text, strlen(text), "g.json", &guide, &fault), VP_E_FORMAT);
    assert_string_equal(fault.object, unreadable[i].object);
    assert_true(fault.reason[0] && fault.advice[0]);
    assert_null(guide);
  }
}

static void what_is_no_object_is_no_guide(void **state) {
  (void)state;
  struct vp_guide *guide;
  struct vp_fault fault = {0};
  assert_int_equal(vp_guide_parse("[1]", 3, "g.json", &guide, &fault), VP_E_FORMAT);
  assert_string_equal(fault.object, "g.json");
}

static void depth_and_size_have_their_bounds(void **state) {
  (void)state;
  size_t length = VP_GUIDE_BYTES_MAX + 1;
  char *text = malloc(length);
  struct vp_guide *guide;
  struct vp_fault fault = {0};
  assert_non_null(text);
  memset(text, '[', length);
  assert_int_equal(vp_guide_parse(text, 100000, "g.json", &guide, &fault), VP_E_TOO_LARGE);
  assert_int_equal(vp_guide_parse(text, length, "g.json", &guide, &fault), VP_E_TOO_LARGE);
  assert_string_equal(fault.object, "g.json");
  free(text);
}

static void too_many_of_a_thing_is_told(void **state) {
  (void)state;
  char text[KIT_GUIDE], many[8 * VP_LANGUAGES_MAX + 64] = "'languages': [";
  struct vp_guide *guide;
  struct vp_fault fault = {0};
  for (size_t i = 0; i < VP_LANGUAGES_MAX; i++)
    strcat(many, "{}, ");
  kit_guide(text, "'languages': [", many);
  assert_int_equal(vp_guide_parse(text, strlen(text), "g.json", &guide, &fault), VP_E_TOO_LARGE);
  assert_string_equal(fault.object, "g.json: languages");
  assert_non_null(strstr(fault.reason, "at most 16"));
}

/* A key is somebody's words: it may be long, and may try to look like a line of its own. */
static void what_is_quoted_from_the_file_is_bounded_and_one_line(void **state) {
  (void)state;
  char text[KIT_GUIDE], with[3000], name[3000];
  struct vp_guide *guide;
  struct vp_fault fault = {0};
  memset(name, 'n', sizeof name - 1);
  strcpy(name + sizeof name - 8, "/g.json");
  int used = snprintf(with, sizeof with, "'a\\u0007b\\nc");
  memset(with + used, 'k', 2000);
  strcpy(with + used + 2000, "'");
  kit_guide(text, "'note'", with);
  assert_int_equal(vp_guide_parse(text, strlen(text), name, &guide, &fault), VP_E_FORMAT);
  assert_non_null(strstr(fault.object, "/g.json: a b ckkk"));
  assert_null(strchr(fault.object, '\n'));
}

/* --- files ------------------------------------------------------------------------------------------------------ */

static void a_guide_is_loaded_from_a_file_and_what_is_no_file_is_told(void **state) {
  (void)state;
  char path[] = "/tmp/vp-guide-XXXXXX", text[KIT_GUIDE];
  struct vp_guide *guide;
  struct vp_fault fault = {0};
  int fd = mkstemp(path);
  assert_true(fd >= 0);
  kit_guide(text, NULL, NULL);
  assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
  assert_int_equal(vp_guide_load(path, &guide, &fault), VP_OK);
  assert_string_equal(guide->id, "small");
  vp_guide_free(guide);
  assert_int_equal(ftruncate(fd, (off_t)strlen(text) - 2), 0);
  assert_int_equal(vp_guide_load(path, &guide, &fault), VP_E_FORMAT);
  assert_ptr_equal(strstr(fault.object, path), fault.object);
  assert_int_equal(ftruncate(fd, VP_GUIDE_BYTES_MAX + 1), 0);
  assert_int_equal(vp_guide_load(path, &guide, &fault), VP_E_TOO_LARGE);
  close(fd);
  unlink(path);
  assert_int_equal(vp_guide_load(path, &guide, &fault), VP_E_NOT_FOUND);
  assert_null(guide);
  assert_string_equal(fault.object, path);
  assert_string_equal(fault.doing, "reading the guide");
  assert_true(fault.reason[0] && fault.advice[0]);
  assert_int_equal(vp_guide_load("/tmp", &guide, &fault), VP_E_FORMAT);
  assert_int_equal(vp_guide_load("/tmp", &guide, NULL), VP_E_FORMAT);
}

/* A guide that was cut or changed is refused or read; never a crash, and never half a guide. */
static void a_guide_cut_anywhere_is_refused(void **state) {
  (void)state;
  char text[KIT_GUIDE];
  kit_guide(text, NULL, NULL);
  size_t length = strlen(text) - 1; /* the last is a newline */
  for (size_t cut = 0; cut < length; cut++) {
    struct vp_guide *guide;
    struct vp_fault fault = {0};
    char *exact = malloc(cut > 0 ? cut : 1); /* so that a sanitizer sees a step beyond the end */
    assert_non_null(exact);
    memcpy(exact, text, cut);
    assert_int_equal(vp_guide_parse(exact, cut, "g.json", &guide, &fault), VP_E_FORMAT);
    assert_null(guide);
    free(exact);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(everything_in_a_guide_is_read),
      cmocka_unit_test(help_that_is_left_out_is_an_empty_text_in_every_language),
      cmocka_unit_test(a_language_is_found_by_its_code),
      cmocka_unit_test(questions_that_fit_come_the_most_specific_first),
      cmocka_unit_test(without_questions_and_starters_a_guide_is_a_guide),
      cmocka_unit_test(every_mistake_is_told_with_its_place_and_what_to_do),
      cmocka_unit_test(a_mistake_of_syntax_is_told_with_line_and_column),
      cmocka_unit_test(what_is_no_object_is_no_guide),
      cmocka_unit_test(depth_and_size_have_their_bounds),
      cmocka_unit_test(too_many_of_a_thing_is_told),
      cmocka_unit_test(what_is_quoted_from_the_file_is_bounded_and_one_line),
      cmocka_unit_test(a_guide_is_loaded_from_a_file_and_what_is_no_file_is_told),
      cmocka_unit_test(a_guide_cut_anywhere_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
