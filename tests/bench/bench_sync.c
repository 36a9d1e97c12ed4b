/* 1,000 stories from a kiosk's store to a drive, all that sync does included: sealed files written, signed, flushed,
 * read back from the medium and compared; beside it a copy of the same files by cp, flushed and read back. In turn, so
 * that both meet the same machine. */
#define _GNU_SOURCE
#include "../unit/sync_kit.h"

#include <ftw.h>
#include <spawn.h>
#include <sys/wait.h>

extern char **environ;

enum { STORIES = 1000, CHUNKS = 60, CHUNK_BYTES = 2048, PAIRS = 5, BLOCK = 1 << 20 };

static void run(const char *const argv[]) {
  pid_t pid;
  int status;
  if (posix_spawnp(&pid, argv[0], NULL, NULL, (char *const *)argv, environ) != 0 || waitpid(pid, &status, 0) != pid ||
      status != 0) {
    fprintf(stderr, "bench_sync: %s failed\n", argv[0]);
    exit(1);
  }
}

static void *block;
static size_t bytes_read;

static int read_back(const char *path, const struct stat *status, int kind, struct FTW *at) {
  (void)status;
  (void)at;
  if (kind != FTW_F)
    return 0;
  int fd = open(path, O_RDONLY | O_DIRECT | O_CLOEXEC);
  if (fd < 0)
    fd = open(path, O_RDONLY | O_CLOEXEC); /* a file system without O_DIRECT */
  for (ssize_t got; fd >= 0 && (got = read(fd, block, BLOCK)) > 0;)
    bytes_read += (size_t)got;
  return fd < 0 || close(fd) != 0;
}

static double copied_by_cp(const char *from, const char *to) {
  int64_t begin = vp_clock_monotonic_us();
  run((const char *[]){"cp", "-r", from, to, NULL});
  run((const char *[]){"sync", "-f", to, NULL});
  if (nftw(to, read_back, 16, FTW_PHYS) != 0) {
    perror("bench_sync");
    exit(1);
  }
  return (double)(vp_clock_monotonic_us() - begin) / 1e6;
}

static double copied_by_sync(struct sync_kit *kit, const char *to) {
  struct vp_fault fault = {0};
  struct vp_sync_result result;
  char path[KIT_PATH];
  if (mkdir(to, 0755) != 0)
    abort();
  kit_path(path, to, VP_DRIVE_FOLDER);
  if (mkdir(path, 0755) != 0)
    abort();
  kit_must(vp_drive_collection_path(to, path, sizeof path), NULL, "path");
  kit_must(vp_collection_write(path, &kit->collection, NULL, NULL, 0, 0, &fault), &fault, "courier");
  int64_t begin = vp_clock_monotonic_us();
  kit_must(vp_sync_run(&kit->sync, to, &result, &fault), &fault, "sync");
  double seconds = (double)(vp_clock_monotonic_us() - begin) / 1e6;
  if (result.copied != STORIES)
    abort();
  return seconds;
}

static int by_size(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return x < y ? -1 : x > y;
}

static double median(double *values) {
  qsort(values, PAIRS, sizeof *values, by_size);
  return values[PAIRS / 2];
}

int main(void) {
  struct sync_kit kit;
  double ours[PAIRS], theirs[PAIRS], ratios[PAIRS];
  char drive[KIT_PATH], copy[KIT_PATH], name[32];
  kit_open_sync(&kit);
  block = aligned_alloc(4096, BLOCK);
  if (!block)
    abort();
  for (uint32_t i = 0; i < STORIES; i++)
    kit_story(&kit, i, CHUNKS, CHUNK_BYTES, VP_STORY_KEPT);
  for (int i = 0; i < PAIRS; i++) {
    snprintf(name, sizeof name, "drive-%d", i);
    kit_path(drive, kit.folder, name);
    snprintf(name, sizeof name, "copy-%d", i);
    kit_path(copy, kit.folder, name);
    ours[i] = copied_by_sync(&kit, drive);
    theirs[i] = copied_by_cp(drive, copy);
    ratios[i] = ours[i] / theirs[i];
    kit_remove(copy);
    kit_remove(drive);
  }
  printf("bench: sync_of_1000_stories %.2f s (beside: cp -r, sync -f and reading back %.2f s, ratio %.2f)\n",
         median(ours), median(theirs), median(ratios));
  fprintf(stderr, "  (%.0f MB in each; median of %d pairs)\n", (double)bytes_read / PAIRS / 1e6, PAIRS);
  kit_close_sync(&kit);
  free(block);
  return 0;
}
