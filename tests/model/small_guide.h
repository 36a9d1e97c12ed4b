/* A guide made by hand, small enough to know by heart: two languages, three themes, two kinds, three questions, two
 * starters, and the steps of a story. Texts that could end in a draft begin with VP_MARKER, which tests look for where
 * nothing of a visit may be left. */
#ifndef VERTELPUNT_TESTS_SMALL_GUIDE_H
#define VERTELPUNT_TESTS_SMALL_GUIDE_H

#include <string.h>

#include <vertelpunt/guide.h>

#define VP_MARKER "zqxjvk"
#define SMALL_GUIDE_CODE "918273645"

static inline void small_guide_text(struct vp_text *text, const char *first, const char *second) {
  text->in[0] = first;
  text->in[1] = second;
}

static inline void small_guide_steps(struct vp_method *method) {
  static const enum vp_step_kind kinds[] = {VP_STEP_MEDIUM, VP_STEP_THEME,  VP_STEP_KIND,  VP_STEP_CONSENT,
                                            VP_STEP_TELL,   VP_STEP_REVIEW, VP_STEP_THANKS};
  static const char *const ids[] = {"medium", "theme", "kind", "consent", "tell", "review", "thanks"};
  method->id = "story";
  small_guide_text(&method->label, "Een verhaal", "A story");
  method->step_count = sizeof kinds / sizeof kinds[0];
  for (size_t i = 0; i < method->step_count; i++) {
    method->steps[i].kind = kinds[i];
    method->steps[i].id = ids[i];
    small_guide_text(&method->steps[i].title, ids[i], ids[i]);
    small_guide_text(&method->steps[i].help, "", "");
  }
}

/* guide belongs to the caller; nothing in it has to be freed. */
static inline void small_guide_make(struct vp_guide *guide) {
  static const char *const rows[] = {"qwertyuiop", "asdfghjkl", "zxcvbnm"};
  memset(guide, 0, sizeof *guide);
  guide->id = "small";
  guide->version = "1";
  guide->language_count = 2;
  guide->languages[0] = (struct vp_language){.code = "nl", .name = "Nederlands", .keyboard = rows, .keyboard_rows = 3};
  guide->languages[1] = (struct vp_language){.code = "en", .name = "English", .keyboard = rows, .keyboard_rows = 3};
  guide->media[0].id = "tell";
  guide->media[1].id = "type";
  guide->theme_count = 3;
  guide->kind_count = 2;
  guide->prompt_count = 3;
  guide->starter_count = 2;
  guide->themes[0].id = "home";
  guide->themes[1].id = "work";
  guide->themes[2].id = "street";
  guide->kinds[0].id = "good";
  guide->kinds[1].id = "barrier";
  for (size_t i = 0; i < guide->prompt_count; i++) {
    guide->prompts[i].id = "question";
    small_guide_text(&guide->prompts[i].text, "Wat gebeurde er?", "What happened?");
  }
  guide->starters[0].id = "liked";
  small_guide_text(&guide->starters[0].text, VP_MARKER " ik vind het fijn dat…", VP_MARKER " I like that…");
  guide->starters[1].id = "wish";
  small_guide_text(&guide->starters[1].text, "Ik wens.", "I wish.");
  guide->method_count = 1;
  small_guide_steps(&guide->methods[0]);
}

#endif
