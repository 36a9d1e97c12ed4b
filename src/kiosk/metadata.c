/* What is known about a story, sealed with it: which questions were answered how, with which consent, and when. */
#include "take.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include <vertelpunt/clock.h>

static void set_text(json_t *object, const char *key, const char *text) {
  if (text && *text)
    json_object_set_new(object, key, json_string(text));
}

static void set_id(json_t *object, const char *key, const struct vp_id *id) {
  char text[VP_ID_TEXT];
  vp_id_format(id, text);
  json_object_set_new(object, key, json_string(text));
}

static void set_time(json_t *object, const char *key, int64_t utc_ms) {
  char text[24];
  vp_clock_format(utc_ms, text, sizeof text);
  json_object_set_new(object, key, json_string(text));
}

void metadata_title(const struct choices *choices, int64_t utc_ms, char *title, size_t size) {
  char date[24];
  vp_clock_format(utc_ms, date, sizeof date);
  const char *theme =
      choices->theme >= 0 ? choices->guide->themes[choices->theme].label.in[choices->language] : "Vertelpunt";
  snprintf(title, size, "%s – %.10s", theme, date);
}

char *metadata_make(const struct take *take, const struct choices *choices, const struct vp_id *kiosk,
                    struct vp_time kept, const char *code) {
  static const char *const trust[] = {
      [VP_CLOCK_UNKNOWN] = "unknown", [VP_CLOCK_SYSTEM] = "system", [VP_CLOCK_DRIVE] = "drive"};
  const struct vp_guide *guide = choices->guide;
  char title[400];
  json_t *object = json_object(), *consent = json_object();
  metadata_title(choices, take->facts.started.utc_ms, title, sizeof title);
  json_object_set_new(object, "format", json_integer(1));
  set_id(object, "story", &take->facts.id);
  set_id(object, "session", &take->facts.session);
  set_id(object, "kiosk", kiosk);
  set_text(object, "method", take->facts.method);
  set_text(object, "guide", guide->id);
  set_text(object, "guide_version", guide->version);
  set_text(object, "medium", take->facts.medium == VP_MEDIUM_SOUND ? "sound" : "text");
  set_text(object, "theme", choices->theme >= 0 ? guide->themes[choices->theme].id : NULL);
  set_text(object, "kind", choices->kind >= 0 ? guide->kinds[choices->kind].id : NULL);
  set_text(object, "language", guide->languages[choices->language].code);
  set_text(object, "prompt", choices->prompt >= 0 ? guide->prompts[choices->prompt].id : NULL);
  set_text(object, "title", title);
  set_time(object, "started", take->facts.started.utc_ms);
  set_text(object, "clock", trust[take->facts.started.trust]);
  set_text(consent, "version", guide->consent.version);
  set_time(consent, "given", take->agreed_utc_ms);
  json_object_set_new(object, "consent", consent);
  json_object_set_new(object, "duration_ms", json_integer(take_duration_ms(take)));
  json_object_set_new(object, "dropped_samples", json_integer((json_int_t)take->dropped));
  set_text(object, "state", code ? "kept" : "open");
  if (code) {
    set_time(object, "kept", kept.utc_ms);
    set_text(object, "withdrawal_code", code);
  }
  char *text = json_dumps(object, JSON_COMPACT);
  json_decref(object);
  return text;
}
