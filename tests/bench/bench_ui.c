/* How long a change of screen takes, from the tree to finished pixels, at 1920×1080: every kind of screen after every
 * other, as people do it (each tree new, the text of most screens seen before). One line, as the bench target prints
 * it. */
#include "../gallery/samples.h"

#include <stdlib.h>

#include <vertelpunt/clock.h>

enum { ROUNDS = 60, TABS = 40 };

static int by_size(const void *a, const void *b) {
  int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
  return x < y ? -1 : x > y;
}

/* A Tab on every kind of screen, from the key to finished pixels. */
static void bench_focus(struct vp_ui *ui) {
  static int64_t times[TABS * VP_COUNT(samples)];
  struct vp_arena arena = {0};
  struct vp_rect rects[8];
  size_t count = 0;
  for (size_t i = 0; i < VP_COUNT(samples); i++) {
    vp_arena_reset(&arena);
    if (vp_ui_present(ui, sample_tree(&arena, i, false), vp_clock_monotonic_ms()))
      break;
    for (int tab = 0; tab < TABS; tab++) {
      struct vp_action action;
      int64_t from = vp_clock_monotonic_us();
      (void)vp_ui_key(ui, VP_KEY_NEXT, from / 1000, &action); /* a Tab chooses nothing */
      (void)vp_ui_take_changed(ui, rects, VP_COUNT(rects));
      times[count++] = vp_clock_monotonic_us() - from;
    }
  }
  qsort(times, count, sizeof times[0], by_size);
  printf("bench: focus_move_1920x1080_p50 %.2f ms\n", (double)times[count / 2] / 1000);
  printf("bench: focus_move_1920x1080_p99 %.2f ms\n", (double)times[count * 99 / 100] / 1000);
  vp_arena_finish(&arena);
}

int main(void) {
  struct vp_view view = {.width_px = 1920, .height_px = 1080, .screen_mm = 476, .text_size = VP_TEXT_DEFAULT};
  struct vp_ui *ui = NULL;
  struct vp_fault fault;
  struct vp_arena arena = {0};
  static int64_t times[ROUNDS * VP_COUNT(samples)];
  size_t count = 0;
  int64_t begin = vp_clock_monotonic_us();
  if (vp_ui_open(&view, &ui, &fault)) {
    fprintf(stderr, "bench_ui: %s: %s\n", fault.object, fault.reason);
    return 1;
  }
  for (int round = 0; round < ROUNDS; round++)
    for (size_t i = 0; i < VP_COUNT(samples); i++) {
      vp_arena_reset(&arena);
      struct vp_node *root = sample_tree(&arena, (i * 5 + (size_t)round) % VP_COUNT(samples), false);
      int64_t from = vp_clock_monotonic_us();
      if (vp_ui_present(ui, root, from / 1000))
        return 1;
      times[count] = vp_clock_monotonic_us() - from;
      if (count++ == 0)
        printf("bench: ui_open_and_first_frame_1920x1080 %.2f ms\n", (double)(vp_clock_monotonic_us() - begin) / 1000);
    }
  bench_focus(ui);
  qsort(times, count, sizeof times[0], by_size);
  printf("bench: screen_change_1920x1080_p50 %.2f ms\n", (double)times[count / 2] / 1000);
  printf("bench: screen_change_1920x1080_p99 %.2f ms\n", (double)times[count * 99 / 100] / 1000);
  vp_ui_close(ui);
  vp_arena_finish(&arena);
  return 0;
}
