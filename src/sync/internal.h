/* What the files of sync share: a drive that is held open, and a visit of it.
 *
 * Everything below a drive's root is reached from the root's descriptor, a name at a time and never through a link:
 * what lies on a drive was put there by whoever had it last. Functions of drive_ that say so return 0 or an errno. */
#ifndef VERTELPUNT_SYNC_INTERNAL_H
#define VERTELPUNT_SYNC_INTERNAL_H

#include <sys/types.h>
#include <time.h>

#include <vertelpunt/sync.h>

/* --- a drive --------------------------------------------------------------------------------------------------------
 */

struct drive {
  const char *path;
  int root;     /* open before anything is written: syncfs then reports what went wrong since */
  dev_t device; /* of the root: another one at the same path is another drive */
  ino_t inode;
  bool read_only; /* when it was opened: one that becomes so later may be on its way out */
  bool fuse;      /* a file system in a program: there only fsync reaches the medium (measured, see batch.c) */
};

int drive_open(const char *path, struct drive *drive, struct vp_fault *fault);
void drive_close(struct drive *drive);
bool drive_same(const struct drive *drive); /* what is at its path is still it */
/* What an errno on that drive means: VP_E_GONE if the drive is not there any more, whatever the errno says. */
int drive_fault(const struct drive *drive, int number, const char *doing, const char *object, struct vp_fault *fault);

/* A folder below the root ("a/b/c"), made where missing if make is set. errno. */
int drive_walk(const struct drive *drive, const char *relative, bool make, int *fd);
int drive_enter(int parent, const char *name, bool make, int *fd); /* one step of it; errno */
/* A regular file, read whole (free()). errno; EFBIG: above limit. EMEDIUMTYPE: no file. */
int drive_read(const struct drive *drive, const char *folder, const char *name, size_t limit, unsigned char **bytes,
               size_t *length);
int drive_create(int folder, const char *name, int *fd);       /* anew, for writing; errno */
int drive_write_all(int fd, const void *bytes, size_t length); /* errno */
/* When a file was last written. errno. */
int drive_written(const struct drive *drive, const char *folder, const char *name, struct timespec *when);
/* The hash of what the medium holds, not the page cache, where the system can tell them apart. errno. */
int drive_read_back(int folder, const char *name, void *buffer, size_t buffer_size, uint64_t *bytes, uint8_t hash[32]);
/* Small documents: temporary name, flushed, read back, renamed. The folder is made. A vp_error. */
int drive_put(const struct drive *drive, const char *folder, const char *name, const void *bytes, size_t length,
              struct vp_fault *fault);
int drive_flush(const struct drive *drive); /* the whole file system; errno */
void *drive_buffer(size_t size);            /* aligned for reading past the page cache; free() */

enum { DRIVE_BUFFER = 1024 * 1024, DRIVE_NAME = 64 };

/* --- layout.c: folders below the root -------------------------------------------------------------------------------
 */

enum { LAYOUT_FOLDER = 128 };
void layout_kiosk(const struct vp_id *kiosk, char folder[LAYOUT_FOLDER]);
void layout_stories(const struct vp_id *kiosk, char folder[LAYOUT_FOLDER]);
#define LAYOUT_RECEIPTS VP_DRIVE_FOLDER "/inbox/receipts"
#define LAYOUT_COLLECTION "collection.vpk"
#define LAYOUT_PART ".part"

/* --- recognise.c ----------------------------------------------------------------------------------------------------
 */

/* VP_E_NOT_FOUND: no collection on it. */
int drive_collection(const struct drive *drive, struct vp_collection *collection, struct vp_fault *fault);

/* --- report.c -------------------------------------------------------------------------------------------------------
 */

int report_put(const struct drive *drive, const struct vp_kiosk_report *report, const struct vp_kiosk_key *key,
               struct vp_fault *fault);

/* --- a visit --------------------------------------------------------------------------------------------------------
 */

struct trouble { /* what went wrong, and whose it is */
  int code;      /* the store's, or ours */
  int number;    /* the drive's errno; 0: not the drive */
};

enum { BATCH_FILES = 96, BATCH_BYTES = 8 * 1024 * 1024 };

struct missing { /* a story that is not on the drive */
  struct vp_id story;
  bool changed; /* a file of that name is, but another one than was copied */
};

struct pending { /* a file under its temporary name */
  struct vp_story_file file;
  int folder, fd;
  bool changed; /* it takes the place of a file that was changed */
};

struct visit {
  const struct vp_sync *sync;
  struct drive drive;
  struct vp_sync_result *result;
  struct vp_fault *fault;
  void *buffer; /* DRIVE_BUFFER bytes: writing and reading back */
  int stories;  /* descriptor of the stories folder */
  int folders[256];
  /* what the desk has made of the files, for the plan */
  bool desk_looked;        /* its receipt was news: what it does not confirm is read whole */
  bool has_receipt;        /* there is one that verified, */
  struct timespec receipt; /* and this is when it was written, by the drive's own times */
  struct missing *missing; /* the plan: oldest first; owned */
  size_t missing_count;
  struct pending batch[BATCH_FILES];
  size_t batch_count;
  uint64_t batch_bytes;
  /* progress: bytes count half when written and half when verified, for both take their time */
  struct vp_sync_progress progress;
  uint64_t bytes_written, bytes_verified;
  int64_t started_ms, told_ms;
};

bool visit_stopped(const struct visit *visit);
void visit_tell(struct visit *visit, bool now);
/* The folder of a story, made if missing; the descriptor stays with the visit. errno. */
int visit_folder(struct visit *visit, const struct vp_id *story, bool make, int *fd);
int visit_fault(struct visit *visit, int number, const char *doing, const char *object);

/* plan.c */
int plan_make(struct visit *visit);
int plan_remove_leftovers(struct visit *visit);

/* story.c: writes story to fd, tells the visit (may be NULL) how far it is. */
void story_write(const struct vp_sync *sync, const struct vp_id *story, int fd, void *buffer, struct visit *visit,
                 struct vp_story_file *file, struct trouble *trouble);

/* batch.c: VP_OK, or the error that ends the visit. */
int batch_add(struct visit *visit, const struct missing *missing);
int batch_finish(struct visit *visit);
void batch_drop(struct visit *visit); /* what was not finished, on the way out of a failure */

#endif
