/* Sealed stories. Each input is tried twice: as a file, which shows that nothing that a drive can hold does harm; and,
 * behind a valid head, as a list of frames that we seal ourselves, which takes it past the cipher, where a hostile
 * kiosk (the public key is no secret) could get as well. The second kind must come back exactly as it was sealed. */
#include <sodium.h>
#include <stdlib.h>

#include "vectors.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

enum { SEALED_MAX = 256 * 1024 };

static void must(int truth) {
  if (!truth)
    abort();
}

struct stage {
  struct vp_collection collection;
  struct vp_collection_secret secret;
  struct vp_kiosk_key kiosk;
  uint8_t head[VP_STORY_HEAD];
  uint8_t key[32];
};

/* Made once: key pairs cost more than everything else here together. */
static const struct stage *stage(void) {
  static struct stage made;
  static int ready;
  if (ready)
    return &made;
  must(vp_seal_init() == VP_OK);
  struct vp_story_head head = {.story = vector_id(3), .collection = vector_id(1), .kiosk = vector_id(2)};
  vector_collection(&made.collection, &made.secret);
  vector_kiosk(&made.kiosk);
  vector_seed(9, made.key);
  must(crypto_box_seal(head.sealed_key, made.key, sizeof made.key, made.collection.seal_public) == 0);
  vp_story_head_pack(&head, made.head);
  ready = 1;
  return &made;
}

static void check(const uint8_t *bytes, size_t length, const struct stage *with, struct vp_story_content *content) {
  struct vp_fault fault = {0};
  int code = vp_story_parse(bytes, length, &with->collection, &with->secret, with->kiosk.sign_public, content, &fault);
  must(code == VP_OK || (fault.code == code && fault.reason[0] && fault.doing[0]));
  if (code)
    return;
  must(content->metadata && content->text && content->marks);
  must(content->metadata[content->metadata_length] == '\0' && content->text[content->text_length] == '\0');
  must(content->marks[content->marks_length] == '\0');
  must(!(content->complete && content->damaged));
  must(content->audio_length + content->text_length + content->metadata_length <= length);
}

/* Two bytes of the input say kind (0 … 7, so wrong ones too), tag and length of a frame; its content follows. */
static size_t seal(const uint8_t *bytes, size_t length, const struct stage *with, uint8_t *out, size_t *audio,
                   bool *honest, bool *final) {
  crypto_secretstream_xchacha20poly1305_state state;
  size_t at = VP_STORY_HEAD, first = 1;
  memcpy(out, with->head, VP_STORY_HEAD);
  must(crypto_secretstream_xchacha20poly1305_init_pull(&state, out + 136, with->key) == 0); /* as for a push */
  while (length >= 2 && at < SEALED_MAX - 1024) {
    uint8_t plain[256 + 1], kind = bytes[0] & 7, tag = (bytes[0] >> 3) & 3;
    size_t content = bytes[1] < length - 2 ? bytes[1] : length - 2;
    unsigned long long sealed;
    plain[0] = kind;
    memcpy(plain + 1, bytes + 2, content);
    must(crypto_secretstream_xchacha20poly1305_push(&state, out + at + 4, &sealed, plain, content + 1,
                                                    first ? out : NULL, first ? VP_STORY_HEAD : 0, tag) == 0);
    seal_put_u32(out + at, (uint32_t)sealed);
    *honest = *honest && !*final && kind >= VP_FRAME_METADATA && kind <= VP_FRAME_MARK && (tag == 0 || tag == 3);
    *audio += *honest && kind == VP_FRAME_AUDIO ? content : 0;
    *final = *final || tag == 3;
    first = 0;
    at += 4 + (size_t)sealed;
    bytes += 2 + content;
    length -= 2 + content;
  }
  memset(out + at, 0, 4 + VP_SIGNATURE);
  return at + 4 + VP_SIGNATURE;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
  static uint8_t sealed[SEALED_MAX];
  const struct stage *with = stage();
  struct vp_story_content content;
  size_t audio = 0;
  bool honest = true, final = false;
  check(bytes, length, with, &content);
  vp_story_content_wipe(&content);
  if (length > VP_STORY_HEAD + 2) {
    /* the same file behind a head that opens: its frames' lengths are looked at then */
    uint8_t *copy = malloc(length);
    must(copy != NULL);
    memcpy(copy, bytes, length);
    memcpy(copy, with->head, VP_STORY_HEAD);
    check(copy, length, with, &content);
    must(!content.complete && content.audio_length == 0);
    vp_story_content_wipe(&content);
    free(copy);
  }
  size_t size = seal(bytes, length, with, sealed, &audio, &honest, &final);
  check(sealed, size, with, &content);
  must(content.damaged == !honest && content.complete == (honest && final) && !content.signed_by_kiosk);
  must(content.audio_length == audio);
  vp_story_content_wipe(&content);
  return 0;
}
