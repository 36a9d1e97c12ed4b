/* What the kill programs share: the seed, the number of kills, and words for what went wrong. */
#ifndef VERTELPUNT_KILL_KIT_H
#define VERTELPUNT_KILL_KIT_H

#include "sync_kit.h"

#include <inttypes.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>

static uint64_t kill_random(uint64_t *state) { /* xorshift64 */
  *state ^= *state << 13;
  *state ^= *state >> 7;
  *state ^= *state << 17;
  return *state;
}

static uint64_t kill_seed(void) {
  const char *chosen = getenv("VERTELPUNT_SEED");
  uint64_t seed = chosen ? strtoull(chosen, NULL, 10) : (uint64_t)vp_clock_monotonic_us() * 2654435761u | 1;
  printf("seed: VERTELPUNT_SEED=%" PRIu64 "\n", seed);
  fflush(stdout); /* before any child has a copy of the buffer */
  return seed;
}

static KIT_UNUSED int kill_rounds(void) {
  const char *chosen = getenv("VERTELPUNT_KILLS");
  return chosen ? atoi(chosen) : 110; /* ours to choose: not validated */
}

static void kill_sleep_us(uint64_t us) {
  nanosleep(&(struct timespec){.tv_sec = (time_t)(us / 1000000), .tv_nsec = (long)(us % 1000000 * 1000)}, NULL);
}

/* In a child, first: a parent that gives up leaves none behind. */
static void kill_die_with_parent(pid_t parent) {
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
    _exit(4);
}

#define KILL_REQUIRE(condition, ...)                                                                                   \
  do {                                                                                                                 \
    if (!(condition)) {                                                                                                \
      fprintf(stderr, "%s:%d: %s: ", __FILE__, __LINE__, #condition);                                                  \
      fprintf(stderr, __VA_ARGS__);                                                                                    \
      fputc('\n', stderr);                                                                                             \
      exit(1);                                                                                                         \
    }                                                                                                                  \
  } while (0)

#endif
