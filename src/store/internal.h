/* What the files of the store share: the connection, its statements, and the one place where SQLite's results become
 * ours. A connection belongs to one thread, so nothing here is locked. */
#ifndef VERTELPUNT_STORE_INTERNAL_H
#define VERTELPUNT_STORE_INTERNAL_H

#include <sqlite3.h>

#include <vertelpunt/store.h>

enum { STORE_PATH = 1024, STORE_JOURNAL_ROWS = 10000 };

/* Every statement of the room; prepared when first used, kept as long as the connection. */
enum store_sql {
  SQL_BEGIN,
  SQL_COMMIT,
  SQL_ROLLBACK,
  SQL_COLLECTION_GET,
  SQL_COLLECTION_SET,
  SQL_JOURNAL_ADD,
  SQL_JOURNAL_TRIM,
  SQL_TAKE_ADD,
  SQL_TAKE_REPLACED,
  SQL_TAKE_FIND,
  SQL_TAKE_GROW,
  SQL_CHUNK_ADD,
  SQL_TAKE_KEEP,
  SQL_TAKE_INTERRUPT,
  SQL_TAKES_LEFT_OPEN,
  SQL_DELETE,
  SQL_STORY,
  SQL_STORY_NUMBER,
  SQL_CHUNKS_GET,
  SQL_TALLY,
  SQL_OLDEST,
  SQL_WAITING,
  SQL_WAITING_BYTES,
  SQL_FILE_SET,
  SQL_FILE_GET,
  SQL_RECEIVE,
  SQL_OLDEST_RECEIVED,
  SQL_FREE_BYTES,
  SQL_COUNT
};

struct vp_store {
  sqlite3 *db;
  char folder[STORE_PATH];
  uint64_t reserve_bytes, low_bytes;
  bool truncate_due; /* something was deleted and a reader kept the WAL from being cut: tried again at the next write */
  uint8_t *buffer;   /* a few chunks, while they are being handed on */
  size_t buffer_size;
  sqlite3_stmt *statements[SQL_COUNT];
};

/* A reset statement without bindings, or NULL: the reason is with sqlite3_errcode. */
sqlite3_stmt *store_statement(struct vp_store *store, enum store_sql sql);
/* Steps to the end; *changed (may be NULL) is how many rows it touched. SQLITE_OK or SQLite's error. */
int store_finish(struct vp_store *store, sqlite3_stmt *statement, int *changed);
int store_begin(struct vp_store *store);
/* Commits if result is SQLITE_OK, else rolls back. Returns result, or the commit's own error. */
int store_end(struct vp_store *store, int result);
/* The vp_error for one of SQLite's; VP_OK for OK, ROW and DONE. */
int store_code(struct vp_store *store, int result);
/* The same, and *fault filled with SQLite's words. */
int store_fault(struct vp_store *store, int result, const char *doing, struct vp_fault *fault);
int store_bind_id(sqlite3_stmt *statement, int column, const struct vp_id *id);
bool store_column_bytes(sqlite3_stmt *statement, int column, void *bytes, size_t size); /* false: another length */
void store_column_text(sqlite3_stmt *statement, int column, char *text, size_t size);
/* Cuts the WAL to nothing if a deletion asks for it and nobody reads; waits at most wait_ms. */
void store_truncate(struct vp_store *store, int wait_ms);

enum { STORE_BUSY_MS = 10000, STORE_APPLICATION = 0x56505354 /* "VPST" */ };

int store_schema_version(void);
/* Brings the database from its user_version to ours, a transaction a step. */
int store_migrate(sqlite3 *db, int from);

#endif
