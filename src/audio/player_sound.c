/* The player's side that is in PortAudio's callback: what goes to the loudspeaker, and what of it is heard by now. */
#include "internal.h"

#include <string.h>

#include <vertelpunt/clock.h>

/* The ring's sample `first` stands `after` frames behind the beginning of this buffer. */
static void note_heard(struct player_output *player, uint64_t first, size_t after, int64_t now_us,
                       const PaStreamCallbackTimeInfo *time) {
  double latency_s = time ? time->outputBufferDacTime - time->currentTime : 0;
  if (!(latency_s >= 0 && latency_s < 2)) /* a backend that does not know */
    latency_s = 0;
  int64_t first_us = (int64_t)(((double)first - (double)after) * 1e6 / player->stream.rate_hz);
  atomic_store_explicit(&player->heard_offset_us, first_us - now_us - (int64_t)(latency_s * 1e6), memory_order_relaxed);
}

int player_on_sound(const void *input, void *output, unsigned long frames, const PaStreamCallbackTimeInfo *time,
                    PaStreamCallbackFlags flags, void *context) {
  struct player_output *player = context;
  struct audio_stream *stream = &player->stream;
  size_t frame_bytes = convert_frame_bytes(stream->format, stream->channels), taken = 0;
  bool stops = atomic_load_explicit(&stream->stop, memory_order_relaxed);
  bool sounds = !stops && atomic_load_explicit(&player->sounds, memory_order_relaxed);
  int64_t now_us = vp_clock_monotonic_us(); /* vDSO: no system call */
  (void)input, (void)flags;                 /* an underflow is heard, and there is nothing to do about it here */
  for (size_t done = 0; done < frames;) {
    size_t count = frames - done < BLOCK ? frames - done : BLOCK;
    bool leads_in = player->silent_frames > 0;
    count = leads_in && player->silent_frames < count ? player->silent_frames : count;
    player->silent_frames -= leads_in ? count : 0;
    size_t got = sounds && !leads_in ? feed_take(&player->feed, player->mono, count) : 0;
    if (taken == 0 && got > 0)
      note_heard(player, atomic_load(&player->feed.ring.taken) - got, done, now_us, time);
    taken += got;
    memset(player->mono + got, 0, (count - got) * sizeof *player->mono);
    convert_from_mono(player->mono, stream->format, stream->channels, count,
                      (unsigned char *)output + done * frame_bytes);
    done += count;
  }
  if (taken > 0)
    atomic_store(&player->taken_us, (int64_t)((double)atomic_load(&player->feed.ring.taken) * 1e6 / stream->rate_hz));
  atomic_store_explicit(&stream->called_us, now_us, memory_order_relaxed);
  return stops ? paAbort : paContinue;
}

int64_t player_heard_us(const struct player_output *player) {
  int64_t taken_us = atomic_load(&player->taken_us);
  int64_t reached_us = vp_clock_monotonic_us() + atomic_load(&player->heard_offset_us);
  return reached_us < taken_us ? reached_us : taken_us;
}
