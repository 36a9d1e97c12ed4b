/* Drives: noticing them, telling what they are, copying what is new, taking in receipts. Everything here may wait for a
 * drive: never on the UI thread. Success is what was flushed and read back from the medium, nothing else. */
#ifndef VERTELPUNT_SYNC_H
#define VERTELPUNT_SYNC_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <vertelpunt/error.h>
#include <vertelpunt/seal.h>
#include <vertelpunt/store.h>

enum { VP_DRIVE_PATH = 1024, VP_DRIVES_MAX = 16 };

/* --- the layout on a drive (design.md section 6); also used by the desk ---------------------------------------------- */

#define VP_DRIVE_FOLDER "VERTELPUNT"
/* "<drive>/VERTELPUNT/kiosks/<kiosk>/stories/<xx>/<id>.vps", xx: the id's last two hexadecimal digits. */
int vp_drive_story_path(const char *drive, const struct vp_id *kiosk, const struct vp_id *story, char *path, size_t size);
int vp_drive_kiosk_path(const char *drive, const struct vp_id *kiosk, char *path, size_t size);      /* …/kiosk.json */
int vp_drive_receipt_path(const char *drive, const struct vp_id *kiosk, char *path, size_t size);    /* …/inbox/receipts/<kiosk>.vpr */
int vp_drive_collection_path(const char *drive, char *path, size_t size);

/* kiosk.json: how a kiosk is doing, and its public key; signed by the kiosk. Beside it
 * lies kiosk.json.sig: 32 bytes public key, 64 bytes Ed25519 signature of kiosk.json, so that the JSON is verified before
 * it is parsed. */
struct vp_kiosk_report {
  struct vp_id kiosk;
  uint8_t sign_public[32];
  struct vp_id collection;
  char version[32];
  int64_t written_utc_ms;
  enum vp_clock_trust clock_trust;
  struct vp_store_counts counts;
  uint64_t free_bytes;
};
int vp_kiosk_report_write(const char *drive, const struct vp_kiosk_report *report, const struct vp_kiosk_key *key,
                          struct vp_fault *fault);
/* Bounded, verified (the signature by the key that it names), then parsed. */
int vp_kiosk_report_read(const char *drive, const struct vp_id *kiosk, struct vp_kiosk_report *report, struct vp_fault *fault);

/* --- noticing -------------------------------------------------------------------------------------------------------- */

/* Watches folders (up to 8) in which every folder counts as an attached drive; hidden names, files and links do not.
 * Event-driven (inotify and /proc/self/mountinfo); a folder that is not there yet is waited for. What is there at open comes
 * as arrivals. A mount that comes or goes on a folder that was told of is another drive: left, then arrived. */
struct vp_drive_watch;
struct vp_drive_event {
  bool arrived; /* or left */
  char path[VP_DRIVE_PATH];
};
int vp_drive_watch_open(const char *const *folders, size_t count, struct vp_drive_watch **watch, struct vp_fault *fault);
/* Waits up to timeout_ms (-1: without limit) for the next event; 1 and the event, 0 when time is up or wake was called,
 * or a negative error. One thread. */
int vp_drive_watch_next(struct vp_drive_watch *watch, int timeout_ms, struct vp_drive_event *event);
void vp_drive_watch_wake(struct vp_drive_watch *watch); /* any thread */
void vp_drive_watch_close(struct vp_drive_watch *watch);

/* --- telling what it is ---------------------------------------------------------------------------------------------- */

enum vp_drive_kind {
  VP_DRIVE_OURS,       /* a courier of our collection */
  VP_DRIVE_OTHER,      /* belongs to another collection */
  VP_DRIVE_PLAIN,      /* no VERTELPUNT folder with a collection on it */
  VP_DRIVE_DAMAGED,    /* it says that it is a courier, but its key file can't be trusted, or the drive can't be read */
  VP_DRIVE_GONE,
};
/* ours NULL: the kiosk has no collection yet; a valid courier is then VP_DRIVE_OTHER with *found filled. found may be NULL. */
enum vp_drive_kind vp_drive_recognise(const char *drive, const struct vp_collection *ours, struct vp_collection *found,
                                      struct vp_fault *fault);

/* --- copying --------------------------------------------------------------------------------------------------------- */

struct vp_sync_progress {
  uint32_t stories_done, stories_total; /* of those that were not on the drive yet */
  uint64_t bytes_done, bytes_total;
  int64_t left_ms;                      /* estimate; -1: not known yet */
};

struct vp_sync_result {
  uint32_t copied;         /* now on the drive, read back and compared */
  uint32_t repaired;       /* of those copied: a file of theirs was there, but was not as it had been copied */
  uint32_t already;        /* were there already, and whole */
  uint32_t waiting;        /* could not be copied; also with VP_OK, if the store cannot read a story: *fault says so */
  uint32_t confirmed;      /* receipts taken in by this drive */
  bool receipt_refused;    /* a receipt file did not verify: *fault of the run says why if nothing else failed */
  uint64_t bytes;
};

struct vp_sync {
  struct vp_store *store; /* a connection of the calling thread */
  const struct vp_collection *collection;
  const struct vp_kiosk_key *kiosk;
  const char *version;    /* of the program, for kiosk.json */
  void (*progress)(void *context, const struct vp_sync_progress *progress); /* at most ten times a second; may be NULL */
  void *context;
  const atomic_bool *stop; /* may be NULL; true: VP_E_STOPPED soon, nothing half-written under a final name */
};

/* The whole visit of a drive: receipts in, new stories out (temporary name, flush, read back bypassing the page cache
 * where the system can, compare, rename, flush the folder), the collection's key file and the viewer refreshed where
 * missing, kiosk.json, leftovers of an earlier yank (our own temporary names) removed, the file system flushed.
 * VP_OK: it can come out. Otherwise VP_E_NO_SPACE, VP_E_READ_ONLY, VP_E_GONE (yanked: also when only fsync told it),
 * VP_E_IO, VP_E_FORMAT (read back differs, the key file is damaged, or a link lies where a folder belongs: the drive is
 * damaged), VP_E_AUTHENTIC (another collection's: nothing is written), VP_E_STOPPED; what was verified before stays counted
 * in *result, and the next run goes on from there. */
int vp_sync_run(const struct vp_sync *sync, const char *drive, struct vp_sync_result *result, struct vp_fault *fault);

/* One story's file to path (exact bytes, deterministic), hash and length out; used by vp_sync_run and tests. */
int vp_sync_write_story(const struct vp_sync *sync, const struct vp_id *story, const char *path, uint8_t file_hash[32],
                        uint64_t *file_bytes, struct vp_fault *fault);

#endif
