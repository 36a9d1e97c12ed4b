/* The wiring between the tree and the voice. It remembers what was said last and compares; so nobody who changes the
 * screen has to think of the voice. */
#include "speech.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <vertelpunt/log.h>
#include <vertelpunt/seal.h>

#include "app.h"

enum { LOG_MAX = 1 << 18, ROW_MAX = 64 };

/* ---- the voice itself ---- */

static void on_ended(void *context) { /* the voice's thread: the switches wait for it */
  static const struct vp_message nothing = {.kind = VP_MESSAGE_NONE};
  (void)app_try_post(context, &nothing); /* without memory the next event tells them */
}

/* Beside the guide, in its folder "voice". */
static void prompts_folder(const struct app *app, char *folder, size_t size) {
  const char *slash = strrchr(app->options.guide, '/');
  int length = slash ? (int)(slash - app->options.guide) : 0;
  snprintf(folder, size, "%.*s%svoice", length, app->options.guide, slash ? "/" : "");
}

static void open_voice(struct app *app) {
  char folder[PATH_TEXT + 8];
  prompts_folder(app, folder, sizeof folder);
  if (!app->speech.voice && vp_voice_open(NULL, folder, on_ended, app, &app->speech.voice)) {
    app->speech.voice = NULL;
    vp_log(VP_LOG_ERROR, "audio", "out of memory: there is no voice");
  }
}

/* What the microphone hears belongs to the take until the recorder says that it has stopped. */
static bool is_telling(const struct app *app) {
  enum vp_take_state state = app->model.take_state;
  return state == VP_TAKE_RECORDING || (state == VP_TAKE_PAUSED && app->speech.awaits_pause);
}

static bool is_hushed(const struct app *app) {
  return is_telling(app) || app->model.player == VP_PLAY_OPENING || app->model.player == VP_PLAY_PLAYING;
}

void speech_hear(struct app *app, const struct vp_message *message) {
  bool stopped = message->kind == VP_MESSAGE_TAKE_PAUSED || message->kind == VP_MESSAGE_TAKE_FAILED;
  if (app->model.take_state == VP_TAKE_RECORDING)
    app->speech.awaits_pause = true;
  else if (stopped || app->model.take_state != VP_TAKE_PAUSED)
    app->speech.awaits_pause = false;
}

static enum vp_voice_mode mode_of(const struct app *app) {
  const struct vp_model *model = &app->model;
  if (is_hushed(app))
    return VP_VOICE_HUSHED;
  bool deaf = model->microphone == VP_MICROPHONE_NONE || model->microphone == VP_MICROPHONE_LOST;
  return deaf ? VP_VOICE_SHARING : VP_VOICE_ON;
}

static void tell_switches(struct app *app) {
  struct speech *speech = &app->speech;
  bool speaking = speech->on && speech->voice && vp_voice_is_speaking(speech->voice);
  if (speaking != speech->speaking)
    input_set_speaking(app, speaking);
  speech->speaking = speaking;
}

/* ---- what is said ---- */

static void log_piece(struct app *app, const char *text) {
  struct speech *speech = &app->speech;
  size_t length = strlen(text), needed = speech->log_length + length + 4;
  if (!app->options.headless || needed > LOG_MAX)
    return;
  char *log = realloc(speech->log, needed);
  if (!log)
    return; /* a test will miss it */
  speech->log = log;
  speech->log_length += (size_t)sprintf(log + speech->log_length, "%s%s", speech->log_length ? " | " : "", text);
  for (char *at = log; *at; at++)
    if (*at == '\n' || *at == '\r')
      *at = ' ';
}

static void say(struct app *app, const struct vp_speech *said, bool replaces) {
  struct vp_voice *voice = app->speech.voice;
  for (size_t i = 0; i < said->count; i++) {
    log_piece(app, said->items[i].text);
    if (voice && replaces && i == 0)
      vp_voice_say(voice, said->items[i].language, said->items[i].text);
    else if (voice)
      vp_voice_add(voice, said->items[i].language, said->items[i].text);
  }
}

static struct vp_node *find(struct app *app, const char *id, enum vp_role role) {
  struct vp_node *root = vp_ui_root(app->ui);
  for (struct vp_node *node = root; node; node = vp_tree_next(root, node))
    if (node->width > 0 && (id ? node->id && strcmp(node->id, id) == 0 : node->role == role))
      return node;
  return NULL;
}

static uint64_t hash(uint64_t value, const char *text) { /* FNV-1a */
  for (; text && *text; text++)
    value = (value ^ (unsigned char)*text) * 0x100000001B3U;
  return value;
}

/* A key's letter becomes small or large by itself while one writes: no news. */
static uint64_t words_of(const struct vp_node *node) {
  uint64_t value = hash(0xCBF29CE484222325U ^ node->state, node->role == VP_ROLE_KEY ? NULL : node->label);
  return node->role == VP_ROLE_KEY ? value : hash(value, node->help);
}

static void append(struct vp_speech *to, const struct vp_speech *what) {
  for (size_t i = 0; i < what->count && to->count < VP_SPEECH_MAX; i++)
    to->items[to->count++] = what->items[i];
}

/* What the scan stands on, or what has the focus. Of a row of several: what is in it. */
static void speak_focus(struct app *app, const struct vp_node *focus, struct vp_speech *to) {
  const struct vp_node *row[ROW_MAX], *root = vp_ui_root(app->ui);
  struct vp_speech part;
  size_t count = vp_ui_scan_stop(app->ui, row, ROW_MAX);
  if (count <= 1) {
    vp_speak_node(root, focus, &app->speech.arena, &part);
    append(to, &part);
  }
  for (size_t i = 0; count > 1 && i < count && to->count < VP_SPEECH_MAX; i++)
    to->items[to->count++] = (struct vp_utterance){row[i]->language ? row[i]->language : root->language,
                                                   row[i]->spoken ? row[i]->spoken : row[i]->label};
}

/* ---- what is new ---- */

static void sign_news(struct app *app) {
  struct speech *speech = &app->speech;
  const struct vp_model *model = &app->model;
  bool telling = is_telling(app);
  bool kept = model->screen == VP_SCREEN_THANKS && model->take_state == VP_TAKE_KEPT;
  if (speech->voice && !is_hushed(app)) {
    if (model->trouble != VP_TROUBLE_NONE && model->trouble != speech->trouble)
      vp_voice_sign(speech->voice, VP_EARCON_ERROR);
    else if (kept && !speech->was_kept)
      vp_voice_sign(speech->voice, VP_EARCON_DONE);
    else if (speech->was_telling && !telling)
      vp_voice_sign(speech->voice, VP_EARCON_STOPPED);
  }
  speech->was_telling = telling;
  speech->was_kept = kept;
  speech->trouble = model->trouble;
}

/* What is in the field now is what the next change is compared with. */
static void note_written(struct app *app, const struct vp_node *field) {
  struct speech *speech = &app->speech;
  const char *text = field && field->label && !field->secret ? field->label : "";
  vp_seal_wipe(speech->written, speech->written_length);
  speech->written_length = strlen(text);
  if (speech->written_length >= sizeof speech->written)
    speech->written_length = 0;
  memcpy(speech->written, text, speech->written_length);
  speech->written[speech->written_length] = '\0';
}

static void look(struct app *app, struct vp_node *root) {
  struct speech *speech = &app->speech;
  struct vp_speech said = {0}, part;
  char screen[sizeof speech->screen];
  const char *focus_id = vp_ui_focus(app->ui);
  const struct vp_node *focus = *focus_id ? find(app, focus_id, VP_ROLE_SCREEN) : NULL;
  const struct vp_node *field = find(app, NULL, VP_ROLE_FIELD);
  const struct vp_node *row[ROW_MAX];
  int page, pages;
  vp_ui_page(app->ui, &page, &pages);
  snprintf(screen, sizeof screen, "%s %s", root->label, root->language ? root->language : "");
  uint64_t statuses = vp_speak_statuses(root, &speech->arena, &part);
  uint64_t words = focus ? words_of(focus) ^ vp_ui_scan_stop(app->ui, row, ROW_MAX) : 0;
  bool new_screen = strcmp(screen, speech->screen) != 0, new_page = !new_screen && page != speech->page;
  bool moved =
      focus && (new_screen || speech->stepped || strcmp(focus_id, speech->focus) != 0 || words != speech->focus_words);
  bool acted = new_screen || new_page || moved;
  speech->stepped = false;
  if (new_screen || new_page) {
    (new_screen ? vp_speak_screen : vp_speak_page)(root, &speech->arena, &said);
  } else {
    if (statuses != speech->statuses)
      append(&said, &part);
    if (field && strcmp(field->label ? field->label : "", speech->written) != 0) {
      vp_speak_written(root, field, speech->written, &speech->arena, &part);
      append(&said, &part);
      acted = true;
    }
  }
  if (moved)
    speak_focus(app, focus, &said);
  note_written(app, field);
  if (is_hushed(app)) { /* afterwards it is all news */
    speech->statuses = speech->focus_words = 0;
    return;
  }
  say(app, &said, acted);
  snprintf(speech->screen, sizeof speech->screen, "%s", screen);
  snprintf(speech->focus, sizeof speech->focus, "%s", focus_id);
  speech->page = page;
  speech->statuses = statuses;
  speech->focus_words = words;
}

/* Who asks to hear it again gets the screen once more, and where one is on it; who makes the voice louder or faster
 * hears how it is now. */
static void note_wishes(struct app *app, const struct vp_settings *settings) {
  struct speech *speech = &app->speech;
  bool again = app->model.repeat != speech->repeat;
  bool other = settings->rate_percent != speech->rate_percent || settings->volume != speech->volume;
  if (again || (other && !speech->focus[0]))
    speech->screen[0] = '\0';
  else if (other)
    speech->focus_words = 0;
  speech->repeat = app->model.repeat;
  speech->rate_percent = settings->rate_percent;
  speech->volume = settings->volume;
  if (speech->voice)
    vp_voice_set(speech->voice, settings->rate_percent, settings->volume);
}

static void turn_off(struct app *app) {
  struct speech *speech = &app->speech;
  if (speech->voice)
    vp_voice_set_mode(speech->voice, VP_VOICE_OFF);
  speech->on = false;
  speech->screen[0] = '\0';
  note_written(app, NULL);
  tell_switches(app);
}

void speech_look(struct app *app) {
  struct speech *speech = &app->speech;
  struct vp_settings settings = app_settings(app);
  struct vp_node *root = vp_ui_root(app->ui);
  bool wanted = settings.voice || speech->wanted;
  if (!wanted && speech->on)
    turn_off(app);
  if (!wanted || !root)
    return;
  if (!speech->on)
    open_voice(app);
  speech->on = true;
  note_wishes(app, &settings);
  if (speech->voice)
    vp_voice_set_mode(speech->voice, mode_of(app));
  sign_news(app);
  look(app, root);
  vp_arena_wipe(&speech->arena);
  tell_switches(app);
}

void speech_interrupt(struct app *app) {
  if (app->speech.on && app->speech.voice)
    vp_voice_stop(app->speech.voice);
}

/* ---- for tests ---- */

const char *speech_take_log(struct app *app) {
  struct speech *speech = &app->speech;
  speech_look(app);
  bool any = speech->log_length > 0;
  speech->log_length = 0; /* what follows begins anew, in the same memory */
  return any ? speech->log : "";
}

void speech_close(struct app *app) {
  struct speech *speech = &app->speech;
  vp_voice_close(speech->voice);
  speech->voice = NULL;
  if (speech->log)
    vp_seal_wipe(speech->log, strlen(speech->log));
  free(speech->log);
  vp_seal_wipe(speech->written, sizeof speech->written);
  vp_arena_wipe(&speech->arena);
  vp_arena_finish(&speech->arena);
}
