/* The things that happen when nobody does anything: a visit that is left alone is asked about and then ended safely
 * (accessibility.md M1, M2), what was set before a visit that never began is as usual again (M8), and the notice of a
 * drive that has gone disappears. */
#include "turn.h"

static int64_t unattended_ms(const struct vp_model *model) {
  if (!visit_is_on(model))
    return panel_is_as_usual(model) ? -1 : model->input_ms + VP_UNATTENDED_MS;
  return model->dialog == VP_DIALOG_STILL_THERE ? model->asked_ms + VP_ANSWER_MS : model->input_ms + VP_UNATTENDED_MS;
}

int64_t vp_session_deadline_ms(const struct vp_model *model) {
  int64_t visit = unattended_ms(model), drive = drive_deadline_ms(model);
  if (visit < 0)
    return drive;
  return drive >= 0 && drive < visit ? drive : visit;
}

void deadline_on_time(struct turn *turn) {
  struct vp_model *model = turn->model;
  int64_t drive = drive_deadline_ms(model), visit = unattended_ms(model);
  if (drive >= 0 && model->now_ms >= drive) {
    drive_forget_gone(turn, model->now_ms - VP_NOTICE_MS);
    visit_rest(turn);
  }
  if (visit < 0 || model->now_ms < visit)
    return;
  if (!visit_is_on(model)) {
    panel_reset(turn);
  } else if (model->dialog == VP_DIALOG_STILL_THERE) {
    visit_end(turn, VP_EFFECT_TAKE_ABANDON);
  } else {
    model->dialog = VP_DIALOG_STILL_THERE;
    model->asked_ms = model->now_ms;
  }
}
