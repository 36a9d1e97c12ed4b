/* The access panel. It opens over everything and changes nothing beneath: a take goes on, a dialog waits. What is set
 * holds for the visit, also when it was set before the visit began; then everything is as usual again. */
#include "turn.h"

struct range {
  int least, most;
};

static struct range range_of(const struct vp_model *model, enum vp_setting setting) {
  switch (setting) {
  case VP_SETTING_LANGUAGE:
    return (struct range){0, (int)model->guide->language_count - 1};
  case VP_SETTING_SECOND_LANGUAGE:
    return (struct range){-1, (int)model->guide->language_count - 1};
  case VP_SETTING_TEXT_SIZE:
    return (struct range){VP_TEXT_SMALL, VP_TEXT_LARGEST};
  case VP_SETTING_SCHEME:
    return (struct range){VP_SCHEME_PAPER, VP_SCHEME_YELLOW_ON_BLACK};
  case VP_SETTING_RATE:
    return (struct range){VP_RATE_PERCENT_MIN, VP_RATE_PERCENT_MAX};
  case VP_SETTING_VOLUME:
    return (struct range){0, VP_VOLUME_MAX};
  case VP_SETTING_HOLD:
    return (struct range){0, VP_HOLD_MS_MAX};
  case VP_SETTING_IGNORE:
    return (struct range){0, VP_IGNORE_MS_MAX};
  case VP_SETTING_SWITCHES:
    return (struct range){1, 2};
  case VP_SETTING_SCAN:
    return (struct range){VP_SCAN_MS_MIN, VP_SCAN_MS_MAX};
  case VP_SETTING_VOICE:
  case VP_SETTING_HIDE_SCREEN:
  case VP_SETTING_REACH:
  case VP_SETTING_ALPHABETICAL:
  case VP_SETTING_CALM:
    return (struct range){0, 1};
  case VP_SETTING_COUNT:
    break;
  }
  return (struct range){0, -1};
}

int vp_session_setting(const struct vp_model *model, enum vp_setting setting) {
  const struct vp_settings *settings = &model->settings;
  const int values[VP_SETTING_COUNT] = {
      [VP_SETTING_LANGUAGE] = model->language,
      [VP_SETTING_SECOND_LANGUAGE] = settings->second_language,
      [VP_SETTING_TEXT_SIZE] = (int)settings->text_size,
      [VP_SETTING_SCHEME] = (int)settings->scheme,
      [VP_SETTING_VOICE] = settings->voice,
      [VP_SETTING_RATE] = settings->rate_percent,
      [VP_SETTING_VOLUME] = settings->volume,
      [VP_SETTING_HIDE_SCREEN] = settings->hide_screen,
      [VP_SETTING_REACH] = settings->reach,
      [VP_SETTING_HOLD] = settings->hold_ms,
      [VP_SETTING_IGNORE] = settings->ignore_ms,
      [VP_SETTING_SWITCHES] = settings->switches,
      [VP_SETTING_SCAN] = settings->scan_ms,
      [VP_SETTING_ALPHABETICAL] = settings->alphabetical,
      [VP_SETTING_CALM] = settings->calm,
  };
  return (unsigned)setting < VP_SETTING_COUNT ? values[setting] : 0;
}

void panel_language(struct vp_model *model, int language) {
  model->language = language;
  if (model->settings.second_language == language) /* the same words twice help nobody */
    model->settings.second_language = -1;
}

static void set(struct vp_model *model, enum vp_setting setting, int value) {
  struct vp_settings *settings = &model->settings;
  switch (setting) {
  case VP_SETTING_LANGUAGE:
    panel_language(model, value);
    break;
  case VP_SETTING_SECOND_LANGUAGE:
    settings->second_language = value == model->language ? -1 : value;
    break;
  case VP_SETTING_TEXT_SIZE:
    settings->text_size = (enum vp_text_size)value;
    break;
  case VP_SETTING_SCHEME:
    settings->scheme = (enum vp_scheme)value;
    break;
  case VP_SETTING_VOICE:
    settings->voice = value;
    settings->hide_screen &= settings->voice; /* without either nothing could be found any more */
    break;
  case VP_SETTING_RATE:
    settings->rate_percent = value;
    break;
  case VP_SETTING_VOLUME:
    settings->volume = value;
    break;
  case VP_SETTING_HIDE_SCREEN:
    settings->hide_screen = value;
    settings->voice |= settings->hide_screen;
    break;
  case VP_SETTING_REACH:
    settings->reach = value;
    break;
  case VP_SETTING_HOLD:
    settings->hold_ms = value;
    break;
  case VP_SETTING_IGNORE:
    settings->ignore_ms = value;
    break;
  case VP_SETTING_SWITCHES:
    settings->switches = value;
    break;
  case VP_SETTING_SCAN:
    settings->scan_ms = value;
    break;
  case VP_SETTING_ALPHABETICAL:
    settings->alphabetical = value;
    break;
  case VP_SETTING_CALM:
    settings->calm = value;
    break;
  case VP_SETTING_COUNT:
    break;
  }
}

static bool is_within(const struct vp_model *model, enum vp_setting setting, int value) {
  struct range range = range_of(model, setting);
  return value >= range.least && value <= range.most;
}

bool panel_is_sound(const struct vp_model *model) {
  for (enum vp_setting setting = 0; setting < VP_SETTING_COUNT; setting++)
    if (!is_within(model, setting, vp_session_setting(model, setting)))
      return false;
  return model->panel < VP_PANEL_COUNT && (model->settings.voice || !model->settings.hide_screen) &&
         model->settings.second_language != model->language;
}

bool panel_is_as_usual(const struct vp_model *model) {
  const struct vp_settings usual = vp_settings_default();
  const struct vp_model other = {.settings = usual, .language = model->first_language};
  for (enum vp_setting setting = 0; setting < VP_SETTING_COUNT; setting++)
    if (vp_session_setting(model, setting) != vp_session_setting(&other, setting))
      return false;
  return model->panel == VP_PANEL_CLOSED;
}

void panel_reset(struct turn *turn) {
  turn->model->settings = vp_settings_default();
  turn->model->panel = VP_PANEL_CLOSED;
  turn->model->language = turn->model->first_language;
}

bool panel_back(struct turn *turn) {
  struct vp_model *model = turn->model;
  if (model->panel == VP_PANEL_CLOSED)
    return false;
  model->panel = model->panel == VP_PANEL_GROUPS ? VP_PANEL_CLOSED : VP_PANEL_GROUPS;
  return true;
}

void panel_on_panel(struct turn *turn) {
  struct vp_model *model = turn->model;
  bool open = model->panel != VP_PANEL_CLOSED;
  bool wanted = turn->message->argument < 0 ? !open : turn->message->argument > 0;
  if (open != wanted)
    model->panel = wanted ? VP_PANEL_GROUPS : VP_PANEL_CLOSED;
}

void panel_on_page(struct turn *turn) {
  int page = turn->message->argument;
  if (turn->model->panel != VP_PANEL_CLOSED && page >= VP_PANEL_GROUPS && page < VP_PANEL_COUNT)
    turn->model->panel = (enum vp_panel)page;
}

void panel_on_set(struct turn *turn) {
  uint32_t argument = (uint32_t)turn->message->argument;
  enum vp_setting setting = (enum vp_setting)(argument >> 16);
  int value = (int)(argument & 0xFFFF);
  value = value > INT16_MAX ? value - 0x10000 : value;
  if (is_within(turn->model, setting, value))
    set(turn->model, setting, value);
}

void panel_on_usual(struct turn *turn) {
  turn->model->settings = vp_settings_default();
}

void panel_on_repeat(struct turn *turn) {
  turn->model->repeat++;
}

static void step(struct turn *turn, enum vp_setting setting, int by) {
  struct range range = range_of(turn->model, setting);
  int value = vp_session_setting(turn->model, setting) + (turn->message->argument < 0 ? -by : by);
  set(turn->model, setting, value < range.least ? range.least : value > range.most ? range.most : value);
}

void panel_on_volume(struct turn *turn) {
  step(turn, VP_SETTING_VOLUME, 1);
}

void panel_on_rate(struct turn *turn) {
  step(turn, VP_SETTING_RATE, VP_RATE_PERCENT_STEP);
}

bool vp_session_shows_panel(const struct vp_model *model) {
  return model->panel != VP_PANEL_CLOSED && model->dialog != VP_DIALOG_STILL_THERE;
}

bool vp_session_shows_dialog(const struct vp_model *model) {
  return model->dialog != VP_DIALOG_NONE && !vp_session_shows_panel(model);
}
