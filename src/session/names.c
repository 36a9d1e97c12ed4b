/* The names of screens and messages, for tests, commands and logs; and how far a visit is. */
#include "turn.h"

const char *vp_screen_name(enum vp_screen screen) {
  static const char *const names[VP_SCREEN_COUNT] = {
      [VP_SCREEN_STARTING] = "starting", [VP_SCREEN_BROKEN] = "broken",     [VP_SCREEN_ENROL] = "enrol",
      [VP_SCREEN_WELCOME] = "welcome",   [VP_SCREEN_MEDIUM] = "medium",     [VP_SCREEN_THEME] = "theme",
      [VP_SCREEN_KIND] = "kind",         [VP_SCREEN_CONSENT] = "consent",   [VP_SCREEN_QUESTION] = "question",
      [VP_SCREEN_TELL] = "tell",         [VP_SCREEN_STARTERS] = "starters", [VP_SCREEN_WRITE] = "write",
      [VP_SCREEN_REVIEW] = "review",     [VP_SCREEN_THANKS] = "thanks",     [VP_SCREEN_DRIVE] = "drive",
  };
  return screen < VP_SCREEN_COUNT ? names[screen] : "unknown";
}

const char *vp_message_name(enum vp_message_kind kind) {
  static const char *const names[VP_MESSAGE_COUNT] = {
      [VP_MESSAGE_NONE] = "none",
      [VP_MESSAGE_BEGIN] = "begin",
      [VP_MESSAGE_BACK] = "back",
      [VP_MESSAGE_NEXT] = "next",
      [VP_MESSAGE_MEDIUM] = "medium",
      [VP_MESSAGE_THEME] = "theme",
      [VP_MESSAGE_KIND] = "kind",
      [VP_MESSAGE_AGREE] = "agree",
      [VP_MESSAGE_DECLINE] = "decline",
      [VP_MESSAGE_PROMPT] = "prompt",
      [VP_MESSAGE_STARTER] = "starter",
      [VP_MESSAGE_RECORD] = "record",
      [VP_MESSAGE_PAUSE] = "pause",
      [VP_MESSAGE_DONE] = "done",
      [VP_MESSAGE_TYPE] = "type",
      [VP_MESSAGE_BACKSPACE] = "backspace",
      [VP_MESSAGE_SHIFT] = "shift",
      [VP_MESSAGE_SIGNS] = "signs",
      [VP_MESSAGE_SENTENCES] = "sentences",
      [VP_MESSAGE_PLAY] = "play",
      [VP_MESSAGE_KEEP] = "keep",
      [VP_MESSAGE_AGAIN] = "again",
      [VP_MESSAGE_THROW_AWAY] = "throw-away",
      [VP_MESSAGE_CONFIRM] = "confirm",
      [VP_MESSAGE_CANCEL] = "cancel",
      [VP_MESSAGE_FINISH] = "finish",
      [VP_MESSAGE_ENROL] = "enrol",
      [VP_MESSAGE_DRIVE_SEEN] = "drive-seen",
      [VP_MESSAGE_PANEL] = "panel",
      [VP_MESSAGE_PANEL_PAGE] = "panel-page",
      [VP_MESSAGE_SET] = "set",
      [VP_MESSAGE_USUAL] = "usual",
      [VP_MESSAGE_REPEAT] = "repeat",
      [VP_MESSAGE_VOLUME] = "volume",
      [VP_MESSAGE_RATE] = "rate",
      [VP_MESSAGE_TIME] = "time",
      [VP_MESSAGE_INPUT] = "input",
      [VP_MESSAGE_STORE_OPENED] = "store-opened",
      [VP_MESSAGE_STORE_BROKEN] = "store-broken",
      [VP_MESSAGE_ENROLLED] = "enrolled",
      [VP_MESSAGE_ENROL_FAILED] = "enrol-failed",
      [VP_MESSAGE_STORE_STATUS] = "store-status",
      [VP_MESSAGE_MICROPHONE] = "microphone",
      [VP_MESSAGE_TAKE_STARTED] = "take-started",
      [VP_MESSAGE_TAKE_FAILED] = "take-failed",
      [VP_MESSAGE_TAKE_LEVEL] = "take-level",
      [VP_MESSAGE_TAKE_PAUSED] = "take-paused",
      [VP_MESSAGE_TAKE_KEPT] = "take-kept",
      [VP_MESSAGE_KEEP_FAILED] = "keep-failed",
      [VP_MESSAGE_PLAYER] = "player",
      [VP_MESSAGE_DRIVE_ARRIVED] = "drive-arrived",
      [VP_MESSAGE_DRIVE_LEFT] = "drive-left",
      [VP_MESSAGE_DRIVE_LOOKED] = "drive-looked",
      [VP_MESSAGE_SYNC_PROGRESS] = "sync-progress",
      [VP_MESSAGE_SYNC_ENDED] = "sync-ended",
  };
  return kind < VP_MESSAGE_COUNT ? names[kind] : "unknown";
}

const char *vp_panel_name(enum vp_panel panel) {
  static const char *const names[VP_PANEL_COUNT] = {
      [VP_PANEL_CLOSED] = "closed",
      [VP_PANEL_GROUPS] = "access",
      [VP_PANEL_LANGUAGE] = "access-language",
      [VP_PANEL_TEXT_SIZE] = "access-text-size",
      [VP_PANEL_COLOURS] = "access-colours",
      [VP_PANEL_VOICE] = "access-voice",
      [VP_PANEL_SCREEN] = "access-screen",
      [VP_PANEL_HOLD] = "access-hold",
      [VP_PANEL_IGNORE] = "access-ignore",
      [VP_PANEL_SWITCHES] = "access-switches",
      [VP_PANEL_KEYBOARD] = "access-keyboard",
  };
  return panel < VP_PANEL_COUNT ? names[panel] : "unknown";
}

const char *vp_setting_name(enum vp_setting setting) {
  static const char *const names[VP_SETTING_COUNT] = {
      [VP_SETTING_LANGUAGE] = "language",   [VP_SETTING_SECOND_LANGUAGE] = "second-language",
      [VP_SETTING_TEXT_SIZE] = "text-size", [VP_SETTING_SCHEME] = "scheme",
      [VP_SETTING_VOICE] = "voice",         [VP_SETTING_RATE] = "rate",
      [VP_SETTING_VOLUME] = "volume",       [VP_SETTING_HIDE_SCREEN] = "hide-screen",
      [VP_SETTING_REACH] = "reach",         [VP_SETTING_HOLD] = "hold",
      [VP_SETTING_IGNORE] = "ignore",       [VP_SETTING_SWITCHES] = "switches",
      [VP_SETTING_SCAN] = "scan",           [VP_SETTING_ALPHABETICAL] = "alphabetical",
      [VP_SETTING_CALM] = "calm",
  };
  return setting < VP_SETTING_COUNT ? names[setting] : "unknown";
}

void vp_session_progress(const struct vp_model *model, int *step, int *steps) {
  *step = *steps = 0;
  if (!visit_is_on(model))
    return;
  const struct vp_method *method = &model->guide->methods[model->method];
  for (size_t i = 0; i < method->step_count; i++)
    if (method->steps[i].kind != VP_STEP_THANKS)
      ++*steps;
  *step = model->step + 1 < *steps ? model->step + 1 : *steps;
}
