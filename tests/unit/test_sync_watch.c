/* Noticing drives: each comes once and goes once, whatever order the system tells it in. */
#define _GNU_SOURCE /* unshare(2), in store_kit.h */
#include "store_kit.h"

#include <pthread.h>
#include <setjmp.h>
#include <time.h>
#include <cmocka.h>

#include <vertelpunt/clock.h>
#include <vertelpunt/log.h>
#include <vertelpunt/sync.h>

struct kit {
  char folder[KIT_PATH], media[KIT_PATH];
  struct vp_drive_watch *watch;
};

static void open_watch(struct kit *kit) {
  const char *folders[] = {kit->media};
  struct vp_fault fault;
  assert_int_equal(vp_drive_watch_open(folders, 1, &kit->watch, &fault), VP_OK);
}

static int set_up(void **state) {
  struct kit *kit = calloc(1, sizeof *kit);
  if (!kit)
    return -1;
  kit_folder(kit->folder);
  kit_path(kit->media, kit->folder, "media");
  *state = kit;
  return mkdir(kit->media, 0755);
}

static int tear_down(void **state) {
  struct kit *kit = *state;
  vp_drive_watch_close(kit->watch);
  kit_remove(kit->folder);
  free(kit);
  return 0;
}

static void make(struct kit *kit, const char *name) {
  char path[KIT_PATH];
  kit_path(path, kit->media, name);
  assert_int_equal(mkdir(path, 0755), 0);
}

static void take(struct kit *kit, const char *name) {
  char path[KIT_PATH];
  kit_path(path, kit->media, name);
  assert_int_equal(rmdir(path), 0);
}

static void expect(struct kit *kit, bool arrived, const char *name) {
  struct vp_drive_event event;
  char path[KIT_PATH];
  kit_path(path, kit->media, name);
  assert_int_equal(vp_drive_watch_next(kit->watch, 5000, &event), 1);
  assert_string_equal(event.path, path);
  assert_int_equal(event.arrived, arrived);
}

static void expect_nothing(struct kit *kit) {
  struct vp_drive_event event;
  assert_int_equal(vp_drive_watch_next(kit->watch, 250, &event), 0);
}

static void what_is_there_at_the_start_arrives(void **state) {
  struct kit *kit = *state;
  make(kit, "STICK");
  open_watch(kit);
  expect(kit, true, "STICK");
  expect_nothing(kit);
}

static void a_drive_comes_once_and_goes_once(void **state) {
  struct kit *kit = *state;
  open_watch(kit);
  expect_nothing(kit);
  make(kit, "STICK");
  expect(kit, true, "STICK");
  make(kit, "STICK/VERTELPUNT"); /* what is written on it is no event */
  expect_nothing(kit);
  take(kit, "STICK/VERTELPUNT");
  take(kit, "STICK");
  expect(kit, false, "STICK");
  expect_nothing(kit);
  make(kit, "STICK");
  expect(kit, true, "STICK");
}

static void a_drive_that_is_changed_for_another_of_the_same_name_leaves_and_arrives(void **state) {
  struct kit *kit = *state;
  make(kit, "STICK");
  open_watch(kit);
  expect(kit, true, "STICK");
  for (int i = 0; i < 5; i++) { /* too quick to be seen away; the system may even give it the same inode */
    take(kit, "STICK");
    make(kit, "STICK");
    expect(kit, false, "STICK");
    expect(kit, true, "STICK");
    expect_nothing(kit);
  }
}

static void files_links_and_hidden_names_are_no_drives(void **state) {
  struct kit *kit = *state;
  char path[KIT_PATH];
  open_watch(kit);
  kit_path(path, kit->media, "file");
  kit_write(path, "x", 1);
  kit_path(path, kit->media, "link");
  assert_int_equal(symlink("/", path), 0);
  make(kit, ".hidden");
  expect_nothing(kit);
}

static void a_renamed_drive_is_another_one(void **state) {
  struct kit *kit = *state;
  char from[KIT_PATH], to[KIT_PATH];
  make(kit, "ONE");
  open_watch(kit);
  expect(kit, true, "ONE");
  kit_path(from, kit->media, "ONE");
  kit_path(to, kit->media, "TWO");
  assert_int_equal(rename(from, to), 0);
  expect(kit, false, "ONE");
  expect(kit, true, "TWO");
}

static void a_folder_that_is_not_there_yet_is_waited_for(void **state) {
  struct kit *kit = *state;
  char deep[KIT_PATH], drive[KIT_PATH], path[KIT_PATH];
  kit_path(deep, kit->media, "user/name");
  kit_path(drive, deep, "STICK");
  const char *folders[] = {deep};
  assert_int_equal(vp_drive_watch_open(folders, 1, &kit->watch, NULL), VP_OK);
  struct vp_drive_event event;
  expect_nothing(kit);
  for (int round = 0; round < 2; round++) { /* and again after it went */
    kit_path(path, kit->media, "user");
    assert_int_equal(mkdir(path, 0755), 0);
    expect_nothing(kit);
    assert_int_equal(mkdir(deep, 0755), 0);
    expect_nothing(kit);
    assert_int_equal(mkdir(drive, 0755), 0);
    assert_int_equal(vp_drive_watch_next(kit->watch, 5000, &event), 1);
    assert_true(event.arrived);
    assert_string_equal(event.path, drive);
    kit_remove(path);
    assert_int_equal(vp_drive_watch_next(kit->watch, 5000, &event), 1);
    assert_false(event.arrived);
    expect_nothing(kit);
  }
}

static void a_mount_on_a_known_folder_is_another_drive(void **state) {
  struct kit *kit = *state;
  char path[KIT_PATH];
  if (!kit_may_mount()) {
    print_message("not checked: this user may not mount here (%s)\n", strerror(errno));
    skip();
  }
  make(kit, "STICK");
  open_watch(kit); /* in the name space of this test's mounts */
  expect(kit, true, "STICK");
  kit_path(path, kit->media, "STICK");
  assert_true(kit_small_disk(path, 1 << 20));
  expect(kit, false, "STICK");
  expect(kit, true, "STICK");
  assert_int_equal(umount(path), 0);
  expect(kit, false, "STICK");
  expect(kit, true, "STICK");
  /* as a desktop does it: folder and mount together are one arrival, unmount and removal one leaving */
  take(kit, "STICK");
  expect(kit, false, "STICK");
  make(kit, "STICK");
  assert_true(kit_small_disk(path, 1 << 20));
  expect(kit, true, "STICK");
  expect_nothing(kit);
  assert_int_equal(umount(path), 0);
  take(kit, "STICK");
  expect(kit, false, "STICK");
  expect_nothing(kit);
}

static void more_drives_than_there_are_places_do_no_harm(void **state) {
  struct kit *kit = *state;
  char name[32];
  struct vp_drive_event event;
  for (int i = 0; i < VP_DRIVES_MAX + 5; i++) {
    snprintf(name, sizeof name, "STICK%02d", i);
    make(kit, name);
  }
  vp_log_set_level(VP_LOG_ERROR);
  open_watch(kit);
  vp_log_set_level(VP_LOG_WARNING);
  int arrived = 0, left = 0;
  while (vp_drive_watch_next(kit->watch, 250, &event) == 1)
    arrived += event.arrived;
  assert_int_equal(arrived, VP_DRIVES_MAX);
  kit_remove(kit->media);
  while (vp_drive_watch_next(kit->watch, 600, &event) == 1)
    left += !event.arrived;
  assert_int_equal(left, VP_DRIVES_MAX);
}

static void *wake_later(void *context) {
  nanosleep(&(struct timespec){.tv_nsec = 100000000}, NULL);
  vp_drive_watch_wake(context);
  return NULL;
}

static void waiting_can_be_ended_from_another_thread(void **state) {
  struct kit *kit = *state;
  pthread_t thread;
  struct vp_drive_event event;
  open_watch(kit);
  assert_int_equal(pthread_create(&thread, NULL, wake_later, kit->watch), 0);
  assert_int_equal(vp_drive_watch_next(kit->watch, -1, &event), 0);
  pthread_join(thread, NULL);
  vp_drive_watch_wake(kit->watch); /* before anybody waits: not lost */
  vp_drive_watch_wake(kit->watch);
  int64_t began = vp_clock_monotonic_ms();
  assert_int_equal(vp_drive_watch_next(kit->watch, 20000, &event), 0);
  assert_true(vp_clock_monotonic_ms() - began < 10000);
  make(kit, "STICK"); /* a wake in the middle of an arrival does not eat it */
  vp_drive_watch_wake(kit->watch);
  int got = vp_drive_watch_next(kit->watch, 5000, &event);
  if (got == 0)
    got = vp_drive_watch_next(kit->watch, 5000, &event);
  assert_int_equal(got, 1);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
  const struct CMUnitTest tests[] = {
      TEST(what_is_there_at_the_start_arrives),
      TEST(a_drive_comes_once_and_goes_once),
      TEST(a_drive_that_is_changed_for_another_of_the_same_name_leaves_and_arrives),
      TEST(files_links_and_hidden_names_are_no_drives),
      TEST(a_renamed_drive_is_another_one),
      TEST(a_folder_that_is_not_there_yet_is_waited_for),
      TEST(a_mount_on_a_known_folder_is_another_drive),
      TEST(more_drives_than_there_are_places_do_no_harm),
      TEST(waiting_can_be_ended_from_another_thread),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
