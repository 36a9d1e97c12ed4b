/* Keys, receipts, withdrawal codes and fingerprints: read as written, refused when touched, kept when damaged. */
#include "seal_kit.h"

/* --- collections ------------------------------------------------------------------------------------------------- */

static void a_collection_comes_back_from_its_files(void **state) {
  const struct place *place = *state;
  struct vp_collection made, found, courier;
  struct vp_collection_secret secret, opened;
  struct stat status;
  char path[128], other[128];
  bool has_secret;
  in(place, "a", path);
  in(place, "b", other);
  OK(vp_collection_new("Wassenaar – één", 1764000000000, &made, &secret, &why));
  OK(vp_collection_write(path, &made, &secret, "geheim", 6, 64, &why));
  assert_int_equal(stat(path, &status), 0);
  assert_int_equal(status.st_mode & 0777, 0600);
  OK(vp_collection_read(path, &found, &has_secret, &why));
  assert_true(has_secret && vp_collection_same(&made, &found));
  assert_memory_equal(&made, &found, sizeof made);
  OK(vp_collection_write(other, &found, NULL, NULL, 0, 0, &why)); /* a courier, by someone without the secret */
  OK(vp_collection_read(other, &courier, &has_secret, &why));
  assert_true(!has_secret && vp_collection_same(&made, &courier));
  OK(vp_collection_unlock(path, "geheim", 6, &found, &opened, &why));
  assert_memory_equal(&opened, &secret, sizeof secret);
  struct vp_fault fault = {0};
  assert_int_equal(vp_collection_unlock(other, "geheim", 6, &found, &opened, &fault), VP_E_NOT_FOUND);
  assert_helpful(&fault, VP_E_NOT_FOUND);
  /* the seed is nowhere in the file as it is */
  uint8_t *bytes;
  size_t length = load(path, &bytes);
  for (size_t i = 0; i + 32 <= length; i++)
    assert_memory_not_equal(bytes + i, secret.seed, 32);
  free(bytes);
}

static void a_wrong_passphrase_opens_nothing(void **state) {
  struct vp_collection found;
  struct vp_collection_secret secret;
  struct vp_fault fault = {0};
  (void)state;
  memset(&secret, 0xAA, sizeof secret);
  assert_int_equal(vp_collection_unlock(DATA("staff.vpk"), "fout", 4, &found, &secret, &fault), VP_E_AUTHENTIC);
  assert_helpful(&fault, VP_E_AUTHENTIC);
  assert_true(sodium_is_zero((const unsigned char *)&secret, sizeof secret));
  assert_int_equal(vp_collection_unlock(DATA("staff.vpk"), "", 0, &found, &secret, &fault), VP_E_INVALID);
  assert_helpful(&fault, VP_E_INVALID);
}

static void a_key_file_with_any_bit_flipped_or_byte_missing_is_refused(void **state) {
  static const char *const files[] = {DATA("courier.vpk"), DATA("staff.vpk")};
  (void)state;
  for (size_t i = 0; i < VP_COUNT(files); i++) {
    struct vp_collection found;
    uint8_t *bytes;
    size_t length = load(files[i], &bytes);
    for (size_t at = 0; at < length; at++) {
      struct vp_fault fault = {0};
      bytes[at] ^= (uint8_t)(1u << (at % 8));
      int code = vp_collection_parse(bytes, length, "x", &found, NULL, &fault);
      bytes[at] ^= (uint8_t)(1u << (at % 8));
      assert_true(code == VP_E_FORMAT || code == VP_E_AUTHENTIC || code == VP_E_VERSION);
      assert_helpful(&fault, code);
      if (at != 192) /* staff's file cut there is a courier's, on purpose */
        assert_true(vp_collection_parse(bytes, at, "x", &found, NULL, NULL) != VP_OK);
    }
    free(bytes);
  }
}

/* A staff file with these parameters, signed by its own key as a hostile maker would. */
static int unlock_with(const struct place *place, uint32_t passes, uint32_t memory) {
  struct vp_collection found;
  struct vp_collection_secret secret;
  uint8_t *bytes;
  char path[128];
  size_t length = load(DATA("staff.vpk"), &bytes);
  size_t part = length - 160;
  seal_put_u32(bytes + part, passes);
  seal_put_u32(bytes + part + 4, memory);
  crypto_sign_detached(bytes + length - 64, NULL, bytes, length - 64, place->secret.sign_secret);
  save(in(place, "a", path), bytes, length);
  free(bytes);
  return vp_collection_unlock(path, "x", 1, &found, &secret, NULL);
}

static void a_hostile_file_cannot_make_us_take_time_or_memory(void **state) {
  assert_int_equal(unlock_with(*state, 1, 8), VP_E_AUTHENTIC); /* allowed, and the passphrase is wrong */
  assert_int_equal(unlock_with(*state, 0, 8), VP_E_FORMAT);
  assert_int_equal(unlock_with(*state, 9, 8), VP_E_FORMAT);
  assert_int_equal(unlock_with(*state, UINT32_MAX, 8), VP_E_FORMAT);
  assert_int_equal(unlock_with(*state, 1, 7), VP_E_FORMAT);
  assert_int_equal(unlock_with(*state, 1, 1024 * 1024 + 1), VP_E_FORMAT);
  assert_int_equal(unlock_with(*state, 1, UINT32_MAX), VP_E_FORMAT);
}

static void a_collection_has_a_name_that_can_be_shown(void **state) {
  static const char *const wrong[] = {"", "a\nb", "\x1b[2J", "\xC3", "\xC2\x9B", NULL};
  struct vp_collection made;
  struct vp_collection_secret secret;
  char longest[VP_COLLECTION_NAME + 1];
  (void)state;
  for (size_t i = 0; i < VP_COUNT(wrong); i++) {
    struct vp_fault fault = {0};
    assert_int_equal(vp_collection_new(wrong[i], 1, &made, &secret, &fault), VP_E_INVALID);
    assert_helpful(&fault, VP_E_INVALID);
  }
  memset(longest, 'a', sizeof longest);
  longest[VP_COLLECTION_NAME] = '\0';
  assert_int_equal(vp_collection_new(longest, 1, &made, &secret, NULL), VP_E_INVALID);
  longest[VP_COLLECTION_NAME - 1] = '\0';
  assert_int_equal(vp_collection_new(longest, 1, &made, &secret, NULL), VP_OK);
  assert_string_equal(made.name, longest);
}

static void a_collection_is_written_with_its_own_keys_only(void **state) {
  const struct place *place = *state;
  struct vp_collection other, plain = place->collection;
  struct vp_collection_secret secret;
  struct vp_fault fault = {0};
  char path[128];
  in(place, "a", path);
  OK(vp_collection_new("Elders", 1, &other, &secret, &why));
  assert_int_equal(vp_collection_write(path, &place->collection, &secret, "x", 1, 8, NULL), VP_E_INVALID);
  assert_int_equal(vp_collection_write(path, &place->collection, &place->secret, "", 0, 8, NULL), VP_E_INVALID);
  assert_int_equal(vp_collection_write(path, &place->collection, &place->secret, "x", 1, 7, NULL), VP_E_INVALID);
  memset(plain.signature, 0, sizeof plain.signature); /* as it comes out of the store */
  assert_int_equal(vp_collection_write(path, &plain, NULL, NULL, 0, 0, &fault), VP_E_INVALID);
  assert_helpful(&fault, VP_E_INVALID);
  assert_int_equal(access(path, F_OK), -1);
}

/* --- kiosk keys -------------------------------------------------------------------------------------------------- */

static void a_kiosk_key_is_made_once_and_kept(void **state) {
  struct vp_kiosk_key first, second;
  struct stat status;
  char path[128];
  in(*state, "a", path);
  OK(vp_kiosk_key_open(path, 1764000000000, &first, &why));
  OK(vp_kiosk_key_open(path, 1774000000000, &second, &why));
  assert_memory_equal(&first, &second, sizeof first);
  assert_int_equal(stat(path, &status), 0);
  assert_int_equal(status.st_mode & 0777, 0600);
  uint8_t signature[VP_SIGNATURE];
  assert_int_equal(vp_kiosk_sign(&second, "dag", 3, signature), VP_OK);
  assert_true(vp_signature_valid(first.sign_public, "dag", 3, signature));
  assert_false(vp_signature_valid(first.sign_public, "dab", 3, signature));
  signature[63] ^= 1;
  assert_false(vp_signature_valid(first.sign_public, "dag", 3, signature));
}

static void a_damaged_kiosk_key_is_said_and_never_replaced(void **state) {
  uint8_t *bytes, *after;
  char path[128];
  in(*state, "a", path);
  size_t length = load(DATA("kiosk.key"), &bytes);
  uint8_t longer[SEAL_KIOSK_FILE + 1] = {0};
  memcpy(longer, bytes, length);
  for (size_t at = 0; at <= length; at++) { /* a byte changed, cut off there; at last: one too many */
    for (int cut = 0; cut < 2; cut++) {
      struct vp_kiosk_key key;
      struct vp_fault fault = {0};
      size_t size = cut ? at : length;
      if (at == length)
        size = length + 1;
      else if (!cut)
        longer[at] ^= 0x41;
      save(path, longer, size);
      int code = vp_kiosk_key_open(path, 1, &key, &fault);
      assert_true(code == VP_E_FORMAT || (code == VP_E_VERSION && at == 7 && !cut));
      assert_helpful(&fault, code);
      assert_string_equal(fault.object, path);
      assert_true(sodium_is_zero((const unsigned char *)&key, sizeof key));
      assert_int_equal(load(path, &after), size);
      assert_memory_equal(after, longer, size);
      free(after);
      if (at < length && !cut)
        longer[at] ^= 0x41;
    }
    at += at < 90 || at > 100 ? 6 : 0; /* each is flushed to the disk: some of the bytes, all round the signature */
    if (at > length - 7 && at < length)
      at = length - 1;
  }
  free(bytes);
}

/* --- receipts ---------------------------------------------------------------------------------------------------- */

static void receipts_come_back(void **state) {
  const struct place *place = *state;
  struct vp_receipt_item items[2];
  struct vp_receipt found, receipt = {vector_id(1), vector_id(2), vector_utc_ms, items, 2};
  char path[128];
  in(place, "a", path);
  vector_receipt_items(items);
  OK(vp_receipt_write(path, &receipt, &place->secret, &why));
  OK(vp_receipt_read(path, &place->collection, &found, &why));
  assert_int_equal(found.count, 2);
  assert_memory_equal(found.items, items, sizeof items);
  assert_true(vp_id_equal(&found.kiosk, &receipt.kiosk) && found.made_utc_ms == vector_utc_ms);
  vp_receipt_free(&found);
  receipt.count = 0;
  OK(vp_receipt_write(path, &receipt, &place->secret, &why));
  OK(vp_receipt_read(path, &place->collection, &found, &why));
  assert_int_equal(found.count, 0);
  vp_receipt_free(&found);
  vp_receipt_free(&found);
}

static void forged_receipts_are_refused(void **state) {
  const struct place *place = *state;
  struct vp_collection other;
  struct vp_collection_secret secret;
  struct vp_receipt_item items[2];
  struct vp_receipt found, receipt = {vector_id(1), vector_id(2), vector_utc_ms, items, 2};
  struct vp_fault fault = {0};
  char path[128];
  uint8_t *bytes;
  in(place, "a", path);
  vector_receipt_items(items);
  OK(vp_collection_new("Elders", 1, &other, &secret, &why));
  OK(vp_receipt_write(path, &receipt, &secret, &why)); /* someone else's key, our collection's id */
  assert_int_equal(vp_receipt_read(path, &place->collection, &found, &fault), VP_E_AUTHENTIC);
  assert_helpful(&fault, VP_E_AUTHENTIC);
  receipt.collection = other.id; /* our key, another collection's id */
  OK(vp_receipt_write(path, &receipt, &place->secret, &why));
  assert_int_equal(vp_receipt_read(path, &place->collection, &found, &fault), VP_E_AUTHENTIC);
  size_t length = load(DATA("receipts.vpr"), &bytes);
  for (size_t at = 0; at < length; at++) {
    bytes[at] ^= 1;
    int code = vp_receipt_parse(bytes, length, "x", &place->collection, &found, &fault);
    bytes[at] ^= 1;
    assert_true(at < 8 ? code == VP_E_FORMAT || code == VP_E_VERSION : code == VP_E_AUTHENTIC);
    assert_helpful(&fault, code);
    assert_true(vp_receipt_parse(bytes, at, "x", &place->collection, &found, NULL) != VP_OK);
    assert_null(found.items);
  }
  free(bytes);
}

static void a_count_of_receipts_that_is_not_there_is_refused(void **state) {
  static const uint32_t counts[] = {0, 1, 3, 1398099, UINT32_MAX};
  const struct place *place = *state;
  struct vp_receipt found;
  uint8_t *bytes;
  size_t length = load(DATA("receipts.vpr"), &bytes);
  for (size_t i = 0; i < VP_COUNT(counts); i++) {
    seal_put_u32(bytes + 48, counts[i]);
    crypto_sign_detached(bytes + length - 64, NULL, bytes, length - 64, place->secret.sign_secret);
    assert_int_equal(vp_receipt_parse(bytes, length, "x", &place->collection, &found, NULL), VP_E_FORMAT);
  }
  free(bytes);
}

static void a_hash_made_in_pieces_is_that_of_the_whole(void **state) {
  struct vp_hasher *hasher;
  uint8_t hash[32], whole[32];
  (void)state;
  assert_int_equal(vp_hasher_open(&hasher), VP_OK);
  vp_hasher_update(hasher, "ab", 2);
  vp_hasher_update(hasher, NULL, 0);
  vp_hasher_update(hasher, "c", 1);
  vp_hasher_finish(hasher, hash);
  crypto_generichash(whole, 32, (const uint8_t *)"abc", 3, NULL, 0);
  assert_memory_equal(hash, whole, 32);
}

/* --- withdrawal codes -------------------------------------------------------------------------------------------- */

static void a_slip_in_a_withdrawal_code_is_noticed(void **state) {
  (void)state;
  for (int round = 0; round < 300; round++) {
    char code[VP_WITHDRAWAL_DIGITS + 1];
    vp_withdrawal_code_new(code);
    assert_int_equal(strlen(code), VP_WITHDRAWAL_DIGITS);
    assert_true(vp_withdrawal_code_valid(code));
    for (int i = 0; i < VP_WITHDRAWAL_DIGITS; i++) {
      char right = code[i];
      for (int digit = '0'; digit <= '9'; digit++) {
        code[i] = (char)digit;
        assert_int_equal(vp_withdrawal_code_valid(code), digit == right);
      }
      code[i] = right;
      if (i == 0 || code[i - 1] == right)
        continue;
      code[i] = code[i - 1]; /* swapped with its neighbour */
      code[i - 1] = right;
      assert_false(vp_withdrawal_code_valid(code));
      code[i - 1] = code[i];
      code[i] = right;
    }
  }
  assert_true(vp_withdrawal_code_valid("123456784")); /* by the published tables */
  assert_false(vp_withdrawal_code_valid("12345678"));
  assert_false(vp_withdrawal_code_valid("1234567840"));
  assert_false(vp_withdrawal_code_valid("12345678x"));
  assert_false(vp_withdrawal_code_valid(""));
  assert_false(vp_withdrawal_code_valid(NULL));
}

static void withdrawal_codes_use_every_digit_evenly(void **state) {
  unsigned seen[VP_WITHDRAWAL_DIGITS][10] = {0};
  (void)state;
  for (int round = 0; round < 20000; round++) {
    char code[VP_WITHDRAWAL_DIGITS + 1];
    vp_withdrawal_code_new(code);
    for (int i = 0; i < VP_WITHDRAWAL_DIGITS; i++)
      seen[i][code[i] - '0']++;
  }
  for (int i = 0; i < VP_WITHDRAWAL_DIGITS; i++)
    for (int digit = 0; digit < 10; digit++)
      assert_in_range(seen[i][digit], 1700, 2300); /* 2000 ± 7 standard deviations */
}

static void a_withdrawal_code_is_kept_as_a_hash_of_its_kiosk(void **state) {
  struct vp_id one = vector_id(2), two = vector_id(3);
  uint8_t hash[3][32];
  (void)state;
  assert_int_equal(vp_withdrawal_code_hash("123456784", &one, hash[0]), VP_OK);
  assert_int_equal(vp_withdrawal_code_hash("123456784", &one, hash[1]), VP_OK);
  assert_int_equal(vp_withdrawal_code_hash("123456784", &two, hash[2]), VP_OK);
  assert_memory_equal(hash[0], hash[1], 32);
  assert_memory_not_equal(hash[0], hash[2], 32);
  assert_int_equal(vp_withdrawal_code_hash("123456785", &one, hash[0]), VP_E_INVALID);
}

/* --- fingerprints ------------------------------------------------------------------------------------------------ */

/* One letter changed, left out or put in. */
static bool is_one_letter_apart(const char *a, const char *b) {
  size_t m = strlen(a), n = strlen(b), from = 0, back = 0;
  while (from < m && from < n && a[from] == b[from])
    from++;
  while (back < m - from && back < n - from && a[m - 1 - back] == b[n - 1 - back])
    back++;
  return m - from - back <= 1 && n - from - back <= 1;
}

static void the_words_are_256_and_none_is_taken_for_another(void **state) {
  (void)state;
  for (int i = 0; i < SEAL_WORDS; i++) {
    const char *word = seal_words[i];
    assert_non_null(word);
    assert_in_range(strlen(word), 3, 8);
    assert_int_equal(strspn(word, "abcdefghijklmnopqrstuvwxyz"), strlen(word));
    if (i > 0)
      assert_true(strcmp(seal_words[i - 1], word) < 0);
    for (int j = 0; j < i; j++) {
      size_t shorter = strlen(word) < strlen(seal_words[j]) ? strlen(word) : strlen(seal_words[j]);
      if (strncmp(word, seal_words[j], shorter < 4 ? shorter : 4) == 0 || is_one_letter_apart(word, seal_words[j]))
        fail_msg("%s and %s", word, seal_words[j]);
    }
  }
}

static void a_fingerprint_has_eight_words_and_depends_on_every_part(void **state) {
  const struct place *place = *state;
  struct vp_collection other = place->collection;
  char words[128], changed[128], little[5];
  vp_collection_fingerprint(&other, words, sizeof words);
  int spaces = 0;
  for (const char *c = words; *c; c++)
    spaces += *c == ' ';
  assert_int_equal(spaces, VP_FINGERPRINT_WORDS - 1);
  uint8_t *const parts[] = {other.id.bytes, other.seal_public, other.sign_public};
  for (size_t i = 0; i < VP_COUNT(parts); i++) {
    parts[i][15] ^= 1;
    vp_collection_fingerprint(&other, changed, sizeof changed);
    assert_string_not_equal(words, changed);
    assert_false(vp_collection_same(&other, &place->collection));
    parts[i][15] ^= 1;
  }
  strcpy(other.name, "een andere naam");
  vp_collection_fingerprint(&other, changed, sizeof changed);
  assert_string_equal(words, changed);
  assert_true(vp_collection_same(&other, &place->collection));
  vp_kiosk_fingerprint(&other.id, other.sign_public, changed, sizeof changed);
  assert_string_not_equal(words, changed);
  vp_collection_fingerprint(&other, little, sizeof little); /* whole words or none */
  assert_true(strlen(little) == 0 || strncmp(little, words, strlen(little)) == 0);
}

static void assert_file_equal(const char *one, const char *two) {
  uint8_t *bytes[2];
  size_t length = load(one, &bytes[0]);
  assert_int_equal(load(two, &bytes[1]), length);
  assert_memory_equal(bytes[0], bytes[1], length);
  free(bytes[0]);
  free(bytes[1]);
}

static void keys_and_receipts_are_written_as_those_in_the_tree(void **state) {
  const struct place *place = *state;
  struct vp_collection found;
  struct vp_collection_secret secret;
  struct vp_kiosk_key kiosk;
  struct vp_receipt_item items[2];
  struct vp_receipt receipt = {vector_id(1), vector_id(2), vector_utc_ms, items, 2};
  char path[128];
  in(place, "a", path);
  OK(vp_collection_unlock(DATA("staff.vpk"), VECTOR_PASSPHRASE, strlen(VECTOR_PASSPHRASE), &found, &secret, &why));
  assert_memory_equal(&secret, &place->secret, sizeof secret);
  assert_memory_equal(&found, &place->collection, sizeof found);
  OK(vp_collection_write(path, &place->collection, NULL, NULL, 0, 0, &why));
  assert_file_equal(path, DATA("courier.vpk"));
  vector_receipt_items(items);
  OK(vp_receipt_write(path, &receipt, &place->secret, &why));
  assert_file_equal(path, DATA("receipts.vpr"));
  OK(vp_kiosk_key_open(DATA("kiosk.key"), 1, &kiosk, &why));
  assert_memory_equal(&kiosk, &place->kiosk, sizeof kiosk);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      SEAL_TEST(a_collection_comes_back_from_its_files),
      SEAL_TEST(a_wrong_passphrase_opens_nothing),
      SEAL_TEST(a_key_file_with_any_bit_flipped_or_byte_missing_is_refused),
      SEAL_TEST(a_hostile_file_cannot_make_us_take_time_or_memory),
      SEAL_TEST(a_collection_has_a_name_that_can_be_shown),
      SEAL_TEST(a_collection_is_written_with_its_own_keys_only),
      SEAL_TEST(a_kiosk_key_is_made_once_and_kept),
      SEAL_TEST(a_damaged_kiosk_key_is_said_and_never_replaced),
      SEAL_TEST(receipts_come_back),
      SEAL_TEST(forged_receipts_are_refused),
      SEAL_TEST(a_count_of_receipts_that_is_not_there_is_refused),
      SEAL_TEST(a_hash_made_in_pieces_is_that_of_the_whole),
      SEAL_TEST(a_slip_in_a_withdrawal_code_is_noticed),
      SEAL_TEST(withdrawal_codes_use_every_digit_evenly),
      SEAL_TEST(a_withdrawal_code_is_kept_as_a_hash_of_its_kiosk),
      SEAL_TEST(the_words_are_256_and_none_is_taken_for_another),
      SEAL_TEST(a_fingerprint_has_eight_words_and_depends_on_every_part),
      SEAL_TEST(keys_and_receipts_are_written_as_those_in_the_tree),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
