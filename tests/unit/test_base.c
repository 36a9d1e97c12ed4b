/* What every room stands on: memory that dies together, UTF-8, clocks, errors, ids, the log. Files are in
 * test_base_file.c, what threads share in test_base_threads.c. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdalign.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

#include <vertelpunt/arena.h>
#include <vertelpunt/clock.h>
#include <vertelpunt/error.h>
#include <vertelpunt/id.h>
#include <vertelpunt/log.h>
#include <vertelpunt/utf8.h>

/* --- arena -------------------------------------------------------------------------------------------------------- */

static bool is_zero(const unsigned char *bytes, size_t size) {
  for (size_t i = 0; i < size; i++)
    if (bytes[i])
      return false;
  return true;
}

static void nothing_is_left_in_an_arena_that_was_wiped(void **state) {
  struct vp_arena arena = {0};
  (void)state;
  char *words = vp_arena_copy(&arena, "what somebody wrote");
  assert_non_null(words);
  vp_arena_wipe(&arena);
  for (size_t i = 0; i < sizeof "what somebody wrote"; i++)
    assert_int_equal(words[i], 0); /* the memory is the arena's still */
  assert_ptr_equal(vp_arena_alloc(&arena, 1), words);
  vp_arena_finish(&arena);
}

static void memory_is_aligned_zeroed_and_apart_whatever_was_there(void **state) {
  (void)state;
  struct vp_arena arena = {0}; /* ready as it is */
  for (int round = 0; round < 3; round++) {
    unsigned char *before = NULL;
    for (size_t size = 0; size < 3000; size = size * 3 / 2 + 1) {
      unsigned char *memory = vp_arena_alloc(&arena, size);
      assert_non_null(memory);
      assert_int_equal((uintptr_t)memory % alignof(max_align_t), 0);
      assert_true(is_zero(memory, size));
      memset(memory, 0xAA, size); /* the next round must not see it */
      if (before)
        assert_int_equal(before[0], 0xAA); /* and nothing else was there */
      before = size > 0 ? memory : before;
    }
    vp_arena_reset(&arena);
  }
  vp_arena_finish(&arena);
}

static void what_is_larger_than_a_block_has_its_own(void **state) {
  (void)state;
  struct vp_arena arena;
  vp_arena_init(&arena);
  unsigned char *small = vp_arena_alloc(&arena, 10);
  unsigned char *large = vp_arena_alloc(&arena, 1 << 20);
  assert_non_null(small);
  assert_non_null(large);
  memset(large, 1, 1 << 20);
  assert_true(is_zero(small, 10));
  vp_arena_finish(&arena);
}

static void reset_gives_the_same_memory_again(void **state) {
  (void)state;
  struct vp_arena arena;
  vp_arena_init(&arena);
  void *first = vp_arena_alloc(&arena, 50000), *second = vp_arena_alloc(&arena, 50000);
  for (int round = 0; round < 100; round++) {
    vp_arena_reset(&arena);
    assert_ptr_equal(vp_arena_alloc(&arena, 50000), first);
    assert_ptr_equal(vp_arena_alloc(&arena, 50000), second);
  }
  vp_arena_finish(&arena);
  assert_null(arena.first);
  assert_non_null(vp_arena_alloc(&arena, 1)); /* it can be used again */
  vp_arena_finish(&arena);
}

static void what_cannot_be_had_is_null(void **state) {
  (void)state;
  struct vp_arena arena = {0};
  assert_null(vp_arena_alloc(&arena, SIZE_MAX));
  assert_null(vp_arena_alloc(&arena, SIZE_MAX - 8));
  assert_null(vp_arena_array(&arena, SIZE_MAX / 2, 3));
  assert_null(vp_arena_array(&arena, 3, SIZE_MAX / 2));
  assert_null(vp_arena_copy_bytes(&arena, "a", SIZE_MAX));
  assert_non_null(vp_arena_array(&arena, 0, SIZE_MAX));
  assert_non_null(vp_arena_array(&arena, SIZE_MAX, 0));
  vp_arena_finish(&arena);
}

static void texts_are_copied_and_made(void **state) {
  (void)state;
  struct vp_arena arena = {0};
  char text[] = "verhaal";
  char *copy = vp_arena_copy(&arena, text), *part = vp_arena_copy_bytes(&arena, text, 3);
  text[0] = 'V';
  assert_string_equal(copy, "verhaal");
  assert_string_equal(part, "ver");
  assert_string_equal(vp_arena_copy_bytes(&arena, NULL, 0), "");
  assert_null(vp_arena_copy(&arena, NULL));
  assert_string_equal(vp_arena_format(&arena, "%s: %d%%", text, 42), "Verhaal: 42%");
  char *padded = vp_arena_format(&arena, "%100000d", 7);
  assert_int_equal(strlen(padded), 100000);
  assert_int_equal(padded[99999], '7');
  vp_arena_finish(&arena);
}

/* --- UTF-8 -------------------------------------------------------------------------------------------------------- */

static void every_code_point_comes_back(void **state) {
  (void)state;
  for (uint32_t c = 1; c <= 0x10FFFF; c++) {
    char bytes[4];
    size_t length = vp_utf8_encode(c, bytes);
    const char *at = bytes;
    uint32_t expected = c >= 0xD800 && c <= 0xDFFF ? 0xFFFD : c;
    size_t size = expected < 0x80 ? 1 : expected < 0x800 ? 2 : expected < 0x10000 ? 3 : 4;
    if (length != size || !vp_utf8_valid(bytes, length) || vp_utf8_next(&at, bytes + length) != expected ||
        at != bytes + length)
      fail_msg("U+%04X", (unsigned)c);
  }
  char bytes[4];
  assert_int_equal(vp_utf8_encode(0x110000, bytes), 3);
  assert_memory_equal(bytes, "\xEF\xBF\xBD", 3);
}

static void nothing_but_the_shortest_form_is_valid(void **state) {
  size_t two = 0, three = 0;
  (void)state;
  for (unsigned i = 0x8000; i < 0x10000; i++) {
    char bytes[2] = {(char)(i >> 8), (char)(i & 0xFF)};
    two += vp_utf8_valid(bytes, 2) && vp_utf8_count(bytes, 2) == 1;
  }
  for (unsigned i = 0xC00000; i < 0x1000000; i++) {
    char bytes[3] = {(char)(i >> 16), (char)(i >> 8 & 0xFF), (char)(i & 0xFF)};
    three += vp_utf8_valid(bytes, 3) && vp_utf8_count(bytes, 3) == 1;
  }
  assert_int_equal(two, 0x800 - 0x80);
  assert_int_equal(three, 0x10000 - 0x800 - 0x800); /* without the surrogates */
}

static void malformed_bytes_are_not_valid_and_read_as_replacements(void **state) {
  static const struct {
    const char *text;
    size_t count; /* code points and replacements */
  } malformed[] = {
      {"\x80", 1},
      {"\xC3", 1},
      {"\xC0\x80", 2},
      {"\xC1\xBF", 2},
      {"\xE0\x80\x80", 3},
      {"\xED\xA0\x80", 3},
      {"\xE2\x82", 2},
      {"\xF0\x80\x80\x80", 4},
      {"\xF4\x90\x80\x80", 4},
      {"\xF5\x80\x80\x80", 4},
      {"\xF8\x88\x80\x80\x80", 5},
      {"\xFF", 1},
      {"a\xC3z", 3},
      {"\xE2\x82\xAC\xE2\x82", 3},
  };
  (void)state;
  for (size_t i = 0; i < VP_COUNT(malformed); i++) {
    const char *at = malformed[i].text, *end = at + strlen(at);
    bool replaced = false;
    assert_false(vp_utf8_valid(at, strlen(at)));
    assert_int_equal(vp_utf8_count(at, strlen(at)), malformed[i].count);
    while (at < end)
      replaced = vp_utf8_next(&at, end) == 0xFFFD || replaced;
    assert_true(replaced);
    assert_ptr_equal(at, end);
  }
}

static void at_the_end_nothing_is_read(void **state) {
  (void)state;
  const char *text = "é", *at = text;
  assert_int_equal(vp_utf8_next(&at, text), 0);
  assert_ptr_equal(at, text);
  assert_int_equal(vp_utf8_next(&at, text + 1), 0xFFFD); /* the second byte lies behind the end */
  assert_ptr_equal(at, text + 1);
  assert_true(vp_utf8_valid("", 0));
  assert_true(vp_utf8_valid("a\0b", 3)); /* a zero is a code point */
}

static void texts_are_cut_between_code_points(void **state) {
  static const char text[] = "aé€😀b";
  static const size_t starts[] = {0, 1, 3, 6, 10, 11};
  (void)state;
  for (size_t limit = 0; limit <= 20; limit++) {
    size_t expected = 0;
    for (size_t i = 0; i < VP_COUNT(starts); i++)
      expected = starts[i] <= limit ? starts[i] : expected;
    assert_int_equal(vp_utf8_cut(text, strlen(text), limit), expected);
  }
  for (size_t i = 1; i < VP_COUNT(starts); i++)
    assert_int_equal(vp_utf8_previous(text, starts[i]), starts[i - 1]);
  assert_int_equal(vp_utf8_previous(text, 0), 0);
  assert_in_range(vp_utf8_previous("\x80\x80\x80\x80\x80\x80", 6), 2, 5); /* it moves on, and not far */
}

/* --- clock -------------------------------------------------------------------------------------------------------- */

static void times_are_written_and_read_back(void **state) {
  static const struct {
    int64_t utc_ms;
    const char *text;
  } times[] = {
      {0, "1970-01-01T00:00:00Z"},
      {951782400000, "2000-02-29T00:00:00Z"},
      {1793491200000, "2026-11-01T00:00:00Z"},
      {1764000000000, "2025-11-24T16:00:00Z"},
      {4107542399000, "2100-02-28T23:59:59Z"},
      {253402300799000, "9999-12-31T23:59:59Z"},
  };
  char text[24];
  int64_t utc_ms;
  (void)state;
  for (size_t i = 0; i < VP_COUNT(times); i++) {
    vp_clock_format(times[i].utc_ms, text, sizeof text);
    assert_string_equal(text, times[i].text);
    assert_int_equal(vp_clock_parse(text, &utc_ms), VP_OK);
    assert_true(utc_ms == times[i].utc_ms);
  }
  for (int64_t day = 0; day < 366 * 60; day++) { /* every day of sixty years */
    vp_clock_format(day * 86400000 + 3661000, text, sizeof text);
    assert_int_equal(vp_clock_parse(text, &utc_ms), VP_OK);
    assert_true(utc_ms == day * 86400000 + 3661000);
  }
}

static void a_time_that_cannot_be_is_the_beginning(void **state) {
  char text[21];
  (void)state;
  vp_clock_format(-1, text, sizeof text);
  assert_string_equal(text, "1970-01-01T00:00:00Z");
  vp_clock_format(INT64_MAX, text, sizeof text);
  assert_string_equal(text, "1970-01-01T00:00:00Z");
  vp_clock_format(999, text, sizeof text);
  assert_string_equal(text, "1970-01-01T00:00:00Z");
}

static void only_the_one_form_of_a_time_is_read(void **state) {
  static const char *const wrong[] = {
      "",
      "2026-11-24",
      "2026-11-24T14:05:09",
      "2026-11-24 14:05:09Z",
      "2026-11-24T14:05:09z",
      "2026-11-24T14:05:09ZZ",
      "2026-13-01T00:00:00Z",
      "2026-00-01T00:00:00Z",
      "2026-02-30T00:00:00Z",
      "2100-02-29T00:00:00Z",
      "2026-04-31T00:00:00Z",
      "2026-11-24T24:00:00Z",
      "2026-11-24T14:60:00Z",
      "2026-11-24T14:05:60Z",
      "1969-12-31T23:59:59Z",
      "+026-11-24T14:05:09Z",
      "2026-1 -24T14:05:09Z",
      "2026-11-24T14:05:-9Z",
      "2026-11-00T00:00:00Z",
  };
  (void)state;
  for (size_t i = 0; i < VP_COUNT(wrong); i++) {
    int64_t utc_ms = 7;
    if (vp_clock_parse(wrong[i], &utc_ms) != VP_E_FORMAT || utc_ms != 7)
      fail_msg("%s", wrong[i]);
  }
}

static void the_clocks_run_and_a_clock_that_was_never_set_is_not_trusted(void **state) {
  (void)state;
  struct vp_time now = vp_clock_now();
  assert_true(llabs(now.utc_ms / 1000 - (int64_t)time(NULL)) <= 1);
  assert_int_equal(now.trust, now.utc_ms < 1793491200000 ? VP_CLOCK_UNKNOWN : VP_CLOCK_SYSTEM);
  int64_t before_ms = vp_clock_monotonic_ms(), before_us = vp_clock_monotonic_us();
  nanosleep(&(struct timespec){0, 5000000}, NULL);
  assert_true(vp_clock_monotonic_ms() - before_ms >= 4);
  assert_true(vp_clock_monotonic_us() - before_us >= 5000);
}

/* --- errors ------------------------------------------------------------------------------------------------------- */

static void a_fault_says_what_happened_to_what_and_what_to_do(void **state) {
  (void)state;
  struct vp_fault fault;
  char text[200];
  assert_int_equal(
      vp_fault_set(&fault, VP_E_FORMAT, "reading the guide", "g.json:3:7", "Mend it.", "%s expected", "a text"),
      VP_E_FORMAT);
  assert_int_equal(fault.code, VP_E_FORMAT);
  vp_fault_format(&fault, text, sizeof text);
  assert_string_equal(text, "reading the guide: g.json:3:7: a text expected. Mend it.");
  assert_int_equal(vp_fault_set(&fault, VP_E_BUSY, "starting", NULL, NULL, "it runs already"), VP_E_BUSY);
  vp_fault_format(&fault, text, sizeof text);
  assert_string_equal(text, "starting: it runs already.");
  vp_fault_format(&fault, text, 9);
  assert_string_equal(text, "starting");
  assert_int_equal(vp_fault_set(NULL, VP_E_IO, "x", "y", "z", "w"), VP_E_IO);
}

static void a_fault_may_be_made_of_its_own_words(void **state) {
  (void)state;
  struct vp_fault fault;
  vp_fault_set(&fault, VP_E_IO, "reading", "a", NULL, "first");
  vp_fault_set(&fault, VP_E_IO, "starting", NULL, NULL, "%s", fault.reason);
  assert_string_equal(fault.reason, "first");
}

static void what_is_too_long_is_cut_at_a_whole_character(void **state) {
  (void)state;
  struct vp_fault fault;
  char longest[2001], text[3000];
  for (size_t i = 0; i < 1000; i++)
    memcpy(longest + 2 * i, "é", 2);
  longest[2000] = '\0';
  vp_fault_set(&fault, VP_E_IO, longest, longest + 2, longest, "x%s", longest);
  assert_int_equal(strlen(fault.object),
                   sizeof fault.object - 2); /* an odd number of bytes are left: one more is cut */
  const char *texts[] = {fault.doing, fault.object, fault.reason, fault.advice};
  for (size_t i = 0; i < VP_COUNT(texts); i++)
    assert_true(strlen(texts[i]) > 80 && vp_utf8_valid(texts[i], strlen(texts[i])));
  vp_fault_format(&fault, text, sizeof text);
  assert_true(strlen(text) < sizeof text);
}

static void the_systems_errors_have_codes_and_words(void **state) {
  static const int codes[][2] = {
      {ENOSPC, VP_E_NO_SPACE}, {EDQUOT, VP_E_NO_SPACE}, {EROFS, VP_E_READ_ONLY},  {EACCES, VP_E_DENIED},
      {EPERM, VP_E_DENIED},    {ENODEV, VP_E_GONE},     {ENOENT, VP_E_NOT_FOUND}, {ENXIO, VP_E_GONE},
      {EEXIST, VP_E_EXISTS},   {EIO, VP_E_IO},          {ENOMEM, VP_E_NO_MEMORY}, {ELOOP, VP_E_IO},
      {99999, VP_E_IO},
  };
  (void)state;
  for (size_t i = 0; i < VP_COUNT(codes); i++) {
    struct vp_fault fault;
    assert_int_equal(vp_fault_errno(&fault, codes[i][0], "copying", "a", NULL), codes[i][1]);
    assert_true(fault.reason[0] != '\0');
    assert_int_equal(vp_fault_errno(NULL, codes[i][0], "copying", "a", NULL), codes[i][1]);
  }
}

static void every_code_has_a_name_of_its_own(void **state) {
  (void)state;
  for (int code = VP_OK; code >= VP_E_STOPPED; code--) {
    assert_string_not_equal(vp_error_name(code), "unknown error");
    for (int other = VP_OK; other > code; other--)
      assert_string_not_equal(vp_error_name(code), vp_error_name(other));
  }
  assert_string_equal(vp_error_name(-1000), "unknown error");
  assert_string_equal(vp_error_name(1), "unknown error");
}

/* --- ids ---------------------------------------------------------------------------------------------------------- */

static void ids_are_of_version_7_and_sort_by_time(void **state) {
  (void)state;
  struct vp_id before = vp_id_new(0);
  char text[VP_ID_TEXT], text_before[VP_ID_TEXT];
  vp_id_format(&before, text_before);
  assert_memory_equal(text_before, "00000000-0000-7", 15);
  for (int64_t ms = 1; ms < INT64_C(1) << 47; ms += ms / 3 + 1) {
    struct vp_id id = vp_id_new(ms);
    vp_id_format(&id, text);
    assert_int_equal(id.bytes[6] >> 4, 7);
    assert_int_equal(id.bytes[8] >> 6, 2);
    assert_true(memcmp(before.bytes, id.bytes, 16) < 0);
    assert_true(strcmp(text_before, text) < 0);
    int64_t time = 0;
    for (int i = 0; i < 6; i++)
      time = time << 8 | id.bytes[i];
    assert_true(time == ms);
    before = id;
    memcpy(text_before, text, sizeof text);
  }
  assert_int_equal(vp_id_new(-5).bytes[0], 0);
}

static int compare(const void *a, const void *b) {
  return memcmp(a, b, sizeof(struct vp_id));
}

static void no_two_ids_are_the_same(void **state) {
  enum { COUNT = 20000 };
  struct vp_id *ids = malloc(COUNT * sizeof *ids);
  (void)state;
  assert_non_null(ids);
  for (int i = 0; i < COUNT; i++)
    ids[i] = vp_id_new(1764000000000);
  qsort(ids, COUNT, sizeof *ids, compare);
  for (int i = 1; i < COUNT; i++)
    assert_false(vp_id_equal(&ids[i - 1], &ids[i]));
  free(ids);
}

static void an_id_is_read_back_and_only_in_its_one_form(void **state) {
  static const char good[] = "019abcde-f012-7345-8678-9abcdef01234";
  static const char *const wrong[] = {
      "019ABCDE-F012-7345-8678-9ABCDEF01234", "019abcdef-012-7345-8678-9abcdef01234",
      "019abcde-f012-7345-8678-9abcdef0123g", "019abcde-f012-7345-8678_9abcdef01234",
      "019abcde-f012-7345-8678--abcdef01234", "../../../../../../../../etc/passwd/x",
  };
  struct vp_id id, untouched = {{9}};
  char text[VP_ID_TEXT];
  (void)state;
  assert_int_equal(vp_id_parse(good, strlen(good), &id), VP_OK);
  assert_int_equal(id.bytes[15], 0x34);
  vp_id_format(&id, text);
  assert_string_equal(text, good);
  assert_int_equal(vp_id_parse(good, strlen(good) - 1, &untouched), VP_E_FORMAT);
  assert_int_equal(vp_id_parse(good, strlen(good) + 1, &untouched), VP_E_FORMAT);
  assert_int_equal(vp_id_parse("", 0, &untouched), VP_E_FORMAT);
  for (size_t i = 0; i < VP_COUNT(wrong); i++) {
    assert_int_equal(strlen(wrong[i]), 36);
    assert_int_equal(vp_id_parse(wrong[i], 36, &untouched), VP_E_FORMAT);
  }
  assert_int_equal(untouched.bytes[0], 9);
  for (int i = 0; i < 1000; i++) {
    struct vp_id made = vp_id_new(i), back;
    vp_id_format(&made, text);
    assert_int_equal(vp_id_parse(text, VP_ID_TEXT - 1, &back), VP_OK);
    assert_true(vp_id_equal(&made, &back));
    assert_false(vp_id_is_zero(&made));
  }
  assert_true(vp_id_is_zero(&(struct vp_id){{0}}));
}

/* --- log ---------------------------------------------------------------------------------------------------------- */

static size_t logged(void (*work)(void), char *text, size_t size) {
  int ends[2], saved = dup(STDERR_FILENO);
  assert_int_equal(pipe(ends), 0);
  assert_true(dup2(ends[1], STDERR_FILENO) >= 0);
  work();
  assert_true(dup2(saved, STDERR_FILENO) >= 0);
  close(saved);
  close(ends[1]);
  size_t length = 0;
  for (ssize_t got; (got = read(ends[0], text + length, size - 1 - length)) > 0;)
    length += (size_t)got;
  close(ends[0]);
  text[length] = '\0';
  return length;
}

static void log_some(void) {
  struct vp_fault fault;
  vp_log(VP_LOG_ERROR, "store", "%d stories", 3);
  vp_log(VP_LOG_INFO, "store", "nobody asked");
  vp_fault_set(&fault, VP_E_IO, "copying", "a.vps", NULL, "it broke");
  vp_log_fault("sync", &fault);
  vp_log(VP_LOG_WARNING, "ui", "%3000d", 1);
}

static void an_event_is_one_line_and_what_is_below_the_level_is_none(void **state) {
  char text[8000];
  (void)state;
  size_t length = logged(log_some, text, sizeof text);
  static const char expected[] =
      "vertelpunt: error: store: 3 stories\nvertelpunt: error: sync: copying: a.vps: it broke.\n"
      "vertelpunt: warning: ui: ";
  assert_memory_equal(text, expected, sizeof expected - 1);
  assert_in_range(length, sizeof expected, sizeof expected + 1200); /* a long one is cut, and ended */
  assert_int_equal(text[length - 1], '\n');
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(nothing_is_left_in_an_arena_that_was_wiped),
      cmocka_unit_test(memory_is_aligned_zeroed_and_apart_whatever_was_there),
      cmocka_unit_test(what_is_larger_than_a_block_has_its_own),
      cmocka_unit_test(reset_gives_the_same_memory_again),
      cmocka_unit_test(what_cannot_be_had_is_null),
      cmocka_unit_test(texts_are_copied_and_made),
      cmocka_unit_test(every_code_point_comes_back),
      cmocka_unit_test(nothing_but_the_shortest_form_is_valid),
      cmocka_unit_test(malformed_bytes_are_not_valid_and_read_as_replacements),
      cmocka_unit_test(at_the_end_nothing_is_read),
      cmocka_unit_test(texts_are_cut_between_code_points),
      cmocka_unit_test(times_are_written_and_read_back),
      cmocka_unit_test(a_time_that_cannot_be_is_the_beginning),
      cmocka_unit_test(only_the_one_form_of_a_time_is_read),
      cmocka_unit_test(the_clocks_run_and_a_clock_that_was_never_set_is_not_trusted),
      cmocka_unit_test(a_fault_says_what_happened_to_what_and_what_to_do),
      cmocka_unit_test(a_fault_may_be_made_of_its_own_words),
      cmocka_unit_test(what_is_too_long_is_cut_at_a_whole_character),
      cmocka_unit_test(the_systems_errors_have_codes_and_words),
      cmocka_unit_test(every_code_has_a_name_of_its_own),
      cmocka_unit_test(ids_are_of_version_7_and_sort_by_time),
      cmocka_unit_test(no_two_ids_are_the_same),
      cmocka_unit_test(an_id_is_read_back_and_only_in_its_one_form),
      cmocka_unit_test(an_event_is_one_line_and_what_is_below_the_level_is_none),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
