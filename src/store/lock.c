/* One process a data folder: a flock on a file of its own, which the system lets go of however the process ends. The
 * process id inside is for the message only. */
#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <vertelpunt/file.h>

static long owner_of(int fd) {
  char text[32];
  ssize_t got = pread(fd, text, sizeof text - 1, 0);
  if (got <= 0)
    return 0;
  text[got] = '\0';
  return strtol(text, NULL, 10);
}

static int write_owner(int fd) {
  char text[32];
  int length = snprintf(text, sizeof text, "%ld\n", (long)getpid());
  if (ftruncate(fd, 0) != 0 || pwrite(fd, text, (size_t)length, 0) != length)
    return -1;
  return 0;
}

int vp_store_lock(const char *folder, int *lock_fd, struct vp_fault *fault) {
  static const char doing[] = "taking the data folder";
  *lock_fd = -1;
  int error = vp_file_make_folders(folder, fault);
  if (error)
    return error;
  char path[STORE_PATH];
  if (snprintf(path, sizeof path, "%s/lock", folder) >= (int)sizeof path)
    return vp_fault_set(fault, VP_E_TOO_LARGE, doing, folder, NULL, "the path is too long");
  int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0)
    return vp_fault_errno(fault, errno, doing, path, "Make the data folder writable, or choose another with --data.");
  if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
    int saved = errno;
    long owner = owner_of(fd);
    close(fd);
    if (saved != EWOULDBLOCK)
      return vp_fault_errno(fault, saved, doing, path, NULL);
    return vp_fault_set(fault, VP_E_BUSY, doing, folder, "End the other one, or choose another folder with --data.",
                        "another Vertelpunt uses it already (process %ld)", owner);
  }
  if (write_owner(fd) != 0 && errno != ENOSPC) { /* a full disk must not keep the kiosk from starting */
    int saved = errno;
    close(fd);
    return vp_fault_errno(fault, saved, doing, path, NULL);
  }
  *lock_fd = fd;
  return VP_OK;
}
