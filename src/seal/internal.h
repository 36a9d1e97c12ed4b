/* What the files of seal share: numbers in bytes, files with faults that say what to do, and the halves of making keys
 * that tests need with a seed of their own. Nothing here is for other rooms. */
#ifndef VERTELPUNT_SEAL_INTERNAL_H
#define VERTELPUNT_SEAL_INTERNAL_H

#include <string.h>

#include <vertelpunt/seal.h>

enum {
  SEAL_WORDS = 256,
  SEAL_MAGIC = 8,
  SEAL_FRAME_OVERHEAD = 17,     /* of a ciphertext over its plaintext */
  SEAL_COLLECTION_SIGNED = 100, /* bytes of collection.vpk before the name */
  SEAL_KIOSK_FILE = 160,
};

extern const char *const seal_words[SEAL_WORDS];

/* --- numbers: little-endian, whatever the machine is ------------------------------------------------------------- */

static inline void seal_put_u32(uint8_t *to, uint32_t value) {
  for (int i = 0; i < 4; i++)
    to[i] = (uint8_t)(value >> (8 * i));
}

static inline uint32_t seal_get_u32(const uint8_t *from) {
  uint32_t value = 0;
  for (int i = 0; i < 4; i++)
    value |= (uint32_t)from[i] << (8 * i);
  return value;
}

static inline void seal_put_i64(uint8_t *to, int64_t value) {
  uint64_t bits = (uint64_t)value;
  for (int i = 0; i < 8; i++)
    to[i] = (uint8_t)(bits >> (8 * i));
}

static inline int64_t seal_get_i64(const uint8_t *from) {
  uint64_t bits = 0;
  for (int i = 0; i < 8; i++)
    bits |= (uint64_t)from[i] << (8 * i);
  return (int64_t)bits; /* two's complement, as gcc and clang define it */
}

/* --- files ------------------------------------------------------------------------------------------------------- */

/* The first eight bytes: VP_OK, VP_E_VERSION where only the version (the last `version` bytes of the magic) is another,
 * VP_E_FORMAT. */
int seal_check_magic(const uint8_t *bytes, size_t length, const char magic[SEAL_MAGIC + 1], size_t version);

/* What a kind of file says when it is missing, damaged, newer or another's. */
struct seal_speech {
  const char *doing;   /* "reading a collection's key" */
  const char *what;    /* "a collection's key" */
  const char *missing; /* advice, each */
  const char *damaged;
  const char *foreign;
};
/* Fills the fault with what the code means for such a file. */
int seal_fault(struct vp_fault *fault, int code, const struct seal_speech *speech, const char *object,
               const char *reason);
int seal_read_file(const char *path, size_t limit, const struct seal_speech *speech, uint8_t **bytes, size_t *length,
                   struct vp_fault *fault);
/* vp_file_write, with a fault that says what was being done and what to do. */
int seal_write_file(const char *path, const void *bytes, size_t length, unsigned mode, const char *doing,
                    struct vp_fault *fault);
/* Wipes before it frees; NULL is fine. */
void seal_free_bytes(void *bytes, size_t length);

/* A collection's name: 1 … 95 bytes of UTF-8 without control characters, which would let a hostile drive play with
 * screens and terminals. */
bool seal_is_name(const char *text, size_t length);

/* --- keys from a seed -------------------------------------------------------------------------------------------- */

/* secret->seed is set; fills in the rest of it and the public keys. */
void seal_derive(struct vp_collection_secret *secret, uint8_t seal_public[32], uint8_t sign_public[32]);
/* id, name, created_utc_ms and secret->seed are set; fills in the rest of both. */
void seal_collection_finish(struct vp_collection *collection, struct vp_collection_secret *secret);
/* The public half of collection.vpk into bytes (VP_COLLECTION_FILE_MAX are enough); returns its length without and
 * with the signature: *signed_length is without. */
size_t seal_collection_pack(const struct vp_collection *collection, uint8_t *bytes, size_t *signed_length);
void seal_kiosk_key_from_seed(struct vp_kiosk_key *key, const struct vp_id *id, const uint8_t seed[32]);
void seal_kiosk_key_pack(const struct vp_kiosk_key *key, int64_t utc_ms, uint8_t bytes[SEAL_KIOSK_FILE]);

#endif
