/* Statements and transactions: every SQL text that runs while stories are told stands in one table here, is prepared
 * once a connection, and SQLite's results become ours in one function. */
#include "internal.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <vertelpunt/attributes.h>

static const char *const texts[SQL_COUNT] = {
    /* IMMEDIATE: the wait for another writer is at the start, where the busy timeout works */
    [SQL_BEGIN] = "BEGIN IMMEDIATE",
    [SQL_COMMIT] = "COMMIT",
    [SQL_ROLLBACK] = "ROLLBACK",
    [SQL_COLLECTION_GET] = "SELECT id, name, created_utc_ms, seal_public, sign_public FROM collection WHERE one = 1",
    [SQL_COLLECTION_SET] = ("INSERT INTO collection (one, id, name, created_utc_ms, seal_public, sign_public)"
                            " VALUES (1, ?1, ?2, ?3, ?4, ?5)"),
    [SQL_JOURNAL_ADD] = "INSERT INTO journal (utc_ms, trust, event, detail) VALUES (?1, ?2, ?3, ?4)",
    [SQL_JOURNAL_TRIM] = "DELETE FROM journal WHERE number <= ?1",
    [SQL_TAKE_ADD] =
        ("INSERT INTO story (id, session, state, started_utc_ms, started_trust, medium, method, theme, kind,"
         " language, guide_version, consent_version, head)"
         " VALUES (?1, ?2, 0, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)"),
    [SQL_TAKE_REPLACED] = "SELECT state FROM story WHERE id = ?1",
    [SQL_TAKE_FIND] = "SELECT number, state, chunks FROM story WHERE id = ?1",
    [SQL_TAKE_GROW] = ("UPDATE story SET chunks = chunks + 1, chunk_bytes = chunk_bytes + ?2, duration_ms = ?3"
                       " WHERE number = ?1"),
    [SQL_CHUNK_ADD] = "INSERT INTO chunk (story, sequence, frames) VALUES (?1, ?2, ?3)",
    [SQL_TAKE_KEEP] = ("UPDATE story SET state = 2, duration_ms = ?2, kept_utc_ms = ?3, kept_trust = ?4,"
                       " withdrawal_hash = ?5 WHERE number = ?1"),
    [SQL_TAKE_INTERRUPT] = "UPDATE story SET state = 1 WHERE number = ?1",
    [SQL_TAKES_LEFT_OPEN] = "UPDATE story SET state = 1 WHERE state = 0",
    [SQL_DELETE] = "DELETE FROM story WHERE id = ?1",
    [SQL_STORY] = ("SELECT id, session, state, started_utc_ms, started_trust, medium, method, theme, kind, language,"
                   " guide_version, consent_version, head, duration_ms, chunks, chunk_bytes FROM story WHERE id = ?1"),
    [SQL_STORY_NUMBER] = "SELECT number, chunks FROM story WHERE id = ?1",
    [SQL_CHUNKS_GET] = ("SELECT frames, sequence FROM chunk WHERE story = ?1 AND sequence >= ?2 ORDER BY sequence"
                        " LIMIT ?3"),
    [SQL_TALLY] = "SELECT state, stories FROM tally",
    [SQL_OLDEST] = "SELECT started_utc_ms FROM story WHERE state IN (1, 2) ORDER BY started_utc_ms LIMIT 1",
    [SQL_WAITING] = "SELECT id FROM story WHERE state IN (1, 2) AND id > ?1 ORDER BY id LIMIT ?2",
    [SQL_WAITING_BYTES] = "SELECT sum(bytes) FROM tally WHERE state IN (1, 2)",
    [SQL_FILE_SET] = "UPDATE story SET file_hash = ?2, file_signature = ?3, file_bytes = ?4 WHERE id = ?1",
    [SQL_FILE_GET] = "SELECT file_hash, file_signature, file_bytes, state FROM story WHERE id = ?1",
    [SQL_RECEIVE] = "UPDATE story SET state = 3 WHERE id = ?1",
    [SQL_OLDEST_RECEIVED] = "SELECT id FROM story WHERE state = 3 ORDER BY id LIMIT 1",
    [SQL_FREE_BYTES] = "SELECT freelist_count * page_size FROM pragma_freelist_count, pragma_page_size",
};

sqlite3_stmt *store_statement(struct vp_store *store, enum store_sql sql) {
  sqlite3_stmt **slot = &store->statements[sql];
  if (*slot) {
    sqlite3_reset(*slot); /* its result is that of the last run, which has been looked at */
    sqlite3_clear_bindings(*slot);
    return *slot;
  }
  if (sqlite3_prepare_v3(store->db, texts[sql], -1, SQLITE_PREPARE_PERSISTENT, slot, NULL) != SQLITE_OK)
    return NULL;
  return *slot;
}

int store_finish(struct vp_store *store, sqlite3_stmt *statement, int *changed) {
  if (!statement)
    return sqlite3_extended_errcode(store->db);
  int result;
  while ((result = sqlite3_step(statement)) == SQLITE_ROW)
    continue;
  if (changed)
    *changed = result == SQLITE_DONE ? sqlite3_changes(store->db) : 0;
  sqlite3_reset(statement); /* says the same as the step did */
  return result == SQLITE_DONE ? SQLITE_OK : result;
}

int store_begin(struct vp_store *store) {
  return store_finish(store, store_statement(store, SQL_BEGIN), NULL);
}

int store_end(struct vp_store *store, int result) {
  if (result == SQLITE_OK)
    result = store_finish(store, store_statement(store, SQL_COMMIT), NULL);
  if (result != SQLITE_OK && !sqlite3_get_autocommit(store->db)) {
    int undone = store_finish(store, store_statement(store, SQL_ROLLBACK), NULL);
    if (undone != SQLITE_OK && !sqlite3_get_autocommit(store->db))
      return undone;
  }
  if (result == SQLITE_OK && store->truncate_due)
    store_truncate(store, 0);
  return result;
}

int store_code(struct vp_store *store, int result) {
  switch (result & 0xFF) {
  case SQLITE_OK:
  case SQLITE_ROW:
  case SQLITE_DONE:
    return VP_OK;
  case SQLITE_NOMEM:
    return VP_E_NO_MEMORY;
  case SQLITE_FULL:
    return VP_E_NO_SPACE;
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
    return VP_E_BUSY;
  case SQLITE_CORRUPT:
  case SQLITE_NOTADB:
    return VP_E_FORMAT;
  case SQLITE_READONLY:
    return VP_E_READ_ONLY;
  case SQLITE_PERM:
  case SQLITE_AUTH:
    return VP_E_DENIED;
  case SQLITE_TOOBIG:
    return VP_E_TOO_LARGE;
  case SQLITE_CONSTRAINT:
    return result == SQLITE_CONSTRAINT_UNIQUE || result == SQLITE_CONSTRAINT_PRIMARYKEY ? VP_E_EXISTS : VP_E_INVALID;
  default:
    /* the -shm and -wal files may meet the full disk before SQLite calls it FULL */
    return store->db && sqlite3_system_errno(store->db) == ENOSPC ? VP_E_NO_SPACE : VP_E_IO;
  }
}

static const char *advice_for(int code) {
  switch (code) {
  case VP_E_NO_SPACE:
    return "Make room on the disk: deliver the stories to a drive and bring back the receipts.";
  case VP_E_BUSY:
    return "Another part of the program held the database too long; try again.";
  case VP_E_READ_ONLY:
  case VP_E_DENIED:
    return "Make the data folder writable for the user that runs the kiosk.";
  case VP_E_FORMAT:
    return "Start the program again: it sets a broken database aside.";
  default:
    return NULL;
  }
}

int store_fault(struct vp_store *store, int result, const char *doing, struct vp_fault *fault) {
  int code = store_code(store, result);
  if (code == VP_OK)
    return code;
  char object[STORE_PATH + 16];
  snprintf(object, sizeof object, "%s/store.db", store->folder);
  const char *words =
      store->db && sqlite3_extended_errcode(store->db) == result ? sqlite3_errmsg(store->db) : sqlite3_errstr(result);
  return vp_fault_set(fault, code, doing, object, advice_for(code), "%s", words);
}

int store_bind_id(sqlite3_stmt *statement, int column, const struct vp_id *id) {
  return sqlite3_bind_blob(statement, column, id->bytes, sizeof id->bytes, SQLITE_TRANSIENT);
}

bool store_column_bytes(sqlite3_stmt *statement, int column, void *bytes, size_t size) {
  const void *value = sqlite3_column_blob(statement, column);
  if (!value || (size_t)sqlite3_column_bytes(statement, column) != size)
    return false;
  memcpy(bytes, value, size);
  return true;
}

void store_column_text(sqlite3_stmt *statement, int column, char *text, size_t size) {
  const unsigned char *value = sqlite3_column_text(statement, column);
  snprintf(text, size, "%s", value ? (const char *)value : "");
}

void store_truncate(struct vp_store *store, int wait_ms) {
  sqlite3_busy_timeout(store->db, wait_ms);
  int result = sqlite3_wal_checkpoint_v2(store->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
  sqlite3_busy_timeout(store->db, STORE_BUSY_MS);
  store->truncate_due = result != SQLITE_OK; /* somebody reads, or the disk is full: the next write tries again */
}
