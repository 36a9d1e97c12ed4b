/* What the store survives: a power cut, a crash, a broken file, a newer one, a full disk, a second program, and 100,000
 * stories. */
#define _GNU_SOURCE /* unshare(2), in store_kit.h */
#include "store_kit.h"

#include <setjmp.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <cmocka.h>

#include <vertelpunt/clock.h>

static int set_up(void **state) {
  char *folder = malloc(KIT_PATH);
  if (!folder)
    return -1;
  kit_folder(folder);
  *state = folder;
  return 0;
}

static int tear_down(void **state) {
  umount2(*state, MNT_DETACH); /* only where a test mounted something; else it says no, which is right */
  kit_remove(*state);
  free(*state);
  return 0;
}

static const struct vp_time noon = {1764000000000, VP_CLOCK_SYSTEM};

static struct vp_store *open_store(const char *folder, struct vp_store_opened *opened) {
  struct vp_store *store = NULL;
  struct vp_fault fault = {0};
  int code = vp_store_open(folder, NULL, &store, opened, &fault);
  if (code)
    fail_msg("%s: %s", fault.object, fault.reason);
  return store;
}

static struct vp_id begin(struct vp_store *store) {
  struct vp_story_facts facts = kit_facts(vp_clock_now().utc_ms);
  struct vp_story_head head = kit_head(&facts.id);
  assert_int_equal(vp_store_take_begin(store, &facts, &head, NULL, NULL), VP_OK);
  return facts.id;
}

static int add(struct vp_store *store, const struct vp_id *story, uint32_t sequence) {
  uint8_t frame[4100];
  size_t length = kit_frame(frame, sequence, 4000);
  return vp_store_chunk(store, story, sequence, frame, length, (int64_t)(sequence + 1) * 1000, NULL);
}

static int keep(struct vp_store *store, const struct vp_id *story, uint32_t sequence) {
  uint8_t frame[4100];
  size_t length = kit_frame(frame, sequence, 4000);
  return vp_store_keep(store, story, sequence, frame, length, 1, noon, NULL, NULL);
}

static int check_chunk(void *context, const uint8_t *frames, size_t length) {
  uint8_t frame[4100];
  assert_int_equal(kit_frame(frame, (*(uint32_t *)context)++, 4000), length);
  assert_memory_equal(frame, frames, length);
  return 0;
}

static uint32_t whole_chunks(struct vp_store *store, const struct vp_id *story) {
  uint32_t count = 0;
  assert_int_equal(vp_store_read_chunks(store, story, check_chunk, &count), VP_OK);
  return count;
}

static unsigned mode_of(const char *folder, const char *name) {
  char path[KIT_PATH];
  struct stat status;
  kit_path(path, folder, name);
  assert_int_equal(stat(path, &status), 0);
  return status.st_mode & 0777;
}

/* --- opening --------------------------------------------------------------------------------------------------------
 */

static void a_fresh_store_says_so_and_is_its_owners_alone(void **state) {
  char folder[KIT_PATH];
  kit_path(folder, *state, "some/where");
  struct vp_store_opened opened;
  mode_t before = umask(0);
  struct vp_store *store = open_store(folder, &opened);
  assert_true(opened.fresh);
  assert_string_equal(opened.moved_aside, "");
  assert_int_equal(opened.interrupted, 0);
  (void)begin(store);
  assert_int_equal(mode_of(folder, ""), 0700);
  assert_int_equal(mode_of(folder, "store.db"), 0600);
  assert_int_equal(mode_of(folder, "store.db-wal"), 0600);
  assert_int_equal(mode_of(folder, "store.db-shm"), 0600);
  vp_store_close(store);
  umask(before);
  vp_store_close(open_store(folder, &opened));
  assert_false(opened.fresh);
}

static void a_take_that_was_left_open_is_interrupted_at_the_next_start(void **state) {
  struct vp_store_opened opened;
  struct vp_store *store = open_store(*state, &opened);
  struct vp_id left = begin(store), kept = begin(store), empty = begin(store);
  assert_int_equal(add(store, &left, 0), VP_OK);
  assert_int_equal(keep(store, &kept, 0), VP_OK);
  vp_store_close(store);
  store = open_store(*state, &opened);
  assert_int_equal(opened.interrupted, 2);
  struct vp_story_row row;
  assert_int_equal(vp_store_story(store, &left, &row), VP_OK);
  assert_int_equal(row.state, VP_STORY_INTERRUPTED);
  assert_int_equal(vp_store_story(store, &empty, &row), VP_OK);
  assert_int_equal(row.state, VP_STORY_INTERRUPTED);
  assert_int_equal(vp_store_story(store, &kept, &row), VP_OK);
  assert_int_equal(row.state, VP_STORY_KEPT);
  vp_store_close(store);
  vp_store_close(open_store(*state, &opened));
  assert_int_equal(opened.interrupted, 0);
}

static void joining_needs_an_owner_who_opened_before(void **state) {
  struct vp_store *joined;
  assert_int_not_equal(vp_store_join(*state, NULL, &joined, NULL), VP_OK);
  assert_null(joined);
  struct vp_store *store = open_store(*state, NULL);
  assert_int_equal(vp_store_join(*state, NULL, &joined, NULL), VP_OK);
  vp_store_close(joined);
  vp_store_close(store);
}

static void the_second_program_on_a_folder_is_told_who_the_first_is(void **state) {
  int first, second;
  struct vp_fault fault;
  char expected[64];
  assert_int_equal(vp_store_lock(*state, &first, &fault), VP_OK);
  assert_int_equal(vp_store_lock(*state, &second, &fault), VP_E_BUSY);
  assert_int_equal(second, -1);
  snprintf(expected, sizeof expected, "process %ld", (long)getpid());
  assert_non_null(strstr(fault.reason, expected));
  close(first);
  assert_int_equal(vp_store_lock(*state, &second, &fault), VP_OK);
  close(second);
}

static void the_lock_ends_with_a_process_that_is_killed(void **state) {
  int ready[2], lock;
  assert_int_equal(pipe(ready), 0);
  pid_t child = fork();
  assert_true(child >= 0);
  if (child == 0) {
    int code = vp_store_lock(*state, &lock, NULL);
    if (write(ready[1], code ? "n" : "y", 1) != 1)
      _exit(1);
    for (;;)
      pause();
  }
  char said;
  assert_int_equal(read(ready[0], &said, 1), 1);
  assert_int_equal(said, 'y');
  assert_int_equal(vp_store_lock(*state, &lock, NULL), VP_E_BUSY);
  kill(child, SIGKILL);
  assert_int_equal(waitpid(child, NULL, 0), child);
  assert_int_equal(vp_store_lock(*state, &lock, NULL), VP_OK);
  close(lock);
  close(ready[0]);
  close(ready[1]);
}

/* --- power cuts -----------------------------------------------------------------------------------------------------
 */

static void a_copy_taken_after_any_chunk_opens_elsewhere_with_that_chunk(void **state) {
  char elsewhere[KIT_PATH];
  kit_path(elsewhere, *state, "elsewhere");
  struct vp_store *store = open_store(*state, NULL);
  struct vp_id story = begin(store);
  for (uint32_t i = 0; i < 40; i++) {
    assert_int_equal(add(store, &story, i), VP_OK);
    assert_int_equal(mkdir(elsewhere, 0700), 0);
    kit_copy(*state, elsewhere, "store.db");
    kit_copy(*state, elsewhere, "store.db-wal");
    struct vp_store_opened opened;
    struct vp_store *copy = open_store(elsewhere, &opened);
    assert_string_equal(opened.moved_aside, "");
    assert_int_equal(opened.interrupted, 1);
    assert_int_equal(whole_chunks(copy, &story), i + 1);
    vp_store_close(copy);
    kit_remove(elsewhere);
  }
  vp_store_close(store);
}

/* What had been flushed when the power went is any length of the WAL from the last commit on; here: any length at all.
 */
static void a_wal_that_ends_anywhere_opens_with_every_chunk_before_that_place(void **state) {
  char elsewhere[KIT_PATH], path[KIT_PATH];
  kit_path(elsewhere, *state, "elsewhere");
  struct vp_store *store = open_store(*state, NULL);
  struct vp_id story = begin(store);
  size_t length_after[20], length;
  kit_path(path, *state, "store.db-wal");
  for (uint32_t i = 0; i < 20; i++) {
    assert_int_equal(add(store, &story, i), VP_OK);
    free(kit_read(path, &length_after[i]));
  }
  uint8_t *wal = kit_read(path, &length);
  assert_non_null(wal);
  kit_path(path, elsewhere, "store.db-wal");
  for (size_t cut = length_after[0]; cut <= length; cut += 1777) {
    assert_int_equal(mkdir(elsewhere, 0700), 0);
    kit_copy(*state, elsewhere, "store.db");
    kit_write(path, wal, cut);
    struct vp_store_opened opened;
    struct vp_store *copy = open_store(elsewhere, &opened);
    assert_string_equal(opened.moved_aside, "");
    uint32_t expected = 0;
    while (expected < 20 && length_after[expected] <= cut)
      expected++;
    assert_int_equal(whole_chunks(copy, &story), expected);
    vp_store_close(copy);
    kit_remove(elsewhere);
  }
  free(wal);
  vp_store_close(store);
}

/* --- broken files ---------------------------------------------------------------------------------------------------
 */

static void fill(const char *folder, uint32_t chunks) {
  struct vp_store *store = open_store(folder, NULL);
  struct vp_id story = begin(store);
  for (uint32_t i = 0; i < chunks; i++)
    assert_int_equal(add(store, &story, i), VP_OK);
  vp_store_close(store);
}

/* Opens, and proves that what was there lies aside byte for byte and that a fresh store works. */
static void is_moved_aside(const char *folder, const uint8_t *bytes, size_t length) {
  struct vp_store_opened opened;
  struct vp_store *store = open_store(folder, &opened);
  assert_string_not_equal(opened.moved_aside, "");
  assert_non_null(strstr(opened.moved_aside, "/store-broken-"));
  assert_false(opened.fresh);
  if (bytes) {
    size_t aside_length;
    uint8_t *aside = kit_read(opened.moved_aside, &aside_length);
    assert_non_null(aside);
    assert_int_equal(aside_length, length);
    assert_memory_equal(aside, bytes, length);
    free(aside);
  }
  struct vp_id story = begin(store);
  assert_int_equal(add(store, &story, 0), VP_OK);
  assert_int_equal(whole_chunks(store, &story), 1);
  vp_store_close(store);
}

static void a_file_of_garbage_is_moved_aside_and_never_deleted(void **state) {
  char path[KIT_PATH];
  kit_path(path, *state, "store.db");
  uint8_t garbage[20000];
  kit_frame(garbage, 7, sizeof garbage - 4);
  kit_write(path, garbage, sizeof garbage);
  is_moved_aside(*state, garbage, sizeof garbage);
  kit_write(path, garbage, sizeof garbage); /* a second one in the same second has a name of its own */
  is_moved_aside(*state, garbage, sizeof garbage);
  kit_write(path, garbage, 37);
  is_moved_aside(*state, garbage, 37);
}

static void a_database_of_another_program_is_moved_aside(void **state) {
  char path[KIT_PATH];
  kit_path(path, *state, "store.db");
  sqlite3 *db;
  assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
  assert_int_equal(sqlite3_exec(db, "CREATE TABLE story (x); PRAGMA user_version = 1", NULL, NULL, NULL), SQLITE_OK);
  sqlite3_close(db);
  size_t length;
  uint8_t *bytes = kit_read(path, &length);
  is_moved_aside(*state, bytes, length);
  free(bytes);
}

static void a_database_cut_short_is_moved_aside(void **state) {
  char path[KIT_PATH];
  kit_path(path, *state, "store.db");
  fill(*state, 30);
  size_t length;
  uint8_t *bytes = kit_read(path, &length);
  for (size_t cut = length - 1; cut > 100; cut = cut * 2 / 3) {
    kit_write(path, bytes, cut);
    is_moved_aside(*state, bytes, cut);
  }
  free(bytes);
}

static void a_database_emptied_under_its_wal_is_moved_aside_with_it(void **state) {
  char path[KIT_PATH], wal[KIT_PATH], aside[600];
  kit_path(path, *state, "store.db");
  kit_path(wal, *state, "store.db-wal");
  uint8_t left[5000], *kept;
  size_t length;
  kit_frame(left, 1, sizeof left - 4);
  for (int removed = 0; removed < 2; removed++) {
    if (removed)
      unlink(path);
    else
      kit_write(path, left, 0);
    kit_write(wal, left, sizeof left);
    struct vp_store_opened opened;
    vp_store_close(open_store(*state, &opened));
    snprintf(aside, sizeof aside, "%s-wal", opened.moved_aside);
    kept = kit_read(aside, &length);
    assert_non_null(kept);
    assert_int_equal(length, sizeof left);
    assert_memory_equal(kept, left, sizeof left);
    free(kept);
  }
}

static void damage_found_after_a_crash_moves_the_file_and_its_wal_aside(void **state) {
  char path[KIT_PATH], wal[KIT_PATH], aside[600];
  kit_path(path, *state, "store.db");
  kit_path(wal, *state, "store.db-wal");
  fill(*state, 30);
  size_t length, wal_length;
  uint8_t *bytes = kit_read(path, &length);
  /* the page of a table's rows, the way a worn SD card gives it back; and a -wal, as after a crash */
  memset(bytes + 12288, 0xFF, 8192);
  kit_write(path, bytes, length);
  kit_write(wal, "left behind by a crash", 22);
  struct vp_store_opened opened;
  vp_store_close(open_store(*state, &opened));
  assert_string_not_equal(opened.moved_aside, "");
  snprintf(aside, sizeof aside, "%s-wal", opened.moved_aside);
  uint8_t *kept = kit_read(aside, &wal_length);
  assert_non_null(kept);
  assert_int_equal(wal_length, 22);
  assert_memory_equal(kept, "left behind by a crash", 22);
  free(kept);
  free(bytes);
}

static void a_newer_store_is_left_alone(void **state) {
  char path[KIT_PATH];
  kit_path(path, *state, "store.db");
  fill(*state, 3);
  sqlite3 *db;
  assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
  assert_int_equal(sqlite3_exec(db, "PRAGMA user_version = 999", NULL, NULL, NULL), SQLITE_OK);
  sqlite3_close(db);
  size_t before_length = 0, after_length = 0;
  uint8_t *before = kit_read(path, &before_length);
  struct vp_store *store;
  struct vp_fault fault;
  assert_int_equal(vp_store_open(*state, NULL, &store, NULL, &fault), VP_E_VERSION);
  assert_null(store);
  uint8_t *after = kit_read(path, &after_length);
  assert_non_null(before);
  assert_non_null(after);
  assert_int_equal(before_length, after_length);
  assert_memory_equal(before, after, before_length);
  char name[256];
  assert_false(kit_any(*state, "store-broken-", name));
  free(before);
  free(after);
}

/* --- a full disk ----------------------------------------------------------------------------------------------------
 */

static void below_the_reserve_no_chunk_is_taken_and_keep_still_works(void **state) {
  if (!kit_small_disk(*state, 8 << 20))
    skip();
  struct vp_store_options options = {.reserve_bytes = 1 << 20, .low_bytes = 2 << 20};
  struct vp_store *store;
  struct vp_store_space space;
  struct vp_fault fault;
  assert_int_equal(vp_store_open(*state, &options, &store, NULL, &fault), VP_OK);
  struct vp_id story = begin(store);
  assert_int_equal(vp_store_space(store, &space), VP_OK);
  assert_false(space.low || space.full);
  uint32_t chunks = 0;
  int code;
  bool low = false;
  while ((code = add(store, &story, chunks)) == VP_OK && chunks < 10000) {
    chunks++;
    assert_int_equal(vp_store_space(store, &space), VP_OK);
    low |= space.low && !space.full;
  }
  assert_int_equal(code, VP_E_NO_SPACE);
  assert_true(low); /* staff were told before */
  assert_int_equal(vp_store_space(store, &space), VP_OK);
  assert_true(space.full);
  assert_true(chunks > 100);
  assert_int_equal(whole_chunks(store, &story), chunks);
  assert_int_equal(keep(store, &story, chunks), VP_OK);
  assert_int_equal(whole_chunks(store, &story), chunks + 1);
  vp_store_close(store);
}

static void a_disk_without_one_byte_left_loses_nothing_that_was_stored(void **state) {
  if (!kit_small_disk(*state, 4 << 20))
    skip();
  struct vp_store_options options = {.reserve_bytes = 1, .low_bytes = 2};
  struct vp_store *store;
  assert_int_equal(vp_store_open(*state, &options, &store, NULL, NULL), VP_OK);
  struct vp_id story = begin(store);
  uint32_t chunks = 0;
  int code;
  while ((code = add(store, &story, chunks)) == VP_OK && chunks < 10000)
    chunks++;
  assert_int_equal(code, VP_E_NO_SPACE);
  assert_int_equal(whole_chunks(store, &story), chunks);
  vp_store_close(store);
  struct vp_store_opened opened;
  int again = vp_store_open(*state, &options, &store, &opened, NULL);
  if (again == VP_E_NO_SPACE)
    return; /* not even room to open: said, and nothing was moved */
  assert_int_equal(again, VP_OK);
  assert_string_equal(opened.moved_aside, "");
  assert_int_equal(whole_chunks(store, &story), chunks);
  vp_store_close(store);
}

static void room_is_made_of_what_the_desk_has_and_of_nothing_else(void **state) {
  enum { STORIES = 40, CONFIRMED = 20 };
  if (!kit_small_disk(*state, 64 << 20))
    skip();
  struct vp_store_options options = {.reserve_bytes = 4 << 20, .low_bytes = 32 << 20};
  struct vp_store *store;
  struct vp_store_space space;
  struct vp_store_counts counts;
  struct vp_fault fault;
  uint8_t hash[32] = {7};
  struct vp_id stories[STORIES];
  uint32_t removed;
  assert_int_equal(vp_store_open(*state, &options, &store, NULL, &fault), VP_OK);
  assert_int_equal(vp_store_make_room(store, &removed, &fault), VP_OK);
  assert_int_equal(removed, 0);
  uint8_t *frame = malloc(VP_CHUNK_MAX);
  assert_non_null(frame);
  for (int i = 0; i < STORIES; i++) {
    stories[i] = begin(store);
    size_t length = 0;
    for (uint32_t part = 0; part < 16; part++)
      length += kit_frame(frame + length, (uint32_t)i * 16 + part, 60000);
    assert_int_equal(
        vp_store_keep(store, &stories[i], 0, frame, length, 1000, (struct vp_time){1, VP_CLOCK_SYSTEM}, NULL, &fault),
        VP_OK);
    assert_int_equal(vp_store_set_file(store, &stories[i], hash, 1000), VP_OK);
    if (i < CONFIRMED)
      assert_int_equal(vp_store_receive(store, &stories[i], hash), VP_OK);
  }
  free(frame);
  assert_int_equal(vp_store_space(store, &space), VP_OK);
  assert_true(space.low);
  assert_int_equal(vp_store_make_room(store, &removed, &fault), VP_OK);
  assert_true(removed > 0 && removed < CONFIRMED); /* no more than it takes */
  assert_int_equal(vp_store_space(store, &space), VP_OK);
  assert_false(space.low); /* room inside the database is room */
  assert_int_equal(vp_store_counts(store, &counts), VP_OK);
  assert_int_equal(counts.kept, STORIES - CONFIRMED);
  assert_int_equal(counts.received, CONFIRMED - removed);
  struct vp_story_row row;
  assert_int_equal(vp_store_story(store, &stories[0], &row), VP_E_NOT_FOUND); /* the oldest first */
  assert_int_equal(vp_store_story(store, &stories[CONFIRMED - 1], &row), VP_OK);
  vp_store_close(store);
}

/* --- many -----------------------------------------------------------------------------------------------------------
 */

static void a_hundred_thousand_stories_are_counted_and_listed(void **state) {
  char path[KIT_PATH];
  kit_path(path, *state, "store.db");
  vp_store_close(open_store(*state, NULL));
  sqlite3 *db;
  assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
  static const char sql[] =
      "PRAGMA synchronous = OFF; WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)"
      " INSERT INTO story (id, session, state, started_utc_ms, started_trust, medium, method, theme, kind, language,"
      " guide_version, consent_version, head, duration_ms, chunks, chunk_bytes)"
      " SELECT randomblob(16), randomblob(16), CASE WHEN i % 10 THEN 3 ELSE 2 END, i, 1, 0, 'story', 'getting-about',"
      " 'barrier', 'nl', '1', '1', randomblob(160), 60000, 60, 240000 FROM n";
  assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
  sqlite3_close(db);
  int64_t t0 = vp_clock_monotonic_us();
  struct vp_store *store = open_store(*state, NULL);
  int64_t t1 = vp_clock_monotonic_us();
  struct vp_store_counts counts;
  assert_int_equal(vp_store_counts(store, &counts), VP_OK);
  int64_t t2 = vp_clock_monotonic_us();
  struct vp_id page[200];
  assert_int_equal(vp_store_waiting(store, NULL, page, 200), 200);
  int64_t t3 = vp_clock_monotonic_us();
  struct vp_id story = begin(store);
  assert_int_equal(keep(store, &story, 0), VP_OK);
  int64_t t4 = vp_clock_monotonic_us();
  printf("100,000 stories: open %.2f ms, counts %.3f ms, 200 waiting %.3f ms, begin and keep %.2f ms\n",
         (double)(t1 - t0) / 1e3, (double)(t2 - t1) / 1e3, (double)(t3 - t2) / 1e3, (double)(t4 - t3) / 1e3);
  assert_int_equal(counts.kept, 10000);
  assert_int_equal(counts.received, 90000);
  assert_int_equal(counts.oldest_waiting_utc_ms, 10);
  assert_int_equal(vp_store_waiting_bytes(store), 10000ull * 240000 + 4004);
  vp_store_close(store);
  kit_path(path, *state, "store.db-wal");
  kit_write(path, "", 0); /* as after a crash: now the tables of rows are checked */
  t0 = vp_clock_monotonic_us();
  struct vp_store_opened opened;
  store = open_store(*state, &opened);
  printf("100,000 stories: open after a crash %.1f ms\n", (double)(vp_clock_monotonic_us() - t0) / 1e3);
  assert_string_equal(opened.moved_aside, "");
  vp_store_close(store);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
  const struct CMUnitTest tests[] = {
      TEST(a_fresh_store_says_so_and_is_its_owners_alone),
      TEST(a_take_that_was_left_open_is_interrupted_at_the_next_start),
      TEST(joining_needs_an_owner_who_opened_before),
      TEST(the_second_program_on_a_folder_is_told_who_the_first_is),
      TEST(the_lock_ends_with_a_process_that_is_killed),
      TEST(a_copy_taken_after_any_chunk_opens_elsewhere_with_that_chunk),
      TEST(a_wal_that_ends_anywhere_opens_with_every_chunk_before_that_place),
      TEST(a_file_of_garbage_is_moved_aside_and_never_deleted),
      TEST(a_database_of_another_program_is_moved_aside),
      TEST(a_database_cut_short_is_moved_aside),
      TEST(a_database_emptied_under_its_wal_is_moved_aside_with_it),
      TEST(damage_found_after_a_crash_moves_the_file_and_its_wal_aside),
      TEST(a_newer_store_is_left_alone),
      TEST(below_the_reserve_no_chunk_is_taken_and_keep_still_works),
      TEST(a_disk_without_one_byte_left_loses_nothing_that_was_stored),
      TEST(room_is_made_of_what_the_desk_has_and_of_nothing_else),
      TEST(a_hundred_thousand_stories_are_counted_and_listed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
