/* What is known about a story, sealed with it: which questions were answered how, with which consent, and when. */
#include "take.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <vertelpunt/clock.h>

/* An object on its way; *whole becomes false when something did not get into it: what lacks its consent is no metadata.
 */
static void set(json_t *object, const char *key, json_t *value, bool *whole) {
  if (json_object_set_new(object, key, value) != 0)
    *whole = false;
}

static void set_text(json_t *object, const char *key, const char *text, bool *whole) {
  if (text && *text)
    set(object, key, json_string(text), whole);
}

static void set_id(json_t *object, const char *key, const struct vp_id *id, bool *whole) {
  char text[VP_ID_TEXT];
  vp_id_format(id, text);
  set(object, key, json_string(text), whole);
}

static void set_time(json_t *object, const char *key, int64_t utc_ms, bool *whole) {
  char text[24];
  vp_clock_format(utc_ms, text, sizeof text);
  set(object, key, json_string(text), whole);
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
  bool whole = true;
  json_t *object = json_object(), *consent = json_object();
  metadata_title(choices, take->facts.started.utc_ms, title, sizeof title);
  set(object, "format", json_integer(1), &whole);
  set_id(object, "story", &take->facts.id, &whole);
  set_id(object, "session", &take->facts.session, &whole);
  set_id(object, "kiosk", kiosk, &whole);
  set_text(object, "method", take->facts.method, &whole);
  set_text(object, "guide", guide->id, &whole);
  set_text(object, "guide_version", guide->version, &whole);
  set_text(object, "medium", take->facts.medium == VP_MEDIUM_SOUND ? "sound" : "text", &whole);
  set_text(object, "theme", choices->theme >= 0 ? guide->themes[choices->theme].id : NULL, &whole);
  set_text(object, "kind", choices->kind >= 0 ? guide->kinds[choices->kind].id : NULL, &whole);
  set_text(object, "language", guide->languages[choices->language].code, &whole);
  set_text(object, "prompt", choices->prompt >= 0 ? guide->prompts[choices->prompt].id : NULL, &whole);
  set_text(object, "title", title, &whole);
  set_time(object, "started", take->facts.started.utc_ms, &whole);
  set_text(object, "clock", trust[take->facts.started.trust], &whole);
  set_text(consent, "version", guide->consent.version, &whole);
  set_time(consent, "given", take->agreed_utc_ms, &whole);
  set(object, "consent", consent, &whole);
  set(object, "duration_ms", json_integer(take_duration_ms(take)), &whole);
  set(object, "dropped_samples", json_integer((json_int_t)take->dropped), &whole);
  if (take->gain_q8 != 0)
    set(object, "gain_q8", json_integer(take->gain_q8), &whole);
  set_text(object, "state", code ? "kept" : "open", &whole);
  if (code) {
    set_time(object, "kept", kept.utc_ms, &whole);
    set_text(object, "withdrawal_code", code, &whole);
  }
  char *text = whole ? json_dumps(object, JSON_COMPACT) : NULL;
  json_t *again = text ? json_loads(text, 0, NULL) : NULL;
  if (text && !json_equal(object, again)) { /* jansson says nothing when its text could not grow */
    vp_seal_wipe(text, strlen(text));
    free(text);
    text = NULL;
  }
  json_decref(again);
  json_decref(object);
  return text;
}
