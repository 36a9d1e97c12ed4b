/* A take's way: begun, a chunk a second, kept, interrupted or deleted. Each step is one transaction that is on the disk
 * when the call returns; none of them can leave a story half changed. */
#include "internal.h"

#include <string.h>

struct take { /* what a step has to know of it */
  sqlite3_int64 number;
  enum vp_story_state state;
  uint32_t chunks;
};

static int find_take(struct vp_store *store, const struct vp_id *story, struct take *take, bool *found) {
  sqlite3_stmt *find = store_statement(store, SQL_TAKE_FIND);
  *found = false;
  if (!find)
    return sqlite3_extended_errcode(store->db);
  store_bind_id(find, 1, story);
  int result = sqlite3_step(find);
  if (result == SQLITE_ROW) {
    *found = true;
    take->number = sqlite3_column_int64(find, 0);
    take->state = (enum vp_story_state)sqlite3_column_int(find, 1);
    take->chunks = (uint32_t)sqlite3_column_int64(find, 2);
  }
  sqlite3_reset(find);
  return result == SQLITE_ROW || result == SQLITE_DONE ? SQLITE_OK : result;
}

/* --- begin ----------------------------------------------------------------------------------------------------------
 */

static int add_take(struct vp_store *store, const struct vp_story_facts *facts, const struct vp_story_head *head) {
  sqlite3_stmt *add = store_statement(store, SQL_TAKE_ADD);
  if (!add)
    return sqlite3_extended_errcode(store->db);
  uint8_t packed[VP_STORY_HEAD];
  vp_story_head_pack(head, packed);
  const char *const texts[] = {facts->method,   facts->theme,         facts->kind,
                               facts->language, facts->guide_version, facts->consent_version};
  store_bind_id(add, 1, &facts->id);
  store_bind_id(add, 2, &facts->session);
  sqlite3_bind_int64(add, 3, facts->started.utc_ms);
  sqlite3_bind_int(add, 4, (int)facts->started.trust);
  sqlite3_bind_int(add, 5, (int)facts->medium);
  for (int i = 0; i < (int)VP_COUNT(texts); i++)
    sqlite3_bind_text(add, 6 + i, texts[i], -1, SQLITE_TRANSIENT);
  sqlite3_bind_blob(add, 12, packed, sizeof packed, SQLITE_TRANSIENT);
  return store_finish(store, add, NULL);
}

static int delete_rows(struct vp_store *store, const struct vp_id *story, int *deleted) {
  sqlite3_stmt *delete = store_statement(store, SQL_DELETE);
  if (delete)
    store_bind_id(delete, 1, story);
  return store_finish(store, delete, deleted);
}

int vp_store_take_begin(struct vp_store *store, const struct vp_story_facts *facts, const struct vp_story_head *head,
                        const struct vp_id *replaces, struct vp_fault *fault) {
  static const char doing[] = "beginning a take";
  if (!vp_id_equal(&facts->id, &head->story))
    return vp_fault_set(fault, VP_E_INVALID, doing, NULL, NULL, "the head is that of another story");
  int result = store_begin(store);
  if (result != SQLITE_OK)
    return store_fault(store, result, doing, fault);
  int deleted = 0;
  if (replaces) {
    struct take previous;
    bool found;
    result = find_take(store, replaces, &previous, &found);
    if (result == SQLITE_OK && found && previous.state > VP_STORY_INTERRUPTED) {
      store_end(store, SQLITE_ABORT); /* rolls back: nothing was changed yet */
      return vp_fault_set(fault, VP_E_INVALID, doing, NULL, NULL, "a story that was kept cannot be taken again");
    }
    if (result == SQLITE_OK && found)
      result = delete_rows(store, replaces, &deleted);
  }
  if (result == SQLITE_OK)
    result = add_take(store, facts, head);
  int code = store_fault(store, result, doing, fault); /* before the rollback, while SQLite still has its words */
  int ended = store_end(store, result);
  if (code == VP_OK && ended != SQLITE_OK)
    code = store_fault(store, ended, doing, fault);
  if (code == VP_OK && deleted > 0)
    store_truncate(store, 200);
  return code;
}

/* --- chunks ---------------------------------------------------------------------------------------------------------
 */

/* Whole frames only: what is stored can always be made into a file that its reader understands. */
static bool whole_frames(const uint8_t *frames, size_t length) {
  size_t at = 0;
  while (length - at >= 4) {
    size_t frame =
        (size_t)frames[at] | (size_t)frames[at + 1] << 8 | (size_t)frames[at + 2] << 16 | (size_t)frames[at + 3] << 24;
    if (frame < 17 || frame > VP_FRAME_MAX + 17 || frame > length - at - 4)
      return false;
    at += 4 + frame;
  }
  return at == length;
}

static int check_chunk(const uint8_t *frames, size_t length, const char *doing, struct vp_fault *fault) {
  if (length > VP_CHUNK_MAX)
    return vp_fault_set(fault, VP_E_TOO_LARGE, doing, NULL, NULL, "a chunk has at most %d bytes", VP_CHUNK_MAX);
  if (!whole_frames(frames, length))
    return vp_fault_set(fault, VP_E_INVALID, doing, NULL, NULL, "it is not made of whole frames");
  return VP_OK;
}

static int add_chunk(struct vp_store *store, const struct take *take, const uint8_t *frames, size_t length,
                     int64_t duration_ms) {
  sqlite3_stmt *add = store_statement(store, SQL_CHUNK_ADD);
  if (add) {
    sqlite3_bind_int64(add, 1, take->number);
    sqlite3_bind_int64(add, 2, take->chunks);
    sqlite3_bind_blob(add, 3, frames, (int)length, SQLITE_STATIC);
  }
  int result = store_finish(store, add, NULL);
  if (add)
    sqlite3_clear_bindings(add); /* the caller's memory must not be remembered */
  if (result != SQLITE_OK)
    return result;
  sqlite3_stmt *grow = store_statement(store, SQL_TAKE_GROW);
  if (grow) {
    sqlite3_bind_int64(grow, 1, take->number);
    sqlite3_bind_int64(grow, 2, (sqlite3_int64)length);
    sqlite3_bind_int64(grow, 3, duration_ms);
  }
  return store_finish(store, grow, NULL);
}

struct keeping { /* what keep adds to a last chunk; NULL for any other */
  struct vp_time when;
  const uint8_t *withdrawal_hash;
};

static int set_kept(struct vp_store *store, const struct take *take, int64_t duration_ms,
                    const struct keeping *keeping) {
  sqlite3_stmt *keep = store_statement(store, SQL_TAKE_KEEP);
  if (keep) {
    sqlite3_bind_int64(keep, 1, take->number);
    sqlite3_bind_int64(keep, 2, duration_ms);
    sqlite3_bind_int64(keep, 3, keeping->when.utc_ms);
    sqlite3_bind_int(keep, 4, (int)keeping->when.trust);
    if (keeping->withdrawal_hash)
      sqlite3_bind_blob(keep, 5, keeping->withdrawal_hash, 32, SQLITE_TRANSIENT);
  }
  return store_finish(store, keep, NULL);
}

/* Inside a transaction. A refusal of ours comes out as code, SQLite's as the result. */
static int write_step(struct vp_store *store, const struct vp_id *story, uint32_t sequence, const uint8_t *frames,
                      size_t length, int64_t duration_ms, const struct keeping *keeping, const char *doing, int *code,
                      struct vp_fault *fault) {
  struct take take = {0};
  bool found;
  int result = find_take(store, story, &take, &found);
  if (result != SQLITE_OK)
    return result;
  if (!found)
    *code = vp_fault_set(fault, VP_E_NOT_FOUND, doing, NULL, NULL, "there is no such take");
  else if (take.state != VP_STORY_OPEN)
    *code = vp_fault_set(fault, VP_E_INVALID, doing, NULL, NULL, "the take is not open any more");
  else if (length > 0 && take.chunks != sequence)
    *code = vp_fault_set(fault, VP_E_INVALID, doing, NULL, NULL, "chunk %lu comes where %lu should",
                         (unsigned long)sequence, (unsigned long)take.chunks);
  if (*code)
    return SQLITE_ABORT;
  if (length > 0)
    result = add_chunk(store, &take, frames, length, duration_ms);
  if (result == SQLITE_OK && keeping)
    result = set_kept(store, &take, duration_ms, keeping);
  return result;
}

static int write_chunk(struct vp_store *store, const struct vp_id *story, uint32_t sequence, const uint8_t *frames,
                       size_t length, int64_t duration_ms, const struct keeping *keeping, const char *doing,
                       struct vp_fault *fault) {
  int result = store_begin(store);
  if (result != SQLITE_OK)
    return store_fault(store, result, doing, fault);
  int code = VP_OK;
  result = write_step(store, story, sequence, frames, length, duration_ms, keeping, doing, &code, fault);
  if (code == VP_OK)
    code = store_fault(store, result, doing, fault);
  int ended = store_end(store, result);
  return code == VP_OK && ended != SQLITE_OK ? store_fault(store, ended, doing, fault) : code;
}

int vp_store_chunk(struct vp_store *store, const struct vp_id *story, uint32_t sequence, const uint8_t *frames,
                   size_t length, int64_t duration_ms, struct vp_fault *fault) {
  static const char doing[] = "storing a chunk";
  int error = length == 0 ? vp_fault_set(fault, VP_E_INVALID, doing, NULL, NULL, "it is empty")
                          : check_chunk(frames, length, doing, fault);
  if (error)
    return error;
  struct vp_store_space space;
  if (vp_store_space(store, &space) == VP_OK && space.full)
    return vp_fault_set(fault, VP_E_NO_SPACE, doing, store->folder,
                        "Make room on the disk: deliver the stories to a drive and bring back the receipts.",
                        "only %llu MB are free, and %llu MB are kept so that stories can still be saved",
                        (unsigned long long)(space.free_bytes >> 20), (unsigned long long)(store->reserve_bytes >> 20));
  return write_chunk(store, story, sequence, frames, length, duration_ms, NULL, doing, fault);
}

int vp_store_keep(struct vp_store *store, const struct vp_id *story, uint32_t sequence, const uint8_t *frames,
                  size_t length, int64_t duration_ms, struct vp_time kept, const uint8_t withdrawal_hash[32],
                  struct vp_fault *fault) {
  static const char doing[] = "keeping a story";
  int error = length > 0 ? check_chunk(frames, length, doing, fault) : VP_OK;
  struct keeping keeping = {kept, withdrawal_hash};
  return error ? error : write_chunk(store, story, sequence, frames, length, duration_ms, &keeping, doing, fault);
}

/* --- ends -----------------------------------------------------------------------------------------------------------
 */

int vp_store_interrupt(struct vp_store *store, const struct vp_id *story, struct vp_fault *fault) {
  static const char doing[] = "ending a take that was left";
  struct take take = {0};
  bool found;
  int result = find_take(store, story, &take, &found);
  if (result != SQLITE_OK)
    return store_fault(store, result, doing, fault);
  if (!found)
    return vp_fault_set(fault, VP_E_NOT_FOUND, doing, NULL, NULL, "there is no such take");
  if (take.state == VP_STORY_INTERRUPTED)
    return VP_OK;
  if (take.state != VP_STORY_OPEN)
    return vp_fault_set(fault, VP_E_INVALID, doing, NULL, NULL, "the story was kept already");
  sqlite3_stmt *interrupt = store_statement(store, SQL_TAKE_INTERRUPT);
  if (interrupt)
    sqlite3_bind_int64(interrupt, 1, take.number);
  return store_fault(store, store_finish(store, interrupt, NULL), doing, fault);
}

int vp_store_delete(struct vp_store *store, const struct vp_id *story, struct vp_fault *fault) {
  int deleted = 0;
  int result = delete_rows(store, story, &deleted);
  if (result != SQLITE_OK)
    return store_fault(store, result, "deleting a story", fault);
  if (deleted > 0 || store->truncate_due)
    store_truncate(store, 200); /* a reader is a matter of milliseconds: it holds the WAL for one chunk at a time */
  return VP_OK;
}
