/* Visits of a drive: what arrives, what a receipt does, whose drive it is, and what lies on one that should not. Yanks,
 * full and damaged drives are in test_sync_trouble.c, noticing them in test_sync_watch.c. */
#define _GNU_SOURCE /* unshare(2), in store_kit.h */
#include "sync_kit.h"

#include <setjmp.h>
#include <sqlite3.h>
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
  kit_close_sync(*state);
  free(*state);
  return 0;
}

static struct vp_sync_result run(struct sync_kit *kit, const char *drive, int expected) {
  struct vp_sync_result result;
  struct vp_fault fault;
  int code = vp_sync_run(&kit->sync, drive, &result, &fault);
  if (code != expected)
    fail_msg("%s instead of %s: %s: %s", vp_error_name(code), vp_error_name(expected), fault.object, fault.reason);
  return result;
}

static void other_drive(struct sync_kit *kit, const char *name, char drive[KIT_PATH]) {
  kit_path(drive, kit->folder, name);
  assert_int_equal(mkdir(drive, 0755), 0);
}

static void below(const char *drive, const char *relative, char path[KIT_PATH]) {
  kit_path(path, drive, relative);
}

static void story_path(struct sync_kit *kit, const char *drive, const struct vp_id *story, char path[KIT_PATH]) {
  assert_int_equal(vp_drive_story_path(drive, &kit->kiosk.id, story, path, KIT_PATH), VP_OK);
}

/* --- what arrives ---------------------------------------------------------------------------------------------------
 */

static void the_layout_is_that_of_the_design(void **state) {
  (void)state; /* nothing is opened */
  struct vp_id kiosk, story;
  char path[VP_DRIVE_PATH], little[20];
  assert_int_equal(vp_id_parse("018c0000-0000-7000-8000-000000000001", 36, &kiosk), VP_OK);
  assert_int_equal(vp_id_parse("018c0000-0000-7000-8000-0000000000ab", 36, &story), VP_OK);
  assert_int_equal(vp_drive_story_path("/d", &kiosk, &story, path, sizeof path), VP_OK);
  assert_string_equal(path, "/d/VERTELPUNT/kiosks/018c0000-0000-7000-8000-000000000001/stories/ab/"
                            "018c0000-0000-7000-8000-0000000000ab.vps");
  assert_int_equal(vp_drive_kiosk_path("/d", &kiosk, path, sizeof path), VP_OK);
  assert_string_equal(path, "/d/VERTELPUNT/kiosks/018c0000-0000-7000-8000-000000000001/kiosk.json");
  assert_int_equal(vp_drive_receipt_path("/d", &kiosk, path, sizeof path), VP_OK);
  assert_string_equal(path, "/d/VERTELPUNT/inbox/receipts/018c0000-0000-7000-8000-000000000001.vpr");
  assert_int_equal(vp_drive_collection_path("/d", path, sizeof path), VP_OK);
  assert_string_equal(path, "/d/VERTELPUNT/collection.vpk");
  assert_int_equal(vp_drive_story_path("/d", &kiosk, &story, little, sizeof little), VP_E_TOO_LARGE);
}

static void kept_and_interrupted_stories_arrive_whole_and_an_open_take_does_not(void **state) {
  struct sync_kit *kit = *state;
  struct vp_id kept = kit_story(kit, 1, 5, 4000, VP_STORY_KEPT);
  struct vp_id left = kit_story(kit, 2, 3, 4000, VP_STORY_INTERRUPTED);
  struct vp_id none = kit_story(kit, 3, 0, 4000, VP_STORY_INTERRUPTED);
  struct vp_id open = kit_story(kit, 4, 2, 4000, VP_STORY_OPEN);
  struct vp_sync_result result = run(kit, kit->drive, VP_OK);
  assert_int_equal(result.copied, 3);
  assert_int_equal(result.already, 0);
  assert_int_equal(result.waiting, 0);
  assert_int_equal(kit_check_story(kit, kit->drive, &kept, 1, true), 20000);
  assert_int_equal(kit_check_story(kit, kit->drive, &left, 2, false), 12000);
  assert_int_equal(kit_check_story(kit, kit->drive, &none, 3, false), 0);
  assert_int_equal(kit_check_story(kit, kit->drive, &open, 4, false), -1);
  struct kit_seen seen = {0};
  kit_check_below(kit, kit->drive, &seen);
  assert_int_equal(seen.stories, 3);
  assert_int_equal(seen.halves + seen.parts, 0);
}

static void the_same_drive_again_gets_nothing_twice(void **state) {
  struct sync_kit *kit = *state;
  for (uint32_t i = 0; i < 5; i++)
    (void)kit_story(kit, i, 2, 1000, VP_STORY_KEPT); /* which ones does not matter here */
  assert_int_equal(run(kit, kit->drive, VP_OK).copied, 5);
  struct vp_sync_result again = run(kit, kit->drive, VP_OK);
  assert_int_equal(again.copied, 0);
  assert_int_equal(again.already, 5);
  assert_int_equal(again.bytes, 0);
  (void)kit_story(kit, 5, 2, 1000, VP_STORY_KEPT);
  again = run(kit, kit->drive, VP_OK);
  assert_int_equal(again.copied, 1);
  assert_int_equal(again.already, 5);
}

static void a_second_courier_gets_all_that_no_receipt_has_confirmed_byte_for_byte(void **state) {
  struct sync_kit *kit = *state;
  struct vp_id story = kit_story(kit, 1, 5, 9000, VP_STORY_KEPT);
  char second[KIT_PATH], one_path[KIT_PATH], two_path[KIT_PATH], third_path[KIT_PATH];
  other_drive(kit, "second", second);
  assert_int_equal(run(kit, kit->drive, VP_OK).copied, 1);
  assert_int_equal(run(kit, second, VP_OK).copied, 1);
  story_path(kit, kit->drive, &story, one_path);
  story_path(kit, second, &story, two_path);
  kit_path(third_path, kit->folder, "third.vps");
  uint8_t hash[32], stored[32];
  uint64_t bytes, stored_bytes;
  assert_int_equal(vp_sync_write_story(&kit->sync, &story, third_path, hash, &bytes, NULL), VP_OK);
  assert_int_equal(vp_store_file(kit->store, &story, stored, &stored_bytes), VP_OK);
  assert_memory_equal(hash, stored, 32);
  assert_int_equal(bytes, stored_bytes);
  size_t one_length, two_length, third_length;
  uint8_t *one = kit_read(one_path, &one_length), *two = kit_read(two_path, &two_length);
  uint8_t *third = kit_read(third_path, &third_length);
  assert_int_equal(one_length, bytes);
  assert_int_equal(two_length, bytes);
  assert_int_equal(third_length, bytes);
  assert_memory_equal(one, two, one_length);
  assert_memory_equal(one, third, one_length);
  free(one);
  free(two);
  free(third);
}

static void a_story_larger_than_every_buffer_arrives_whole(void **state) {
  struct sync_kit *kit = *state;
  struct vp_id large = kit_story(kit, 1, 400, 60000, VP_STORY_KEPT); /* 24 MB */
  struct vp_id small = kit_story(kit, 2, 1, 10, VP_STORY_KEPT);
  assert_int_equal(run(kit, kit->drive, VP_OK).copied, 2);
  assert_int_equal(kit_check_story(kit, kit->drive, &large, 1, true), 24000000);
  assert_int_equal(kit_check_story(kit, kit->drive, &small, 2, true), 10);
}

static void a_story_that_the_store_cannot_read_holds_up_no_other(void **state) {
  struct sync_kit *kit = *state;
  struct vp_id first = kit_story(kit, 1, 3, 4000, VP_STORY_KEPT);
  (void)kit_story(kit, 2, 40, 4000, VP_STORY_KEPT); /* the one that is damaged below */
  struct vp_id last = kit_story(kit, 3, 3, 4000, VP_STORY_KEPT);
  char path[KIT_PATH];
  sqlite3 *db;
  kit_path(path, kit->data, "store.db");
  assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
  assert_int_equal(sqlite3_exec(db, "DELETE FROM chunk WHERE story = 2 AND sequence = 35", NULL, NULL, NULL),
                   SQLITE_OK);
  assert_int_equal(sqlite3_changes(db), 1);
  sqlite3_close(db);
  struct vp_sync_result result;
  struct vp_fault fault;
  assert_int_equal(vp_sync_run(&kit->sync, kit->drive, &result, &fault), VP_OK);
  assert_int_equal(fault.code, VP_E_FORMAT);
  assert_int_equal(result.copied, 2);
  assert_int_equal(result.waiting, 1);
  assert_int_equal(kit_check_story(kit, kit->drive, &first, 1, true), 12000);
  assert_int_equal(kit_check_story(kit, kit->drive, &last, 3, true), 12000);
  struct kit_seen seen = {0};
  kit_check_below(kit, kit->drive, &seen);
  assert_int_equal(seen.stories, 2);
  assert_int_equal(seen.halves + seen.parts, 0);
}

static void what_is_wrong_on_the_drive_is_written_anew(void **state) {
  struct sync_kit *kit = *state;
  struct vp_id stories[4];
  char path[KIT_PATH];
  size_t length;
  for (uint32_t i = 0; i < 4; i++)
    stories[i] = kit_story(kit, i, 2, 5000, VP_STORY_KEPT);
  assert_int_equal(run(kit, kit->drive, VP_OK).copied, 4);
  story_path(kit, kit->drive, &stories[0], path);
  uint8_t *bytes = kit_read(path, &length);
  kit_write(path, bytes, length - 1); /* too short */
  free(bytes);
  story_path(kit, kit->drive, &stories[1], path);
  bytes = kit_read(path, &length);
  bytes[length - 3] ^= 1; /* another end */
  kit_write(path, bytes, length);
  free(bytes);
  story_path(kit, kit->drive, &stories[2], path);
  assert_int_equal(unlink(path), 0);
  struct vp_sync_result result = run(kit, kit->drive, VP_OK);
  assert_int_equal(result.copied, 3);
  assert_int_equal(result.already, 1);
  for (uint32_t i = 0; i < 4; i++)
    assert_int_equal(kit_check_story(kit, kit->drive, &stories[i], i, true), 10000);
}

static void leftovers_of_ours_are_removed_and_nothing_else_is(void **state) {
  struct sync_kit *kit = *state;
  struct vp_id story = kit_story(kit, 1, 1, 100, VP_STORY_KEPT);
  assert_int_equal(run(kit, kit->drive, VP_OK).copied, 1);
  char path[KIT_PATH], part[KIT_PATH], holiday[KIT_PATH], other[KIT_PATH], id[VP_ID_TEXT];
  story_path(kit, kit->drive, &story, path);
  vp_id_format(&story, id);
  assert_true(snprintf(part, sizeof part, "%s.part", path) < (int)sizeof part);
  assert_true(snprintf(other, sizeof other, "%.*s/notes.vps.part", (int)(strrchr(path, '/') - path), path) <
              (int)sizeof other);
  kit_path(holiday, kit->drive, "holiday.jpg");
  kit_write(part, "half", 4);
  kit_write(other, "someone's", 9);
  kit_write(holiday, "beach", 5);
  (void)run(kit, kit->drive, VP_OK);
  assert_int_not_equal(access(part, F_OK), 0);
  assert_int_equal(access(other, F_OK), 0);
  assert_int_equal(access(holiday, F_OK), 0);
}

static void the_kiosk_says_how_it_is_doing_and_only_its_own_words_are_believed(void **state) {
  struct sync_kit *kit = *state;
  (void)kit_story(kit, 1, 1, 100, VP_STORY_KEPT);
  (void)kit_story(kit, 2, 1, 100, VP_STORY_INTERRUPTED);
  (void)run(kit, kit->drive, VP_OK);
  struct vp_kiosk_report report;
  assert_int_equal(vp_kiosk_report_read(kit->drive, &kit->kiosk.id, &report, NULL), VP_OK);
  assert_memory_equal(report.sign_public, kit->kiosk.sign_public, 32);
  assert_true(vp_id_equal(&report.kiosk, &kit->kiosk.id));
  assert_true(vp_id_equal(&report.collection, &kit->collection.id));
  assert_string_equal(report.version, "0.1.0");
  assert_int_equal(report.counts.kept, 1);
  assert_int_equal(report.counts.interrupted, 1);
  assert_int_equal(report.counts.open, 0);
  assert_true(report.counts.oldest_waiting_utc_ms > 0);
  assert_true(report.free_bytes > 0);
  assert_true(report.written_utc_ms > 1700000000000);
  char path[KIT_PATH];
  assert_int_equal(vp_drive_kiosk_path(kit->drive, &kit->kiosk.id, path, sizeof path), VP_OK);
  size_t length;
  uint8_t *bytes = kit_read(path, &length);
  for (size_t at = 0; at < length; at += 7) {
    bytes[at] ^= 1;
    kit_write(path, bytes, length);
    assert_int_equal(vp_kiosk_report_read(kit->drive, &kit->kiosk.id, &report, NULL), VP_E_AUTHENTIC);
    bytes[at] ^= 1;
  }
  free(bytes);
  struct vp_id nobody = vp_id_new(1);
  assert_int_equal(vp_kiosk_report_read(kit->drive, &nobody, &report, NULL), VP_E_NOT_FOUND);
}

/* --- receipts -------------------------------------------------------------------------------------------------------
 */

static void give_receipt(struct sync_kit *kit, const struct vp_id *stories, size_t count, const struct vp_id *kiosk,
                         const struct vp_collection_secret *secret) {
  struct vp_receipt_item items[16];
  struct vp_receipt receipt = {
      .collection = kit->collection.id, .kiosk = *kiosk, .made_utc_ms = 1, .items = items, .count = count};
  char path[VP_DRIVE_PATH];
  struct vp_fault fault;
  for (size_t i = 0; i < count; i++) {
    uint64_t bytes;
    items[i].story = stories[i];
    assert_int_equal(vp_store_file(kit->store, &stories[i], items[i].file_hash, &bytes), VP_OK);
  }
  assert_int_equal(vp_drive_receipt_path(kit->drive, &kit->kiosk.id, path, sizeof path), VP_OK);
  *strrchr(path, '/') = '\0';
  kit_must(vp_file_make_folders(path, &fault), &fault, "folders");
  assert_int_equal(vp_drive_receipt_path(kit->drive, &kit->kiosk.id, path, sizeof path), VP_OK);
  kit_must(vp_receipt_write(path, &receipt, secret, &fault), &fault, "receipt");
}

static void a_receipt_ends_the_waiting_of_its_stories_only(void **state) {
  struct sync_kit *kit = *state;
  struct vp_id stories[3];
  char second[KIT_PATH];
  other_drive(kit, "second", second);
  for (uint32_t i = 0; i < 3; i++)
    stories[i] = kit_story(kit, i, 1, 100, VP_STORY_KEPT);
  (void)run(kit, kit->drive, VP_OK);
  give_receipt(kit, stories, 2, &kit->kiosk.id, &kit->secret);
  struct vp_sync_result result = run(kit, kit->drive, VP_OK);
  assert_int_equal(result.confirmed, 2);
  assert_int_equal(result.already, 1);
  assert_false(result.receipt_refused);
  result = run(kit, kit->drive, VP_OK); /* the same receipt once more */
  assert_int_equal(result.confirmed, 0);
  result = run(kit, second, VP_OK);
  assert_int_equal(result.copied, 1);
  assert_int_equal(kit_check_story(kit, second, &stories[2], 2, true), 100);
}

static void a_receipt_that_does_not_verify_changes_nothing_and_stops_nothing(void **state) {
  struct sync_kit *kit = *state;
  struct vp_id story = kit_story(kit, 1, 1, 100, VP_STORY_KEPT), nobody = vp_id_new(1);
  (void)run(kit, kit->drive, VP_OK);
  struct vp_collection others;
  struct vp_collection_secret secret;
  assert_int_equal(vp_collection_new("Elders", 1, &others, &secret, NULL), VP_OK);
  for (int forged = 0; forged < 2; forged++) {
    struct vp_id later = kit_story(kit, 2, 1, 100, VP_STORY_KEPT);
    give_receipt(kit, &story, 1, forged ? &kit->kiosk.id : &nobody, forged ? &secret : &kit->secret);
    struct vp_sync_result result;
    struct vp_fault fault;
    assert_int_equal(vp_sync_run(&kit->sync, kit->drive, &result, &fault), VP_OK);
    assert_true(result.receipt_refused);
    assert_string_not_equal(fault.reason, "");
    assert_int_equal(result.confirmed, 0);
    assert_int_equal(result.copied, 1);
    assert_int_equal(kit_check_story(kit, kit->drive, &later, 2, true), 100);
  }
}

static void flip(const char *path, size_t at) {
  size_t length;
  uint8_t *bytes = kit_read(path, &length);
  assert_non_null(bytes);
  assert_true(at < length);
  bytes[at] ^= 1;
  kit_write(path, bytes, length);
  free(bytes);
}

/* What the desk makes of the drive: a receipt for all of them but those left out, with the hash of what lies there. */
static void visit_desk(struct sync_kit *kit, const struct vp_id *stories, size_t count) {
  struct vp_receipt_item items[16];
  struct vp_receipt receipt = {.collection = kit->collection.id, .kiosk = kit->kiosk.id, .made_utc_ms = 1};
  struct vp_fault fault;
  char path[KIT_PATH];
  give_receipt(kit, stories, 0, &kit->kiosk.id, &kit->secret); /* for its folders */
  for (size_t i = 0; i < count; i++) {
    struct vp_hasher *hasher;
    size_t length;
    story_path(kit, kit->drive, &stories[i], path);
    uint8_t *bytes = kit_read(path, &length);
    items[i].story = stories[i];
    assert_int_equal(vp_hasher_open(&hasher), VP_OK);
    vp_hasher_update(hasher, bytes, length);
    vp_hasher_finish(hasher, items[i].file_hash);
    free(bytes);
  }
  receipt.items = items;
  receipt.count = count;
  assert_int_equal(vp_drive_receipt_path(kit->drive, &kit->kiosk.id, path, sizeof path), VP_OK);
  kit_must(vp_receipt_write(path, &receipt, &kit->secret, &fault), &fault, "receipt");
}

static void a_file_that_the_desk_found_changed_is_copied_anew_and_confirmed_next_time(void **state) {
  struct sync_kit *kit = *state;
  struct vp_id stories[3];
  char path[KIT_PATH];
  for (uint32_t i = 0; i < 3; i++)
    stories[i] = kit_story(kit, i, 2, 5000, VP_STORY_KEPT);
  assert_int_equal(run(kit, kit->drive, VP_OK).copied, 3);
  story_path(kit, kit->drive, &stories[1], path);
  flip(path, 4000);
  visit_desk(kit, stories, 3);
  struct vp_sync_result result = run(kit, kit->drive, VP_OK);
  assert_int_equal(result.confirmed, 2);
  assert_int_equal(result.copied, 1);
  assert_int_equal(result.repaired, 1);
  assert_int_equal(result.already, 0);
  assert_int_equal(kit_check_story(kit, kit->drive, &stories[1], 1, true), 10000);
  result = run(kit, kit->drive, VP_OK); /* the desk's old receipt is still there */
  assert_int_equal(result.copied, 0);
  assert_int_equal(result.already, 1);
  visit_desk(kit, stories, 3);
  result = run(kit, kit->drive, VP_OK);
  assert_int_equal(result.confirmed, 1);
  assert_int_equal(result.already + result.copied, 0);
}

static void a_file_that_the_desk_could_not_open_at_all_is_copied_anew(void **state) {
  struct sync_kit *kit = *state;
  struct vp_id story = kit_story(kit, 1, 2, 5000, VP_STORY_KEPT);
  char path[KIT_PATH];
  assert_int_equal(run(kit, kit->drive, VP_OK).copied, 1);
  story_path(kit, kit->drive, &story, path);
  flip(path, 20);
  visit_desk(kit, NULL, 0);
  struct vp_sync_result result = run(kit, kit->drive, VP_OK);
  assert_int_equal(result.repaired, 1);
  assert_int_equal(kit_check_story(kit, kit->drive, &story, 1, true), 10000);
}

/* --- whose drive ----------------------------------------------------------------------------------------------------
 */

static void a_drive_is_told_by_its_key_file(void **state) {
  struct sync_kit *kit = *state;
  char path[KIT_PATH];
  struct vp_collection found, others;
  struct vp_collection_secret secret;
  struct vp_fault fault;
  assert_int_equal(vp_drive_recognise(kit->drive, &kit->collection, NULL, &fault), VP_DRIVE_PLAIN);
  below(kit->drive, "VERTELPUNT", path);
  assert_int_equal(mkdir(path, 0755), 0);
  assert_int_equal(vp_drive_recognise(kit->drive, &kit->collection, NULL, &fault), VP_DRIVE_PLAIN);
  below(kit->drive, "VERTELPUNT/collection.vpk", path);
  kit_must(vp_collection_write(path, &kit->collection, NULL, NULL, 0, 0, &fault), &fault, "key");
  assert_int_equal(vp_drive_recognise(kit->drive, &kit->collection, &found, &fault), VP_DRIVE_OURS);
  assert_true(vp_collection_same(&found, &kit->collection));
  memset(&found, 0, sizeof found);
  assert_int_equal(vp_drive_recognise(kit->drive, NULL, &found, &fault), VP_DRIVE_OTHER);
  assert_string_equal(found.name, "Gemeente Voorbeeld");
  assert_int_equal(vp_collection_new("Elders", 1, &others, &secret, &fault), VP_OK);
  assert_int_equal(vp_drive_recognise(kit->drive, &others, NULL, &fault), VP_DRIVE_OTHER);
  size_t length;
  uint8_t *bytes = kit_read(path, &length);
  bytes[length / 2] ^= 1;
  kit_write(path, bytes, length);
  assert_int_equal(vp_drive_recognise(kit->drive, &kit->collection, NULL, &fault), VP_DRIVE_DAMAGED);
  assert_string_not_equal(fault.reason, "");
  kit_write(path, bytes, 0);
  assert_int_equal(vp_drive_recognise(kit->drive, &kit->collection, NULL, &fault), VP_DRIVE_DAMAGED);
  free(bytes);
  uint8_t *large = calloc(1, 100000);
  assert_non_null(large);
  kit_write(path, large, 100000);
  free(large);
  assert_int_equal(vp_drive_recognise(kit->drive, &kit->collection, NULL, &fault), VP_DRIVE_DAMAGED);
  kit_remove(kit->drive);
  assert_int_equal(vp_drive_recognise(kit->drive, &kit->collection, NULL, &fault), VP_DRIVE_GONE);
}

static void a_key_file_that_is_there_is_never_written_over(void **state) {
  struct sync_kit *kit = *state;
  char path[KIT_PATH];
  size_t before_length = 0, after_length = 0;
  (void)kit_story(kit, 1, 1, 100, VP_STORY_KEPT);
  below(kit->drive, "VERTELPUNT", path);
  assert_int_equal(mkdir(path, 0755), 0);
  below(kit->drive, "VERTELPUNT/collection.vpk", path);
  /* staff's own drive: the secret is on it, wrapped */
  kit_must(vp_collection_write(path, &kit->collection, &kit->secret, "geheim", 6, 8192, NULL), NULL, "key");
  uint8_t *before = kit_read(path, &before_length);
  assert_int_equal(run(kit, kit->drive, VP_OK).copied, 1);
  uint8_t *after = kit_read(path, &after_length);
  assert_int_equal(before_length, after_length);
  assert_memory_equal(before, after, before_length);
  free(after);
  before[before_length / 2] ^= 1;
  kit_write(path, before, before_length);
  struct vp_sync_result result;
  assert_int_not_equal(vp_sync_run(&kit->sync, kit->drive, &result, NULL), VP_OK);
  after = kit_read(path, &after_length);
  assert_memory_equal(before, after, before_length);
  free(before);
  free(after);
}

static void nothing_is_written_on_a_drive_of_another_collection(void **state) {
  struct sync_kit *kit = *state;
  char path[KIT_PATH];
  struct vp_collection others;
  struct vp_collection_secret secret;
  (void)kit_story(kit, 1, 1, 100, VP_STORY_KEPT);
  assert_int_equal(vp_collection_new("Elders", 1, &others, &secret, NULL), VP_OK);
  below(kit->drive, "VERTELPUNT", path);
  assert_int_equal(mkdir(path, 0755), 0);
  below(kit->drive, "VERTELPUNT/collection.vpk", path);
  kit_must(vp_collection_write(path, &others, NULL, NULL, 0, 0, NULL), NULL, "key");
  struct vp_sync_result result = run(kit, kit->drive, VP_E_AUTHENTIC);
  assert_int_equal(result.copied, 0);
  assert_int_equal(result.waiting, 1);
  below(kit->drive, "VERTELPUNT/kiosks", path);
  assert_int_not_equal(access(path, F_OK), 0);
}

/* --- links ----------------------------------------------------------------------------------------------------------
 */

static void a_link_where_a_folder_belongs_is_not_followed(void **state) {
  struct sync_kit *kit = *state;
  struct vp_id story = kit_story(kit, 1, 1, 100, VP_STORY_KEPT);
  char outside[KIT_PATH], path[KIT_PATH], kiosk[VP_ID_TEXT], places[5][KIT_PATH], name[256];
  other_drive(kit, "outside", outside);
  vp_id_format(&kit->kiosk.id, kiosk);
  story_path(kit, "", &story, path);
  snprintf(places[0], KIT_PATH, "%.*s", (int)(strrchr(path, '/') - path), path);
  snprintf(places[1], KIT_PATH, "/VERTELPUNT/kiosks/%s/stories", kiosk);
  snprintf(places[2], KIT_PATH, "/VERTELPUNT/kiosks/%s", kiosk);
  snprintf(places[3], KIT_PATH, "/VERTELPUNT/kiosks");
  snprintf(places[4], KIT_PATH, "/VERTELPUNT");
  for (size_t i = 0; i < 5; i++) {
    char drive[KIT_PATH];
    snprintf(name, sizeof name, "linked-%zu", i);
    other_drive(kit, name, drive);
    kit_path(path, drive, places[i] + 1);
    *strrchr(path, '/') = '\0';
    kit_must(vp_file_make_folders(path, NULL), NULL, "folders");
    kit_path(path, drive, places[i] + 1);
    assert_int_equal(symlink(outside, path), 0);
    struct vp_sync_result result = run(kit, drive, VP_E_FORMAT);
    assert_int_equal(result.copied, 0);
    assert_int_equal(rmdir(outside), 0); /* it is still empty */
    assert_int_equal(mkdir(outside, 0755), 0);
    assert_int_equal(unlink(path), 0);
  }
  below(kit->drive, "VERTELPUNT", path);
  assert_int_equal(symlink(outside, path), 0);
  assert_int_equal(vp_drive_recognise(kit->drive, &kit->collection, NULL, NULL), VP_DRIVE_DAMAGED);
}

static void a_link_where_a_file_belongs_is_replaced_and_not_written_through(void **state) {
  struct sync_kit *kit = *state;
  struct vp_id story = kit_story(kit, 1, 1, 100, VP_STORY_KEPT);
  size_t length = 0;
  char path[KIT_PATH], part[KIT_PATH], victim[KIT_PATH], kiosk_json[KIT_PATH];
  kit_path(victim, kit->folder, "victim");
  kit_write(victim, "precious", 8);
  assert_int_equal(run(kit, kit->drive, VP_OK).copied, 1);
  story_path(kit, kit->drive, &story, path);
  assert_true(snprintf(part, sizeof part, "%s.part", path) < (int)sizeof part);
  assert_int_equal(vp_drive_kiosk_path(kit->drive, &kit->kiosk.id, kiosk_json, sizeof kiosk_json), VP_OK);
  assert_int_equal(unlink(path), 0);
  assert_int_equal(unlink(kiosk_json), 0);
  assert_int_equal(symlink(victim, path), 0);
  assert_int_equal(symlink(victim, part), 0);
  assert_int_equal(symlink(victim, kiosk_json), 0);
  assert_int_equal(run(kit, kit->drive, VP_OK).copied, 1);
  assert_int_equal(kit_check_story(kit, kit->drive, &story, 1, true), 100);
  uint8_t *bytes = kit_read(victim, &length);
  assert_non_null(bytes);
  assert_int_equal(length, 8);
  assert_memory_equal(bytes, "precious", 8);
  free(bytes);
}

/* A pipe that nobody reads would hold up whoever opens it for writing, for ever. */
static void a_pipe_under_the_name_that_a_key_file_is_written_by_holds_up_nobody(void **state) {
  struct sync_kit *kit = *state;
  char path[KIT_PATH];
  struct stat status;
  (void)kit_story(kit, 1, 1, 100, VP_STORY_KEPT);
  kit_path(path, kit->drive, VP_DRIVE_FOLDER);
  assert_int_equal(mkdir(path, 0755), 0);
  kit_path(path, kit->drive, VP_DRIVE_FOLDER "/collection.vpk.part");
  assert_int_equal(mkfifo(path, 0600), 0);
  alarm(20);
  assert_int_equal(run(kit, kit->drive, VP_OK).copied, 1);
  alarm(0);
  kit_path(path, kit->drive, VP_DRIVE_FOLDER "/collection.vpk");
  assert_int_equal(lstat(path, &status), 0);
  assert_true(S_ISREG(status.st_mode));
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
  const struct CMUnitTest tests[] = {
      TEST(the_layout_is_that_of_the_design),
      TEST(kept_and_interrupted_stories_arrive_whole_and_an_open_take_does_not),
      TEST(the_same_drive_again_gets_nothing_twice),
      TEST(a_second_courier_gets_all_that_no_receipt_has_confirmed_byte_for_byte),
      TEST(a_story_larger_than_every_buffer_arrives_whole),
      TEST(a_story_that_the_store_cannot_read_holds_up_no_other),
      TEST(what_is_wrong_on_the_drive_is_written_anew),
      TEST(leftovers_of_ours_are_removed_and_nothing_else_is),
      TEST(the_kiosk_says_how_it_is_doing_and_only_its_own_words_are_believed),
      TEST(a_receipt_ends_the_waiting_of_its_stories_only),
      TEST(a_receipt_that_does_not_verify_changes_nothing_and_stops_nothing),
      TEST(a_file_that_the_desk_found_changed_is_copied_anew_and_confirmed_next_time),
      TEST(a_file_that_the_desk_could_not_open_at_all_is_copied_anew),
      TEST(a_drive_is_told_by_its_key_file),
      TEST(a_key_file_that_is_there_is_never_written_over),
      TEST(nothing_is_written_on_a_drive_of_another_collection),
      TEST(a_link_where_a_folder_belongs_is_not_followed),
      TEST(a_link_where_a_file_belongs_is_replaced_and_not_written_through),
      TEST(a_pipe_under_the_name_that_a_key_file_is_written_by_holds_up_nobody),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
