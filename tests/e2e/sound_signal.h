/* A sound that a test knows by heart, and how to find it again in what was recorded. */
#ifndef VERTELPUNT_SOUND_SIGNAL_H
#define VERTELPUNT_SOUND_SIGNAL_H

#include <math.h>
#include <stddef.h>
#include <stdlib.h>

#include <vertelpunt/audio.h>

enum { SIGNAL_TONES = 24, BLOCK_SAMPLES = VP_RATE_HZ / 10 };

/* Tones that are no multiples of each other: no two moments are alike, so a gap or a shift of a few samples shows in
 * every block after it. Nothing above 1.5 kHz, so that a shift of less than a sample, which resampling brings, does
 * not. Its root mean square is about 0.12. */
static inline float signal_at(size_t i) {
  double t = (double)i / VP_RATE_HZ, sum = 0;
  for (int tone = 0; tone < SIGNAL_TONES; tone++) {
    double hz = 110 + 1390 * fmod((tone + 1) * 0.6180339887, 1.0);
    sum += sin(6.283185307179586 * hz * t + tone * tone);
  }
  return (float)(0.035 * sum);
}

static inline float *signal_make(size_t count) {
  float *samples = malloc(count * sizeof *samples);
  for (size_t i = 0; samples && i < count; i++)
    samples[i] = signal_at(i);
  return samples;
}

static inline double signal_correlation(const float *a, const float *b, size_t count) {
  double ab = 0, aa = 0, bb = 0;
  for (size_t i = 0; i < count; i++) {
    ab += (double)a[i] * (double)b[i];
    aa += (double)a[i] * (double)a[i];
    bb += (double)b[i] * (double)b[i];
  }
  return aa > 0 && bb > 0 ? ab / sqrt(aa * bb) : 0;
}

/* Where in `heard` the part of `known` that begins at `at` is, between from and to: the best correlation of a block. */
static inline size_t signal_find(const float *heard, size_t from, size_t to, const float *known, double *how_well) {
  size_t best = from;
  *how_well = -1;
  for (size_t i = from; i + BLOCK_SAMPLES <= to; i++) {
    double here = signal_correlation(heard + i, known, BLOCK_SAMPLES);
    if (here > *how_well) {
      *how_well = here;
      best = i;
    }
  }
  return best;
}

/* The first and one past the last sample that is clearly not silence. */
static inline void signal_extent(const float *heard, size_t count, size_t *from, size_t *to) {
  const float loud = 0.02F;
  *from = 0;
  *to = count;
  while (*from < count && fabsf(heard[*from]) < loud)
    ++*from;
  while (*to > *from && fabsf(heard[*to - 1]) < loud)
    --*to;
}

#endif
