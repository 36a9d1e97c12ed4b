/* collection.vpk. Two parts, each ending with the collection's own signature over everything before it: the public one
 * can be copied to couriers by whoever has it, without the secret; behind it, on staff's own drive, the seed, wrapped
 * with the passphrase. Verified before it is parsed, and Argon2id's parameters are bounded before they cost anything.
 */
#include "internal.h"

#include <sodium.h>
#include <stdlib.h>

enum {
  SECRET_PASSES = 0, /* offsets in the secret part */
  SECRET_MEMORY = 4,
  SECRET_SALT = 8,
  SECRET_NONCE = 24,
  SECRET_BOX = 48,
  SECRET_SIGNATURE = 96,
  SECRET_PART = 160,
  BOX = 48, /* crypto_secretbox_MACBYTES and the seed */
  /* At most 8 passes over 1 GiB: some ten seconds, whatever a file says. The default is 3 over 256 MiB. */
  PASSES = 3,
  PASSES_MAX = 8,
  MEMORY_KIB_MIN = 8,
  MEMORY_KIB_DEFAULT = 256 * 1024,
  MEMORY_KIB_MAX = 1024 * 1024,
};

static const struct seal_speech reading = {
    .doing = "reading a collection's key",
    .what = "a collection's key",
    .missing = "Plug in the drive that has the file collection.vpk.",
    .damaged = "Take another drive of the collection, or make this one a courier again.",
    .foreign = "Do not use this drive; make it a courier again from staff's own drive.",
};
static const struct seal_speech unlocking = {
    .doing = "opening a collection's key",
    .what = "a collection's key",
    .missing = "Plug in staff's own drive: couriers hold the public key only.",
    .damaged = "Take another copy of staff's own drive.",
    .foreign = "Type the passphrase again; mind capitals and the keyboard's language.",
};

/* --- reading ----------------------------------------------------------------------------------------------------- */

static bool is_signed(const uint8_t *bytes, size_t length, const uint8_t sign_public[32]) {
  return crypto_sign_verify_detached(bytes + length, bytes, length, sign_public) == 0;
}

/* The two signatures, and the lengths that they stand behind; of the rest nothing has been believed yet.
 * *secret is NULL where there is none. */
static int verify(const uint8_t *bytes, size_t length, size_t *name_length, const uint8_t **secret) {
  int code = seal_check_magic(bytes, length, "VPKEY001", 3);
  if (code)
    return code;
  if (length < SEAL_COLLECTION_SIGNED + 1 + VP_SIGNATURE || length > VP_COLLECTION_FILE_MAX)
    return VP_E_FORMAT;
  size_t name = seal_get_u32(bytes + 96);
  if (name < 1 || name >= VP_COLLECTION_NAME)
    return VP_E_FORMAT;
  size_t public_part = SEAL_COLLECTION_SIGNED + name + VP_SIGNATURE;
  if (length != public_part && length != public_part + SECRET_PART)
    return VP_E_FORMAT;
  if (!is_signed(bytes, public_part - VP_SIGNATURE, bytes + 64) ||
      (length != public_part && !is_signed(bytes, length - VP_SIGNATURE, bytes + 64)))
    return VP_E_AUTHENTIC;
  *name_length = name;
  *secret = length == public_part ? NULL : bytes + public_part;
  return VP_OK;
}

static int parse(const uint8_t *bytes, size_t length, struct vp_collection *collection, const uint8_t **secret) {
  size_t name = 0;
  int code = verify(bytes, length, &name, secret);
  if (code)
    return code;
  if (!seal_is_name((const char *)bytes + SEAL_COLLECTION_SIGNED, name))
    return VP_E_FORMAT;
  memset(collection, 0, sizeof *collection);
  memcpy(collection->id.bytes, bytes + 8, 16);
  collection->created_utc_ms = seal_get_i64(bytes + 24);
  memcpy(collection->seal_public, bytes + 32, 32);
  memcpy(collection->sign_public, bytes + 64, 32);
  memcpy(collection->name, bytes + SEAL_COLLECTION_SIGNED, name);
  memcpy(collection->signature, bytes + SEAL_COLLECTION_SIGNED + name, VP_SIGNATURE);
  return VP_OK;
}

static int parse_fault(int code, const char *name, struct vp_fault *fault) {
  return seal_fault(fault, code, &reading, name,
                    code == VP_E_AUTHENTIC ? "it was changed after it was made, or is damaged" : NULL);
}

int vp_collection_parse(const unsigned char *bytes, size_t length, const char *name, struct vp_collection *collection,
                        bool *has_secret, struct vp_fault *fault) {
  const uint8_t *secret = NULL;
  int code = length > VP_COLLECTION_FILE_MAX ? VP_E_TOO_LARGE : parse(bytes, length, collection, &secret);
  if (code)
    return parse_fault(code, name, fault);
  if (has_secret)
    *has_secret = secret != NULL;
  return VP_OK;
}

int vp_collection_read(const char *path, struct vp_collection *collection, bool *has_secret, struct vp_fault *fault) {
  uint8_t *bytes;
  size_t length;
  int code = seal_read_file(path, VP_COLLECTION_FILE_MAX, &reading, &bytes, &length, fault);
  if (code)
    return code;
  code = vp_collection_parse(bytes, length, path, collection, has_secret, fault);
  free(bytes);
  return code;
}

/* --- the passphrase ---------------------------------------------------------------------------------------------- */

static int stretch(const char *passphrase, size_t length, const uint8_t *part, uint8_t key[32]) {
  uint32_t passes = seal_get_u32(part + SECRET_PASSES), memory = seal_get_u32(part + SECRET_MEMORY);
  if (passes < 1 || passes > PASSES_MAX || memory < MEMORY_KIB_MIN || memory > MEMORY_KIB_MAX)
    return VP_E_FORMAT;
  return crypto_pwhash(key, 32, passphrase, length, part + SECRET_SALT, passes, (size_t)memory * 1024,
                       crypto_pwhash_ALG_ARGON2ID13) == 0
             ? VP_OK
             : VP_E_NO_MEMORY;
}

static int open_secret(const uint8_t *part, const char *passphrase, size_t length,
                       const struct vp_collection *collection, struct vp_collection_secret *secret) {
  uint8_t key[32], seal_public[32], sign_public[32];
  int code = stretch(passphrase, length, part, key);
  if (code == VP_OK && crypto_secretbox_open_easy(secret->seed, part + SECRET_BOX, BOX, part + SECRET_NONCE, key) != 0)
    code = VP_E_AUTHENTIC;
  sodium_memzero(key, sizeof key);
  if (code)
    return code;
  seal_derive(secret, seal_public, sign_public);
  /* a seed of other keys than those in the file would sign and open for somebody else */
  if (sodium_memcmp(seal_public, collection->seal_public, 32) != 0 ||
      sodium_memcmp(sign_public, collection->sign_public, 32) != 0)
    return VP_E_FORMAT;
  return VP_OK;
}

static int unlock(const uint8_t *bytes, size_t length, const char *path, const char *passphrase,
                  size_t passphrase_length, struct vp_collection *collection, struct vp_collection_secret *secret,
                  struct vp_fault *fault) {
  const uint8_t *part = NULL;
  struct vp_collection found;
  int code = parse(bytes, length, &found, &part);
  if (code)
    return parse_fault(code, path, fault);
  if (!part)
    return seal_fault(fault, VP_E_NOT_FOUND, &unlocking, path, "this file holds no secret");
  code = open_secret(part, passphrase, passphrase_length, &found, secret);
  if (code) {
    vp_collection_secret_wipe(secret);
    return seal_fault(fault, code, &unlocking, path,
                      code == VP_E_AUTHENTIC   ? "the passphrase is not the right one"
                      : code == VP_E_NO_MEMORY ? "there is not enough memory to check the passphrase"
                                               : "what protects the secret is out of bounds, or of another key");
  }
  *collection = found;
  return VP_OK;
}

int vp_collection_unlock(const char *path, const char *passphrase, size_t passphrase_length,
                         struct vp_collection *collection, struct vp_collection_secret *secret,
                         struct vp_fault *fault) {
  uint8_t *bytes;
  size_t length;
  memset(secret, 0, sizeof *secret);
  if (!passphrase || passphrase_length == 0)
    return vp_fault_set(fault, VP_E_INVALID, unlocking.doing, path, "Type the passphrase.", "the passphrase is empty");
  int code = seal_read_file(path, VP_COLLECTION_FILE_MAX, &reading, &bytes, &length, fault);
  if (code)
    return code;
  code = unlock(bytes, length, path, passphrase, passphrase_length, collection, secret, fault);
  seal_free_bytes(bytes, length);
  return code;
}

/* --- writing ----------------------------------------------------------------------------------------------------- */

/* The secret part behind the `at` bytes of the public one. */
static int wrap(uint8_t *bytes, size_t at, const struct vp_collection_secret *secret, const char *passphrase,
                size_t passphrase_length, uint32_t memory_kib) {
  uint8_t key[32], *part = bytes + at;
  seal_put_u32(part + SECRET_PASSES, PASSES);
  seal_put_u32(part + SECRET_MEMORY, memory_kib);
  randombytes_buf(part + SECRET_SALT, SECRET_NONCE - SECRET_SALT);
  randombytes_buf(part + SECRET_NONCE, SECRET_BOX - SECRET_NONCE);
  int code = stretch(passphrase, passphrase_length, part, key);
  if (code == VP_OK)
    (void)crypto_secretbox_easy(part + SECRET_BOX, secret->seed, sizeof secret->seed, part + SECRET_NONCE, key);
  sodium_memzero(key, sizeof key);
  if (code == VP_OK) /* neither call can fail: fixed sizes */
    (void)crypto_sign_detached(part + SECRET_SIGNATURE, NULL, bytes, at + SECRET_SIGNATURE, secret->sign_secret);
  return code;
}

int vp_collection_write(const char *path, const struct vp_collection *collection,
                        const struct vp_collection_secret *secret, const char *passphrase, size_t passphrase_length,
                        unsigned memory_kib, struct vp_fault *fault) {
  static const char doing[] = "writing a collection's key";
  uint8_t bytes[VP_COLLECTION_FILE_MAX] = {0};
  struct vp_collection again;
  size_t signed_length = 0, length = 0;
  const uint8_t *none;
  if (memchr(collection->name, '\0', sizeof collection->name))
    length = seal_collection_pack(collection, bytes, &signed_length);
  if (length == 0 || parse(bytes, length, &again, &none) != VP_OK) /* what we could not read is not written either */
    return vp_fault_set(fault, VP_E_INVALID, doing, path, "Take the collection from its own file.",
                        "the collection is not signed by its own key");
  if (secret) {
    uint32_t memory = memory_kib == 0 ? MEMORY_KIB_DEFAULT : memory_kib;
    if (!passphrase || passphrase_length == 0)
      return vp_fault_set(fault, VP_E_INVALID, doing, path, "Choose a passphrase.", "the passphrase is empty");
    if (memory < MEMORY_KIB_MIN || memory > MEMORY_KIB_MAX)
      return vp_fault_set(fault, VP_E_INVALID, doing, path, NULL, "memory_kib is to be %d to %d", MEMORY_KIB_MIN,
                          MEMORY_KIB_MAX);
    int code = wrap(bytes, length, secret, passphrase, passphrase_length, memory);
    if (code)
      return vp_fault_set(fault, code, doing, path, "Close other programs and try again.",
                          "there is not enough memory to protect the secret");
    length += SECRET_PART;
    if (!is_signed(bytes, length - VP_SIGNATURE, collection->sign_public))
      return vp_fault_set(fault, VP_E_INVALID, doing, path, NULL, "the secret is of another collection");
  }
  /* staff's own file is for its owner only, where the file system knows owners */
  return seal_write_file(path, bytes, length, secret ? 0600 : 0644, doing, fault);
}
