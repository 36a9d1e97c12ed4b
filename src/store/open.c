/* Opening: the owner's first connection, which also heals, and the further ones.
 *
 * How far a database is checked follows from how it was left. SQLite removes the -wal when the last connection closes,
 * so a -wal that is still there tells that the program was killed or the power failed: only then is anything checked,
 * for reading through 100,000 stories at each start would take minutes. A small database is then checked whole; of a
 * large one the tables of rows (not the chunks), and the chunks of the takes that were being written. Damage that lies
 * elsewhere shows as VP_E_FORMAT when that story is read, and only there.
 *
 * A broken database is renamed, with its -wal, never deleted: what it holds may still be saved by hand. */
#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <vertelpunt/clock.h>
#include <vertelpunt/file.h>
#include <vertelpunt/log.h>

static const char opening[] = "opening the store";

enum { WHOLE_CHECK_BYTES = 64 * 1024 * 1024, RESERVE_BYTES = 64 * 1024 * 1024, LOW_BYTES = 1024 * 1024 * 1024 };

static int database_path(const char *folder, const char *suffix, char *path, size_t size) {
  int length = snprintf(path, size, "%s/store.db%s", folder, suffix);
  return length < 0 || (size_t)length >= size ? VP_E_TOO_LARGE : VP_OK;
}

static off_t size_of(const char *folder, const char *suffix) { /* -1: not there */
  char path[STORE_PATH];
  struct stat status;
  if (database_path(folder, suffix, path, sizeof path) || lstat(path, &status) != 0)
    return -1;
  return status.st_size;
}

/* --- a broken one ------------------------------------------------------------------------------------------------- */

static int free_name(const char *folder, char *name, size_t size) {
  char utc[24], packed[24];
  vp_clock_format(vp_clock_now().utc_ms, utc, sizeof utc);
  size_t used = 0;
  for (const char *from = utc; *from; from++)
    if (*from != ':' && *from != '-')
      packed[used++] = *from; /* a colon is no good on a drive that it may be carried away on */
  packed[used] = '\0';
  for (int attempt = 1; attempt < 1000; attempt++) {
    char path[STORE_PATH], wal[STORE_PATH + 8];
    int length = attempt == 1 ? snprintf(path, sizeof path, "%s/store-broken-%s.db", folder, packed)
                              : snprintf(path, sizeof path, "%s/store-broken-%s-%d.db", folder, packed, attempt);
    if (length < 0 || (size_t)length >= sizeof path || (size_t)length >= size)
      return VP_E_TOO_LARGE;
    snprintf(wal, sizeof wal, "%s-wal", path);
    if (access(path, F_OK) != 0 && access(wal, F_OK) != 0) {
      memcpy(name, path, (size_t)length + 1);
      return VP_OK;
    }
  }
  return VP_E_EXISTS;
}

static int move_one(const char *folder, const char *suffix, const char *name, struct vp_fault *fault) {
  char from[STORE_PATH], to[STORE_PATH + 8];
  if (database_path(folder, suffix, from, sizeof from))
    return vp_fault_set(fault, VP_E_TOO_LARGE, opening, folder, NULL, "the path is too long");
  snprintf(to, sizeof to, "%s%s", name, suffix);
  if (rename(from, to) != 0 && errno != ENOENT)
    return vp_fault_errno(fault, errno, "setting a broken store aside", from, NULL);
  return VP_OK;
}

static int move_aside(const char *folder, struct vp_store_opened *opened, struct vp_fault *fault) {
  char name[sizeof opened->moved_aside];
  int error = free_name(folder, name, sizeof name);
  if (error)
    return vp_fault_set(fault, error, "setting a broken store aside", folder, NULL, "no name is free for it");
  static const char *const suffixes[] = {"", "-wal", "-shm"};
  for (size_t i = 0; i < VP_COUNT(suffixes) && !error; i++)
    error = move_one(folder, suffixes[i], name, fault);
  if (!error)
    error = vp_file_flush_folder(folder, fault);
  if (error)
    return error;
  memcpy(opened->moved_aside, name, sizeof name);
  vp_log(VP_LOG_ERROR, "store", "the database was broken and now lies in %s; a fresh one was started", name);
  return VP_OK;
}

/* --- a connection ------------------------------------------------------------------------------------------------- */

static int configure(sqlite3 *db) {
  /* until all is checked nothing is written that was not asked for: closing must not move a -wal into a broken file */
  static const struct {
    int option, value;
  } options[] = {{SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1}, {SQLITE_DBCONFIG_ENABLE_FKEY, 1},
                 {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},   {SQLITE_DBCONFIG_DEFENSIVE, 1},
                 {SQLITE_DBCONFIG_DQS_DDL, 0},          {SQLITE_DBCONFIG_DQS_DML, 0}};
  for (size_t i = 0; i < VP_COUNT(options); i++) {
    int result = sqlite3_db_config(db, options[i].option, options[i].value, NULL);
    if (result != SQLITE_OK)
      return result;
  }
  sqlite3_busy_timeout(db, STORE_BUSY_MS);
  return sqlite3_exec(db, "PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; PRAGMA secure_delete = ON;", NULL,
                      NULL, NULL);
}

static int number_of(sqlite3 *db, const char *pragma, int *number) {
  sqlite3_stmt *statement = NULL;
  int result = sqlite3_prepare_v2(db, pragma, -1, &statement, NULL);
  if (result == SQLITE_OK)
    result = sqlite3_step(statement);
  *number = result == SQLITE_ROW ? sqlite3_column_int(statement, 0) : 0;
  sqlite3_finalize(statement); /* its result is that of the step */
  return result == SQLITE_ROW || result == SQLITE_DONE ? SQLITE_OK : result;
}

static int connect_to(struct vp_store *store) {
  char path[STORE_PATH];
  if (database_path(store->folder, "", path, sizeof path))
    return SQLITE_CANTOPEN;
  int result = sqlite3_open_v2(path, &store->db,
                               SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE |
                                   SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_EXRESCODE,
                               NULL);
  return result == SQLITE_OK ? configure(store->db) : result;
}

static int new_store(const char *folder, const struct vp_store_options *options, struct vp_store **store,
                     struct vp_fault *fault) {
  struct vp_store *made = calloc(1, sizeof *made);
  if (!made)
    return vp_fault_set(fault, VP_E_NO_MEMORY, opening, folder, NULL, "out of memory");
  if (snprintf(made->folder, sizeof made->folder, "%s", folder) >= (int)sizeof made->folder - 32) {
    free(made);
    return vp_fault_set(fault, VP_E_TOO_LARGE, opening, folder, NULL, "the path is too long");
  }
  made->reserve_bytes = options && options->reserve_bytes ? options->reserve_bytes : RESERVE_BYTES;
  made->low_bytes = options && options->low_bytes ? options->low_bytes : LOW_BYTES;
  *store = made;
  return VP_OK;
}

static void disconnect(struct vp_store *store) {
  for (int i = 0; i < SQL_COUNT; i++) {
    sqlite3_finalize(store->statements[i]);
    store->statements[i] = NULL;
  }
  if (sqlite3_close(store->db) != SQLITE_OK)
    vp_log(VP_LOG_ERROR, "store", "closing: %s", sqlite3_errmsg(store->db));
  store->db = NULL;
}

void vp_store_close(struct vp_store *store) {
  if (!store)
    return;
  if (store->truncate_due)
    store_truncate(store, 1000);
  disconnect(store);
  free(store->buffer);
  free(store);
}

/* --- checking ----------------------------------------------------------------------------------------------------- */

static int check_with(sqlite3 *db, const char *pragma) { /* SQLITE_CORRUPT: it found something */
  sqlite3_stmt *statement = NULL;
  int result = sqlite3_prepare_v2(db, pragma, -1, &statement, NULL);
  if (result == SQLITE_OK)
    result = sqlite3_step(statement);
  if (result == SQLITE_ROW) {
    const unsigned char *said = sqlite3_column_text(statement, 0);
    result = said && strcmp((const char *)said, "ok") == 0 ? SQLITE_OK : SQLITE_CORRUPT;
  }
  sqlite3_finalize(statement);
  return result;
}

static int check_unfinished_chunks(sqlite3 *db) {
  sqlite3_stmt *statement = NULL;
  int result =
      sqlite3_prepare_v2(db,
                         "SELECT count(c.sequence) = s.chunks AND total(length(c.frames)) = s.chunk_bytes"
                         " FROM story s LEFT JOIN chunk c ON c.story = s.number WHERE s.state = 0 GROUP BY s.number",
                         -1, &statement, NULL);
  while (result == SQLITE_OK || result == SQLITE_ROW) {
    result = sqlite3_step(statement);
    if (result == SQLITE_ROW && !sqlite3_column_int(statement, 0))
      result = SQLITE_CORRUPT;
  }
  sqlite3_finalize(statement);
  return result == SQLITE_DONE ? SQLITE_OK : result;
}

/* Without a -wal every page is in the file; SQLite itself misses a last page that is there in part. */
static int check_length(struct vp_store *store) {
  int pages = 0, page_bytes = 0;
  int result = number_of(store->db, "PRAGMA page_count", &pages);
  if (result == SQLITE_OK)
    result = number_of(store->db, "PRAGMA page_size", &page_bytes);
  if (result == SQLITE_OK && (int64_t)size_of(store->folder, "") < (int64_t)pages * page_bytes)
    result = SQLITE_CORRUPT;
  return result;
}

static int check(struct vp_store *store) {
  if (size_of(store->folder, "") + size_of(store->folder, "-wal") <= WHOLE_CHECK_BYTES)
    return check_with(store->db, "PRAGMA quick_check(1)");
  int result = check_with(store->db, "PRAGMA quick_check('collection')");
  if (result == SQLITE_OK)
    result = check_with(store->db, "PRAGMA quick_check('tally')");
  if (result == SQLITE_OK)
    result = check_with(store->db, "PRAGMA quick_check('story')");
  return result == SQLITE_OK ? check_unfinished_chunks(store->db) : result;
}

/* --- the owner ---------------------------------------------------------------------------------------------------- */

/* Who made it, and how new. *version: 0 for an empty database. SQLITE_NOTADB: another program's. */
static int identify(sqlite3 *db, int *version) {
  int application = 0, schema = 0;
  int result = number_of(db, "PRAGMA user_version", version);
  if (result == SQLITE_OK)
    result = number_of(db, "PRAGMA application_id", &application);
  if (result == SQLITE_OK)
    result = number_of(db, "SELECT count(*) FROM sqlite_schema", &schema);
  if (result != SQLITE_OK)
    return result;
  if (schema == 0 && *version == 0)
    return SQLITE_OK;
  return application == STORE_APPLICATION && *version > 0 ? SQLITE_OK : SQLITE_NOTADB;
}

static int journal_in_wal(sqlite3 *db) {
  sqlite3_stmt *statement = NULL;
  int result = sqlite3_prepare_v2(db, "PRAGMA journal_mode = WAL", -1, &statement, NULL);
  if (result == SQLITE_OK)
    result = sqlite3_step(statement);
  bool done = result == SQLITE_ROW && sqlite3_stricmp((const char *)sqlite3_column_text(statement, 0), "wal") == 0;
  sqlite3_finalize(statement);
  if (done)
    return SQLITE_OK;
  return result == SQLITE_ROW ? SQLITE_CANTOPEN : result;
}

static int mark_interrupted(struct vp_store *store, uint32_t *interrupted) {
  int left_open = 0;
  int result = number_of(store->db, "SELECT stories FROM tally WHERE state = 0", &left_open);
  if (result != SQLITE_OK || left_open == 0)
    return result; /* nothing is written when there is nothing to say */
  int changed = 0;
  result = store_finish(store, store_statement(store, SQL_TAKES_LEFT_OPEN), &changed);
  *interrupted = (uint32_t)changed;
  return result;
}

/* Opens what is there. VP_E_FORMAT: broken, and closed again as it was found. */
static int open_as_owner(struct vp_store *store, bool unclean, struct vp_store_opened *opened, struct vp_fault *fault) {
  int version = 0;
  int result = connect_to(store);
  if (result == SQLITE_OK)
    result = identify(store->db, &version);
  if (result == SQLITE_OK && version > store_schema_version())
    return vp_fault_set(fault, VP_E_VERSION, opening, store->folder, "Install that newer version of Vertelpunt again.",
                        "its store was made by a newer version (%d; this one knows %d)", version,
                        store_schema_version());
  if (result == SQLITE_OK)
    result = unclean ? check(store) : check_length(store);
  if (result == SQLITE_OK)
    result = journal_in_wal(store->db);
  if (result == SQLITE_OK && version < store_schema_version())
    result = store_migrate(store->db, version);
  if (result == SQLITE_OK)
    result = mark_interrupted(store, &opened->interrupted);
  if (result != SQLITE_OK)
    return store_fault(store, result, opening, fault);
  result = sqlite3_db_config(store->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
  if (result == SQLITE_OK && unclean)
    store_truncate(store, 0); /* a deletion before the crash may have left its bytes in the -wal */
  return store_fault(store, result, opening, fault);
}

/* An empty file is an empty database to SQLite; made here, so that it and what lies beside it are nobody else's. */
static int make_file(const char *folder, struct vp_fault *fault) {
  char path[STORE_PATH];
  if (database_path(folder, "", path, sizeof path))
    return vp_fault_set(fault, VP_E_TOO_LARGE, opening, folder, NULL, "the path is too long");
  int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0 || fchmod(fd, 0600) != 0) {
    int saved = errno;
    if (fd >= 0)
      close(fd);
    return vp_fault_errno(fault, saved, opening, path, "Make the data folder writable, or choose another with --data.");
  }
  close(fd);
  return vp_file_flush_folder(folder, fault);
}

int vp_store_open(const char *folder, const struct vp_store_options *options, struct vp_store **store,
                  struct vp_store_opened *opened, struct vp_fault *fault) {
  struct vp_store_opened unasked;
  struct vp_store_opened *found = opened ? opened : &unasked;
  struct vp_store *made = NULL;
  memset(found, 0, sizeof *found);
  *store = NULL;
  int error = vp_file_make_folders(folder, fault);
  if (!error)
    error = new_store(folder, options, &made, fault);
  if (error || !made)
    return error;
  off_t wal = size_of(folder, "-wal");
  if (size_of(folder, "") <= 0 && wal > 0)
    error = move_aside(folder, found, fault); /* SQLite would delete a -wal that has no database */
  else
    found->fresh = size_of(folder, "") <= 0;
  for (int attempt = 0; !error && attempt < 2; attempt++) {
    error = make_file(folder, fault);
    if (!error)
      error = open_as_owner(made, size_of(folder, "-wal") >= 0, found, fault);
    if (error != VP_E_FORMAT || attempt > 0)
      break;
    disconnect(made);
    error = move_aside(folder, found, fault);
  }
  if (error) {
    disconnect(made);
    free(made);
    return error;
  }
  *store = made;
  return VP_OK;
}

int vp_store_join(const char *folder, const struct vp_store_options *options, struct vp_store **store,
                  struct vp_fault *fault) {
  struct vp_store *made = NULL;
  *store = NULL;
  int error = new_store(folder, options, &made, fault);
  if (error || !made)
    return error;
  int version = 0;
  int result = connect_to(made);
  if (result == SQLITE_OK)
    result = number_of(made->db, "PRAGMA user_version", &version);
  if (result == SQLITE_OK)
    result = sqlite3_db_config(made->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
  error = store_fault(made, result, opening, fault);
  if (!error && version != store_schema_version())
    error = vp_fault_set(fault, VP_E_INVALID, opening, folder, NULL, "the store has not been opened by its owner yet");
  if (error) {
    disconnect(made);
    free(made);
    return error;
  }
  *store = made;
  return VP_OK;
}
