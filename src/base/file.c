/* Whole files, bounded and durable. A file is replaced by rename, after its bytes have been flushed; the folder is
 * flushed after the rename, for a rename that is only in memory is lost with the power. */
#include <vertelpunt/file.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void close_fd(int *fd) {
  if (*fd >= 0)
    close(*fd);
}

int vp_file_read(const char *path, size_t limit, unsigned char **bytes, size_t *length, struct vp_fault *fault) {
  static const char doing[] = "reading a file";
  VP_CLEANUP(close_fd) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  struct stat status;
  if (fd < 0 || fstat(fd, &status) != 0)
    return vp_fault_errno(fault, errno, doing, path, NULL);
  if (!S_ISREG(status.st_mode))
    return vp_fault_set(fault, VP_E_FORMAT, doing, path, NULL, "it is not a regular file");
  if (status.st_size < 0 || (unsigned long long)status.st_size > limit)
    return vp_fault_set(fault, VP_E_TOO_LARGE, doing, path, NULL, "it is larger than %zu bytes", limit);
  size_t size = (size_t)status.st_size, done = 0;
  unsigned char *buffer = malloc(size + 1);
  if (!buffer)
    return vp_fault_set(fault, VP_E_NO_MEMORY, doing, path, NULL, "out of memory");
  while (done < size) {
    ssize_t got = read(fd, buffer + done, size - done);
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0) {
      int saved = errno;
      free(buffer);
      return vp_fault_errno(fault, saved, doing, path, NULL);
    }
    if (got == 0)
      break; /* it became shorter meanwhile: what is there is what counts */
    done += (size_t)got;
  }
  buffer[done] = 0;
  *bytes = buffer;
  *length = done;
  return VP_OK;
}

static int folder_of(const char *path, char folder[PATH_MAX]) {
  size_t length = strlen(path);
  if (length >= PATH_MAX)
    return VP_E_TOO_LARGE;
  memcpy(folder, path, length + 1);
  char *slash = strrchr(folder, '/');
  if (!slash)
    memcpy(folder, ".", 2);
  else if (slash == folder)
    folder[1] = '\0';
  else
    *slash = '\0';
  return VP_OK;
}

int vp_file_flush_folder(const char *path, struct vp_fault *fault) {
  VP_CLEANUP(close_fd) int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  /* EINVAL: some FUSE file systems cannot flush a folder; their rename is as lasting as it gets */
  if (fd < 0 || (fsync(fd) != 0 && errno != EINVAL))
    return vp_fault_errno(fault, errno, "writing a folder", path, NULL);
  return VP_OK;
}

static int write_all(int fd, const unsigned char *bytes, size_t length) {
  for (size_t done = 0; done < length;) {
    ssize_t put = write(fd, bytes + done, length - done);
    if (put < 0 && errno == EINTR)
      continue;
    if (put < 0)
      return errno;
    done += (size_t)put;
  }
  return fsync(fd) == 0 ? 0 : errno;
}

/* Made anew: what a process that was killed left there is removed, and so is a link or a pipe that lies in wait on a
 * stranger's drive. Nothing is ever written through it. errno. */
static int create(const char *path, unsigned mode, int *fd) {
  enum { ANEW = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC };
  *fd = open(path, ANEW, (mode_t)mode);
  if (*fd < 0 && errno == EEXIST) {
    if (unlink(path) != 0 && errno != ENOENT)
      return errno;
    *fd = open(path, ANEW, (mode_t)mode);
  }
  return *fd < 0 ? errno : 0;
}

int vp_file_write(const char *path, const void *bytes, size_t length, unsigned mode, struct vp_fault *fault) {
  static const char doing[] = "writing a file";
  char folder[PATH_MAX], temporary[PATH_MAX];
  if (folder_of(path, folder) || snprintf(temporary, sizeof temporary, "%s.part", path) >= (int)sizeof temporary)
    return vp_fault_set(fault, VP_E_TOO_LARGE, doing, path, NULL, "the path is too long");
  int fd;
  int error = create(temporary, mode, &fd);
  if (error)
    return vp_fault_errno(fault, error, doing, path, NULL);
  error = write_all(fd, bytes, length);
  if (close(fd) != 0 && !error)
    error = errno;
  if (!error && rename(temporary, path) != 0)
    error = errno;
  if (error) {
    unlink(temporary); /* best effort: the error that counts is already known */
    return vp_fault_errno(fault, error, doing, path, NULL);
  }
  return vp_file_flush_folder(folder, fault);
}

int vp_file_make_folders(const char *path, struct vp_fault *fault) {
  char part[PATH_MAX];
  size_t length = strlen(path);
  if (length == 0 || length >= sizeof part)
    return vp_fault_set(fault, VP_E_INVALID, "making a folder", path, NULL, "the path is empty or too long");
  memcpy(part, path, length + 1);
  for (size_t i = 1; i <= length; i++) {
    if (part[i] != '/' && part[i] != '\0')
      continue;
    char saved = part[i];
    part[i] = '\0';
    if (mkdir(part, 0700) != 0 && errno != EEXIST)
      return vp_fault_errno(fault, errno, "making a folder", part, NULL);
    part[i] = saved;
  }
  struct stat status;
  if (stat(path, &status) != 0 || !S_ISDIR(status.st_mode))
    return vp_fault_set(fault, VP_E_EXISTS, "making a folder", path, NULL, "something else of that name is there");
  return VP_OK;
}

static int beside_program(char *path, size_t size, const char *relative) {
  char program[PATH_MAX];
  ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
  if (length <= 0)
    return -1;
  program[length] = '\0';
  char folder[PATH_MAX];
  if (folder_of(program, folder))
    return -1;
  int used = snprintf(path, size, "%s/../share/vertelpunt/%s", folder, relative);
  return used < 0 || (size_t)used >= size ? -1 : access(path, R_OK);
}

int vp_file_asset(const char *relative, char *path, size_t size, struct vp_fault *fault) {
  const char *chosen = getenv("VERTELPUNT_ASSETS");
  if (chosen && *chosen && snprintf(path, size, "%s/%s", chosen, relative) < (int)size && access(path, R_OK) == 0)
    return VP_OK;
  if (beside_program(path, size, relative) == 0)
    return VP_OK;
  /* what the build made (catalogues) and what lies in the source tree */
  if (snprintf(path, size, "%s/%s", VERTELPUNT_BUILD_ASSETS, relative) < (int)size && access(path, R_OK) == 0)
    return VP_OK;
  if (snprintf(path, size, "%s/%s", VERTELPUNT_SOURCE_ASSETS, relative) < (int)size && access(path, R_OK) == 0)
    return VP_OK;
  return vp_fault_set(fault, VP_E_NOT_FOUND, "looking for an asset", relative,
                      "Install Vertelpunt again, or set VERTELPUNT_ASSETS to its assets folder.",
                      "it is not in $VERTELPUNT_ASSETS, ../share/vertelpunt or %s", VERTELPUNT_SOURCE_ASSETS);
}
