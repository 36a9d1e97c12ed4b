/* A story on its way from its bytes to the loudspeaker: decoded a packet at a time, mixed down, resampled where the
 * device wants it, and laid into a ring of a second, from which the callback takes. A seek does not touch the ring,
 * which belongs to both: it says up to where the callback has to pass over. */
#include "internal.h"

#include <string.h>

#include <opusfile.h>

#include <vertelpunt/error.h>

int feed_open(struct feed *feed, const unsigned char *bytes, size_t length, double rate_hz) {
  int error = 0;
  feed->rate_hz = rate_hz;
  feed->file = op_open_memory(bytes, length, &error);
  if (!feed->file)
    return error == OP_EFAULT ? VP_E_NO_MEMORY : VP_E_FORMAT;
  feed->duration = op_pcm_total(feed->file, -1);
  if (feed->duration < 0)
    return VP_E_FORMAT;
  error = vp_ring_init(&feed->ring, (size_t)rate_hz);
  if (!error && (int)rate_hz != VP_RATE_HZ)
    error = resampler_open(VP_RATE_HZ, rate_hz, &feed->resampler);
  return error;
}

void feed_finish(struct feed *feed) {
  if (feed->file)
    op_free(feed->file);
  feed->file = NULL;
  resampler_close(feed->resampler);
  feed->resampler = NULL;
  audio_wipe(feed->decoded, sizeof feed->decoded);
  audio_wipe(feed->resampled, sizeof feed->resampled);
  if (feed->ring.samples)
    audio_wipe(feed->ring.samples, feed->ring.capacity * sizeof *feed->ring.samples);
  vp_ring_finish(&feed->ring);
}

/* One packet, mono. Its samples are mixed down in place: a mono sample never stands behind what it comes from. */
static int decode(struct feed *feed) {
  int link, count;
  do
    count = op_read_float(feed->file, feed->decoded, FEED_PART, &link);
  while (count == OP_HOLE);
  if (count < 0)
    return VP_E_FORMAT;
  if (count > 0)
    convert_to_mono(feed->decoded, paFloat32, op_channel_count(feed->file, link), (size_t)count, feed->decoded);
  feed->ended = count == 0;
  feed->decoded_from = 0;
  feed->decoded_to = (size_t)count;
  return VP_OK;
}

static void resample(struct feed *feed) {
  size_t used = 0, waiting = feed->decoded_to - feed->decoded_from;
  const float *from = waiting == 0 && feed->ended ? NULL : feed->decoded + feed->decoded_from;
  feed->resampled_from = 0;
  feed->resampled_to = resampler_run(feed->resampler, from, waiting, &used, feed->resampled, BLOCK);
  feed->decoded_from += used;
  feed->flushed = !from && feed->resampled_to == 0;
}

static bool put(struct feed *feed, const float *samples, size_t *from, size_t to) {
  *from += vp_ring_write(&feed->ring, samples + *from, to - *from);
  return *from == to;
}

static bool put_plain(struct feed *feed) {
  if (feed->ended)
    feed->flushed = true;
  return put(feed, feed->decoded, &feed->decoded_from, feed->decoded_to);
}

static bool put_resampled(struct feed *feed) {
  while (put(feed, feed->resampled, &feed->resampled_from, feed->resampled_to)) {
    bool is_dry = feed->decoded_from == feed->decoded_to;
    if (feed->flushed || (is_dry && !feed->ended))
      return true;
    resample(feed);
  }
  return false;
}

int feed_fill(struct feed *feed) {
  while (feed->resampler ? put_resampled(feed) : put_plain(feed)) {
    if (feed->flushed)
      return VP_OK;
    int error = feed->ended ? VP_OK : decode(feed);
    if (error)
      return error;
  }
  return VP_OK; /* the ring is full */
}

int feed_seek(struct feed *feed, int64_t sample, uint64_t *from) {
  sample = sample < 0 ? 0 : sample > feed->duration ? feed->duration : sample;
  feed->decoded_from = feed->decoded_to = feed->resampled_from = feed->resampled_to = 0;
  feed->ended = feed->flushed = false;
  if (feed->resampler)
    resampler_reset(feed->resampler);
  *from = atomic_load_explicit(&feed->ring.written, memory_order_relaxed);
  atomic_store_explicit(&feed->forget_until, *from, memory_order_release);
  feed->ended = sample == feed->duration; /* opusfile does not go to the very end */
  return feed->ended || op_pcm_seek(feed->file, sample) == 0 ? VP_OK : VP_E_FORMAT;
}

bool feed_is_empty(const struct feed *feed) {
  return feed->flushed && vp_ring_readable(&feed->ring) == 0;
}

static void forget(struct feed *feed, float *scratch, size_t size) {
  uint64_t until = atomic_load_explicit(&feed->forget_until, memory_order_acquire);
  uint64_t taken = atomic_load_explicit(&feed->ring.taken, memory_order_relaxed);
  while (taken < until) {
    size_t part = until - taken < size ? (size_t)(until - taken) : size;
    taken += vp_ring_read(&feed->ring, scratch, part);
  }
}

size_t feed_take(struct feed *feed, float *samples, size_t count) {
  if (count > 0)
    forget(feed, samples, count);
  return vp_ring_read(&feed->ring, samples, count);
}
