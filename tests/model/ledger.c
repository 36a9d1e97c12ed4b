/* The rules of the ledger, an effect at a time; then what must hold between ledger and model; then what must hold once
 * a visit is over. */
#include "ledger.h"

#include <string.h>

#include "small_guide.h"

void ledger_init(struct ledger *ledger) {
  struct ledger fresh = {.syncing = -1};
  fresh.kept = ledger->kept;
  fresh.deleted = ledger->deleted;
  fresh.replaced = ledger->replaced;
  fresh.abandoned = ledger->abandoned;
  fresh.never_began = ledger->never_began;
  fresh.keep_pending = ledger->keep_pending;
  *ledger = fresh;
}

static struct ledger_take *take_of(struct ledger *ledger, uint32_t number) {
  for (int i = 0; i < LEDGER_TAKES && number; i++)
    if (ledger->takes[i].number == number)
      return &ledger->takes[i];
  return NULL;
}

static void over(struct ledger *ledger, struct ledger_take *take, uint64_t *how) {
  if (ledger->recording == take->number)
    ledger->recording = 0;
  memset(take, 0, sizeof *take);
  ++*how;
}

static void hear_of_take(struct ledger *ledger, const struct vp_message *message) {
  struct ledger_take *take = take_of(ledger, message->take), *previous;
  if (!take)
    return;
  switch (message->kind) {
  case VP_MESSAGE_TAKE_KEPT:
    if (!take->keeping)
      break;
    if ((previous = take_of(ledger, take->replaces)))
      over(ledger, previous, &ledger->replaced);
    over(ledger, take, &ledger->kept);
    break;
  case VP_MESSAGE_TAKE_STARTED:
    if ((previous = take_of(ledger, take->replaces)))
      over(ledger, previous, &ledger->replaced);
    take->begun = true;
    take->replaces = 0;
    break;
  case VP_MESSAGE_TAKE_FAILED:
    if (!take->begun)
      over(ledger, take, &ledger->never_began);
    break;
  case VP_MESSAGE_TAKE_PAUSED: /* by itself; the session then asks for the pause as well */
    break;
  case VP_MESSAGE_KEEP_FAILED:
    take->keeping = false;
    break;
  default:
    break;
  }
}

void ledger_hear(struct ledger *ledger, const struct vp_model *before, const struct vp_message *message) {
  int drive = message->argument;
  switch (message->kind) {
  case VP_MESSAGE_AGREE:
    ledger->consent |=
        before->screen == VP_SCREEN_CONSENT && before->dialog == VP_DIALOG_NONE && before->panel == VP_PANEL_CLOSED;
    break;
  case VP_MESSAGE_MICROPHONE:
    ledger->microphone_ready = ledger->microphone_open && message->microphone == VP_MICROPHONE_READY;
    if (message->microphone == VP_MICROPHONE_CLOSED || message->microphone > VP_MICROPHONE_LOST)
      ledger->microphone_ready = before->microphone == VP_MICROPHONE_READY; /* senseless: nothing has changed */
    break;
  case VP_MESSAGE_STORE_OPENED:
    ledger->enrolled |= before->appliance == VP_APPLIANCE_STARTING && message->store.enrolled;
    break;
  case VP_MESSAGE_ENROLLED:
    ledger->enrolled |= ledger->enrolling;
    ledger->enrolling = false;
    break;
  case VP_MESSAGE_ENROL_FAILED:
    ledger->enrolling = false;
    break;
  case VP_MESSAGE_DRIVE_LOOKED:
    if (drive >= 0 && drive < VP_DRIVE_SLOTS && before->drives[drive].view == VP_DRIVE_VIEW_LOOKING)
      ledger->offers[drive] = message->drive.collection;
    break;
  case VP_MESSAGE_SYNC_ENDED:
    if (ledger->syncing >= 0 && drive == ledger->syncing)
      ledger->syncing = -1;
    break;
  default:
    hear_of_take(ledger, message);
    break;
  }
}

static const char *check_start(struct ledger *ledger, const struct vp_model *model, const struct vp_effect *effect) {
  bool sound = model->take_medium == 0;
  struct ledger_take *unused = NULL;
  uint32_t previous = 0;
  for (int i = 0; i < LEDGER_TAKES; i++) {
    if (!ledger->takes[i].number)
      unused = &ledger->takes[i];
    else if (previous)
      return "a third take beside two that are not over";
    else
      previous = ledger->takes[i].number;
  }
  if (effect->take == 0 || effect->take <= ledger->last_started)
    return "a take's number is used again";
  if (effect->replaces != previous)
    return "a take begins beside another that is not over, or instead of one that is";
  if (ledger->recording)
    return "a take begins while another is being recorded";
  if (!ledger->consent)
    return "a take begins without consent";
  if (sound && (!ledger->microphone_open || !ledger->microphone_ready))
    return "recording begins without a microphone";
  *unused = (struct ledger_take){.number = effect->take, .replaces = previous, .sound = sound};
  ledger->last_started = effect->take;
  if (sound)
    ledger->recording = effect->take;
  return NULL;
}

static const char *check_end(struct ledger *ledger, const struct vp_message *message, const struct vp_effect *effect) {
  struct ledger_take *take = take_of(ledger, effect->take);
  if (!take)
    return "a take that never began or is over is deleted or abandoned";
  if (take->keeping && effect->kind == VP_EFFECT_TAKE_DELETE)
    return "a take that is being kept is deleted";
  if (ledger->player_open && ledger->player_take == effect->take)
    return "a take is taken away from under the player";
  if (effect->kind == VP_EFFECT_TAKE_DELETE && message->kind != VP_MESSAGE_CONFIRM)
    return "a take is deleted though nobody said so";
  if (effect->kind == VP_EFFECT_TAKE_ABANDON && message->kind != VP_MESSAGE_TIME)
    return "a take is abandoned though the person is there";
  if (take->keeping) /* abandoned only if keeping fails */
    over(ledger, take, &ledger->keep_pending);
  else
    over(ledger, take, effect->kind == VP_EFFECT_TAKE_DELETE ? &ledger->deleted : &ledger->abandoned);
  return NULL;
}

static const char *check_take(struct ledger *ledger, const struct vp_effect *effect) {
  struct ledger_take *take = take_of(ledger, effect->take);
  if (!take || take->keeping)
    return "something is asked of a take that never began, is over or is being kept";
  switch (effect->kind) {
  case VP_EFFECT_TAKE_PAUSE:
    if (ledger->recording != effect->take)
      return "a take is paused that is not recorded";
    ledger->recording = 0;
    return NULL;
  case VP_EFFECT_TAKE_RESUME:
    if (ledger->recording)
      return "a take goes on while one is recorded";
    if (!take->sound || !ledger->microphone_open || !ledger->microphone_ready)
      return "a take goes on without a microphone";
    ledger->recording = effect->take;
    return NULL;
  case VP_EFFECT_TAKE_DRAFT:
    return take->sound ? "a draft for a take of sound" : NULL;
  default: /* TAKE_KEEP */
    if (!ledger->consent)
      return "a story is kept without consent";
    if (ledger->recording)
      return "a story is kept while it is recorded";
    if (ledger->player_open)
      return "a story is kept while it is played";
    take->keeping = true;
    return NULL;
  }
}

static const char *check_player(struct ledger *ledger, const struct vp_effect *effect) {
  struct ledger_take *take = take_of(ledger, effect->take);
  if (effect->kind == VP_EFFECT_PLAYER_OPEN) {
    if (ledger->player_open)
      return "a second player is opened";
    if (!take || !take->sound || take->keeping || ledger->recording)
      return "something is played that is no finished take of sound";
    ledger->player_open = true;
    ledger->player_take = effect->take;
    return NULL;
  }
  if (!ledger->player_open)
    return "a player is paused, resumed or closed that is not open";
  if (effect->kind == VP_EFFECT_PLAYER_CLOSE)
    ledger->player_open = false;
  return NULL;
}

static const char *check_microphone(struct ledger *ledger, bool open) {
  if (ledger->microphone_open == open)
    return open ? "the microphone is opened twice" : "a microphone is closed that is not open";
  if (ledger->recording)
    return "the microphone is closed while a take is recorded";
  ledger->microphone_open = open;
  ledger->microphone_ready = false;
  return NULL;
}

static const char *check_drive(struct ledger *ledger, const struct vp_model *model, const struct vp_effect *effect) {
  int drive = effect->drive;
  if (drive < 0 || drive >= VP_DRIVE_SLOTS)
    return "an effect on a drive that there isn't";
  const struct vp_drive_slot *slot = &model->drives[drive];
  switch (effect->kind) {
  case VP_EFFECT_ENROL:
    if (ledger->enrolling || ledger->enrolled)
      return "enrolled twice";
    if (slot->view != VP_DRIVE_VIEW_OFFERED)
      return "enrolled from a drive that offers nothing";
    if (strncmp(model->collection.fingerprint, ledger->offers[drive].fingerprint,
                sizeof model->collection.fingerprint - 1))
      return "staff confirm another collection than the one they read of";
    ledger->enrolling = true;
    return NULL;
  case VP_EFFECT_DRIVE_LOOK:
    return slot->view == VP_DRIVE_VIEW_LOOKING ? NULL : "a look at a drive that nobody waits for";
  case VP_EFFECT_SYNC:
    if (ledger->syncing >= 0)
      return "a second drive is copied to";
    if (!ledger->enrolled || slot->view != VP_DRIVE_VIEW_COPYING)
      return "copying without a collection, or shown otherwise";
    ledger->syncing = drive;
    ledger->sync_stopped = false;
    return NULL;
  default: /* SYNC_STOP */
    if (ledger->syncing != drive || ledger->sync_stopped)
      return "copying is stopped that does not run, or twice";
    ledger->sync_stopped = true;
    return NULL;
  }
}

static const char *check_effect(struct ledger *ledger, const struct vp_model *model, const struct vp_message *message,
                                const struct vp_effect *effect) {
  switch (effect->kind) {
  case VP_EFFECT_MICROPHONE_OPEN:
    return check_microphone(ledger, true);
  case VP_EFFECT_MICROPHONE_CLOSE:
    return check_microphone(ledger, false);
  case VP_EFFECT_TAKE_START:
    return check_start(ledger, model, effect);
  case VP_EFFECT_TAKE_PAUSE:
  case VP_EFFECT_TAKE_RESUME:
  case VP_EFFECT_TAKE_DRAFT:
  case VP_EFFECT_TAKE_KEEP:
    return check_take(ledger, effect);
  case VP_EFFECT_TAKE_DELETE:
  case VP_EFFECT_TAKE_ABANDON:
    return check_end(ledger, message, effect);
  case VP_EFFECT_PLAYER_OPEN:
  case VP_EFFECT_PLAYER_PAUSE:
  case VP_EFFECT_PLAYER_RESUME:
  case VP_EFFECT_PLAYER_CLOSE:
    return check_player(ledger, effect);
  case VP_EFFECT_ENROL:
  case VP_EFFECT_DRIVE_LOOK:
  case VP_EFFECT_SYNC:
  case VP_EFFECT_SYNC_STOP:
    return check_drive(ledger, model, effect);
  case VP_EFFECT_STATUS:
    return NULL;
  case VP_EFFECT_NONE:
  case VP_EFFECT_COUNT:
    break;
  }
  return "an effect that there isn't";
}

static const char *check_agreement(struct ledger *ledger, const struct vp_model *model) {
  bool present = model->take_state == VP_TAKE_RECORDING || model->take_state == VP_TAKE_PAUSED;
  uint32_t recording = model->take_state == VP_TAKE_RECORDING ? model->take : 0;
  int open = 0, keeping = 0;
  for (int i = 0; i < LEDGER_TAKES; i++) {
    open += ledger->takes[i].number != 0 && !ledger->takes[i].keeping;
    keeping += ledger->takes[i].keeping;
  }
  if (open != present + (model->previous_take != 0) || keeping != (model->take_state == VP_TAKE_KEEPING))
    return "there are more or fewer takes than the model knows of";
  if ((present && !take_of(ledger, model->take)) || (model->previous_take && !take_of(ledger, model->previous_take)))
    return "the model's take never began or is over";
  if (recording != ledger->recording)
    return "a take is recorded and shown as paused, or the reverse";
  if (ledger->microphone_open != (model->microphone != VP_MICROPHONE_CLOSED))
    return "the microphone is open and shown as closed, or the reverse";
  if (ledger->player_open != (model->player != VP_PLAY_IDLE))
    return "the player is open and shown as closed, or the reverse";
  if (ledger->syncing != model->syncing || ledger->enrolling != model->enrolling)
    return "copying or enrolling runs and is not shown, or the reverse";
  return NULL;
}

static bool contains(const void *bytes, size_t length, const char *text) {
  const char *at = bytes, *end = at + length;
  size_t text_length = strlen(text);
  while ((size_t)(end - at) >= text_length && (at = memchr(at, text[0], (size_t)(end - at) - text_length + 1))) {
    if (memcmp(at, text, text_length) == 0)
      return true;
    at++;
  }
  return false;
}

/* A model that has never been visited, but for what is the appliance's, the clock's and the numbers of takes. */
static bool is_as_new(const struct vp_model *model) {
  static struct vp_model fresh;
  vp_session_init(&fresh, model->guide, model->catalogues, model->first_language);
  fresh.appliance = model->appliance;
  memcpy(&fresh.fault, &model->fault, sizeof fresh.fault);
  memcpy(&fresh.status, &model->status, sizeof fresh.status);
  memcpy(&fresh.collection, &model->collection, sizeof fresh.collection);
  memcpy(fresh.drives, model->drives, sizeof fresh.drives);
  fresh.enrolling = model->enrolling;
  fresh.syncing = model->syncing;
  fresh.screen = model->screen;
  fresh.now_ms = model->now_ms;
  fresh.input_ms = model->input_ms;
  fresh.asked_ms = model->asked_ms;
  fresh.take = model->take;
  fresh.last_take = model->last_take;
  fresh.repeat = model->repeat;
  for (enum vp_setting setting = 0; setting < VP_SETTING_COUNT; setting++)
    if (vp_session_setting(&fresh, setting) != vp_session_setting(model, setting))
      return false;
  memcpy(&fresh.settings, &model->settings, sizeof fresh.settings); /* they may differ in what is between them */
  return memcmp(&fresh, model, sizeof fresh) == 0;
}

static const char *check_after_visit(struct ledger *ledger, const struct vp_model *model) {
  for (int i = 0; i < LEDGER_TAKES; i++)
    if (ledger->takes[i].number)
      return "a take is left over from a visit";
  if (ledger->microphone_open || ledger->player_open)
    return "microphone or player is left open after a visit";
  if (contains(model, sizeof *model, VP_MARKER) || contains(model, sizeof *model, SMALL_GUIDE_CODE))
    return "words or a code are left somewhere in the model after a visit";
  if (!is_as_new(model))
    return "something of a visit is left in the model for the next visitor";
  ledger->consent = false;
  return NULL;
}

/* Words go when somebody erases, confirms, begins again, keeps, or has gone; never by themselves. */
static const char *check_words(struct ledger *ledger, const struct vp_model *model, const struct vp_message *message) {
  static const enum vp_message_kind may[] = {VP_MESSAGE_BACKSPACE, VP_MESSAGE_CONFIRM, VP_MESSAGE_AGAIN,
                                             VP_MESSAGE_TAKE_KEPT, VP_MESSAGE_FINISH,  VP_MESSAGE_TIME};
  size_t before = ledger->words;
  ledger->words = model->draft_length;
  for (size_t i = 0; i < sizeof may / sizeof may[0]; i++)
    if (message->kind == may[i])
      return NULL;
  if (message->kind == VP_MESSAGE_BACK && before == 0)
    return NULL; /* back to the story from before */
  return ledger->words < before ? "words are lost though nobody said so" : NULL;
}

const char *ledger_check(struct ledger *ledger, const struct vp_model *model, const struct vp_message *message,
                         const struct vp_effects *effects) {
  if (effects->count >= VP_EFFECTS_MAX)
    return "too many effects for one message: some may be lost";
  bool was_visiting = ledger->visiting;
  ledger->visiting = model->step >= 0;
  for (size_t i = 0; i < effects->count; i++) {
    const char *wrong = check_effect(ledger, model, message, &effects->items[i]);
    if (wrong)
      return wrong;
  }
  if (was_visiting && !ledger->visiting) {
    const char *wrong = check_after_visit(ledger, model);
    if (wrong)
      return wrong;
  }
  const char *wrong = check_words(ledger, model, message);
  return wrong ? wrong : check_agreement(ledger, model);
}
