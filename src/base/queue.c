/* A locked circular buffer that doubles when full, with an eventfd so that the reader can poll it beside other things.
 * The lock is held for a memcpy only; the audio callback does not come here all the same. */
#include <vertelpunt/queue.h>

#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <vertelpunt/clock.h>
#include <vertelpunt/error.h>

int vp_queue_init(struct vp_queue *queue, size_t item_bytes) {
  memset(queue, 0, sizeof *queue);
  queue->item_bytes = item_bytes;
  queue->capacity = 16;
  queue->items = malloc(queue->capacity * item_bytes);
  if (!queue->items)
    return VP_E_NO_MEMORY;
  queue->event_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (queue->event_fd < 0) {
    free(queue->items);
    queue->items = NULL;
    return VP_E_IO;
  }
  pthread_mutex_init(&queue->lock, NULL);
  return VP_OK;
}

/* Items may hold secrets. Volatile: or it would go, where nobody reads them again. */
static void wipe(struct vp_queue *queue, size_t item, size_t count) {
  volatile unsigned char *bytes = queue->items + item * queue->item_bytes;
  for (size_t i = 0; i < count * queue->item_bytes; i++)
    bytes[i] = 0;
}

void vp_queue_finish(struct vp_queue *queue) {
  if (!queue->items)
    return;
  wipe(queue, 0, queue->capacity);
  close(queue->event_fd);
  pthread_mutex_destroy(&queue->lock);
  free(queue->items);
  queue->items = NULL;
}

static int grow(struct vp_queue *queue) {
  unsigned char *items = malloc(queue->capacity * 2 * queue->item_bytes);
  if (!items)
    return VP_E_NO_MEMORY;
  size_t tail = queue->capacity - queue->head; /* full: from head to the end, then from the start to head */
  memcpy(items, queue->items + queue->head * queue->item_bytes, tail * queue->item_bytes);
  memcpy(items + tail * queue->item_bytes, queue->items, queue->head * queue->item_bytes);
  wipe(queue, 0, queue->capacity);
  free(queue->items);
  queue->items = items;
  queue->head = 0;
  queue->capacity *= 2;
  return VP_OK;
}

int vp_queue_push(struct vp_queue *queue, const void *item) {
  pthread_mutex_lock(&queue->lock);
  int error = queue->count == queue->capacity ? grow(queue) : VP_OK;
  if (!error) {
    size_t at = (queue->head + queue->count) % queue->capacity;
    memcpy(queue->items + at * queue->item_bytes, item, queue->item_bytes);
    if (queue->count++ == 0) {
      uint64_t one = 1;
      ssize_t put = write(queue->event_fd, &one, sizeof one);
      (void)put; /* it can only fail when the count is at its limit, and then the descriptor is readable anyway */
    }
  }
  pthread_mutex_unlock(&queue->lock);
  return error;
}

bool vp_queue_pop(struct vp_queue *queue, void *item) {
  pthread_mutex_lock(&queue->lock);
  bool any = queue->count > 0;
  if (any) {
    memcpy(item, queue->items + queue->head * queue->item_bytes, queue->item_bytes);
    wipe(queue, queue->head, 1);
    queue->head = (queue->head + 1) % queue->capacity;
    queue->count--;
  }
  if (queue->count == 0) {
    uint64_t ignored;
    ssize_t got = read(queue->event_fd, &ignored, sizeof ignored);
    (void)got; /* EAGAIN: it was not set */
  }
  pthread_mutex_unlock(&queue->lock);
  return any;
}

bool vp_queue_wait(struct vp_queue *queue, void *item, int timeout_ms) {
  int64_t deadline = vp_clock_monotonic_ms() + timeout_ms;
  while (!vp_queue_pop(queue, item)) {
    int64_t left = timeout_ms < 0 ? -1 : deadline - vp_clock_monotonic_ms();
    if (timeout_ms >= 0 && left <= 0)
      return false;
    struct pollfd poll_fd = {.fd = queue->event_fd, .events = POLLIN};
    if (poll(&poll_fd, 1, (int)left) < 0 && errno != EINTR)
      return false;
  }
  return true;
}

int vp_queue_fd(const struct vp_queue *queue) {
  return queue->event_fd;
}
