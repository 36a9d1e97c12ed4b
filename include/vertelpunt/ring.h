/* A ring of floats between exactly one writer and one reader thread, without locks: the audio callback writes and
 * never waits. What does not fit is dropped and counted by the writer's caller. */
#ifndef VERTELPUNT_RING_H
#define VERTELPUNT_RING_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

struct vp_ring {
  /* immutable */
  float *samples; /* owned */
  size_t capacity; /* a power of two */
  /* written by the writer, read by both */
  _Atomic uint64_t written;
  /* written by the reader, read by both */
  _Atomic uint64_t taken;
};

/* At least min_capacity samples. 0 or VP_E_NO_MEMORY. Memory is touched, so that the callback meets no page fault. */
int vp_ring_init(struct vp_ring *ring, size_t min_capacity);
void vp_ring_finish(struct vp_ring *ring);
/* Writer: how many of count samples were taken in. */
size_t vp_ring_write(struct vp_ring *ring, const float *samples, size_t count);
/* Reader: up to count samples; how many there were. */
size_t vp_ring_read(struct vp_ring *ring, float *samples, size_t count);
size_t vp_ring_readable(const struct vp_ring *ring);
/* Reader: forget all but the newest keep samples. */
void vp_ring_skip_to_newest(struct vp_ring *ring, size_t keep);

#endif
