/* Agree: what happens with the story, in plain words, before a single word of it is taken in. */
#include "frame.h"

void screen_consent(struct screen *s) {
  const struct vp_consent *consent = &s->model->guide->consent;
  screen_step_frame(s);
  s->root->read_first = true; /* nobody agrees to half a text */
  screen_staff_lines(s);
  screen_add(s, s->root, VP_ROLE_TEXT, "consent", screen_text(s, &consent->text));
  struct vp_node *decline =
      screen_button(s, s->root, "decline", "close", screen_text(s, &consent->decline), VP_MESSAGE_DECLINE, 0);
  decline->slot = VP_SLOT_END;
  struct vp_node *agree =
      screen_button(s, s->root, "agree", "check", screen_text(s, &consent->agree), VP_MESSAGE_AGREE, 0);
  agree->slot = VP_SLOT_END;
  agree->look = VP_LOOK_PRIMARY;
  agree->state = s->model->agreed ? VP_STATE_CHOSEN : 0;
}
