/* The folders of a drive, held open one inside the other. Files are then named by way of /proc/self/fd, so that what is
 * read is what was looked at. */
#include "scan.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include <vertelpunt/file.h>
#include <vertelpunt/sync.h>

static const char doing[] = "looking through the drive";
static const char suffix[] = ".vps";

enum { NAMES_MAX = 1000000 };

/* --- folders --------------------------------------------------------------------------------------------------------
 */

static int enter(int parent, const char *name, bool make, int *fd) {
  if (make && mkdirat(parent, name, 0755) != 0 && errno != EEXIST)
    return errno;
  *fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  return *fd >= 0 ? 0 : errno == ENOTDIR ? ELOOP : errno;
}

int scan_enter(const char *drive, const char *relative, bool make, int *fd) {
  char name[SCAN_NAME];
  int folder = open(drive, O_RDONLY | O_DIRECTORY | O_CLOEXEC), error = folder < 0 ? errno : 0;
  while (!error && *relative) {
    size_t length = strcspn(relative, "/");
    int below = -1;
    if (length >= sizeof name) {
      error = ENAMETOOLONG;
    } else {
      memcpy(name, relative, length);
      name[length] = '\0';
      error = enter(folder, name, make, &below);
    }
    close(folder);
    folder = below;
    relative += length + (relative[length] == '/');
  }
  *fd = folder;
  return error;
}

static int folder_fault(int error, const char *path, struct vp_fault *fault) {
  if (error == ELOOP)
    return vp_fault_set(fault, VP_E_FORMAT, doing, path, "Nothing in it was read. Have a look at who made it.",
                        "a link or a file lies where a folder belongs");
  return vp_fault_errno(fault, error, doing, path, NULL);
}

struct names {
  char **items;
  size_t count;
};

static void names_free(struct names *names) {
  for (size_t i = 0; i < names->count; i++)
    free(names->items[i]);
  free(names->items);
}

static int by_name(const void *a, const void *b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

static int names_add(struct names *names, const char *name) {
  if (names->count >= NAMES_MAX)
    return EFBIG;
  if ((names->count & (names->count - 1)) == 0) { /* room is doubled at each power of two */
    char **grown = realloc(names->items, (names->count ? names->count * 2 : 1) * sizeof *grown);
    if (!grown)
      return ENOMEM;
    names->items = grown;
  }
  names->items[names->count] = strdup(name);
  return names->items[names->count] ? (names->count++, 0) : ENOMEM;
}

/* What is in the folder, sorted, without hidden names. errno. */
static int list(int fd, struct names *names) {
  int copy = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *folder = copy >= 0 ? fdopendir(copy) : NULL;
  int error = folder ? 0 : errno;
  if (!folder && copy >= 0)
    close(copy);
  while (folder && !error) {
    errno = 0;
    struct dirent *entry = readdir(folder);
    if (!entry) {
      error = errno;
      break;
    }
    if (entry->d_name[0] != '.')
      error = names_add(names, entry->d_name);
  }
  if (folder)
    closedir(folder);
  if (names->count > 1)
    qsort(names->items, names->count, sizeof *names->items, by_name);
  return error;
}

static void odd_name(const struct scan *scan, const char *path, const char *reason) {
  struct vp_fault fault;
  vp_fault_set(&fault, VP_E_FORMAT, doing, path, "It was passed over.", "%s", reason);
  scan->problem(scan->context, &fault);
}

/* --- kiosks ---------------------------------------------------------------------------------------------------------
 */

int scan_kiosks(const struct scan *scan, struct vp_id **kiosks, size_t *count, struct vp_fault *fault) {
  char path[PATH_MAX];
  struct names names = {0};
  int fd;
  *kiosks = NULL;
  *count = 0;
  int error = scan_enter(scan->drive, VP_DRIVE_FOLDER "/kiosks", false, &fd);
  if (error == ENOENT)
    return VP_OK; /* a courier that has not been anywhere yet */
  if (!error) {
    error = list(fd, &names);
    close(fd);
  }
  if (!error && names.count > 0) {
    *kiosks = calloc(names.count, sizeof **kiosks);
    error = *kiosks ? 0 : ENOMEM;
  }
  for (size_t i = 0; !error && i < names.count; i++) {
    snprintf(path, sizeof path, "%s/" VP_DRIVE_FOLDER "/kiosks/%s", scan->drive, names.items[i]);
    if (vp_id_parse(names.items[i], strlen(names.items[i]), &(*kiosks)[*count]) == VP_OK)
      ++*count;
    else
      odd_name(scan, path, "its name is no kiosk's id");
  }
  names_free(&names);
  if (!error)
    return VP_OK;
  free(*kiosks);
  *kiosks = NULL;
  *count = 0;
  snprintf(path, sizeof path, "%s/" VP_DRIVE_FOLDER "/kiosks", scan->drive);
  return folder_fault(error, path, fault);
}

/* --- stories --------------------------------------------------------------------------------------------------------
 */

static bool ends_with(const char *name, const char *end) {
  size_t length = strlen(name), end_length = strlen(end);
  return length >= end_length && strcasecmp(name + length - end_length, end) == 0;
}

/* What lies in one of the folders by the last two digits of the ids. */
static int scan_bucket(const struct scan *scan, const struct vp_id *kiosk, int folder, const char *bucket,
                       const char *path) {
  struct names names = {0};
  struct vp_fault fault;
  int code = VP_OK, error = list(folder, &names);
  if (error) {
    vp_fault_errno(&fault, error, doing, path, NULL);
    scan->problem(scan->context, &fault);
  }
  for (size_t i = 0; code == VP_OK && i < names.count; i++) {
    const char *name = names.items[i];
    struct scan_file file = {.kiosk = *kiosk, .folder = folder};
    if (!ends_with(name, suffix))
      continue; /* half copied, under its temporary name, or none of ours */
    if (snprintf(file.path, sizeof file.path, "%s/%s", path, name) >= (int)sizeof file.path)
      continue;
    size_t length = strlen(name) - strlen(suffix);
    if (length != VP_ID_TEXT - 1 || vp_id_parse(name, length, &file.story) != VP_OK ||
        strcmp(name + length, suffix) != 0) {
      odd_name(scan, file.path, "its name is no story's id");
    } else if (strncmp(name + length - 2, bucket, 2) != 0) {
      odd_name(scan, file.path, "it lies in another folder than its name tells");
    } else {
      snprintf(file.name, sizeof file.name, "%s", name);
      code = scan->story(scan->context, &file);
    }
  }
  names_free(&names);
  return code;
}

static bool is_bucket(const char *name) {
  return strlen(name) == 2 && strspn(name, "0123456789abcdef") == 2;
}

int scan_stories(const struct scan *scan, const struct vp_id *kiosk, struct vp_fault *fault) {
  char id[VP_ID_TEXT], relative[128], path[PATH_MAX], below[PATH_MAX];
  struct names names = {0};
  int fd, code = VP_OK;
  vp_id_format(kiosk, id);
  snprintf(relative, sizeof relative, VP_DRIVE_FOLDER "/kiosks/%s/stories", id);
  snprintf(path, sizeof path, "%s/%s", scan->drive, relative);
  int error = scan_enter(scan->drive, relative, false, &fd);
  if (error == ENOENT)
    return VP_OK; /* it has no stories yet */
  if (error)
    return folder_fault(error, path, fault);
  error = list(fd, &names);
  for (size_t i = 0; !error && code == VP_OK && i < names.count; i++) {
    int bucket;
    if (snprintf(below, sizeof below, "%s/%s", path, names.items[i]) >= (int)sizeof below)
      continue;
    if (!is_bucket(names.items[i])) {
      odd_name(scan, below, "no story belongs there");
      continue;
    }
    int bucket_error = enter(fd, names.items[i], false, &bucket);
    if (bucket_error) {
      struct vp_fault problem;
      folder_fault(bucket_error, below, &problem);
      scan->problem(scan->context, &problem);
      continue;
    }
    code = scan_bucket(scan, kiosk, bucket, names.items[i], below);
    close(bucket);
  }
  names_free(&names);
  close(fd);
  return error ? folder_fault(error, path, fault) : code;
}

/* --- files ----------------------------------------------------------------------------------------------------------
 */

static int not_a_file(const struct scan_file *file, struct vp_fault *fault) {
  return vp_fault_set(fault, VP_E_FORMAT, "reading a story", file->path, "It was passed over.",
                      "it is a link or a folder, not a file");
}

int scan_peek(const struct scan_file *file, uint64_t *bytes, uint8_t signature[VP_SIGNATURE], struct vp_fault *fault) {
  struct stat status;
  int fd = openat(file->folder, file->name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0)
    return errno == ELOOP ? not_a_file(file, fault) : vp_fault_errno(fault, errno, "reading a story", file->path, NULL);
  int code = VP_OK;
  if (fstat(fd, &status) != 0)
    code = vp_fault_errno(fault, errno, "reading a story", file->path, NULL);
  else if (!S_ISREG(status.st_mode))
    code = not_a_file(file, fault);
  else if (status.st_size < VP_SIGNATURE)
    code = vp_fault_set(fault, VP_E_FORMAT, "reading a story", file->path, "Fetch it once more from its kiosk.",
                        "it is too short for a story");
  else if (pread(fd, signature, VP_SIGNATURE, status.st_size - VP_SIGNATURE) != VP_SIGNATURE)
    code = vp_fault_errno(fault, errno ? errno : EIO, "reading a story", file->path, NULL);
  else
    *bytes = (uint64_t)status.st_size;
  close(fd);
  return code;
}

int scan_read(const struct scan_file *file, unsigned char **bytes, size_t *length, struct vp_fault *fault) {
  char path[SCAN_NAME + 32];
  snprintf(path, sizeof path, "/proc/self/fd/%d/%s", file->folder, file->name);
  int code = vp_file_read(path, SCAN_STORY_MAX, bytes, length, fault);
  if (code && fault)
    snprintf(fault->object, sizeof fault->object, "%.*s", (int)sizeof fault->object - 1, file->path);
  return code;
}
