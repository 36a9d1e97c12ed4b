/* Ed25519 by a kiosk: Ed25519ph (RFC 8032 §5.1) over a file that is streamed, plain Ed25519 over a small document. The
 * two can not be taken for each other: the prehashed kind signs under a prefix of its own. */
#include "internal.h"

#include <sodium.h>

struct vp_signer {
  crypto_sign_state state;
  uint8_t sign_secret[64];
};

int vp_signer_open(const struct vp_kiosk_key *key, struct vp_signer **signer) {
  *signer = sodium_malloc(sizeof **signer);
  if (!*signer)
    return VP_E_NO_MEMORY;
  (void)crypto_sign_init(&(*signer)->state); /* always 0, as is the update */
  memcpy((*signer)->sign_secret, key->sign_secret, sizeof key->sign_secret);
  return VP_OK;
}

void vp_signer_update(struct vp_signer *signer, const void *bytes, size_t length) {
  if (length > 0)
    (void)crypto_sign_update(&signer->state, bytes, length);
}

int vp_signer_finish(struct vp_signer *signer, uint8_t signature[VP_SIGNATURE]) {
  int failed = crypto_sign_final_create(&signer->state, signature, NULL, signer->sign_secret);
  vp_signer_close(signer);
  return failed ? VP_E_INVALID : VP_OK;
}

void vp_signer_close(struct vp_signer *signer) {
  sodium_free(signer); /* wipes; NULL is fine */
}

int vp_kiosk_sign(const struct vp_kiosk_key *key, const void *bytes, size_t length, uint8_t signature[VP_SIGNATURE]) {
  return crypto_sign_detached(signature, NULL, bytes, length, key->sign_secret) ? VP_E_INVALID : VP_OK;
}

bool vp_signature_valid(const uint8_t sign_public[32], const void *bytes, size_t length,
                        const uint8_t signature[VP_SIGNATURE]) {
  return crypto_sign_verify_detached(signature, bytes, length, sign_public) == 0;
}
