/* The clocks of the system. A Raspberry Pi has none that runs while it is off: a time before this program was built
 * is no time at all. */
#include <vertelpunt/clock.h>

#include <stdio.h>
#include <string.h>
#include <time.h>

#include <vertelpunt/error.h>

/* 2026-11-01T00:00:00Z: no copy of this program ran before. */
static const int64_t earliest_utc_ms = 1793491200000;

struct vp_time vp_clock_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  struct vp_time time = {.utc_ms = (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000};
  time.trust = time.utc_ms < earliest_utc_ms ? VP_CLOCK_UNKNOWN : VP_CLOCK_SYSTEM;
  return time;
}

int64_t vp_clock_monotonic_us(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t vp_clock_monotonic_ms(void) {
  return vp_clock_monotonic_us() / 1000;
}

void vp_clock_format(int64_t utc_ms, char *text, size_t size) {
  time_t seconds = (time_t)(utc_ms / 1000);
  struct tm parts;
  if (utc_ms < 0 || !gmtime_r(&seconds, &parts) || strftime(text, size, "%Y-%m-%dT%H:%M:%SZ", &parts) == 0)
    snprintf(text, size, "1970-01-01T00:00:00Z");
}

/* Days since 1970-01-01 of a date in the Gregorian calendar (Howard Hinnant's days_from_civil). */
static int64_t days_since_1970(int year, int month, int day) {
  int64_t y = month <= 2 ? year - 1 : year;
  int64_t era = (y >= 0 ? y : y - 399) / 400;
  int64_t year_of_era = y - era * 400;
  int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - 719468;
}

static int digits(const char *text, int count) {
  int value = 0;
  for (int i = 0; i < count; i++) {
    if (text[i] < '0' || text[i] > '9')
      return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

int vp_clock_parse(const char *text, int64_t *utc_ms) {
  if (strlen(text) != 20 || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':' ||
      text[19] != 'Z')
    return VP_E_FORMAT;
  int year = digits(text, 4), month = digits(text + 5, 2), day = digits(text + 8, 2);
  int hour = digits(text + 11, 2), minute = digits(text + 14, 2), second = digits(text + 17, 2);
  if (year < 1970 || month < 1 || month > 12 || day < 1 || day > 31 || hour < 0 || hour > 23 || minute < 0 ||
      minute > 59 || second < 0 || second > 59)
    return VP_E_FORMAT;
  int64_t value = ((days_since_1970(year, month, day) * 24 + hour) * 60 + minute) * 60 + second;
  char back[24];
  vp_clock_format(value * 1000, back, sizeof back);
  if (strcmp(back, text) != 0) /* 31 February and its like */
    return VP_E_FORMAT;
  *utc_ms = value * 1000;
  return VP_OK;
}
