/* Keys and sealed stories (libsodium). Whoever holds a kiosk or a drive holds public keys and ciphertext only.
 *
 * Formats (little-endian, offsets in bytes; one reader and one writer here, one reader in the viewer):
 *
 *   sealed story .vps   0  magic "VPSTORY1" (the last character is the version)
 *                       8  16  story id          24  16  collection id        40  16  kiosk id
 *                      56  80  stream key, sealed to the collection (crypto_box_seal of 32 bytes)
 *                     136  24  header of crypto_secretstream_xchacha20poly1305
 *                     160      frames: u32 length of the ciphertext (18 … VP_FRAME_MAX+17), ciphertext;
 *                              the additional data of every frame is bytes 0…159 for the first, empty after;
 *                              the tag of a frame is MESSAGE (0); the last one has FINAL (3), or there is none
 *                              (interrupted); nothing follows a FINAL frame
 *                     end-68   u32 0 ends the frames
 *                     end-64   the kiosk's Ed25519 signature (Ed25519ph, crypto_sign_init/update/final) over all before it
 *   A frame's plaintext is one byte of enum vp_frame and its content. A later version changes the magic's version, so an
 *   unknown frame or tag is damage. The story id, collection id and kiosk id are vouched for once a frame has opened.
 *
 *   collection.vpk      0  magic "VPKEY001" (the last three characters are the version)
 *                       8  16  collection id     24  i64 UTC ms when it was made
 *                      32  32  public key to seal to (X25519)      64  32  public key to verify with (Ed25519)
 *                      96  u32 n, bytes of the name, 1 … 95       100  n   the name, UTF-8 without control characters
 *                   100+n  64  Ed25519 signature of the collection over bytes 0 … 99+n
 *     A courier's file ends here. On staff's own drive the secret part follows; with s = 164+n:
 *                       s  u32 Argon2id passes (t, 1 … 8)         s+4  u32 Argon2id memory in KiB (m, 8 … 1,048,576)
 *                     s+8  16  salt          s+24  24  nonce
 *                    s+48  48  crypto_secretbox_easy of the seed: Poly1305 tag (16), ciphertext (32); its key is
 *                              32 bytes of Argon2id version 1.3 (0x13), one lane, of the passphrase's bytes
 *                    s+96  64  Ed25519 signature of the collection over bytes 0 … s+95
 *     The file has 164+n or 324+n bytes, no others. From the seed (both with subkey id 1):
 *       X25519:  crypto_box_seed_keypair (crypto_kdf_derive_from_key (32 bytes, 1, "vp-seal_", seed))
 *       Ed25519: crypto_sign_seed_keypair(crypto_kdf_derive_from_key (32 bytes, 1, "vp-sign_", seed))
 *     A reader verifies both signatures first, then bounds t and m, and after opening checks that the seed gives the two
 *     public keys of the file.
 *
 *   kiosk.key           0  magic "VPKIOSK1"     8  16  kiosk id    24  i64 UTC ms when it was made
 *                      32  32  seed (crypto_sign_seed_keypair)     64  32  public key (Ed25519)
 *                      96  64  its own Ed25519 signature over bytes 0 … 95, which shows damage; 160 bytes in all
 *
 *   receipts (.vpr)     0  magic "VPRECPT1"     8  16  collection id    24  16  kiosk id
 *                      40  i64 UTC ms when it was made (the desk's clock)
 *                      48  u32 count            52  count times: 16 story id, 32 BLAKE2b-256 of the whole .vps file
 *                     end-64   Ed25519 signature of the collection over all before; 116 + 48·count bytes in all
 *
 *   fingerprints        the first 8 bytes of BLAKE2b-256 ("VPWORDSC", collection id, X25519 key, Ed25519 key), or of
 *                       ("VPWORDSK", kiosk id, Ed25519 key): each byte a word of the list in tests/data/seal/words.txt
 *
 *   All signatures but a story's are plain Ed25519 (crypto_sign_detached). Test vectors of everything: tests/data/seal.
 *
 * Any thread; a struct belongs to one thread at a time. Secrets are wiped by the _wipe functions and on every error path.
 * vp_seal_init must have returned VP_OK before anything else here. */
#ifndef VERTELPUNT_SEAL_H
#define VERTELPUNT_SEAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <vertelpunt/error.h>
#include <vertelpunt/id.h>

enum {
  VP_FRAME_MAX = 64 * 1024,     /* bytes of a frame's plaintext, with its first byte */
  VP_STORY_HEAD = 160,          /* bytes before the first frame */
  VP_SEALED_KEY = 80,
  VP_STREAM_HEADER = 24,
  VP_SIGNATURE = 64,
  VP_COLLECTION_NAME = 96,      /* bytes, with the terminator */
  VP_COLLECTION_FILE_MAX = 4096,
  VP_FINGERPRINT_WORDS = 8,
  VP_RECEIPT_FILE_MAX = 64 * 1024 * 1024,
  VP_WITHDRAWAL_DIGITS = 9,
};

enum vp_frame {
  VP_FRAME_METADATA = 1, /* JSON object; a later one replaces an earlier one */
  VP_FRAME_AUDIO = 2,    /* the next bytes of one Ogg Opus stream */
  VP_FRAME_TEXT = 3,     /* UTF-8; a later one replaces an earlier one (drafts while typing) */
  VP_FRAME_MARK = 4,     /* JSON object about a moment of the take (samples dropped, pause, microphone lost) */
};

int vp_seal_init(void);
void vp_seal_wipe(void *memory, size_t size); /* sodium_memzero, for rooms that hold secrets for a while */
void vp_seal_random(void *memory, size_t size);

/* --- collection ---------------------------------------------------------------------------------------------- */

struct vp_collection { /* public; plain data, copy freely */
  struct vp_id id;
  char name[VP_COLLECTION_NAME]; /* UTF-8, 1 … 95 bytes, no control characters */
  int64_t created_utc_ms;
  uint8_t seal_public[32]; /* X25519 */
  uint8_t sign_public[32]; /* Ed25519 */
  /* Of all above, by its own key; vp_collection_write needs it where it has no secret. Comes from _new and from reading
   * the file; zero where only the keys were kept (the store, the library): such a collection can do all but be written. */
  uint8_t signature[VP_SIGNATURE];
};

struct vp_collection_secret { /* staff only; wipe after use */
  uint8_t seed[32];        /* both secret keys are derived from it (crypto_kdf, contexts "vp-seal_" and "vp-sign_") */
  uint8_t seal_secret[32];
  uint8_t sign_secret[64];
};

int vp_collection_new(const char *name, int64_t utc_ms, struct vp_collection *collection,
                      struct vp_collection_secret *secret, struct vp_fault *fault);
void vp_collection_secret_wipe(struct vp_collection_secret *secret);

/* collection.vpk, durably; the layout is above. secret NULL: the public file, as on couriers; else staff's own, mode 0600.
 * Passphrase: UTF-8 bytes as typed, at least 1; Argon2id with 3 passes over 256 MiB (memory_kib 0, the default) takes
 * about a second: not on the UI thread. VP_E_INVALID: no signature of the collection, or another collection's secret. */
int vp_collection_write(const char *path, const struct vp_collection *collection,
                        const struct vp_collection_secret *secret, const char *passphrase, size_t passphrase_length,
                        unsigned memory_kib, struct vp_fault *fault);
/* Verifies before it parses. has_secret may be NULL. Errors: VP_E_NOT_FOUND, VP_E_FORMAT, VP_E_VERSION, VP_E_AUTHENTIC. */
int vp_collection_read(const char *path, struct vp_collection *collection, bool *has_secret, struct vp_fault *fault);
int vp_collection_parse(const unsigned char *bytes, size_t length, const char *name, struct vp_collection *collection,
                        bool *has_secret, struct vp_fault *fault);
/* VP_E_AUTHENTIC: wrong passphrase. VP_E_NOT_FOUND: the file holds no secret. Bounds the file's Argon2id parameters. */
int vp_collection_unlock(const char *path, const char *passphrase, size_t passphrase_length,
                         struct vp_collection *collection, struct vp_collection_secret *secret, struct vp_fault *fault);
/* Eight words (64 bits) of a list of 256 common Dutch words without look-alikes, parted by spaces: for people to compare
 * by eye and ear. Of the public keys and the id. text: at least 128 bytes. */
void vp_collection_fingerprint(const struct vp_collection *collection, char *text, size_t size);
bool vp_collection_same(const struct vp_collection *a, const struct vp_collection *b); /* id and both keys */

/* --- kiosk ---------------------------------------------------------------------------------------------------- */

struct vp_kiosk_key { /* secret; belongs to one kiosk, made at its first start */
  struct vp_id id;
  uint8_t sign_public[32];
  uint8_t sign_secret[64];
};

/* Reads path, or makes it (mode 0600). A damaged file is VP_E_FORMAT, never replaced. One process at a time: the store's
 * lock sees to that. */
int vp_kiosk_key_open(const char *path, int64_t utc_ms, struct vp_kiosk_key *key, struct vp_fault *fault);
/* Words for a kiosk's public key, as for a collection. */
void vp_kiosk_fingerprint(const struct vp_id *id, const uint8_t sign_public[32], char *text, size_t size);

/* --- writing a take --------------------------------------------------------------------------------------------- */

struct vp_story_head { /* the first VP_STORY_HEAD bytes of the file, as a struct; kept in the store with the take */
  struct vp_id story, collection, kiosk;
  uint8_t sealed_key[VP_SEALED_KEY];
  uint8_t stream_header[VP_STREAM_HEADER];
};
void vp_story_head_pack(const struct vp_story_head *head, uint8_t bytes[VP_STORY_HEAD]);
int vp_story_head_unpack(const uint8_t bytes[VP_STORY_HEAD], struct vp_story_head *head); /* VP_E_FORMAT, VP_E_VERSION */

struct vp_sealer; /* the writing half of a take; holds the open key until closed */
/* A fresh key, sealed at once. VP_E_NO_MEMORY, VP_E_INVALID (the collection's key is none). */
int vp_sealer_open(const struct vp_collection *collection, const struct vp_id *story, const struct vp_id *kiosk,
                   struct vp_story_head *head, struct vp_sealer **sealer);
/* One frame, final or not: sealed into out (VP_SEALED_FRAME(length) bytes, the u32 length in front), *sealed_bytes of it.
 * content_length <= VP_FRAME_MAX - 1. After a final frame: VP_E_INVALID. */
#define VP_SEALED_FRAME(content_length) (4u + 1u + (content_length) + 17u)
int vp_sealer_push(struct vp_sealer *sealer, enum vp_frame frame, const void *content, size_t content_length, bool final,
                   uint8_t *out, size_t *sealed_bytes);
/* The open key, for hearing back (vp_opener_open_with_key). Valid until the sealer is closed. */
const uint8_t *vp_sealer_key(const struct vp_sealer *sealer);
void vp_sealer_close(struct vp_sealer *sealer); /* wipes; NULL is fine */

/* --- opening ---------------------------------------------------------------------------------------------------- */

struct vp_opener;
int vp_opener_open_with_key(const struct vp_story_head *head, const uint8_t key[32], struct vp_opener **opener);
int vp_opener_open(const struct vp_story_head *head, const struct vp_collection *collection,
                   const struct vp_collection_secret *secret, struct vp_opener **opener);
/* Opens one ciphertext (without its u32 length) into out (at least length bytes). *content points into out, behind the
 * frame's first byte. VP_E_AUTHENTIC: damaged, or not the next frame (the next one still opens). VP_E_FORMAT: an unknown
 * frame. VP_E_INVALID: after a final or an unknown frame. */
int vp_opener_pull(struct vp_opener *opener, const uint8_t *sealed, size_t length, uint8_t *out, enum vp_frame *frame,
                   const uint8_t **content, size_t *content_length, bool *final);
void vp_opener_close(struct vp_opener *opener); /* wipes; NULL is fine */

/* A whole opened story, from a .vps file. Whoever has the public key can make one: only what is signed_by_kiosk comes from
 * that kiosk, and even then JSON and text are bytes to check before use. */
struct vp_story_content {
  struct vp_story_head head;
  char *metadata;      /* the last metadata frame, terminated; "" if none; owned */
  size_t metadata_length;
  char *text;          /* the last text frame, terminated; "" if none; owned */
  size_t text_length;
  uint8_t *audio;      /* Ogg Opus; owned, may be NULL */
  size_t audio_length;
  char *marks;         /* all mark frames, one JSON object a line, terminated; owned */
  size_t marks_length;
  bool complete;       /* the FINAL tag was there, and the file is whole to its end: neither interrupted nor damaged */
  bool damaged;        /* a frame did not open, the file was cut off, or has more behind its end: what came before is here */
  bool signed_by_kiosk; /* the signature verified with the public key that was given */
};
/* Verifies, opens, bounds. kiosk_public NULL: the signature is not looked at. A bad signature is no error: it shows in
 * signed_by_kiosk. An interrupted or damaged story is no error either: what opens is there.
 * Errors: VP_E_NOT_FOUND, VP_E_FORMAT (not a story), VP_E_VERSION, VP_E_AUTHENTIC (another collection's), VP_E_TOO_LARGE
 * (above size_limit bytes, 0: 4 GiB - 1), VP_E_NO_MEMORY, VP_E_IO. */
int vp_story_read(const char *path, const struct vp_collection *collection, const struct vp_collection_secret *secret,
                  const uint8_t *kiosk_public, uint64_t size_limit, struct vp_story_content *content,
                  struct vp_fault *fault);
int vp_story_parse(const uint8_t *bytes, size_t length, const struct vp_collection *collection,
                   const struct vp_collection_secret *secret, const uint8_t *kiosk_public,
                   struct vp_story_content *content, struct vp_fault *fault);
void vp_story_content_wipe(struct vp_story_content *content); /* wipes and frees what it owns */

/* Signing while a file is written: update with every byte before the signature, then finish. */
struct vp_signer;
int vp_signer_open(const struct vp_kiosk_key *key, struct vp_signer **signer);
void vp_signer_update(struct vp_signer *signer, const void *bytes, size_t length);
int vp_signer_finish(struct vp_signer *signer, uint8_t signature[VP_SIGNATURE]); /* closes it, always */
void vp_signer_close(struct vp_signer *signer);                                 /* for error paths; NULL is fine */
/* One-shot detached Ed25519 for small documents (kiosk.json's signature). */
int vp_kiosk_sign(const struct vp_kiosk_key *key, const void *bytes, size_t length, uint8_t signature[VP_SIGNATURE]);
bool vp_signature_valid(const uint8_t sign_public[32], const void *bytes, size_t length, const uint8_t signature[VP_SIGNATURE]);

/* --- receipts ---------------------------------------------------------------------------------------------------- */

/* inbox/receipts/<kiosk>.vpr, laid out as above. Verified before parsed. Whether it is for this kiosk is the caller's to
 * check. */
struct vp_receipt_item {
  struct vp_id story;
  uint8_t file_hash[32];
};
struct vp_receipt {
  struct vp_id collection, kiosk;
  int64_t made_utc_ms;
  struct vp_receipt_item *items; /* owned */
  size_t count;
};
int vp_receipt_write(const char *path, const struct vp_receipt *receipt, const struct vp_collection_secret *secret,
                     struct vp_fault *fault);
/* Errors: VP_E_AUTHENTIC (not this collection's signature), VP_E_FORMAT, VP_E_TOO_LARGE, VP_E_VERSION, VP_E_NOT_FOUND. */
int vp_receipt_read(const char *path, const struct vp_collection *collection, struct vp_receipt *receipt,
                    struct vp_fault *fault);
int vp_receipt_parse(const uint8_t *bytes, size_t length, const char *name, const struct vp_collection *collection,
                     struct vp_receipt *receipt, struct vp_fault *fault);
void vp_receipt_free(struct vp_receipt *receipt);

/* BLAKE2b-256, streaming. */
struct vp_hasher;
int vp_hasher_open(struct vp_hasher **hasher);
void vp_hasher_update(struct vp_hasher *hasher, const void *bytes, size_t length);
void vp_hasher_finish(struct vp_hasher *hasher, uint8_t hash[32]); /* closes it */

/* --- withdrawal code --------------------------------------------------------------------------------------------- */

/* Nine decimal digits, the last a check digit (Verhoeff), so that a slip is noticed. Uniform random. */
void vp_withdrawal_code_new(char code[VP_WITHDRAWAL_DIGITS + 1]);
/* Nine digits with the right check digit, and nothing else. NULL is not. */
bool vp_withdrawal_code_valid(const char *code);
/* What the store keeps instead of the code: Argon2id (interactive, 64 MiB: about 0.1 s, not on the UI thread) with the
 * kiosk id as salt. VP_E_INVALID: not a valid code. VP_E_NO_MEMORY. */
int vp_withdrawal_code_hash(const char *code, const struct vp_id *kiosk, uint8_t hash[32]);

#endif
