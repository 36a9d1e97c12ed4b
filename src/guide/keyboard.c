/* A language and its on-screen keyboard: rows of single letters, none of them twice. */
#include "read.h"

#include <string.h>

#include <vertelpunt/utf8.h>

enum { ROWS_MAX = 6, KEYS_MAX = 14 };

/* A key is one code point that can be seen by itself: no space (it has its own key), no accent that needs a letter. */
static bool is_key(uint32_t c) {
  return c > 0x20 && c != 0xA0 && !(c >= 0x300 && c < 0x370) && !(c >= 0x2000 && c < 0x2010) && c != 0x3000;
}

static bool is_before(const char *const *rows, size_t row, const char *here, uint32_t wanted) {
  for (size_t i = 0; i <= row; i++) {
    const char *at = rows[i], *end = i == row ? here : at + strlen(at);
    while (at < end)
      if (vp_utf8_next(&at, end) == wanted)
        return true;
  }
  return false;
}

static int check_row(const struct reader *r, const struct place *place, const char *const *rows, size_t row) {
  size_t length = strlen(rows[row]);
  if (vp_utf8_count(rows[row], length) > KEYS_MAX)
    return guide_wrong_code(r, VP_E_TOO_LARGE, place, "Spread the letters over more rows.", "it has more than %d keys",
                            KEYS_MAX);
  for (const char *at = rows[row], *end = at + length; at < end;) {
    const char *here = at;
    uint32_t c = vp_utf8_next(&at, end);
    if (!is_key(c))
      return guide_wrong(r, place, "Write the letters only, one after the other.", "U+%04X cannot be a key",
                         (unsigned)c);
    if (is_before(rows, row, here, c))
      return guide_wrong(r, place, "Leave out one of them.", "the key %.*s is there twice", (int)(at - here), here);
  }
  return VP_OK;
}

int guide_keyboard(const struct reader *r, const struct object *language, struct vp_language *made) {
  json_t *array;
  struct place place = {language->place, "keyboard", 0};
  int error = guide_array(r, language, "keyboard", 1, ROWS_MAX, &array);
  if (error)
    return error;
  made->keyboard_rows = json_array_size(array);
  const char **rows = vp_arena_array(&r->guide->arena, made->keyboard_rows, sizeof *rows);
  if (!rows)
    return guide_no_memory(r);
  made->keyboard = rows;
  for (size_t i = 0; !error && i < made->keyboard_rows; i++) {
    struct place at = {&place, NULL, i};
    json_t *row = json_array_get(array, i);
    error = guide_check_string(r, &at, row, TEXT_LABEL);
    if (!error) {
      rows[i] = vp_arena_copy(&r->guide->arena, json_string_value(row));
      error = rows[i] ? check_row(r, &at, rows, i) : guide_no_memory(r);
    }
  }
  return error;
}

/* It becomes part of a file's name (locale/CODE.mo). */
static int check_code(const struct reader *r, const struct object *object, const char *code) {
  size_t length = strlen(code);
  if (length < 2 || length > GUIDE_CODE_MAX || code[0] == '-' || code[length - 1] == '-' ||
      strspn(code, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") != length)
    return guide_wrong(r, &(struct place){object->place, "code", 0}, "Write it like \"nl\" or \"nl-x-simple\".",
                       "it is not the code of a language");
  return VP_OK;
}

static int read_language(const struct reader *r, const struct object *object, struct vp_language *language) {
  static const char *const known[] = {"code", "name", "right_to_left", "keyboard", NULL};
  int error = guide_object(r, object->json, object->place, known);
  if (!error)
    error = guide_string(r, object, "code", TEXT_LABEL, &language->code);
  if (!error)
    error = check_code(r, object, language->code);
  if (!error && vp_guide_language(r->guide, language->code) >= 0)
    error = guide_wrong(r, &(struct place){object->place, "code", 0}, "Leave out one of them.",
                        "the language %s is there twice", language->code);
  if (!error)
    error = guide_string(r, object, "name", TEXT_LABEL, &language->name);
  if (!error)
    error = guide_flag(r, object, "right_to_left", &language->right_to_left);
  return error ? error : guide_keyboard(r, object, language);
}

int guide_languages(const struct reader *r, const struct object *root) {
  json_t *array;
  struct place place = {root->place, "languages", 0};
  int error = guide_array(r, root, "languages", 1, VP_LANGUAGES_MAX, &array);
  size_t count = error ? 0 : json_array_size(array);
  for (size_t i = 0; !error && i < count; i++) {
    struct place at = {&place, NULL, i};
    struct object object = {json_array_get(array, i), &at};
    error = read_language(r, &object, &r->guide->languages[i]);
    r->guide->language_count = i + 1;
  }
  return error;
}
