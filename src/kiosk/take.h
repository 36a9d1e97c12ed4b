/* One take of the recorder's: its key, its encoder, and what is known of it. Recorder thread only. */
#ifndef VERTELPUNT_KIOSK_TAKE_H
#define VERTELPUNT_KIOSK_TAKE_H

#include <stdint.h>

#include <vertelpunt/audio.h>
#include <vertelpunt/seal.h>
#include <vertelpunt/session.h>
#include <vertelpunt/store.h>

/* What a take is about, copied from the model: ids of the guide, which is immutable. */
struct choices {
  const struct vp_guide *guide;
  int language, method, medium, theme, kind, prompt;
  char *draft; /* owned; text only, may be NULL */
};

struct take {
  uint32_t number;
  struct vp_story_facts facts;
  int64_t agreed_utc_ms;
  struct vp_story_head head;
  struct vp_sealer *sealer;      /* owned: the open key lives here, in memory only */
  uint32_t sequence;             /* of the next chunk */
  struct vp_opus_writer *writer; /* owned; sound only */
  int sink_error;
  uint8_t *pages; /* owned: Ogg pages that are not stored yet */
  size_t pages_length, pages_capacity;
  uint64_t samples; /* taken in, 48 kHz */
  uint64_t dropped;
  uint8_t *sealed; /* owned: frames that are sealed and not committed yet; a later try sends them first */
  size_t sealed_length, sealed_capacity;
  bool ended;                    /* the final frame is sealed: nothing can be added */
  char code[VP_CODE_DIGITS + 1]; /* with ended */
  struct vp_loudness *loudness;  /* owned; sound only */
  int gain_q8;                   /* with ended: what the desk writes into the header, so that all sound equally loud */
  float *peaks;                  /* owned: one per 100 ms, for the waveform */
  size_t peak_count, peak_capacity;
  float peak; /* of the 100 ms under way */
  uint64_t peak_samples;
  uint64_t since_heard; /* samples since somebody was last heard */
  bool ever_heard;
};

struct take_place { /* where takes are written */
  struct vp_store *store;
  const struct vp_collection *collection;
  const struct vp_kiosk_key *kiosk;
};

/* A new take, in the store, with its first metadata sealed. replaces: NULL, or the take that this one replaces. */
int take_new(struct take **take, uint32_t number, const struct take_place *place, const struct choices *choices,
             const struct vp_id *session, const struct take *replaces, struct vp_fault *fault);
/* Wipes and frees; the store is not touched. NULL is fine. */
void take_close(struct take *take);
/* Sound: encodes; what is a page goes to `pages`. */
int take_write(struct take *take, const float *samples, size_t count);
/* Seals and commits what is in `pages`. */
int take_store(struct take *take, const struct take_place *place, struct vp_fault *fault);
/* Text: seals and commits a draft. */
int take_store_draft(struct take *take, const struct take_place *place, const char *draft, struct vp_fault *fault);
/* Ends it, with its last metadata; the code is made here. Can be tried again after a failure. A text becomes a take of
 * its own, so that words that were erased while writing are not in it: *take is then another. */
int take_keep(struct take **take, const struct take_place *place, const struct choices *choices,
              char code[VP_CODE_DIGITS + 1], struct vp_fault *fault);
int64_t take_duration_ms(const struct take *take);
size_t take_waveform(const struct take *take, uint8_t *waveform, size_t limit);
/* What is stored of it so far, opened: an Ogg Opus stream (malloc; the caller wipes and frees). */
int take_open_audio(const struct take *take, const struct take_place *place, unsigned char **bytes, size_t *length,
                    struct vp_fault *fault);

/* metadata.c: the JSON of design.md section 6; owned by the caller (free). NULL: no memory. */
char *metadata_make(const struct take *take, const struct choices *choices, const struct vp_id *kiosk,
                    struct vp_time kept, const char *code);
/* "Home – 2026-11-24", for the tags and the desk. */
void metadata_title(const struct choices *choices, int64_t utc_ms, char *title, size_t size);

#endif
