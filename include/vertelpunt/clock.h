/* Time. UTC in milliseconds since 1970, with a note of how far it can be trusted, and a monotonic count for
 * intervals. Pure code (session, screens) never asks: it is told in messages. Any thread. */
#ifndef VERTELPUNT_CLOCK_H
#define VERTELPUNT_CLOCK_H

#include <stddef.h>
#include <stdint.h>

enum vp_clock_trust {
  VP_CLOCK_UNKNOWN = 0, /* the system's clock stands before the day this program was built: it was never set */
  VP_CLOCK_SYSTEM = 1,  /* plausible; nobody has vouched for it */
  VP_CLOCK_DRIVE = 2,   /* set from the desk's time on a drive since the last start */
};

struct vp_time {
  int64_t utc_ms;
  enum vp_clock_trust trust;
};

struct vp_time vp_clock_now(void);
int64_t vp_clock_monotonic_ms(void);
int64_t vp_clock_monotonic_us(void);
/* "2026-11-24T14:05:09Z" into text; size >= 21. */
void vp_clock_format(int64_t utc_ms, char *text, size_t size);
/* The reverse, strict. 0 or VP_E_FORMAT. */
int vp_clock_parse(const char *text, int64_t *utc_ms);

#endif
