/* espeak-ng, wrapped. In its synchronous mode, which is its retrieval mode without a thread of its own, it hands over
 * what it makes piece by piece in the caller's thread, and ends when it is told that this is enough. It keeps its state
 * in globals: one thread, and one utterance at a time. */
#include "internal.h"

#include <stdio.h>
#include <string.h>

#include <espeak-ng/espeak_ng.h>
#include <espeak-ng/speak_lib.h>

#include <vertelpunt/utf8.h>

enum { PIECE_MS = 40, WORDS_A_MINUTE = 150, PIECE_SAMPLES = 256 };

/* A voice's thread only: espeak-ng's callback has no context when it spells. */
static struct {
  synth_sink sink;
  void *context;
  bool enough;
} now;

static int on_piece(short *samples, int count, espeak_EVENT *events) {
  float piece[PIECE_SAMPLES];
  (void)events; /* words and sentences as they pass: nobody follows them */
  for (int done = 0; samples && done < count && !now.enough;) {
    int part = count - done < PIECE_SAMPLES ? count - done : PIECE_SAMPLES;
    for (int i = 0; i < part; i++)
      piece[i] = (float)samples[done + i] / 32768.0F;
    now.enough = !now.sink(now.context, piece, (size_t)part);
    done += part;
  }
  return now.enough;
}

int synth_open(double *rate_hz, struct vp_fault *fault) {
  int rate = espeak_Initialize(AUDIO_OUTPUT_SYNCHRONOUS, PIECE_MS, NULL, espeakINITIALIZE_DONT_EXIT);
  if (rate <= 0)
    return vp_fault_set(fault, VP_E_NOT_FOUND, "starting the voice", "espeak-ng", "Install espeak-ng-data.",
                        "its data is missing");
  espeak_SetSynthCallback(on_piece);
  *rate_hz = rate;
  return VP_OK;
}

void synth_close(void) {
  espeak_Terminate();
}

/* "nl-x-simple" is spoken as "nl". */
static void primary(const char *language, char *name, size_t size) {
  snprintf(name, size, "%.*s", (int)strcspn(language, "-_"), language);
}

int synth_say(const char *language, const char *text, int rate_percent, synth_sink sink, void *context) {
  char name[16];
  const char *at = text, *end = text + strlen(text);
  primary(language, name, sizeof name);
  if (espeak_SetVoiceByName(name) != EE_OK)
    return VP_E_NOT_FOUND;
  espeak_SetParameter(espeakRATE, WORDS_A_MINUTE * rate_percent / 100, 0);
  now.sink = sink;
  now.context = context;
  now.enough = false;
  uint32_t first = vp_utf8_next(&at, end);
  espeak_ERROR error = first && at == end ? espeak_Char((wchar_t)first) /* a letter is spelled, a sign is named */
                                          : espeak_Synth(text, strlen(text) + 1, 0, POS_CHARACTER, 0,
                                                         espeakCHARS_UTF8 | espeakENDPAUSE, NULL, NULL);
  return error == EE_OK || now.enough ? VP_OK : VP_E_IO;
}
