/* The session's front door: a table from message to handler. A message that does not fit the present screen is dropped
 * by its handler, so that any message may come in any state (an impatient second press, a late answer of a thread). */
#include "turn.h"

#include <string.h>

void vp_session_init(struct vp_model *model, const struct vp_guide *guide, const struct vp_catalogue *const *catalogues,
                     int first_language) {
  memset(model, 0, sizeof *model);
  model->guide = guide;
  model->catalogues = catalogues;
  model->first_language = first_language;
  model->language = first_language;
  model->screen = VP_SCREEN_STARTING;
  model->step = model->medium = model->theme = model->kind = model->prompt = model->pending_medium = -1;
  model->settings = vp_settings_default();
  model->syncing = -1;
}

void turn_effect_take(struct turn *turn, enum vp_effect_kind kind, uint32_t take) {
  struct vp_effects *effects = turn->effects;
  if (effects->count < VP_EFFECTS_MAX) /* the model-based test sees that this is never reached */
    effects->items[effects->count++] = (struct vp_effect){.kind = kind, .take = take, .drive = -1};
}

void turn_effect(struct turn *turn, enum vp_effect_kind kind) {
  turn_effect_take(turn, kind, turn->model->take);
}

void turn_effect_drive(struct turn *turn, enum vp_effect_kind kind, int drive) {
  turn_effect_take(turn, kind, 0);
  turn->effects->items[turn->effects->count - 1].drive = drive;
}

void turn_collection(struct vp_collection_view *to, const struct vp_collection_view *from) {
  *to = *from;
  to->name[sizeof to->name - 1] = to->fingerprint[sizeof to->fingerprint - 1] = '\0';
}

void turn_fault(struct vp_fault *to, const struct vp_fault *from) {
  *to = *from;
  to->doing[sizeof to->doing - 1] = to->object[sizeof to->object - 1] = '\0';
  to->reason[sizeof to->reason - 1] = to->advice[sizeof to->advice - 1] = '\0';
}

static void on_input(struct turn *turn) {
  turn->model->input_ms = turn->model->now_ms;
  if (turn->model->dialog == VP_DIALOG_STILL_THERE)
    turn->model->dialog = VP_DIALOG_NONE;
}

static void on_store_opened(struct turn *turn) {
  struct vp_model *model = turn->model;
  if (model->appliance != VP_APPLIANCE_STARTING)
    return;
  model->status = turn->message->store.status;
  model->appliance = turn->message->store.enrolled ? VP_APPLIANCE_ENROLLED : VP_APPLIANCE_ALONE;
  if (turn->message->store.enrolled)
    turn_collection(&model->collection, &turn->message->store.collection);
  drive_look_at_all(turn);
  visit_rest(turn);
}

static void on_store_broken(struct turn *turn) {
  if (turn->model->appliance != VP_APPLIANCE_STARTING)
    return;
  turn->model->appliance = VP_APPLIANCE_BROKEN;
  turn_fault(&turn->model->fault, &turn->message->fault);
  visit_rest(turn);
}

static void on_store_status(struct turn *turn) {
  bool moved_aside = turn->model->status.moved_aside;
  turn->model->status = turn->message->status;
  turn->model->status.moved_aside = moved_aside;
}

static const handler handlers[VP_MESSAGE_COUNT] = {
    [VP_MESSAGE_BEGIN] = visit_on_begin,
    [VP_MESSAGE_BACK] = visit_on_back,
    [VP_MESSAGE_NEXT] = visit_on_next,
    [VP_MESSAGE_MEDIUM] = visit_on_medium,
    [VP_MESSAGE_THEME] = visit_on_theme,
    [VP_MESSAGE_KIND] = visit_on_kind,
    [VP_MESSAGE_AGREE] = visit_on_agree,
    [VP_MESSAGE_DECLINE] = visit_on_decline,
    [VP_MESSAGE_PROMPT] = take_on_prompt,
    [VP_MESSAGE_STARTER] = write_on_starter,
    [VP_MESSAGE_RECORD] = take_on_record,
    [VP_MESSAGE_PAUSE] = take_on_pause,
    [VP_MESSAGE_DONE] = take_on_done,
    [VP_MESSAGE_TYPE] = write_on_type,
    [VP_MESSAGE_BACKSPACE] = write_on_backspace,
    [VP_MESSAGE_SHIFT] = write_on_shift,
    [VP_MESSAGE_SIGNS] = write_on_signs,
    [VP_MESSAGE_SENTENCES] = write_on_sentences,
    [VP_MESSAGE_PLAY] = take_on_play,
    [VP_MESSAGE_KEEP] = take_on_keep,
    [VP_MESSAGE_AGAIN] = take_on_again,
    [VP_MESSAGE_THROW_AWAY] = visit_on_throw_away,
    [VP_MESSAGE_CONFIRM] = visit_on_confirm,
    [VP_MESSAGE_CANCEL] = visit_on_cancel,
    [VP_MESSAGE_FINISH] = visit_on_finish,
    [VP_MESSAGE_ENROL] = drive_on_enrol,
    [VP_MESSAGE_DRIVE_SEEN] = drive_on_seen,
    [VP_MESSAGE_PANEL] = panel_on_panel,
    [VP_MESSAGE_PANEL_PAGE] = panel_on_page,
    [VP_MESSAGE_SET] = panel_on_set,
    [VP_MESSAGE_USUAL] = panel_on_usual,
    [VP_MESSAGE_REPEAT] = panel_on_repeat,
    [VP_MESSAGE_VOLUME] = panel_on_volume,
    [VP_MESSAGE_RATE] = panel_on_rate,
    [VP_MESSAGE_TIME] = deadline_on_time,
    [VP_MESSAGE_INPUT] = on_input,
    [VP_MESSAGE_STORE_OPENED] = on_store_opened,
    [VP_MESSAGE_STORE_BROKEN] = on_store_broken,
    [VP_MESSAGE_ENROLLED] = drive_on_enrolled,
    [VP_MESSAGE_ENROL_FAILED] = drive_on_enrol_failed,
    [VP_MESSAGE_STORE_STATUS] = on_store_status,
    [VP_MESSAGE_MICROPHONE] = take_on_microphone,
    [VP_MESSAGE_TAKE_STARTED] = take_on_started,
    [VP_MESSAGE_TAKE_FAILED] = take_on_failed,
    [VP_MESSAGE_TAKE_LEVEL] = take_on_level,
    [VP_MESSAGE_TAKE_PAUSED] = take_on_paused,
    [VP_MESSAGE_TAKE_KEPT] = take_on_kept,
    [VP_MESSAGE_KEEP_FAILED] = take_on_keep_failed,
    [VP_MESSAGE_PLAYER] = take_on_player,
    [VP_MESSAGE_DRIVE_ARRIVED] = drive_on_arrived,
    [VP_MESSAGE_DRIVE_LEFT] = drive_on_left,
    [VP_MESSAGE_DRIVE_LOOKED] = drive_on_looked,
    [VP_MESSAGE_SYNC_PROGRESS] = drive_on_progress,
    [VP_MESSAGE_SYNC_ENDED] = drive_on_ended,
};

/* A clock that far ahead is broken; half of what an int64_t holds leaves room to add to it. */
static const int64_t latest_ms = INT64_MAX / 2;

static bool is_of_panel(enum vp_message_kind kind) {
  return kind >= VP_MESSAGE_PANEL && kind <= VP_MESSAGE_RATE;
}

/* Which choices the panel or a dialog leaves open: what is beneath it can't be reached. */
static bool reaches(const struct vp_model *model, enum vp_message_kind kind) {
  if (kind > VP_MESSAGE_LAST_CHOSEN)
    return true;
  if (vp_session_shows_panel(model))
    return is_of_panel(kind) || kind == VP_MESSAGE_BACK;
  if (model->dialog == VP_DIALOG_NONE)
    return true;
  if (is_of_panel(kind)) /* it opens over a dialog, but an answer to "are you still there" is that and no more */
    return model->dialog != VP_DIALOG_STILL_THERE;
  return kind == VP_MESSAGE_CONFIRM || kind == VP_MESSAGE_CANCEL || kind == VP_MESSAGE_BACK;
}

void vp_session_update(struct vp_model *model, const struct vp_message *message, struct vp_effects *effects) {
  struct turn turn = {model, message, effects};
  effects->count = 0;
  if (message->kind <= VP_MESSAGE_NONE || message->kind >= VP_MESSAGE_COUNT || !handlers[message->kind])
    return;
  if (message->now_ms > model->now_ms && message->now_ms <= latest_ms)
    model->now_ms = message->now_ms;
  if (!reaches(model, message->kind)) {
    if (model->dialog == VP_DIALOG_STILL_THERE) /* whatever was pressed, somebody is */
      on_input(&turn);
    return;
  }
  if (message->kind <= VP_MESSAGE_LAST_CHOSEN)
    model->input_ms = model->now_ms;
  handlers[message->kind](&turn);
}
