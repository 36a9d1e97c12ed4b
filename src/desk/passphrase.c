/* Asking for a passphrase on the terminal itself, without echo. Signals that would end or halt the program are taken
 * from a descriptor meanwhile, so that the terminal gets its echo back first, and no handler or global is needed. */
#include "desk.h"
#include "keys.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <vertelpunt/file.h>
#include <vertelpunt/utf8.h>

static const char doing[] = "asking for the passphrase";

struct terminal {
  int fd, signals;
  struct termios normal;
  sigset_t ours, before;
};

static int hide(const struct terminal *terminal) {
  struct termios quiet = terminal->normal;
  quiet.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK | ECHONL);
  return tcsetattr(terminal->fd, TCSAFLUSH, &quiet) == 0 ? 0 : errno;
}

static void show(const struct terminal *terminal) {
  tcsetattr(terminal->fd, TCSANOW, &terminal->normal); /* nothing else can be done where it fails */
}

static int open_terminal(struct terminal *terminal) {
  static const int numbers[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP};
  terminal->signals = -1;
  terminal->fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
  if (terminal->fd < 0 || tcgetattr(terminal->fd, &terminal->normal) != 0)
    return errno;
  sigemptyset(&terminal->ours);
  for (size_t i = 0; i < VP_COUNT(numbers); i++)
    sigaddset(&terminal->ours, numbers[i]);
  terminal->signals = signalfd(-1, &terminal->ours, SFD_CLOEXEC);
  if (terminal->signals < 0)
    return errno;
  return sigprocmask(SIG_BLOCK, &terminal->ours, &terminal->before) == 0 ? 0 : errno;
}

static void close_terminal(struct terminal *terminal) {
  if (terminal->signals >= 0) {
    sigprocmask(SIG_SETMASK, &terminal->before, NULL);
    close(terminal->signals);
  }
  if (terminal->fd >= 0)
    close(terminal->fd);
}

static void put(const struct terminal *terminal, const char *text) {
  ssize_t ignored = write(terminal->fd, text, strlen(text)); /* a prompt that is not seen hurts nobody */
  (void)ignored;
}

/* A signal came: echo on, and let it do what it does. Comes back only from SIGTSTP, when we go on in the foreground. */
static void obey_signal(const struct terminal *terminal) {
  struct signalfd_siginfo info;
  show(terminal);
  put(terminal, "\n");
  if (read(terminal->signals, &info, sizeof info) != sizeof info)
    return;
  sigprocmask(SIG_SETMASK, &terminal->before, NULL);
  raise((int)info.ssi_signo);
  sigprocmask(SIG_BLOCK, &terminal->ours, NULL);
}

/* One line, its end taken off. errno; EMSGSIZE: too long. */
static int read_line(const struct terminal *terminal, const char *prompt, struct passphrase *passphrase) {
  int error = hide(terminal);
  put(terminal, prompt);
  passphrase->length = 0;
  while (!error) {
    struct pollfd wait[2] = {{.fd = terminal->fd, .events = POLLIN}, {.fd = terminal->signals, .events = POLLIN}};
    if (poll(wait, 2, -1) < 0)
      error = errno == EINTR ? 0 : errno;
    else if (wait[1].revents) {
      obey_signal(terminal);
      passphrase_wipe(passphrase);
      error = hide(terminal);
      put(terminal, prompt);
    } else if (wait[0].revents) {
      ssize_t got = read(terminal->fd, passphrase->bytes + passphrase->length, PASSPHRASE_MAX - passphrase->length);
      if (got <= 0) {
        error = got < 0 ? errno : ECANCELED;
        break;
      }
      passphrase->length += (size_t)got;
      if (passphrase->bytes[passphrase->length - 1] == '\n') {
        passphrase->length--;
        break;
      }
      if (passphrase->length == PASSPHRASE_MAX)
        error = EMSGSIZE;
    }
  }
  show(terminal);
  put(terminal, "\n");
  return error;
}

static int ask(struct terminal *terminal, bool twice, struct passphrase *passphrase, struct vp_fault *fault) {
  struct passphrase again = {.length = 0};
  int error = read_line(terminal, twice ? "New passphrase: " : "Passphrase: ", passphrase);
  if (!error && twice && passphrase->length > 0)
    error = read_line(terminal, "The same once more: ", &again);
  bool same =
      !twice || (again.length == passphrase->length && memcmp(again.bytes, passphrase->bytes, again.length) == 0);
  passphrase_wipe(&again);
  if (error == EMSGSIZE)
    return vp_fault_set(fault, VP_E_TOO_LARGE, doing, NULL, NULL, "it is longer than %d bytes", PASSPHRASE_MAX - 1);
  if (error)
    return vp_fault_errno(fault, error, doing, "terminal", NULL);
  if (passphrase->length == 0)
    return vp_fault_set(fault, VP_E_INVALID, doing, NULL, "Choose some words that nobody can guess.", "it is empty");
  if (!same)
    return vp_fault_set(fault, VP_E_INVALID, doing, NULL, "Try again.", "the two are not the same");
  return VP_OK;
}

/* Told, not refused: a drive with FAT on it gives everything to everybody, whatever is wished. */
static void warn_if_open(const char *path) {
  struct stat status;
  if (stat(path, &status) != 0 || (status.st_mode & (S_IRWXG | S_IRWXO)) == 0)
    return;
  fputs("vertelpunt-desk: others who use this computer may read ", stderr);
  desk_print(stderr, path, false);
  fputs(". Make it yours alone (chmod 600), or type the passphrase instead.\n", stderr);
}

static int from_file(const char *path, struct passphrase *passphrase, struct vp_fault *fault) {
  static const char reading[] = "reading the passphrase";
  struct vp_fault why = {0};
  unsigned char *bytes;
  size_t length;
  int code = vp_file_read(path, (size_t)64 * 1024, &bytes, &length, &why);
  if (code)
    return vp_fault_set(fault, code, reading, path, "Name a file of which the first line is the passphrase.", "%s",
                        why.reason);
  warn_if_open(path);
  size_t from = length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0; /* as Notepad begins a file */
  unsigned char *end = memchr(bytes, '\n', length);
  size_t line = (end ? (size_t)(end - bytes) : length) - from;
  if (line > 0 && bytes[from + line - 1] == '\r')
    line--;
  if (line == 0 || line >= PASSPHRASE_MAX) {
    code = vp_fault_set(fault, VP_E_INVALID, reading, path, "Put the passphrase on its first line.",
                        "the first line is empty, or longer than %d bytes", PASSPHRASE_MAX - 1);
  } else {
    memcpy(passphrase->bytes, bytes + from, line);
    passphrase->length = line;
  }
  vp_seal_wipe(bytes, length);
  free(bytes);
  return code;
}

/* A new one only: an old one that is shorter must still open what it locked. */
static int check_new(const struct passphrase *passphrase, struct vp_fault *fault) {
  if (vp_utf8_count(passphrase->bytes, passphrase->length) >= PASSPHRASE_MIN)
    return VP_OK;
  return vp_fault_set(fault, VP_E_INVALID, "choosing a passphrase", NULL,
                      "Take four or five words that do not belong together.", "it is shorter than %d characters",
                      PASSPHRASE_MIN);
}

int passphrase_get(const char *file, bool twice, struct passphrase *passphrase, struct vp_fault *fault) {
  struct terminal terminal = {.fd = -1, .signals = -1};
  memset(passphrase, 0, sizeof *passphrase);
  int error = file ? 0 : open_terminal(&terminal), code;
  if (file)
    code = from_file(file, passphrase, fault);
  else if (error)
    code = vp_fault_errno(fault, error, doing, "/dev/tty",
                          "Without a terminal, put it into a file that only you can read: --passphrase-file FILE.");
  else
    code = ask(&terminal, twice, passphrase, fault);
  if (code == VP_OK && twice)
    code = check_new(passphrase, fault);
  close_terminal(&terminal);
  if (code)
    passphrase_wipe(passphrase);
  return code;
}

void passphrase_wipe(struct passphrase *passphrase) {
  vp_seal_wipe(passphrase, sizeof *passphrase);
}
