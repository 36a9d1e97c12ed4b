/* What must hold between any two messages, whatever has been said before. The model-based test asks after each of a
 * million random messages. */
#include "turn.h"

#include <string.h>

#include <vertelpunt/utf8.h>

static bool is_telling(enum vp_screen screen) {
  return screen == VP_SCREEN_QUESTION || screen == VP_SCREEN_TELL;
}

static bool is_resting(enum vp_screen screen) {
  return screen == VP_SCREEN_STARTING || screen == VP_SCREEN_BROKEN || screen == VP_SCREEN_ENROL ||
         screen == VP_SCREEN_WELCOME || screen == VP_SCREEN_DRIVE;
}

static const char *visit_broken(const struct vp_model *model) {
  if (visit_is_on(model) == is_resting(model->screen))
    return "a visit and a resting screen at once, or neither";
  if (visit_is_on(model) && model->appliance != VP_APPLIANCE_ENROLLED)
    return "a visit without a collection";
  if (!visit_is_on(model) && (visit_has_take(model) || model->take_state != VP_TAKE_NONE || model->draft_length > 0 ||
                              model->code[0] != '\0' || model->dialog != VP_DIALOG_NONE || model->agreed))
    return "something of a visit is left after its end";
  if (model->dialog == VP_DIALOG_THROW_AWAY && model->screen != VP_SCREEN_REVIEW)
    return "throwing away is asked elsewhere than at the review";
  if (visit_has_take(model) && !model->agreed)
    return "a take without consent";
  return NULL;
}

/* The screens look names up by these. */
static const char *values_broken(const struct vp_model *model) {
  if (model->screen >= VP_SCREEN_COUNT || model->dialog > VP_DIALOG_STILL_THERE)
    return "a screen or dialog that there isn't";
  if (model->microphone > VP_MICROPHONE_LOST || model->trouble > VP_TROUBLE_STORE || model->player > VP_PLAY_FAILED)
    return "a microphone, trouble or player that there isn't";
  if (!(model->level >= 0 && model->level <= 1) || model->waveform_count > VP_WAVEFORM_MAX)
    return "a level or a waveform out of range";
  if (!panel_is_sound(model))
    return "a setting out of range, or a page of the panel that there isn't";
  if (model->language < 0 || model->language >= (int)model->guide->language_count)
    return "a language that the guide doesn't have";
  return NULL;
}

static const char *take_broken(const struct vp_model *model) {
  if (model->take_state == VP_TAKE_RECORDING && (model->screen != VP_SCREEN_TELL || model->medium != 0))
    return "recording elsewhere than on the telling screen";
  if ((model->microphone != VP_MICROPHONE_CLOSED) != is_telling(model->screen))
    return "the microphone is open where nobody tells, or closed where somebody does";
  if (model->player != VP_PLAY_IDLE && (model->screen != VP_SCREEN_REVIEW || model->take_state != VP_TAKE_PAUSED))
    return "playing elsewhere than at the review";
  if (model->take_state != VP_TAKE_KEPT && model->code[0] != '\0')
    return "a code without a kept story";
  if (model->take_state == VP_TAKE_KEPT && model->screen != VP_SCREEN_THANKS)
    return "a kept story elsewhere than at thanks";
  if (model->take_state == VP_TAKE_KEEPING && model->screen != VP_SCREEN_REVIEW)
    return "keeping elsewhere than at the review";
  if (model->screen == VP_SCREEN_REVIEW && model->take_state != VP_TAKE_PAUSED && model->take_state != VP_TAKE_KEEPING)
    return "a review of nothing";
  if (model->draft_length >= VP_DRAFT_MAX || strlen(model->draft) != model->draft_length ||
      !vp_utf8_valid(model->draft, model->draft_length))
    return "the draft is no text";
  if (model->take_state == VP_TAKE_PAUSED && model->medium != model->take_medium)
    return "a take of the other medium";
  if (model->take_state != VP_TAKE_NONE && model->take_begun && model->previous_take != 0)
    return "a previous take beside one that has begun";
  if (model->previous_take != 0 && model->take_state != VP_TAKE_NONE && model->previous_take == model->take)
    return "a take that is its own previous one";
  return NULL;
}

static const char *drives_broken(const struct vp_model *model) {
  for (int i = 0; i < VP_DRIVE_SLOTS; i++) {
    if (model->drives[i].view == VP_DRIVE_VIEW_COPYING && model->syncing != i)
      return "copying to a drive that nobody is at";
    if (model->drives[i].view == VP_DRIVE_VIEW_OFFERED && model->appliance != VP_APPLIANCE_ALONE)
      return "enrolment on offer to an enrolled kiosk";
  }
  if (model->syncing >= 0 && model->drives[model->syncing].view != VP_DRIVE_VIEW_COPYING &&
      model->drives[model->syncing].view != VP_DRIVE_VIEW_YANKED)
    return "at work on a drive that shows otherwise";
  return NULL;
}

const char *vp_session_broken(const struct vp_model *model) {
  const char *broken = values_broken(model);
  if (!broken)
    broken = visit_broken(model);
  if (!broken)
    broken = take_broken(model);
  return broken ? broken : drives_broken(model);
}
