/* A library: what staff have collected. A folder with library.db, audio/<id>.opus, text/<id>.txt, and a <id>.json
 * beside each. A story is in the library when its row is; its files are there, durable, before the row is. One thread.
 */
#ifndef VERTELPUNT_DESK_LIBRARY_H
#define VERTELPUNT_DESK_LIBRARY_H

#include <jansson.h>
#include <limits.h>
#include <sqlite3.h>

#include <vertelpunt/seal.h>

/* Of a story in the library; the order is that of what to prefer. */
enum story_state {
  STORY_DAMAGED = 1,     /* not all of it opened; what did is here */
  STORY_INTERRUPTED = 2, /* never confirmed by its teller: never published */
  STORY_KEPT = 3,
};
const char *story_state_name(enum story_state state);
int story_state_parse(const char *name, enum story_state *state); /* VP_OK or VP_E_INVALID */

enum { CONTENT_NAME = 64 };

struct story { /* metadata and marks are owned: story_finish */
  struct vp_id id, kiosk;
  enum story_state state;
  bool is_signed; /* its signature matched signed_by, whoever that is */
  uint8_t signed_by[32];
  bool verified; /* signed_by is the key of a kiosk that the collection has enrolled; worked out when read */
  bool is_text;
  uint8_t sealed_hash[32]; /* of the .vps, as receipts name it */
  uint64_t sealed_bytes;
  uint8_t signature[VP_SIGNATURE];
  char content[CONTENT_NAME]; /* "audio/<id>.opus", below the library's folder; "": nothing was told */
  uint8_t content_hash[32];
  uint64_t content_bytes;
  int64_t started_utc_ms, duration_ms;
  json_t *metadata;                               /* object: what the kiosk wrote, without the withdrawal code */
  json_t *marks;                                  /* array */
  char withdrawal_code[VP_WITHDRAWAL_DIGITS + 1]; /* "": none; never leaves the library */
  bool json_is_stale;                             /* its .json tells of another origin than it has now */
};
void story_finish(struct story *story);
const char *story_text(const struct story *story, const char *key); /* of the metadata; NULL: not there */
json_t *story_json(const struct story *story);                      /* all that may be told of it; NULL: no memory */
char *story_file_text(const struct story *story);                   /* story_json as its .json file has it; free() */
bool story_content_is_own(const struct story *story); /* content is a name that this program gives, and no other */
void story_json_name(const struct story *story, char name[CONTENT_NAME]); /* "audio/<id>.json" */

struct library {
  sqlite3 *db;
  char folder[PATH_MAX];
  int lock_fd;
  bool has_collection;
  struct vp_collection collection;
};

/* For reading: it must be there. To collect: made when missing, locked against a second one, leftovers of one that was
 * killed removed. */
int library_open(const char *folder, bool collect, struct library *library, struct vp_fault *fault);
void library_close(struct library *library);
bool library_exists(const char *folder); /* a library.db is in it */
/* The folder that was named, or $VERTELPUNT_LIBRARY, or the present one. */
const char *library_folder(const char *named);
/* The first collection stays; another one is VP_E_AUTHENTIC. The fault of two that have one name tells both by their
 * words. */
int library_adopt(struct library *library, const struct vp_collection *collection, struct vp_fault *fault);
int library_path(const struct library *library, const char *name, char path[PATH_MAX], struct vp_fault *fault);

/* --- stories --------------------------------------------------------------------------------------------------------
 */

int library_find(struct library *library, const struct vp_id *id, struct story *story, struct vp_fault *fault);
int library_put(struct library *library, const struct story *story, struct vp_fault *fault);

struct story_filter { /* NULL, 0: all */
  const char *theme, *kind, *language;
  const struct vp_id *kiosk;
  enum story_state state;
  const char *prefix; /* of the id */
  bool stale_only;
};
/* Oldest first; stops at the first non-zero answer and returns it. The story is finished for the reader. */
typedef int (*story_reader)(void *context, const struct story *story);
int library_each(struct library *library, const struct story_filter *filter, story_reader reader, void *context,
                 struct vp_fault *fault);

/* --- kiosks ---------------------------------------------------------------------------------------------------------
 */

struct kiosk {
  struct vp_id id;
  uint8_t sign_public[32];
  bool enrolled;
  bool disputed; /* before it was enrolled, somebody else claimed to be it */
  char version[32];
};
int library_find_kiosk(struct library *library, const struct vp_id *id, struct kiosk *kiosk, struct vp_fault *fault);
int library_put_kiosk(struct library *library, const struct kiosk *kiosk, struct vp_fault *fault);
/* All of them, by id; *kiosks is the caller's to free. */
int library_kiosks(struct library *library, struct kiosk **kiosks, size_t *count, struct vp_fault *fault);
/* The kiosks that stories in the library come from, known or not; met: and those that have none in it yet; free(). */
int library_origins(struct library *library, bool met, struct vp_id **ids, size_t *count, struct vp_fault *fault);
/* What a receipt for that kiosk lists; free(). */
int library_receipt_items(struct library *library, const struct vp_id *kiosk, struct vp_receipt_item **items,
                          size_t *count, struct vp_fault *fault);

/* --- library_sql.c, for the files above -----------------------------------------------------------------------------
 */

int sql_fault(sqlite3 *db, const char *doing, const char *object, struct vp_fault *fault);
int sql_run(struct library *library, const char *sql, struct vp_fault *fault);
int sql_prepare(struct library *library, const char *sql, sqlite3_stmt **statement, struct vp_fault *fault);
/* Finalizes. VP_OK when it ran to its end. */
int sql_finish(struct library *library, sqlite3_stmt *statement, struct vp_fault *fault);
bool sql_blob(sqlite3_stmt *statement, int column, void *bytes, size_t length); /* false: not of that length */
/* Grows an array to hold one more; NULL: no memory, and the old one has been freed. */
void *sql_grow(void *items, size_t count, size_t size);

#endif
