/* A whole story from its file. Anyone can make a file that opens (the public key is no secret), and a drive may have
 * lost any part of one: every length is checked against what is there, what opens is given back as far as it goes, and
 * three flags say what it is worth: complete, damaged, signed. */
#include "internal.h"

#include <sodium.h>
#include <stdlib.h>

static const struct seal_speech reading = {
    .doing = "reading a story",
    .what = "a sealed story",
    .missing = "Plug in the drive that it is on, or fetch it once more from its kiosk.",
    .damaged = "Fetch it once more from its kiosk.",
    .foreign = "Use the key of the collection that the kiosk belongs to; if it is this one, fetch the story once more.",
};

/* --- bytes that grow, and leave no copy behind ------------------------------------------------------------------- */

struct growing {
  uint8_t *bytes;
  size_t length, capacity;
};

static void drop(struct growing *text) {
  seal_free_bytes(text->bytes, text->capacity);
  *text = (struct growing){0};
}

/* Room for more bytes and one behind them for a terminator. */
static int reserve(struct growing *to, size_t more) {
  if (more >= SIZE_MAX / 2 - to->length)
    return VP_E_NO_MEMORY;
  size_t needed = to->length + more + 1, capacity = to->capacity < 256 ? 256 : to->capacity;
  while (capacity < needed)
    capacity *= 2; /* needed is below SIZE_MAX / 2 */
  if (capacity <= to->capacity)
    return VP_OK;
  uint8_t *moved = malloc(capacity);
  if (!moved)
    return VP_E_NO_MEMORY;
  if (to->length > 0)
    memcpy(moved, to->bytes, to->length);
  seal_free_bytes(to->bytes, to->capacity);
  to->bytes = moved;
  to->capacity = capacity;
  return VP_OK;
}

static int append(struct growing *to, const uint8_t *bytes, size_t length) {
  int code = reserve(to, length);
  if (code)
    return code;
  if (length > 0)
    memcpy(to->bytes + to->length, bytes, length);
  to->length += length;
  to->bytes[to->length] = '\0';
  return VP_OK;
}

static int replace(struct growing *to, const uint8_t *bytes, size_t length) {
  vp_seal_wipe(to->bytes, to->length);
  to->length = 0;
  return append(to, bytes, length);
}

/* One object a line: in JSON a line break stands between tokens only, where a space means the same. */
static int append_line(struct growing *to, const uint8_t *bytes, size_t length) {
  static const uint8_t line_break = '\n';
  size_t from = to->length;
  int code = append(to, bytes, length);
  for (size_t i = from; code == VP_OK && i < to->length; i++)
    if (to->bytes[i] < 0x20)
      to->bytes[i] = ' ';
  return code ? code : append(to, &line_break, 1);
}

/* --- frames ------------------------------------------------------------------------------------------------------ */

struct parts {
  struct growing metadata, text, audio, marks;
  bool final, damaged;
};

static int take(struct parts *parts, enum vp_frame frame, const uint8_t *content, size_t length) {
  switch (frame) {
  case VP_FRAME_METADATA:
    return replace(&parts->metadata, content, length);
  case VP_FRAME_AUDIO:
    return append(&parts->audio, content, length);
  case VP_FRAME_TEXT:
    return replace(&parts->text, content, length);
  case VP_FRAME_MARK:
    return append_line(&parts->marks, content, length);
  }
  return VP_E_FORMAT;
}

/* Whether `at` is where the frames end as they should: four zero bytes, a signature, nothing else. */
static bool ends_at(const uint8_t *bytes, size_t length, size_t at) {
  return length - at == 4 + VP_SIGNATURE && seal_get_u32(bytes + at) == 0;
}

/* All frames from `at`; errors are of memory only, whatever else is wrong is damage. */
static int take_frames(const uint8_t *bytes, size_t length, size_t at, struct vp_opener *opener, uint8_t *plain,
                       struct parts *parts) {
  while (!ends_at(bytes, length, at)) {
    enum vp_frame frame;
    const uint8_t *content;
    size_t content_length;
    size_t sealed = length - at < 4 ? 0 : seal_get_u32(bytes + at);
    if (sealed <= SEAL_FRAME_OVERHEAD || sealed > VP_FRAME_MAX + SEAL_FRAME_OVERHEAD || sealed > length - at - 4 ||
        vp_opener_pull(opener, bytes + at + 4, sealed, plain, &frame, &content, &content_length, &parts->final)) {
      parts->damaged = true; /* a frame behind the final one does not open either */
      return VP_OK;
    }
    int code = take(parts, frame, content, content_length);
    if (code)
      return code;
    at += 4 + sealed;
  }
  return VP_OK;
}

static bool signature_holds(const uint8_t *bytes, size_t length, const uint8_t *kiosk_public) {
  crypto_sign_state state;
  if (!kiosk_public || length < VP_STORY_HEAD + 4 + VP_SIGNATURE)
    return false;
  size_t covered = length - VP_SIGNATURE;
  (void)crypto_sign_init(&state); /* always 0, as is the update */
  (void)crypto_sign_update(&state, bytes, covered);
  return crypto_sign_final_verify(&state, bytes + covered, kiosk_public) == 0;
}

/* --- the whole --------------------------------------------------------------------------------------------------- */

static void wipe_parts(struct parts *parts) {
  drop(&parts->metadata);
  drop(&parts->text);
  drop(&parts->audio);
  drop(&parts->marks);
}

static int open_parts(const uint8_t *bytes, size_t length, struct vp_opener *opener, struct parts *parts) {
  uint8_t *plain = malloc(VP_FRAME_MAX + SEAL_FRAME_OVERHEAD);
  if (!plain)
    return VP_E_NO_MEMORY;
  int code = take_frames(bytes, length, VP_STORY_HEAD, opener, plain, parts);
  seal_free_bytes(plain, VP_FRAME_MAX + SEAL_FRAME_OVERHEAD);
  /* "" where there was none */
  if (code == VP_OK)
    code = append(&parts->metadata, NULL, 0);
  if (code == VP_OK)
    code = append(&parts->text, NULL, 0);
  return code ? code : append(&parts->marks, NULL, 0);
}

static void hand_over(struct parts *parts, struct vp_story_content *content) {
  content->metadata = (char *)parts->metadata.bytes;
  content->metadata_length = parts->metadata.length;
  content->text = (char *)parts->text.bytes;
  content->text_length = parts->text.length;
  content->audio = parts->audio.bytes;
  content->audio_length = parts->audio.length;
  content->marks = (char *)parts->marks.bytes;
  content->marks_length = parts->marks.length;
  content->complete = parts->final && !parts->damaged;
  content->damaged = parts->damaged;
}

static int parse(const uint8_t *bytes, size_t length, const struct vp_collection *collection,
                 const struct vp_collection_secret *secret, const uint8_t *kiosk_public,
                 struct vp_story_content *content) {
  struct vp_opener *opener = NULL;
  struct parts parts = {0};
  int code = length < VP_STORY_HEAD ? VP_E_FORMAT : vp_story_head_unpack(bytes, &content->head);
  if (code == VP_OK)
    code = vp_opener_open(&content->head, collection, secret, &opener);
  if (code)
    return code;
  content->signed_by_kiosk = signature_holds(bytes, length, kiosk_public);
  code = open_parts(bytes, length, opener, &parts);
  vp_opener_close(opener);
  if (code)
    wipe_parts(&parts);
  else
    hand_over(&parts, content);
  return code;
}

static int parse_named(const uint8_t *bytes, size_t length, const char *name, const struct vp_collection *collection,
                       const struct vp_collection_secret *secret, const uint8_t *kiosk_public,
                       struct vp_story_content *content, struct vp_fault *fault) {
  memset(content, 0, sizeof *content);
  int code = parse(bytes, length, collection, secret, kiosk_public, content);
  if (code == VP_OK)
    return VP_OK;
  memset(content, 0, sizeof *content);
  return seal_fault(fault, code, &reading, name,
                    code == VP_E_AUTHENTIC ? "it was sealed to another collection, or its beginning is damaged"
                    : code == VP_E_FORMAT  ? "it is no sealed story, or its beginning is damaged"
                                           : NULL);
}

int vp_story_parse(const uint8_t *bytes, size_t length, const struct vp_collection *collection,
                   const struct vp_collection_secret *secret, const uint8_t *kiosk_public,
                   struct vp_story_content *content, struct vp_fault *fault) {
  return parse_named(bytes, length, NULL, collection, secret, kiosk_public, content, fault);
}

int vp_story_read(const char *path, const struct vp_collection *collection, const struct vp_collection_secret *secret,
                  const uint8_t *kiosk_public, uint64_t size_limit, struct vp_story_content *content,
                  struct vp_fault *fault) {
  uint64_t limit = size_limit == 0 || size_limit > UINT32_MAX ? UINT32_MAX : size_limit;
  uint8_t *bytes;
  size_t length;
  memset(content, 0, sizeof *content);
  int code = seal_read_file(path, (size_t)limit, &reading, &bytes, &length, fault);
  if (code)
    return code;
  code = parse_named(bytes, length, path, collection, secret, kiosk_public, content, fault);
  free(bytes); /* ciphertext: nothing to wipe */
  return code;
}

void vp_story_content_wipe(struct vp_story_content *content) {
  if (!content)
    return;
  seal_free_bytes(content->metadata, content->metadata_length);
  seal_free_bytes(content->text, content->text_length);
  seal_free_bytes(content->audio, content->audio_length);
  seal_free_bytes(content->marks, content->marks_length);
  memset(content, 0, sizeof *content);
}
