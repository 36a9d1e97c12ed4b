/* A collection's keys. One seed of 32 bytes is the whole secret: both key pairs are derived from it, so that what staff
 * must keep (in a file, later on a sheet of paper) is as short as can be. */
#include "internal.h"

#include <sodium.h>

#include <vertelpunt/utf8.h>

bool seal_is_name(const char *text, size_t length) {
  const char *at = text, *end = text + length;
  if (length < 1 || length >= VP_COLLECTION_NAME || !vp_utf8_valid(text, length))
    return false;
  while (at < end) {
    uint32_t c = vp_utf8_next(&at, end);
    if (c < 0x20 || (c >= 0x7F && c < 0xA0))
      return false;
  }
  return true;
}

void seal_derive(struct vp_collection_secret *secret, uint8_t seal_public[32], uint8_t sign_public[32]) {
  uint8_t part[32];
  /* none of these can fail with these sizes; their results are constants of the library's interface */
  (void)crypto_kdf_derive_from_key(part, sizeof part, 1, "vp-seal_", secret->seed);
  (void)crypto_box_seed_keypair(seal_public, secret->seal_secret, part);
  (void)crypto_kdf_derive_from_key(part, sizeof part, 1, "vp-sign_", secret->seed);
  (void)crypto_sign_seed_keypair(sign_public, secret->sign_secret, part);
  sodium_memzero(part, sizeof part);
}

size_t seal_collection_pack(const struct vp_collection *collection, uint8_t *bytes, size_t *signed_length) {
  size_t name = strlen(collection->name);
  memcpy(bytes, "VPKEY001", SEAL_MAGIC);
  memcpy(bytes + 8, collection->id.bytes, 16);
  seal_put_i64(bytes + 24, collection->created_utc_ms);
  memcpy(bytes + 32, collection->seal_public, 32);
  memcpy(bytes + 64, collection->sign_public, 32);
  seal_put_u32(bytes + 96, (uint32_t)name);
  memcpy(bytes + SEAL_COLLECTION_SIGNED, collection->name, name);
  *signed_length = SEAL_COLLECTION_SIGNED + name;
  memcpy(bytes + *signed_length, collection->signature, VP_SIGNATURE);
  return *signed_length + VP_SIGNATURE;
}

void seal_collection_finish(struct vp_collection *collection, struct vp_collection_secret *secret) {
  uint8_t bytes[VP_COLLECTION_FILE_MAX];
  size_t signed_length;
  seal_derive(secret, collection->seal_public, collection->sign_public);
  seal_collection_pack(collection, bytes, &signed_length);
  (void)crypto_sign_detached(collection->signature, NULL, bytes, signed_length, secret->sign_secret); /* cannot fail */
}

int vp_collection_new(const char *name, int64_t utc_ms, struct vp_collection *collection,
                      struct vp_collection_secret *secret, struct vp_fault *fault) {
  size_t length = name ? strlen(name) : 0;
  if (!seal_is_name(name, length))
    return vp_fault_set(fault, VP_E_INVALID, "making a collection's key", name,
                        "Give it a short name, such as that of the municipality.",
                        "a name has 1 to %d bytes of UTF-8, without control characters", VP_COLLECTION_NAME - 1);
  memset(collection, 0, sizeof *collection);
  memset(secret, 0, sizeof *secret);
  memcpy(collection->name, name, length);
  collection->id = vp_id_new(utc_ms);
  collection->created_utc_ms = utc_ms;
  crypto_kdf_keygen(secret->seed);
  seal_collection_finish(collection, secret);
  return VP_OK;
}

void vp_collection_secret_wipe(struct vp_collection_secret *secret) {
  vp_seal_wipe(secret, secret ? sizeof *secret : 0);
}

bool vp_collection_same(const struct vp_collection *a, const struct vp_collection *b) {
  return vp_id_equal(&a->id, &b->id) && sodium_memcmp(a->seal_public, b->seal_public, sizeof a->seal_public) == 0 &&
         sodium_memcmp(a->sign_public, b->sign_public, sizeof a->sign_public) == 0;
}
