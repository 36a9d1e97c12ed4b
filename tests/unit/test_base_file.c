/* Files: read whole within a bound and never through a link; written so that there is the old one or the new one. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include <vertelpunt/file.h>

static char folder[64];

static int set_up(void **state) {
  (void)state;
  strcpy(folder, "/tmp/vp-file-XXXXXX");
  return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int tear_down(void **state) {
  char command[100];
  (void)state;
  snprintf(command, sizeof command, "rm -rf -- '%s'", folder);
  return chdir("/") == 0 ? system(command) : -1;
}

static void contains(const char *path, const char *expected) {
  unsigned char *bytes;
  size_t length;
  struct vp_fault fault = {0};
  if (vp_file_read(path, 1 << 20, &bytes, &length, &fault) != VP_OK)
    fail_msg("%s: %s", fault.object, fault.reason);
  assert_int_equal(length, strlen(expected));
  assert_memory_equal(bytes, expected, length + 1); /* and a zero byte behind it */
  free(bytes);
}

static void put(const char *path, const char *text) {
  assert_int_equal(vp_file_write(path, text, strlen(text), 0600, NULL), VP_OK);
}

static void refused(const char *path, int code) {
  unsigned char *bytes = NULL;
  size_t length = 7;
  struct vp_fault fault = {0};
  assert_int_equal(vp_file_read(path, 100, &bytes, &length, &fault), code);
  assert_int_equal(fault.code, code);
  assert_string_equal(fault.object, path);
  assert_true(fault.reason[0] != '\0');
  assert_null(bytes);
}

/* --- reading ------------------------------------------------------------------------------------------------------ */

static void a_file_is_read_up_to_its_bound_and_not_a_byte_more(void **state) {
  char text[101];
  (void)state;
  memset(text, 'a', 100);
  text[100] = '\0';
  put("full", text);
  contains("full", text);
  unsigned char *bytes;
  size_t length;
  assert_int_equal(vp_file_read("full", 100, &bytes, &length, NULL), VP_OK);
  free(bytes);
  assert_int_equal(vp_file_read("full", 99, &bytes, &length, NULL), VP_E_TOO_LARGE);
  put("empty", "");
  contains("empty", "");
  assert_int_equal(vp_file_read("empty", 0, &bytes, &length, NULL), VP_OK);
  free(bytes);
}

static void a_file_that_claims_to_be_huge_costs_no_memory(void **state) {
  (void)state;
  int fd = open("huge", O_WRONLY | O_CREAT, 0600);
  assert_true(fd >= 0);
  assert_int_equal(ftruncate(fd, (off_t)1 << 40), 0);
  close(fd);
  refused("huge", VP_E_TOO_LARGE);
}

static void only_regular_files_are_read_and_nothing_waits(void **state) {
  (void)state;
  assert_int_equal(mkdir("dir", 0700), 0);
  assert_int_equal(mkfifo("pipe", 0600), 0);
  put("real", "x");
  assert_int_equal(symlink("real", "link"), 0);
  assert_int_equal(symlink("nowhere", "dangling"), 0);
  assert_int_equal(symlink("/dev/zero", "zero"), 0);
  refused("dir", VP_E_FORMAT);
  refused("pipe", VP_E_FORMAT); /* nobody writes to it: it must not wait */
  refused("/dev/zero", VP_E_FORMAT);
  refused("link", VP_E_IO);
  refused("dangling", VP_E_IO);
  refused("zero", VP_E_IO);
  refused("missing", VP_E_NOT_FOUND);
  refused("real/inside", VP_E_IO);
}

/* --- writing ------------------------------------------------------------------------------------------------------ */

static void a_file_is_made_and_replaced_and_nothing_is_left_beside_it(void **state) {
  struct stat status;
  (void)state;
  put("a", "old");
  contains("a", "old");
  put("a", "new and longer");
  contains("a", "new and longer");
  put("a", "s");
  contains("a", "s");
  assert_int_equal(stat("a", &status), 0);
  assert_int_equal(status.st_mode & 0777, 0600);
  assert_int_equal(access("a.part", F_OK), -1);
  char absolute[100];
  snprintf(absolute, sizeof absolute, "%s/b", folder);
  put(absolute, "b");
  contains("b", "b");
}

/* Whoever has the old one open goes on reading it: it is replaced, not overwritten. */
static void the_old_file_is_whole_until_the_new_one_is(void **state) {
  char text[4] = "";
  (void)state;
  put("a", "old");
  int fd = open("a", O_RDONLY);
  put("a", "new");
  assert_int_equal(read(fd, text, 3), 3);
  assert_string_equal(text, "old");
  close(fd);
}

static void a_write_that_fails_leaves_the_old_file_and_no_other(void **state) {
  struct vp_fault fault = {0};
  struct rlimit limit, saved;
  static char large[100000];
  (void)state;
  put("a", "old");
  signal(SIGXFSZ, SIG_IGN);
  assert_int_equal(getrlimit(RLIMIT_FSIZE, &saved), 0);
  limit = saved;
  limit.rlim_cur = 50000; /* as a disk that gets full half-way */
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
  int code = vp_file_write("a", large, sizeof large, 0600, &fault);
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &saved), 0);
  assert_int_equal(code, VP_E_IO);
  assert_string_equal(fault.object, "a");
  contains("a", "old");
  assert_int_equal(access("a.part", F_OK), -1);
}

static void what_cannot_be_replaced_is_told_and_nothing_is_left(void **state) {
  char path[PATH_MAX + 100];
  (void)state;
  assert_int_equal(mkdir("dir", 0700), 0);
  assert_int_not_equal(vp_file_write("dir", "x", 1, 0600, NULL), VP_OK);
  assert_int_equal(access("dir.part", F_OK), -1);
  assert_int_equal(vp_file_write("missing/a", "x", 1, 0600, NULL), VP_E_NOT_FOUND);
  memset(path, 'a', sizeof path - 1);
  path[sizeof path - 1] = '\0';
  assert_int_equal(vp_file_write(path, "x", 1, 0600, NULL), VP_E_TOO_LARGE);
  path[PATH_MAX - 3] = '\0'; /* it fits, its temporary name does not */
  assert_int_equal(vp_file_write(path, "x", 1, 0600, NULL), VP_E_TOO_LARGE);
}

static void links_and_pipes_that_lie_in_wait_are_not_written_through(void **state) {
  (void)state;
  put("precious", "mine");
  assert_int_equal(symlink("precious", "a.part"), 0);
  put("a", "new");
  contains("precious", "mine");
  contains("a", "new");
  assert_int_equal(symlink("precious", "b"), 0); /* the link itself is replaced */
  put("b", "new");
  contains("precious", "mine");
  contains("b", "new");
  assert_int_equal(mkfifo("c.part", 0600), 0);
  put("c", "new");
  contains("c", "new");
  put("d.part", "what a killed process left, longer than the new one");
  put("d", "new");
  contains("d", "new");
}

/* --- folders and assets ------------------------------------------------------------------------------------------- */

static void folders_are_made_with_those_above_for_nobody_else(void **state) {
  struct stat status;
  (void)state;
  assert_int_equal(vp_file_make_folders("x/y//z/", NULL), VP_OK);
  assert_int_equal(vp_file_make_folders("x/y/z", NULL), VP_OK); /* they are there already */
  assert_int_equal(stat("x/y", &status), 0);
  assert_int_equal(status.st_mode & 0777, 0700);
  assert_int_equal(vp_file_make_folders("/", NULL), VP_OK);
  put("file", "x");
  assert_int_equal(vp_file_make_folders("file", NULL), VP_E_EXISTS);
  assert_int_not_equal(vp_file_make_folders("file/below", NULL), VP_OK);
  assert_int_equal(vp_file_make_folders("", NULL), VP_E_INVALID);
  char path[PATH_MAX + 1];
  memset(path, 'a', PATH_MAX);
  path[PATH_MAX] = '\0';
  assert_int_equal(vp_file_make_folders(path, NULL), VP_E_INVALID);
  contains("file", "x");
}

static void a_folder_can_be_flushed_and_nothing_else_can(void **state) {
  struct vp_fault fault = {0};
  (void)state;
  assert_int_equal(vp_file_flush_folder(".", NULL), VP_OK);
  put("file", "x");
  assert_int_not_equal(vp_file_flush_folder("file", &fault), VP_OK);
  assert_int_equal(vp_file_flush_folder("missing", &fault), VP_E_NOT_FOUND);
  assert_string_equal(fault.object, "missing");
}

static void assets_are_looked_for_where_the_person_says_and_then_in_the_trees(void **state) {
  char path[PATH_MAX], expected[PATH_MAX];
  struct vp_fault fault = {0};
  (void)state;
  assert_int_equal(vp_file_make_folders("assets/locale", NULL), VP_OK);
  put("assets/locale/xx.mo", "x");
  assert_int_equal(setenv("VERTELPUNT_ASSETS", "assets", 1), 0);
  assert_int_equal(vp_file_asset("locale/xx.mo", path, sizeof path, &fault), VP_OK);
  assert_string_equal(path, "assets/locale/xx.mo");
  assert_int_equal(vp_file_asset("CMakeLists.txt", path, sizeof path, &fault),
                   VP_OK); /* not there: from the source tree */
  snprintf(expected, sizeof expected, "%s/CMakeLists.txt", VERTELPUNT_SOURCE_ASSETS);
  assert_string_equal(path, expected);
  assert_int_equal(unsetenv("VERTELPUNT_ASSETS"), 0);
  assert_int_equal(vp_file_asset("locale/xx.mo", path, sizeof path, &fault), VP_E_NOT_FOUND);
  assert_string_equal(fault.object, "locale/xx.mo");
  assert_non_null(strstr(fault.reason, VERTELPUNT_SOURCE_ASSETS));
  assert_true(fault.advice[0] != '\0');
  assert_int_equal(vp_file_asset("CMakeLists.txt", path, 10, &fault), VP_E_NOT_FOUND); /* no room for the path */
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(a_file_is_read_up_to_its_bound_and_not_a_byte_more, set_up, tear_down),
      cmocka_unit_test_setup_teardown(a_file_that_claims_to_be_huge_costs_no_memory, set_up, tear_down),
      cmocka_unit_test_setup_teardown(only_regular_files_are_read_and_nothing_waits, set_up, tear_down),
      cmocka_unit_test_setup_teardown(a_file_is_made_and_replaced_and_nothing_is_left_beside_it, set_up, tear_down),
      cmocka_unit_test_setup_teardown(the_old_file_is_whole_until_the_new_one_is, set_up, tear_down),
      cmocka_unit_test_setup_teardown(a_write_that_fails_leaves_the_old_file_and_no_other, set_up, tear_down),
      cmocka_unit_test_setup_teardown(what_cannot_be_replaced_is_told_and_nothing_is_left, set_up, tear_down),
      cmocka_unit_test_setup_teardown(links_and_pipes_that_lie_in_wait_are_not_written_through, set_up, tear_down),
      cmocka_unit_test_setup_teardown(folders_are_made_with_those_above_for_nobody_else, set_up, tear_down),
      cmocka_unit_test_setup_teardown(a_folder_can_be_flushed_and_nothing_else_can, set_up, tear_down),
      cmocka_unit_test_setup_teardown(assets_are_looked_for_where_the_person_says_and_then_in_the_trees, set_up,
                                      tear_down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
