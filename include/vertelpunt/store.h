/* The store: one SQLite file in the kiosk's data folder (WAL, synchronous=FULL, secure_delete), STRICT tables,
 * user_version migrations, foreign keys. Outside the seal it knows of a story: ids, times, state, method, theme, kind,
 * language, medium, length, and a hash of the withdrawal code. A connection belongs to one thread; several threads open
 * several. A commit is on the disk when the call returns. */
#ifndef VERTELPUNT_STORE_H
#define VERTELPUNT_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <vertelpunt/clock.h>
#include <vertelpunt/error.h>
#include <vertelpunt/id.h>
#include <vertelpunt/seal.h>

enum {
  VP_STORE_NAME_MAX = 33,  /* bytes of a method, theme, kind or language id, with the terminator */
  VP_CHUNK_MAX = 1024 * 1024,
};

/* One process a data folder. Takes the lock that lasts as long as the descriptor is open; makes the folder if needed.
 * VP_E_BUSY: another process has it (the fault says so, with its process id). */
int vp_store_lock(const char *folder, int *lock_fd, struct vp_fault *fault);

struct vp_store;

struct vp_store_opened { /* what opening found */
  char moved_aside[512];  /* a database that could not be read now lies here; "" if none */
  uint32_t interrupted;   /* takes that a crash or power cut left open: now listed as interrupted */
  bool fresh;             /* there was no database */
};

struct vp_store_options {
  uint64_t reserve_bytes; /* free disk space below which no chunk is taken any more; 0: 64 MiB */
  uint64_t low_bytes;     /* free disk space below which staff are told; 0: 1 GiB */
};

/* The owner opens first, once a process: migrates, checks (quick_check, if the last run did not end cleanly; of a database
 * above 64 MiB not every chunk), moves a broken file aside with its -wal (never deletes it), marks takes that were left
 * open as interrupted. opened and options may be NULL.
 * VP_E_VERSION: made by a newer program; left alone. */
int vp_store_open(const char *folder, const struct vp_store_options *options, struct vp_store **store,
                  struct vp_store_opened *opened, struct vp_fault *fault);
/* A further connection, for another thread, to a store that the owner has opened. */
int vp_store_join(const char *folder, const struct vp_store_options *options, struct vp_store **store,
                  struct vp_fault *fault);
void vp_store_close(struct vp_store *store); /* NULL is fine */

/* --- the appliance ------------------------------------------------------------------------------------------------ */

/* VP_E_NOT_FOUND: the kiosk has no collection yet. */
int vp_store_collection(struct vp_store *store, struct vp_collection *collection);
/* Enrols; once. VP_E_EXISTS: already in another collection. */
int vp_store_enrol(struct vp_store *store, const struct vp_collection *collection, struct vp_fault *fault);

struct vp_store_space {
  uint64_t free_bytes; /* of the disk, and what the database has inside it for new chunks */
  bool low;  /* below low_bytes */
  bool full; /* below reserve_bytes */
};
int vp_store_space(struct vp_store *store, struct vp_store_space *space);
/* Where space is low: deletes stories that a receipt has confirmed, oldest first, until it is not; never another.
 * *removed: how many (also after an error). */
int vp_store_make_room(struct vp_store *store, uint32_t *removed, struct vp_fault *fault);

/* What happened, for staff: a word of ours ("started", "story-kept", "drive-done", "microphone-lost"), never who or what
 * was said. detail: numbers or codes only; may be NULL. Failing is logged, no error: it stops nobody. */
void vp_store_journal(struct vp_store *store, struct vp_time when, const char *event, const char *detail);

/* --- takes and stories ------------------------------------------------------------------------------------------- */

enum vp_medium { VP_MEDIUM_SOUND = 0, VP_MEDIUM_TEXT = 1 };

enum vp_story_state {
  VP_STORY_OPEN = 0,        /* being told, or waiting for keep, again or throw away */
  VP_STORY_INTERRUPTED = 1, /* left open by a crash, a power cut or a person who walked away: not confirmed */
  VP_STORY_KEPT = 2,
  VP_STORY_RECEIVED = 3,    /* the desk's receipt is in */
};

struct vp_story_facts { /* what is known outside the seal */
  struct vp_id id, session;
  struct vp_time started;
  enum vp_medium medium;
  char method[VP_STORE_NAME_MAX], theme[VP_STORE_NAME_MAX], kind[VP_STORE_NAME_MAX], language[VP_STORE_NAME_MAX];
  char guide_version[VP_STORE_NAME_MAX], consent_version[VP_STORE_NAME_MAX];
};

/* A new take in state OPEN. replaces (may be NULL): the previous take, open or interrupted, deleted in the same
 * transaction ("again"). */
int vp_store_take_begin(struct vp_store *store, const struct vp_story_facts *facts, const struct vp_story_head *head,
                        const struct vp_id *replaces, struct vp_fault *fault);
/* BEGIN; INSERT; COMMIT: on the disk when it returns. frames: whole sealed frames as vp_sealer_push gives them, one after
 * the other. sequence counts from 0 without gaps. duration_ms: of the take, this chunk included.
 * VP_E_NO_SPACE: the reserve is reached; nothing was written, the take stays as it was (the reserve leaves room for keep). */
int vp_store_chunk(struct vp_store *store, const struct vp_id *story, uint32_t sequence, const uint8_t *frames,
                   size_t length, int64_t duration_ms, struct vp_fault *fault);
/* Last chunk (length 0: none) and state KEPT in one transaction. The reserve does not hold it back. withdrawal_hash NULL:
 * no code was given. */
int vp_store_keep(struct vp_store *store, const struct vp_id *story, uint32_t sequence, const uint8_t *frames,
                  size_t length, int64_t duration_ms, struct vp_time kept, const uint8_t withdrawal_hash[32],
                  struct vp_fault *fault);
/* OPEN to INTERRUPTED: the person walked away. */
int vp_store_interrupt(struct vp_store *store, const struct vp_id *story, struct vp_fault *fault);
/* Rows gone, overwritten (secure_delete), and the WAL truncated as soon as no reader holds it. Not there: VP_OK. */
int vp_store_delete(struct vp_store *store, const struct vp_id *story, struct vp_fault *fault);

struct vp_story_row {
  struct vp_story_facts facts;
  struct vp_story_head head;
  enum vp_story_state state;
  int64_t duration_ms;
  uint32_t chunks;
  uint64_t chunk_bytes;
};
int vp_store_story(struct vp_store *store, const struct vp_id *story, struct vp_story_row *row);
/* In order; stops at the first non-zero answer and returns it. The reader may take its time: nothing is held meanwhile.
 * VP_E_NOT_FOUND: no such story, or deleted while it was read. VP_E_FORMAT: chunks of it are missing or damaged. */
typedef int (*vp_store_chunk_reader)(void *context, const uint8_t *frames, size_t length);
int vp_store_read_chunks(struct vp_store *store, const struct vp_id *story, vp_store_chunk_reader reader, void *context);

struct vp_store_counts {
  uint32_t open, interrupted, kept, received;
  int64_t oldest_waiting_utc_ms; /* of interrupted and kept; 0: none */
};
int vp_store_counts(struct vp_store *store, struct vp_store_counts *counts);

/* Stories that no receipt has confirmed (interrupted and kept), oldest first: ids after `after` (NULL: from the start),
 * up to limit. Returns how many, or an error. */
int vp_store_waiting(struct vp_store *store, const struct vp_id *after, struct vp_id *ids, int limit);
uint64_t vp_store_waiting_bytes(struct vp_store *store); /* of their chunks, for the plan */

/* The file that was made of a story (it is the same each time: Ed25519 is deterministic): its hash and length, so that a
 * later drive can be checked and a receipt compared without making it again. */
struct vp_story_file {
  struct vp_id story;
  uint8_t hash[32];                /* BLAKE2b of all its bytes */
  uint8_t signature[VP_SIGNATURE]; /* its last bytes; all zero: not known */
  uint64_t bytes;
};
/* Many, a few hundred a transaction. Stories that have been deleted meanwhile are passed over. */
int vp_store_set_files(struct vp_store *store, const struct vp_story_file *files, size_t count);
/* VP_E_NOT_FOUND: no such story, or no file has been made of it. */
int vp_store_known_file(struct vp_store *store, const struct vp_id *story, struct vp_story_file *file);
int vp_store_set_file(struct vp_store *store, const struct vp_id *story, const uint8_t file_hash[32], uint64_t file_bytes);
int vp_store_file(struct vp_store *store, const struct vp_id *story, uint8_t file_hash[32], uint64_t *file_bytes);
/* RECEIVED, if the hash is that of our file. VP_E_NOT_FOUND: not ours or unknown; VP_E_AUTHENTIC: another hash.
 * Already received: VP_OK. */
int vp_store_receive(struct vp_store *store, const struct vp_id *story, const uint8_t file_hash[32]);
struct vp_store_received {
  uint32_t confirmed; /* newly RECEIVED */
  uint32_t unknown;   /* not ours, or no file was ever made */
  uint32_t different; /* another hash: they go on waiting */
};
/* The items of a receipt that has been verified, a few hundred a transaction. */
int vp_store_receive_all(struct vp_store *store, const struct vp_receipt_item *items, size_t count,
                         struct vp_store_received *received);

#endif
