/* What became of a story outside: the file that was made of it, and the desk's receipt. Both come by the thousand, so
 * both are written many a transaction; a transaction is short all the same, for a recorder may be waiting for its turn.
 */
#include "internal.h"

#include <string.h>

enum { TOGETHER = 256 };

/* --- the file that was made -----------------------------------------------------------------------------------------
 */

static int set_file(struct vp_store *store, const struct vp_story_file *file, bool *found) {
  static const uint8_t unknown[VP_SIGNATURE];
  sqlite3_stmt *set = store_statement(store, SQL_FILE_SET);
  if (set) {
    store_bind_id(set, 1, &file->story);
    sqlite3_bind_blob(set, 2, file->hash, sizeof file->hash, SQLITE_TRANSIENT);
    if (memcmp(file->signature, unknown, sizeof unknown) != 0)
      sqlite3_bind_blob(set, 3, file->signature, sizeof file->signature, SQLITE_TRANSIENT);
    sqlite3_bind_int64(set, 4, (sqlite3_int64)file->bytes);
  }
  int changed = 0;
  int result = store_finish(store, set, &changed);
  *found = changed > 0;
  return result;
}

int vp_store_set_files(struct vp_store *store, const struct vp_story_file *files, size_t count) {
  for (size_t done = 0; done < count;) {
    size_t until = count - done > TOGETHER ? done + TOGETHER : count;
    int result = store_begin(store);
    if (result != SQLITE_OK)
      return store_code(store, result);
    bool found; /* one that was deleted meanwhile needs no file any more */
    for (; done < until && result == SQLITE_OK; done++)
      result = set_file(store, &files[done], &found);
    result = store_end(store, result);
    if (result != SQLITE_OK)
      return store_code(store, result);
  }
  return VP_OK;
}

int vp_store_set_file(struct vp_store *store, const struct vp_id *story, const uint8_t file_hash[32],
                      uint64_t file_bytes) {
  struct vp_story_file file = {.story = *story, .bytes = file_bytes};
  memcpy(file.hash, file_hash, sizeof file.hash);
  bool found;
  int result = set_file(store, &file, &found);
  return result == SQLITE_OK && !found ? VP_E_NOT_FOUND : store_code(store, result);
}

static int get_file(struct vp_store *store, const struct vp_id *story, struct vp_story_file *file,
                    enum vp_story_state *state) {
  memset(file, 0, sizeof *file);
  sqlite3_stmt *get = store_statement(store, SQL_FILE_GET);
  if (!get)
    return store_code(store, sqlite3_extended_errcode(store->db));
  store_bind_id(get, 1, story);
  int result = sqlite3_step(get);
  int code = store_code(store, result);
  if (result == SQLITE_DONE)
    code = VP_E_NOT_FOUND;
  if (result == SQLITE_ROW) {
    file->story = *story;
    file->bytes = (uint64_t)sqlite3_column_int64(get, 2);
    *state = (enum vp_story_state)sqlite3_column_int(get, 3);
    store_column_bytes(get, 1, file->signature, sizeof file->signature); /* without one it stays zero */
    if (!store_column_bytes(get, 0, file->hash, sizeof file->hash))
      code = VP_E_NOT_FOUND; /* no file has been made yet */
  }
  sqlite3_reset(get);
  return code;
}

int vp_store_known_file(struct vp_store *store, const struct vp_id *story, struct vp_story_file *file) {
  enum vp_story_state state;
  return get_file(store, story, file, &state);
}

int vp_store_file(struct vp_store *store, const struct vp_id *story, uint8_t file_hash[32], uint64_t *file_bytes) {
  struct vp_story_file file;
  int code = vp_store_known_file(store, story, &file);
  if (code)
    return code;
  memcpy(file_hash, file.hash, sizeof file.hash);
  *file_bytes = file.bytes;
  return VP_OK;
}

/* --- receipts -------------------------------------------------------------------------------------------------------
 */

static int receive(struct vp_store *store, const struct vp_receipt_item *item, bool *changed) {
  struct vp_story_file file;
  enum vp_story_state state = VP_STORY_OPEN;
  *changed = false;
  int code = get_file(store, &item->story, &file, &state);
  if (code)
    return code;
  if (memcmp(file.hash, item->file_hash, sizeof file.hash) != 0)
    return VP_E_AUTHENTIC;
  if (state == VP_STORY_RECEIVED)
    return VP_OK;
  if (state == VP_STORY_OPEN)
    return VP_E_NOT_FOUND; /* it was never given away, whatever the receipt says */
  sqlite3_stmt *set = store_statement(store, SQL_RECEIVE);
  if (set)
    store_bind_id(set, 1, &item->story);
  code = store_code(store, store_finish(store, set, NULL));
  *changed = code == VP_OK;
  return code;
}

int vp_store_receive(struct vp_store *store, const struct vp_id *story, const uint8_t file_hash[32]) {
  struct vp_receipt_item item = {.story = *story};
  memcpy(item.file_hash, file_hash, sizeof item.file_hash);
  bool changed;
  return receive(store, &item, &changed);
}

int vp_store_receive_all(struct vp_store *store, const struct vp_receipt_item *items, size_t count,
                         struct vp_store_received *received) {
  memset(received, 0, sizeof *received);
  for (size_t done = 0; done < count;) {
    size_t until = count - done > TOGETHER ? done + TOGETHER : count;
    uint32_t changes = 0;
    int result = store_begin(store);
    int code = store_code(store, result);
    for (; done < until && code == VP_OK; done++) {
      bool changed;
      code = receive(store, &items[done], &changed);
      changes += changed;
      received->unknown += code == VP_E_NOT_FOUND;
      received->different += code == VP_E_AUTHENTIC;
      if (code == VP_E_NOT_FOUND || code == VP_E_AUTHENTIC)
        code = VP_OK; /* says something of that story only */
    }
    if (result == SQLITE_OK) {
      result = store_end(store, code ? SQLITE_ABORT : SQLITE_OK);
      if (code == VP_OK)
        code = store_code(store, result);
    }
    if (code)
      return code;
    received->confirmed += changes;
  }
  return VP_OK;
}
