/* Catalogues: what they answer, and that no damaged file is believed. Files are made here byte by byte; and the Dutch
 * one, as msgfmt makes it, is cut and changed at every byte. */
#include "guide_kit.h"

#include <unistd.h>

#include <vertelpunt/utf8.h>

struct pair {
  const char *original, *translation;
  size_t translation_length; /* 0: as strlen says */
};

static const char header[] = "Language: xx\nContent-Type: text/plain; charset=UTF-8\n";

static void put(unsigned char *at, size_t value) {
  for (int i = 0; i < 4; i++)
    at[i] = (unsigned char)(value >> 8 * i);
}

static size_t add_text(unsigned char *file, size_t entry, size_t at, const char *text, size_t length) {
  put(file + entry, length);
  put(file + entry + 4, at);
  memcpy(file + at, text, length);
  file[at + length] = 0;
  return at + length + 1;
}

/* A .mo file as the GNU gettext manual has it, without the hash table; how long it is. */
static size_t make(unsigned char *file, const struct pair *pairs, size_t count) {
  size_t originals = 28, translations = originals + 8 * count, at = translations + 8 * count;
  put(file, 0x950412DE);
  put(file + 4, 0);
  put(file + 8, count);
  put(file + 12, originals);
  put(file + 16, translations);
  put(file + 20, 0);
  put(file + 24, at);
  for (size_t i = 0; i < count; i++)
    at = add_text(file, originals + 8 * i, at, pairs[i].original, strlen(pairs[i].original));
  for (size_t i = 0; i < count; i++) {
    size_t length = pairs[i].translation_length ? pairs[i].translation_length : strlen(pairs[i].translation);
    at = add_text(file, translations + 8 * i, at, pairs[i].translation, length);
  }
  return at;
}

static const struct pair good[] = {
    {"", header, 0}, {"%u of %u", "%u van %u", 0}, {"Again", "", 0}, {"Back", "Terug", 0}, {"Next", "Verder", 0}};

static struct vp_catalogue *open_good(void) {
  unsigned char file[1024];
  struct vp_catalogue *catalogue;
  struct vp_fault fault = {0};
  if (vp_catalogue_parse(file, make(file, good, VP_COUNT(good)), "xx.mo", &catalogue, &fault) != VP_OK)
    fail_msg("%s", fault.reason);
  return catalogue;
}

static void a_word_is_answered_with_its_translation(void **state) {
  (void)state;
  struct vp_catalogue *catalogue = open_good();
  assert_string_equal(vp_catalogue_get(catalogue, "Back"), "Terug");
  assert_string_equal(vp_catalogue_get(catalogue, "Next"), "Verder");
  assert_string_equal(vp_catalogue_get(catalogue, "%u of %u"), "%u van %u");
  vp_catalogue_close(catalogue);
}

static void a_word_without_translation_is_answered_with_itself(void **state) {
  static const char *const words[] = {"", "Again", "Bac", "Back ", "zz", "\xff"};
  struct vp_catalogue *catalogue = open_good();
  (void)state;
  for (size_t i = 0; i < VP_COUNT(words); i++) {
    assert_ptr_equal(vp_catalogue_get(catalogue, words[i]), words[i]);
    assert_ptr_equal(vp_catalogue_get(NULL, words[i]), words[i]);
  }
  vp_catalogue_close(catalogue);
  vp_catalogue_close(NULL);
}

static void english_needs_no_file(void **state) {
  static const char *const paths[] = {NULL, "/nowhere/en.mo", "en.mo", "/nowhere/en-GB.mo"};
  (void)state;
  for (size_t i = 0; i < VP_COUNT(paths); i++) {
    struct vp_catalogue *catalogue = NULL;
    assert_int_equal(vp_catalogue_open(paths[i], &catalogue, NULL), VP_OK);
    assert_non_null(catalogue);
    assert_string_equal(vp_catalogue_get(catalogue, "Back"), "Back");
    vp_catalogue_close(catalogue);
  }
}

static void a_file_that_is_not_there_or_too_large_is_told(void **state) {
  (void)state;
  char path[] = "/tmp/vp-catalogue-XXXXXX";
  struct vp_catalogue *catalogue = (void *)1;
  struct vp_fault fault = {0};
  int fd = mkstemp(path);
  assert_true(fd >= 0);
  assert_int_equal(ftruncate(fd, 1024 * 1024 + 1), 0);
  assert_int_equal(vp_catalogue_open(path, &catalogue, &fault), VP_E_TOO_LARGE);
  close(fd);
  unlink(path);
  assert_int_equal(vp_catalogue_open(path, &catalogue, &fault), VP_E_NOT_FOUND);
  assert_null(catalogue);
  assert_string_equal(fault.object, path);
  assert_true(fault.reason[0] && fault.advice[0]);
}

static void refused(const unsigned char *file, size_t length, int code, const char *reason) {
  struct vp_catalogue *catalogue = (void *)1;
  struct vp_fault fault = {0};
  int got = vp_catalogue_parse(file, length, "xx.mo", &catalogue, &fault);
  if (got != code || !strstr(fault.reason, reason))
    fail_msg("wanted %s: %s; got %s: %s", vp_error_name(code), reason, vp_error_name(got), fault.reason);
  assert_null(catalogue);
  assert_string_equal(fault.object, "xx.mo");
  assert_true(fault.advice[0] != '\0');
}

static void a_header_that_is_wrong_is_told(void **state) {
  static const struct {
    size_t at, value;
    int code;
    const char *reason;
  } wrong[] = {
      {0, 0xDE120495, VP_E_FORMAT, "byte order"},
      {0, 0x12345678, VP_E_FORMAT, "not a .mo file"},
      {4, 1, VP_E_VERSION, "revision"},
      {4, 1 << 16, VP_E_VERSION, "revision"},
      {8, 0xFFFFFFFF, VP_E_FORMAT, "tables"},
      {8, 1000, VP_E_FORMAT, "tables"},
      {12, 0xFFFFFFFF, VP_E_FORMAT, "tables"},
      {12, 27, VP_E_FORMAT, "tables"},
      {16, 1020, VP_E_FORMAT, "tables"},
      {28, 0xFFFFFFFF, VP_E_FORMAT, "outside"},
      {32, 0xFFFFFFFF, VP_E_FORMAT, "outside"},
      {28 + 8, 7, VP_E_FORMAT, "outside"},
      {28 + 8 * 5 + 4, 1020, VP_E_FORMAT, "outside"},
  };
  (void)state;
  for (size_t i = 0; i < VP_COUNT(wrong); i++) {
    unsigned char file[1024];
    size_t length = make(file, good, VP_COUNT(good));
    put(file + wrong[i].at, wrong[i].value);
    refused(file, length, wrong[i].code, wrong[i].reason);
  }
  refused((const unsigned char *)"", 0, VP_E_FORMAT, "too short");
  refused((const unsigned char *)"", 2 * 1024 * 1024, VP_E_TOO_LARGE, "larger");
}

static void texts_that_are_wrong_are_told(void **state) {
  static const struct {
    struct pair pairs[2];
    const char *reason;
  } wrong[] = {
      {{{"b", "x", 0}, {"a", "x", 0}}, "sorted"},
      {{{"a", "x", 0}, {"a", "x", 0}}, "sorted"},
      {{{"", "charset=ISO-8859-1\n", 0}, {"a", "x", 0}}, "charset"},
      {{{"a", "x\xff", 0}, {"b", "x", 0}}, "UTF-8"},
      {{{"a\xc0\x80", "x", 0}, {"b", "x", 0}}, "UTF-8"},
      {{{"a", "x\0y", 3}, {"b", "x", 0}}, "outside"},
      {{{"%u of %u", "%u", 0}, {"b", "x", 0}}, "directives"},
      {{{"%u of %u", "%u van %s", 0}, {"b", "x", 0}}, "directives"},
      {{{"%u of %s", "%s van %u", 0}, {"b", "x", 0}}, "directives"},
      {{{"a", "%s", 0}, {"b", "x", 0}}, "directives"},
      {{{"a", "%n", 0}, {"b", "x", 0}}, "directives"},
      {{{"%d", "%ld", 0}, {"b", "x", 0}}, "directives"},
      {{{"%d", "%2$d", 0}, {"b", "x", 0}}, "directives"},
      {{{"%d %d", "%d %", 0}, {"b", "x", 0}}, "directives"},
      {{{"%%", "%", 0}, {"b", "x", 0}}, "directives"},
  };
  (void)state;
  for (size_t i = 0; i < VP_COUNT(wrong); i++) {
    unsigned char file[1024];
    refused(file, make(file, wrong[i].pairs, 2), VP_E_FORMAT, wrong[i].reason);
  }
}

/* Every word can be asked and is whole, whatever the file was. */
static void ask_everything(const struct vp_catalogue *catalogue) {
  static const char *const words[] = {"", "Back", "Next", "Keep", "Throw away", "%u of %u", "zzz", "A"};
  size_t length = 0;
  for (size_t i = 0; i < VP_COUNT(words); i++) {
    const char *word = vp_catalogue_get(catalogue, words[i]);
    length += strlen(word);
    assert_true(vp_utf8_valid(word, strlen(word)));
  }
  assert_true(length < VP_GUIDE_BYTES_MAX);
}

static void a_catalogue_cut_at_any_byte_is_refused(void **state) {
  size_t length;
  unsigned char *bytes = kit_asset("locale/nl.mo", &length);
  (void)state;
  assert_true(length > 1000);
  for (size_t cut = 0; cut < length; cut++) {
    unsigned char *exact = malloc(cut > 0 ? cut : 1);
    struct vp_catalogue *catalogue;
    struct vp_fault fault = {0};
    assert_non_null(exact);
    memcpy(exact, bytes, cut);
    assert_int_equal(vp_catalogue_parse(exact, cut, "nl.mo", &catalogue, &fault), VP_E_FORMAT);
    assert_null(catalogue);
    free(exact);
  }
  free(bytes);
}

static void a_catalogue_changed_at_any_byte_is_refused_or_harmless(void **state) {
  static const unsigned char changes[] = {0x01, 0x80, 0xFF};
  size_t length, believed = 0;
  unsigned char *bytes = kit_asset("locale/nl.mo", &length);
  (void)state;
  for (size_t at = 0; at < length; at++) {
    for (size_t i = 0; i < sizeof changes; i++) {
      struct vp_catalogue *catalogue;
      bytes[at] ^= changes[i];
      if (vp_catalogue_parse(bytes, length, "nl.mo", &catalogue, NULL) == VP_OK) {
        ask_everything(catalogue);
        vp_catalogue_close(catalogue);
        believed++;
      }
      bytes[at] ^= changes[i];
    }
  }
  assert_in_range(believed, 1, length * sizeof changes - 1); /* a letter may be another one; a table may not */
  free(bytes);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_word_is_answered_with_its_translation),
      cmocka_unit_test(a_word_without_translation_is_answered_with_itself),
      cmocka_unit_test(english_needs_no_file),
      cmocka_unit_test(a_file_that_is_not_there_or_too_large_is_told),
      cmocka_unit_test(a_header_that_is_wrong_is_told),
      cmocka_unit_test(texts_that_are_wrong_are_told),
      cmocka_unit_test(a_catalogue_cut_at_any_byte_is_refused),
      cmocka_unit_test(a_catalogue_changed_at_any_byte_is_refused_or_harmless),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
