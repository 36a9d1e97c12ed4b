/* What the tests of the seal share: a folder of their own, the keys of the vectors, files. */
#ifndef VERTELPUNT_TESTS_SEAL_KIT_H
#define VERTELPUNT_TESTS_SEAL_KIT_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <vertelpunt/file.h>

#include "../vectors/vectors.h"

#define KIT_UNUSED __attribute__((unused)) /* not every includer needs every helper */
#define DATA(name) VP_TEST_DATA "/seal/" name

static KIT_UNUSED void ok_(int code, const struct vp_fault *fault, int line) {
  if (code == VP_OK)
    return;
  char text[1200] = "";
  vp_fault_format(fault, text, sizeof text);
  fail_msg("line %d: %s: %s", line, vp_error_name(code), text);
}
#define OK(call)                                                                                                       \
  do {                                                                                                                 \
    struct vp_fault why = {0};                                                                                         \
    ok_(call, &why, __LINE__);                                                                                         \
  } while (0)

/* Of every fault that a person may meet: what, why and what to do. */
static KIT_UNUSED void assert_helpful(const struct vp_fault *fault, int code) {
  assert_int_equal(fault->code, code);
  assert_true(fault->doing[0] && fault->reason[0] && fault->advice[0]);
}

struct place { /* a folder of the test's own, and what most tests need */
  char folder[64];
  struct vp_collection collection;
  struct vp_collection_secret secret;
  struct vp_kiosk_key kiosk;
};

static KIT_UNUSED int set_up(void **state) {
  static struct place place;
  strcpy(place.folder, "/tmp/vp-seal-XXXXXX");
  if (vp_seal_init() || !mkdtemp(place.folder))
    return -1;
  vector_collection(&place.collection, &place.secret);
  vector_kiosk(&place.kiosk);
  *state = &place;
  return 0;
}

static KIT_UNUSED int tear_down(void **state) {
  static const char *const names[] = {"a", "b", "b.part", "a.part"};
  struct place *place = *state;
  char path[PATH_MAX];
  for (size_t i = 0; i < VP_COUNT(names); i++) {
    snprintf(path, sizeof path, "%s/%s", place->folder, names[i]);
    unlink(path);
  }
  return rmdir(place->folder); /* also proves that nothing else was left there */
}

static KIT_UNUSED const char *in(const struct place *place, const char *name, char path[128]) {
  snprintf(path, 128, "%s/%s", place->folder, name);
  return path;
}

static KIT_UNUSED size_t load(const char *path, uint8_t **bytes) {
  size_t length;
  struct vp_fault fault = {0};
  ok_(vp_file_read(path, 1 << 20, bytes, &length, &fault), &fault, __LINE__);
  return length;
}

static KIT_UNUSED void save(const char *path, const uint8_t *bytes, size_t length) {
  struct vp_fault fault = {0};
  ok_(vp_file_write(path, bytes, length, 0644, &fault), &fault, __LINE__);
}

#define SEAL_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

#endif
