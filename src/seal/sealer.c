/* The writing half of a take: a fresh key, sealed to the collection at once, and a stream of frames. The head is the
 * additional data of the first frame, so that a story cannot be given another id or another kiosk's name. */
#include "internal.h"

#include <sodium.h>

struct vp_sealer { /* in sodium_malloc's memory: locked, guarded, wiped when freed */
  crypto_secretstream_xchacha20poly1305_state state;
  uint8_t key[32];
  uint8_t head[VP_STORY_HEAD];
  bool started, finished;
  uint8_t plain[VP_FRAME_MAX]; /* a frame's first byte and its content stand together only here */
};

_Static_assert(SEAL_FRAME_OVERHEAD == crypto_secretstream_xchacha20poly1305_ABYTES, "the header's figures");
_Static_assert(VP_SEALED_KEY == 32 + crypto_box_SEALBYTES, "the header's figures");
_Static_assert(VP_STREAM_HEADER == crypto_secretstream_xchacha20poly1305_HEADERBYTES, "the header's figures");

int vp_sealer_open(const struct vp_collection *collection, const struct vp_id *story, const struct vp_id *kiosk,
                   struct vp_story_head *head, struct vp_sealer **sealer) {
  struct vp_sealer *made = sodium_malloc(sizeof *made);
  *sealer = NULL;
  if (!made)
    return VP_E_NO_MEMORY;
  memset(made, 0, sizeof *made);
  *head = (struct vp_story_head){.story = *story, .collection = collection->id, .kiosk = *kiosk};
  crypto_secretstream_xchacha20poly1305_keygen(made->key);
  if (crypto_box_seal(head->sealed_key, made->key, sizeof made->key, collection->seal_public) != 0 ||
      crypto_secretstream_xchacha20poly1305_init_push(&made->state, head->stream_header, made->key) != 0) {
    sodium_free(made); /* a public key of a degenerate form */
    return VP_E_INVALID;
  }
  vp_story_head_pack(head, made->head);
  *sealer = made;
  return VP_OK;
}

int vp_sealer_push(struct vp_sealer *sealer, enum vp_frame frame, const void *content, size_t content_length,
                   bool final, uint8_t *out, size_t *sealed_bytes) {
  unsigned char tag =
      final ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : crypto_secretstream_xchacha20poly1305_TAG_MESSAGE;
  unsigned long long made = 0;
  if (sealer->finished || content_length > VP_FRAME_MAX - 1 || frame < VP_FRAME_METADATA || frame > VP_FRAME_MARK)
    return VP_E_INVALID;
  sealer->plain[0] = (uint8_t)frame;
  if (content_length > 0)
    memcpy(sealer->plain + 1, content, content_length);
  int failed = crypto_secretstream_xchacha20poly1305_push(&sealer->state, out + 4, &made, sealer->plain,
                                                          content_length + 1, sealer->started ? NULL : sealer->head,
                                                          sealer->started ? 0 : sizeof sealer->head, tag);
  sodium_memzero(sealer->plain, content_length + 1);
  if (failed)
    return VP_E_INVALID;
  seal_put_u32(out, (uint32_t)made);
  *sealed_bytes = 4 + (size_t)made;
  sealer->started = true;
  sealer->finished = final;
  return VP_OK;
}

const uint8_t *vp_sealer_key(const struct vp_sealer *sealer) {
  return sealer->key;
}

void vp_sealer_close(struct vp_sealer *sealer) {
  sodium_free(sealer); /* wipes; NULL is fine */
}
