/* What threads share: the queue from many to one, and the ring between two. Worth its most under the thread sanitizer.
 */
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include <vertelpunt/attributes.h>
#include <vertelpunt/clock.h>
#include <vertelpunt/error.h>
#include <vertelpunt/queue.h>
#include <vertelpunt/ring.h>

static void sleep_ms(long ms) {
  nanosleep(&(struct timespec){0, ms * 1000000}, NULL);
}

/* --- queue -------------------------------------------------------------------------------------------------------- */

static bool readable(const struct vp_queue *queue) {
  struct pollfd fd = {.fd = vp_queue_fd(queue), .events = POLLIN};
  return poll(&fd, 1, 0) == 1;
}

static void nothing_is_left_of_an_item_that_was_taken_out(void **state) {
  struct vp_queue queue;
  char item[16] = "a code", out[16];
  (void)state;
  assert_int_equal(vp_queue_init(&queue, sizeof item), VP_OK);
  assert_int_equal(vp_queue_push(&queue, item), VP_OK);
  assert_true(vp_queue_pop(&queue, out));
  assert_string_equal(out, "a code");
  for (size_t i = 0; i < sizeof item; i++)
    assert_int_equal(queue.items[i], 0);
  vp_queue_finish(&queue);
}

static void items_come_out_in_order_however_the_queue_grows(void **state) {
  struct vp_queue queue;
  int in = 0, out = 0, item;
  (void)state;
  assert_int_equal(vp_queue_init(&queue, sizeof in), VP_OK);
  for (int round = 1; round < 60; round++) { /* in and out at different paces: the head is everywhere when it grows */
    for (int i = 0; i < round; i++, in++)
      assert_int_equal(vp_queue_push(&queue, &in), VP_OK);
    for (int i = 0; i < round / 2; i++, out++) {
      assert_true(vp_queue_pop(&queue, &item));
      assert_int_equal(item, out);
    }
  }
  while (vp_queue_pop(&queue, &item))
    assert_int_equal(item, out++);
  assert_int_equal(in, out);
  vp_queue_finish(&queue);
  vp_queue_finish(&queue); /* twice is once */
}

static void an_item_is_copied_whole(void **state) {
  struct vp_queue queue;
  unsigned char in[1237], out[1237];
  (void)state;
  assert_int_equal(vp_queue_init(&queue, sizeof in), VP_OK);
  for (int i = 0; i < 40; i++) {
    memset(in, i, sizeof in);
    assert_int_equal(vp_queue_push(&queue, in), VP_OK);
  }
  for (int i = 0; i < 40; i++) {
    memset(in, i, sizeof in);
    assert_true(vp_queue_pop(&queue, out));
    assert_memory_equal(in, out, sizeof in);
  }
  vp_queue_finish(&queue);
}

static void the_descriptor_is_readable_while_there_are_items(void **state) {
  struct vp_queue queue;
  int item = 1;
  (void)state;
  assert_int_equal(vp_queue_init(&queue, sizeof item), VP_OK);
  for (int round = 0; round < 3; round++) {
    assert_false(readable(&queue));
    assert_int_equal(vp_queue_push(&queue, &item), VP_OK);
    assert_int_equal(vp_queue_push(&queue, &item), VP_OK);
    assert_true(readable(&queue));
    assert_true(vp_queue_pop(&queue, &item));
    assert_true(readable(&queue));
    assert_true(vp_queue_pop(&queue, &item));
    assert_false(readable(&queue));
    assert_false(vp_queue_pop(&queue, &item));
  }
  vp_queue_finish(&queue);
}

static void *push_later(void *argument) {
  int item = 42;
  sleep_ms(30);
  return vp_queue_push(argument, &item) == VP_OK ? argument : NULL;
}

static void waiting_ends_with_an_item_or_with_the_time(void **state) {
  struct vp_queue queue;
  pthread_t thread;
  void *pushed;
  int item = 0;
  (void)state;
  assert_int_equal(vp_queue_init(&queue, sizeof item), VP_OK);
  int64_t start = vp_clock_monotonic_ms();
  assert_false(vp_queue_wait(&queue, &item, 30));
  assert_true(vp_clock_monotonic_ms() - start >= 30);
  assert_false(vp_queue_wait(&queue, &item, 0));
  for (int timeout = -1; timeout < 60001; timeout += 60001) {
    assert_int_equal(pthread_create(&thread, NULL, push_later, &queue), 0);
    item = 0;
    assert_true(vp_queue_wait(&queue, &item, timeout));
    assert_int_equal(item, 42);
    assert_int_equal(pthread_join(thread, &pushed), 0);
    assert_non_null(pushed);
  }
  vp_queue_finish(&queue);
}

enum { WRITERS = 4, ITEMS = 20000 };
struct letter {
  int writer, number;
};
struct writer {
  struct vp_queue *queue;
  int index;
};

static void *write_letters(void *argument) {
  const struct writer *writer = argument;
  for (int i = 0; i < ITEMS; i++) {
    struct letter letter = {writer->index, i};
    if (vp_queue_push(writer->queue, &letter) != VP_OK)
      return NULL;
  }
  return argument;
}

static void nothing_of_several_writers_is_lost_and_each_keeps_its_order(void **state) {
  struct vp_queue queue;
  struct writer writers[WRITERS];
  pthread_t threads[WRITERS];
  int next[WRITERS] = {0};
  (void)state;
  assert_int_equal(vp_queue_init(&queue, sizeof(struct letter)), VP_OK);
  for (int i = 0; i < WRITERS; i++) {
    writers[i] = (struct writer){&queue, i};
    assert_int_equal(pthread_create(&threads[i], NULL, write_letters, &writers[i]), 0);
  }
  for (int i = 0; i < WRITERS * ITEMS; i++) {
    struct letter letter;
    assert_true(vp_queue_wait(&queue, &letter, 60000)); /* a lost wake-up would end here */
    assert_in_range(letter.writer, 0, WRITERS - 1);
    assert_int_equal(letter.number, next[letter.writer]++);
  }
  for (int i = 0; i < WRITERS; i++) {
    void *wrote;
    assert_int_equal(pthread_join(threads[i], &wrote), 0);
    assert_non_null(wrote);
  }
  assert_false(readable(&queue));
  vp_queue_finish(&queue);
}

/* --- ring --------------------------------------------------------------------------------------------------------- */

static void a_ring_has_the_next_power_of_two(void **state) {
  static const size_t sizes[][2] = {{0, 1}, {1, 1}, {2, 2}, {3, 4}, {1000, 1024}, {1024, 1024}, {1025, 2048}};
  (void)state;
  for (size_t i = 0; i < VP_COUNT(sizes); i++) {
    struct vp_ring ring;
    assert_int_equal(vp_ring_init(&ring, sizes[i][0]), VP_OK);
    assert_int_equal(ring.capacity, sizes[i][1]);
    assert_int_equal(vp_ring_readable(&ring), 0);
    vp_ring_finish(&ring);
    vp_ring_finish(&ring);
  }
}

static void what_does_not_fit_is_not_taken_in(void **state) {
  struct vp_ring ring;
  float in[12], out[12];
  (void)state;
  for (int i = 0; i < 12; i++)
    in[i] = (float)i;
  assert_int_equal(vp_ring_init(&ring, 8), VP_OK);
  assert_int_equal(vp_ring_read(&ring, out, 12), 0);
  assert_int_equal(vp_ring_write(&ring, in, 12), 8);
  assert_int_equal(vp_ring_write(&ring, in, 1), 0);
  assert_int_equal(vp_ring_read(&ring, out, 3), 3);
  assert_int_equal(vp_ring_write(&ring, in + 8, 4), 3);
  assert_int_equal(vp_ring_read(&ring, out + 3, 12), 8);
  assert_memory_equal(in, out, 11 * sizeof *in);
  assert_int_equal(vp_ring_write(&ring, in, 0), 0);
  vp_ring_finish(&ring);
}

static void samples_are_the_same_at_every_place_where_it_wraps(void **state) {
  struct vp_ring ring;
  float next = 0, expected = 0;
  (void)state;
  assert_int_equal(vp_ring_init(&ring, 16), VP_OK);
  for (size_t size = 1; size <= 16; size++) {
    for (int round = 0; round < 40; round++) {
      float in[16], out[16];
      for (size_t i = 0; i < size; i++)
        in[i] = next++;
      assert_int_equal(vp_ring_write(&ring, in, size), size);
      assert_int_equal(vp_ring_readable(&ring), size);
      assert_int_equal(vp_ring_read(&ring, out, 16), size);
      for (size_t i = 0; i < size; i++)
        assert_true(out[i] == expected++);
    }
  }
  vp_ring_finish(&ring);
}

static void only_the_newest_stay_when_the_reader_skips(void **state) {
  struct vp_ring ring;
  float in[10] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, out[10];
  (void)state;
  assert_int_equal(vp_ring_init(&ring, 16), VP_OK);
  vp_ring_skip_to_newest(&ring, 3);
  assert_int_equal(vp_ring_write(&ring, in, 10), 10);
  vp_ring_skip_to_newest(&ring, 11);
  assert_int_equal(vp_ring_readable(&ring), 10);
  vp_ring_skip_to_newest(&ring, 3);
  assert_int_equal(vp_ring_read(&ring, out, 10), 3);
  assert_memory_equal(out, in + 7, 3 * sizeof *in);
  assert_int_equal(vp_ring_write(&ring, in, 10), 10);
  vp_ring_skip_to_newest(&ring, 0);
  assert_int_equal(vp_ring_readable(&ring), 0);
  vp_ring_finish(&ring);
}

enum { SAMPLES = 1 << 21 }; /* a float still counts that far */

static void *write_samples(void *argument) {
  struct vp_ring *ring = argument;
  float block[300];
  uint32_t chance = 1;
  for (size_t done = 0; done < SAMPLES;) {
    chance = chance * 1664525 + 1013904223;
    size_t size = chance >> 8 & 255;
    for (size_t i = 0; i < size; i++)
      block[i] = (float)(done + i);
    if (size > SAMPLES - done)
      size = SAMPLES - done;
    done += vp_ring_write(ring, block, size); /* what did not fit comes again */
  }
  return NULL;
}

static void a_reader_beside_the_writer_sees_every_sample_once_and_in_order(void **state) {
  struct vp_ring ring;
  pthread_t thread;
  float block[512], expected = 0;
  uint32_t chance = 7;
  (void)state;
  assert_int_equal(vp_ring_init(&ring, 1000), VP_OK);
  assert_int_equal(pthread_create(&thread, NULL, write_samples, &ring), 0);
  for (size_t done = 0; done < SAMPLES;) {
    chance = chance * 1664525 + 1013904223;
    size_t got = vp_ring_read(&ring, block, chance >> 8 & 511);
    for (size_t i = 0; i < got; i++)
      if (block[i] != expected++)
        fail_msg("sample %zu is %f", done + i, (double)block[i]);
    done += got;
  }
  assert_int_equal(pthread_join(thread, NULL), 0);
  assert_int_equal(vp_ring_readable(&ring), 0);
  vp_ring_finish(&ring);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(nothing_is_left_of_an_item_that_was_taken_out),
      cmocka_unit_test(items_come_out_in_order_however_the_queue_grows),
      cmocka_unit_test(an_item_is_copied_whole),
      cmocka_unit_test(the_descriptor_is_readable_while_there_are_items),
      cmocka_unit_test(waiting_ends_with_an_item_or_with_the_time),
      cmocka_unit_test(nothing_of_several_writers_is_lost_and_each_keeps_its_order),
      cmocka_unit_test(a_ring_has_the_next_power_of_two),
      cmocka_unit_test(what_does_not_fit_is_not_taken_in),
      cmocka_unit_test(samples_are_the_same_at_every_place_where_it_wraps),
      cmocka_unit_test(only_the_newest_stay_when_the_reader_skips),
      cmocka_unit_test(a_reader_beside_the_writer_sees_every_sample_once_and_in_order),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
