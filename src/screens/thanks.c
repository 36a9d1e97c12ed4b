/* Thanks: the code with which the story can be taken back, in the largest type; or, after throwing away, the word that
 * nothing is left. */
#include "frame.h"

static const char *in_groups(const struct screen *s, const char *code) {
  return screen_format(s, "%.3s %.3s %.3s", code, code + 3, code + 6);
}

static const char *digit_by_digit(const struct screen *s, const char *code) {
  return screen_format(s, "%c, %c, %c. %c, %c, %c. %c, %c, %c.", code[0], code[1], code[2], code[3], code[4], code[5],
                       code[6], code[7], code[8]);
}

void screen_thanks(struct screen *s) {
  const struct vp_model *model = s->model;
  const struct vp_step *step = &model->guide->methods[model->method].steps[model->step];
  if (model->take_state == VP_TAKE_KEPT) {
    screen_title(s, screen_text(s, &step->title), screen_text(s, &step->help));
    screen_add(s, s->root, VP_ROLE_TEXT, "thanks", screen_text(s, &model->guide->thanks));
    if (model->code[0]) {
      struct vp_node *code = screen_add(s, s->root, VP_ROLE_CODE, "code", in_groups(s, model->code));
      code->spoken = digit_by_digit(s, model->code);
      screen_add(s, s->root, VP_ROLE_TEXT, "code-help",
                 _("This is your code. Write it down. With this code you can have your story deleted."));
    }
  } else {
    screen_title(s, _("Your story is gone"), NULL);
    screen_add(s, s->root, VP_ROLE_TEXT, "thanks",
               _("We have thrown it away. Nobody can hear or read it. You are welcome to come back."));
  }
  screen_next(s, _("To the start"), "home", VP_MESSAGE_FINISH, 0, true);
}
