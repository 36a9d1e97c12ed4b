/* BLAKE2b-256 of what passes by. */
#include "internal.h"

#include <sodium.h>
#include <stdlib.h>

struct vp_hasher {
  crypto_generichash_state state; /* aligned to 64 bytes, more than malloc gives */
};

int vp_hasher_open(struct vp_hasher **hasher) {
  *hasher = aligned_alloc(_Alignof(struct vp_hasher), sizeof **hasher);
  if (!*hasher)
    return VP_E_NO_MEMORY;
  (void)crypto_generichash_init(&(*hasher)->state, NULL, 0, 32); /* fails on wrong sizes only, as do the others */
  return VP_OK;
}

void vp_hasher_update(struct vp_hasher *hasher, const void *bytes, size_t length) {
  if (length > 0)
    (void)crypto_generichash_update(&hasher->state, bytes, length);
}

void vp_hasher_finish(struct vp_hasher *hasher, uint8_t hash[32]) {
  (void)crypto_generichash_final(&hasher->state, hash, 32);
  seal_free_bytes(hasher, sizeof *hasher);
}
