/* What the test vectors in tests/data/seal are made of: make_vectors.c writes them, test_seal.c reads them, and so does
 * the viewer's test (it has the same figures from vectors.json). None of these keys is used for anything else. */
#ifndef VERTELPUNT_TESTS_VECTORS_H
#define VERTELPUNT_TESTS_VECTORS_H

#include <stdint.h>
#include <string.h>

#include "../../src/seal/internal.h"

#define VECTOR_NAME "Gemeente Voorbeeld – proef"
#define VECTOR_PASSPHRASE "een zin die niemand raadt, zoals crème brûlée"
#define VECTOR_METADATA_FIRST "{\"theme\":\"wonen\"}"
#define VECTOR_METADATA "{\"theme\":\"buurt\",\"title\":\"De stoep is te hoog ✓\"}"
#define VECTOR_TEXT_DRAFT "De bus"
#define VECTOR_TEXT "De bus rijdt hier niet meer.\nIk mis het café."
#define VECTOR_MARK_FIRST "{\"at_ms\":1200,\n \"pause\":true}"
#define VECTOR_MARK_SECOND "{\"at_ms\":3400,\"lost\":48}"
#define VECTOR_MARKS "{\"at_ms\":1200,  \"pause\":true}\n{\"at_ms\":3400,\"lost\":48}\n"

enum {
  VECTOR_MEMORY_KIB = 1024, /* the least that a browser need not think about */
  VECTOR_FIRST_AUDIO = 5000,
  VECTOR_AUDIO = VECTOR_FIRST_AUDIO + VP_FRAME_MAX - 1, /* a small frame and the largest */
};

static const int64_t vector_utc_ms = 1764000000123;

/* An id that says what it is of: 15 bytes of a version 7 UUID's frame, and a number. */
static inline struct vp_id vector_id(uint8_t number) {
  struct vp_id id = {{0x01, 0x9A, 0xB4, 0x2C, 0x40, 0x7B, 0x70, 0x01, 0x80, 2, 3, 4, 5, 6, 7, number}};
  return id;
}

static inline void vector_seed(uint8_t number, uint8_t seed[32]) {
  for (int i = 0; i < 32; i++)
    seed[i] = (uint8_t)(number * 16 + i);
}

static inline void vector_audio(uint8_t audio[VECTOR_AUDIO]) {
  uint32_t state = 1;
  for (size_t i = 0; i < VECTOR_AUDIO; i++) {
    state = state * 1664525u + 1013904223u;
    audio[i] = (uint8_t)(state >> 24);
  }
  memcpy(audio, "OggS", 4);
}

static inline void vector_collection(struct vp_collection *collection, struct vp_collection_secret *secret) {
  memset(collection, 0, sizeof *collection);
  memset(secret, 0, sizeof *secret);
  collection->id = vector_id(1);
  collection->created_utc_ms = vector_utc_ms;
  strcpy(collection->name, VECTOR_NAME);
  vector_seed(1, secret->seed);
  seal_collection_finish(collection, secret);
}

static inline void vector_kiosk(struct vp_kiosk_key *key) {
  uint8_t seed[32];
  struct vp_id id = vector_id(2);
  vector_seed(2, seed);
  seal_kiosk_key_from_seed(key, &id, seed);
}

static inline void vector_receipt_items(struct vp_receipt_item items[2]) {
  for (uint8_t i = 0; i < 2; i++) {
    items[i].story = vector_id((uint8_t)(3 + i));
    vector_seed((uint8_t)(5 + i), items[i].file_hash);
  }
}

#endif
