/* Collections' key files. Each input is tried as it is, and once more with a key of ours in it and both signatures made
 * good, for a hostile drive can do that too: nothing of it may be believed beyond its bounds. The passphrase is tried
 * where Argon2id would cost little; what is out of bounds must be refused before it costs anything. */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <vertelpunt/file.h>
#include <vertelpunt/utf8.h>

#include "vectors.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void must(int truth) {
  if (!truth)
    abort();
}

static int check(const uint8_t *bytes, size_t length, bool *has_secret) {
  struct vp_collection collection;
  struct vp_fault fault = {0};
  int code = vp_collection_parse(bytes, length, "fuzz", &collection, has_secret, &fault);
  must(code == VP_OK || (fault.code == code && fault.reason[0] && fault.advice[0]));
  if (code == VP_OK) {
    char words[128];
    size_t name = strlen(collection.name);
    must(name >= 1 && name < VP_COLLECTION_NAME && vp_utf8_valid(collection.name, name));
    vp_collection_fingerprint(&collection, words, sizeof words);
    must(strlen(words) >= VP_FINGERPRINT_WORDS * 4 - 1);
  }
  return code;
}

/* Whatever the parameters are, this must neither take long nor much: the reader's bounds, and for the rest ours. */
static void unlock(const uint8_t *bytes, size_t length, size_t part) {
  char path[64];
  struct vp_collection collection;
  struct vp_collection_secret secret;
  uint32_t passes = seal_get_u32(bytes + part), memory = seal_get_u32(bytes + part + 4);
  bool bounded = passes >= 1 && passes <= 8 && memory >= 8 && memory <= 1024 * 1024;
  if (bounded && (uint64_t)passes * memory > 256)
    return; /* allowed, and slow */
  snprintf(path, sizeof path, "/tmp/vertelpunt-fuzz-%ld.vpk", (long)getpid());
  FILE *file = fopen(path, "wb");
  must(file && fwrite(bytes, 1, length, file) == length && fclose(file) == 0);
  int code = vp_collection_unlock(path, "x", 1, &collection, &secret, NULL);
  must(code == (bounded ? VP_E_AUTHENTIC : VP_E_FORMAT));
  must(sodium_is_zero((const unsigned char *)&secret, sizeof secret));
  unlink(path);
}

/* Our key and good signatures into a copy of it. */
static void forge(const uint8_t *bytes, size_t length) {
  static struct vp_collection_secret secret;
  static struct vp_collection ours;
  uint8_t copy[VP_COLLECTION_FILE_MAX];
  bool has_secret = false;
  if (!secret.seed[31])
    vector_collection(&ours, &secret);
  if (length < 165 || length > sizeof copy)
    return;
  memcpy(copy, bytes, length);
  memcpy(copy, "VPKEY001", SEAL_MAGIC);
  memcpy(copy + 64, ours.sign_public, 32);
  size_t name = seal_get_u32(copy + 96), part = 164 + name;
  if (name > length - 164)
    return;
  crypto_sign_detached(copy + 100 + name, NULL, copy, 100 + name, secret.sign_secret);
  if (length > part + VP_SIGNATURE)
    crypto_sign_detached(copy + length - VP_SIGNATURE, NULL, copy, length - VP_SIGNATURE, secret.sign_secret);
  int code = check(copy, length, &has_secret);
  must(code != VP_E_AUTHENTIC || length < part + VP_SIGNATURE);
  if (code == VP_OK && has_secret)
    unlock(copy, length, part);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
  bool has_secret = false;
  must(vp_seal_init() == VP_OK);
  (void)check(bytes, length, &has_secret); /* checks what it finds; most is rightly refused */
  forge(bytes, length);
  return 0;
}
