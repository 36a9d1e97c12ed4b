/* Signs: a few soft notes each, which differ in their movement and not in their pitch alone, so that ears that miss
 * high tones tell them apart too. Nothing above 800 Hz. */
#include "internal.h"

#include <math.h>

enum { NOTES_MAX = 3, NOTE_MS = 90, EDGE_MS = 8 };

static const float loudness = 0.25F;

static const float notes[][NOTES_MAX] = {
    [VP_EARCON_STOPPED] = {660, 440, 0}, /* down */
    [VP_EARCON_DONE] = {440, 554, 660},  /* up */
    [VP_EARCON_ERROR] = {262, 0, 262},   /* twice the same */
};

size_t earcon_make(enum vp_earcon earcon, double rate_hz, float *samples, size_t limit) {
  size_t note = (size_t)(rate_hz * NOTE_MS / 1000), edge = (size_t)(rate_hz * EDGE_MS / 1000), count = 0;
  for (size_t n = 0; n < NOTES_MAX; n++)
    for (size_t i = 0; i < note && count < limit; i++) {
      float near_edge = (float)(i < note - i ? i : note - i) / (float)edge;
      float gain = near_edge < 1 ? near_edge : 1;
      samples[count++] =
          loudness * gain * (float)sin(6.283185307179586 * (double)notes[earcon][n] * (double)i / rate_hz);
    }
  return count;
}
