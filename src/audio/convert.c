/* The device's interleaved samples to mono floats and back. PortAudio converts formats itself where its backend can;
 * the integer formats stand here for the devices with which that fails. Called in the callback: plain arithmetic only.
 */
#include "internal.h"

#include <math.h>
#include <string.h>

static float clip(float sample) {
  return sample > 1 ? 1 : sample < -1 ? -1 : sample;
}

size_t convert_frame_bytes(PaSampleFormat format, int channels) {
  return (format == paInt16 ? sizeof(int16_t) : format == paInt24 ? 3 : 4) * (size_t)channels;
}

const char *convert_format_name(PaSampleFormat format) {
  return format == paFloat32 ? "float32" : format == paInt32 ? "int32" : format == paInt24 ? "int24" : "int16";
}

static float read_int24(const unsigned char *at) { /* packed, little-endian as every machine that we run on */
  uint32_t bits = (uint32_t)at[0] << 8 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 24;
  return (float)(int32_t)bits / 2147483648.0F;
}

static float read_sample(const void *from, PaSampleFormat format, size_t index) {
  switch (format) {
  case paFloat32:
    return ((const float *)from)[index];
  case paInt32:
    return (float)((const int32_t *)from)[index] / 2147483648.0F;
  case paInt24:
    return read_int24((const unsigned char *)from + 3 * index);
  default:
    return (float)((const int16_t *)from)[index] / 32768.0F;
  }
}

void convert_to_mono(const void *from, PaSampleFormat format, int channels, size_t frames, float *mono) {
  if (!from) { /* PortAudio: nothing came for this call */
    memset(mono, 0, frames * sizeof *mono);
    return;
  }
  for (size_t i = 0; i < frames; i++) {
    float sum = 0;
    for (int channel = 0; channel < channels; channel++)
      sum += read_sample(from, format, i * (size_t)channels + (size_t)channel);
    mono[i] = sum / (float)channels;
  }
}

void convert_from_mono(const float *mono, PaSampleFormat format, int channels, size_t frames, void *to) {
  size_t index = 0;
  for (size_t i = 0; i < frames; i++) {
    for (int channel = 0; channel < channels; channel++, index++) {
      if (format == paFloat32)
        ((float *)to)[index] = clip(mono[i]);
      else
        ((int16_t *)to)[index] = (int16_t)lrintf(clip(mono[i]) * 32767);
    }
  }
}
