/* Makes the test vectors of the seal, byte for byte the same each time: the seeds are fixed, and libsodium is given a
 * source of "randomness" that counts. With --check it makes them in memory's stead in a folder of its own and compares:
 * whoever changes a format by accident finds out here, before a kiosk in the field does.
 *
 *   make_vectors FOLDER            writes them
 *   make_vectors --check FOLDER    exit 1 if FOLDER holds anything else
 *   make_vectors --corpus FOLDER   writes the seeds of the fuzzers into FOLDER/{story,collection,receipt} */
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <vertelpunt/file.h>

#include "vectors.h"

/* --- a source of bytes that is the same each time ---------------------------------------------------------------- */

static uint64_t counter; /* this program has one thread, and libsodium's interface has no place for a context */

static void counted_bytes(void *const to, const size_t size) {
  uint8_t *bytes = to, block[32], seed[8];
  for (size_t at = 0; at < size; at += sizeof block) {
    size_t part = size - at < sizeof block ? size - at : sizeof block;
    seal_put_i64(seed, (int64_t)++counter);
    crypto_generichash(block, sizeof block, seed, sizeof seed, NULL, 0);
    memcpy(bytes + at, block, part);
  }
}

static uint32_t counted_number(void) {
  uint8_t bytes[4];
  counted_bytes(bytes, sizeof bytes);
  return seal_get_u32(bytes);
}

static const char *counted_name(void) {
  return "counting";
}

static randombytes_implementation counting = {
    .implementation_name = counted_name, .random = counted_number, .buf = counted_bytes};

/* --- files ------------------------------------------------------------------------------------------------------- */

static void must(int code, const struct vp_fault *fault, const char *what) {
  char text[1200] = "";
  if (code == VP_OK)
    return;
  if (fault)
    vp_fault_format(fault, text, sizeof text);
  fprintf(stderr, "make_vectors: %s: %s %s\n", what, vp_error_name(code), text);
  exit(1);
}

static void join(char path[PATH_MAX], const char *folder, const char *name) {
  if (snprintf(path, PATH_MAX, "%s/%s", folder, name) >= PATH_MAX)
    must(VP_E_TOO_LARGE, NULL, name);
}

static void put(const char *folder, const char *name, const void *bytes, size_t length) {
  char path[PATH_MAX];
  struct vp_fault fault = {0};
  join(path, folder, name);
  must(vp_file_write(path, bytes, length, 0644, &fault), &fault, name);
}

/* --- stories ----------------------------------------------------------------------------------------------------- */

struct file {
  uint8_t bytes[300 * 1024];
  size_t length;
};

static struct file file; /* too large for the stack; one at a time */

static void push(struct vp_sealer *sealer, enum vp_frame frame, const void *content, size_t length, bool final) {
  size_t sealed;
  must(vp_sealer_push(sealer, frame, content, length, final, file.bytes + file.length, &sealed), NULL, "sealing");
  file.length += sealed;
}

static struct vp_sealer *begin(uint8_t number) {
  struct vp_collection collection;
  struct vp_collection_secret secret;
  struct vp_story_head head;
  struct vp_sealer *sealer;
  struct vp_id story = vector_id(number), kiosk = vector_id(2);
  vector_collection(&collection, &secret);
  must(vp_sealer_open(&collection, &story, &kiosk, &head, &sealer), NULL, "sealing");
  vp_story_head_pack(&head, file.bytes);
  file.length = VP_STORY_HEAD;
  return sealer;
}

static void end(struct vp_sealer *sealer) {
  struct vp_kiosk_key kiosk;
  struct vp_signer *signer;
  vp_sealer_close(sealer);
  memset(file.bytes + file.length, 0, 4);
  file.length += 4;
  vector_kiosk(&kiosk);
  must(vp_signer_open(&kiosk, &signer), NULL, "signing");
  vp_signer_update(signer, file.bytes, file.length);
  must(vp_signer_finish(signer, file.bytes + file.length), NULL, "signing");
  file.length += VP_SIGNATURE;
}

static void make_spoken(const char *folder) {
  static uint8_t audio[VECTOR_AUDIO];
  struct vp_sealer *sealer = begin(3);
  vector_audio(audio);
  push(sealer, VP_FRAME_METADATA, VECTOR_METADATA_FIRST, strlen(VECTOR_METADATA_FIRST), false);
  push(sealer, VP_FRAME_AUDIO, audio, VECTOR_FIRST_AUDIO, false);
  push(sealer, VP_FRAME_MARK, VECTOR_MARK_FIRST, strlen(VECTOR_MARK_FIRST), false);
  push(sealer, VP_FRAME_AUDIO, audio + VECTOR_FIRST_AUDIO, VECTOR_AUDIO - VECTOR_FIRST_AUDIO, false);
  push(sealer, VP_FRAME_MARK, VECTOR_MARK_SECOND, strlen(VECTOR_MARK_SECOND), false);
  push(sealer, VP_FRAME_AUDIO, NULL, 0, false);
  push(sealer, VP_FRAME_METADATA, VECTOR_METADATA, strlen(VECTOR_METADATA), true);
  end(sealer);
  put(folder, "spoken.vps", file.bytes, file.length);
}

static void make_typed(const char *folder) {
  struct vp_sealer *sealer = begin(4);
  push(sealer, VP_FRAME_TEXT, VECTOR_TEXT_DRAFT, strlen(VECTOR_TEXT_DRAFT), false);
  push(sealer, VP_FRAME_TEXT, VECTOR_TEXT, strlen(VECTOR_TEXT), false);
  push(sealer, VP_FRAME_METADATA, VECTOR_METADATA, strlen(VECTOR_METADATA), true);
  end(sealer);
  put(folder, "typed.vps", file.bytes, file.length);
  file.bytes[file.length - 1] ^= 1;
  put(folder, "typed-unsigned.vps", file.bytes, file.length);
  put(folder, "typed-cut.vps", file.bytes, file.length - VP_SIGNATURE - 4 - 10);
  file.bytes[file.length - 1] ^= 1;
  file.bytes[VP_STORY_HEAD + VP_SEALED_FRAME(strlen(VECTOR_TEXT_DRAFT)) + 20] ^= 0x10; /* in the second frame */
  put(folder, "typed-damaged.vps", file.bytes, file.length);
}

static void make_interrupted(const char *folder) {
  struct vp_sealer *sealer = begin(5);
  push(sealer, VP_FRAME_METADATA, VECTOR_METADATA_FIRST, strlen(VECTOR_METADATA_FIRST), false);
  push(sealer, VP_FRAME_TEXT, VECTOR_TEXT_DRAFT, strlen(VECTOR_TEXT_DRAFT), false);
  end(sealer);
  put(folder, "interrupted.vps", file.bytes, file.length);
}

/* --- the rest ---------------------------------------------------------------------------------------------------- */

static void make_keys(const char *folder) {
  char path[PATH_MAX];
  struct vp_fault fault = {0};
  struct vp_collection collection;
  struct vp_collection_secret secret;
  struct vp_kiosk_key kiosk;
  uint8_t bytes[SEAL_KIOSK_FILE];
  vector_collection(&collection, &secret);
  join(path, folder, "courier.vpk");
  must(vp_collection_write(path, &collection, NULL, NULL, 0, 0, &fault), &fault, path);
  join(path, folder, "staff.vpk");
  must(vp_collection_write(path, &collection, &secret, VECTOR_PASSPHRASE, strlen(VECTOR_PASSPHRASE), VECTOR_MEMORY_KIB,
                           &fault),
       &fault, path);
  vector_kiosk(&kiosk);
  seal_kiosk_key_pack(&kiosk, vector_utc_ms, bytes);
  put(folder, "kiosk.key", bytes, sizeof bytes);
  struct vp_receipt_item items[2];
  vector_receipt_items(items);
  struct vp_receipt receipt = {vector_id(1), vector_id(2), vector_utc_ms, items, 2};
  join(path, folder, "receipts.vpr");
  must(vp_receipt_write(path, &receipt, &secret, &fault), &fault, path);
}

static void make_words(const char *folder) {
  char text[SEAL_WORDS * 9];
  size_t used = 0;
  for (int i = 0; i < SEAL_WORDS; i++)
    used += (size_t)snprintf(text + used, sizeof text - used, "%s\n", seal_words[i]);
  put(folder, "words.txt", text, used);
}

static void hex(char *to, const uint8_t *bytes, size_t length) {
  sodium_bin2hex(to, 2 * length + 1, bytes, length);
}

/* Of whoever reads the files in another language: what has to come out. */
static void make_figures(const char *folder) {
  static uint8_t audio[VECTOR_AUDIO];
  struct vp_collection collection;
  struct vp_collection_secret secret;
  struct vp_kiosk_key kiosk;
  struct vp_id kiosk_id = vector_id(2);
  uint8_t hash[32], code_hash[32];
  char id[VP_ID_TEXT], seed[65], seal_public[65], sign_public[65], kiosk_public[65], audio_hash[65], code_hex[65];
  char words[128], kiosk_words[128], text[8192];
  vector_collection(&collection, &secret);
  vector_kiosk(&kiosk);
  vector_audio(audio);
  crypto_generichash(hash, sizeof hash, audio, sizeof audio, NULL, 0);
  must(vp_withdrawal_code_hash("123456784", &kiosk_id, code_hash), NULL, "a withdrawal code");
  vp_id_format(&collection.id, id);
  hex(seed, secret.seed, 32);
  hex(seal_public, collection.seal_public, 32);
  hex(sign_public, collection.sign_public, 32);
  hex(kiosk_public, kiosk.sign_public, 32);
  hex(audio_hash, hash, 32);
  hex(code_hex, code_hash, 32);
  vp_collection_fingerprint(&collection, words, sizeof words);
  vp_kiosk_fingerprint(&kiosk.id, kiosk.sign_public, kiosk_words, sizeof kiosk_words);
  int length = snprintf(
      text, sizeof text,
      "{\n  \"name\": \"" VECTOR_NAME "\",\n  \"passphrase\": \"" VECTOR_PASSPHRASE "\",\n  \"id\": \"%s\",\n"
      "  \"created_utc_ms\": %lld,\n  \"seed\": \"%s\",\n  \"seal_public\": \"%s\",\n  \"sign_public\": \"%s\",\n"
      "  \"fingerprint\": \"%s\",\n  \"kiosk_public\": \"%s\",\n  \"kiosk_fingerprint\": \"%s\",\n"
      "  \"withdrawal_code\": \"123456784\",\n  \"withdrawal_hash\": \"%s\",\n  \"stories\": {\n"
      "    \"spoken.vps\": {\"complete\": true, \"damaged\": false, \"signed\": true, \"text_bytes\": 0,"
      " \"audio_bytes\": %d, \"audio_blake2b\": \"%s\"},\n"
      "    \"typed.vps\": {\"complete\": true, \"damaged\": false, \"signed\": true, \"text_bytes\": %zu},\n"
      "    \"typed-unsigned.vps\": {\"complete\": true, \"damaged\": false, \"signed\": false, \"text_bytes\": %zu},\n"
      "    \"typed-cut.vps\": {\"complete\": false, \"damaged\": true, \"signed\": false, \"text_bytes\": %zu},\n"
      "    \"typed-damaged.vps\": {\"complete\": false, \"damaged\": true, \"signed\": false, \"text_bytes\": %zu},\n"
      "    \"interrupted.vps\": {\"complete\": false, \"damaged\": false, \"signed\": true, \"text_bytes\": %zu}\n"
      "  }\n}\n",
      id, (long long)vector_utc_ms, seed, seal_public, sign_public, words, kiosk_public, kiosk_words, code_hex,
      VECTOR_AUDIO, audio_hash, strlen(VECTOR_TEXT), strlen(VECTOR_TEXT), strlen(VECTOR_TEXT),
      strlen(VECTOR_TEXT_DRAFT), strlen(VECTOR_TEXT_DRAFT));
  put(folder, "vectors.json", text, (size_t)length);
}

static void make_all(const char *folder) {
  make_keys(folder);
  make_spoken(folder);
  make_typed(folder);
  make_interrupted(folder);
  make_words(folder);
  make_figures(folder);
}

/* --- comparing --------------------------------------------------------------------------------------------------- */

static const char *const names[] = {"courier.vpk",       "staff.vpk",       "kiosk.key",          "receipts.vpr",
                                    "spoken.vps",        "typed.vps",       "typed-unsigned.vps", "typed-cut.vps",
                                    "typed-damaged.vps", "interrupted.vps", "words.txt",          "vectors.json"};

static int compare(const char *made, const char *kept) {
  int differ = 0;
  for (size_t i = 0; i < VP_COUNT(names); i++) {
    char path[2][PATH_MAX];
    unsigned char *bytes[2] = {NULL, NULL};
    size_t length[2] = {0, 0};
    join(path[0], made, names[i]);
    join(path[1], kept, names[i]);
    bool same = vp_file_read(path[0], sizeof file.bytes, &bytes[0], &length[0], NULL) == VP_OK &&
                vp_file_read(path[1], sizeof file.bytes, &bytes[1], &length[1], NULL) == VP_OK &&
                length[0] == length[1] && memcmp(bytes[0], bytes[1], length[0]) == 0;
    if (!same)
      fprintf(stderr, "make_vectors: %s is not what is made now\n", path[1]);
    differ |= !same;
    free(bytes[0]);
    free(bytes[1]);
    unlink(path[0]); /* our own copy, in our own folder */
  }
  return differ;
}

static int check(const char *kept) {
  char folder[] = "/tmp/vertelpunt-vectors-XXXXXX";
  if (!mkdtemp(folder))
    must(VP_E_IO, NULL, folder);
  make_all(folder);
  int differ = compare(folder, kept);
  rmdir(folder); /* best effort: it is empty and in the temporary folder */
  return differ;
}

/* --- seeds of the fuzzers ---------------------------------------------------------------------------------------- */

static void seed(const char *folder, const char *name, const uint8_t *bytes, size_t length) {
  char path[PATH_MAX];
  struct vp_fault fault = {0};
  char *slash;
  join(path, folder, name);
  slash = strrchr(path, '/');
  *slash = '\0';
  must(vp_file_make_folders(path, &fault), &fault, path);
  put(folder, name, bytes, length);
}

static void seed_stories(const char *folder) {
  static const struct {
    const char *name;
    uint8_t frames[4][2]; /* kind and length of the content; kind 0: no more */
    bool final;
  } shapes[] = {{"story/one-frame", {{VP_FRAME_METADATA, 2}}, true},
                {"story/no-frame", {{0, 0}}, false},
                {"story/all-kinds",
                 {{VP_FRAME_METADATA, 2}, {VP_FRAME_AUDIO, 90}, {VP_FRAME_MARK, 2}, {VP_FRAME_TEXT, 30}},
                 true},
                {"story/interrupted", {{VP_FRAME_AUDIO, 15}, {VP_FRAME_AUDIO, 15}}, false},
                {"story/replaced", {{VP_FRAME_TEXT, 60}, {VP_FRAME_TEXT, 3}, {VP_FRAME_TEXT, 0}}, true}};
  for (size_t i = 0; i < VP_COUNT(shapes); i++) {
    struct vp_sealer *sealer = begin((uint8_t)(10 + i));
    for (int j = 0; j < 4 && shapes[i].frames[j][0]; j++) {
      uint8_t content[100];
      memset(content, '{', sizeof content);
      bool last = j == 3 || !shapes[i].frames[j + 1][0];
      push(sealer, (enum vp_frame)shapes[i].frames[j][0], content, shapes[i].frames[j][1], last && shapes[i].final);
    }
    end(sealer);
    seed(folder, shapes[i].name, file.bytes, file.length);
  }
  seed(folder, "story/cut-in-a-frame", file.bytes, 200);
  seed(folder, "story/cut-in-the-head", file.bytes, 100);
  seed(folder, "story/more-behind-the-end", file.bytes, file.length + 3);
  file.bytes[SEAL_MAGIC - 1] = '2';
  seed(folder, "story/newer-version", file.bytes, file.length);
  seed(folder, "story/empty", file.bytes, 0);
}

static void seed_small(const char *folder, const char *vectors, const char *from, const char *kind, size_t count_at,
                       size_t version_at) {
  char path[PATH_MAX], name[96];
  uint8_t *bytes;
  size_t length;
  struct vp_fault fault = {0};
  join(path, vectors, from);
  must(vp_file_read(path, VP_COLLECTION_FILE_MAX, &bytes, &length, &fault), &fault, path);
  snprintf(name, sizeof name, "%s/%s-whole", kind, from);
  seed(folder, name, bytes, length);
  snprintf(name, sizeof name, "%s/%s-cut", kind, from);
  seed(folder, name, bytes, length - 5);
  bytes[count_at] = 0xFF;
  bytes[count_at + 3] = 0xFF;
  snprintf(name, sizeof name, "%s/%s-huge-count", kind, from);
  seed(folder, name, bytes, length);
  bytes[version_at] = '9';
  snprintf(name, sizeof name, "%s/%s-newer", kind, from);
  seed(folder, name, bytes, length);
  free(bytes);
}

static void make_corpus(const char *folder, const char *vectors) {
  seed_stories(folder);
  seed_small(folder, vectors, "courier.vpk", "collection", 96, 7);
  seed_small(folder, vectors, "staff.vpk", "collection", 96, 7);
  seed_small(folder, vectors, "receipts.vpr", "receipt", 48, 7);
}

int main(int argc, char **argv) {
  if (argc < 2 || argc > 4) {
    fprintf(stderr, "usage: make_vectors [--check] FOLDER | --corpus FOLDER VECTORS\n");
    return 2;
  }
  must(randombytes_set_implementation(&counting) == 0 ? vp_seal_init() : VP_E_IO, NULL, "libsodium");
  counter = 0; /* what libsodium took for itself at its start is not ours to depend on */
  if (argc == 4 && strcmp(argv[1], "--corpus") == 0)
    make_corpus(argv[2], argv[3]);
  else if (argc == 3 && strcmp(argv[1], "--check") == 0)
    return check(argv[2]);
  else
    make_all(argv[1]);
  return 0;
}
