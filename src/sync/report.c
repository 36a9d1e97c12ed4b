/* kiosk.json: how a kiosk is doing. Its signature lies beside it as kiosk.json.sig: 32 bytes public key, 64 bytes
 * signature, so that the JSON is verified before anything of it is parsed. */
#include "internal.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { REPORT_MAX = 64 * 1024, SIG_BYTES = 32 + VP_SIGNATURE };

static const char *const trusts[] = {"unknown", "system", "drive"};

static void to_hex(const uint8_t *bytes, size_t count, char *text) {
  for (size_t i = 0; i < count; i++)
    snprintf(text + 2 * i, 3, "%02x", bytes[i]);
}

/* --- writing --------------------------------------------------------------------------------------------------------
 */

static json_t *to_json(const struct vp_kiosk_report *report) {
  char kiosk[VP_ID_TEXT], collection[VP_ID_TEXT], key[65], written[24];
  vp_id_format(&report->kiosk, kiosk);
  vp_id_format(&report->collection, collection);
  to_hex(report->sign_public, sizeof report->sign_public, key);
  vp_clock_format(report->written_utc_ms, written, sizeof written);
  const struct vp_store_counts *counts = &report->counts;
  return json_pack("{s:s, s:i, s:s, s:s, s:s, s:s, s:s, s:I, s:s, s:{s:I, s:I, s:I, s:I}, s:I, s:I}", /* */
                   "format", "vertelpunt-kiosk", "format_version", 1, "kiosk", kiosk, "collection", collection,
                   "sign_public", key, "version", report->version, "written", written, "written_utc_ms",
                   (json_int_t)report->written_utc_ms, "clock", trusts[report->clock_trust], "stories", "open",
                   (json_int_t)counts->open, "interrupted", (json_int_t)counts->interrupted, "kept",
                   (json_int_t)counts->kept, "received", (json_int_t)counts->received, "oldest_waiting_utc_ms",
                   (json_int_t)counts->oldest_waiting_utc_ms, "free_bytes", (json_int_t)report->free_bytes);
}

int report_put(const struct drive *drive, const struct vp_kiosk_report *report, const struct vp_kiosk_key *key,
               struct vp_fault *fault) {
  static const char doing[] = "writing how the kiosk is doing";
  json_t *json = to_json(report);
  char *text = json ? json_dumps(json, JSON_INDENT(2)) : NULL;
  json_decref(json);
  if (!text)
    return vp_fault_set(fault, VP_E_NO_MEMORY, doing, "kiosk.json", NULL, "out of memory, or text that is not UTF-8");
  char folder[LAYOUT_FOLDER];
  uint8_t sig[SIG_BYTES];
  layout_kiosk(&report->kiosk, folder);
  memcpy(sig, key->sign_public, 32);
  int code = vp_kiosk_sign(key, text, strlen(text), sig + 32);
  if (code)
    code = vp_fault_set(fault, code, doing, "kiosk.json.sig", NULL, "%s", vp_error_name(code));
  if (!code)
    code = drive_put(drive, folder, "kiosk.json", text, strlen(text), fault);
  if (!code)
    code = drive_put(drive, folder, "kiosk.json.sig", sig, sizeof sig, fault);
  free(text);
  return code;
}

int vp_kiosk_report_write(const char *path, const struct vp_kiosk_report *report, const struct vp_kiosk_key *key,
                          struct vp_fault *fault) {
  struct drive drive;
  int code = drive_open(path, &drive, fault);
  if (code)
    return code;
  code = report_put(&drive, report, key, fault);
  drive_close(&drive);
  return code;
}

/* --- reading --------------------------------------------------------------------------------------------------------
 */

static int read_id(const json_t *json, const char *name, struct vp_id *id) {
  const char *text = json_string_value(json_object_get(json, name));
  return text ? vp_id_parse(text, strlen(text), id) : VP_E_FORMAT;
}

static int read_count(const json_t *stories, const char *name, uint32_t *count) {
  const json_t *value = json_object_get(stories, name);
  json_int_t number = json_integer_value(value);
  if (!json_is_integer(value) || number < 0 || number > UINT32_MAX)
    return VP_E_FORMAT;
  *count = (uint32_t)number;
  return VP_OK;
}

static int read_trust(const json_t *json, enum vp_clock_trust *trust) {
  const char *text = json_string_value(json_object_get(json, "clock"));
  for (size_t i = 0; text && i < VP_COUNT(trusts); i++)
    if (strcmp(text, trusts[i]) == 0) {
      *trust = (enum vp_clock_trust)i;
      return VP_OK;
    }
  return VP_E_FORMAT;
}

static int from_json(const json_t *json, struct vp_kiosk_report *report) {
  const char *format = json_string_value(json_object_get(json, "format"));
  const char *version = json_string_value(json_object_get(json, "version"));
  const char *key = json_string_value(json_object_get(json, "sign_public"));
  const json_t *stories = json_object_get(json, "stories");
  const json_t *written = json_object_get(json, "written_utc_ms"), *free_bytes = json_object_get(json, "free_bytes");
  char expected_key[65];
  to_hex(report->sign_public, sizeof report->sign_public, expected_key);
  if (!format || strcmp(format, "vertelpunt-kiosk") != 0 || !version || !key || strcmp(key, expected_key) != 0)
    return VP_E_FORMAT;
  if (json_integer_value(json_object_get(json, "format_version")) != 1)
    return VP_E_VERSION;
  if (!json_is_integer(written) || !json_is_integer(free_bytes) || json_integer_value(free_bytes) < 0)
    return VP_E_FORMAT;
  if (read_id(json, "kiosk", &report->kiosk) || read_id(json, "collection", &report->collection) ||
      read_trust(json, &report->clock_trust) || read_count(stories, "open", &report->counts.open) ||
      read_count(stories, "interrupted", &report->counts.interrupted) ||
      read_count(stories, "kept", &report->counts.kept) || read_count(stories, "received", &report->counts.received))
    return VP_E_FORMAT;
  snprintf(report->version, sizeof report->version, "%s", version);
  report->written_utc_ms = json_integer_value(written);
  report->free_bytes = (uint64_t)json_integer_value(free_bytes);
  report->counts.oldest_waiting_utc_ms = json_integer_value(json_object_get(json, "oldest_waiting_utc_ms"));
  return VP_OK;
}

static int believe(const unsigned char *text, size_t length, const unsigned char *sig, size_t sig_length,
                   const struct vp_id *kiosk, struct vp_kiosk_report *report, const char *object,
                   struct vp_fault *fault) {
  static const char doing[] = "reading how a kiosk is doing";
  if (sig_length != SIG_BYTES || !vp_signature_valid(sig, text, length, sig + 32))
    return vp_fault_set(fault, VP_E_AUTHENTIC, doing, object, "The kiosk writes it anew at its next visit.",
                        "its signature is not right");
  json_error_t where;
  json_t *json = json_loadb((const char *)text, length, JSON_REJECT_DUPLICATES, &where);
  memset(report, 0, sizeof *report);
  memcpy(report->sign_public, sig, sizeof report->sign_public);
  int code = json ? from_json(json, report) : VP_E_FORMAT;
  json_decref(json);
  if (code == VP_OK && !vp_id_equal(kiosk, &report->kiosk))
    code = VP_E_FORMAT;
  return code ? vp_fault_set(fault, code, doing, object, NULL, "it does not say what a kiosk says") : VP_OK;
}

int vp_kiosk_report_read(const char *path, const struct vp_id *kiosk, struct vp_kiosk_report *report,
                         struct vp_fault *fault) {
  static const char doing[] = "reading how a kiosk is doing";
  struct drive drive;
  char folder[LAYOUT_FOLDER], object[LAYOUT_FOLDER + 16];
  unsigned char *text = NULL, *sig = NULL;
  size_t length = 0, sig_length = 0;
  int code = drive_open(path, &drive, fault);
  if (code)
    return code;
  layout_kiosk(kiosk, folder);
  snprintf(object, sizeof object, "%s/kiosk.json", folder);
  int error = drive_read(&drive, folder, "kiosk.json", REPORT_MAX, &text, &length);
  if (!error)
    error = drive_read(&drive, folder, "kiosk.json.sig", SIG_BYTES, &sig, &sig_length);
  if (error == ENOENT && drive_same(&drive))
    code = vp_fault_set(fault, VP_E_NOT_FOUND, doing, object, NULL, "it is not there");
  else if (error)
    code = drive_fault(&drive, error, doing, object, fault);
  else
    code = believe(text, length, sig, sig_length, kiosk, report, object, fault);
  free(text);
  free(sig);
  drive_close(&drive);
  return code;
}
