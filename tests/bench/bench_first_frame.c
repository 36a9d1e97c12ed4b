/* Starts a program and tells how long it takes until its first frame is on the X screen, and what memory it then has:
 *
 *   bench_first_frame COMMAND…     prints "MILLISECONDS KILOBYTES" (proportional set size)
 *
 * Seen from outside, the same way for every program: the screen's middle column is black until something is drawn over
 * half of its height. The program is ended by SIGTERM. */
#define _GNU_SOURCE
#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <vertelpunt/clock.h>

extern char **environ;

static int is_drawn(Display *display, Window root) {
  int height = DisplayHeight(display, 0), lit = 0;
  XImage *column = XGetImage(display, root, DisplayWidth(display, 0) / 2, 0, 1, (unsigned)height, AllPlanes, ZPixmap);
  if (!column)
    return 0;
  for (int y = 0; y < height; y++)
    lit += (XGetPixel(column, 0, y) & 0xFFFFFF) != 0;
  XDestroyImage(column);
  return lit > height / 2;
}

static long memory_kb(pid_t pid) {
  char path[64], line[256];
  long kb = -1;
  snprintf(path, sizeof path, "/proc/%ld/smaps_rollup", (long)pid);
  FILE *file = fopen(path, "re");
  while (file && kb < 0 && fgets(line, sizeof line, file))
    sscanf(line, "Pss: %ld", &kb);
  if (file)
    fclose(file);
  return kb;
}

int main(int count, char **words) {
  Display *display = XOpenDisplay(NULL);
  if (count < 2 || !display) {
    fputs("usage: bench_first_frame COMMAND…, with DISPLAY\n", stderr);
    return 2;
  }
  Window root = DefaultRootWindow(display);
  if (is_drawn(display, root)) {
    fputs("bench_first_frame: something is on that screen already\n", stderr);
    return 1;
  }
  pid_t pid;
  int64_t begin = vp_clock_monotonic_us();
  if (posix_spawnp(&pid, words[1], NULL, NULL, words + 1, environ) != 0) {
    perror(words[1]);
    return 1;
  }
  int drawn = 0;
  while (!(drawn = is_drawn(display, root)) && vp_clock_monotonic_us() - begin < 20000000 &&
         waitpid(pid, NULL, WNOHANG) == 0)
    nanosleep(&(struct timespec){.tv_nsec = 500000}, NULL);
  double ms = (double)(vp_clock_monotonic_us() - begin) / 1000;
  nanosleep(&(struct timespec){.tv_sec = 1}, NULL); /* memory: once everything that it starts has started */
  long kb = memory_kb(pid);
  kill(pid, SIGTERM);
  waitpid(pid, NULL, 0);
  XCloseDisplay(display);
  if (!drawn) {
    fputs("bench_first_frame: nothing was drawn\n", stderr);
    return 1;
  }
  printf("%.1f %ld\n", ms, kb);
  return 0;
}
