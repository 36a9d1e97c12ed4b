/* Welcome: the invitation, one big way in, and the languages in their own names, each a way in as well. */
#include "frame.h"

void screen_welcome(struct screen *s) {
  const struct vp_guide *guide = s->model->guide;
  bool full = s->model->status.full;
  screen_title(s, screen_text(s, &guide->invitation), screen_text(s, &guide->name));
  screen_staff_lines(s);
  struct vp_node *begin =
      screen_button(s, s->root, "begin", "mic", screen_text(s, &guide->begin), VP_MESSAGE_BEGIN, -1);
  begin->look = VP_LOOK_PRIMARY;
  begin->state = full ? VP_STATE_DISABLED : 0;
  if (guide->language_count < 2)
    return;
  struct vp_node *languages = screen_add(s, s->root, VP_ROLE_CHOICES, "languages", _("Languages"));
  for (size_t i = 0; i < guide->language_count; i++) {
    struct vp_node *language =
        screen_add(s, languages, VP_ROLE_CHOICE, screen_format(s, "language-%s", guide->languages[i].code),
                   guide->languages[i].name);
    language->icon = "language";
    language->language = guide->languages[i].code;
    language->action = (struct vp_action){VP_MESSAGE_BEGIN, (int32_t)i};
    language->state = full ? VP_STATE_DISABLED : 0;
  }
}
