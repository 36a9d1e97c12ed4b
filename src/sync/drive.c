/* A drive that may vanish at any moment, written by whoever had it last. What is asked of it goes through descriptors
 * from its root on, without following links; what goes wrong is turned into what a person can act on, and the first
 * question is always whether the drive is still there: a yanked one says EIO, ENOENT, EROFS or nothing at all. */
#define _GNU_SOURCE /* O_DIRECT and syncfs(2) */
#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

enum { FUSE_MAGIC = 0x65735546 }; /* linux/magic.h: FUSE_SUPER_MAGIC */

/* --- there or not ---------------------------------------------------------------------------------------------------
 */

int drive_open(const char *path, struct drive *drive, struct vp_fault *fault) {
  static const char doing[] = "opening the drive";
  *drive = (struct drive){.path = path, .root = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  struct stat status;
  struct statfs system;
  if (drive->root < 0 || fstat(drive->root, &status) != 0 || fstatfs(drive->root, &system) != 0) {
    int saved = errno;
    drive_close(drive);
    if (saved == ENOENT || saved == ENOTDIR)
      return vp_fault_set(fault, VP_E_GONE, doing, path, "Plug it in again.", "there is no drive any more");
    return vp_fault_errno(fault, saved, doing, path, "Plug it in again.");
  }
  drive->device = status.st_dev;
  drive->inode = status.st_ino;
  drive->read_only = (system.f_flags & ST_RDONLY) != 0;
  drive->fuse = system.f_type == FUSE_MAGIC;
  return VP_OK;
}

void drive_close(struct drive *drive) {
  if (drive->root >= 0)
    close(drive->root); /* nothing was written through it */
  drive->root = -1;
}

bool drive_same(const struct drive *drive) {
  struct stat now;
  return stat(drive->path, &now) == 0 && now.st_dev == drive->device && now.st_ino == drive->inode;
}

static bool device_listed(const struct drive *drive) { /* true also for what has no block device */
  char path[64];
  if (major(drive->device) == 0 || access("/sys/dev/block", F_OK) != 0)
    return true;
  snprintf(path, sizeof path, "/sys/dev/block/%u:%u", major(drive->device), minor(drive->device));
  return access(path, F_OK) == 0;
}

static bool is_silence(int number) {
  return number == EIO || number == EROFS || number == ENODEV || number == ENXIO || number == ENOTCONN;
}

/* A drive that cannot even give back the first block of its key file does not answer. The page cache must not answer in
 * its place. Where no key file can be read so (the drive is new, or does not know O_DIRECT), its root is flushed: that
 * has the drive empty its cache, which one that is away cannot do. */
static bool answers(const struct drive *drive) {
  int fd = openat(drive->root, VP_DRIVE_FOLDER "/" LAYOUT_COLLECTION,
                  O_RDONLY | O_DIRECT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  int number = fd < 0 ? errno : 0;
  void *block = drive_buffer(4096);
  if (fd >= 0 && block && read(fd, block, 4096) < 0)
    number = errno;
  free(block);
  if (fd >= 0)
    close(fd);
  if (number != 0 && !is_silence(number))
    number = fsync(drive->root) == 0 ? 0 : errno;
  return !is_silence(number);
}

static bool lost(const struct drive *drive, int number) {
  if (!drive_same(drive) || !device_listed(drive))
    return true;
  if (number == ENODEV || number == ENXIO || number == ESTALE || number == ENOTCONN || number == ESHUTDOWN)
    return true;
  if (number == EIO || (number == EROFS && !drive->read_only)) /* EROFS: the system gave it up, or guards it */
    return !answers(drive);
  /* files that we have just made are away: something is taking the drive down, and its root goes last */
  for (int i = 0; number == ENOENT && i < 10; i++) {
    nanosleep(&(struct timespec){.tv_nsec = 30000000}, NULL);
    if (!drive_same(drive))
      return true;
  }
  return false;
}

int drive_fault(const struct drive *drive, int number, const char *doing, const char *object, struct vp_fault *fault) {
  if (lost(drive, number))
    return vp_fault_set(fault, VP_E_GONE, doing, drive->path, "Plug it in again: what was missing is copied then.",
                        "the drive was taken out (%s)", strerror(number));
  switch (number) {
  case EACCES:
  case EPERM:
  case EROFS:
    return vp_fault_set(fault, VP_E_READ_ONLY, doing, drive->path, "Unlock the drive, or use another one.",
                        "it cannot be written to (%s)", strerror(number));
  case ENOSPC:
  case EDQUOT:
    return vp_fault_set(fault, VP_E_NO_SPACE, doing, drive->path, "Use another drive, or make room on this one.",
                        "it is full");
  case EFBIG:
    return vp_fault_set(fault, VP_E_TOO_LARGE, doing, object, NULL, "the file is too large");
  case ENOMEM:
    return vp_fault_errno(fault, number, doing, object, NULL);
  case ELOOP:
  case ENOTDIR:
  case EISDIR:
  case EMEDIUMTYPE:
    return vp_fault_set(fault, VP_E_FORMAT, doing, object, "Take it off the drive at a desk.",
                        "a link, or a thing of another kind, lies where a file or folder of ours belongs");
  default:
    return vp_fault_set(fault, VP_E_IO, doing, object, "Try again; if it happens again, use another drive.", "%s",
                        strerror(number));
  }
}

int drive_flush(const struct drive *drive) {
  return syncfs(drive->root) == 0 ? 0 : errno; /* since Linux 5.8 also what could not be written back */
}

/* --- folders and files ----------------------------------------------------------------------------------------------
 */

int drive_enter(int parent, const char *name, bool make, int *fd) {
  if (make && mkdirat(parent, name, 0755) != 0 && errno != EEXIST)
    return errno;
  *fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  return *fd < 0 ? errno : 0;
}

int drive_walk(const struct drive *drive, const char *relative, bool make, int *fd) {
  int at = dup(drive->root);
  if (at < 0)
    return errno;
  fcntl(at, F_SETFD, FD_CLOEXEC); /* a plain descriptor: cannot fail */
  while (*relative) {
    char name[DRIVE_NAME];
    size_t length = strcspn(relative, "/");
    int next = -1, error = ENAMETOOLONG;
    if (length < sizeof name) {
      memcpy(name, relative, length);
      name[length] = '\0';
      error = drive_enter(at, name, make, &next);
    }
    close(at);
    if (error)
      return error;
    at = next;
    relative += length + (relative[length] == '/');
  }
  *fd = at;
  return 0;
}

static int read_all(int fd, size_t limit, unsigned char **bytes, size_t *length) {
  struct stat status;
  if (fstat(fd, &status) != 0)
    return errno;
  if (!S_ISREG(status.st_mode))
    return EMEDIUMTYPE;
  if (status.st_size < 0 || (uint64_t)status.st_size > limit)
    return EFBIG;
  size_t size = (size_t)status.st_size, done = 0;
  unsigned char *read_bytes = malloc(size + 1);
  if (!read_bytes)
    return ENOMEM;
  while (done < size) {
    ssize_t got = read(fd, read_bytes + done, size - done);
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0) {
      int saved = errno;
      free(read_bytes);
      return saved;
    }
    if (got == 0)
      break;
    done += (size_t)got;
  }
  read_bytes[done] = 0;
  *bytes = read_bytes;
  *length = done;
  return 0;
}

int drive_read(const struct drive *drive, const char *folder, const char *name, size_t limit, unsigned char **bytes,
               size_t *length) {
  int parent;
  int error = drive_walk(drive, folder, false, &parent);
  if (error)
    return error;
  int fd = openat(parent, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  error = fd < 0 ? errno : read_all(fd, limit, bytes, length);
  if (fd >= 0)
    close(fd);
  close(parent);
  return error;
}

int drive_written(const struct drive *drive, const char *folder, const char *name, struct timespec *when) {
  struct stat status;
  int parent;
  int error = drive_walk(drive, folder, false, &parent);
  if (error)
    return error;
  error = fstatat(parent, name, &status, AT_SYMLINK_NOFOLLOW) == 0 ? 0 : errno;
  close(parent);
  if (!error)
    *when = status.st_mtim;
  return error;
}

int drive_create(int folder, const char *name, int *fd) {
  enum { ANEW = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC };
  *fd = openat(folder, name, ANEW, 0644);
  if (*fd < 0 && errno == EEXIST) { /* a leftover, or a link that lies in wait: never written through */
    if (unlinkat(folder, name, 0) != 0 && errno != ENOENT)
      return errno;
    *fd = openat(folder, name, ANEW, 0644);
  }
  return *fd < 0 ? errno : 0;
}

int drive_write_all(int fd, const void *bytes, size_t length) {
  for (size_t done = 0; done < length;) {
    ssize_t put = write(fd, (const uint8_t *)bytes + done, length - done);
    if (put < 0 && errno != EINTR)
      return errno;
    if (put > 0)
      done += (size_t)put;
  }
  return 0;
}

/* --- reading back ---------------------------------------------------------------------------------------------------
 */

void *drive_buffer(size_t size) {
  void *buffer;
  return posix_memalign(&buffer, 4096, size) == 0 ? buffer : NULL;
}

static int hash_file(int fd, void *buffer, size_t buffer_size, uint64_t *bytes, uint8_t hash[32]) {
  struct stat status;
  struct vp_hasher *hasher;
  if (fstat(fd, &status) != 0)
    return errno;
  if (vp_hasher_open(&hasher) != VP_OK)
    return ENOMEM;
  uint64_t size = (uint64_t)status.st_size, done = 0;
  int error = 0;
  /* up to its size and no further: behind the end O_DIRECT would be asked for an unaligned place */
  while (done < size && !error) {
    ssize_t got = read(fd, buffer, buffer_size);
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      error = errno;
    else if (got == 0)
      break;
    else
      vp_hasher_update(hasher, buffer, (size_t)got);
    done += got > 0 ? (uint64_t)got : 0;
  }
  vp_hasher_finish(hasher, hash);
  *bytes = done;
  return error;
}

int drive_read_back(int folder, const char *name, void *buffer, size_t buffer_size, uint64_t *bytes, uint8_t hash[32]) {
  int error = EINVAL;
  int fd = openat(folder, name, O_RDONLY | O_DIRECT | O_NOFOLLOW | O_CLOEXEC);
  if (fd >= 0) {
    error = hash_file(fd, buffer, buffer_size, bytes, hash);
    close(fd);
  } else if (errno != EINVAL) {
    return errno;
  }
  if (error != EINVAL)
    return error;
  /* a file system without O_DIRECT: what it cached is dropped first, as far as it heeds that */
  fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0)
    return errno;
  (void)posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED); /* advice: it may be declined */
  error = hash_file(fd, buffer, buffer_size, bytes, hash);
  close(fd);
  return error;
}

/* --- small documents ------------------------------------------------------------------------------------------------
 */

static int put_part(int folder, const char *part, const void *bytes, size_t length) {
  int fd;
  int error = drive_create(folder, part, &fd);
  if (error)
    return error;
  error = drive_write_all(fd, bytes, length);
  if (!error && fsync(fd) != 0)
    error = errno;
  (void)posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED); /* advice */
  if (close(fd) != 0 && !error)
    error = errno;
  return error;
}

static int same_on_medium(int folder, const char *part, const void *bytes, size_t length) {
  uint8_t expected[32], found[32];
  uint64_t found_bytes = 0;
  struct vp_hasher *hasher;
  enum { SMALL = 65536 };
  void *buffer = drive_buffer(SMALL);
  if (!buffer || vp_hasher_open(&hasher) != VP_OK) {
    free(buffer);
    return ENOMEM;
  }
  vp_hasher_update(hasher, bytes, length);
  vp_hasher_finish(hasher, expected);
  int error = drive_read_back(folder, part, buffer, SMALL, &found_bytes, found);
  free(buffer);
  if (!error && (found_bytes != length || memcmp(expected, found, sizeof found) != 0))
    error = EILSEQ;
  return error;
}

int drive_put(const struct drive *drive, const char *folder, const char *name, const void *bytes, size_t length,
              struct vp_fault *fault) {
  static const char doing[] = "writing to the drive";
  char part[DRIVE_NAME];
  int at = -1;
  snprintf(part, sizeof part, "%s" LAYOUT_PART, name);
  int error = drive_walk(drive, folder, true, &at);
  if (error)
    return drive_fault(drive, error, doing, folder, fault);
  error = put_part(at, part, bytes, length);
  if (!error)
    error = same_on_medium(at, part, bytes, length);
  if (!error && renameat(at, part, at, name) != 0)
    error = errno;
  if (!error && fsync(at) != 0 && errno != EINVAL) /* EINVAL: cannot be asked of every FUSE folder */
    error = errno;
  if (error)
    unlinkat(at, part, 0); /* as far as it still can be */
  close(at);
  if (error == EILSEQ)
    return vp_fault_set(fault, VP_E_FORMAT, doing, name, "Use another drive.",
                        "what was written did not come back the same: the drive is damaged");
  return error ? drive_fault(drive, error, doing, name, fault) : VP_OK;
}
