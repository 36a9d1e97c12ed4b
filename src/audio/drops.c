/* How many samples are missing, by the clock. What the device has delivered lags behind the clock by a nearly constant
 * time, whatever bursts it comes in; when that lag grows and stays, samples were lost. A lag that follows a mere stall
 * goes away when the burst comes, so a shortage counts only once it has lasted a whole window. The difference between
 * the device's clock and ours (some 100 ppm) is far below what counts, and the lag is learned anew in each window. */
#include "internal.h"

enum { WINDOW_US = 2000000, SHORTAGE_MS = 50 };

void drop_meter_init(struct drop_meter *meter, double rate_hz) {
  *meter = (struct drop_meter){.rate_hz = rate_hz};
}

static void begin_window(struct drop_meter *meter, int64_t now_us) {
  meter->window_low = INT64_MAX;
  meter->window_end_us = now_us + WINDOW_US;
}

static uint64_t close_window(struct drop_meter *meter, int64_t now_us) {
  int64_t low = meter->window_low, grown = low - meter->baseline;
  begin_window(meter, now_us);
  if (!meter->has_baseline || (double)grown < meter->rate_hz * SHORTAGE_MS / 1000) {
    meter->has_baseline = true;
    meter->suspects = false;
    meter->baseline = low;
    return 0;
  }
  if (!meter->suspects) {
    meter->suspects = true;
    meter->suspected = grown;
    return 0;
  }
  meter->suspects = false;
  return (uint64_t)(grown < meter->suspected ? grown : meter->suspected);
}

uint64_t drop_meter_note(struct drop_meter *meter, int64_t now_us, size_t frames, bool overflow) {
  uint64_t lost = 0;
  if (meter->started_us == 0) {
    meter->started_us = now_us;
    begin_window(meter, now_us);
  }
  meter->accounted += frames;
  int64_t expected = (int64_t)((double)(now_us - meter->started_us) * meter->rate_hz / 1e6);
  int64_t lag = expected - (int64_t)meter->accounted;
  if (overflow) {
    int64_t grown = meter->has_baseline ? lag - meter->baseline : 0;
    lost = grown > 1 ? (uint64_t)grown : 1; /* lost it is, even if the clock cannot tell how much */
    lag -= (int64_t)lost;
  }
  if (lag < meter->window_low)
    meter->window_low = lag;
  if (now_us >= meter->window_end_us)
    lost += close_window(meter, now_us);
  meter->accounted += lost;
  return lost;
}
