/* Loudness after EBU R 128 (ITU-R BS.1770), by libebur128: what a player must add so that every story sounds as loud as
 * any other. The sound itself is never touched: the figure goes into the header of the Opus stream (RFC 7845 §5.1). */
#include <vertelpunt/audio.h>

#include <ebur128.h>
#include <math.h>
#include <stdlib.h>

static const double target_lufs = -23.0, quietest_lufs = -70.0, most_db = 20.0;

struct vp_loudness {
  ebur128_state *state; /* owned */
};

int vp_loudness_open(struct vp_loudness **out) {
  struct vp_loudness *loudness = calloc(1, sizeof *loudness);
  if (!loudness)
    return VP_E_NO_MEMORY;
  /* a histogram: hours of a take need no more memory than its first second */
  loudness->state = ebur128_init(1, VP_RATE_HZ, EBUR128_MODE_I | EBUR128_MODE_SAMPLE_PEAK | EBUR128_MODE_HISTOGRAM);
  if (!loudness->state) {
    free(loudness);
    return VP_E_NO_MEMORY;
  }
  *out = loudness;
  return VP_OK;
}

int vp_loudness_add(struct vp_loudness *loudness, const float *samples, size_t count) {
  return ebur128_add_frames_float(loudness->state, samples, count) == EBUR128_SUCCESS ? VP_OK : VP_E_NO_MEMORY;
}

int vp_loudness_gain_q8(const struct vp_loudness *loudness) {
  double lufs, peak;
  if (ebur128_loudness_global(loudness->state, &lufs) != EBUR128_SUCCESS ||
      ebur128_sample_peak(loudness->state, 0, &peak) != EBUR128_SUCCESS || !(lufs > quietest_lufs) || !(peak > 0))
    return 0;
  double gain = target_lufs - lufs, headroom = -20 * log10(peak);
  if (gain > headroom)
    gain = headroom > 0 ? headroom : 0; /* never so far that the loudest sample is cut */
  if (gain > most_db)
    gain = most_db;
  if (gain < -most_db)
    gain = -most_db;
  return (int)lround(gain * 256);
}

void vp_loudness_close(struct vp_loudness *loudness) {
  if (!loudness)
    return;
  ebur128_destroy(&loudness->state);
  free(loudness);
}
