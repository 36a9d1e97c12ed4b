/* What fits is looked up in the model; what does not fit is drawn from everything there is. Words and codes that a
 * visit could leave behind are the ones that the ledger looks for. */
#include "messages.h"

#include <math.h>
#include <string.h>

#include "small_guide.h"

static int one_of(struct chance *chance, const int *from, size_t count) {
  return from[chance_below(chance, (int)count)];
}

#define ONE_OF(chance, ...) one_of(chance, (const int[]){__VA_ARGS__}, sizeof((const int[]){__VA_ARGS__}) / sizeof(int))

static void set_collection(struct chance *chance, struct vp_collection_view *collection) {
  static const char *const names[] = {"Stad Zuid", "Gemeente Wassenaar, Lokale Inclusie Agenda"};
  static const char *const words[] = {"anna boom citroen dak eend fiets geit huis",
                                      "kastanje ladder molentje notaris olifant paraplu regenboog schommel"};
  int which = chance_below(chance, 2);
  memset(collection, 0, sizeof *collection);
  strcpy(collection->name, names[which]);
  strcpy(collection->fingerprint, words[which]);
}

static void set_status(struct chance *chance, struct vp_status_view *status) {
  status->low = chance_percent(chance, 20);
  status->full = chance_percent(chance, 5);
  status->waiting = (uint32_t)chance_below(chance, 2000);
  status->interrupted = (uint32_t)chance_below(chance, 3);
  status->moved_aside = chance_percent(chance, 10);
}

static void set_fault(struct vp_fault *fault) {
  vp_fault_set(fault, VP_E_IO, "opening the store", "/var/lib/vertelpunt/stories.sqlite3",
               "Check the disk, and start Vertelpunt again.", "input/output error");
}

static void set_take(struct chance *chance, const struct vp_model *model, struct vp_message *message) {
  message->take = model->take;
  int64_t so_far = model->take_ms < INT64_MAX - 2000 ? model->take_ms : 0; /* a senseless answer may have told any */
  message->take_status.duration_ms = so_far + chance_below(chance, 2000);
  message->take_status.peak = (float)chance_below(chance, 100) / 100.0F;
  message->take_status.heard = chance_percent(chance, 50);
  message->take_status.unheard = !message->take_status.heard && chance_percent(chance, 30);
  if (message->kind == VP_MESSAGE_TAKE_FAILED || message->kind == VP_MESSAGE_KEEP_FAILED ||
      (message->kind == VP_MESSAGE_TAKE_PAUSED && chance_percent(chance, 15)))
    message->take_status.trouble = (enum vp_trouble)(1 + chance_below(chance, VP_TROUBLE_STORE));
  message->take_status.waveform_count = (size_t)chance_below(chance, VP_WAVEFORM_MAX + 1);
  memset(message->take_status.waveform, 1 + chance_below(chance, 255), sizeof message->take_status.waveform);
}

static void set_drive(struct chance *chance, const struct vp_model *model, struct vp_message *message) {
  static const char *const paths[] = {"/media/a", "/media/b", "/media/c"};
  message->argument = chance_below(chance, VP_DRIVE_SLOTS);
  strcpy(message->drive.path, paths[chance_below(chance, 3)]);
  for (int i = 0, at = message->argument; i < VP_DRIVE_SLOTS; i++, at = (at + 1) % VP_DRIVE_SLOTS)
    if (model->drives[at].view != VP_DRIVE_VIEW_NONE) { /* one that there is, most often */
      message->argument = at;
      if (chance_percent(chance, 80))
        strcpy(message->drive.path, model->drives[at].path);
      break;
    }
  if (message->kind == VP_MESSAGE_SYNC_ENDED) {
    message->argument = model->syncing >= 0 ? model->syncing : message->argument;
    message->drive.view = (enum vp_drive_view)(VP_DRIVE_VIEW_DONE + chance_below(chance, 5));
  } else {
    message->drive.view = (enum vp_drive_view)ONE_OF(
        chance, VP_DRIVE_VIEW_OFFERED, VP_DRIVE_VIEW_OFFERED, VP_DRIVE_VIEW_OTHER, VP_DRIVE_VIEW_PLAIN,
        VP_DRIVE_VIEW_DAMAGED, VP_DRIVE_VIEW_COPYING, VP_DRIVE_VIEW_COPYING, VP_DRIVE_VIEW_COPYING, VP_DRIVE_VIEW_NONE);
  }
  set_collection(chance, &message->drive.collection);
  message->drive.copy = (struct vp_copy_view){.done = (uint32_t)chance_below(chance, 100),
                                              .total = (uint32_t)(100 + chance_below(chance, 900)),
                                              .left_ms = chance_below(chance, 400000) - 1,
                                              .copied = (uint32_t)chance_below(chance, 1000),
                                              .already = (uint32_t)chance_below(chance, 1000),
                                              .confirmed = (uint32_t)chance_below(chance, 3),
                                              .receipt_refused = chance_percent(chance, 10)};
}

/* The values that the panel's pages offer. */
static int32_t setting(struct chance *chance, const struct vp_model *model) {
  enum vp_setting which = (enum vp_setting)chance_below(chance, VP_SETTING_COUNT);
  int languages = (int)model->guide->language_count;
  switch (which) {
  case VP_SETTING_LANGUAGE:
    return vp_setting_pack(which, chance_below(chance, languages));
  case VP_SETTING_SECOND_LANGUAGE:
    return vp_setting_pack(which, chance_below(chance, languages + 1) - 1);
  case VP_SETTING_TEXT_SIZE:
    return vp_setting_pack(which, chance_below(chance, VP_TEXT_LARGEST + 1));
  case VP_SETTING_SCHEME:
    return vp_setting_pack(which, chance_below(chance, VP_SCHEME_YELLOW_ON_BLACK + 1));
  case VP_SETTING_RATE:
    return vp_setting_pack(which, VP_RATE_PERCENT_MIN + chance_below(chance, 6) * VP_RATE_PERCENT_STEP);
  case VP_SETTING_VOLUME:
    return vp_setting_pack(which, chance_below(chance, VP_VOLUME_MAX + 1));
  case VP_SETTING_HOLD:
  case VP_SETTING_IGNORE:
    return vp_setting_pack(which, ONE_OF(chance, 0, 500, 1000, 2000));
  case VP_SETTING_SWITCHES:
    return vp_setting_pack(which, 1 + chance_below(chance, 2));
  case VP_SETTING_SCAN:
    return vp_setting_pack(which, ONE_OF(chance, 500, 1000, 2000, 4000, 10000));
  default:
    return vp_setting_pack(which, chance_below(chance, 2));
  }
}

static void set_choice(struct chance *chance, const struct vp_model *model, struct vp_message *message) {
  static const int letters[] = {'a', 'b', ' ', ' ', '.', '\n', 0xEB, 0x430, 0x1F600};
  const struct vp_guide *guide = model->guide;
  int counts[VP_MESSAGE_COUNT] = {[VP_MESSAGE_MEDIUM] = 2,
                                  [VP_MESSAGE_THEME] = (int)guide->theme_count,
                                  [VP_MESSAGE_KIND] = (int)guide->kind_count,
                                  [VP_MESSAGE_BEGIN] = (int)guide->language_count,
                                  [VP_MESSAGE_PROMPT] = (int)guide->prompt_count,
                                  [VP_MESSAGE_STARTER] = (int)guide->starter_count,
                                  [VP_MESSAGE_PANEL_PAGE] = VP_PANEL_COUNT,
                                  [VP_MESSAGE_ENROL] = VP_DRIVE_SLOTS};
  bool may_be_none =
      message->kind == VP_MESSAGE_BEGIN || message->kind == VP_MESSAGE_PROMPT || message->kind == VP_MESSAGE_STARTER;
  if (message->kind == VP_MESSAGE_TYPE)
    message->argument = one_of(chance, letters, sizeof letters / sizeof letters[0]);
  else if (counts[message->kind] > 0)
    message->argument = chance_below(chance, counts[message->kind] + may_be_none) - may_be_none;
  if (message->kind == VP_MESSAGE_SET)
    message->argument = setting(chance, model);
  if (message->kind == VP_MESSAGE_VOLUME || message->kind == VP_MESSAGE_RATE)
    message->argument = ONE_OF(chance, 1, -1);
  if (message->kind == VP_MESSAGE_PANEL)
    message->argument = ONE_OF(chance, 1, 1, 0, -1);
  if (message->kind == VP_MESSAGE_ENROL)
    for (int i = 0; i < VP_DRIVE_SLOTS; i++)
      if (model->drives[i].view == VP_DRIVE_VIEW_OFFERED && chance_percent(chance, 80))
        message->argument = i;
}

/* Arguments that belong to the kind. */
static void set_sensible(struct chance *chance, const struct vp_model *model, struct vp_message *message) {
  switch (message->kind) {
  case VP_MESSAGE_STORE_OPENED:
    message->store.enrolled = chance_percent(chance, 70);
    set_collection(chance, &message->store.collection);
    set_status(chance, &message->store.status);
    break;
  case VP_MESSAGE_ENROLLED:
    message->store.enrolled = true;
    message->store.collection = model->collection;
    break;
  case VP_MESSAGE_STORE_BROKEN:
  case VP_MESSAGE_ENROL_FAILED:
    set_fault(&message->fault);
    break;
  case VP_MESSAGE_STORE_STATUS:
    set_status(chance, &message->status);
    break;
  case VP_MESSAGE_MICROPHONE:
    message->microphone =
        (enum vp_microphone)ONE_OF(chance, VP_MICROPHONE_READY, VP_MICROPHONE_READY, VP_MICROPHONE_READY,
                                   VP_MICROPHONE_READY, VP_MICROPHONE_NONE, VP_MICROPHONE_LOST);
    break;
  case VP_MESSAGE_TAKE_STARTED:
  case VP_MESSAGE_TAKE_FAILED:
  case VP_MESSAGE_TAKE_LEVEL:
  case VP_MESSAGE_TAKE_PAUSED:
  case VP_MESSAGE_KEEP_FAILED:
    set_take(chance, model, message);
    break;
  case VP_MESSAGE_TAKE_KEPT:
    message->take = model->take;
    strcpy(message->code, SMALL_GUIDE_CODE);
    break;
  case VP_MESSAGE_PLAYER:
    message->take = model->take;
    message->player.view = (enum vp_player_view)(VP_PLAY_PLAYING + chance_below(chance, 4));
    message->player.length_ms = 1000 + chance_below(chance, 600000);
    message->player.position_ms = message->player.length_ms * chance_below(chance, 101) / 100;
    break;
  case VP_MESSAGE_DRIVE_ARRIVED:
  case VP_MESSAGE_DRIVE_LEFT:
  case VP_MESSAGE_DRIVE_LOOKED:
  case VP_MESSAGE_SYNC_PROGRESS:
  case VP_MESSAGE_SYNC_ENDED:
    set_drive(chance, model, message);
    break;
  default:
    set_choice(chance, model, message);
    break;
  }
}

/* Late answers, wrong numbers, texts without an end, values that no room knows. The code and the words of people stay
 * as they are: the ledger looks for them. */
static void spoil(struct chance *chance, const struct vp_model *model, struct vp_message *message) {
  static const int arguments[] = {-1, -2, 0, 1, 2, 7, 8, 99, 0xD800, 0x110000, 0x2FFFF, 0xF0000, INT32_MAX, INT32_MIN};
  const uint32_t takes[] = {0, model->take - 1, model->take + 1, model->last_take, model->previous_take, UINT32_MAX};
  if (chance_percent(chance, 60))
    message->argument = one_of(chance, arguments, sizeof arguments / sizeof arguments[0]);
  if (chance_percent(chance, 60))
    message->take = takes[chance_below(chance, (int)(sizeof takes / sizeof takes[0]))];
  switch (message->kind) {
  case VP_MESSAGE_MICROPHONE:
    message->microphone = (enum vp_microphone)chance_below(chance, 300);
    break;
  case VP_MESSAGE_TAKE_LEVEL:
  case VP_MESSAGE_TAKE_PAUSED:
  case VP_MESSAGE_TAKE_FAILED:
  case VP_MESSAGE_KEEP_FAILED:
    message->take_status.trouble = (enum vp_trouble)chance_below(chance, 9);
    message->take_status.peak = chance_percent(chance, 50) ? NAN : -1e30F;
    message->take_status.duration_ms = chance_percent(chance, 50) ? INT64_MIN : INT64_MAX;
    message->take_status.waveform_count = (size_t)chance_next(chance);
    break;
  case VP_MESSAGE_PLAYER:
    message->player.view = (enum vp_player_view)chance_below(chance, 200);
    message->player.position_ms = INT64_MIN;
    break;
  case VP_MESSAGE_ENROL_FAILED:
  case VP_MESSAGE_STORE_BROKEN:
    memset(&message->fault, 'x', sizeof message->fault);
    break;
  case VP_MESSAGE_STORE_OPENED:
  case VP_MESSAGE_ENROLLED:
    memset(&message->store.collection, 'x', sizeof message->store.collection);
    break;
  case VP_MESSAGE_DRIVE_ARRIVED:
  case VP_MESSAGE_DRIVE_LEFT:
  case VP_MESSAGE_DRIVE_LOOKED:
  case VP_MESSAGE_SYNC_PROGRESS:
  case VP_MESSAGE_SYNC_ENDED:
    message->drive.view = (enum vp_drive_view)chance_below(chance, 300);
    if (chance_percent(chance, 20))
      memset(message->drive.path, 'x', sizeof message->drive.path);
    memset(&message->drive.collection, 'x', sizeof message->drive.collection);
    break;
  default:
    break;
  }
}

static enum vp_message_kind of_take(struct chance *chance, const struct vp_model *model) {
  if (model->take_state == VP_TAKE_KEEPING)
    return (enum vp_message_kind)ONE_OF(chance, VP_MESSAGE_TAKE_KEPT, VP_MESSAGE_TAKE_KEPT, VP_MESSAGE_KEEP_FAILED);
  if (!model->take_begun && chance_percent(chance, 70))
    return (enum vp_message_kind)ONE_OF(chance, VP_MESSAGE_TAKE_STARTED, VP_MESSAGE_TAKE_STARTED,
                                        VP_MESSAGE_TAKE_STARTED, VP_MESSAGE_TAKE_FAILED);
  if (model->take_state == VP_TAKE_RECORDING)
    return (enum vp_message_kind)ONE_OF(chance, VP_MESSAGE_TAKE_LEVEL, VP_MESSAGE_TAKE_LEVEL, VP_MESSAGE_PAUSE,
                                        VP_MESSAGE_DONE, VP_MESSAGE_DONE, VP_MESSAGE_TAKE_PAUSED, VP_MESSAGE_BACK);
  return (enum vp_message_kind)ONE_OF(chance, VP_MESSAGE_TAKE_PAUSED, VP_MESSAGE_RECORD, VP_MESSAGE_DONE,
                                      VP_MESSAGE_DONE);
}

static enum vp_message_kind of_screen(struct chance *chance, const struct vp_model *model) {
  bool has_take = model->take_state != VP_TAKE_NONE && model->take_state != VP_TAKE_KEPT;
  bool turned_back = has_take && model->screen < VP_SCREEN_QUESTION && model->screen > VP_SCREEN_MEDIUM;
  if (turned_back && chance_percent(chance, 40)) /* up to where it is asked whether to start anew */
    return VP_MESSAGE_BACK;
  switch (model->screen) {
  case VP_SCREEN_STARTING:
    return (enum vp_message_kind)(chance_percent(chance, 93) ? VP_MESSAGE_STORE_OPENED : VP_MESSAGE_STORE_BROKEN);
  case VP_SCREEN_ENROL:
    if (model->enrolling)
      return (enum vp_message_kind)ONE_OF(chance, VP_MESSAGE_ENROLLED, VP_MESSAGE_ENROLLED, VP_MESSAGE_ENROL_FAILED);
    return (enum vp_message_kind)ONE_OF(chance, VP_MESSAGE_DRIVE_ARRIVED, VP_MESSAGE_DRIVE_LOOKED,
                                        VP_MESSAGE_DRIVE_LOOKED, VP_MESSAGE_ENROL, VP_MESSAGE_DRIVE_LEFT);
  case VP_SCREEN_WELCOME:
    return (enum vp_message_kind)ONE_OF(chance, VP_MESSAGE_BEGIN, VP_MESSAGE_BEGIN, VP_MESSAGE_BEGIN,
                                        VP_MESSAGE_DRIVE_ARRIVED, VP_MESSAGE_STORE_STATUS);
  case VP_SCREEN_DRIVE:
    return (enum vp_message_kind)ONE_OF(chance, VP_MESSAGE_DRIVE_LOOKED, VP_MESSAGE_SYNC_PROGRESS,
                                        VP_MESSAGE_SYNC_ENDED, VP_MESSAGE_DRIVE_LEFT, VP_MESSAGE_DRIVE_SEEN,
                                        VP_MESSAGE_DRIVE_SEEN, VP_MESSAGE_BEGIN);
  case VP_SCREEN_MEDIUM:
    return (enum vp_message_kind)ONE_OF(chance, VP_MESSAGE_MEDIUM, VP_MESSAGE_MEDIUM, VP_MESSAGE_NEXT, VP_MESSAGE_BACK);
  case VP_SCREEN_THEME:
    return (enum vp_message_kind)ONE_OF(chance, VP_MESSAGE_THEME, VP_MESSAGE_THEME, VP_MESSAGE_THEME, VP_MESSAGE_NEXT,
                                        VP_MESSAGE_BACK);
  case VP_SCREEN_KIND:
    return (enum vp_message_kind)ONE_OF(chance, VP_MESSAGE_KIND, VP_MESSAGE_KIND, VP_MESSAGE_KIND, VP_MESSAGE_NEXT,
                                        VP_MESSAGE_BACK);
  case VP_SCREEN_CONSENT:
    return (enum vp_message_kind)ONE_OF(chance, VP_MESSAGE_AGREE, VP_MESSAGE_AGREE, VP_MESSAGE_AGREE, VP_MESSAGE_NEXT,
                                        VP_MESSAGE_BACK, VP_MESSAGE_DECLINE);
  case VP_SCREEN_QUESTION:
    return (enum vp_message_kind)ONE_OF(chance, VP_MESSAGE_PROMPT, VP_MESSAGE_PROMPT, VP_MESSAGE_PROMPT,
                                        VP_MESSAGE_NEXT, VP_MESSAGE_MICROPHONE, VP_MESSAGE_BACK);
  case VP_SCREEN_TELL:
    if (has_take && chance_percent(chance, 80))
      return of_take(chance, model);
    if (model->microphone != VP_MICROPHONE_READY && chance_percent(chance, 60))
      return VP_MESSAGE_MICROPHONE;
    return (enum vp_message_kind)ONE_OF(chance, VP_MESSAGE_RECORD, VP_MESSAGE_RECORD, VP_MESSAGE_RECORD,
                                        VP_MESSAGE_MEDIUM, VP_MESSAGE_MICROPHONE, VP_MESSAGE_BACK);
  case VP_SCREEN_STARTERS:
    return (enum vp_message_kind)ONE_OF(chance, VP_MESSAGE_STARTER, VP_MESSAGE_STARTER, VP_MESSAGE_NEXT,
                                        VP_MESSAGE_BACK);
  case VP_SCREEN_WRITE:
    if (has_take && !model->take_begun && chance_percent(chance, 40))
      return of_take(chance, model);
    return (enum vp_message_kind)ONE_OF(chance, VP_MESSAGE_TYPE, VP_MESSAGE_TYPE, VP_MESSAGE_TYPE, VP_MESSAGE_BACKSPACE,
                                        VP_MESSAGE_SHIFT, VP_MESSAGE_SIGNS, VP_MESSAGE_SENTENCES, VP_MESSAGE_DONE,
                                        VP_MESSAGE_DONE, VP_MESSAGE_TAKE_PAUSED, VP_MESSAGE_BACK);
  case VP_SCREEN_REVIEW:
    if (model->take_state == VP_TAKE_KEEPING || (!model->take_begun && chance_percent(chance, 60)))
      return of_take(chance, model);
    return (enum vp_message_kind)ONE_OF(chance, VP_MESSAGE_PLAY, VP_MESSAGE_PLAYER, VP_MESSAGE_KEEP, VP_MESSAGE_KEEP,
                                        VP_MESSAGE_AGAIN, VP_MESSAGE_THROW_AWAY, VP_MESSAGE_TAKE_PAUSED,
                                        VP_MESSAGE_BACK);
  default:
    return VP_MESSAGE_FINISH;
  }
}

static enum vp_message_kind fitting(struct chance *chance, const struct vp_model *model) {
  if (vp_session_shows_panel(model) && chance_percent(chance, 80))
    return (enum vp_message_kind)ONE_OF(chance, VP_MESSAGE_PANEL_PAGE, VP_MESSAGE_PANEL_PAGE, VP_MESSAGE_SET,
                                        VP_MESSAGE_SET, VP_MESSAGE_PANEL, VP_MESSAGE_BACK, VP_MESSAGE_BACK,
                                        VP_MESSAGE_USUAL, VP_MESSAGE_TAKE_LEVEL);
  if (chance_percent(chance, 1))
    return VP_MESSAGE_PANEL;
  if (vp_session_shows_dialog(model) && chance_percent(chance, 80))
    return (enum vp_message_kind)ONE_OF(chance, VP_MESSAGE_CONFIRM, VP_MESSAGE_CANCEL, VP_MESSAGE_BACK,
                                        VP_MESSAGE_INPUT, VP_MESSAGE_TIME);
  if (chance_percent(chance, 12)) /* drives come and go beside everything */
    return (enum vp_message_kind)ONE_OF(chance, VP_MESSAGE_DRIVE_ARRIVED, VP_MESSAGE_DRIVE_LEFT,
                                        VP_MESSAGE_DRIVE_LOOKED, VP_MESSAGE_SYNC_PROGRESS, VP_MESSAGE_SYNC_ENDED,
                                        VP_MESSAGE_STORE_STATUS);
  return of_screen(chance, model);
}

static void let_time_pass(struct chance *chance, const struct vp_model *model, int64_t *clock_ms) {
  int64_t deadline = vp_session_deadline_ms(model);
  int how = chance_below(chance, 1000);
  if (model->dialog == VP_DIALOG_STILL_THERE && how < 300)
    how = 999; /* nobody is */
  if (how < 970)
    *clock_ms += chance_below(chance, 400);
  else if (how < 990 || deadline < 0)
    *clock_ms += chance_below(chance, 60000);
  else if (deadline > *clock_ms)
    *clock_ms = deadline + chance_below(chance, 3) - 1;
}

void messages_next(struct chance *chance, const struct vp_model *model, int senseless_percent, int64_t *clock_ms,
                   struct vp_message *message) {
  memset(message, 0, sizeof *message);
  let_time_pass(chance, model, clock_ms);
  message->now_ms = *clock_ms;
  int64_t deadline = vp_session_deadline_ms(model);
  if (deadline >= 0 && deadline <= *clock_ms && chance_percent(chance, 70)) {
    message->kind = VP_MESSAGE_TIME;
    return;
  }
  message->kind = chance_percent(chance, 65) ? fitting(chance, model)
                                             : (enum vp_message_kind)chance_below(chance, VP_MESSAGE_COUNT);
  set_sensible(chance, model, message);
  if (!chance_percent(chance, senseless_percent))
    return;
  spoil(chance, model, message);
  if (chance_percent(chance, 2))
    message->kind = (enum vp_message_kind)ONE_OF(chance, VP_MESSAGE_COUNT, VP_MESSAGE_COUNT + 12, INT32_MAX, 0);
  if (chance_percent(chance, 5))
    message->now_ms = chance_percent(chance, 50) ? INT64_MAX : INT64_MIN;
}
