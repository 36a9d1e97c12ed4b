/* Guides from anywhere: a drive's inbox will bring them. What is read is whole and fit for a screen; what is refused
 * says why, what to do, and where. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <vertelpunt/attributes.h>
#include <vertelpunt/guide.h>
#include <vertelpunt/utf8.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void must(int truth) {
  if (!truth)
    abort();
}

static void check_string(const char *text) {
  must(text != NULL && strlen(text) <= VP_GUIDE_TEXT_MAX && vp_utf8_valid(text, strlen(text)));
  for (const char *at = text; *at; at++)
    must((unsigned char)*at >= 0x20 || *at == '\n');
}

static void check_text(const struct vp_guide *guide, const struct vp_text *text) {
  for (size_t i = 0; i < VP_LANGUAGES_MAX; i++) {
    must((text->in[i] != NULL) == (i < guide->language_count));
    if (text->in[i])
      check_string(text->in[i]);
  }
}

static void check_id(const char *id) {
  must(id != NULL && id[0] && strlen(id) <= VP_GUIDE_ID_MAX &&
       strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(id));
}

static void check_choices(const struct vp_guide *guide, const struct vp_choice *choices, size_t count, size_t most) {
  must(count >= 1 && count <= most);
  for (size_t i = 0; i < count; i++) {
    check_id(choices[i].id);
    check_id(choices[i].icon);
    check_text(guide, &choices[i].label);
    check_text(guide, &choices[i].help);
  }
}

static void check_languages(const struct vp_guide *guide) {
  must(guide->language_count >= 1 && guide->language_count <= VP_LANGUAGES_MAX);
  for (size_t i = 0; i < guide->language_count; i++) {
    const struct vp_language *language = &guide->languages[i];
    check_string(language->name);
    must(!strchr(language->code, '/') && !strchr(language->code, '.') && strlen(language->code) <= 32);
    must(vp_guide_language(guide, language->code) == (int)i);
    must(language->keyboard_rows >= 1 && language->keyboard_rows <= 6);
    for (size_t row = 0; row < language->keyboard_rows; row++)
      must(vp_utf8_count(language->keyboard[row], strlen(language->keyboard[row])) - 1 < 14);
  }
}

static void check_words(const struct vp_guide *guide) {
  const struct vp_prompt *found[VP_STARTERS_MAX];
  for (size_t i = 0; i < guide->prompt_count; i++) {
    check_id(guide->prompts[i].id);
    check_text(guide, &guide->prompts[i].text);
  }
  for (size_t i = 0; i < guide->starter_count; i++)
    check_text(guide, &guide->starters[i].text);
  for (size_t t = 0; t < guide->theme_count; t++)
    for (size_t k = 0; k < guide->kind_count; k++) {
      size_t count = vp_guide_prompts(guide, guide->themes[t].id, guide->kinds[k].id, found, VP_COUNT(found));
      for (size_t i = 0; i < count; i++)
        must(!found[i]->theme || strcmp(found[i]->theme, guide->themes[t].id) == 0);
    }
}

static void check_methods(const struct vp_guide *guide) {
  must(guide->method_count >= 1 && guide->method_count <= VP_METHODS_MAX);
  for (size_t i = 0; i < guide->method_count; i++) {
    const struct vp_method *method = &guide->methods[i];
    size_t count = method->step_count, consent = count;
    must(count >= 3 && count <= VP_STEPS_MAX);
    for (size_t s = 0; s < count; s++) {
      check_text(guide, &method->steps[s].title);
      check_text(guide, &method->steps[s].help);
      consent = method->steps[s].kind == VP_STEP_CONSENT ? s : consent;
    }
    must(method->steps[count - 1].kind == VP_STEP_THANKS && method->steps[count - 2].kind == VP_STEP_REVIEW);
    must(method->steps[count - 3].kind == VP_STEP_TELL && consent < count - 3);
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
  struct vp_guide *guide;
  struct vp_fault fault = {0};
  int code = vp_guide_parse((const char *)bytes, length, "fuzz", &guide, &fault);
  must((code == VP_OK) == (guide != NULL));
  must(code == VP_OK || (fault.code == code && fault.reason[0] && fault.advice[0]));
  must(strncmp(fault.object, "fuzz", code ? 4 : 0) == 0 && vp_utf8_valid(fault.object, strlen(fault.object)) &&
       vp_utf8_valid(fault.reason, strlen(fault.reason)));
  if (code)
    return 0;
  check_languages(guide);
  check_choices(guide, guide->media, 2, 2);
  check_choices(guide, guide->themes, guide->theme_count, VP_THEMES_MAX);
  check_choices(guide, guide->kinds, guide->kind_count, VP_KINDS_MAX);
  check_words(guide);
  check_methods(guide);
  check_text(guide, &guide->consent.text);
  vp_guide_free(guide);
  return 0;
}
