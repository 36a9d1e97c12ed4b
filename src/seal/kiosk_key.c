/* A kiosk's own key, made at its first start. It signs what the kiosk delivers, so it is never replaced behind
 * anybody's back: a damaged file is said, for a kiosk with a new key is another kiosk to the desk. */
#include "internal.h"

#include <sodium.h>

enum { KEY_ID = 8, KEY_MADE = 24, KEY_SEED = 32, KEY_PUBLIC = 64, KEY_SIGNATURE = 96 };

static const struct seal_speech reading = {
    .doing = "reading this kiosk's key",
    .what = "a kiosk's key",
    .damaged =
        "Put its copy back if there is one. Otherwise move it elsewhere (do not delete it): the kiosk then makes a new "
        "key at its next start, and staff enrol it anew at the desk.",
};

void seal_kiosk_key_from_seed(struct vp_kiosk_key *key, const struct vp_id *id, const uint8_t seed[32]) {
  key->id = *id;
  (void)crypto_sign_seed_keypair(key->sign_public, key->sign_secret, seed); /* cannot fail */
}

void seal_kiosk_key_pack(const struct vp_kiosk_key *key, int64_t utc_ms, uint8_t bytes[SEAL_KIOSK_FILE]) {
  memcpy(bytes, "VPKIOSK1", SEAL_MAGIC);
  memcpy(bytes + KEY_ID, key->id.bytes, 16);
  seal_put_i64(bytes + KEY_MADE, utc_ms);
  (void)crypto_sign_ed25519_sk_to_seed(bytes + KEY_SEED, key->sign_secret); /* neither can fail */
  memcpy(bytes + KEY_PUBLIC, key->sign_public, 32);
  (void)crypto_sign_detached(bytes + KEY_SIGNATURE, NULL, bytes, KEY_SIGNATURE, key->sign_secret);
}

static int parse(const uint8_t *bytes, size_t length, struct vp_kiosk_key *key) {
  struct vp_id id;
  int code = seal_check_magic(bytes, length, "VPKIOSK1", 1);
  if (code)
    return code;
  if (length != SEAL_KIOSK_FILE ||
      crypto_sign_verify_detached(bytes + KEY_SIGNATURE, bytes, KEY_SIGNATURE, bytes + KEY_PUBLIC) != 0)
    return VP_E_FORMAT;
  memcpy(id.bytes, bytes + KEY_ID, sizeof id.bytes);
  seal_kiosk_key_from_seed(key, &id, bytes + KEY_SEED);
  return sodium_memcmp(key->sign_public, bytes + KEY_PUBLIC, 32) == 0 ? VP_OK : VP_E_FORMAT;
}

static int make(const char *path, int64_t utc_ms, struct vp_kiosk_key *key, struct vp_fault *fault) {
  uint8_t seed[32], bytes[SEAL_KIOSK_FILE];
  struct vp_id id = vp_id_new(utc_ms);
  randombytes_buf(seed, sizeof seed);
  seal_kiosk_key_from_seed(key, &id, seed);
  seal_kiosk_key_pack(key, utc_ms, bytes);
  int code = seal_write_file(path, bytes, sizeof bytes, 0600, "making this kiosk's key", fault);
  sodium_memzero(seed, sizeof seed);
  sodium_memzero(bytes, sizeof bytes);
  return code;
}

int vp_kiosk_key_open(const char *path, int64_t utc_ms, struct vp_kiosk_key *key, struct vp_fault *fault) {
  uint8_t *bytes;
  size_t length;
  struct vp_fault why = {0};
  memset(key, 0, sizeof *key);
  int code = seal_read_file(path, SEAL_KIOSK_FILE, &reading, &bytes, &length, &why);
  if (code == VP_E_NOT_FOUND) {
    code = make(path, utc_ms, key, fault);
  } else if (code == VP_E_TOO_LARGE) {
    code = seal_fault(fault, VP_E_FORMAT, &reading, path, "it is too large for a kiosk's key");
  } else if (code) {
    if (fault)
      *fault = why;
  } else {
    code = parse(bytes, length, key);
    seal_free_bytes(bytes, length);
    if (code)
      (void)seal_fault(fault, code, &reading, path, "it is damaged; it was left as it is"); /* returns code */
  }
  if (code)
    vp_seal_wipe(key, sizeof *key);
  return code;
}
