/* Sound in, pages of an Ogg Opus stream out. libopusenc is used by pulling: it makes pages when we ask, so a flush is
 * possible at any time and the sink is called in our thread. The application stays `audio`: `voip` filters what it
 * takes for no speech, and a story may hold a song, a breath or a street. */
#include "internal.h"

#include <stdlib.h>

#include <opusenc.h>

#include <vertelpunt/clock.h>
#include <vertelpunt/error.h>
#include <vertelpunt/id.h>

enum {
  BITRATE = 32000,
  PAGE_SAMPLES = 2 * VP_RATE_HZ / 5, /* what waits for its page is lost with the power: half of what is allowed */
  PART = VP_RATE_HZ,                 /* samples a call */
};

struct vp_opus_writer {
  OggOpusComments *comments; /* owned */
  OggOpusEnc *encoder;       /* owned */
  vp_opus_sink sink;
  void *context;
  bool has_sound;
  int error; /* the first one: afterwards nothing is written any more */
};

static int code_of(int error) {
  return error == OPE_OK ? VP_OK : error == OPE_ALLOC_FAIL ? VP_E_NO_MEMORY : VP_E_INVALID;
}

static int hand_over(struct vp_opus_writer *writer, bool flush) {
  unsigned char *page;
  opus_int32 length;
  while (!writer->error && ope_encoder_get_page(writer->encoder, &page, &length, flush))
    writer->error = writer->sink(writer->context, page, (size_t)length);
  return writer->error;
}

static int add_tags(OggOpusComments *comments, const struct vp_opus_tags *tags) {
  const char *const pairs[][2] = {{"TITLE", tags->title},
                                  {"THEME", tags->theme},
                                  {"LANGUAGE", tags->language},
                                  {"DATE", tags->date},
                                  {"ORGANIZATION", tags->organization}};
  int error = OPE_OK;
  for (size_t i = 0; i < VP_COUNT(pairs) && error == OPE_OK; i++)
    if (pairs[i][1])
      error = ope_comments_add(comments, pairs[i][0], pairs[i][1]);
  return error;
}

/* libopusenc would give every stream of a process the same serial number (an unseeded rand). */
static opus_int32 new_serial(void) {
  struct vp_id id = vp_id_new(0);
  return (opus_int32)((uint32_t)id.bytes[12] << 24 | (uint32_t)id.bytes[13] << 16 | (uint32_t)id.bytes[14] << 8 |
                      id.bytes[15]);
}

static int set_up(OggOpusEnc *encoder) {
  int error = ope_encoder_ctl(encoder, OPUS_SET_BITRATE(BITRATE));
  if (error == OPE_OK)
    error = ope_encoder_ctl(encoder, OPUS_SET_VBR(1));
  if (error == OPE_OK)
    error = ope_encoder_ctl(encoder, OPUS_SET_SIGNAL(OPUS_SIGNAL_VOICE));
  if (error == OPE_OK)
    error = ope_encoder_ctl(encoder, OPE_SET_DECISION_DELAY(0)); /* only useful for chained streams */
  if (error == OPE_OK)
    error = ope_encoder_ctl(encoder, OPE_SET_MUXING_DELAY(PAGE_SAMPLES));
  if (error == OPE_OK)
    error = ope_encoder_ctl(encoder, OPE_SET_COMMENT_PADDING(0));
  if (error == OPE_OK)
    error = ope_encoder_ctl(encoder, OPE_SET_SERIALNO(new_serial()));
  return error;
}

static int begin(struct vp_opus_writer *writer, const struct vp_opus_tags *tags) {
  int error = OPE_OK;
  writer->comments = ope_comments_create();
  if (!writer->comments)
    return VP_E_NO_MEMORY;
  if (tags && (error = add_tags(writer->comments, tags)) != OPE_OK)
    return code_of(error);
  writer->encoder = ope_encoder_create_pull(writer->comments, VP_RATE_HZ, 1, 0, &error);
  if (!writer->encoder)
    return error == OPE_OK ? VP_E_NO_MEMORY : code_of(error);
  error = set_up(writer->encoder);
  if (error == OPE_OK)
    error = ope_encoder_flush_header(writer->encoder);
  return error == OPE_OK ? hand_over(writer, true) : code_of(error);
}

static void release(struct vp_opus_writer *writer) {
  if (writer->encoder)
    ope_encoder_destroy(writer->encoder);
  if (writer->comments)
    ope_comments_destroy(writer->comments);
  free(writer);
}

int vp_opus_writer_open(const struct vp_opus_tags *tags, vp_opus_sink sink, void *context,
                        struct vp_opus_writer **out) {
  struct vp_opus_writer *writer = calloc(1, sizeof *writer);
  if (!writer)
    return VP_E_NO_MEMORY;
  writer->sink = sink;
  writer->context = context;
  int error = begin(writer, tags);
  if (error) {
    release(writer);
    return error;
  }
  *out = writer;
  return VP_OK;
}

int vp_opus_writer_write(struct vp_opus_writer *writer, const float *samples, size_t count) {
  while (!writer->error && count > 0) {
    size_t part = count < PART ? count : PART;
    writer->error = code_of(ope_encoder_write_float(writer->encoder, samples, (int)part));
    writer->has_sound = true;
    hand_over(writer, false);
    samples += part;
    count -= part;
  }
  return writer->error;
}

int vp_opus_writer_flush(struct vp_opus_writer *writer) {
  return hand_over(writer, true);
}

/* libopusenc asserts when a stream ends that nothing was written to: a single silent sample goes in. */
int vp_opus_writer_close(struct vp_opus_writer *writer) {
  static const float silence = 0;
  if (!writer->has_sound)
    vp_opus_writer_write(writer, &silence, 1);
  if (!writer->error)
    writer->error = code_of(ope_encoder_drain(writer->encoder));
  int error = hand_over(writer, true);
  release(writer);
  return error;
}
