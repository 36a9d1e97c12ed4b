/* The first 160 bytes of a sealed story, as bytes and as a struct. */
#include "internal.h"

enum { HEAD_STORY = 8, HEAD_COLLECTION = 24, HEAD_KIOSK = 40, HEAD_KEY = 56, HEAD_STREAM = 136 };

_Static_assert((int)HEAD_STREAM + (int)VP_STREAM_HEADER == (int)VP_STORY_HEAD, "the head has no gaps");

void vp_story_head_pack(const struct vp_story_head *head, uint8_t bytes[VP_STORY_HEAD]) {
  memcpy(bytes, "VPSTORY1", SEAL_MAGIC);
  memcpy(bytes + HEAD_STORY, head->story.bytes, 16);
  memcpy(bytes + HEAD_COLLECTION, head->collection.bytes, 16);
  memcpy(bytes + HEAD_KIOSK, head->kiosk.bytes, 16);
  memcpy(bytes + HEAD_KEY, head->sealed_key, VP_SEALED_KEY);
  memcpy(bytes + HEAD_STREAM, head->stream_header, VP_STREAM_HEADER);
}

int vp_story_head_unpack(const uint8_t bytes[VP_STORY_HEAD], struct vp_story_head *head) {
  int code = seal_check_magic(bytes, VP_STORY_HEAD, "VPSTORY1", 1);
  if (code)
    return code;
  memcpy(head->story.bytes, bytes + HEAD_STORY, 16);
  memcpy(head->collection.bytes, bytes + HEAD_COLLECTION, 16);
  memcpy(head->kiosk.bytes, bytes + HEAD_KIOSK, 16);
  memcpy(head->sealed_key, bytes + HEAD_KEY, VP_SEALED_KEY);
  memcpy(head->stream_header, bytes + HEAD_STREAM, VP_STREAM_HEADER);
  return VP_OK;
}
