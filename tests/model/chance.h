/* Chance that can be repeated: SplitMix64 (Steele, Lea and Flood 2014). One seed, one sequence, on every machine. */
#ifndef VERTELPUNT_TESTS_CHANCE_H
#define VERTELPUNT_TESTS_CHANCE_H

#include <stdbool.h>
#include <stdint.h>

struct chance {
  uint64_t state;
};

static inline uint64_t chance_next(struct chance *chance) {
  uint64_t z = chance->state += 0x9E3779B97F4A7C15u;
  z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
  z = (z ^ z >> 27) * 0x94D049BB133111EBu;
  return z ^ z >> 31;
}

/* 0 … below - 1 */
static inline int chance_below(struct chance *chance, int below) {
  return (int)(chance_next(chance) % (uint64_t)below);
}

static inline bool chance_percent(struct chance *chance, int percent) {
  return chance_below(chance, 100) < percent;
}

#endif
