/* Noticing drives. Nothing is concluded from an event but that it is time to look: what is there now is compared with
 * what was told last, so a burst, a lost event or a drive that comes and goes within a breath cannot leave us believing
 * in a drive that is not there.
 *
 * A desktop makes a folder first and mounts on it a moment later, and unmounts before it removes the folder: after an
 * event we look only when it has been quiet for SETTLE_MS, so that each is seen as one. If the mount comes later still,
 * the folder's device changes: the plain folder has left and the drive has arrived. */
#include "internal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <vertelpunt/clock.h>
#include <vertelpunt/log.h>

enum { SETTLE_MS = 60, SETTLE_AT_MOST_MS = 500, FOLDERS_MAX = 8, EVENTS = 2 * VP_DRIVES_MAX };

struct known { /* a drive that has been told of */
  char path[VP_DRIVE_PATH];
  dev_t device;
  ino_t inode;
  bool seen;     /* during the present look */
  bool replaced; /* an entry of that name was removed since: what is there now is another one */
};

struct vp_drive_watch {
  int inotify, mounts, wake;
  size_t folder_count;
  char folders[FOLDERS_MAX][VP_DRIVE_PATH];
  int descriptors[FOLDERS_MAX]; /* of inotify, for the folder or the nearest one above it that exists */
  struct known known[VP_DRIVES_MAX];
  size_t known_count;
  struct vp_drive_event events[EVENTS];
  size_t event_first, event_count;
};

/* --- comparing ------------------------------------------------------------------------------------------------------
 */

static void queue_event(struct vp_drive_watch *watch, bool arrived, const char *path) {
  /* one look adds at most "left" and "arrived" for each of the places there are, and a look is made only when it is
   * empty */
  struct vp_drive_event *event = &watch->events[(watch->event_first + watch->event_count++) % EVENTS];
  event->arrived = arrived;
  memcpy(event->path, path, strlen(path) + 1); /* all paths here have been bounded to VP_DRIVE_PATH */
}

static struct known *find_known(struct vp_drive_watch *watch, const char *path) {
  for (size_t i = 0; i < watch->known_count; i++)
    if (strcmp(watch->known[i].path, path) == 0)
      return &watch->known[i];
  return NULL;
}

static void found(struct vp_drive_watch *watch, const char *path, const struct stat *status) {
  struct known *known = find_known(watch, path);
  if (known && !known->replaced && known->device == status->st_dev && known->inode == status->st_ino) {
    known->seen = true;
    return;
  }
  if (known) {
    queue_event(watch, false, path);
  } else if (watch->known_count == VP_DRIVES_MAX) {
    vp_log(VP_LOG_WARNING, "sync", "more than %d drives: %s is left alone", VP_DRIVES_MAX, path);
    return;
  } else {
    known = &watch->known[watch->known_count++];
    snprintf(known->path, sizeof known->path, "%s", path);
  }
  known->device = status->st_dev;
  known->inode = status->st_ino;
  known->seen = true;
  known->replaced = false;
  queue_event(watch, true, path);
}

static void forget_unseen(struct vp_drive_watch *watch) {
  for (size_t i = 0; i < watch->known_count;) {
    if (watch->known[i].seen) {
      i++;
      continue;
    }
    queue_event(watch, false, watch->known[i].path);
    watch->known[i] = watch->known[--watch->known_count];
  }
}

static void look_into(struct vp_drive_watch *watch, const char *folder, bool left_only) {
  DIR *entries = opendir(folder);
  for (struct dirent *entry; entries && (entry = readdir(entries));) {
    struct stat status;
    char path[VP_DRIVE_PATH];
    if (entry->d_name[0] == '.' || fstatat(dirfd(entries), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0 ||
        !S_ISDIR(status.st_mode))
      continue;
    int length = snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
    if (length < 0 || (size_t)length >= sizeof path)
      continue; /* nothing could be opened by such a path */
    struct known *known = find_known(watch, path);
    if (!left_only)
      found(watch, path, &status);
    else if (known)
      known->seen = true;
  }
  if (entries)
    closedir(entries);
}

/* Those that left first: a full table must not keep a new drive out. */
static void look(struct vp_drive_watch *watch) {
  for (int pass = 0; pass < 2; pass++) {
    for (size_t i = 0; i < watch->known_count; i++)
      watch->known[i].seen = false;
    for (size_t i = 0; i < watch->folder_count; i++)
      look_into(watch, watch->folders[i], pass == 0);
    forget_unseen(watch);
  }
}

/* --- events ---------------------------------------------------------------------------------------------------------
 */

static bool is_watched(const struct vp_drive_watch *watch, int descriptor) {
  for (size_t i = 0; i < watch->folder_count; i++)
    if (watch->descriptors[i] == descriptor)
      return true;
  return false;
}

/* Watches each folder, or the nearest above it that exists: what is missing may come. */
static void watch_folders(struct vp_drive_watch *watch) {
  int before[FOLDERS_MAX];
  memcpy(before, watch->descriptors, sizeof before);
  for (size_t i = 0; i < watch->folder_count; i++) {
    char path[VP_DRIVE_PATH];
    snprintf(path, sizeof path, "%s", watch->folders[i]);
    for (;;) {
      watch->descriptors[i] = inotify_add_watch(watch->inotify, path,
                                                IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF |
                                                    IN_MOVE_SELF | IN_ONLYDIR);
      char *slash = strrchr(path, '/');
      if (watch->descriptors[i] >= 0 || !slash || (slash == path && path[1] == '\0'))
        break;
      slash[slash == path] = '\0';
    }
  }
  for (size_t i = 0; i < watch->folder_count; i++)
    if (before[i] >= 0 && !is_watched(watch, before[i]))
      inotify_rm_watch(watch->inotify, before[i]); /* of a folder above, not needed now; EINVAL if it went by itself */
}

static void mark_replaced(struct vp_drive_watch *watch, const struct inotify_event *event) {
  char path[VP_DRIVE_PATH];
  for (size_t i = 0; i < watch->folder_count; i++) {
    if (watch->descriptors[i] != event->wd)
      continue;
    int length = snprintf(path, sizeof path, "%s/%s", watch->folders[i], event->name);
    struct known *known = length > 0 && (size_t)length < sizeof path ? find_known(watch, path) : NULL;
    if (known)
      known->replaced = true;
  }
}

static void drain(struct vp_drive_watch *watch) {
  union {
    struct inotify_event first; /* for its alignment */
    char bytes[8192];
  } buffer;
  ssize_t got;
  while ((got = read(watch->inotify, &buffer, sizeof buffer)) > 0)
    for (ssize_t at = 0; at < got;) {
      struct inotify_event event;
      memcpy(&event, buffer.bytes + at, sizeof event);
      if ((event.mask & (IN_DELETE | IN_MOVED_FROM)) && event.len > 0)
        mark_replaced(watch, (const struct inotify_event *)(const void *)(buffer.bytes + at));
      at += (ssize_t)(sizeof event + event.len);
    }
}

enum seen { SEEN_NOTHING, SEEN_CHANGE, SEEN_WAKE, SEEN_FAILURE };

static enum seen wait_once(struct vp_drive_watch *watch, int timeout_ms, bool heed_wake) {
  struct pollfd polled[] = {{watch->inotify, POLLIN, 0}, {watch->mounts, POLLPRI, 0}, {watch->wake, POLLIN, 0}};
  int ready = poll(polled, heed_wake ? 3 : 2, timeout_ms);
  if (ready < 0)
    return errno == EINTR ? SEEN_CHANGE : SEEN_FAILURE; /* looking once too often does no harm */
  if (ready == 0)
    return SEEN_NOTHING;
  if (polled[0].revents & POLLIN)
    drain(watch);
  if ((polled[0].revents & POLLIN) || (polled[1].revents & (POLLPRI | POLLERR)))
    return SEEN_CHANGE;
  uint64_t count; /* of wake-ups: any number of them is one */
  return read(watch->wake, &count, sizeof count) == sizeof count ? SEEN_WAKE : SEEN_FAILURE;
}

static void settle(struct vp_drive_watch *watch) {
  int64_t until = vp_clock_monotonic_ms() + SETTLE_AT_MOST_MS;
  while (vp_clock_monotonic_ms() < until && wait_once(watch, SETTLE_MS, false) == SEEN_CHANGE)
    continue;
}

static bool take_event(struct vp_drive_watch *watch, struct vp_drive_event *event) {
  if (watch->event_count == 0)
    return false;
  *event = watch->events[watch->event_first];
  watch->event_first = (watch->event_first + 1) % EVENTS;
  watch->event_count--;
  return true;
}

int vp_drive_watch_next(struct vp_drive_watch *watch, int timeout_ms, struct vp_drive_event *event) {
  int64_t until = vp_clock_monotonic_ms() + timeout_ms;
  while (!take_event(watch, event)) {
    int64_t left = timeout_ms < 0 ? -1 : until - vp_clock_monotonic_ms();
    switch (wait_once(watch, left < 0 && timeout_ms >= 0 ? 0 : (int)left, true)) {
    case SEEN_NOTHING:
    case SEEN_WAKE:
      return 0;
    case SEEN_FAILURE:
      return VP_E_IO;
    case SEEN_CHANGE:
      settle(watch);
      watch_folders(watch); /* one of them may have come, or be another one now */
      look(watch);
    }
  }
  return 1;
}

/* --- open and close -------------------------------------------------------------------------------------------------
 */

static int add_folder(struct vp_drive_watch *watch, const char *folder, struct vp_fault *fault) {
  size_t length = strlen(folder);
  while (length > 1 && folder[length - 1] == '/')
    length--;
  /* a relative one is made absolute: the way up to what exists must end somewhere */
  char *slot = watch->folders[watch->folder_count];
  char here[VP_DRIVE_PATH] = "";
  if (folder[0] != '/' && !getcwd(here, sizeof here))
    return vp_fault_errno(fault, errno, "watching for drives", folder, NULL);
  int used = snprintf(slot, VP_DRIVE_PATH, "%s%s%.*s", here, here[0] ? "/" : "", (int)length, folder);
  if (used < 0 || used >= VP_DRIVE_PATH || length == 0)
    return vp_fault_set(fault, VP_E_INVALID, "watching for drives", folder, NULL, "the path is empty or too long");
  watch->folder_count++;
  return VP_OK;
}

int vp_drive_watch_open(const char *const *folders, size_t count, struct vp_drive_watch **watch,
                        struct vp_fault *fault) {
  static const char doing[] = "watching for drives";
  *watch = NULL;
  if (count > FOLDERS_MAX)
    return vp_fault_set(fault, VP_E_INVALID, doing, NULL, NULL, "at most %d folders", FOLDERS_MAX);
  struct vp_drive_watch *made = calloc(1, sizeof *made);
  if (!made)
    return vp_fault_set(fault, VP_E_NO_MEMORY, doing, NULL, NULL, "out of memory");
  for (size_t i = 0; i < FOLDERS_MAX; i++)
    made->descriptors[i] = -1;
  made->inotify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  made->wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  made->mounts = open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC);
  int code =
      made->inotify < 0 || made->wake < 0 || made->mounts < 0 ? vp_fault_errno(fault, errno, doing, NULL, NULL) : VP_OK;
  for (size_t i = 0; i < count && code == VP_OK; i++)
    code = add_folder(made, folders[i], fault);
  if (code) {
    vp_drive_watch_close(made);
    return code;
  }
  watch_folders(made); /* first, so that nothing that happens while we look is missed */
  look(made);
  *watch = made;
  return VP_OK;
}

void vp_drive_watch_wake(struct vp_drive_watch *watch) {
  static const uint64_t one = 1;
  if (write(watch->wake, &one, sizeof one) != sizeof one)
    return; /* the counter is full: it is awake */
}

void vp_drive_watch_close(struct vp_drive_watch *watch) {
  if (!watch)
    return;
  if (watch->inotify >= 0)
    close(watch->inotify);
  if (watch->wake >= 0)
    close(watch->wake);
  if (watch->mounts >= 0)
    close(watch->mounts);
  free(watch);
}
