/* An Ogg Opus stream in memory, measured and decoded with opusfile. */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

#include <opusfile.h>

#include <vertelpunt/error.h>

static int open_memory(const unsigned char *bytes, size_t length, OggOpusFile **file) {
  int error = 0;
  *file = op_open_memory(bytes, length, &error);
  return *file ? VP_OK : error == OP_EFAULT ? VP_E_NO_MEMORY : VP_E_FORMAT;
}

int vp_opus_duration(const unsigned char *bytes, size_t length, int64_t *samples) {
  OggOpusFile *file;
  int error = open_memory(bytes, length, &file);
  if (error)
    return error;
  ogg_int64_t total = op_pcm_total(file, -1);
  op_free(file);
  if (total < 0)
    return VP_E_FORMAT;
  *samples = total;
  return VP_OK;
}

struct decoding {
  float *samples; /* owned until it is handed over */
  size_t count, capacity;
};

static int make_room(struct decoding *decoding, size_t more) {
  if (decoding->count + more <= decoding->capacity)
    return VP_OK;
  size_t capacity = decoding->capacity * 2 + more;
  float *larger = malloc(capacity * sizeof *larger);
  if (!larger)
    return VP_E_NO_MEMORY;
  if (decoding->samples) {
    memcpy(larger, decoding->samples, decoding->count * sizeof *larger);
    audio_wipe(decoding->samples, decoding->count * sizeof *larger); /* realloc would leave a copy behind */
    free(decoding->samples);
  }
  decoding->samples = larger;
  decoding->capacity = capacity;
  return VP_OK;
}

/* A negative count is an error; a hole in the stream is passed over. */
static int decode_all(OggOpusFile *file, struct decoding *decoding) {
  float part[FEED_PART];
  int error = VP_OK;
  while (!error) {
    int link, count = op_read_float(file, part, FEED_PART, &link);
    if (count == OP_HOLE)
      continue;
    if (count <= 0) {
      error = count < 0 ? VP_E_FORMAT : VP_OK;
      break;
    }
    error = make_room(decoding, (size_t)count);
    if (!error) {
      convert_to_mono(part, paFloat32, op_channel_count(file, link), (size_t)count,
                      decoding->samples + decoding->count);
      decoding->count += (size_t)count;
    }
  }
  audio_wipe(part, sizeof part);
  return error;
}

int vp_opus_decode(const unsigned char *bytes, size_t length, float **samples, size_t *count) {
  struct decoding decoding = {0};
  OggOpusFile *file;
  int error = open_memory(bytes, length, &file);
  if (error)
    return error;
  ogg_int64_t total = op_pcm_total(file, -1);
  error = make_room(&decoding, total > 0 ? (size_t)total : 1);
  if (!error)
    error = decode_all(file, &decoding);
  op_free(file);
  if (error) {
    audio_wipe(decoding.samples, decoding.count * sizeof *decoding.samples);
    free(decoding.samples);
    return error;
  }
  *samples = decoding.samples;
  *count = decoding.count;
  return VP_OK;
}
