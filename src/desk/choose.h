/* Choosing stories of a library: the options that list and export share. */
#ifndef VERTELPUNT_DESK_CHOOSE_H
#define VERTELPUNT_DESK_CHOOSE_H

#include "desk.h"
#include "library.h"

struct choice { /* as given on the command line */
  const char *theme, *kind, *language, *kiosk, *state;
};
enum { CHOICE_OPTIONS = 5 };
void choice_options(struct choice *choice, struct desk_option options[CHOICE_OPTIONS]);

struct chosen { /* the filter points into id */
  struct story_filter filter;
  struct vp_id kiosk;
};
/* DESK_GO_ON, or DESK_USAGE when a value is none. may_be_all: "all" is a state too. */
int choice_read(const struct desk_command *command, const struct choice *choice, bool may_be_all,
                struct chosen *chosen);

#endif
