/* What the tests of store and sync, and the kill programs, share: a folder of the test's own, made-up stories, files
 * copied and searched, small file systems. Includers define _GNU_SOURCE first: unshare(2), for mounts that nobody else
 * sees and that vanish with the test. */
#ifndef VERTELPUNT_STORE_KIT_H
#define VERTELPUNT_STORE_KIT_H

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <vertelpunt/store.h>

enum { KIT_PATH = 1200 };

#define KIT_UNUSED __attribute__((unused)) /* not every includer needs every helper */

static KIT_UNUSED void kit_path(char path[KIT_PATH], const char *folder, const char *name) {
  if (snprintf(path, KIT_PATH, "%s/%s", folder, name) >= KIT_PATH)
    abort();
}

static KIT_UNUSED void kit_folder(char path[KIT_PATH]) {
  const char *base = getenv("TMPDIR");
  kit_path(path, base && *base ? base : "/tmp", "vertelpunt-test-XXXXXX");
  if (!mkdtemp(path)) {
    perror("mkdtemp");
    abort();
  }
}

static KIT_UNUSED void kit_remove(const char *path) { /* everything below it too; links are not followed */
  DIR *folder = opendir(path);
  for (struct dirent *entry; folder && (entry = readdir(folder));) {
    if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
      continue;
    char below[KIT_PATH];
    kit_path(below, path, entry->d_name);
    struct stat status;
    if (lstat(below, &status) == 0 && S_ISDIR(status.st_mode))
      kit_remove(below);
    else
      unlink(below);
  }
  if (folder)
    closedir(folder);
  rmdir(path);
}

static KIT_UNUSED uint8_t *kit_read(const char *path, size_t *length) { /* NULL: not there */
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  struct stat status;
  if (fd < 0 || fstat(fd, &status) != 0) {
    if (fd >= 0)
      close(fd);
    return NULL;
  }
  uint8_t *bytes = malloc((size_t)status.st_size + 1);
  size_t done = 0;
  for (ssize_t got; bytes && done < (size_t)status.st_size; done += (size_t)got)
    if ((got = read(fd, bytes + done, (size_t)status.st_size - done)) <= 0)
      break;
  close(fd);
  *length = done;
  return bytes;
}

static KIT_UNUSED void kit_write(const char *path, const void *bytes, size_t length) {
  int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  size_t done = 0;
  for (ssize_t put; fd >= 0 && done < length; done += (size_t)put)
    if ((put = write(fd, (const uint8_t *)bytes + done, length - done)) <= 0)
      break;
  if (fd < 0 || done != length || close(fd) != 0) {
    perror(path);
    abort();
  }
}

static KIT_UNUSED void kit_copy(const char *from_folder, const char *to_folder, const char *name) {
  char from[KIT_PATH], to[KIT_PATH];
  kit_path(from, from_folder, name);
  kit_path(to, to_folder, name);
  size_t length;
  uint8_t *bytes = kit_read(from, &length);
  if (bytes)
    kit_write(to, bytes, length);
  free(bytes);
}

static KIT_UNUSED bool kit_contains(const char *folder, const char *name, const void *marker, size_t marker_length) {
  char path[KIT_PATH];
  kit_path(path, folder, name);
  size_t length;
  uint8_t *bytes = kit_read(path, &length);
  bool found = false;
  for (size_t at = 0; bytes && !found && at + marker_length <= length; at++)
    found = bytes[at] == *(const uint8_t *)marker && memcmp(bytes + at, marker, marker_length) == 0;
  free(bytes);
  return found;
}

static KIT_UNUSED bool kit_any(const char *folder, const char *prefix, char name[256]) { /* an entry that begins so */
  DIR *entries = opendir(folder);
  bool found = false;
  for (struct dirent *entry; entries && !found && (entry = readdir(entries));)
    if (strncmp(entry->d_name, prefix, strlen(prefix)) == 0) {
      found = true;
      snprintf(name, 256, "%s", entry->d_name);
    }
  if (entries)
    closedir(entries);
  return found;
}

/* --- made-up stories ------------------------------------------------------------------------------------------------
 */

static KIT_UNUSED struct vp_story_facts kit_facts(int64_t utc_ms) {
  struct vp_story_facts facts = {.id = vp_id_new(utc_ms),
                                 .session = vp_id_new(utc_ms),
                                 .started = {utc_ms, VP_CLOCK_SYSTEM},
                                 .medium = VP_MEDIUM_SOUND,
                                 .method = "story",
                                 .theme = "getting-about",
                                 .kind = "barrier",
                                 .language = "nl",
                                 .guide_version = "1",
                                 .consent_version = "1"};
  return facts;
}

static KIT_UNUSED struct vp_story_head kit_head(const struct vp_id *story) {
  struct vp_story_head head = {.story = *story, .collection = vp_id_new(1), .kiosk = vp_id_new(2)};
  memset(head.sealed_key, 0x5A, sizeof head.sealed_key);
  memset(head.stream_header, 0xA5, sizeof head.stream_header);
  return head;
}

/* One frame as a sealer would give it, of bytes that tell which it is. Returns its length. */
static KIT_UNUSED size_t kit_frame(uint8_t *out, uint32_t seed, size_t content) {
  for (int i = 0; i < 4; i++)
    out[i] = (uint8_t)(content >> (8 * i));
  uint32_t state = seed * 2654435761u + 1;
  for (size_t i = 0; i < content; i++) {
    state = state * 1664525u + 1013904223u;
    out[4 + i] = (uint8_t)(state >> 24);
  }
  return 4 + content;
}

/* --- small file systems ---------------------------------------------------------------------------------------------
 */

static KIT_UNUSED bool kit_write_text(const char *path, const char *text) {
  int fd = open(path, O_WRONLY | O_CLOEXEC);
  bool done = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);
  if (fd >= 0)
    close(fd);
  return done;
}

/* A place for mounts of this process alone: root's own, or that of a user namespace. */
static KIT_UNUSED bool kit_may_mount(void) {
  static int may = -1;
  if (may >= 0)
    return may;
  may = 0;
  unsigned user = (unsigned)getuid(), group = (unsigned)getgid();
  if (unshare(CLONE_NEWNS) != 0) {
    if (unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0)
      return false;
    char map[64];
    snprintf(map, sizeof map, "0 %u 1", user);
    if (!kit_write_text("/proc/self/uid_map", map) || !kit_write_text("/proc/self/setgroups", "deny"))
      return false;
    snprintf(map, sizeof map, "0 %u 1", group);
    if (!kit_write_text("/proc/self/gid_map", map))
      return false;
  }
  may = mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0;
  return may;
}

/* A file system of so many bytes on that folder, in memory. false: this user may not, and the reason has been printed.
 */
static KIT_UNUSED bool kit_small_disk(const char *folder, unsigned long bytes) {
  char options[64];
  snprintf(options, sizeof options, "size=%lu,mode=0700", bytes);
  if (kit_may_mount() && mount("none", folder, "tmpfs", 0, options) == 0)
    return true;
  printf("not checked: no small file system can be mounted here (%s)\n", strerror(errno));
  return false;
}

static KIT_UNUSED bool kit_read_only(const char *folder) {
  return mount("none", folder, NULL, MS_REMOUNT | MS_RDONLY, NULL) == 0;
}

/* Fills it up to so many bytes that stay free, in a file of that name. */
static KIT_UNUSED void kit_fill(const char *folder, const char *name, size_t size) {
  char path[KIT_PATH];
  kit_path(path, folder, name);
  uint8_t *zeroes = calloc(1, size);
  if (!zeroes)
    abort();
  kit_write(path, zeroes, size);
  free(zeroes);
}

#endif
