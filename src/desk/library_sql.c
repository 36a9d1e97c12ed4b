/* SQLite as the library uses it: errors in our words, and the few shapes of statements. */
#include "library.h"

#include <stdlib.h>
#include <string.h>

static int code_of(int sqlite_code) {
  switch (sqlite_code & 0xFF) {
  case SQLITE_FULL:
    return VP_E_NO_SPACE;
  case SQLITE_READONLY:
    return VP_E_READ_ONLY;
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
    return VP_E_BUSY;
  case SQLITE_CORRUPT:
  case SQLITE_NOTADB:
    return VP_E_FORMAT;
  case SQLITE_NOMEM:
    return VP_E_NO_MEMORY;
  case SQLITE_PERM:
  case SQLITE_AUTH:
    return VP_E_DENIED;
  default:
    return VP_E_IO;
  }
}

static const char *advice_for(int code) {
  switch (code) {
  case VP_E_NO_SPACE:
    return "Make room on that disk and do it again; nothing is lost.";
  case VP_E_READ_ONLY:
  case VP_E_DENIED:
    return "Choose a folder that you may write in.";
  case VP_E_BUSY:
    return "Wait until the other program has ended.";
  case VP_E_FORMAT:
    return "Put back a copy of the library, or collect into a new folder from the drives.";
  default:
    return NULL;
  }
}

int sql_fault(sqlite3 *db, const char *doing, const char *object, struct vp_fault *fault) {
  int code = code_of(db ? sqlite3_extended_errcode(db) : SQLITE_NOMEM);
  return vp_fault_set(fault, code, doing, object, advice_for(code), "%s", db ? sqlite3_errmsg(db) : "out of memory");
}

int sql_run(struct library *library, const char *sql, struct vp_fault *fault) {
  return sqlite3_exec(library->db, sql, NULL, NULL, NULL) == SQLITE_OK
             ? VP_OK
             : sql_fault(library->db, "using the library", library->folder, fault);
}

int sql_prepare(struct library *library, const char *sql, sqlite3_stmt **statement, struct vp_fault *fault) {
  return sqlite3_prepare_v2(library->db, sql, -1, statement, NULL) == SQLITE_OK
             ? VP_OK
             : sql_fault(library->db, "using the library", library->folder, fault);
}

int sql_finish(struct library *library, sqlite3_stmt *statement, struct vp_fault *fault) {
  int result = SQLITE_ROW;
  while (result == SQLITE_ROW)
    result = sqlite3_step(statement);
  int code = result == SQLITE_DONE ? VP_OK : sql_fault(library->db, "using the library", library->folder, fault);
  sqlite3_finalize(statement);
  return code;
}

bool sql_blob(sqlite3_stmt *statement, int column, void *bytes, size_t length) {
  const void *value = sqlite3_column_blob(statement, column);
  if (!value || sqlite3_column_bytes(statement, column) != (int)length)
    return false;
  memcpy(bytes, value, length);
  return true;
}

void *sql_grow(void *items, size_t count, size_t size) {
  if (count > 0 && (count & (count - 1)) != 0) /* room is doubled at each power of two */
    return items;
  size_t room = count == 0 ? 1 : count * 2;
  void *grown = room > SIZE_MAX / size ? NULL : realloc(items, room * size);
  if (!grown)
    free(items);
  return grown;
}
