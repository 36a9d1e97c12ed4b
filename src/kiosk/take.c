/* A take on its way from samples, or words, to sealed chunks in the store. At any moment everything but the last part
 * of a second is on the disk; keeping adds the end and the last metadata, and has nothing else left to do. */
#include "take.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <vertelpunt/clock.h>
#include <vertelpunt/id.h>
#include <vertelpunt/log.h>

enum { FRAME_CONTENT = VP_FRAME_MAX - 1, PEAK_SAMPLES = VP_RATE_HZ / 10 };
static const float heard_rms = 0.006F; /* about -44 dB: speech at arm's length is well above, a quiet hall below */

static int grow(uint8_t **bytes, size_t *capacity, size_t wanted) {
  if (wanted <= *capacity)
    return VP_OK;
  size_t larger = *capacity ? *capacity : 4096;
  while (larger < wanted)
    larger *= 2;
  uint8_t *moved = malloc(larger);
  if (!moved)
    return VP_E_NO_MEMORY;
  if (*bytes) {
    memcpy(moved, *bytes, *capacity);
    vp_seal_wipe(*bytes, *capacity); /* pages are plain sound: no copy stays behind */
    free(*bytes);
  }
  *bytes = moved;
  *capacity = larger;
  return VP_OK;
}

/* Seals content of any length as frames of a kind; the last one final, if asked. They wait in `sealed`. */
static int seal(struct take *take, enum vp_frame kind, const void *content, size_t length, bool final) {
  const uint8_t *from = content;
  do {
    size_t part = length < FRAME_CONTENT ? length : FRAME_CONTENT, sealed;
    int error = grow(&take->sealed, &take->sealed_capacity, take->sealed_length + VP_SEALED_FRAME(part));
    if (!error)
      error = vp_sealer_push(take->sealer, kind, from, part, final && part == length,
                             take->sealed + take->sealed_length, &sealed);
    if (error)
      return error;
    take->sealed_length += sealed;
    from += part;
    length -= part;
  } while (length > 0);
  return VP_OK;
}

/* The stream of frames has no holes: what could not be committed now goes first the next time. */
static int commit(struct take *take, const struct take_place *place, struct vp_fault *fault) {
  if (take->sealed_length == 0)
    return VP_OK;
  int error = vp_store_chunk(place->store, &take->facts.id, take->sequence, take->sealed, take->sealed_length,
                             take_duration_ms(take), fault);
  if (error)
    return error;
  take->sequence++;
  take->sealed_length = 0;
  return VP_OK;
}

static int sink(void *context, const unsigned char *bytes, size_t length) {
  struct take *take = context;
  int error = grow(&take->pages, &take->pages_capacity, take->pages_length + length);
  if (error)
    return take->sink_error = error;
  memcpy(take->pages + take->pages_length, bytes, length);
  take->pages_length += length;
  return VP_OK;
}

int64_t take_duration_ms(const struct take *take) {
  return (int64_t)(take->samples * 1000 / VP_RATE_HZ);
}

static int seal_metadata(struct take *take, const struct choices *choices, const struct take_place *place,
                         struct vp_time kept, const char *code, bool final) {
  char *metadata = metadata_make(take, choices, &place->kiosk->id, kept, code);
  if (!metadata)
    return VP_E_NO_MEMORY;
  int error = seal(take, VP_FRAME_METADATA, metadata, strlen(metadata), final);
  vp_seal_wipe(metadata, strlen(metadata));
  free(metadata);
  return error;
}

static void set_name(char name[VP_STORE_NAME_MAX], const char *from) {
  snprintf(name, VP_STORE_NAME_MAX, "%s", from ? from : "");
}

static void set_facts(struct vp_story_facts *facts, const struct choices *choices, const struct vp_id *session) {
  const struct vp_guide *guide = choices->guide;
  facts->started = vp_clock_now();
  facts->id = vp_id_new(facts->started.utc_ms);
  facts->session = *session;
  facts->medium = choices->medium == 0 ? VP_MEDIUM_SOUND : VP_MEDIUM_TEXT;
  set_name(facts->method, guide->methods[choices->method].id);
  set_name(facts->theme, choices->theme >= 0 ? guide->themes[choices->theme].id : NULL);
  set_name(facts->kind, choices->kind >= 0 ? guide->kinds[choices->kind].id : NULL);
  set_name(facts->language, guide->languages[choices->language].code);
  set_name(facts->guide_version, guide->version);
  set_name(facts->consent_version, guide->consent.version);
}

static int open_writer(struct take *take, const struct choices *choices) {
  char title[400], date[24];
  metadata_title(choices, take->facts.started.utc_ms, title, sizeof title);
  vp_clock_format(take->facts.started.utc_ms, date, sizeof date);
  date[10] = '\0';
  struct vp_opus_tags tags = {
      .title = title, .theme = take->facts.theme, .language = take->facts.language, .date = date};
  int error = vp_loudness_open(&take->loudness);
  return error ? error : vp_opus_writer_open(&tags, sink, take, &take->writer);
}

/* In the store, with its first metadata sealed and not yet committed. */
static int make(struct take **out, uint32_t number, const struct take_place *place, const struct choices *choices,
                const struct vp_id *session, const struct take *replaces, struct vp_fault *fault) {
  struct take *take = calloc(1, sizeof *take);
  if (!take) {
    vp_fault_set(fault, VP_E_NO_MEMORY, "beginning a take", NULL, NULL, "out of memory");
    return VP_E_NO_MEMORY;
  }
  take->number = number;
  set_facts(&take->facts, choices, session);
  take->agreed_utc_ms = take->facts.started.utc_ms;
  int error = vp_sealer_open(place->collection, &take->facts.id, &place->kiosk->id, &take->head, &take->sealer);
  if (!error && take->facts.medium == VP_MEDIUM_SOUND)
    error = open_writer(take, choices);
  if (!error)
    error = seal_metadata(take, choices, place, take->facts.started, NULL, false);
  if (error)
    vp_fault_set(fault, error, "beginning a take", NULL, NULL, "%s", vp_error_name(error));
  else
    error = vp_store_take_begin(place->store, &take->facts, &take->head, replaces ? &replaces->facts.id : NULL, fault);
  if (error) {
    take_close(take);
    return error;
  }
  *out = take;
  return VP_OK;
}

int take_new(struct take **out, uint32_t number, const struct take_place *place, const struct choices *choices,
             const struct vp_id *session, const struct take *replaces, struct vp_fault *fault) {
  struct take *take;
  struct vp_store_space space;
  if (vp_store_space(place->store, &space) == VP_OK &&
      space.full) /* asked first: what is replaced goes only for good */
    return vp_fault_set(fault, VP_E_NO_SPACE, "beginning a take", NULL, "Make room: plug in a drive of the collection.",
                        "the disk is full");
  int error = make(&take, number, place, choices, session, replaces, fault);
  if (error)
    return error;
  error = commit(take, place, fault);
  if (error) {
    (void)vp_store_delete(place->store, &take->facts.id, NULL); /* nothing is in it; if it stays it is an empty one */
    take_close(take);
    return error;
  }
  *out = take;
  return VP_OK;
}

void take_close(struct take *take) {
  if (!take)
    return;
  if (take->writer)
    (void)vp_opus_writer_close(take->writer); /* what it still says is of no use any more */
  vp_loudness_close(take->loudness);
  vp_sealer_close(take->sealer);
  if (take->pages)
    vp_seal_wipe(take->pages, take->pages_capacity);
  free(take->pages);
  free(take->peaks);
  free(take->sealed); /* ciphertext: nothing to wipe */
  vp_seal_wipe(take, sizeof *take);
  free(take);
}

static int add_peak(struct take *take, float peak) {
  if (take->peak_count == take->peak_capacity) {
    size_t capacity = take->peak_capacity ? take->peak_capacity * 2 : 600;
    float *peaks = realloc(take->peaks, capacity * sizeof *peaks);
    if (!peaks)
      return VP_E_NO_MEMORY;
    take->peaks = peaks;
    take->peak_capacity = capacity;
  }
  take->peaks[take->peak_count++] = peak;
  return VP_OK;
}

static int measure(struct take *take, const float *samples, size_t count) {
  int error = vp_loudness_add(take->loudness, samples, count);
  if (error)
    return error;
  struct vp_level level = vp_level_measure(samples, count);
  take->since_heard += count;
  if (level.rms > heard_rms) {
    take->ever_heard = true;
    take->since_heard = 0;
  }
  if (level.peak > take->peak)
    take->peak = level.peak;
  take->peak_samples += count;
  if (take->peak_samples < PEAK_SAMPLES)
    return VP_OK;
  error = add_peak(take, take->peak);
  take->peak_samples = 0;
  take->peak = 0;
  return error;
}

int take_write(struct take *take, const float *samples, size_t count) {
  int error = measure(take, samples, count);
  if (!error)
    error = vp_opus_writer_write(take->writer, samples, count);
  if (!error)
    error = take->sink_error;
  if (!error)
    take->samples += count;
  return error;
}

int take_store(struct take *take, const struct take_place *place, struct vp_fault *fault) {
  /* a page begun waits for no second half: what is lost with the power is the time between two commits */
  int error = take->writer ? vp_opus_writer_flush(take->writer) : VP_OK;
  if (!error)
    error = take->sink_error;
  if (error)
    return vp_fault_set(fault, error, "storing a take", NULL, NULL, "%s", vp_error_name(error));
  if (take->pages_length > 0) {
    error = seal(take, VP_FRAME_AUDIO, take->pages, take->pages_length, false);
    if (error)
      return vp_fault_set(fault, error, "storing a take", NULL, NULL, "%s", vp_error_name(error));
    vp_seal_wipe(take->pages, take->pages_length);
    take->pages_length = 0;
  }
  return commit(take, place, fault);
}

int take_store_draft(struct take *take, const struct take_place *place, const char *draft, struct vp_fault *fault) {
  int error = commit(take, place, fault); /* what a full disk has refused, first: it is not to grow with each draft */
  if (error)
    return error;
  error = seal(take, VP_FRAME_TEXT, draft, strlen(draft), false);
  if (error)
    return vp_fault_set(fault, error, "storing a draft", NULL, NULL, "%s", vp_error_name(error));
  return commit(take, place, fault);
}

/* The rest of the stream and the final metadata, sealed once: a second try sends the same bytes. */
static int make_end(struct take *take, const struct take_place *place, const struct choices *choices,
                    struct vp_time kept) {
  int error = VP_OK;
  if (take->writer) {
    error = vp_opus_writer_close(take->writer);
    take->writer = NULL;
  }
  if (!error && take->pages_length > 0)
    error = seal(take, VP_FRAME_AUDIO, take->pages, take->pages_length, false);
  vp_withdrawal_code_new(take->code);
  if (take->loudness)
    take->gain_q8 = vp_loudness_gain_q8(take->loudness);
  if (!error)
    error = seal_metadata(take, choices, place, kept, take->code, true);
  if (take->pages)
    vp_seal_wipe(take->pages, take->pages_length);
  take->pages_length = 0;
  take->ended = error == VP_OK;
  return error;
}

/* Can be tried again: what is sealed once is sent once more. */
static int end_and_keep(struct take *take, const struct take_place *place, const struct choices *choices,
                        char code[VP_CODE_DIGITS + 1], struct vp_fault *fault) {
  uint8_t hash[32];
  struct vp_time kept = vp_clock_now();
  int error = take->ended ? VP_OK : make_end(take, place, choices, kept);
  if (!error)
    error = vp_withdrawal_code_hash(take->code, &place->kiosk->id, hash);
  if (error)
    return vp_fault_set(fault, error, "keeping a story", NULL, NULL, "%s", vp_error_name(error));
  memcpy(code, take->code, sizeof take->code);
  return vp_store_keep(place->store, &take->facts.id, take->sequence, take->sealed, take->sealed_length,
                       take_duration_ms(take), kept, hash, fault);
}

/* The final words as a take of their own, so that what was erased while writing is not in it. It is sealed and stored
 * whole in one transaction, past the reserve, before the drafts go: at no moment is there none. */
static int keep_text(struct take **take, const struct take_place *place, const struct choices *choices,
                     char code[VP_CODE_DIGITS + 1], struct vp_fault *fault) {
  struct take *fresh, *drafts = *take;
  const char *draft = choices->draft ? choices->draft : "";
  int error = make(&fresh, drafts->number, place, choices, &drafts->facts.session, NULL, fault);
  if (error)
    return error;
  fresh->agreed_utc_ms = drafts->agreed_utc_ms;
  fresh->facts.started = drafts->facts.started;
  error = seal(fresh, VP_FRAME_TEXT, draft, strlen(draft), false);
  if (error)
    vp_fault_set(fault, error, "keeping a story", NULL, NULL, "%s", vp_error_name(error));
  else
    error = end_and_keep(fresh, place, choices, code, fault);
  if (error) {
    (void)vp_store_delete(place->store, &fresh->facts.id, NULL); /* an empty one: if it stays, nothing is said in it */
    take_close(fresh);
    return error;
  }
  if (vp_store_delete(place->store, &drafts->facts.id,
                      fault)) /* kept all the same; the drafts are an interrupted take */
    vp_log_fault("store", fault);
  take_close(drafts);
  *take = fresh;
  return VP_OK;
}

int take_keep(struct take **take, const struct take_place *place, const struct choices *choices,
              char code[VP_CODE_DIGITS + 1], struct vp_fault *fault) {
  return (*take)->facts.medium == VP_MEDIUM_TEXT ? keep_text(take, place, choices, code, fault)
                                                 : end_and_keep(*take, place, choices, code, fault);
}

size_t take_waveform(const struct take *take, uint8_t *waveform, size_t limit) {
  size_t count = take->peak_count < limit ? take->peak_count : limit;
  float loudest = 0.05F; /* the loudest fills the picture, unless there is hardly any sound at all */
  for (size_t i = 0; i < take->peak_count; i++)
    loudest = take->peaks[i] > loudest ? take->peaks[i] : loudest;
  for (size_t i = 0; i < count; i++) {
    size_t from = i * take->peak_count / count, to = (i + 1) * take->peak_count / count;
    float peak = 0;
    for (size_t j = from; j < to; j++)
      peak = take->peaks[j] > peak ? take->peaks[j] : peak;
    waveform[i] = (uint8_t)(peak / loudest * 255);
  }
  return count;
}

struct opening { /* reading a take back with its open key */
  struct vp_opener *opener;
  uint8_t *bytes;
  size_t length, capacity;
  uint8_t plain[VP_FRAME_MAX + 17];
};

static int open_chunk(void *context, const uint8_t *frames, size_t length) {
  struct opening *opening = context;
  for (size_t at = 0; at + 4 <= length;) {
    size_t sealed =
        frames[at] | (size_t)frames[at + 1] << 8 | (size_t)frames[at + 2] << 16 | (size_t)frames[at + 3] << 24;
    enum vp_frame kind;
    const uint8_t *content;
    size_t content_length;
    bool final;
    at += 4;
    if (sealed > length - at || sealed > sizeof opening->plain)
      return VP_E_FORMAT;
    int error =
        vp_opener_pull(opening->opener, frames + at, sealed, opening->plain, &kind, &content, &content_length, &final);
    if (!error && kind == VP_FRAME_AUDIO) {
      error = grow(&opening->bytes, &opening->capacity, opening->length + content_length);
      if (!error)
        memcpy(opening->bytes + opening->length, content, content_length);
      if (!error)
        opening->length += content_length;
    }
    if (error)
      return error;
    at += sealed;
  }
  return VP_OK;
}

int take_open_audio(const struct take *take, const struct take_place *place, unsigned char **bytes, size_t *length,
                    struct vp_fault *fault) {
  struct opening *opening = calloc(1, sizeof *opening);
  if (!opening)
    return vp_fault_set(fault, VP_E_NO_MEMORY, "hearing back", NULL, NULL, "out of memory");
  int error = vp_opener_open_with_key(&take->head, vp_sealer_key(take->sealer), &opening->opener);
  if (!error)
    error = vp_store_read_chunks(place->store, &take->facts.id, open_chunk, opening);
  if (!error && take->sealed_length > 0)
    error = open_chunk(opening, take->sealed, take->sealed_length);
  /* pages that are made but not stored yet are part of it as well */
  if (!error && take->pages_length > 0)
    error = grow(&opening->bytes, &opening->capacity, opening->length + take->pages_length);
  if (!error && take->pages_length > 0) {
    memcpy(opening->bytes + opening->length, take->pages, take->pages_length);
    opening->length += take->pages_length;
  }
  if (!error)
    error = opening->bytes ? vp_opus_mend(opening->bytes, &opening->length) : VP_E_FORMAT;
  if (!error) /* the player wipes what it is given, no more */
    vp_seal_wipe(opening->bytes + opening->length, opening->capacity - opening->length);
  vp_opener_close(opening->opener);
  if (error && opening->bytes) {
    vp_seal_wipe(opening->bytes, opening->capacity);
    free(opening->bytes);
    opening->bytes = NULL;
  }
  *bytes = opening->bytes;
  *length = opening->length;
  vp_seal_wipe(opening, sizeof *opening);
  free(opening);
  return error ? vp_fault_set(fault, error, "hearing back", NULL, NULL, "%s", vp_error_name(error)) : VP_OK;
}
