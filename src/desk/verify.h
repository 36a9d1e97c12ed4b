/* What both halves of verify share: a count of what is wrong, said as it is found. */
#ifndef VERTELPUNT_DESK_VERIFY_H
#define VERTELPUNT_DESK_VERIFY_H

#include "desk.h"

struct verifying {
  size_t stories, interrupted, wrong;
};
/* "WRONG path: why", on standard output: it is the result. */
void verify_wrong(struct verifying *run, const char *what, const char *format, ...) VP_FORMAT(3, 4);

/* An error is one that kept it from looking at all. */
int verify_library(const char *folder, struct verifying *run, struct vp_fault *fault);
int verify_drive(const char *drive, const char *key, const char *passphrase_file, struct verifying *run,
                 struct vp_fault *fault);

#endif
