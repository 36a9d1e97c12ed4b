/* What is asked of the store: a story, its chunks, how many there are and which wait. Chunks are read a few at a time,
 * so that a slow drive at the other end never holds the WAL open, nor keeps a deletion from being final. */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

static bool read_row(sqlite3_stmt *get, struct vp_story_row *row) {
  memset(row, 0, sizeof *row);
  struct vp_story_facts *facts = &row->facts;
  uint8_t packed[VP_STORY_HEAD];
  if (!store_column_bytes(get, 0, facts->id.bytes, sizeof facts->id.bytes) ||
      !store_column_bytes(get, 1, facts->session.bytes, sizeof facts->session.bytes) ||
      !store_column_bytes(get, 12, packed, sizeof packed) || vp_story_head_unpack(packed, &row->head) != VP_OK)
    return false;
  row->state = (enum vp_story_state)sqlite3_column_int(get, 2);
  facts->started.utc_ms = sqlite3_column_int64(get, 3);
  facts->started.trust = (enum vp_clock_trust)sqlite3_column_int(get, 4);
  facts->medium = (enum vp_medium)sqlite3_column_int(get, 5);
  store_column_text(get, 6, facts->method, sizeof facts->method);
  store_column_text(get, 7, facts->theme, sizeof facts->theme);
  store_column_text(get, 8, facts->kind, sizeof facts->kind);
  store_column_text(get, 9, facts->language, sizeof facts->language);
  store_column_text(get, 10, facts->guide_version, sizeof facts->guide_version);
  store_column_text(get, 11, facts->consent_version, sizeof facts->consent_version);
  row->duration_ms = sqlite3_column_int64(get, 13);
  row->chunks = (uint32_t)sqlite3_column_int64(get, 14);
  row->chunk_bytes = (uint64_t)sqlite3_column_int64(get, 15);
  return true;
}

int vp_store_story(struct vp_store *store, const struct vp_id *story, struct vp_story_row *row) {
  sqlite3_stmt *get = store_statement(store, SQL_STORY);
  if (!get)
    return store_code(store, sqlite3_extended_errcode(store->db));
  store_bind_id(get, 1, story);
  int result = sqlite3_step(get);
  int code = result == SQLITE_ROW    ? (read_row(get, row) ? VP_OK : VP_E_FORMAT)
             : result == SQLITE_DONE ? VP_E_NOT_FOUND
                                     : store_code(store, result);
  sqlite3_reset(get);
  return code;
}

/* --- chunks ---------------------------------------------------------------------------------------------------------
 */

static int grow_buffer(struct vp_store *store, size_t size) {
  if (size <= store->buffer_size)
    return VP_OK;
  uint8_t *grown = realloc(store->buffer, size);
  if (!grown)
    return VP_E_NO_MEMORY;
  store->buffer = grown;
  store->buffer_size = size;
  return VP_OK;
}

enum { CHUNKS_AT_ONCE = 32, BYTES_AT_ONCE = 256 * 1024 };

struct loaded { /* some chunks, one behind the other in the buffer */
  uint32_t count;
  size_t lengths[CHUNKS_AT_ONCE];
};

static int load_row(struct vp_store *store, sqlite3_stmt *get, uint32_t sequence, struct loaded *loaded, size_t used) {
  const void *frames = sqlite3_column_blob(get, 0);
  size_t length = (size_t)sqlite3_column_bytes(get, 0);
  bool right = frames && length <= VP_CHUNK_MAX && sqlite3_column_int64(get, 1) == sequence; /* a gap is damage */
  int code = right ? grow_buffer(store, used + length) : VP_E_FORMAT;
  if (code == VP_OK) {
    memcpy(store->buffer + used, frames, length);
    loaded->lengths[loaded->count++] = length;
  }
  return code;
}

/* As many as are small enough to take at once, at least one. The statement is over before anybody works on them. */
static int load_chunks(struct vp_store *store, sqlite3_int64 number, uint32_t sequence, uint32_t wanted,
                       struct loaded *loaded) {
  sqlite3_stmt *get = store_statement(store, SQL_CHUNKS_GET);
  size_t used = 0;
  loaded->count = 0;
  if (!get)
    return store_code(store, sqlite3_extended_errcode(store->db));
  sqlite3_bind_int64(get, 1, number);
  sqlite3_bind_int64(get, 2, sequence);
  sqlite3_bind_int(get, 3, wanted < CHUNKS_AT_ONCE ? (int)wanted : CHUNKS_AT_ONCE);
  int code = VP_OK, result = SQLITE_ROW;
  while (code == VP_OK && used < BYTES_AT_ONCE && (result = sqlite3_step(get)) == SQLITE_ROW) {
    code = load_row(store, get, sequence + loaded->count, loaded, used);
    used += code == VP_OK ? loaded->lengths[loaded->count - 1] : 0;
  }
  if (code == VP_OK)
    code = store_code(store, result);
  sqlite3_reset(get);
  return code == VP_OK && loaded->count == 0 ? VP_E_NOT_FOUND : code; /* deleted meanwhile */
}

static int hand_on(const struct vp_store *store, const struct loaded *loaded, vp_store_chunk_reader reader,
                   void *context) {
  size_t at = 0;
  int answer = 0;
  for (uint32_t i = 0; i < loaded->count && answer == 0; i++) {
    answer = reader(context, store->buffer + at, loaded->lengths[i]);
    at += loaded->lengths[i];
  }
  return answer;
}

/* SQLITE_ROW, SQLITE_DONE if there is no such story, or an error of SQLite's. */
static int find_number(struct vp_store *store, const struct vp_id *story, sqlite3_int64 *number, uint32_t *chunks) {
  sqlite3_stmt *find = store_statement(store, SQL_STORY_NUMBER);
  if (!find)
    return sqlite3_extended_errcode(store->db);
  store_bind_id(find, 1, story);
  int result = sqlite3_step(find);
  if (result == SQLITE_ROW) {
    *number = sqlite3_column_int64(find, 0);
    *chunks = (uint32_t)sqlite3_column_int64(find, 1);
  }
  sqlite3_reset(find);
  return result;
}

int vp_store_read_chunks(struct vp_store *store, const struct vp_id *story, vp_store_chunk_reader reader,
                         void *context) {
  sqlite3_int64 number = 0;
  uint32_t chunks = 0;
  int result = find_number(store, story, &number, &chunks);
  if (result != SQLITE_ROW)
    return result == SQLITE_DONE ? VP_E_NOT_FOUND : store_code(store, result);
  struct loaded loaded;
  for (uint32_t sequence = 0; sequence < chunks; sequence += loaded.count) {
    int answer = load_chunks(store, number, sequence, chunks - sequence, &loaded);
    if (answer == VP_E_NOT_FOUND && find_number(store, story, &number, &chunks) == SQLITE_ROW)
      answer = VP_E_FORMAT; /* the story is there and chunks of it are not: that is damage, no deletion */
    if (answer == VP_OK)
      answer = hand_on(store, &loaded, reader, context);
    if (answer)
      return answer;
  }
  return VP_OK;
}

/* --- how many, and which --------------------------------------------------------------------------------------------
 */

static int read_tally(struct vp_store *store, struct vp_store_counts *counts) {
  sqlite3_stmt *tally = store_statement(store, SQL_TALLY);
  if (!tally)
    return sqlite3_extended_errcode(store->db);
  int result;
  while ((result = sqlite3_step(tally)) == SQLITE_ROW) {
    uint32_t stories = (uint32_t)sqlite3_column_int64(tally, 1);
    switch ((enum vp_story_state)sqlite3_column_int(tally, 0)) {
    case VP_STORY_OPEN:
      counts->open = stories;
      break;
    case VP_STORY_INTERRUPTED:
      counts->interrupted = stories;
      break;
    case VP_STORY_KEPT:
      counts->kept = stories;
      break;
    case VP_STORY_RECEIVED:
      counts->received = stories;
      break;
    }
  }
  sqlite3_reset(tally);
  return result;
}

int vp_store_counts(struct vp_store *store, struct vp_store_counts *counts) {
  memset(counts, 0, sizeof *counts);
  int result = read_tally(store, counts);
  if (result != SQLITE_DONE)
    return store_code(store, result);
  sqlite3_stmt *oldest = store_statement(store, SQL_OLDEST);
  if (!oldest)
    return store_code(store, sqlite3_extended_errcode(store->db));
  result = sqlite3_step(oldest);
  if (result == SQLITE_ROW)
    counts->oldest_waiting_utc_ms = sqlite3_column_int64(oldest, 0);
  sqlite3_reset(oldest);
  return store_code(store, result);
}

int vp_store_waiting(struct vp_store *store, const struct vp_id *after, struct vp_id *ids, int limit) {
  static const struct vp_id first;
  sqlite3_stmt *waiting = store_statement(store, SQL_WAITING);
  if (!waiting)
    return store_code(store, sqlite3_extended_errcode(store->db));
  store_bind_id(waiting, 1, after ? after : &first);
  sqlite3_bind_int(waiting, 2, limit < 0 ? 0 : limit);
  int count = 0, result;
  while ((result = sqlite3_step(waiting)) == SQLITE_ROW && count < limit)
    if (store_column_bytes(waiting, 0, ids[count].bytes, sizeof ids[count].bytes))
      count++;
  sqlite3_reset(waiting);
  int code = store_code(store, result);
  return code ? code : count;
}

uint64_t vp_store_waiting_bytes(struct vp_store *store) {
  sqlite3_stmt *sum = store_statement(store, SQL_WAITING_BYTES);
  if (!sum)
    return 0;
  uint64_t bytes = sqlite3_step(sum) == SQLITE_ROW ? (uint64_t)sqlite3_column_int64(sum, 0) : 0;
  sqlite3_reset(sum);
  return bytes;
}
