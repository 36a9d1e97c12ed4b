/* The options that narrow down which stories a command is about. */
#include "choose.h"

#include <string.h>

void choice_options(struct choice *choice, struct desk_option options[CHOICE_OPTIONS]) {
  options[0] = (struct desk_option){"--theme", &choice->theme, NULL};
  options[1] = (struct desk_option){"--kind", &choice->kind, NULL};
  options[2] = (struct desk_option){"--language", &choice->language, NULL};
  options[3] = (struct desk_option){"--kiosk", &choice->kiosk, NULL};
  options[4] = (struct desk_option){"--state", &choice->state, NULL};
}

int choice_read(const struct desk_command *command, const struct choice *choice, bool may_be_all,
                struct chosen *chosen) {
  memset(chosen, 0, sizeof *chosen);
  struct story_filter *filter = &chosen->filter;
  filter->theme = choice->theme;
  filter->kind = choice->kind;
  filter->language = choice->language;
  if (choice->kiosk) {
    if (vp_id_parse(choice->kiosk, strlen(choice->kiosk), &chosen->kiosk) != VP_OK)
      return desk_usage(command, "--kiosk takes a kiosk's whole id.");
    filter->kiosk = &chosen->kiosk;
  }
  if (!choice->state || (may_be_all && strcmp(choice->state, "all") == 0))
    return DESK_GO_ON;
  if (story_state_parse(choice->state, &filter->state) != VP_OK)
    return desk_usage(command, may_be_all ? "--state takes kept, interrupted, damaged or all."
                                          : "--state takes kept, interrupted or damaged.");
  return DESK_GO_ON;
}
