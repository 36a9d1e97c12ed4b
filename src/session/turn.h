/* One turn of the session: the model, the message that it is told, and the effects that come of it. The room's own. */
#ifndef VERTELPUNT_SESSION_TURN_H
#define VERTELPUNT_SESSION_TURN_H

#include <vertelpunt/session.h>

struct turn {
  struct vp_model *model;
  const struct vp_message *message;
  struct vp_effects *effects;
};

typedef void (*handler)(struct turn *turn);

/* update.c */
void turn_effect(struct turn *turn, enum vp_effect_kind kind); /* about the present take */
void turn_effect_take(struct turn *turn, enum vp_effect_kind kind, uint32_t take);
void turn_effect_drive(struct turn *turn, enum vp_effect_kind kind, int drive);
/* What a message brings, with every text terminated. */
void turn_collection(struct vp_collection_view *to, const struct vp_collection_view *from);
void turn_fault(struct vp_fault *to, const struct vp_fault *from);

/* visit.c: walking the method's steps */
bool visit_is_on(const struct vp_model *model);
const struct vp_step *visit_step(const struct vp_model *model); /* NULL: nobody visits */
/* The only way to change the screen: opens and closes microphone and player as the screens need them. */
void visit_show(struct turn *turn, enum vp_screen screen);
void visit_enter_step(struct turn *turn, int step);
void visit_next(struct turn *turn);
int visit_step_of(const struct vp_model *model, enum vp_step_kind kind); /* -1: the method has none */
void visit_rest(struct turn *turn);                                      /* the screen for when nobody visits */
void visit_end(struct turn *turn,
               enum vp_effect_kind fate); /* fate of takes that are left: TAKE_DELETE or TAKE_ABANDON */
bool visit_has_take(const struct vp_model *model);
void visit_drop_takes(struct turn *turn, enum vp_effect_kind fate);
void visit_on_begin(struct turn *turn);
void visit_on_back(struct turn *turn);
void visit_on_next(struct turn *turn);
void visit_on_medium(struct turn *turn);
void visit_on_theme(struct turn *turn);
void visit_on_kind(struct turn *turn);
void visit_on_agree(struct turn *turn);
void visit_on_decline(struct turn *turn);
void visit_on_confirm(struct turn *turn);
void visit_on_cancel(struct turn *turn);
void visit_on_finish(struct turn *turn);
void visit_on_throw_away(struct turn *turn);

/* take.c: telling, hearing back, keeping */
void take_on_prompt(struct turn *turn);
void take_on_record(struct turn *turn);
void take_on_pause(struct turn *turn);
void take_on_done(struct turn *turn);
void take_on_keep(struct turn *turn);
void take_on_again(struct turn *turn);
void take_restore_previous(struct turn *turn);
void take_on_microphone(struct turn *turn);
void take_on_started(struct turn *turn);
void take_on_failed(struct turn *turn);
void take_on_level(struct turn *turn);
void take_on_paused(struct turn *turn);
void take_on_kept(struct turn *turn);
void take_on_keep_failed(struct turn *turn);
void take_on_play(struct turn *turn);
void take_on_player(struct turn *turn);
void take_begin(struct turn *turn, int medium); /* a new one, instead of the previous if there is one */
void take_close_player(struct turn *turn);

/* write.c: picking and typing */
void write_on_starter(struct turn *turn);
void write_on_type(struct turn *turn);
void write_on_backspace(struct turn *turn);
void write_on_shift(struct turn *turn);
void write_on_signs(struct turn *turn);
void write_on_sentences(struct turn *turn);
bool write_begin(struct turn *turn); /* again, if the store has refused; true: there is a take of the draft */
bool write_is_empty(const struct vp_model *model); /* nothing but spaces */

/* drive.c: staff's drives and enrolment */
void drive_on_arrived(struct turn *turn);
void drive_on_left(struct turn *turn);
void drive_on_looked(struct turn *turn);
void drive_on_progress(struct turn *turn);
void drive_on_ended(struct turn *turn);
void drive_on_seen(struct turn *turn);
void drive_on_enrol(struct turn *turn);
void drive_on_enrolled(struct turn *turn);
void drive_on_enrol_failed(struct turn *turn);
void drive_forget_gone(struct turn *turn, int64_t until_ms); /* notices of drives that went at that time or before */
void drive_look_at_all(struct turn *turn);
bool drive_wants_screen(const struct vp_model *model);
int64_t drive_deadline_ms(const struct vp_model *model);

/* panel.c: the access panel */
void panel_on_panel(struct turn *turn);
void panel_on_page(struct turn *turn);
void panel_on_set(struct turn *turn);
void panel_on_usual(struct turn *turn);
void panel_on_repeat(struct turn *turn);
void panel_on_volume(struct turn *turn);
void panel_on_rate(struct turn *turn);
bool panel_back(struct turn *turn);  /* true: it was open, and that is all that "back" did */
void panel_reset(struct turn *turn); /* for the next visitor; the language as well */
void panel_language(struct vp_model *model, int language);
bool panel_is_as_usual(const struct vp_model *model); /* closed, and nothing set */
bool panel_is_sound(const struct vp_model *model);    /* every setting within its range */

/* deadline.c */
void deadline_on_time(struct turn *turn);

#endif
