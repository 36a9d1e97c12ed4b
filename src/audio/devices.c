/* Which devices there are. PortAudio makes its list when it starts, so a fresh look means starting it anew, and that is
 * possible only while no stream is open. */
#include "internal.h"

#include <stdio.h>
#include <string.h>

static bool can(const PaDeviceInfo *info, bool input) {
  return info && (input ? info->maxInputChannels : info->maxOutputChannels) > 0;
}

PaDeviceIndex audio_find_device(const char *name, bool input) {
  if (!name) {
    PaDeviceIndex index = input ? Pa_GetDefaultInputDevice() : Pa_GetDefaultOutputDevice();
    return index >= 0 && can(Pa_GetDeviceInfo(index), input) ? index : paNoDevice;
  }
  for (PaDeviceIndex i = 0; i < Pa_GetDeviceCount(); i++) {
    const PaDeviceInfo *info = Pa_GetDeviceInfo(i);
    if (can(info, input) && strcmp(info->name, name) == 0)
      return i;
  }
  return paNoDevice;
}

static size_t list(struct vp_audio_device *devices, size_t limit) {
  PaDeviceIndex count = Pa_GetDeviceCount(); /* negative: an error, and no devices */
  for (PaDeviceIndex i = 0; i < count && (size_t)i < limit; i++) {
    const PaDeviceInfo *info = Pa_GetDeviceInfo(i);
    devices[i] = (struct vp_audio_device){.input = can(info, true), .output = can(info, false)};
    devices[i].is_default = i == Pa_GetDefaultInputDevice() || i == Pa_GetDefaultOutputDevice();
    snprintf(devices[i].name, sizeof devices[i].name, "%s", info ? info->name : "");
  }
  return count > 0 ? (size_t)count : 0;
}

size_t vp_audio_devices(struct vp_audio_device *devices, size_t limit) {
  size_t count = 0;
  if (vp_audio_init(NULL))
    return 0;
  audio_lock();
  (void)audio_look_anew(); /* busy: what there was when PortAudio started */
  if (audio_is_ready())
    count = list(devices, limit);
  audio_unlock();
  vp_audio_finish();
  return count;
}
