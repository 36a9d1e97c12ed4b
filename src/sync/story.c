/* A story's file, streamed: head, the chunks as they lie in the store, four zero bytes, the kiosk's signature. Nothing
 * is made up on the way and Ed25519 is deterministic, so it is the same file each time. */
#define _GNU_SOURCE /* sync_file_range(2) */
#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK = 256 * 1024, IN_FLIGHT = 8 * 1024 * 1024 };

struct stream {
  const struct vp_sync *sync;
  struct visit *visit;
  struct vp_hasher *hasher;
  struct vp_signer *signer; /* NULL once the signature is made */
  uint8_t *buffer;
  size_t used;
  int fd;
  uint64_t written;
  struct trouble *trouble;
};

/* Has the system write what we have written so far, and waits for what is far behind: so progress is that of the drive,
 * not of the page cache, and a stop does not wait for minutes of flushing. */
static int keep_pace(struct stream *stream, size_t just_written) {
  off_t from = (off_t)(stream->written - just_written);
  if (sync_file_range(stream->fd, from, (off_t)just_written, SYNC_FILE_RANGE_WRITE) != 0 && errno != EINVAL &&
      errno != ESPIPE && errno != ENOSYS)
    return errno;
  if (stream->written > IN_FLIGHT &&
      sync_file_range(stream->fd, 0, (off_t)(stream->written - IN_FLIGHT),
                      SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER) != 0 &&
      errno != EINVAL && errno != ESPIPE && errno != ENOSYS)
    return errno;
  return 0;
}

static int write_out(struct stream *stream) {
  vp_hasher_update(stream->hasher, stream->buffer, stream->used);
  if (stream->signer)
    vp_signer_update(stream->signer, stream->buffer, stream->used);
  int error = drive_write_all(stream->fd, stream->buffer, stream->used);
  stream->written += stream->used;
  if (!error)
    error = keep_pace(stream, stream->used);
  if (stream->visit) {
    stream->visit->bytes_written += stream->used;
    visit_tell(stream->visit, false);
  }
  stream->used = 0;
  if (error)
    stream->trouble->number = error;
  return error ? VP_E_IO : VP_OK;
}

static int append(void *context, const uint8_t *bytes, size_t length) {
  struct stream *stream = context;
  while (length > 0) {
    size_t part = BLOCK - stream->used < length ? BLOCK - stream->used : length;
    memcpy(stream->buffer + stream->used, bytes, part);
    stream->used += part;
    bytes += part;
    length -= part;
    int error = stream->used == BLOCK ? write_out(stream) : VP_OK;
    if (error)
      return error;
  }
  return stream->sync->stop && atomic_load(stream->sync->stop) ? VP_E_STOPPED : VP_OK;
}

static int sign(struct stream *stream, uint8_t signature[VP_SIGNATURE]) {
  if (stream->used > 0) {
    vp_hasher_update(stream->hasher, stream->buffer, stream->used);
    vp_signer_update(stream->signer, stream->buffer, stream->used);
  }
  int error = vp_signer_finish(stream->signer, signature);
  stream->signer = NULL;
  return error;
}

/* The last block and the signature in one write: the hasher has had the block already. */
static int write_end(struct stream *stream, const uint8_t signature[VP_SIGNATURE]) {
  vp_hasher_update(stream->hasher, signature, VP_SIGNATURE);
  memcpy(stream->buffer + stream->used, signature, VP_SIGNATURE);
  stream->used += VP_SIGNATURE;
  int error = drive_write_all(stream->fd, stream->buffer, stream->used);
  stream->written += stream->used;
  if (stream->visit)
    stream->visit->bytes_written += stream->used;
  stream->trouble->number = error;
  return error ? VP_E_IO : VP_OK;
}

static int write_all_of(struct stream *stream, const struct vp_id *story, struct vp_story_file *file) {
  static const uint8_t end[4];
  struct vp_story_row row;
  uint8_t head[VP_STORY_HEAD];
  int error = vp_store_story(stream->sync->store, story, &row);
  if (!error && row.state == VP_STORY_OPEN)
    error = VP_E_INVALID;
  if (error)
    return error;
  vp_story_head_pack(&row.head, head);
  error = append(stream, head, sizeof head);
  if (!error)
    error = vp_store_read_chunks(stream->sync->store, story, append, stream);
  if (!error)
    error = append(stream, end, sizeof end);
  if (!error)
    error = sign(stream, file->signature);
  if (!error)
    error = write_end(stream, file->signature);
  file->bytes = stream->written;
  return error;
}

void story_write(const struct vp_sync *sync, const struct vp_id *story, int fd, void *buffer, struct visit *visit,
                 struct vp_story_file *file, struct trouble *trouble) {
  struct stream stream = {.sync = sync, .visit = visit, .buffer = buffer, .fd = fd, .trouble = trouble};
  *trouble = (struct trouble){0};
  *file = (struct vp_story_file){.story = *story};
  trouble->code = vp_signer_open(sync->kiosk, &stream.signer);
  if (trouble->code == VP_OK)
    trouble->code = vp_hasher_open(&stream.hasher);
  if (trouble->code == VP_OK)
    trouble->code = write_all_of(&stream, story, file);
  if (stream.hasher)
    vp_hasher_finish(stream.hasher, file->hash);
  vp_signer_close(stream.signer);
}

int vp_sync_write_story(const struct vp_sync *sync, const struct vp_id *story, const char *path, uint8_t file_hash[32],
                        uint64_t *file_bytes, struct vp_fault *fault) {
  static const char doing[] = "writing a story's file";
  void *buffer = drive_buffer(DRIVE_BUFFER);
  if (!buffer)
    return vp_fault_set(fault, VP_E_NO_MEMORY, doing, path, NULL, "out of memory");
  int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0644);
  struct trouble trouble = {.code = VP_E_IO, .number = fd < 0 ? errno : 0};
  struct vp_story_file file = {0};
  if (fd >= 0)
    story_write(sync, story, fd, buffer, NULL, &file, &trouble);
  if (fd >= 0 && trouble.code == VP_OK && fsync(fd) != 0)
    trouble = (struct trouble){VP_E_IO, errno};
  if (fd >= 0 && close(fd) != 0 && trouble.code == VP_OK)
    trouble = (struct trouble){VP_E_IO, errno};
  free(buffer);
  if (trouble.number)
    return vp_fault_errno(fault, trouble.number, doing, path, NULL);
  if (trouble.code)
    return vp_fault_set(fault, trouble.code, doing, path, NULL, "%s", vp_error_name(trouble.code));
  memcpy(file_hash, file.hash, sizeof file.hash);
  *file_bytes = file.bytes;
  return VP_OK;
}
