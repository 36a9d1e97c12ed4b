/* The stream that the voice speaks through, and PortAudio with it: opened together and let go of together. */
#include "internal.h"

#include <stdlib.h>

#include <vertelpunt/clock.h>

enum { OUTPUT_STALL_US = 2500000, OUTPUT_FIRST_US = 10000000 };

static int on_sound(const void *input, void *output, unsigned long frames, const PaStreamCallbackTimeInfo *time,
                    PaStreamCallbackFlags flags, void *context) {
  struct voice_output *voice = context;
  struct audio_stream *stream = &voice->stream;
  size_t frame_bytes = convert_frame_bytes(stream->format, stream->channels);
  bool stops = atomic_load_explicit(&stream->stop, memory_order_relaxed);
  (void)input, (void)time, (void)flags; /* an underflow is heard, and there is nothing to do about it here */
  for (size_t done = 0; done < frames;) {
    size_t count = frames - done < BLOCK ? frames - done : BLOCK;
    mixer_take(&voice->mixer, voice->mono, count);
    convert_from_mono(voice->mono, stream->format, stream->channels, count,
                      (unsigned char *)output + done * frame_bytes);
    done += count;
  }
  atomic_store_explicit(&stream->called_us, vp_clock_monotonic_us(), memory_order_relaxed);
  return stops ? paAbort : paContinue;
}

static void release(void *context) {
  struct voice_output *output = context;
  mixer_finish(&output->mixer);
  free(output);
}

bool voice_output_start(struct voice_output *output) {
  if (output->runs && atomic_load(&output->stream.stop) && !voice_output_rests(output))
    return true; /* it is about to rest, and must do so first: asked again */
  if (output->runs)
    return true;
  output->started_us = vp_clock_monotonic_us();
  output->runs = audio_stream_start(&output->stream) == VP_OK;
  return output->runs;
}

bool voice_output_rests(struct voice_output *output) {
  if (output->runs && audio_stream_rests(&output->stream))
    output->runs = false;
  return !output->runs;
}

bool voice_output_is_dead(const struct voice_output *output) {
  int64_t called_us = atomic_load(&output->stream.called_us), now_us = vp_clock_monotonic_us();
  if (!output->runs)
    return false;
  if (atomic_load(&output->stream.ended) && !atomic_load(&output->stream.stop))
    return true;
  return called_us ? now_us - called_us > OUTPUT_STALL_US : now_us - output->started_us > OUTPUT_FIRST_US;
}

static int start(struct voice_output *output, int volume, struct vp_fault *fault) {
  if (mixer_init(&output->mixer, output->stream.rate_hz, volume))
    return vp_fault_set(fault, VP_E_NO_MEMORY, "opening the loudspeaker", NULL, NULL, "out of memory");
  if (!voice_output_start(output))
    return vp_fault_set(fault, VP_E_DEVICE, "opening the loudspeaker", output->stream.device, "Connect it again.",
                        "it does not start");
  return VP_OK;
}

int voice_output_open(const char *device, int volume, struct voice_output **out, struct vp_fault *fault) {
  struct voice_output *output = calloc(1, sizeof *output);
  if (!output)
    return vp_fault_set(fault, VP_E_NO_MEMORY, "opening the loudspeaker", NULL, NULL, "out of memory");
  int error = vp_audio_init(fault);
  if (error) {
    free(output);
    return error;
  }
  error = audio_stream_open(&output->stream, false, device, on_sound, output, fault);
  if (error) {
    free(output);
    vp_audio_finish();
    return error;
  }
  error = start(output, volume, fault);
  if (error) {
    voice_output_close(output);
    return error;
  }
  *out = output;
  return VP_OK;
}

void voice_output_close(struct voice_output *output) {
  if (!output)
    return;
  audio_stream_close(&output->stream, release);
  vp_audio_finish();
}
