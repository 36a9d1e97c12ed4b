/* Kiosks that the library has met. The key by which one introduced itself is remembered from the first time on; it is
 * trusted once staff enrol it. */
#include "library.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COLUMNS "id, sign_public, enrolled, disputed, version"

static bool read_row(sqlite3_stmt *row, struct kiosk *kiosk) {
  memset(kiosk, 0, sizeof *kiosk);
  kiosk->enrolled = sqlite3_column_int(row, 2) != 0;
  kiosk->disputed = sqlite3_column_int(row, 3) != 0;
  const char *version = (const char *)sqlite3_column_text(row, 4);
  snprintf(kiosk->version, sizeof kiosk->version, "%s", version ? version : "");
  return sql_blob(row, 0, &kiosk->id, sizeof kiosk->id) &&
         sql_blob(row, 1, kiosk->sign_public, sizeof kiosk->sign_public);
}

int library_find_kiosk(struct library *library, const struct vp_id *id, struct kiosk *kiosk, struct vp_fault *fault) {
  sqlite3_stmt *statement;
  int code = sql_prepare(library, "SELECT " COLUMNS " FROM kiosk WHERE id = ?", &statement, fault);
  if (code)
    return code;
  sqlite3_bind_blob(statement, 1, id, sizeof *id, SQLITE_STATIC);
  bool found = sqlite3_step(statement) == SQLITE_ROW && read_row(statement, kiosk);
  code = sql_finish(library, statement, fault);
  return code ? code : found ? VP_OK : VP_E_NOT_FOUND;
}

int library_put_kiosk(struct library *library, const struct kiosk *kiosk, struct vp_fault *fault) {
  sqlite3_stmt *statement;
  int code =
      sql_prepare(library, "INSERT OR REPLACE INTO kiosk (" COLUMNS ") VALUES (?, ?, ?, ?, ?)", &statement, fault);
  if (code)
    return code;
  sqlite3_bind_blob(statement, 1, &kiosk->id, sizeof kiosk->id, SQLITE_STATIC);
  sqlite3_bind_blob(statement, 2, kiosk->sign_public, sizeof kiosk->sign_public, SQLITE_STATIC);
  sqlite3_bind_int(statement, 3, kiosk->enrolled);
  sqlite3_bind_int(statement, 4, kiosk->disputed);
  sqlite3_bind_text(statement, 5, kiosk->version, -1, SQLITE_STATIC);
  return sql_finish(library, statement, fault);
}

int library_kiosks(struct library *library, struct kiosk **kiosks, size_t *count, struct vp_fault *fault) {
  sqlite3_stmt *statement;
  *kiosks = NULL;
  *count = 0;
  int code = sql_prepare(library, "SELECT " COLUMNS " FROM kiosk ORDER BY id", &statement, fault);
  if (code)
    return code;
  while (sqlite3_step(statement) == SQLITE_ROW) {
    *kiosks = sql_grow(*kiosks, *count, sizeof **kiosks);
    if (!*kiosks) {
      sqlite3_finalize(statement);
      return vp_fault_set(fault, VP_E_NO_MEMORY, "reading the kiosks", library->folder, NULL, "out of memory");
    }
    if (read_row(statement, &(*kiosks)[*count]))
      ++*count;
  }
  return sql_finish(library, statement, fault);
}

int library_origins(struct library *library, bool met, struct vp_id **ids, size_t *count, struct vp_fault *fault) {
  sqlite3_stmt *statement;
  *ids = NULL;
  *count = 0;
  int code = sql_prepare(library,
                         met ? "SELECT kiosk FROM story UNION SELECT id FROM kiosk ORDER BY 1"
                             : "SELECT DISTINCT kiosk FROM story ORDER BY kiosk",
                         &statement, fault);
  if (code)
    return code;
  while (sqlite3_step(statement) == SQLITE_ROW) {
    *ids = sql_grow(*ids, *count, sizeof **ids);
    if (!*ids) {
      sqlite3_finalize(statement);
      return vp_fault_set(fault, VP_E_NO_MEMORY, "reading the kiosks", library->folder, NULL, "out of memory");
    }
    if (sql_blob(statement, 0, &(*ids)[*count], sizeof **ids))
      ++*count;
  }
  return sql_finish(library, statement, fault);
}
