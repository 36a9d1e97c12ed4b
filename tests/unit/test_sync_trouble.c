/* Drives that are full, read-only, damaged, or pulled out at any moment: each is told apart, nothing that has a final
 * name is half, and the next visit goes on where this one ended. */
#define _GNU_SOURCE /* unshare(2), in store_kit.h */
#include "sync_kit.h"

#include <linux/loop.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdatomic.h>
#include <sys/ioctl.h>
#include <time.h>
#include <cmocka.h>

static int set_up(void **state) {
  struct sync_kit *kit = malloc(sizeof *kit);
  if (!kit)
    return -1;
  kit_open_sync(kit);
  *state = kit;
  return 0;
}

static int tear_down(void **state) {
  struct sync_kit *kit = *state;
  umount2(kit->drive, MNT_DETACH); /* only where a test mounted something */
  kit_close_sync(kit);
  free(kit);
  return 0;
}

static void all_is_whole(struct sync_kit *kit, const char *drive, uint32_t stories) {
  struct kit_seen seen = {0};
  kit_check_below(kit, drive, &seen);
  assert_int_equal(seen.halves, 0);
  assert_int_equal(seen.stories, stories);
}

static void next_drive_gets(struct sync_kit *kit, const char *name, uint32_t stories) {
  char drive[KIT_PATH];
  struct vp_sync_result result;
  kit_path(drive, kit->folder, name);
  assert_int_equal(mkdir(drive, 0755), 0);
  assert_int_equal(vp_sync_run(&kit->sync, drive, &result, NULL), VP_OK);
  assert_int_equal(result.copied, stories);
  all_is_whole(kit, drive, stories);
}

/* --- full, read-only ------------------------------------------------------------------------------------------------
 */

static void a_full_drive_keeps_what_fits_and_goes_on_when_there_is_room(void **state) {
  struct sync_kit *kit = *state;
  struct vp_sync_result result;
  struct vp_fault fault;
  for (uint32_t i = 0; i < 30; i++)
    (void)kit_story(kit, i, 4, 25000, VP_STORY_KEPT); /* 3 MB in all; which story is which does not matter */
  if (!kit_small_disk(kit->drive, 3 << 20))
    skip();
  kit_fill(kit->drive, "holiday.mov", 1 << 20);
  assert_int_equal(vp_sync_run(&kit->sync, kit->drive, &result, &fault), VP_E_NO_SPACE);
  assert_int_equal(fault.code, VP_E_NO_SPACE);
  assert_in_range(result.copied, 10, 25);
  assert_int_equal(result.waiting, 30 - result.copied);
  all_is_whole(kit, kit->drive, result.copied);
  struct kit_seen seen = {0};
  kit_check_below(kit, kit->drive, &seen);
  assert_int_equal(seen.parts, 0); /* the half one does not take up room */
  uint32_t before = result.copied;
  char path[KIT_PATH];
  kit_path(path, kit->drive, "holiday.mov");
  assert_int_equal(unlink(path), 0);
  int code = vp_sync_run(&kit->sync, kit->drive, &result, &fault);
  assert_true(code == VP_OK || code == VP_E_NO_SPACE);
  assert_int_equal(result.already, before);
  assert_true(result.copied > 0);
  all_is_whole(kit, kit->drive, before + result.copied);
  next_drive_gets(kit, "next", 30);
}

static void a_drive_without_one_free_block_is_full_and_nothing_else(void **state) {
  struct sync_kit *kit = *state;
  struct vp_sync_result result;
  (void)kit_story(kit, 1, 1, 1000, VP_STORY_KEPT);
  if (!kit_small_disk(kit->drive, 1 << 20))
    skip();
  char path[KIT_PATH];
  kit_path(path, kit->drive, "full");
  int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  static const char block[4096];
  while (write(fd, block, sizeof block) == sizeof block)
    continue;
  close(fd);
  assert_int_equal(vp_sync_run(&kit->sync, kit->drive, &result, NULL), VP_E_NO_SPACE);
  assert_int_equal(result.copied, 0);
  assert_int_equal(result.waiting, 1);
}

static void a_read_only_drive_is_told_and_still_gives_its_receipts(void **state) {
  struct sync_kit *kit = *state;
  struct vp_sync_result result;
  struct vp_fault fault;
  struct vp_id first = kit_story(kit, 1, 1, 1000, VP_STORY_KEPT);
  if (!kit_small_disk(kit->drive, 8 << 20))
    skip();
  assert_int_equal(vp_sync_run(&kit->sync, kit->drive, &result, &fault), VP_OK);
  struct vp_receipt_item item = {.story = first};
  uint64_t bytes;
  assert_int_equal(vp_store_file(kit->store, &first, item.file_hash, &bytes), VP_OK);
  struct vp_receipt receipt = {
      .collection = kit->collection.id, .kiosk = kit->kiosk.id, .made_utc_ms = 1, .items = &item, .count = 1};
  char path[VP_DRIVE_PATH];
  assert_int_equal(vp_drive_receipt_path(kit->drive, &kit->kiosk.id, path, sizeof path), VP_OK);
  *strrchr(path, '/') = '\0';
  kit_must(vp_file_make_folders(path, &fault), &fault, "folders");
  assert_int_equal(vp_drive_receipt_path(kit->drive, &kit->kiosk.id, path, sizeof path), VP_OK);
  kit_must(vp_receipt_write(path, &receipt, &kit->secret, &fault), &fault, "receipt");
  (void)kit_story(kit, 2, 1, 1000, VP_STORY_KEPT);
  assert_true(kit_read_only(kit->drive));
  assert_int_equal(vp_sync_run(&kit->sync, kit->drive, &result, &fault), VP_E_READ_ONLY);
  assert_int_equal(result.confirmed, 1);
  assert_int_equal(result.copied, 0);
  assert_int_equal(result.waiting, 1);
  next_drive_gets(kit, "next", 1);
}

/* --- damaged --------------------------------------------------------------------------------------------------------
 */

struct spoiler {
  struct sync_kit *kit;
  struct vp_id *stories;
  size_t count;
  int calls;
};

/* Writes other bytes under the temporary names of all stories but the first, once the first has been read back. The
 * pause is longer than the time in which progress is told only once. */
static void spoil(void *context, const struct vp_sync_progress *progress) {
  struct spoiler *spoiler = context;
  (void)progress; /* the moment is what counts */
  nanosleep(&(struct timespec){.tv_nsec = 120000000}, NULL);
  if (++spoiler->calls != 2)
    return;
  for (size_t i = 1; i < spoiler->count; i++) {
    char path[VP_DRIVE_PATH], part[VP_DRIVE_PATH + 8];
    assert_int_equal(
        vp_drive_story_path(spoiler->kit->drive, &spoiler->kit->kiosk.id, &spoiler->stories[i], path, sizeof path),
        VP_OK);
    snprintf(part, sizeof part, "%s.part", path);
    int fd = open(part, O_WRONLY | O_CLOEXEC);
    assert_true(fd >= 0);
    assert_int_equal(pwrite(fd, "?", 1, 500), 1);
    assert_int_equal(fsync(fd), 0);
    close(fd);
  }
}

static void a_drive_that_gives_back_other_bytes_is_damaged_and_nothing_gets_its_name(void **state) {
  struct sync_kit *kit = *state;
  struct vp_id stories[4];
  for (uint32_t i = 0; i < 4; i++)
    stories[i] = kit_story(kit, i, 1, 3000, VP_STORY_KEPT);
  struct spoiler spoiler = {kit, stories, 4, 0};
  kit->sync.progress = spoil;
  kit->sync.context = &spoiler;
  struct vp_sync_result result;
  struct vp_fault fault;
  assert_int_equal(vp_sync_run(&kit->sync, kit->drive, &result, &fault), VP_E_FORMAT);
  assert_non_null(strstr(fault.reason, "damaged"));
  assert_int_equal(result.copied, 1);
  assert_int_equal(result.waiting, 3);
  all_is_whole(kit, kit->drive, 1);
  kit->sync.progress = NULL;
  next_drive_gets(kit, "next", 4);
}

/* --- stopped, progress ----------------------------------------------------------------------------------------------
 */

struct watcher {
  struct vp_sync_progress last;
  int calls;
  atomic_bool stop;
  int stop_after;
};

static void watch_progress(void *context, const struct vp_sync_progress *progress) {
  struct watcher *watcher = context;
  assert_true(progress->bytes_done >= watcher->last.bytes_done);
  assert_true(progress->stories_done >= watcher->last.stories_done);
  assert_true(progress->bytes_done <= progress->bytes_total);
  assert_true(progress->stories_done <= progress->stories_total);
  assert_true(progress->left_ms >= -1);
  watcher->last = *progress;
  if (++watcher->calls == watcher->stop_after)
    atomic_store(&watcher->stop, true);
}

static void progress_runs_from_nothing_to_all_and_not_too_often(void **state) {
  struct sync_kit *kit = *state;
  struct watcher watcher = {0};
  for (uint32_t i = 0; i < 120; i++)
    (void)kit_story(kit, i, 2, 20000, VP_STORY_KEPT);
  kit->sync.progress = watch_progress;
  kit->sync.context = &watcher;
  struct vp_sync_result result;
  int64_t began = vp_clock_monotonic_ms();
  assert_int_equal(vp_sync_run(&kit->sync, kit->drive, &result, NULL), VP_OK);
  int64_t spent = vp_clock_monotonic_ms() - began;
  assert_int_equal(watcher.last.stories_done, 120);
  assert_int_equal(watcher.last.stories_total, 120);
  assert_int_equal(watcher.last.bytes_done, watcher.last.bytes_total);
  assert_int_equal(watcher.last.bytes_total, result.bytes);
  assert_true(watcher.calls <= 2 + spent / 100 + 1);
}

static void a_stop_ends_it_soon_and_the_next_visit_goes_on(void **state) {
  struct sync_kit *kit = *state;
  for (uint32_t i = 0; i < 150; i++)
    (void)kit_story(kit, i, 1, 40000, VP_STORY_KEPT);
  struct vp_sync_result result;
  struct vp_fault fault;
  uint32_t on_drive = 0;
  for (int round = 1; round < 6; round++) {
    struct watcher watcher = {.stop_after = round};
    kit->sync.progress = watch_progress;
    kit->sync.context = &watcher;
    kit->sync.stop = &watcher.stop;
    int code = vp_sync_run(&kit->sync, kit->drive, &result, &fault);
    assert_true(code == VP_E_STOPPED || code == VP_OK); /* so quick that it was done before */
    assert_int_equal(result.already, on_drive);
    on_drive += result.copied;
    all_is_whole(kit, kit->drive, on_drive);
  }
  kit->sync.progress = NULL;
  kit->sync.stop = NULL;
  assert_int_equal(vp_sync_run(&kit->sync, kit->drive, &result, NULL), VP_OK);
  assert_int_equal(result.already + result.copied, 150);
  all_is_whole(kit, kit->drive, 150);
}

/* --- yanked ---------------------------------------------------------------------------------------------------------
 */

struct yank {
  const char *drive, *away;
  long after_us;
  bool remove;
  atomic_bool done;
};

static void *pull_out(void *context) {
  struct yank *yank = context;
  nanosleep(&(struct timespec){.tv_sec = yank->after_us / 1000000, .tv_nsec = yank->after_us % 1000000 * 1000}, NULL);
  if (yank->remove)
    while (access(yank->drive, F_OK) == 0)
      kit_remove(yank->drive); /* once more if a file came meanwhile */
  else if (rename(yank->drive, yank->away) != 0)
    perror("rename");
  atomic_store(&yank->done, true);
  return NULL;
}

static uint64_t next_random(uint64_t *state) { /* xorshift64: the seed is printed, the run can be had again */
  *state ^= *state << 13;
  *state ^= *state >> 7;
  *state ^= *state << 17;
  return *state;
}

enum { YANKS = 120, YANKED_STORIES = 60 };

static void a_yank_at_any_moment_loses_nothing_and_is_told_as_one(void **state) {
  struct sync_kit *kit = *state;
  char away[KIT_PATH];
  kit_path(away, kit->folder, "away");
  for (uint32_t i = 0; i < YANKED_STORIES; i++)
    (void)kit_story(kit, i, 1, 20000, VP_STORY_KEPT);
  const char *chosen = getenv("VERTELPUNT_SEED");
  uint64_t random = chosen ? strtoull(chosen, NULL, 10) : (uint64_t)vp_clock_monotonic_us() | 1;
  printf("seed: VERTELPUNT_SEED=%llu\n", (unsigned long long)random);
  struct vp_sync_result result;
  int64_t began = vp_clock_monotonic_us();
  assert_int_equal(vp_sync_run(&kit->sync, kit->drive, &result, NULL), VP_OK);
  uint64_t whole_us = (uint64_t)(vp_clock_monotonic_us() - began);
  kit_remove(kit->drive);
  assert_int_equal(mkdir(kit->drive, 0755), 0);
  int gone = 0, other = 0;
  for (int round = 0; round < YANKS; round++) {
    struct yank yank = {.drive = kit->drive,
                        .away = away,
                        .remove = round % 3 == 2,
                        .after_us = (long)(next_random(&random) % (whole_us + whole_us / 4))};
    struct vp_fault fault = {0};
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, pull_out, &yank), 0);
    int code = vp_sync_run(&kit->sync, kit->drive, &result, &fault);
    bool before = !atomic_load(&yank.done); /* it had ended before the yank */
    pthread_join(thread, NULL);
    if (code == VP_E_GONE)
      gone++;
    else if (code != VP_OK || (!before && result.waiting > 0)) {
      printf("round %d: %s: %s: %s\n", round, vp_error_name(code), fault.object, fault.reason);
      other++;
    }
    if (yank.remove) {
      assert_int_equal(mkdir(kit->drive, 0755), 0); /* another stick, empty */
      continue;
    }
    struct kit_seen seen = {0};
    kit_check_below(kit, away, &seen);
    assert_int_equal(seen.halves, 0); /* what it says it has, it has */
    assert_true(seen.stories >= result.copied + result.already);
    assert_int_equal(rename(away, kit->drive), 0);
    if (round % 5 == 0) { /* a new one now and then, or there would soon be nothing left to copy */
      kit_remove(kit->drive);
      assert_int_equal(mkdir(kit->drive, 0755), 0);
    }
  }
  printf("%d yanks, %d of them in the middle\n", YANKS, gone);
  assert_int_equal(other, 0);
  assert_true(gone > YANKS / 10);
  assert_int_equal(vp_sync_run(&kit->sync, kit->drive, &result, NULL), VP_OK);
  assert_int_equal(result.already + result.copied, YANKED_STORIES);
  struct kit_seen seen = {0};
  kit_check_below(kit, kit->drive, &seen);
  assert_int_equal(seen.stories, YANKED_STORIES);
  assert_int_equal(seen.halves + seen.parts, 0);
}

static void unmount(void *context, const struct vp_sync_progress *progress) {
  struct sync_kit *kit = context;
  (void)progress; /* the moment is what counts: the plan is made, nothing is written */
  umount2(kit->drive, MNT_DETACH);
}

/* What we hold open can still be written to, and is nowhere any more; at its path lies another file system. */
static void a_drive_that_is_unmounted_under_the_visit_is_gone_and_its_empty_place_stays_empty(void **state) {
  struct sync_kit *kit = *state;
  struct vp_sync_result result;
  struct vp_fault fault;
  struct kit_seen seen = {0};
  (void)kit_story(kit, 1, 1, 100, VP_STORY_KEPT);
  if (!kit_small_disk(kit->drive, 1 << 20))
    skip();
  kit->sync.progress = unmount;
  kit->sync.context = kit;
  assert_int_equal(vp_sync_run(&kit->sync, kit->drive, &result, &fault), VP_E_GONE);
  assert_int_equal(result.copied, 0);
  assert_int_equal(result.waiting, 1);
  kit_check_below(kit, kit->drive, &seen);
  assert_int_equal(seen.stories + seen.halves + seen.parts, 0);
  kit->sync.progress = NULL;
  kit_remove(kit->drive);
  assert_int_equal(vp_sync_run(&kit->sync, kit->drive, &result, &fault), VP_E_GONE);
  assert_int_equal(result.waiting, 1);
  next_drive_gets(kit, "next", 1);
}

/* A file as a block device with ext4 on it, mounted on that folder. The loop device goes with its mount. */
static int mount_image(const char *image, const char *folder) {
  char command[2 * KIT_PATH], device[32];
  struct loop_info64 info = {.lo_flags = LO_FLAGS_AUTOCLEAR};
  snprintf(command, sizeof command, "mkfs.ext4 -q -F '%s' 2>/dev/null", image);
  int control = open("/dev/loop-control", O_RDWR | O_CLOEXEC), number = -1, loop = -1;
  int backing = open(image, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  bool made = kit_may_mount() && control >= 0 && backing >= 0 && ftruncate(backing, 16 << 20) == 0 &&
              system(command) == 0 && (number = ioctl(control, LOOP_CTL_GET_FREE)) >= 0;
  snprintf(device, sizeof device, "/dev/loop%d", number);
  made = made && (loop = open(device, O_RDWR | O_CLOEXEC)) >= 0 && ioctl(loop, LOOP_SET_FD, backing) == 0 &&
         ioctl(loop, LOOP_SET_STATUS64, &info) == 0 && mount(device, folder, "ext4", 0, NULL) == 0;
  if (!made)
    printf("not checked: no loop device with ext4 can be had here (%s)\n", strerror(errno));
  if (control >= 0)
    close(control);
  if (backing >= 0)
    close(backing);
  if (!made && loop >= 0)
    close(loop);
  return made ? loop : -1;
}

struct dying {
  const char *image;
  int loop, calls, die_at;
};

/* From here on the device has no blocks any more: each read and write fails, as of a stick that was pulled out. */
static void die(void *context, const struct vp_sync_progress *progress) {
  struct dying *dying = context;
  (void)progress; /* the moment is what counts */
  nanosleep(&(struct timespec){.tv_nsec = 110000000}, NULL);
  if (dying->calls++ == dying->die_at) {
    assert_int_equal(truncate(dying->image, 0), 0);
    assert_int_equal(ioctl(dying->loop, LOOP_SET_CAPACITY, 0), 0);
  }
}

/* The mount is still there and its root can be looked at: that the device is dead shows when something is flushed. */
static void a_drive_whose_device_dies_under_its_mount_is_gone(void **state) {
  struct sync_kit *kit = *state;
  char image[KIT_PATH];
  kit_path(image, kit->folder, "image");
  for (uint32_t i = 0; i < 30; i++)
    (void)kit_story(kit, i, 1, 20000, VP_STORY_KEPT);
  for (int at = 0; at < 4; at++) {
    struct dying dying = {image, mount_image(image, kit->drive), 0, at};
    struct vp_sync_result result;
    struct vp_fault fault = {0};
    if (dying.loop < 0)
      skip();
    kit->sync.progress = die;
    kit->sync.context = &dying;
    int code = vp_sync_run(&kit->sync, kit->drive, &result, &fault);
    if (code != VP_E_GONE)
      fail_msg("%d: %s: %s: %s", at, vp_error_name(code), fault.object, fault.reason);
    assert_int_equal(result.copied, 0);
    assert_int_equal(result.waiting, 30);
    close(dying.loop);
    assert_int_equal(umount2(kit->drive, MNT_DETACH), 0);
    assert_int_equal(unlink(image), 0);
  }
  kit->sync.progress = NULL;
  next_drive_gets(kit, "next", 30);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
  const struct CMUnitTest tests[] = {
      TEST(a_full_drive_keeps_what_fits_and_goes_on_when_there_is_room),
      TEST(a_drive_without_one_free_block_is_full_and_nothing_else),
      TEST(a_read_only_drive_is_told_and_still_gives_its_receipts),
      TEST(a_drive_that_gives_back_other_bytes_is_damaged_and_nothing_gets_its_name),
      TEST(progress_runs_from_nothing_to_all_and_not_too_often),
      TEST(a_stop_ends_it_soon_and_the_next_visit_goes_on),
      TEST(a_yank_at_any_moment_loses_nothing_and_is_told_as_one),
      TEST(a_drive_that_is_unmounted_under_the_visit_is_gone_and_its_empty_place_stays_empty),
      TEST(a_drive_whose_device_dies_under_its_mount_is_gone),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
