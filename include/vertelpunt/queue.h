/* A queue of equal-sized items from any threads to one. Pushing never waits for the reader: the queue grows.
 * The reader polls the descriptor (readable while there are items) or waits. */
#ifndef VERTELPUNT_QUEUE_H
#define VERTELPUNT_QUEUE_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

struct vp_queue {
  /* immutable */
  size_t item_bytes;
  int event_fd; /* owned */
  /* protected by lock */
  pthread_mutex_t lock;
  unsigned char *items; /* owned; a circular buffer */
  size_t capacity, head, count;
};

/* 0, VP_E_NO_MEMORY or VP_E_IO. */
int vp_queue_init(struct vp_queue *queue, size_t item_bytes);
/* Items left in it are dropped and wiped, as are those that have been taken out; what they own is the caller's to free first. */
void vp_queue_finish(struct vp_queue *queue);
/* Any thread; copies the item. 0 or VP_E_NO_MEMORY. */
int vp_queue_push(struct vp_queue *queue, const void *item);
/* Reader: true and the oldest item, or false at once when empty. */
bool vp_queue_pop(struct vp_queue *queue, void *item);
/* Reader: waits up to timeout_ms (-1: without limit) for an item. */
bool vp_queue_wait(struct vp_queue *queue, void *item, int timeout_ms);
int vp_queue_fd(const struct vp_queue *queue);

#endif
