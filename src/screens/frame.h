/* What the screens share: their words, the frame around the one thing asked, and the lines for staff. The room's own.
 */
#ifndef VERTELPUNT_SCREENS_FRAME_H
#define VERTELPUNT_SCREENS_FRAME_H

#include <vertelpunt/screens.h>

struct screen {
  const struct vp_model *model;
  struct vp_arena *arena;
  struct vp_node *root;
};

/* The program's own words in the language of the screen. xgettext collects them. */
#define _(msgid) screen_words(s, msgid)
const char *screen_words(const struct screen *s, const char *msgid);
/* A text of the guide in the language of the screen. */
const char *screen_text(const struct screen *s, const struct vp_text *text);
/* Of what was chosen; NULL: the method has not asked. */
const char *screen_theme_id(const struct screen *s);
const char *screen_kind_id(const struct screen *s);
const char *screen_format(const struct screen *s, const char *format, ...) VP_FORMAT(2, 3);
const char *screen_clock(const struct screen *s, int64_t ms); /* "2:05" */
int64_t screen_calm_ms(const struct screen *s,
                       int64_t ms); /* a time that moves seldom, for who wants fewer movements */

struct vp_node *screen_add(struct screen *s, struct vp_node *parent, enum vp_role role, const char *id,
                           const char *label);
struct vp_node *screen_button(struct screen *s, struct vp_node *parent, const char *id, const char *icon,
                              const char *label, enum vp_message_kind message, int32_t argument);
struct vp_node *screen_status(struct screen *s, const char *id, const char *icon, const char *label);
/* Title and help of the visit's present step, steps, and Back. */
void screen_step_frame(struct screen *s);
void screen_title(struct screen *s, const char *title, const char *help);
void screen_steps(struct screen *s);
void screen_back(struct screen *s);
struct vp_node *screen_next(struct screen *s, const char *label, const char *icon, enum vp_message_kind message,
                            int32_t argument, bool possible);
/* What staff should know, in one line each: shown on resting screens, and a drive's line during a visit. */
void screen_staff_lines(struct screen *s);
void screen_space_lines(struct screen *s); /* the part of these that is about room and the store */
const char *screen_drive_line(const struct screen *s, const char **icon); /* NULL: no drive */

/* letters.c */
struct screen_signs {
  const char *letters; /* on the key that leads back to them */
  const char *rows[3];
};
const struct screen_signs *screen_signs(const char *language);
uint32_t screen_capital(const char *language, uint32_t letter); /* itself where there is none */
bool screen_has_capitals(const struct vp_language *language);   /* whether any of its keys has one */

void screen_welcome(struct screen *s);
void screen_medium(struct screen *s);
void screen_theme(struct screen *s);
void screen_kind(struct screen *s);
void screen_consent(struct screen *s);
void screen_question(struct screen *s);
void screen_tell(struct screen *s);
void screen_starters(struct screen *s);
void screen_write(struct screen *s);
void screen_review(struct screen *s);
void screen_thanks(struct screen *s);
void screen_starting(struct screen *s);
void screen_broken(struct screen *s);
void screen_enrol(struct screen *s);
void screen_drive(struct screen *s);
void screen_dialog(struct screen *s);
void screen_panel(struct screen *s);
void screen_access(struct screen *s); /* the way to it, first in the bar of every screen */

#endif
