/* Power cuts, as a model below SQLite: a VFS that passes everything on and keeps a second disk, which has only what was
 * flushed. At any write, truncation or flush the power may fail: of what was not flushed yet each piece may be on the
 * disk, or not, or in part, in any order. Such a disk is opened as at the next start. Whatever the store had said to be
 * stored must be there; what it was about to store may be. (A killed process proves less: the system still writes what
 * it had in memory.) */
#define _GNU_SOURCE /* unshare(2), in store_kit.h */
#include "store_kit.h"

#include <setjmp.h>
#include <sqlite3.h>
#include <cmocka.h>

#include <vertelpunt/clock.h>

enum { TAKES_MAX = 60, CHUNK_BYTES = 3000, CHUNKS_A_TAKE = 12, CUTS_MAX = 400, SECTOR = 512 };

static uint64_t dice; /* xorshift64: the seed is printed, the run can be had again */

static uint32_t throw_dice(uint32_t sides) {
  dice ^= dice << 13;
  dice ^= dice >> 7;
  dice ^= dice << 17;
  return (uint32_t)(dice >> 20) % sides;
}

/* --- the second disk ------------------------------------------------------------------------------------------------
 */

struct image { /* a file's bytes; never there: bytes is NULL */
  uint8_t *bytes;
  size_t length;
};

struct change { /* what was asked for since the last flush; bytes NULL: cut off at `at` */
  size_t at, length;
  uint8_t *bytes;
};

struct disk_file {
  struct image flushed;
  struct change *changes;
  size_t count;
};

enum { DATABASE, WAL, FILES };
static const char *const names[FILES] = {"store.db", "store.db-wal"};
static struct disk_file disk[FILES];

static void resize(struct image *image, size_t length) {
  uint8_t *bytes = realloc(image->bytes, length + 1);
  assert_non_null(bytes);
  if (length > image->length)
    memset(bytes + image->length, 0, length - image->length);
  image->bytes = bytes;
  image->length = length;
}

static void apply(struct image *image, const struct change *change, size_t length) {
  if (!change->bytes) {
    resize(image, change->at);
    return;
  }
  if (change->at + length > image->length)
    resize(image, change->at + length);
  memcpy(image->bytes + change->at, change->bytes, length);
}

static void forget_changes(struct disk_file *file) {
  for (size_t i = 0; i < file->count; i++)
    free(file->changes[i].bytes);
  free(file->changes);
  file->changes = NULL;
  file->count = 0;
}

static void note_change(struct disk_file *file, const void *bytes, size_t length, size_t at) {
  file->changes = realloc(file->changes, (file->count + 1) * sizeof *file->changes);
  assert_non_null(file->changes);
  struct change *change = &file->changes[file->count++];
  *change = (struct change){.at = at, .length = length, .bytes = bytes ? malloc(length + 1) : NULL};
  if (bytes) {
    assert_non_null(change->bytes);
    memcpy(change->bytes, bytes, length);
  }
}

static void flush_disk(struct disk_file *file) {
  if (!file->flushed.bytes)
    resize(&file->flushed, 0);
  for (size_t i = 0; i < file->count; i++)
    apply(&file->flushed, &file->changes[i], file->changes[i].length);
  forget_changes(file);
}

static void empty_disk(struct disk_file *file) {
  forget_changes(file);
  free(file->flushed.bytes);
  file->flushed = (struct image){NULL, 0};
}

/* --- cuts -----------------------------------------------------------------------------------------------------------
 */

enum doing { DOING_NOTHING, DOING_CHUNK, DOING_KEEP, DOING_DELETE };

struct take { /* what the store has said, and what it has been asked for and has not answered yet */
  struct vp_id story;
  uint32_t chunks;
  bool kept, deleted;
  enum doing doing;
};

static struct take takes[TAKES_MAX];
static size_t take_count;

struct cut {
  struct image files[FILES];
  struct take takes[TAKES_MAX];
  size_t take_count;
};

static struct cut *cuts;
static size_t cut_count;
static bool may_cut;

static struct image after_a_cut(const struct disk_file *file) {
  struct image image = {NULL, 0};
  if (file->flushed.bytes) {
    resize(&image, file->flushed.length);
    memcpy(image.bytes, file->flushed.bytes, file->flushed.length);
  }
  uint32_t mood = throw_dice(4); /* nothing, everything, or each as it comes */
  for (size_t i = 0; i < file->count; i++) {
    const struct change *change = &file->changes[i];
    uint32_t luck = mood == 0 ? 0 : mood == 1 ? 2 : throw_dice(3);
    if (luck == 2)
      apply(&image, change, change->length);
    else if (luck == 1 && change->bytes)
      apply(&image, change, throw_dice((uint32_t)(change->length / SECTOR) + 1) * SECTOR);
  }
  return image;
}

static void perhaps_cut(void) {
  if (!may_cut || cut_count == CUTS_MAX || throw_dice(12) != 0)
    return;
  struct cut *cut = &cuts[cut_count++];
  for (int i = 0; i < FILES; i++)
    cut->files[i] = after_a_cut(&disk[i]);
  memcpy(cut->takes, takes, sizeof takes);
  cut->take_count = take_count;
}

/* --- the VFS between ------------------------------------------------------------------------------------------------
 */

struct between { /* SQLite's file, ours, and behind it the system's */
  sqlite3_file base;
  struct disk_file *on_disk; /* NULL: no file that lasts */
};

static sqlite3_vfs *system_vfs, between_vfs;

static sqlite3_file *real_of(sqlite3_file *file) {
  return (sqlite3_file *)(void *)((struct between *)(void *)file + 1);
}

static struct disk_file *disk_of(sqlite3_file *file) {
  return ((struct between *)(void *)file)->on_disk;
}

#define REAL(file) real_of(file)->pMethods

static int between_close(sqlite3_file *file) {
  return REAL(file)->xClose(real_of(file));
}
static int between_read(sqlite3_file *file, void *to, int length, sqlite3_int64 at) {
  return REAL(file)->xRead(real_of(file), to, length, at);
}
static int between_write(sqlite3_file *file, const void *from, int length, sqlite3_int64 at) {
  perhaps_cut();
  if (disk_of(file))
    note_change(disk_of(file), from, (size_t)length, (size_t)at);
  return REAL(file)->xWrite(real_of(file), from, length, at);
}
static int between_truncate(sqlite3_file *file, sqlite3_int64 length) {
  perhaps_cut();
  if (disk_of(file))
    note_change(disk_of(file), NULL, 0, (size_t)length);
  return REAL(file)->xTruncate(real_of(file), length);
}
static int between_sync(sqlite3_file *file, int flags) {
  perhaps_cut();
  if (disk_of(file))
    flush_disk(disk_of(file));
  return REAL(file)->xSync(real_of(file), flags);
}
static int between_size(sqlite3_file *file, sqlite3_int64 *size) {
  return REAL(file)->xFileSize(real_of(file), size);
}
static int between_lock(sqlite3_file *file, int kind) {
  return REAL(file)->xLock(real_of(file), kind);
}
static int between_unlock(sqlite3_file *file, int kind) {
  return REAL(file)->xUnlock(real_of(file), kind);
}
static int between_reserved(sqlite3_file *file, int *is_reserved) {
  return REAL(file)->xCheckReservedLock(real_of(file), is_reserved);
}
static int between_control(sqlite3_file *file, int control, void *argument) {
  return REAL(file)->xFileControl(real_of(file), control, argument);
}
static int between_sector(sqlite3_file *file) {
  return REAL(file)->xSectorSize(real_of(file));
}
static int between_traits(sqlite3_file *file) {
  return REAL(file)->xDeviceCharacteristics(real_of(file));
}
static int between_map(sqlite3_file *file, int region, int size, int extend, void volatile **memory) {
  return REAL(file)->xShmMap(real_of(file), region, size, extend, memory);
}
static int between_shm_lock(sqlite3_file *file, int offset, int count, int flags) {
  return REAL(file)->xShmLock(real_of(file), offset, count, flags);
}
static void between_barrier(sqlite3_file *file) {
  REAL(file)->xShmBarrier(real_of(file));
}
static int between_unmap(sqlite3_file *file, int remove) {
  return REAL(file)->xShmUnmap(real_of(file), remove);
}

static const sqlite3_io_methods between_methods = {.iVersion = 2,
                                                   .xClose = between_close,
                                                   .xRead = between_read,
                                                   .xWrite = between_write,
                                                   .xTruncate = between_truncate,
                                                   .xSync = between_sync,
                                                   .xFileSize = between_size,
                                                   .xLock = between_lock,
                                                   .xUnlock = between_unlock,
                                                   .xCheckReservedLock = between_reserved,
                                                   .xFileControl = between_control,
                                                   .xSectorSize = between_sector,
                                                   .xDeviceCharacteristics = between_traits,
                                                   .xShmMap = between_map,
                                                   .xShmLock = between_shm_lock,
                                                   .xShmBarrier = between_barrier,
                                                   .xShmUnmap = between_unmap};

static struct disk_file *disk_named(const char *path) {
  const char *name = path ? strrchr(path, '/') : NULL;
  for (int i = 0; name && i < FILES; i++)
    if (strcmp(name + 1, names[i]) == 0)
      return &disk[i];
  return NULL;
}

static int between_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *out_flags) {
  (void)vfs; /* ours: there is only one */
  ((struct between *)(void *)file)->on_disk = disk_named(path);
  int result = system_vfs->xOpen(system_vfs, path, real_of(file), flags, out_flags);
  file->pMethods = result == SQLITE_OK ? &between_methods : NULL;
  return result;
}

static int between_delete(sqlite3_vfs *vfs, const char *path, int flush_folder) {
  (void)vfs;
  perhaps_cut();
  if (disk_named(path))
    empty_disk(disk_named(path));
  return system_vfs->xDelete(system_vfs, path, flush_folder);
}

static void put_between(void) {
  system_vfs = sqlite3_vfs_find(NULL);
  assert_non_null(system_vfs);
  between_vfs = *system_vfs;
  between_vfs.pNext = NULL;
  between_vfs.zName = "power";
  between_vfs.szOsFile = (int)sizeof(struct between) + system_vfs->szOsFile;
  between_vfs.xOpen = between_open;
  between_vfs.xDelete = between_delete;
  assert_int_equal(sqlite3_vfs_register(&between_vfs, 1), SQLITE_OK);
}

static void take_away(void) {
  assert_int_equal(sqlite3_vfs_unregister(&between_vfs), SQLITE_OK);
  assert_int_equal(sqlite3_vfs_register(system_vfs, 1), SQLITE_OK);
}

/* --- telling --------------------------------------------------------------------------------------------------------
 */

static size_t frame_of(uint8_t *frame, size_t take, uint32_t sequence) {
  return kit_frame(frame, (uint32_t)take * 1000 + sequence, CHUNK_BYTES);
}

static void tell_one(struct vp_store *store) {
  struct vp_story_facts facts = kit_facts(vp_clock_now().utc_ms);
  struct vp_story_head head = kit_head(&facts.id);
  uint8_t frame[CHUNK_BYTES + 4];
  size_t number = take_count;
  uint32_t chunks = 1 + throw_dice(CHUNKS_A_TAKE);
  assert_int_equal(vp_store_take_begin(store, &facts, &head, NULL, NULL), VP_OK);
  takes[take_count++] = (struct take){.story = facts.id};
  struct take *take = &takes[number];
  for (uint32_t i = 0; i < chunks; i++) {
    size_t length = frame_of(frame, number, i);
    take->doing = DOING_CHUNK;
    assert_int_equal(vp_store_chunk(store, &facts.id, i, frame, length, (int64_t)i * 1000, NULL), VP_OK);
    take->chunks++;
    take->doing = DOING_NOTHING;
  }
  switch (throw_dice(4)) {
  case 0: /* walked away */
    assert_int_equal(vp_store_interrupt(store, &facts.id, NULL), VP_OK);
    break;
  case 1:
    take->doing = DOING_DELETE;
    assert_int_equal(vp_store_delete(store, &facts.id, NULL), VP_OK);
    take->deleted = true;
    break;
  default:
    take->doing = DOING_KEEP;
    assert_int_equal(vp_store_keep(store, &facts.id, chunks, frame, 0, 1, vp_clock_now(), NULL, NULL), VP_OK);
    take->kept = true;
  }
  take->doing = DOING_NOTHING;
}

/* --- the next start -------------------------------------------------------------------------------------------------
 */

struct reading {
  size_t take;
  uint32_t chunks;
};

static int read_chunk(void *context, const uint8_t *frames, size_t length) {
  struct reading *reading = context;
  uint8_t frame[CHUNK_BYTES + 4];
  assert_int_equal(frame_of(frame, reading->take, reading->chunks++), length);
  assert_memory_equal(frame, frames, length);
  return 0;
}

static void check_take(struct vp_store *store, const struct take *take, size_t number) {
  struct vp_story_row row;
  struct reading reading = {number, 0};
  int code = vp_store_story(store, &take->story, &row);
  if (take->deleted || (take->doing == DOING_DELETE && code == VP_E_NOT_FOUND)) {
    assert_int_equal(code, VP_E_NOT_FOUND);
    return;
  }
  assert_int_equal(code, VP_OK);
  assert_in_range(row.chunks, take->chunks, take->chunks + (take->doing == DOING_CHUNK));
  assert_int_equal(vp_store_read_chunks(store, &take->story, read_chunk, &reading), VP_OK);
  assert_int_equal(reading.chunks, row.chunks);
  if (take->doing != DOING_KEEP || row.state != VP_STORY_KEPT)
    assert_int_equal(row.state, take->kept ? VP_STORY_KEPT : VP_STORY_INTERRUPTED);
}

static void start_after(const struct cut *cut, const char *folder) {
  struct vp_store *store;
  struct vp_store_opened opened;
  struct vp_fault fault = {0};
  assert_int_equal(mkdir(folder, 0700), 0);
  for (int i = 0; i < FILES; i++) {
    char path[KIT_PATH];
    kit_path(path, folder, names[i]);
    if (cut->files[i].bytes)
      kit_write(path, cut->files[i].bytes, cut->files[i].length);
  }
  int code = vp_store_open(folder, NULL, &store, &opened, &fault);
  if (code)
    fail_msg("%s: %s", fault.object, fault.reason);
  assert_string_equal(opened.moved_aside, "");
  for (size_t i = 0; i < cut->take_count; i++)
    check_take(store, &cut->takes[i], i);
  vp_store_close(store);
  kit_remove(folder);
}

static void a_power_cut_at_any_write_leaves_all_that_was_said_to_be_stored(void **state) {
  char folder[KIT_PATH], data[KIT_PATH], next[KIT_PATH];
  struct vp_store *store;
  size_t chunks = 0;
  (void)state;
  const char *chosen = getenv("VERTELPUNT_SEED");
  dice = chosen ? strtoull(chosen, NULL, 10) : (uint64_t)vp_clock_monotonic_us() * 2654435761u | 1;
  printf("seed: VERTELPUNT_SEED=%llu\n", (unsigned long long)dice);
  cuts = calloc(CUTS_MAX, sizeof *cuts);
  assert_non_null(cuts);
  kit_folder(folder);
  kit_path(data, folder, "data");
  kit_path(next, folder, "next");
  put_between();
  assert_int_equal(vp_store_open(data, NULL, &store, NULL, NULL), VP_OK);
  may_cut = true;
  while (take_count < TAKES_MAX)
    tell_one(store);
  may_cut = false;
  vp_store_close(store);
  take_away();
  for (size_t i = 0; i < cut_count; i++) {
    start_after(&cuts[i], next);
    for (size_t t = 0; t < cuts[i].take_count; t++)
      chunks += cuts[i].takes[t].chunks;
    for (int f = 0; f < FILES; f++)
      free(cuts[i].files[f].bytes);
  }
  printf("%zu power cuts, %zu chunks that had been stored before one: all of them there\n", cut_count, chunks);
  assert_true(cut_count > 100 && chunks > 1000);
  for (int i = 0; i < FILES; i++)
    empty_disk(&disk[i]);
  free(cuts);
  kit_remove(folder);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_power_cut_at_any_write_leaves_all_that_was_said_to_be_stored),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
