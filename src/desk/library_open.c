/* Opening a library: its folder, its lock, its database and that database's shape. */
#include "library.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <vertelpunt/file.h>

static const char doing[] = "opening the library";

enum { SCHEMA_VERSION = 1 };

/* What list and show filter by has columns; all else that a kiosk told is in metadata, as it told it. */
static const char schema[] =
    "BEGIN IMMEDIATE;"
    "CREATE TABLE collection (only INTEGER PRIMARY KEY CHECK (only = 1), id BLOB NOT NULL, name TEXT NOT NULL,"
    "  created_utc_ms INTEGER NOT NULL, seal_public BLOB NOT NULL, sign_public BLOB NOT NULL) STRICT;"
    "CREATE TABLE kiosk (id BLOB PRIMARY KEY, sign_public BLOB NOT NULL, enrolled INTEGER NOT NULL,"
    "  disputed INTEGER NOT NULL, version TEXT NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE story (id BLOB PRIMARY KEY, kiosk BLOB NOT NULL, state INTEGER NOT NULL, signed_by BLOB,"
    "  is_text INTEGER NOT NULL, sealed_hash BLOB NOT NULL, sealed_bytes INTEGER NOT NULL, signature BLOB NOT NULL,"
    "  content TEXT NOT NULL, content_hash BLOB NOT NULL, content_bytes INTEGER NOT NULL,"
    "  started_utc_ms INTEGER NOT NULL, duration_ms INTEGER NOT NULL, theme TEXT, kind TEXT, language TEXT,"
    "  metadata TEXT NOT NULL, marks TEXT NOT NULL, withdrawal_code TEXT, json_verified INTEGER NOT NULL)"
    "  STRICT, WITHOUT ROWID;"
    "CREATE INDEX story_by_time ON story (started_utc_ms, id);"
    "CREATE INDEX story_by_kiosk ON story (kiosk);"
    "PRAGMA user_version = 1;"
    "COMMIT;";

static int read_version(struct library *library, int *version, struct vp_fault *fault) {
  sqlite3_stmt *statement;
  int code = sql_prepare(library, "PRAGMA user_version", &statement, fault);
  if (code)
    return code;
  *version = sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int(statement, 0) : -1;
  code = *version < 0 ? sql_fault(library->db, doing, library->folder, fault) : VP_OK;
  sqlite3_finalize(statement);
  return code;
}

static int migrate(struct library *library, bool collect, struct vp_fault *fault) {
  int version = 0;
  int code = read_version(library, &version, fault);
  if (code)
    return code;
  if (version > SCHEMA_VERSION)
    return vp_fault_set(fault, VP_E_VERSION, doing, library->folder, "Use the newer vertelpunt-desk.",
                        "a newer program made it");
  if (version == SCHEMA_VERSION)
    return VP_OK;
  if (!collect)
    return vp_fault_set(fault, VP_E_FORMAT, doing, library->folder, "Collect into it first.", "there is nothing in it");
  return sql_run(library, schema, fault);
}

static int read_collection(struct library *library, struct vp_fault *fault) {
  sqlite3_stmt *statement;
  struct vp_collection *collection = &library->collection;
  int code = sql_prepare(library, "SELECT id, name, created_utc_ms, seal_public, sign_public FROM collection",
                         &statement, fault);
  if (code)
    return code;
  library->has_collection = false;
  if (sqlite3_step(statement) == SQLITE_ROW) {
    const unsigned char *name = sqlite3_column_text(statement, 1);
    snprintf(collection->name, sizeof collection->name, "%s", name ? (const char *)name : "");
    collection->created_utc_ms = sqlite3_column_int64(statement, 2);
    library->has_collection = sql_blob(statement, 0, &collection->id, sizeof collection->id) &&
                              sql_blob(statement, 3, collection->seal_public, sizeof collection->seal_public) &&
                              sql_blob(statement, 4, collection->sign_public, sizeof collection->sign_public);
  }
  return sql_finish(library, statement, fault);
}

/* A lock that ends with the process, however that ends. */
static int lock(struct library *library, struct vp_fault *fault) {
  char path[PATH_MAX];
  int code = library_path(library, "library.lock", path, fault);
  if (code)
    return code;
  library->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (library->lock_fd < 0)
    return vp_fault_errno(fault, errno, doing, path, "Choose a folder that you may write in.");
  struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
  if (fcntl(library->lock_fd, F_SETLK, &whole) == 0)
    return VP_OK;
  if (errno != EACCES && errno != EAGAIN)
    return vp_fault_errno(fault, errno, doing, path, NULL);
  return vp_fault_set(fault, VP_E_BUSY, doing, library->folder, "Wait until that one has ended.",
                      "another vertelpunt-desk is collecting into it");
}

/* Temporary names of a process that was killed; nobody else makes any while we hold the lock. */
static int remove_leftovers(const char *path, struct vp_fault *fault) {
  DIR *folder = opendir(path);
  if (!folder)
    return vp_fault_errno(fault, errno, doing, path, NULL);
  int error = 0;
  for (struct dirent *entry; !error && (entry = readdir(folder));) {
    size_t length = strlen(entry->d_name);
    if (length > 5 && strcmp(entry->d_name + length - 5, ".part") == 0 &&
        unlinkat(dirfd(folder), entry->d_name, 0) != 0)
      error = errno;
  }
  closedir(folder);
  return error ? vp_fault_errno(fault, error, doing, path, NULL) : VP_OK;
}

static int prepare(struct library *library, struct vp_fault *fault) {
  static const char *const folders[] = {"audio", "text"};
  char path[PATH_MAX];
  int code = vp_file_make_folders(library->folder, fault);
  if (code == VP_OK)
    code = lock(library, fault);
  for (size_t i = 0; code == VP_OK && i < VP_COUNT(folders); i++) {
    code = library_path(library, folders[i], path, fault);
    if (code == VP_OK)
      code = vp_file_make_folders(path, fault);
    if (code == VP_OK)
      code = remove_leftovers(path, fault);
  }
  return code == VP_OK ? vp_file_flush_folder(library->folder, fault) : code;
}

/* Withdrawal codes are in it: it and the files that SQLite lays beside it are their owner's alone. */
static int make_file(const char *path, struct vp_fault *fault) {
  int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0)
    return vp_fault_errno(fault, errno, doing, path, "Choose a folder that you may write in.");
  int error = fchmod(fd, 0600) == 0 || errno == EPERM ? 0 : errno; /* EPERM: FAT and its like know no owners */
  close(fd);
  return error ? vp_fault_errno(fault, error, doing, path, NULL) : VP_OK;
}

/* On a medium that cannot be written it is read as it lies there; what is in a -wal would be left out, unseen. */
static int open_as_it_lies(struct library *library, const char *path, struct vp_fault *fault) {
  char uri[PATH_MAX * 3 + 32], wal[PATH_MAX];
  struct stat status;
  if (snprintf(wal, sizeof wal, "%s-wal", path) >= (int)sizeof wal)
    return vp_fault_set(fault, VP_E_TOO_LARGE, doing, path, NULL, "the path is too long");
  if (stat(wal, &status) == 0 && status.st_size > 0)
    return vp_fault_set(fault, VP_E_READ_ONLY, doing, library->folder,
                        "Copy the whole folder to a disk that can be written, and name that one.",
                        "a program that used it was cut off, and nothing can be written here to put that right");
  size_t at = (size_t)snprintf(uri, sizeof uri, "file:");
  for (const char *from = path; *from; from++)
    at += (size_t)snprintf(uri + at, sizeof uri - at, strchr("%?# ", *from) ? "%%%02X" : "%c", (unsigned char)*from);
  snprintf(uri + at, sizeof uri - at, "?immutable=1");
  if (sqlite3_open_v2(uri, &library->db, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL) != SQLITE_OK)
    return sql_fault(library->db, doing, path, fault);
  return VP_OK;
}

static int open_database(struct library *library, bool collect, struct vp_fault *fault) {
  char path[PATH_MAX];
  struct stat status;
  int code = library_path(library, "library.db", path, fault);
  if (code == VP_OK && collect)
    code = make_file(path, fault);
  if (code)
    return code;
  if (!collect && stat(path, &status) != 0)
    return vp_fault_set(fault, VP_E_NOT_FOUND, doing, library->folder, "Name a library with --library.",
                        "there is no library.db in it");
  if (!collect && (access(path, W_OK) != 0 || access(library->folder, W_OK) != 0))
    return open_as_it_lies(library, path, fault);
  if (sqlite3_open_v2(path, &library->db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
    return sql_fault(library->db, doing, path, fault);
  sqlite3_extended_result_codes(library->db, 1);
  sqlite3_busy_timeout(library->db, 10000);
  return sql_run(library, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;", fault);
}

int library_open(const char *folder, bool collect, struct library *library, struct vp_fault *fault) {
  memset(library, 0, sizeof *library);
  library->lock_fd = -1;
  if (snprintf(library->folder, sizeof library->folder, "%s", folder) >= (int)sizeof library->folder)
    return vp_fault_set(fault, VP_E_TOO_LARGE, doing, folder, NULL, "the path is too long");
  int code = collect ? prepare(library, fault) : VP_OK;
  if (code == VP_OK)
    code = open_database(library, collect, fault);
  if (code == VP_OK)
    code = migrate(library, collect, fault);
  if (code == VP_OK)
    code = read_collection(library, fault);
  if (code)
    library_close(library);
  return code;
}

void library_close(struct library *library) {
  sqlite3_close(library->db);
  library->db = NULL;
  if (library->lock_fd >= 0)
    close(library->lock_fd);
  library->lock_fd = -1;
}

bool library_exists(const char *folder) {
  char path[PATH_MAX];
  return snprintf(path, sizeof path, "%s/library.db", folder) < (int)sizeof path && access(path, F_OK) == 0;
}

const char *library_folder(const char *named) {
  const char *chosen = getenv("VERTELPUNT_LIBRARY");
  if (named)
    return named;
  return chosen && *chosen ? chosen : ".";
}

int library_path(const struct library *library, const char *name, char path[PATH_MAX], struct vp_fault *fault) {
  if (snprintf(path, PATH_MAX, "%s/%s", library->folder, name) >= PATH_MAX)
    return vp_fault_set(fault, VP_E_TOO_LARGE, doing, library->folder, NULL, "the path is too long");
  return VP_OK;
}

int library_adopt(struct library *library, const struct vp_collection *collection, struct vp_fault *fault) {
  if (library->has_collection && vp_collection_same(&library->collection, collection))
    return VP_OK;
  if (library->has_collection && strcmp(library->collection.name, collection->name) == 0) {
    char ours[256], theirs[256];
    vp_collection_fingerprint(&library->collection, ours, sizeof ours);
    vp_collection_fingerprint(collection, theirs, sizeof theirs);
    return vp_fault_set(fault, VP_E_AUTHENTIC, doing, library->folder,
                        "Collect into another folder, or use its own key: 'key show' has a key's words.",
                        "it belongs to another collection of the same name: its words are %.100s, and the key's %.100s",
                        ours, theirs);
  }
  if (library->has_collection)
    return vp_fault_set(
        fault, VP_E_AUTHENTIC, doing, library->folder, "Collect into another folder, or use its own key.",
        "it belongs to the collection \"%.90s\", and the key to \"%.90s\"", library->collection.name, collection->name);
  sqlite3_stmt *statement;
  int code = sql_prepare(library, "INSERT INTO collection VALUES (1, ?, ?, ?, ?, ?)", &statement, fault);
  if (code)
    return code;
  sqlite3_bind_blob(statement, 1, &collection->id, sizeof collection->id, SQLITE_STATIC);
  sqlite3_bind_text(statement, 2, collection->name, -1, SQLITE_STATIC);
  sqlite3_bind_int64(statement, 3, collection->created_utc_ms);
  sqlite3_bind_blob(statement, 4, collection->seal_public, sizeof collection->seal_public, SQLITE_STATIC);
  sqlite3_bind_blob(statement, 5, collection->sign_public, sizeof collection->sign_public, SQLITE_STATIC);
  code = sql_finish(library, statement, fault);
  if (code == VP_OK) {
    library->collection = *collection;
    library->has_collection = true;
  }
  return code;
}
