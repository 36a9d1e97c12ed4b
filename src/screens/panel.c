/* The access panel: a list of what can be set, each with what it is now, and a page for each with its choices. In the
 * same frame as every screen, over whatever one was doing; what is chosen works at once. */
#include "frame.h"

/* One word for it, open or not, so that Back beside it stays where it is. */
void screen_access(struct screen *s) {
  bool open = vp_session_shows_panel(s->model);
  struct vp_node *access = screen_button(s, s->root, "access", open ? "close" : "accessibility-new", _("Adjust"),
                                         VP_MESSAGE_PANEL, open ? 0 : 1);
  access->slot = VP_SLOT_START;
  access->spoken = open ? _("Close: how it works for you") : _("Adjust: how it works for you");
}

/* ---- what it is now, in words ---- */

static const char *on_or_off(const struct screen *s, bool on) {
  return on ? _("On") : _("Off");
}

static const char *text_size_words(const struct screen *s, int size) {
  switch (size) {
  case VP_TEXT_SMALL:
    return _("Small");
  case VP_TEXT_LARGE:
    return _("Large");
  case VP_TEXT_LARGEST:
    return _("Very large");
  default:
    return _("Normal");
  }
}

static const char *scheme_words(const struct screen *s, int scheme) {
  switch (scheme) {
  case VP_SCHEME_QUIET:
    return _("Soft and dark");
  case VP_SCHEME_BLACK_ON_WHITE:
    return _("Black on white");
  case VP_SCHEME_WHITE_ON_BLACK:
    return _("White on black");
  case VP_SCHEME_YELLOW_ON_BLACK:
    return _("Yellow on black");
  default:
    return _("Like paper");
  }
}

/* 500: "0.5 seconds", with the language's own sign. */
static const char *seconds_words(const struct screen *s, int ms) {
  if (ms == 1000)
    return _("1 second");
  return ms % 1000 ? screen_format(s, _("%d.%d seconds"), ms / 1000, ms % 1000 / 100)
                   : screen_format(s, _("%d seconds"), ms / 1000);
}

static const char *hold_words(const struct screen *s, int ms) {
  return ms ? seconds_words(s, ms) : _("Just press");
}

static const char *ignore_words(const struct screen *s, int ms) {
  return ms ? seconds_words(s, ms) : _("Every press counts");
}

static const char *screen_words_now(const struct screen *s) {
  const struct vp_settings *settings = &s->model->settings;
  if (settings->hide_screen)
    return _("Hidden");
  if (settings->reach)
    return _("All within reach");
  return settings->calm ? _("Calm") : _("Normal");
}

static const char *keyboard_words(const struct screen *s, bool alphabetical) {
  return alphabetical ? _("From A to Z") : _("As usual");
}

/* ---- cards ---- */

static struct vp_node *add_card(struct screen *s, struct vp_node *cards, const char *id, const char *icon,
                                const char *label, const char *help) {
  struct vp_node *card = screen_add(s, cards, VP_ROLE_CHOICE, id, label);
  card->icon = icon;
  card->help = help;
  return card;
}

/* One of the values of a setting; the present one is chosen. */
static void add_value(struct screen *s, struct vp_node *cards, enum vp_setting setting, int value, const char *icon,
                      const char *label) {
  struct vp_node *card =
      add_card(s, cards, screen_format(s, "%s-%d", vp_setting_name(setting), value), icon, label, NULL);
  card->action = (struct vp_action){VP_MESSAGE_SET, vp_setting_pack(setting, value)};
  card->state = vp_session_setting(s->model, setting) == value ? VP_STATE_CHOSEN : 0;
}

/* On or off: pressing it turns it round. */
static void add_switch(struct screen *s, struct vp_node *cards, enum vp_setting setting, const char *icon,
                       const char *label) {
  bool on = vp_session_setting(s->model, setting) != 0;
  struct vp_node *card = add_card(s, cards, vp_setting_name(setting), icon, label, on_or_off(s, on));
  card->action = (struct vp_action){VP_MESSAGE_SET, vp_setting_pack(setting, !on)};
  card->state = on ? VP_STATE_CHOSEN : 0;
}

/* A step up or down, with what it is now. */
static void add_step(struct screen *s, struct vp_node *cards, const char *id, const char *icon, const char *label,
                     const char *now, enum vp_setting setting, int value) {
  struct vp_node *card = add_card(s, cards, id, icon, label, now);
  card->action = (struct vp_action){VP_MESSAGE_SET, vp_setting_pack(setting, value)};
}

static struct vp_node *begin_page(struct screen *s, const char *title, const char *help) {
  screen_title(s, title, help);
  screen_back(s);
  screen_staff_lines(s);
  if (s->model->take_state == VP_TAKE_RECORDING) /* what goes on beneath is to be seen (H6) */
    screen_status(s, "take-line", "mic", _("We are still listening. Your story goes on."));
  return screen_add(s, s->root, VP_ROLE_CHOICES, "settings", NULL);
}

/* ---- pages ---- */

static void add_group(struct screen *s, struct vp_node *cards, enum vp_panel page, const char *icon, const char *label,
                      const char *now) {
  struct vp_node *card = add_card(s, cards, screen_format(s, "to-%s", vp_panel_name(page)), icon, label, now);
  card->action = (struct vp_action){VP_MESSAGE_PANEL_PAGE, (int32_t)page};
}

static void show_groups(struct screen *s) {
  const struct vp_model *model = s->model;
  const struct vp_settings *settings = &model->settings;
  struct vp_node *cards = begin_page(s, _("This is how it suits you"), NULL);
  if (model->guide->language_count > 1)
    add_group(s, cards, VP_PANEL_LANGUAGE, "language", _("Language"), model->guide->languages[model->language].name);
  add_group(s, cards, VP_PANEL_TEXT_SIZE, "format-size", _("Size of letters"),
            text_size_words(s, (int)settings->text_size));
  add_group(s, cards, VP_PANEL_COLOURS, "palette", _("Colours"), scheme_words(s, (int)settings->scheme));
  add_group(s, cards, VP_PANEL_VOICE, "record-voice-over", _("Voice that reads aloud"), on_or_off(s, settings->voice));
  add_group(s, cards, VP_PANEL_SCREEN, "vertical-align-bottom", _("The screen"), screen_words_now(s));
  add_group(s, cards, VP_PANEL_HOLD, "touch-app", _("How long you press"), hold_words(s, settings->hold_ms));
  add_group(s, cards, VP_PANEL_IGNORE, "pan-tool", _("Presses by mistake"), ignore_words(s, settings->ignore_ms));
  add_group(s, cards, VP_PANEL_SWITCHES, "toggle-on", _("Switches"),
            settings->switches == 1 ? _("One switch") : _("Two switches"));
  add_group(s, cards, VP_PANEL_KEYBOARD, "keyboard", _("Keyboard"), keyboard_words(s, settings->alphabetical));
  add_card(s, cards, "usual", "replay", _("Back to normal"), NULL)->action = (struct vp_action){VP_MESSAGE_USUAL, 0};
}

static void show_language(struct screen *s) {
  const struct vp_guide *guide = s->model->guide;
  struct vp_node *cards = begin_page(s, _("Which language do you want?"), NULL);
  for (size_t i = 0; i < guide->language_count; i++) {
    add_value(s, cards, VP_SETTING_LANGUAGE, (int)i, "language", guide->languages[i].name);
    if (cards->last)
      cards->last->language = guide->languages[i].code;
  }
}

static void show_text_size(struct screen *s) {
  struct vp_node *cards = begin_page(s, _("How large do you want the letters?"), NULL);
  for (int size = VP_TEXT_SMALL; size <= VP_TEXT_LARGEST; size++)
    add_value(s, cards, VP_SETTING_TEXT_SIZE, size, "format-size", text_size_words(s, size));
}

static void show_colours(struct screen *s) {
  static const char *const icons[] = {[VP_SCHEME_PAPER] = "palette",
                                      [VP_SCHEME_QUIET] = "spa",
                                      [VP_SCHEME_BLACK_ON_WHITE] = "light-mode",
                                      [VP_SCHEME_WHITE_ON_BLACK] = "dark-mode",
                                      [VP_SCHEME_YELLOW_ON_BLACK] = "contrast"};
  struct vp_node *cards = begin_page(s, _("Which colours are best for your eyes?"), NULL);
  for (int scheme = VP_SCHEME_PAPER; scheme <= VP_SCHEME_YELLOW_ON_BLACK; scheme++)
    add_value(s, cards, VP_SETTING_SCHEME, scheme, icons[scheme], scheme_words(s, scheme));
}

static int between(int value, int least, int most) {
  return value < least ? least : value > most ? most : value;
}

static void show_voice(struct screen *s) {
  const struct vp_settings *settings = &s->model->settings;
  struct vp_node *cards = begin_page(s, _("Shall we read everything aloud?"), NULL);
  const char *rate = screen_format(s, _("Now %d%%"), settings->rate_percent);
  const char *volume = screen_format(s, _("Now %d of %d"), settings->volume, VP_VOLUME_MAX);
  int slower = between(settings->rate_percent - VP_RATE_PERCENT_STEP, VP_RATE_PERCENT_MIN, VP_RATE_PERCENT_MAX);
  int faster = between(settings->rate_percent + VP_RATE_PERCENT_STEP, VP_RATE_PERCENT_MIN, VP_RATE_PERCENT_MAX);
  add_value(s, cards, VP_SETTING_VOICE, 1, "record-voice-over", _("Yes, please"));
  add_step(s, cards, "rate-slower", "fast-rewind", _("Slower"), rate, VP_SETTING_RATE, slower);
  add_step(s, cards, "volume-softer", "volume-down", _("Softer"), volume, VP_SETTING_VOLUME,
           between(settings->volume - 1, 0, VP_VOLUME_MAX));
  add_value(s, cards, VP_SETTING_VOICE, 0, "volume-off", _("No voice"));
  add_step(s, cards, "rate-faster", "fast-forward", _("Faster"), rate, VP_SETTING_RATE, faster);
  add_step(s, cards, "volume-louder", "volume-up", _("Louder"), volume, VP_SETTING_VOLUME,
           between(settings->volume + 1, 0, VP_VOLUME_MAX));
}

static void show_screen(struct screen *s) {
  struct vp_node *cards = begin_page(s, _("What suits you on the screen?"), NULL);
  add_switch(s, cards, VP_SETTING_REACH, "vertical-align-bottom", _("Everything low, within reach"));
  add_switch(s, cards, VP_SETTING_CALM, "spa", _("Fewer movements"));
  add_switch(s, cards, VP_SETTING_HIDE_SCREEN, "visibility-off", _("Hide the screen, with the voice on"));
}

static void show_hold(struct screen *s) {
  static const int times[] = {0, 500, 1000, 2000};
  struct vp_node *cards = begin_page(s, _("How long do you want to press?"), _("A shorter press then does nothing."));
  for (size_t i = 0; i < VP_COUNT(times); i++)
    add_value(s, cards, VP_SETTING_HOLD, times[i], "touch-app", hold_words(s, times[i]));
}

static void show_ignore(struct screen *s) {
  static const int times[] = {0, 500, 1000, 2000};
  struct vp_node *cards =
      begin_page(s, _("Do you sometimes press twice?"), _("Then we wait a little after each press."));
  for (size_t i = 0; i < VP_COUNT(times); i++)
    add_value(s, cards, VP_SETTING_IGNORE, times[i], "pan-tool", ignore_words(s, times[i]));
}

static void show_switches(struct screen *s) {
  static const int times[] = {500, 1000, 1500, 2000, 3000, 4000, 6000, 8000, 10000};
  const struct vp_settings *settings = &s->model->settings;
  struct vp_node *cards = begin_page(s, _("How many switches do you use?"), NULL);
  int slower = VP_SCAN_MS_MAX, faster = VP_SCAN_MS_MIN;
  for (size_t i = 0; i < VP_COUNT(times); i++) {
    if (times[i] > settings->scan_ms && times[i] < slower)
      slower = times[i];
    if (times[i] < settings->scan_ms)
      faster = times[i];
  }
  const char *now = screen_format(s, _("Now %s"), seconds_words(s, settings->scan_ms));
  add_value(s, cards, VP_SETTING_SWITCHES, 1, "looks-one", _("One switch"));
  add_value(s, cards, VP_SETTING_SWITCHES, 2, "looks-two", _("Two switches"));
  if (settings->switches == 1) {
    add_step(s, cards, "scan-slower", "fast-rewind", _("Slower"), now, VP_SETTING_SCAN, slower);
    add_step(s, cards, "scan-faster", "fast-forward", _("Faster"), now, VP_SETTING_SCAN, faster);
  }
}

static void show_keyboard(struct screen *s) {
  struct vp_node *cards = begin_page(s, _("Which keyboard do you like?"), NULL);
  add_value(s, cards, VP_SETTING_ALPHABETICAL, 0, "keyboard", keyboard_words(s, false));
  add_value(s, cards, VP_SETTING_ALPHABETICAL, 1, "sort-by-alpha", keyboard_words(s, true));
}

void screen_panel(struct screen *s) {
  static void (*const pages[VP_PANEL_COUNT])(struct screen *) = {
      [VP_PANEL_GROUPS] = show_groups,     [VP_PANEL_LANGUAGE] = show_language, [VP_PANEL_TEXT_SIZE] = show_text_size,
      [VP_PANEL_COLOURS] = show_colours,   [VP_PANEL_VOICE] = show_voice,       [VP_PANEL_SCREEN] = show_screen,
      [VP_PANEL_HOLD] = show_hold,         [VP_PANEL_IGNORE] = show_ignore,     [VP_PANEL_SWITCHES] = show_switches,
      [VP_PANEL_KEYBOARD] = show_keyboard,
  };
  s->root->seen_always = true;
  pages[s->model->panel](s);
  struct vp_node *done = screen_next(s, _("Done"), "check", VP_MESSAGE_PANEL, 0, true);
  done->id = "panel-done";
}
