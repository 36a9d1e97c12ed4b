/* The steps on which one thing is chosen from cards. What was chosen before is shown, and Next goes on with it. */
#include "frame.h"

static void add_choice(struct screen *s, struct vp_node *choices, const char *group, const struct vp_choice *choice,
                       enum vp_message_kind message, int index, int chosen) {
  struct vp_node *card = screen_add(s, choices, VP_ROLE_CHOICE, screen_format(s, "%s-%s", group, choice->id),
                                    screen_text(s, &choice->label));
  const char *help = screen_text(s, &choice->help);
  card->icon = choice->icon;
  card->help = help && *help ? help : NULL;
  card->action = (struct vp_action){(int)message, index};
  card->state = index == chosen ? VP_STATE_CHOSEN : 0;
}

static void choose(struct screen *s, const char *group, const struct vp_choice *from, size_t count,
                   enum vp_message_kind message, int chosen) {
  screen_step_frame(s);
  screen_staff_lines(s);
  struct vp_node *choices = screen_add(s, s->root, VP_ROLE_CHOICES, group, NULL);
  for (size_t i = 0; i < count; i++)
    add_choice(s, choices, group, &from[i], message, (int)i, chosen);
  if (chosen >= 0)
    screen_next(s, _("Next"), "arrow-forward", VP_MESSAGE_NEXT, 0, true);
}

void screen_medium(struct screen *s) {
  choose(s, "medium", s->model->guide->media, 2, VP_MESSAGE_MEDIUM, s->model->medium);
}

void screen_theme(struct screen *s) {
  choose(s, "theme", s->model->guide->themes, s->model->guide->theme_count, VP_MESSAGE_THEME, s->model->theme);
}

void screen_kind(struct screen *s) {
  choose(s, "kind", s->model->guide->kinds, s->model->guide->kind_count, VP_MESSAGE_KIND, s->model->kind);
}
