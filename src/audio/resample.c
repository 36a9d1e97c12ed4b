/* soxr for one mono channel. Its delay is its own business: it holds samples back until it can answer, and sends none
 * that nobody put in. */
#include "internal.h"

#include <stdlib.h>

#include <soxr.h>

#include <vertelpunt/error.h>

struct resampler {
  soxr_t soxr; /* owned */
  bool fed;    /* there is something to forget */
};

int resampler_open(double from_hz, double to_hz, struct resampler **out) {
  struct resampler *resampler = calloc(1, sizeof *resampler);
  if (!resampler)
    return VP_E_NO_MEMORY;
  soxr_quality_spec_t quality = soxr_quality_spec(SOXR_HQ, 0);
  soxr_runtime_spec_t runtime = soxr_runtime_spec(1); /* no threads of its own */
  soxr_error_t error;
  resampler->soxr = soxr_create(from_hz, to_hz, 1, &error, NULL, &quality, &runtime);
  if (!resampler->soxr || error) {
    resampler_close(resampler);
    return VP_E_NO_MEMORY;
  }
  *out = resampler;
  return VP_OK;
}

void resampler_close(struct resampler *resampler) {
  if (!resampler)
    return;
  soxr_delete(resampler->soxr);
  free(resampler);
}

void resampler_reset(struct resampler *resampler) {
  if (resampler->fed)
    (void)soxr_clear(resampler->soxr); /* can only fail for want of memory, and then the next run gives nothing */
  resampler->fed = false;
}

size_t resampler_run(struct resampler *resampler, const float *in, size_t in_count, size_t *used, float *out,
                     size_t out_limit) {
  size_t taken = 0, made = 0;
  resampler->fed = true;
  if (soxr_process(resampler->soxr, in, in_count, &taken, out, out_limit, &made)) {
    taken = in_count; /* what cannot be converted is passed over: standing still would be worse */
    made = 0;
  }
  if (used)
    *used = taken;
  return made;
}
