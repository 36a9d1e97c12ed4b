/* Looking through a drive: which kiosks and which stories lie on it. Whoever had the drive last may have put anything
 * there: folders are entered a name at a time and never through a link, names must be the ids that they claim to be,
 * and nothing larger than a bound is read. */
#ifndef VERTELPUNT_DESK_SCAN_H
#define VERTELPUNT_DESK_SCAN_H

#include <limits.h>

#include <vertelpunt/seal.h>

enum { SCAN_NAME = 64 };
#define SCAN_STORY_MAX ((size_t)1 << 30) /* bytes of one story; about 70 hours of sound */

struct scan_file { /* a story's file, as named; nothing of it has been read */
  struct vp_id kiosk, story;
  int folder;           /* descriptor, open for as long as the reader runs */
  char name[SCAN_NAME]; /* in that folder */
  char path[PATH_MAX];  /* for people */
};

struct scan { /* problem is told of what is not as it should be, and the scan goes on */
  const char *drive;
  void (*problem)(void *context, const struct vp_fault *fault);
  int (*story)(void *context, const struct scan_file *file); /* non-zero ends the scan, which returns it */
  void *context;
};

/* The kiosks that have a folder on the drive, in order of their ids; free(). */
int scan_kiosks(const struct scan *scan, struct vp_id **kiosks, size_t *count, struct vp_fault *fault);
/* Every story of that kiosk, in order of their names. */
int scan_stories(const struct scan *scan, const struct vp_id *kiosk, struct vp_fault *fault);

/* The size, and the signature that stands at the end: enough to know a story again. */
int scan_peek(const struct scan_file *file, uint64_t *bytes, uint8_t signature[VP_SIGNATURE], struct vp_fault *fault);
int scan_read(const struct scan_file *file, unsigned char **bytes, size_t *length, struct vp_fault *fault); /* free() */
/* A folder below the drive's own, made where missing if make is set. errno; ELOOP: a link or a file is in the way. */
int scan_enter(const char *drive, const char *relative, bool make, int *fd);

#endif
