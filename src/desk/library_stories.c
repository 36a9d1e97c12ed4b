/* Stories in the library's database: a row is the library's word that a story and its files are there. */
#include "library.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COLUMNS                                                                                                        \
  "s.id, s.kiosk, s.state, s.signed_by, s.is_text, s.sealed_hash, s.sealed_bytes, s.signature, s.content, "            \
  "s.content_hash, s.content_bytes, s.started_utc_ms, s.duration_ms, s.metadata, s.marks, s.withdrawal_code, "         \
  "s.json_verified, k.id IS NOT NULL"
/* verified: the kiosk is enrolled with just the key that the signature matched */
#define FROM " FROM story s LEFT JOIN kiosk k ON k.id = s.kiosk AND k.enrolled AND k.sign_public = s.signed_by"

static json_t *load(sqlite3_stmt *statement, int column, size_t flags) {
  const char *text = (const char *)sqlite3_column_text(statement, column);
  return text ? json_loadb(text, (size_t)sqlite3_column_bytes(statement, column), flags, NULL) : NULL;
}

static int read_row(struct library *library, sqlite3_stmt *row, struct story *story, struct vp_fault *fault) {
  memset(story, 0, sizeof *story);
  const char *content = (const char *)sqlite3_column_text(row, 8), *code = (const char *)sqlite3_column_text(row, 15);
  story->state = (enum story_state)sqlite3_column_int(row, 2);
  story->is_signed = sql_blob(row, 3, story->signed_by, sizeof story->signed_by);
  story->is_text = sqlite3_column_int(row, 4) != 0;
  story->sealed_bytes = (uint64_t)sqlite3_column_int64(row, 6);
  story->content_bytes = (uint64_t)sqlite3_column_int64(row, 10);
  story->started_utc_ms = sqlite3_column_int64(row, 11);
  story->duration_ms = sqlite3_column_int64(row, 12);
  story->verified = sqlite3_column_int(row, 17) != 0;
  story->json_is_stale = (sqlite3_column_int(row, 16) != 0) != story->verified;
  snprintf(story->content, sizeof story->content, "%s", content ? content : "");
  snprintf(story->withdrawal_code, sizeof story->withdrawal_code, "%s", code ? code : "");
  bool whole = sql_blob(row, 0, &story->id, sizeof story->id) && sql_blob(row, 1, &story->kiosk, sizeof story->kiosk) &&
               sql_blob(row, 5, story->sealed_hash, sizeof story->sealed_hash) &&
               sql_blob(row, 7, story->signature, sizeof story->signature) &&
               sql_blob(row, 9, story->content_hash, sizeof story->content_hash);
  story->metadata = load(row, 13, 0);
  story->marks = load(row, 14, 0);
  if (whole && story_content_is_own(story) && json_is_object(story->metadata) && json_is_array(story->marks) &&
      story->state >= STORY_DAMAGED && story->state <= STORY_KEPT)
    return VP_OK;
  story_finish(story);
  return vp_fault_set(fault, VP_E_FORMAT, "reading a story's row", library->folder,
                      "Put back a copy of the library, or collect into a new folder from the drives.",
                      "a row of library.db is not as this program writes it");
}

int library_find(struct library *library, const struct vp_id *id, struct story *story, struct vp_fault *fault) {
  sqlite3_stmt *statement;
  int code = sql_prepare(library, "SELECT " COLUMNS FROM " WHERE s.id = ?", &statement, fault);
  if (code)
    return code;
  sqlite3_bind_blob(statement, 1, id, sizeof *id, SQLITE_STATIC);
  int result = sqlite3_step(statement);
  if (result == SQLITE_ROW)
    code = read_row(library, statement, story, fault);
  else if (result == SQLITE_DONE)
    code = VP_E_NOT_FOUND; /* an answer, not a fault: most stories on a drive are new */
  else
    code = sql_fault(library->db, "reading a story's row", library->folder, fault);
  sqlite3_finalize(statement);
  return code;
}

static void bind_text(sqlite3_stmt *statement, int at, const char *text) {
  if (text)
    sqlite3_bind_text(statement, at, text, -1, SQLITE_TRANSIENT);
}

static void bind(sqlite3_stmt *statement, const struct story *story, const char *metadata, const char *marks) {
  sqlite3_bind_blob(statement, 1, &story->id, sizeof story->id, SQLITE_STATIC);
  sqlite3_bind_blob(statement, 2, &story->kiosk, sizeof story->kiosk, SQLITE_STATIC);
  sqlite3_bind_int(statement, 3, (int)story->state);
  if (story->is_signed)
    sqlite3_bind_blob(statement, 4, story->signed_by, sizeof story->signed_by, SQLITE_STATIC);
  sqlite3_bind_int(statement, 5, story->is_text);
  sqlite3_bind_blob(statement, 6, story->sealed_hash, sizeof story->sealed_hash, SQLITE_STATIC);
  sqlite3_bind_int64(statement, 7, (sqlite3_int64)story->sealed_bytes);
  sqlite3_bind_blob(statement, 8, story->signature, sizeof story->signature, SQLITE_STATIC);
  bind_text(statement, 9, story->content);
  sqlite3_bind_blob(statement, 10, story->content_hash, sizeof story->content_hash, SQLITE_STATIC);
  sqlite3_bind_int64(statement, 11, (sqlite3_int64)story->content_bytes);
  sqlite3_bind_int64(statement, 12, story->started_utc_ms);
  sqlite3_bind_int64(statement, 13, story->duration_ms);
  bind_text(statement, 14, story_text(story, "theme"));
  bind_text(statement, 15, story_text(story, "kind"));
  bind_text(statement, 16, story_text(story, "language"));
  bind_text(statement, 17, metadata);
  bind_text(statement, 18, marks);
  bind_text(statement, 19, story->withdrawal_code[0] ? story->withdrawal_code : NULL);
  sqlite3_bind_int(statement, 20, story->verified);
}

int library_put(struct library *library, const struct story *story, struct vp_fault *fault) {
  sqlite3_stmt *statement = NULL;
  char *metadata = json_dumps(story->metadata, JSON_COMPACT), *marks = json_dumps(story->marks, JSON_COMPACT);
  int code = metadata && marks
                 ? sql_prepare(library,
                               "INSERT OR REPLACE INTO story VALUES "
                               "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                               &statement, fault)
                 : vp_fault_set(fault, VP_E_NO_MEMORY, "writing a story's row", library->folder, NULL, "out of memory");
  if (code == VP_OK) {
    bind(statement, story, metadata, marks);
    code = sql_finish(library, statement, fault);
  }
  free(metadata);
  free(marks);
  return code;
}

static bool fits(const struct story *story, const struct story_filter *filter) {
  char id[VP_ID_TEXT];
  vp_id_format(&story->id, id);
  return (!filter->prefix || strncmp(id, filter->prefix, strlen(filter->prefix)) == 0) &&
         (!filter->stale_only || story->json_is_stale);
}

int library_each(struct library *library, const struct story_filter *filter, story_reader reader, void *context,
                 struct vp_fault *fault) {
  sqlite3_stmt *statement;
  int code = sql_prepare(library,
                         "SELECT " COLUMNS FROM " WHERE (?1 IS NULL OR s.theme = ?1) AND (?2 IS NULL OR s.kind = ?2)"
                         " AND (?3 IS NULL OR s.language = ?3) AND (?4 IS NULL OR s.kiosk = ?4)"
                         " AND (?5 IS NULL OR s.state = ?5) ORDER BY s.started_utc_ms, s.id",
                         &statement, fault);
  if (code)
    return code;
  bind_text(statement, 1, filter->theme);
  bind_text(statement, 2, filter->kind);
  bind_text(statement, 3, filter->language);
  if (filter->kiosk)
    sqlite3_bind_blob(statement, 4, filter->kiosk, sizeof *filter->kiosk, SQLITE_STATIC);
  if (filter->state)
    sqlite3_bind_int(statement, 5, (int)filter->state);
  int result;
  while (code == VP_OK && (result = sqlite3_step(statement)) != SQLITE_DONE) {
    struct story story;
    if (result != SQLITE_ROW) {
      code = sql_fault(library->db, "reading the library", library->folder, fault);
      break;
    }
    code = read_row(library, statement, &story, fault);
    if (code)
      break;
    if (fits(&story, filter))
      code = reader(context, &story);
    story_finish(&story);
  }
  sqlite3_finalize(statement);
  return code;
}

int library_receipt_items(struct library *library, const struct vp_id *kiosk, struct vp_receipt_item **items,
                          size_t *count, struct vp_fault *fault) {
  sqlite3_stmt *statement;
  *items = NULL;
  *count = 0;
  int code = sql_prepare(library, "SELECT id, sealed_hash FROM story WHERE kiosk = ? ORDER BY id", &statement, fault);
  if (code)
    return code;
  sqlite3_bind_blob(statement, 1, kiosk, sizeof *kiosk, SQLITE_STATIC);
  while (sqlite3_step(statement) == SQLITE_ROW) {
    *items = sql_grow(*items, *count, sizeof **items);
    if (!*items) {
      sqlite3_finalize(statement);
      return vp_fault_set(fault, VP_E_NO_MEMORY, "making a receipt", NULL, NULL, "out of memory");
    }
    struct vp_receipt_item *item = &(*items)[*count];
    if (sql_blob(statement, 0, &item->story, sizeof item->story) &&
        sql_blob(statement, 1, item->file_hash, sizeof item->file_hash))
      ++*count;
  }
  return sql_finish(library, statement, fault);
}
