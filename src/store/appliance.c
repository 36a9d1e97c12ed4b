/* What the appliance itself remembers: its collection, what happened, and how much room there is. */
#include "internal.h"

#include <errno.h>
#include <string.h>
#include <sys/statvfs.h>

#include <vertelpunt/log.h>
#include <vertelpunt/utf8.h>

int vp_store_collection(struct vp_store *store, struct vp_collection *collection) {
  sqlite3_stmt *get = store_statement(store, SQL_COLLECTION_GET);
  int result = get ? sqlite3_step(get) : sqlite3_extended_errcode(store->db);
  if (result != SQLITE_ROW) {
    if (get)
      sqlite3_reset(get);
    return result == SQLITE_DONE ? VP_E_NOT_FOUND : store_code(store, result);
  }
  memset(collection, 0, sizeof *collection);
  bool whole = store_column_bytes(get, 0, collection->id.bytes, sizeof collection->id.bytes) &&
               store_column_bytes(get, 3, collection->seal_public, sizeof collection->seal_public) &&
               store_column_bytes(get, 4, collection->sign_public, sizeof collection->sign_public);
  store_column_text(get, 1, collection->name, sizeof collection->name);
  collection->created_utc_ms = sqlite3_column_int64(get, 2);
  sqlite3_reset(get);
  return whole ? VP_OK : VP_E_FORMAT;
}

static bool same_collection(const struct vp_collection *a, const struct vp_collection *b) {
  return vp_id_equal(&a->id, &b->id) && memcmp(a->seal_public, b->seal_public, sizeof a->seal_public) == 0 &&
         memcmp(a->sign_public, b->sign_public, sizeof a->sign_public) == 0;
}

int vp_store_enrol(struct vp_store *store, const struct vp_collection *collection, struct vp_fault *fault) {
  static const char doing[] = "joining a collection";
  struct vp_collection present;
  int known = vp_store_collection(store, &present);
  if (known == VP_OK && same_collection(&present, collection))
    return VP_OK;
  if (known == VP_OK)
    return vp_fault_set(fault, VP_E_EXISTS, doing, collection->name,
                        "Use a drive of the present collection, or start with an empty data folder.",
                        "this kiosk belongs to another collection already: %s", present.name);
  if (known != VP_E_NOT_FOUND)
    return vp_fault_set(fault, known, doing, collection->name, NULL, "%s", vp_error_name(known));
  sqlite3_stmt *set = store_statement(store, SQL_COLLECTION_SET);
  if (set) {
    store_bind_id(set, 1, &collection->id);
    sqlite3_bind_text(set, 2, collection->name, -1, SQLITE_TRANSIENT);
    sqlite3_bind_int64(set, 3, collection->created_utc_ms);
    sqlite3_bind_blob(set, 4, collection->seal_public, sizeof collection->seal_public, SQLITE_TRANSIENT);
    sqlite3_bind_blob(set, 5, collection->sign_public, sizeof collection->sign_public, SQLITE_TRANSIENT);
  }
  return store_fault(store, store_finish(store, set, NULL), doing, fault);
}

/* Pages that deleted stories have left in the database: the next chunks go there. */
static int free_inside(struct vp_store *store, uint64_t *bytes) {
  sqlite3_stmt *ask = store_statement(store, SQL_FREE_BYTES);
  *bytes = 0;
  if (ask && sqlite3_step(ask) == SQLITE_ROW)
    *bytes = (uint64_t)sqlite3_column_int64(ask, 0);
  return ask && sqlite3_reset(ask) == SQLITE_OK ? VP_OK : VP_E_IO;
}

int vp_store_space(struct vp_store *store, struct vp_store_space *space) {
  struct statvfs status;
  while (statvfs(store->folder, &status) != 0)
    if (errno != EINTR)
      return VP_E_IO;
  uint64_t disk = (uint64_t)status.f_bavail * (uint64_t)status.f_frsize, inside;
  int error = free_inside(store, &inside);
  if (error)
    return error;
  space->free_bytes = disk + inside;
  space->low = space->free_bytes < store->low_bytes;
  /* what is free inside is of use only while the WAL can grow beside it */
  space->full = space->free_bytes < store->reserve_bytes || disk < store->reserve_bytes / 4;
  return VP_OK;
}

int vp_store_make_room(struct vp_store *store, uint32_t *removed, struct vp_fault *fault) {
  static const char doing[] = "making room";
  struct vp_store_space space;
  *removed = 0;
  for (;;) {
    int error = vp_store_space(store, &space);
    if (error)
      return vp_fault_set(fault, error, doing, store->folder, NULL, "the free space cannot be told");
    if (!space.low)
      return VP_OK;
    struct vp_id oldest;
    sqlite3_stmt *find = store_statement(store, SQL_OLDEST_RECEIVED);
    bool found = find && sqlite3_step(find) == SQLITE_ROW && store_column_bytes(find, 0, &oldest, sizeof oldest);
    int result = store_finish(store, find, NULL);
    if (result != SQLITE_OK)
      return store_fault(store, result, doing, fault);
    if (!found)
      return VP_OK;
    error = vp_store_delete(store, &oldest, fault);
    if (error)
      return error;
    ++*removed;
  }
}

static int add_event(struct vp_store *store, struct vp_time when, const char *event, const char *detail) {
  sqlite3_stmt *add = store_statement(store, SQL_JOURNAL_ADD);
  if (add) {
    size_t event_length = strlen(event), detail_length = detail ? strlen(detail) : 0;
    sqlite3_bind_int64(add, 1, when.utc_ms);
    sqlite3_bind_int(add, 2, (int)when.trust);
    sqlite3_bind_text(add, 3, event, (int)vp_utf8_cut(event, event_length, 64), SQLITE_TRANSIENT);
    if (detail)
      sqlite3_bind_text(add, 4, detail, (int)vp_utf8_cut(detail, detail_length, 256), SQLITE_TRANSIENT);
  }
  int result = store_finish(store, add, NULL);
  if (result != SQLITE_OK)
    return result;
  sqlite3_stmt *trim = store_statement(store, SQL_JOURNAL_TRIM);
  if (trim)
    sqlite3_bind_int64(trim, 1, sqlite3_last_insert_rowid(store->db) - STORE_JOURNAL_ROWS);
  return store_finish(store, trim, NULL);
}

void vp_store_journal(struct vp_store *store, struct vp_time when, const char *event, const char *detail) {
  int result = store_begin(store);
  if (result == SQLITE_OK)
    result = store_end(store, add_event(store, when, event, detail));
  struct vp_fault fault;
  if (store_fault(store, result, "writing the journal", &fault))
    vp_log_fault("store", &fault);
}
