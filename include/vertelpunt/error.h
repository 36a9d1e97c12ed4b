/* Errors. A function that can fail returns 0 or a negative enum vp_error; what it makes comes out through a
 * parameter. Where a person will read of it, a struct vp_fault travels along and says what happened, to what,
 * and what to do. All functions may be called from any thread; a fault belongs to one thread at a time. */
#ifndef VERTELPUNT_ERROR_H
#define VERTELPUNT_ERROR_H

#include <vertelpunt/attributes.h>

enum vp_error {
  VP_OK = 0,
  VP_E_NO_MEMORY = -1,
  VP_E_IO = -2,          /* the system refused or failed; the medium may be gone */
  VP_E_NO_SPACE = -3,    /* disk or drive is full, or below the limit that we keep free */
  VP_E_READ_ONLY = -4,
  VP_E_GONE = -5,        /* the drive or device that we were using is no longer there */
  VP_E_DENIED = -6,      /* permission */
  VP_E_FORMAT = -7,      /* not what it claims to be, or damaged */
  VP_E_TOO_LARGE = -8,   /* beyond a bound of the format */
  VP_E_AUTHENTIC = -9,   /* signature or decryption did not verify, wrong passphrase */
  VP_E_NOT_FOUND = -10,
  VP_E_EXISTS = -11,
  VP_E_BUSY = -12,       /* in use by another process, or not now */
  VP_E_INVALID = -13,    /* the caller's arguments; a programmer's mistake or wrong usage */
  VP_E_VERSION = -14,    /* made by a newer version than this one */
  VP_E_DEVICE = -15,     /* no such sound device, or it refuses */
  VP_E_TRUNCATED = -16,  /* ends too early; what came before is good */
  VP_E_STOPPED = -17,    /* somebody asked us to stop */
};

struct vp_fault {
  int code;         /* enum vp_error; 0: nothing is wrong */
  char doing[96];   /* what was being done: "reading the guide" */
  char object[512]; /* to what: a path, with line and column where there are any */
  char reason[256]; /* what is wrong, or the system's words */
  char advice[256]; /* what to do; may be empty */
};

/* Fills *fault (NULL is fine) and returns code, so that `return vp_fault_set(...)` reads well.
 * object and advice may be NULL. */
int vp_fault_set(struct vp_fault *fault, int code, const char *doing, const char *object, const char *advice,
                 const char *reason_format, ...) VP_FORMAT(6, 7);

/* The same with the words of errno. The code follows from errno: ENOSPC and EDQUOT VP_E_NO_SPACE, EROFS
 * VP_E_READ_ONLY, EACCES and EPERM VP_E_DENIED, ENOENT VP_E_NOT_FOUND, ENODEV and ENXIO VP_E_GONE, EEXIST
 * VP_E_EXISTS, ENOMEM VP_E_NO_MEMORY, else VP_E_IO. */
int vp_fault_errno(struct vp_fault *fault, int saved_errno, const char *doing, const char *object, const char *advice);

/* "reading the guide: assets/x/guide.json:3:7: string expected. Mend the file." into text (always terminated). */
void vp_fault_format(const struct vp_fault *fault, char *text, unsigned long size);

/* "no space", "not found"… in English, for logs and the command line. */
const char *vp_error_name(int code);

#endif
