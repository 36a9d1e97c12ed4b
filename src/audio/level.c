/* How loud: the highest sample, and the root of the mean square, which is nearer to what an ear says. */
#include <vertelpunt/audio.h>

#include <math.h>

struct vp_level vp_level_measure(const float *samples, size_t count) {
  struct vp_level level = {0, 0};
  double sum = 0;
  for (size_t i = 0; i < count; i++) {
    float size = fabsf(samples[i]);
    if (!(size < 1)) /* a device that sends more than full scale, or no number at all */
      size = 1;
    if (size > level.peak)
      level.peak = size;
    sum += (double)size * (double)size;
  }
  if (count > 0)
    level.rms = (float)sqrt(sum / (double)count);
  return level;
}
