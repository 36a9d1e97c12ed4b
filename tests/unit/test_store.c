/* The store: what it keeps through its states, what deletion leaves, and what two threads see of each other. What it
 * survives is in test_store_survival.c. */
#define _GNU_SOURCE /* unshare(2), in store_kit.h */
#include "store_kit.h"

#include <pthread.h>
#include <setjmp.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <cmocka.h>

struct kit {
  char folder[KIT_PATH];
  struct vp_store *store;
};

static int set_up(void **state) {
  struct kit *kit = calloc(1, sizeof *kit);
  if (!kit)
    return -1;
  kit_folder(kit->folder);
  struct vp_fault fault;
  if (vp_store_open(kit->folder, NULL, &kit->store, NULL, &fault) != VP_OK)
    return -1;
  *state = kit;
  return 0;
}

static int tear_down(void **state) {
  struct kit *kit = *state;
  vp_store_close(kit->store);
  kit_remove(kit->folder);
  free(kit);
  return 0;
}

static const struct vp_time noon = {1764000000000, VP_CLOCK_SYSTEM};
static const uint8_t code_hash[32] = {1, 2, 3};

static struct vp_id begin(struct vp_store *store) {
  struct vp_story_facts facts = kit_facts(vp_clock_now().utc_ms);
  struct vp_story_head head = kit_head(&facts.id);
  struct vp_fault fault;
  assert_int_equal(vp_store_take_begin(store, &facts, &head, NULL, &fault), VP_OK);
  return facts.id;
}

static int add(struct vp_store *store, const struct vp_id *story, uint32_t sequence, uint32_t seed, size_t content) {
  uint8_t *frame = malloc(content + 4);
  assert_non_null(frame);
  size_t length = kit_frame(frame, seed, content);
  int code = vp_store_chunk(store, story, sequence, frame, length, (int64_t)(sequence + 1) * 1000, NULL);
  free(frame);
  return code;
}

static int keep(struct vp_store *store, const struct vp_id *story, uint32_t sequence) {
  uint8_t frame[64];
  size_t length = kit_frame(frame, 99, 20);
  return vp_store_keep(store, story, sequence, frame, length, 5000, noon, code_hash, NULL);
}

static enum vp_story_state state_of(struct vp_store *store, const struct vp_id *story) {
  struct vp_story_row row;
  assert_int_equal(vp_store_story(store, story, &row), VP_OK);
  return row.state;
}

/* --- states ---------------------------------------------------------------------------------------------------------
 */

static void a_story_keeps_what_is_known_of_it_outside_the_seal(void **state) {
  struct vp_store *store = ((struct kit *)*state)->store;
  struct vp_story_facts facts = kit_facts(noon.utc_ms);
  facts.started.trust = VP_CLOCK_DRIVE;
  facts.medium = VP_MEDIUM_TEXT;
  struct vp_story_head head = kit_head(&facts.id);
  assert_int_equal(vp_store_take_begin(store, &facts, &head, NULL, NULL), VP_OK);
  assert_int_equal(add(store, &facts.id, 0, 1, 500), VP_OK);
  assert_int_equal(keep(store, &facts.id, 1), VP_OK);
  struct vp_story_row row;
  assert_int_equal(vp_store_story(store, &facts.id, &row), VP_OK);
  assert_memory_equal(&row.facts.id, &facts.id, sizeof facts.id);
  assert_memory_equal(&row.facts.session, &facts.session, sizeof facts.session);
  assert_int_equal(row.facts.started.utc_ms, facts.started.utc_ms);
  assert_int_equal(row.facts.started.trust, VP_CLOCK_DRIVE);
  assert_int_equal(row.facts.medium, VP_MEDIUM_TEXT);
  assert_string_equal(row.facts.method, "story");
  assert_string_equal(row.facts.theme, "getting-about");
  assert_string_equal(row.facts.kind, "barrier");
  assert_string_equal(row.facts.language, "nl");
  assert_string_equal(row.facts.guide_version, "1");
  assert_string_equal(row.facts.consent_version, "1");
  assert_memory_equal(&row.head, &head, sizeof head);
  assert_int_equal(row.duration_ms, 5000);
  assert_int_equal(row.chunks, 2);
  assert_int_equal(row.chunk_bytes, 504 + 24);
}

/* Every step from every state: what it answers, and where the story then is. -1: gone. */
enum action { CHUNK, KEEP, INTERRUPT, RECEIVE, AGAIN, DELETE };
static const struct transition {
  enum vp_story_state from;
  enum action action;
  int code, to;
} transitions[] = {
    {VP_STORY_OPEN, CHUNK, VP_OK, VP_STORY_OPEN},
    {VP_STORY_OPEN, KEEP, VP_OK, VP_STORY_KEPT},
    {VP_STORY_OPEN, INTERRUPT, VP_OK, VP_STORY_INTERRUPTED},
    {VP_STORY_OPEN, RECEIVE, VP_E_NOT_FOUND, VP_STORY_OPEN},
    {VP_STORY_OPEN, AGAIN, VP_OK, -1},
    {VP_STORY_OPEN, DELETE, VP_OK, -1},
    {VP_STORY_INTERRUPTED, CHUNK, VP_E_INVALID, VP_STORY_INTERRUPTED},
    {VP_STORY_INTERRUPTED, KEEP, VP_E_INVALID, VP_STORY_INTERRUPTED},
    {VP_STORY_INTERRUPTED, INTERRUPT, VP_OK, VP_STORY_INTERRUPTED},
    {VP_STORY_INTERRUPTED, RECEIVE, VP_OK, VP_STORY_RECEIVED},
    {VP_STORY_INTERRUPTED, AGAIN, VP_OK, -1},
    {VP_STORY_INTERRUPTED, DELETE, VP_OK, -1},
    {VP_STORY_KEPT, CHUNK, VP_E_INVALID, VP_STORY_KEPT},
    {VP_STORY_KEPT, KEEP, VP_E_INVALID, VP_STORY_KEPT},
    {VP_STORY_KEPT, INTERRUPT, VP_E_INVALID, VP_STORY_KEPT},
    {VP_STORY_KEPT, RECEIVE, VP_OK, VP_STORY_RECEIVED},
    {VP_STORY_KEPT, AGAIN, VP_E_INVALID, VP_STORY_KEPT},
    {VP_STORY_KEPT, DELETE, VP_OK, -1},
    {VP_STORY_RECEIVED, CHUNK, VP_E_INVALID, VP_STORY_RECEIVED},
    {VP_STORY_RECEIVED, KEEP, VP_E_INVALID, VP_STORY_RECEIVED},
    {VP_STORY_RECEIVED, INTERRUPT, VP_E_INVALID, VP_STORY_RECEIVED},
    {VP_STORY_RECEIVED, RECEIVE, VP_OK, VP_STORY_RECEIVED},
    {VP_STORY_RECEIVED, AGAIN, VP_E_INVALID, VP_STORY_RECEIVED},
    {VP_STORY_RECEIVED, DELETE, VP_OK, -1},
};

static const uint8_t file_hash[32] = {7, 7, 7};

static struct vp_id in_state(struct vp_store *store, enum vp_story_state wanted) {
  struct vp_id story = begin(store);
  assert_int_equal(add(store, &story, 0, 1, 100), VP_OK);
  if (wanted == VP_STORY_INTERRUPTED)
    assert_int_equal(vp_store_interrupt(store, &story, NULL), VP_OK);
  if (wanted >= VP_STORY_KEPT)
    assert_int_equal(keep(store, &story, 1), VP_OK);
  assert_int_equal(vp_store_set_file(store, &story, file_hash, 1000), VP_OK);
  if (wanted == VP_STORY_RECEIVED)
    assert_int_equal(vp_store_receive(store, &story, file_hash), VP_OK);
  return story;
}

static int act(struct vp_store *store, enum action action, const struct vp_id *story) {
  struct vp_story_row row;
  struct vp_story_facts facts = kit_facts(noon.utc_ms);
  struct vp_story_head head = kit_head(&facts.id);
  assert_int_equal(vp_store_story(store, story, &row), VP_OK);
  switch (action) {
  case CHUNK:
    return add(store, story, row.chunks, 2, 100);
  case KEEP:
    return keep(store, story, row.chunks);
  case INTERRUPT:
    return vp_store_interrupt(store, story, NULL);
  case RECEIVE:
    return vp_store_receive(store, story, file_hash);
  case AGAIN:
    return vp_store_take_begin(store, &facts, &head, story, NULL);
  case DELETE:
    return vp_store_delete(store, story, NULL);
  }
  return VP_E_INVALID;
}

static void every_step_from_every_state_does_what_the_table_says(void **state) {
  struct vp_store *store = ((struct kit *)*state)->store;
  for (size_t i = 0; i < VP_COUNT(transitions); i++) {
    const struct transition *t = &transitions[i];
    struct vp_id story = in_state(store, t->from);
    struct vp_store_counts before, after;
    assert_int_equal(vp_store_counts(store, &before), VP_OK);
    int code = act(store, t->action, &story);
    if (code != t->code)
      fail_msg("state %d, step %d: %s", (int)t->from, (int)t->action, vp_error_name(code));
    assert_int_equal(vp_store_counts(store, &after), VP_OK);
    struct vp_story_row row;
    assert_int_equal(vp_store_story(store, &story, &row), t->to < 0 ? VP_E_NOT_FOUND : VP_OK);
    if (t->to >= 0)
      assert_int_equal(row.state, t->to);
    uint32_t was = before.open + before.interrupted + before.kept + before.received;
    uint32_t is = after.open + after.interrupted + after.kept + after.received;
    /* "again" puts a take in the place of the one that goes */
    assert_int_equal(is, was - (t->to < 0 ? 1 : 0) + (t->action == AGAIN && t->code == VP_OK ? 1 : 0));
    assert_int_equal(vp_store_delete(store, &story, NULL), VP_OK);
  }
}

static void counts_and_bytes_follow_every_change(void **state) {
  struct vp_store *store = ((struct kit *)*state)->store;
  struct vp_store_counts counts;
  struct vp_id open = in_state(store, VP_STORY_OPEN), left = in_state(store, VP_STORY_INTERRUPTED);
  struct vp_id kept = in_state(store, VP_STORY_KEPT);
  (void)in_state(store, VP_STORY_RECEIVED); /* only to be counted */
  assert_int_equal(vp_store_counts(store, &counts), VP_OK);
  assert_int_equal(counts.open, 1);
  assert_int_equal(counts.interrupted, 1);
  assert_int_equal(counts.kept, 1);
  assert_int_equal(counts.received, 1);
  struct vp_story_row row;
  assert_int_equal(vp_store_story(store, &left, &row), VP_OK);
  assert_int_equal(counts.oldest_waiting_utc_ms, row.facts.started.utc_ms);
  assert_int_equal(vp_store_waiting_bytes(store), 104 + 104 + 24);
  assert_int_equal(vp_store_delete(store, &left, NULL), VP_OK);
  assert_int_equal(vp_store_delete(store, &kept, NULL), VP_OK);
  assert_int_equal(vp_store_delete(store, &open, NULL), VP_OK);
  assert_int_equal(vp_store_delete(store, &open, NULL), VP_OK); /* not there is fine */
  assert_int_equal(vp_store_counts(store, &counts), VP_OK);
  assert_int_equal(counts.open + counts.interrupted + counts.kept, 0);
  assert_int_equal(counts.oldest_waiting_utc_ms, 0);
  assert_int_equal(vp_store_waiting_bytes(store), 0);
}

/* --- chunks ---------------------------------------------------------------------------------------------------------
 */

static void chunks_come_in_order_without_gaps_and_of_whole_frames(void **state) {
  struct vp_store *store = ((struct kit *)*state)->store;
  struct vp_id story = begin(store), nobody = vp_id_new(1);
  assert_int_equal(add(store, &story, 1, 1, 100), VP_E_INVALID);
  assert_int_equal(add(store, &story, 0, 1, 100), VP_OK);
  assert_int_equal(add(store, &story, 0, 1, 100), VP_E_INVALID);
  assert_int_equal(add(store, &story, 2, 1, 100), VP_E_INVALID);
  assert_int_equal(keep(store, &story, 2), VP_E_INVALID);
  assert_int_equal(add(store, &story, 1, 1, 16), VP_E_INVALID); /* shorter than any frame */
  uint8_t frames[300];
  size_t length = kit_frame(frames, 1, 100);
  length += kit_frame(frames + length, 2, 50);
  assert_int_equal(vp_store_chunk(store, &story, 1, frames, length - 1, 2000, NULL), VP_E_INVALID);
  assert_int_equal(vp_store_chunk(store, &story, 1, frames, length - 54 + 3, 2000, NULL), VP_E_INVALID);
  assert_int_equal(vp_store_chunk(store, &story, 1, frames, 0, 2000, NULL), VP_E_INVALID);
  assert_int_equal(vp_store_chunk(store, &story, 1, frames, (size_t)VP_CHUNK_MAX + 1, 2000, NULL), VP_E_TOO_LARGE);
  assert_int_equal(vp_store_chunk(store, &nobody, 0, frames, length, 2000, NULL), VP_E_NOT_FOUND);
  assert_int_equal(vp_store_chunk(store, &story, 1, frames, length, 2000, NULL), VP_OK);
  struct vp_story_row row;
  assert_int_equal(vp_store_story(store, &story, &row), VP_OK);
  assert_int_equal(row.chunks, 2);
  assert_int_equal(row.state, VP_STORY_OPEN);
}

struct gathered {
  uint8_t bytes[100000];
  size_t length;
  int calls, stop_after;
};

static int gather(void *context, const uint8_t *frames, size_t length) {
  struct gathered *gathered = context;
  memcpy(gathered->bytes + gathered->length, frames, length);
  gathered->length += length;
  return ++gathered->calls == gathered->stop_after ? 42 : 0;
}

static void chunks_are_read_as_they_were_written_and_reading_can_stop(void **state) {
  struct vp_store *store = ((struct kit *)*state)->store;
  struct vp_id story = begin(store);
  uint8_t *expected = malloc(100000);
  struct gathered *gathered = calloc(1, sizeof *gathered);
  assert_non_null(expected);
  assert_non_null(gathered);
  size_t length = 0;
  for (uint32_t i = 0; i < 8; i++) {
    assert_int_equal(add(store, &story, i, i, 17 + i * 1500), VP_OK);
    length += kit_frame(expected + length, i, 17 + i * 1500);
  }
  assert_int_equal(vp_store_read_chunks(store, &story, gather, gathered), VP_OK);
  assert_int_equal(gathered->calls, 8);
  assert_int_equal(gathered->length, length);
  assert_memory_equal(gathered->bytes, expected, length);
  memset(gathered, 0, sizeof *gathered);
  gathered->stop_after = 3;
  assert_int_equal(vp_store_read_chunks(store, &story, gather, gathered), 42);
  assert_int_equal(gathered->calls, 3);
  struct vp_id nobody = vp_id_new(1);
  assert_int_equal(vp_store_read_chunks(store, &nobody, gather, gathered), VP_E_NOT_FOUND);
  free(expected);
  free(gathered);
}

/* --- deletion -------------------------------------------------------------------------------------------------------
 */

enum { MARKED = 3, MARKED_BYTES = 30000 };

static struct vp_id marked_story(struct vp_store *store, const struct vp_id *replaces) {
  struct vp_story_facts facts = kit_facts(noon.utc_ms);
  struct vp_story_head head = kit_head(&facts.id);
  assert_int_equal(vp_store_take_begin(store, &facts, &head, replaces, NULL), VP_OK);
  for (uint32_t i = 0; i < MARKED; i++)
    assert_int_equal(add(store, &facts.id, i, 1000 + i, MARKED_BYTES), VP_OK);
  return facts.id;
}

/* Any sixteen bytes of it, from its first to its last: a row is spread over many pages. */
static bool bytes_left(const char *folder) {
  uint8_t *frame = malloc(MARKED_BYTES + 4);
  assert_non_null(frame);
  bool left = false;
  for (uint32_t i = 0; i < MARKED; i++) {
    size_t length = kit_frame(frame, 1000 + i, MARKED_BYTES);
    for (size_t at = 4; at + 16 < length && !left; at += 997)
      left = kit_contains(folder, "store.db", frame + at, 16) || kit_contains(folder, "store.db-wal", frame + at, 16);
  }
  free(frame);
  return left;
}

static void a_deleted_story_leaves_not_one_byte_of_itself(void **state) {
  struct kit *kit = *state;
  struct vp_id before = begin(kit->store);
  assert_int_equal(add(kit->store, &before, 0, 5, 3000), VP_OK);
  struct vp_id story = marked_story(kit->store, NULL);
  struct vp_id after = begin(kit->store);
  assert_int_equal(add(kit->store, &after, 0, 6, 3000), VP_OK);
  assert_true(bytes_left(kit->folder));
  assert_int_equal(vp_store_delete(kit->store, &story, NULL), VP_OK);
  assert_false(bytes_left(kit->folder));
}

static void a_take_told_again_leaves_not_one_byte_of_the_first(void **state) {
  struct kit *kit = *state;
  struct vp_id first = marked_story(kit->store, NULL);
  struct vp_story_facts facts = kit_facts(noon.utc_ms + 1);
  struct vp_story_head head = kit_head(&facts.id);
  assert_true(bytes_left(kit->folder));
  assert_int_equal(vp_store_take_begin(kit->store, &facts, &head, &first, NULL), VP_OK);
  assert_false(bytes_left(kit->folder));
  struct vp_story_row row;
  assert_int_equal(vp_store_story(kit->store, &first, &row), VP_E_NOT_FOUND);
  assert_int_equal(state_of(kit->store, &facts.id), VP_STORY_OPEN);
}

static void a_reader_in_the_way_only_puts_the_end_of_a_deletion_off(void **state) {
  struct kit *kit = *state;
  char path[KIT_PATH];
  kit_path(path, kit->folder, "store.db");
  struct vp_id story = marked_story(kit->store, NULL), other = begin(kit->store);
  sqlite3 *reader;
  assert_int_equal(sqlite3_open(path, &reader), SQLITE_OK);
  assert_int_equal(sqlite3_exec(reader, "BEGIN; SELECT count(*) FROM story", NULL, NULL, NULL), SQLITE_OK);
  assert_int_equal(vp_store_delete(kit->store, &story, NULL), VP_OK);
  assert_true(bytes_left(kit->folder)); /* the reader may still ask for them */
  assert_int_equal(add(kit->store, &other, 0, 5, 100), VP_OK);
  assert_true(bytes_left(kit->folder));
  assert_int_equal(sqlite3_exec(reader, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
  assert_int_equal(add(kit->store, &other, 1, 5, 100), VP_OK);
  assert_false(bytes_left(kit->folder));
  sqlite3_close(reader);
}

static void closing_ends_a_deletion_that_a_reader_put_off(void **state) {
  struct kit *kit = *state;
  char path[KIT_PATH];
  kit_path(path, kit->folder, "store.db");
  struct vp_id story = marked_story(kit->store, NULL);
  sqlite3 *reader;
  assert_int_equal(sqlite3_open(path, &reader), SQLITE_OK);
  assert_int_equal(sqlite3_exec(reader, "BEGIN; SELECT count(*) FROM story", NULL, NULL, NULL), SQLITE_OK);
  assert_int_equal(vp_store_delete(kit->store, &story, NULL), VP_OK);
  assert_int_equal(sqlite3_exec(reader, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
  vp_store_close(kit->store); /* the reader still stands: without this close nobody would cut the WAL */
  kit->store = NULL;
  assert_false(bytes_left(kit->folder));
  sqlite3_close(reader);
  assert_int_equal(vp_store_open(kit->folder, NULL, &kit->store, NULL, NULL), VP_OK);
}

/* --- waiting, files and receipts ------------------------------------------------------------------------------------
 */

static void waiting_stories_come_oldest_first_page_by_page(void **state) {
  struct vp_store *store = ((struct kit *)*state)->store;
  struct vp_id expected[10];
  for (int i = 9; i >= 0; i--) {
    struct vp_story_facts facts = kit_facts(noon.utc_ms + (int64_t)i * 1000);
    struct vp_story_head head = kit_head(&facts.id);
    assert_int_equal(vp_store_take_begin(store, &facts, &head, NULL, NULL), VP_OK);
    assert_int_equal(i % 2 ? vp_store_interrupt(store, &facts.id, NULL) : keep(store, &facts.id, 0), VP_OK);
    expected[i] = facts.id;
  }
  (void)begin(store); /* an open one does not wait for a drive */
  struct vp_id page[4], after;
  int seen = 0, got;
  while ((got = vp_store_waiting(store, seen ? &after : NULL, page, 4)) > 0) {
    for (int i = 0; i < got; i++)
      assert_memory_equal(&page[i], &expected[seen + i], sizeof page[i]);
    seen += got;
    after = page[got - 1];
  }
  assert_int_equal(got, 0);
  assert_int_equal(seen, 10);
}

static void a_receipt_counts_only_for_the_very_file_that_was_given(void **state) {
  struct vp_store *store = ((struct kit *)*state)->store;
  struct vp_id kept = begin(store), unmade = begin(store), nobody = vp_id_new(3);
  assert_int_equal(keep(store, &kept, 0), VP_OK);
  assert_int_equal(keep(store, &unmade, 0), VP_OK);
  uint8_t hash[32], other[32] = {8};
  uint64_t bytes;
  assert_int_equal(vp_store_file(store, &kept, hash, &bytes), VP_E_NOT_FOUND);
  assert_int_equal(vp_store_set_file(store, &kept, file_hash, 1234), VP_OK);
  assert_int_equal(vp_store_set_file(store, &nobody, file_hash, 1234), VP_E_NOT_FOUND);
  assert_int_equal(vp_store_file(store, &kept, hash, &bytes), VP_OK);
  assert_memory_equal(hash, file_hash, 32);
  assert_int_equal(bytes, 1234);
  assert_int_equal(vp_store_receive(store, &nobody, file_hash), VP_E_NOT_FOUND);
  assert_int_equal(vp_store_receive(store, &unmade, file_hash), VP_E_NOT_FOUND);
  assert_int_equal(vp_store_receive(store, &kept, other), VP_E_AUTHENTIC);
  assert_int_equal(state_of(store, &kept), VP_STORY_KEPT);
  assert_int_equal(vp_store_receive(store, &kept, file_hash), VP_OK);
  assert_int_equal(vp_store_receive(store, &kept, file_hash), VP_OK);
  assert_int_equal(state_of(store, &kept), VP_STORY_RECEIVED);
}

static void many_receipts_and_files_go_together(void **state) {
  enum { MANY = 600 };
  struct vp_store *store = ((struct kit *)*state)->store;
  struct vp_story_file *files = calloc(MANY, sizeof *files);
  struct vp_receipt_item *items = calloc(MANY, sizeof *items);
  assert_non_null(files);
  assert_non_null(items);
  for (size_t i = 0; i < MANY; i++) {
    struct vp_id story = begin(store);
    assert_int_equal(keep(store, &story, 0), VP_OK);
    files[i] = (struct vp_story_file){.story = story, .hash = {(uint8_t)i, 1}, .signature = {9}, .bytes = i};
    items[i] = (struct vp_receipt_item){.story = story, .file_hash = {(uint8_t)i, 1}};
  }
  items[5].file_hash[2] = 1;
  items[6].story = vp_id_new(7);
  assert_int_equal(vp_store_set_files(store, files, MANY), VP_OK);
  struct vp_story_file known;
  assert_int_equal(vp_store_known_file(store, &files[300].story, &known), VP_OK);
  assert_memory_equal(&known, &files[300], sizeof known);
  struct vp_store_received received;
  assert_int_equal(vp_store_receive_all(store, items, MANY, &received), VP_OK);
  assert_int_equal(received.confirmed, MANY - 2);
  assert_int_equal(received.different, 1);
  assert_int_equal(received.unknown, 1);
  assert_int_equal(vp_store_receive_all(store, items, MANY, &received), VP_OK);
  assert_int_equal(received.confirmed, 0);
  struct vp_store_counts counts;
  assert_int_equal(vp_store_counts(store, &counts), VP_OK);
  assert_int_equal(counts.kept, 2);
  assert_int_equal(counts.received, MANY - 2);
  free(files);
  free(items);
}

/* --- the appliance --------------------------------------------------------------------------------------------------
 */

static void a_kiosk_joins_one_collection_once(void **state) {
  struct vp_store *store = ((struct kit *)*state)->store;
  struct vp_collection ours = {
      .id = vp_id_new(1), .name = "Gemeente Voorbeeld", .created_utc_ms = 5, .seal_public = {1}};
  struct vp_collection theirs = {.id = vp_id_new(2), .name = "Elders"}, read;
  struct vp_fault fault;
  assert_int_equal(vp_store_collection(store, &read), VP_E_NOT_FOUND);
  assert_int_equal(vp_store_enrol(store, &ours, &fault), VP_OK);
  assert_int_equal(vp_store_enrol(store, &ours, &fault), VP_OK);
  assert_int_equal(vp_store_enrol(store, &theirs, &fault), VP_E_EXISTS);
  assert_non_null(strstr(fault.reason, "Gemeente Voorbeeld"));
  theirs = ours;
  theirs.seal_public[31] = 1; /* the same id with another key is another collection */
  assert_int_equal(vp_store_enrol(store, &theirs, &fault), VP_E_EXISTS);
  assert_int_equal(vp_store_collection(store, &read), VP_OK);
  assert_memory_equal(&read, &ours, sizeof ours);
}

static int count_rows(void *context, int columns, char **values, char **names) {
  (void)columns; /* sqlite3_exec's callback; one column is asked for */
  (void)names;
  *(long *)context = strtol(values[0], NULL, 10);
  return 0;
}

static void the_journal_keeps_its_newest_ten_thousand(void **state) {
  struct kit *kit = *state;
  char path[KIT_PATH], longest[400];
  kit_path(path, kit->folder, "store.db");
  memset(longest, 'x', sizeof longest - 1);
  longest[sizeof longest - 1] = '\0';
  vp_store_journal(kit->store, noon, "started", NULL);
  vp_store_journal(kit->store, noon, longest, longest); /* cut, not refused */
  sqlite3 *db;
  assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
  assert_int_equal(sqlite3_exec(db,
                                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10500)"
                                " INSERT INTO journal (utc_ms, trust, event) SELECT i, 1, 'drive-done' FROM n",
                                NULL, NULL, NULL),
                   SQLITE_OK);
  vp_store_journal(kit->store, noon, "story-kept", "3 s");
  long rows = 0, newest = 0;
  assert_int_equal(sqlite3_exec(db, "SELECT count(*) FROM journal", count_rows, &rows, NULL), SQLITE_OK);
  assert_int_equal(
      sqlite3_exec(db, "SELECT count(*) FROM journal WHERE event = 'story-kept'", count_rows, &newest, NULL),
      SQLITE_OK);
  sqlite3_close(db);
  assert_int_equal(rows, 10000);
  assert_int_equal(newest, 1);
}

/* --- two threads ----------------------------------------------------------------------------------------------------
 */

enum { TOGETHER_CHUNKS = 300 };

struct together {
  const char *folder;
  struct vp_id story;
  _Atomic uint32_t written;
  int code;
};

static void *record(void *context) {
  struct together *together = context;
  struct vp_store *store = NULL;
  uint8_t frame[600];
  together->code = vp_store_join(together->folder, NULL, &store, NULL);
  for (uint32_t i = 0; i < TOGETHER_CHUNKS && together->code == VP_OK; i++) {
    size_t length = kit_frame(frame, i, 500);
    together->code = vp_store_chunk(store, &together->story, i, frame, length, i, NULL);
    if (together->code == VP_OK)
      atomic_store(&together->written, i + 1);
  }
  vp_store_close(store);
  return NULL;
}

struct checked {
  uint32_t chunks;
  bool wrong;
};

static int check_chunk(void *context, const uint8_t *frames, size_t length) {
  struct checked *checked = context;
  uint8_t frame[600];
  size_t expected = kit_frame(frame, checked->chunks++, 500);
  checked->wrong |= expected != length || memcmp(frame, frames, length) != 0;
  return 0;
}

static void a_recorder_and_a_drive_work_at_the_same_time(void **state) {
  struct kit *kit = *state;
  struct together together = {.folder = kit->folder, .story = begin(kit->store)};
  pthread_t thread;
  assert_int_equal(pthread_create(&thread, NULL, record, &together), 0);
  uint32_t seen = 0;
  for (int round = 0; round < 2000 && seen < TOGETHER_CHUNKS; round++) {
    uint32_t announced = atomic_load(&together.written);
    struct checked checked = {0};
    assert_int_equal(vp_store_read_chunks(kit->store, &together.story, check_chunk, &checked), VP_OK);
    assert_false(checked.wrong);
    assert_true(checked.chunks >= announced); /* what was announced was on the disk */
    seen = checked.chunks;
    vp_store_journal(kit->store, noon, "drive-done", NULL); /* and both write */
  }
  pthread_join(thread, NULL);
  assert_int_equal(together.code, VP_OK);
  assert_int_equal(atomic_load(&together.written), TOGETHER_CHUNKS);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
  const struct CMUnitTest tests[] = {
      TEST(a_story_keeps_what_is_known_of_it_outside_the_seal),
      TEST(every_step_from_every_state_does_what_the_table_says),
      TEST(counts_and_bytes_follow_every_change),
      TEST(chunks_come_in_order_without_gaps_and_of_whole_frames),
      TEST(chunks_are_read_as_they_were_written_and_reading_can_stop),
      TEST(a_deleted_story_leaves_not_one_byte_of_itself),
      TEST(a_take_told_again_leaves_not_one_byte_of_the_first),
      TEST(a_reader_in_the_way_only_puts_the_end_of_a_deletion_off),
      TEST(closing_ends_a_deletion_that_a_reader_put_off),
      TEST(waiting_stories_come_oldest_first_page_by_page),
      TEST(a_receipt_counts_only_for_the_very_file_that_was_given),
      TEST(many_receipts_and_files_go_together),
      TEST(a_kiosk_joins_one_collection_once),
      TEST(the_journal_keeps_its_newest_ten_thousand),
      TEST(a_recorder_and_a_drive_work_at_the_same_time),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
