/* A drive with ext4 on it that is really pulled out: an image behind qemu-storage-daemon, exported through FUSE, as a
 * loop device, mounted. The daemon is killed at a random moment of a visit, and with it every block of the drive is
 * away, while its mount is still there. Asserted each time: the visit ends by itself and says that the drive was taken
 * out; whatever it had counted as copied is on the image; nothing with a final name is half; plugged in again it goes
 * on from there; and another drive, which is good, gets all stories.
 *
 * Needs /dev/fuse, loop devices and the right to mount. Where these are not there: exit status 77, with the reason.
 * Where they are, whatever else is missing is a failure. VERTELPUNT_SEED chooses the moments (printed by each run),
 * VERTELPUNT_YANKS how many. */
#define _GNU_SOURCE /* unshare(2), in store_kit.h */
#include "kill_kit.h"

#include <linux/loop.h>
#include <pthread.h>
#include <sys/ioctl.h>

enum { SKIP = 77, STORIES = 200, STORY_BYTES = 40000, IMAGE_BYTES = 64 * 1024 * 1024, TRIES = 500 };

/* --- plugging in and out --------------------------------------------------------------------------------------------
 */

struct stick {
  char image[KIT_PATH], export[KIT_PATH];
  const char *mount; /* where it is mounted */
  pid_t daemon;
  int loop;
};

static void run(const char *program, char *const arguments[]) { /* to its end, which must be a good one */
  int status;
  pid_t child = fork();
  KILL_REQUIRE(child >= 0, "no child");
  if (child == 0) {
    execvp(program, arguments);
    _exit(127);
  }
  KILL_REQUIRE(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0,
               "%s does not work: is it installed?", program);
}

static void make_image(const char *path) {
  int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  KILL_REQUIRE(fd >= 0 && ftruncate(fd, IMAGE_BYTES) == 0 && close(fd) == 0, "%s", path);
  char *const arguments[] = {"mkfs.ext4", "-q", "-F", (char *)path, NULL};
  run("mkfs.ext4", arguments);
}

static void start_daemon(struct stick *stick) {
  char file[KIT_PATH + 96], export[KIT_PATH + 96];
  struct stat status;
  snprintf(file, sizeof file, "driver=file,node-name=f0,filename=%s", stick->image);
  snprintf(export, sizeof export, "type=fuse,id=e0,node-name=r0,mountpoint=%s,writable=on,growable=off", stick->export);
  kit_write(stick->export, "", 0);
  pid_t parent = getpid();
  stick->daemon = fork();
  KILL_REQUIRE(stick->daemon >= 0, "no child");
  if (stick->daemon == 0) {
    kill_die_with_parent(parent);
    execlp("qemu-storage-daemon", "qemu-storage-daemon", "--blockdev", file, "--blockdev",
           "driver=raw,node-name=r0,file=f0", "--export", export, (char *)NULL);
    _exit(127);
  }
  for (int i = 0; stat(stick->export, &status) != 0 || status.st_size != IMAGE_BYTES; i++) {
    int ended;
    KILL_REQUIRE(waitpid(stick->daemon, &ended, WNOHANG) == 0, "qemu-storage-daemon ended: is it installed?");
    KILL_REQUIRE(i < TRIES, "qemu-storage-daemon exports nothing");
    kill_sleep_us(20000);
  }
}

/* Others take loop devices too: one that was free a moment ago may be theirs by now. */
static void take_loop(struct stick *stick, char *device, size_t size) {
  struct loop_info64 info = {.lo_flags = LO_FLAGS_AUTOCLEAR};
  int control = open("/dev/loop-control", O_RDWR | O_CLOEXEC), backing = open(stick->export, O_RDWR | O_CLOEXEC);
  KILL_REQUIRE(control >= 0 && backing >= 0, "%s", strerror(errno));
  stick->loop = -1;
  for (int i = 0; stick->loop < 0; i++) {
    int number = ioctl(control, LOOP_CTL_GET_FREE);
    snprintf(device, size, "/dev/loop%d", number);
    int fd = number < 0 ? -1 : open(device, O_RDWR | O_CLOEXEC);
    if (fd >= 0 && ioctl(fd, LOOP_SET_FD, backing) == 0)
      stick->loop = fd;
    else if (fd >= 0)
      close(fd);
    KILL_REQUIRE(i < TRIES, "no loop device is free: %s", strerror(errno));
  }
  KILL_REQUIRE(ioctl(stick->loop, LOOP_SET_STATUS64, &info) == 0, "%s", strerror(errno));
  close(control);
  close(backing);
}

static void plug_in(struct stick *stick) { /* as UDisks mounts it */
  char device[32];
  start_daemon(stick);
  take_loop(stick, device, sizeof device);
  KILL_REQUIRE(mount(device, stick->mount, "ext4", 0, "errors=remount-ro") == 0, "mounting %s: %s", device,
               strerror(errno));
}

static void end_daemon(struct stick *stick) {
  int status;
  KILL_REQUIRE(stick->daemon > 0 && kill(stick->daemon, SIGKILL) == 0, "the daemon is not there");
  KILL_REQUIRE(waitpid(stick->daemon, &status, 0) == stick->daemon, "lost the daemon");
  stick->daemon = 0;
}

static void clear_away(struct stick *stick) { /* after a yank, or after all was flushed and unmounted */
  if (stick->daemon > 0) {
    KILL_REQUIRE(umount2(stick->mount, 0) == 0, "unmounting: %s", strerror(errno));
    close(stick->loop); /* the last one: the device goes, and nothing of it is written any more */
    end_daemon(stick);
  } else {
    umount2(stick->mount, MNT_DETACH);
    close(stick->loop);
  }
  umount2(stick->export, MNT_DETACH);
}

/* --- a yank ---------------------------------------------------------------------------------------------------------
 */

struct yank {
  struct stick *stick;
  uint64_t after_us;
};

static void *pull_out(void *context) {
  struct yank *yank = context;
  kill_sleep_us(yank->after_us);
  end_daemon(yank->stick);
  return NULL;
}

static void check_all(struct sync_kit *kit, const struct vp_id *stories) {
  for (uint32_t i = 0; i < STORIES; i++)
    KILL_REQUIRE(kit_check_story(kit, kit->drive, &stories[i], i, true) == STORY_BYTES, "story %u is not whole", i);
}

/* A visit that must go well; returns how long it took. */
static uint64_t good_visit(struct sync_kit *kit, const char *which, struct vp_sync_result *result) {
  struct vp_fault fault = {0};
  int64_t began = vp_clock_monotonic_us();
  kit_must(vp_sync_run(&kit->sync, kit->drive, result, &fault), &fault, which);
  KILL_REQUIRE(result->copied + result->already == STORIES && result->waiting == 0, "%s: %u copied, %u there before",
               which, result->copied, result->already);
  return (uint64_t)(vp_clock_monotonic_us() - began);
}

/* True: it was pulled out in the middle. */
static bool yank_once(struct sync_kit *kit, struct stick *stick, const struct vp_id *stories, uint64_t after_us) {
  struct yank yank = {stick, after_us};
  struct vp_sync_result result, again;
  struct vp_fault fault = {0};
  struct kit_seen seen = {0};
  pthread_t thread;
  make_image(stick->image);
  plug_in(stick);
  KILL_REQUIRE(pthread_create(&thread, NULL, pull_out, &yank) == 0, "no thread");
  int code = vp_sync_run(&kit->sync, kit->drive, &result, &fault);
  pthread_join(thread, NULL);
  KILL_REQUIRE(code == VP_OK || code == VP_E_GONE, "after %" PRIu64 " us: %s: %s: %s", after_us, vp_error_name(code),
               fault.object, fault.reason);
  KILL_REQUIRE(code == VP_OK || (strstr(fault.reason, "taken out") && fault.advice[0]), "it is said so: %s (%s)",
               fault.reason, fault.advice);
  KILL_REQUIRE(result.copied + result.waiting == STORIES, "%u copied, %u waiting", result.copied, result.waiting);
  clear_away(stick);
  plug_in(stick);
  kit_check_below(kit, kit->drive, &seen);
  KILL_REQUIRE(seen.halves == 0, "%u files with a final name are not whole", seen.halves);
  KILL_REQUIRE(seen.stories >= result.copied, "%u were told of, %u are there", result.copied, seen.stories);
  (void)good_visit(kit, "the same drive again", &again);
  KILL_REQUIRE(again.already >= result.copied, "%u are copied anew", result.copied - again.already);
  check_all(kit, stories);
  clear_away(stick);
  make_image(stick->image);
  plug_in(stick);
  (void)good_visit(kit, "the next drive", &again);
  KILL_REQUIRE(again.copied == STORIES, "%u copied", again.copied);
  check_all(kit, stories);
  clear_away(stick);
  return code == VP_E_GONE;
}

static const char *why_not(void) { /* NULL: it can be done here */
  static const char *const devices[] = {"/dev/fuse", "/dev/loop-control"};
  static char reason[128];
  for (size_t i = 0; i < VP_COUNT(devices); i++) {
    int fd = open(devices[i], O_RDWR | O_CLOEXEC);
    if (fd < 0) {
      snprintf(reason, sizeof reason, "%s cannot be used: %s", devices[i], strerror(errno));
      return reason;
    }
    close(fd);
  }
  return geteuid() == 0 && kit_may_mount() ? NULL : "this user may not mount anything";
}

int main(void) {
  static struct sync_kit kit;
  static struct stick stick;
  struct vp_id stories[STORIES];
  struct vp_sync_result result;
  const char *reason = why_not();
  if (reason) {
    printf("SKIPPED: %s\n", reason);
    return SKIP;
  }
  uint64_t random = kill_seed();
  const char *chosen = getenv("VERTELPUNT_YANKS");
  int rounds = chosen ? atoi(chosen) : 16, middle = 0; /* ours to choose: not validated */
  kit_open_sync(&kit);
  kit_path(stick.image, kit.folder, "stick.img");
  kit_path(stick.export, kit.folder, "stick");
  stick.mount = kit.drive;
  for (uint32_t i = 0; i < STORIES; i++)
    stories[i] = kit_story(&kit, i, 1, STORY_BYTES, VP_STORY_KEPT);
  make_image(stick.image);
  plug_in(&stick);
  uint64_t visit_us = good_visit(&kit, "the first visit", &result);
  clear_away(&stick);
  for (int i = 0; i < rounds; i++) /* every other one early, when a new drive has no key file yet */
    middle += yank_once(&kit, &stick, stories, kill_random(&random) % (i % 2 ? visit_us : visit_us / 16));
  kit_close_sync(&kit);
  printf("%d yanks, %d of them in the middle of a visit (%" PRIu64 " ms): each was told as one, and nothing was half\n",
         rounds, middle, visit_us / 1000);
  KILL_REQUIRE(middle > rounds / 3, "the yanks came at the wrong moments to prove much");
  return 0;
}
