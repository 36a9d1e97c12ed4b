/* Single writer, single reader: each side owns one counter and only reads the other's. The counters never wrap in
 * practice (64 bits at 48 kHz last twelve million years). */
#include <vertelpunt/ring.h>

#include <stdlib.h>
#include <string.h>

#include <vertelpunt/error.h>

int vp_ring_init(struct vp_ring *ring, size_t min_capacity) {
  size_t capacity = 1;
  while (capacity < min_capacity)
    capacity *= 2;
  ring->samples = malloc(capacity * sizeof *ring->samples);
  if (!ring->samples)
    return VP_E_NO_MEMORY;
  memset(ring->samples, 0, capacity * sizeof *ring->samples); /* touched: no page fault in the callback */
  ring->capacity = capacity;
  atomic_init(&ring->written, 0);
  atomic_init(&ring->taken, 0);
  return VP_OK;
}

void vp_ring_finish(struct vp_ring *ring) {
  free(ring->samples);
  ring->samples = NULL;
}

size_t vp_ring_write(struct vp_ring *ring, const float *samples, size_t count) {
  uint64_t written = atomic_load_explicit(&ring->written, memory_order_relaxed);
  uint64_t taken = atomic_load_explicit(&ring->taken, memory_order_acquire);
  size_t room = ring->capacity - (size_t)(written - taken);
  if (count > room)
    count = room;
  size_t at = (size_t)(written & (ring->capacity - 1));
  size_t first = count < ring->capacity - at ? count : ring->capacity - at;
  memcpy(ring->samples + at, samples, first * sizeof *samples);
  memcpy(ring->samples, samples + first, (count - first) * sizeof *samples);
  atomic_store_explicit(&ring->written, written + count, memory_order_release);
  return count;
}

size_t vp_ring_readable(const struct vp_ring *ring) {
  uint64_t written = atomic_load_explicit(&ring->written, memory_order_acquire);
  return (size_t)(written - atomic_load_explicit(&ring->taken, memory_order_relaxed));
}

size_t vp_ring_read(struct vp_ring *ring, float *samples, size_t count) {
  uint64_t taken = atomic_load_explicit(&ring->taken, memory_order_relaxed);
  size_t readable = vp_ring_readable(ring);
  if (count > readable)
    count = readable;
  size_t at = (size_t)(taken & (ring->capacity - 1));
  size_t first = count < ring->capacity - at ? count : ring->capacity - at;
  memcpy(samples, ring->samples + at, first * sizeof *samples);
  memcpy(samples + first, ring->samples, (count - first) * sizeof *samples);
  atomic_store_explicit(&ring->taken, taken + count, memory_order_release);
  return count;
}

void vp_ring_skip_to_newest(struct vp_ring *ring, size_t keep) {
  size_t readable = vp_ring_readable(ring);
  if (readable > keep)
    atomic_fetch_add_explicit(&ring->taken, readable - keep, memory_order_release);
}
