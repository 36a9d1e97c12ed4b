/* Sealed stories: what is sealed comes back, what was touched does not, and what is wrong says what to do. */
#include "seal_kit.h"

/* --- stories ----------------------------------------------------------------------------------------------------- */

struct sealed {
  uint8_t bytes[4096];
  size_t length;
  size_t frames[8], count; /* where each begins; [count]: the end mark */
};

static void add(struct sealed *to, struct vp_sealer *sealer, enum vp_frame frame, const char *content, bool final) {
  size_t sealed;
  to->frames[to->count++] = to->length;
  assert_int_equal(vp_sealer_push(sealer, frame, content, strlen(content), final, to->bytes + to->length, &sealed),
                   VP_OK);
  assert_int_equal(sealed, VP_SEALED_FRAME(strlen(content)));
  to->length += sealed;
  to->frames[to->count] = to->length;
}

static void sign(struct sealed *to, const struct vp_kiosk_key *kiosk) {
  struct vp_signer *signer;
  assert_int_equal(vp_signer_open(kiosk, &signer), VP_OK);
  vp_signer_update(signer, to->bytes, 5); /* in pieces, as sync does */
  vp_signer_update(signer, to->bytes + 5, to->length - 5);
  assert_int_equal(vp_signer_finish(signer, to->bytes + to->length), VP_OK);
  to->length += VP_SIGNATURE;
}

static void seal_story(const struct place *place, struct sealed *to, bool final) {
  struct vp_story_head head;
  struct vp_sealer *sealer;
  struct vp_id story = vector_id(3);
  memset(to, 0, sizeof *to);
  assert_int_equal(vp_sealer_open(&place->collection, &story, &place->kiosk.id, &head, &sealer), VP_OK);
  vp_story_head_pack(&head, to->bytes);
  to->length = VP_STORY_HEAD;
  add(to, sealer, VP_FRAME_METADATA, "{\"draft\":1}", false);
  add(to, sealer, VP_FRAME_AUDIO, "OggS first", false);
  add(to, sealer, VP_FRAME_MARK, "{\"a\":\n1}", false);
  add(to, sealer, VP_FRAME_AUDIO, " second", false);
  add(to, sealer, VP_FRAME_TEXT, "dag", false);
  add(to, sealer, VP_FRAME_METADATA, "{\"final\":true}", final);
  vp_sealer_close(sealer);
  to->length += 4;
  sign(to, &place->kiosk);
}

static int parse(const struct place *place, const uint8_t *bytes, size_t length, struct vp_story_content *content) {
  return vp_story_parse(bytes, length, &place->collection, &place->secret, place->kiosk.sign_public, content, NULL);
}

static void a_story_with_every_kind_of_frame_comes_back(void **state) {
  struct sealed sealed;
  struct vp_story_content content;
  struct vp_id story = vector_id(3);
  seal_story(*state, &sealed, true);
  assert_int_equal(parse(*state, sealed.bytes, sealed.length, &content), VP_OK);
  assert_true(content.complete && !content.damaged && content.signed_by_kiosk);
  assert_true(vp_id_equal(&content.head.story, &story));
  assert_string_equal(content.metadata, "{\"final\":true}");
  assert_string_equal(content.text, "dag");
  assert_string_equal(content.marks, "{\"a\": 1}\n");
  assert_int_equal(content.audio_length, 17);
  assert_memory_equal(content.audio, "OggS first second", 17);
  vp_story_content_wipe(&content);
  assert_null(content.audio);
}

static void an_interrupted_story_is_whole_but_not_complete(void **state) {
  struct sealed sealed;
  struct vp_story_content content;
  seal_story(*state, &sealed, false);
  assert_int_equal(parse(*state, sealed.bytes, sealed.length, &content), VP_OK);
  assert_true(!content.complete && !content.damaged && content.signed_by_kiosk);
  assert_int_equal(content.audio_length, 17);
  vp_story_content_wipe(&content);
}

/* What came back is the beginning of what was sealed, and nothing else. */
static void assert_prefix(const struct vp_story_content *content) {
  assert_true(content->audio_length == 0 || content->audio_length == 10 || content->audio_length == 17);
  assert_memory_equal(content->audio_length ? content->audio : (const uint8_t *)"", "OggS first second",
                      content->audio_length);
  assert_true(!*content->text || strcmp(content->text, "dag") == 0);
  assert_true(!*content->marks || strcmp(content->marks, "{\"a\": 1}\n") == 0);
  assert_true(!*content->metadata || strcmp(content->metadata, "{\"draft\":1}") == 0 ||
              strcmp(content->metadata, "{\"final\":true}") == 0);
}

static void a_story_cut_at_any_byte_gives_its_beginning_and_says_so(void **state) {
  struct sealed sealed;
  size_t most = 0;
  seal_story(*state, &sealed, true);
  for (size_t length = 0; length < sealed.length; length++) {
    struct vp_story_content content;
    uint8_t *exact = malloc(length ? length : 1); /* for the address sanitizer */
    memcpy(exact, sealed.bytes, length);
    int code = parse(*state, exact, length, &content);
    free(exact);
    if (length < VP_STORY_HEAD) {
      assert_int_equal(code, VP_E_FORMAT);
      continue;
    }
    assert_int_equal(code, VP_OK);
    assert_true(content.damaged && !content.complete && !content.signed_by_kiosk);
    assert_prefix(&content);
    assert_true(content.audio_length >= most); /* the more there is, the more opens */
    assert_int_equal(content.audio_length > 0, length >= sealed.frames[2]);
    most = content.audio_length;
    vp_story_content_wipe(&content);
  }
  assert_int_equal(most, 17);
}

static void a_flipped_bit_anywhere_is_noticed(void **state) {
  struct sealed sealed;
  seal_story(*state, &sealed, true);
  for (size_t at = 0; at < sealed.length; at++) {
    for (unsigned bit = 0; bit < 8; bit += at >= VP_STORY_HEAD && at < sealed.frames[1] ? 1 : 3) {
      struct vp_story_content content;
      sealed.bytes[at] ^= (uint8_t)(1u << bit);
      int code = parse(*state, sealed.bytes, sealed.length, &content);
      sealed.bytes[at] ^= (uint8_t)(1u << bit);
      if (code) {
        assert_true(at < VP_STORY_HEAD && (code == VP_E_FORMAT || code == VP_E_VERSION || code == VP_E_AUTHENTIC));
        continue;
      }
      assert_false(content.signed_by_kiosk);
      assert_prefix(&content);
      if (at < sealed.length - VP_SIGNATURE)
        assert_true(content.damaged && !content.complete);
      vp_story_content_wipe(&content);
    }
  }
}

static void more_behind_the_end_is_damage(void **state) {
  struct sealed sealed;
  struct vp_story_content content;
  seal_story(*state, &sealed, true);
  for (size_t more = 1; more < 200; more++) {
    sealed.bytes[sealed.length + more - 1] = 0;
    assert_int_equal(parse(*state, sealed.bytes, sealed.length + more, &content), VP_OK);
    assert_true(content.damaged && !content.complete && !content.signed_by_kiosk);
    assert_int_equal(content.audio_length, 17);
    vp_story_content_wipe(&content);
  }
}

/* The story with its frames in another order, the signature made anew as a thief of the kiosk could. */
static void arrange(const struct place *place, const struct sealed *from, const size_t *order, size_t count,
                    struct sealed *to) {
  memset(to, 0, sizeof *to);
  memcpy(to->bytes, from->bytes, VP_STORY_HEAD);
  to->length = VP_STORY_HEAD;
  for (size_t i = 0; i < count; i++) {
    size_t size = from->frames[order[i] + 1] - from->frames[order[i]];
    memcpy(to->bytes + to->length, from->bytes + from->frames[order[i]], size);
    to->length += size;
  }
  to->length += 4;
  sign(to, &place->kiosk);
}

static void frames_swapped_repeated_or_left_out_do_not_open(void **state) {
  static const struct {
    size_t order[7], count, audio;
  } cases[] = {{{1, 0, 2, 3, 4, 5}, 6, 0}, {{0, 3, 2, 1, 4, 5}, 6, 0}, {{0, 1, 1, 2, 3, 4, 5}, 7, 10},
               {{0, 1, 3, 4, 5}, 5, 10},   {{1, 2, 3, 4, 5}, 5, 0},    {{0, 1, 2, 3, 4, 5, 5}, 7, 17}};
  struct sealed sealed, other;
  seal_story(*state, &sealed, true);
  for (size_t i = 0; i < VP_COUNT(cases); i++) {
    struct vp_story_content content;
    arrange(*state, &sealed, cases[i].order, cases[i].count, &other);
    assert_int_equal(parse(*state, other.bytes, other.length, &content), VP_OK);
    assert_true(content.damaged && !content.complete && content.signed_by_kiosk);
    assert_int_equal(content.audio_length, cases[i].audio);
    vp_story_content_wipe(&content);
  }
  /* without the last frame it is an interrupted story: that, no cipher can tell, and so it says */
  struct vp_story_content content;
  arrange(*state, &sealed, cases[5].order, 5, &other);
  assert_int_equal(parse(*state, other.bytes, other.length, &content), VP_OK);
  assert_true(!content.complete && !content.damaged);
  vp_story_content_wipe(&content);
}

static void a_frame_of_another_story_does_not_open(void **state) {
  struct sealed one, two;
  struct vp_story_content content;
  seal_story(*state, &one, true);
  seal_story(*state, &two, true);
  memcpy(one.bytes + one.frames[3], two.bytes + two.frames[3], two.frames[4] - two.frames[3]);
  assert_int_equal(parse(*state, one.bytes, one.length, &content), VP_OK);
  assert_true(content.damaged);
  assert_int_equal(content.audio_length, 10);
  vp_story_content_wipe(&content);
}

static void a_story_of_another_collection_is_refused(void **state) {
  const struct place *place = *state;
  struct vp_collection other;
  struct vp_collection_secret secret;
  struct sealed sealed;
  struct vp_story_content content;
  struct vp_fault fault = {0};
  seal_story(place, &sealed, true);
  OK(vp_collection_new("Elders", 1, &other, &secret, &why));
  assert_int_equal(vp_story_parse(sealed.bytes, sealed.length, &other, &secret, NULL, &content, &fault),
                   VP_E_AUTHENTIC);
  assert_helpful(&fault, VP_E_AUTHENTIC);
  other.id = place->collection.id; /* even if it says that it is the same one */
  assert_int_equal(vp_story_parse(sealed.bytes, sealed.length, &other, &secret, NULL, &content, NULL), VP_E_AUTHENTIC);
  assert_null(content.metadata);
  other = place->collection; /* the same keys under another name */
  other.id = vector_id(9);
  assert_int_equal(vp_story_parse(sealed.bytes, sealed.length, &other, &place->secret, NULL, &content, NULL),
                   VP_E_AUTHENTIC);
}

static void a_signature_of_an_unknown_kiosk_shows(void **state) {
  const struct place *place = *state;
  struct sealed sealed;
  struct vp_story_content content;
  struct vp_kiosk_key other;
  uint8_t seed[32];
  vector_seed(7, seed);
  seal_kiosk_key_from_seed(&other, &place->kiosk.id, seed);
  seal_story(place, &sealed, true);
  sealed.length -= VP_SIGNATURE;
  sign(&sealed, &other);
  assert_int_equal(parse(place, sealed.bytes, sealed.length, &content), VP_OK);
  assert_true(content.complete && !content.signed_by_kiosk);
  vp_story_content_wipe(&content);
  assert_int_equal(
      vp_story_parse(sealed.bytes, sealed.length, &place->collection, &place->secret, NULL, &content, NULL), VP_OK);
  assert_false(content.signed_by_kiosk); /* not looked at */
  vp_story_content_wipe(&content);
}

static void a_story_file_that_is_missing_too_large_or_no_story_says_what_to_do(void **state) {
  const struct place *place = *state;
  struct vp_story_content content;
  struct vp_fault fault = {0};
  struct sealed sealed;
  char path[128];
  in(place, "a", path);
  assert_int_equal(vp_story_read(path, &place->collection, &place->secret, NULL, 0, &content, &fault), VP_E_NOT_FOUND);
  assert_helpful(&fault, VP_E_NOT_FOUND);
  seal_story(place, &sealed, true);
  save(path, sealed.bytes, sealed.length);
  assert_int_equal(vp_story_read(path, &place->collection, &place->secret, NULL, 99, &content, &fault), VP_E_TOO_LARGE);
  assert_helpful(&fault, VP_E_TOO_LARGE);
  OK(vp_story_read(path, &place->collection, &place->secret, place->kiosk.sign_public, 0, &content, &why));
  assert_true(content.complete && content.signed_by_kiosk);
  vp_story_content_wipe(&content);
  sealed.bytes[7] = '2';
  save(path, sealed.bytes, sealed.length);
  assert_int_equal(vp_story_read(path, &place->collection, &place->secret, NULL, 0, &content, &fault), VP_E_VERSION);
  assert_helpful(&fault, VP_E_VERSION);
  assert_string_equal(fault.object, path);
  sealed.bytes[0] = 'X';
  save(path, sealed.bytes, sealed.length);
  assert_int_equal(vp_story_read(path, &place->collection, &place->secret, NULL, 0, &content, &fault), VP_E_FORMAT);
  assert_helpful(&fault, VP_E_FORMAT);
}

static void a_take_can_be_heard_back_with_its_open_key_only(void **state) {
  const struct place *place = *state;
  struct vp_story_head head, again;
  struct vp_sealer *sealer;
  struct vp_opener *opener;
  struct vp_id story = vector_id(3);
  uint8_t sealed[VP_SEALED_FRAME(3)], plain[64], wrong[32] = {0}, packed[VP_STORY_HEAD];
  size_t size, length;
  enum vp_frame frame;
  const uint8_t *content;
  bool final;
  assert_int_equal(vp_sealer_open(&place->collection, &story, &place->kiosk.id, &head, &sealer), VP_OK);
  assert_int_equal(vp_sealer_push(sealer, VP_FRAME_AUDIO, "abc", 3, true, sealed, &size), VP_OK);
  vp_story_head_pack(&head, packed);
  assert_int_equal(vp_story_head_unpack(packed, &again), VP_OK);
  assert_memory_equal(&head, &again, sizeof head);
  assert_int_equal(vp_opener_open_with_key(&again, wrong, &opener), VP_OK);
  assert_int_equal(vp_opener_pull(opener, sealed + 4, size - 4, plain, &frame, &content, &length, &final),
                   VP_E_AUTHENTIC);
  vp_opener_close(opener);
  assert_int_equal(vp_opener_open_with_key(&again, vp_sealer_key(sealer), &opener), VP_OK);
  assert_int_equal(vp_opener_pull(opener, sealed + 4, size - 5, plain, &frame, &content, &length, &final),
                   VP_E_AUTHENTIC);
  assert_int_equal(vp_opener_pull(opener, sealed + 4, 3, plain, &frame, &content, &length, &final), VP_E_AUTHENTIC);
  assert_int_equal(vp_opener_pull(opener, sealed + 4, size - 4, plain, &frame, &content, &length, &final), VP_OK);
  assert_true(final && frame == VP_FRAME_AUDIO && length == 3 && memcmp(content, "abc", 3) == 0);
  assert_int_equal(vp_opener_pull(opener, sealed + 4, size - 4, plain, &frame, &content, &length, &final),
                   VP_E_INVALID);
  vp_opener_close(opener);
  vp_opener_close(NULL);
  vp_sealer_close(sealer);
  vp_sealer_close(NULL);
}

static void a_sealer_refuses_what_the_format_cannot_hold(void **state) {
  const struct place *place = *state;
  static uint8_t large[VP_FRAME_MAX], out[VP_SEALED_FRAME(VP_FRAME_MAX)];
  struct vp_story_head head;
  struct vp_sealer *sealer;
  struct vp_id story = vector_id(3);
  size_t size;
  assert_int_equal(vp_sealer_open(&place->collection, &story, &place->kiosk.id, &head, &sealer), VP_OK);
  assert_int_equal(vp_sealer_push(sealer, VP_FRAME_AUDIO, large, VP_FRAME_MAX, false, out, &size), VP_E_INVALID);
  assert_int_equal(vp_sealer_push(sealer, (enum vp_frame)5, large, 1, false, out, &size), VP_E_INVALID);
  assert_int_equal(vp_sealer_push(sealer, VP_FRAME_AUDIO, large, VP_FRAME_MAX - 1, false, out, &size), VP_OK);
  assert_int_equal(vp_sealer_push(sealer, VP_FRAME_TEXT, NULL, 0, true, out, &size), VP_OK);
  assert_int_equal(vp_sealer_push(sealer, VP_FRAME_TEXT, NULL, 0, true, out, &size), VP_E_INVALID);
  vp_sealer_close(sealer);
  struct vp_collection broken = place->collection;
  memset(broken.seal_public, 0, sizeof broken.seal_public); /* of small order: anyone could open it */
  assert_int_equal(vp_sealer_open(&broken, &story, &place->kiosk.id, &head, &sealer), VP_E_INVALID);
  assert_null(sealer);
}

/* --- the vectors in the tree ------------------------------------------------------------------------------------- */

static void read_vector(const struct place *place, const char *path, bool complete, bool damaged, bool is_signed,
                        const char *text) {
  struct vp_story_content content;
  OK(vp_story_read(path, &place->collection, &place->secret, place->kiosk.sign_public, 0, &content, &why));
  assert_int_equal(content.complete, complete);
  assert_int_equal(content.damaged, damaged);
  assert_int_equal(content.signed_by_kiosk, is_signed);
  assert_string_equal(content.text, text);
  vp_story_content_wipe(&content);
}

static void the_stories_in_the_tree_read_as_they_were_made(void **state) {
  const struct place *place = *state;
  static uint8_t audio[VECTOR_AUDIO];
  struct vp_story_content content;
  vector_audio(audio);
  OK(vp_story_read(DATA("spoken.vps"), &place->collection, &place->secret, place->kiosk.sign_public, 0, &content,
                   &why));
  assert_true(content.complete && content.signed_by_kiosk);
  assert_string_equal(content.metadata, VECTOR_METADATA);
  assert_string_equal(content.marks, VECTOR_MARKS);
  assert_int_equal(content.audio_length, VECTOR_AUDIO);
  assert_memory_equal(content.audio, audio, VECTOR_AUDIO);
  vp_story_content_wipe(&content);
  read_vector(place, DATA("typed.vps"), true, false, true, VECTOR_TEXT);
  read_vector(place, DATA("typed-unsigned.vps"), true, false, false, VECTOR_TEXT);
  read_vector(place, DATA("typed-cut.vps"), false, true, false, VECTOR_TEXT);
  read_vector(place, DATA("typed-damaged.vps"), false, true, false, VECTOR_TEXT_DRAFT);
  read_vector(place, DATA("interrupted.vps"), false, false, true, VECTOR_TEXT_DRAFT);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      SEAL_TEST(a_story_with_every_kind_of_frame_comes_back),
      SEAL_TEST(an_interrupted_story_is_whole_but_not_complete),
      SEAL_TEST(a_story_cut_at_any_byte_gives_its_beginning_and_says_so),
      SEAL_TEST(a_flipped_bit_anywhere_is_noticed),
      SEAL_TEST(more_behind_the_end_is_damage),
      SEAL_TEST(frames_swapped_repeated_or_left_out_do_not_open),
      SEAL_TEST(a_frame_of_another_story_does_not_open),
      SEAL_TEST(a_story_of_another_collection_is_refused),
      SEAL_TEST(a_signature_of_an_unknown_kiosk_shows),
      SEAL_TEST(a_story_file_that_is_missing_too_large_or_no_story_says_what_to_do),
      SEAL_TEST(a_take_can_be_heard_back_with_its_open_key_only),
      SEAL_TEST(a_sealer_refuses_what_the_format_cannot_hold),
      SEAL_TEST(the_stories_in_the_tree_read_as_they_were_made),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
