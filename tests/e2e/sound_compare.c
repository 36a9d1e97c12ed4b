/* Is what was recorded what was played? Two mono WAV files of 16 bits at 48 kHz:
 *
 *   sound_compare PLAYED RECORDED [LEAST-CORRELATION]
 *
 * Finds where PLAYED begins in RECORDED, then compares block by block (a quarter of a second each): where in a range of
 * ±30 ms it fits best, and how well. Prints one line; status 0 if all blocks with sound in them correlate at least so
 * much (0.8) and lie within 20 ms of where the first one put them: no gap, nothing twice, the duration right. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RATE = 48000, STEP = 8, BLOCK = RATE / 4, RANGE = RATE * 3 / 100, TOLERANCE = RATE / 50 };

struct sound {
  float *samples;
  long count;
};

static uint32_t number(const unsigned char *at, int bytes) {
  uint32_t value = 0;
  for (int i = bytes - 1; i >= 0; i--)
    value = value << 8 | at[i];
  return value;
}

/* Wants what sox writes: RIFF, a "fmt " of PCM, 16 bits, mono, 48 kHz, and "data". */
static struct sound read_wav(const char *path) {
  struct sound sound = {0};
  FILE *file = fopen(path, "rbe");
  unsigned char head[44];
  if (!file || fread(head, 1, sizeof head, file) != sizeof head || memcmp(head, "RIFF", 4) != 0 ||
      memcmp(head + 36, "data", 4) != 0 || number(head + 22, 2) != 1 || number(head + 24, 4) != RATE ||
      number(head + 34, 2) != 16) {
    fprintf(stderr, "sound_compare: %s is no mono WAV of 16 bits at 48 kHz\n", path);
    exit(2);
  }
  long limit = (long)(number(head + 40, 4) / 2);
  sound.samples = malloc(sizeof(float) * (size_t)(limit + 1));
  unsigned char pair[2];
  while (sound.samples && sound.count < limit && fread(pair, 1, 2, file) == 2)
    sound.samples[sound.count++] = (float)(int16_t)number(pair, 2) / 32768.0F;
  fclose(file);
  return sound;
}

/* Of count samples of a from i and of b from j, every step-th; -2 where one is silent or ends. */
static double correlation(const struct sound *a, long i, const struct sound *b, long j, long count, long step) {
  double ab = 0, aa = 0, bb = 0;
  if (i < 0 || j < 0 || i + count > a->count || j + count > b->count)
    return -2;
  for (long k = 0; k < count; k += step) {
    double x = (double)a->samples[i + k], y = (double)b->samples[j + k];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return aa > 1e-9 && bb > 1e-9 ? ab / sqrt(aa * bb) : -2;
}

static double loudness(const struct sound *a, long i, long count) {
  double sum = 0;
  for (long k = 0; k < count; k++)
    sum += (double)(a->samples[i + k] * a->samples[i + k]);
  return sqrt(sum / (double)count);
}

/* The offset of `played` in `recorded`: coarse over everything on a second of it, then fine. */
static long find(const struct sound *played, const struct sound *recorded, long from) {
  long best = -1;
  double best_fit = -2;
  for (long j = 0; j + RATE <= recorded->count; j += STEP / 2) {
    double fit = correlation(played, from, recorded, j, RATE, STEP);
    if (fit > best_fit) {
      best_fit = fit;
      best = j;
    }
  }
  long around = best;
  best_fit = -2;
  for (long j = around - STEP; j <= around + STEP; j++) {
    double fit = correlation(played, from, recorded, j, RATE, 1);
    if (fit > best_fit) {
      best_fit = fit;
      best = j;
    }
  }
  return best - from;
}

int main(int count, char **words) {
  if (count < 3) {
    fputs("usage: sound_compare PLAYED.wav RECORDED.wav [LEAST-CORRELATION]\n", stderr);
    return 2;
  }
  double least = count > 3 ? strtod(words[3], NULL) : 0.8, worst = 1;
  struct sound played = read_wav(words[1]), recorded = read_wav(words[2]);
  long start = 0, blocks = 0, off = 0;
  while (start + RATE < played.count && loudness(&played, start, BLOCK) < 0.02)
    start += BLOCK;
  long offset = find(&played, &recorded, start);
  for (long i = 0; i + BLOCK <= played.count; i += BLOCK) {
    double best = -2;
    long at = 0;
    if (loudness(&played, i, BLOCK) < 0.02)
      continue; /* a pause between words says nothing */
    for (long shift = -RANGE; shift <= RANGE; shift++) {
      double fit = correlation(&played, i, &recorded, offset + i + shift, BLOCK, 4);
      if (fit > best) {
        best = fit;
        at = shift;
      }
    }
    blocks++;
    worst = best < worst ? best : worst;
    off = labs(at) > off ? labs(at) : off;
    if (best < least)
      fprintf(stderr, "sound_compare: at %.2f s of what was played the correlation is %.3f\n", (double)i / RATE, best);
  }
  int good = blocks > 0 && worst >= least && off <= TOLERANCE;
  printf("%s: %ld blocks, least correlation %.3f, at most %.1f ms off, begins at %.3f s\n",
         good ? "the same" : "different", blocks, worst, (double)off * 1000 / RATE, (double)offset / RATE);
  free(played.samples);
  free(recorded.samples);
  return good ? 0 : 1;
}
