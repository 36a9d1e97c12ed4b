/* Keys as words, for people to compare by eye and ear: eight words of 256 are 64 bits of BLAKE2b. Whoever wants to pass
 * for a collection has to make 2^64 keys, each of which costs two scalar multiplications. */
#include "internal.h"

#include <sodium.h>

static void write_words(const uint8_t hash[VP_FINGERPRINT_WORDS], char *text, size_t size) {
  size_t used = 0;
  if (size == 0)
    return;
  for (size_t i = 0; i < VP_FINGERPRINT_WORDS; i++) {
    const char *word = seal_words[hash[i]];
    size_t length = strlen(word), space = i > 0;
    if (length + space >= size - used)
      break; /* whole words only; 128 bytes hold any eight */
    if (space)
      text[used++] = ' ';
    memcpy(text + used, word, length);
    used += length;
  }
  text[used] = '\0';
}

/* The first eight bytes keep the two kinds apart. */
static void hash_key(const char *kind, const struct vp_id *id, const uint8_t *first, const uint8_t *second, char *text,
                     size_t size) {
  crypto_generichash_state state;
  uint8_t hash[32];
  /* these fail on wrong sizes only */
  (void)crypto_generichash_init(&state, NULL, 0, sizeof hash);
  (void)crypto_generichash_update(&state, (const uint8_t *)kind, 8);
  (void)crypto_generichash_update(&state, id->bytes, sizeof id->bytes);
  (void)crypto_generichash_update(&state, first, 32);
  if (second)
    (void)crypto_generichash_update(&state, second, 32);
  (void)crypto_generichash_final(&state, hash, sizeof hash);
  write_words(hash, text, size);
}

void vp_collection_fingerprint(const struct vp_collection *collection, char *text, size_t size) {
  hash_key("VPWORDSC", &collection->id, collection->seal_public, collection->sign_public, text, size);
}

void vp_kiosk_fingerprint(const struct vp_id *id, const uint8_t sign_public[32], char *text, size_t size) {
  hash_key("VPWORDSK", id, sign_public, NULL, text, size);
}
