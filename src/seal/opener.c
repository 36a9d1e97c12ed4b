/* The reading half of a take, a frame at a time. Nothing is handed out that the cipher has not vouched for; a frame
 * that does not open leaves the stream where it was. */
#include "internal.h"

#include <sodium.h>

struct vp_opener { /* in sodium_malloc's memory, as the sealer */
  crypto_secretstream_xchacha20poly1305_state state;
  uint8_t head[VP_STORY_HEAD];
  bool started, finished;
};

int vp_opener_open_with_key(const struct vp_story_head *head, const uint8_t key[32], struct vp_opener **opener) {
  struct vp_opener *made = sodium_malloc(sizeof *made);
  *opener = NULL;
  if (!made)
    return VP_E_NO_MEMORY;
  memset(made, 0, sizeof *made);
  vp_story_head_pack(head, made->head);
  if (crypto_secretstream_xchacha20poly1305_init_pull(&made->state, head->stream_header, key) != 0) {
    sodium_free(made);
    return VP_E_INVALID;
  }
  *opener = made;
  return VP_OK;
}

int vp_opener_open(const struct vp_story_head *head, const struct vp_collection *collection,
                   const struct vp_collection_secret *secret, struct vp_opener **opener) {
  uint8_t key[32];
  *opener = NULL;
  if (!vp_id_equal(&head->collection, &collection->id))
    return VP_E_AUTHENTIC;
  int code =
      crypto_box_seal_open(key, head->sealed_key, VP_SEALED_KEY, collection->seal_public, secret->seal_secret) == 0
          ? vp_opener_open_with_key(head, key, opener)
          : VP_E_AUTHENTIC;
  sodium_memzero(key, sizeof key);
  return code;
}

/* What stands in an opened frame. */
static int look(const uint8_t *plain, size_t length, unsigned char tag, enum vp_frame *frame, bool *final) {
  if (length < 1 || plain[0] < VP_FRAME_METADATA || plain[0] > VP_FRAME_MARK)
    return VP_E_FORMAT;
  if (tag != crypto_secretstream_xchacha20poly1305_TAG_MESSAGE &&
      tag != crypto_secretstream_xchacha20poly1305_TAG_FINAL)
    return VP_E_FORMAT;
  *frame = (enum vp_frame)plain[0];
  *final = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
  return VP_OK;
}

int vp_opener_pull(struct vp_opener *opener, const uint8_t *sealed, size_t length, uint8_t *out, enum vp_frame *frame,
                   const uint8_t **content, size_t *content_length, bool *final) {
  unsigned long long opened = 0;
  unsigned char tag = 0;
  if (opener->finished)
    return VP_E_INVALID;
  if (length < SEAL_FRAME_OVERHEAD || length > VP_FRAME_MAX + SEAL_FRAME_OVERHEAD ||
      crypto_secretstream_xchacha20poly1305_pull(&opener->state, out, &opened, &tag, sealed, length,
                                                 opener->started ? NULL : opener->head,
                                                 opener->started ? 0 : sizeof opener->head) != 0)
    return VP_E_AUTHENTIC;
  opener->started = true;
  int code = look(out, (size_t)opened, tag, frame, final);
  if (code) {
    opener->finished = true; /* whoever has the key wrote it: what follows is of no kind that we know */
    sodium_memzero(out, length);
    return code;
  }
  opener->finished = *final;
  *content = out + 1;
  *content_length = (size_t)opened - 1;
  return VP_OK;
}

void vp_opener_close(struct vp_opener *opener) {
  sodium_free(opener); /* wipes; NULL is fine */
}
