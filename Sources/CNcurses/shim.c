#define _GNU_SOURCE
#define _XOPEN_SOURCE_EXTENDED 1
#define NCURSES_WIDECHAR 1
#include "CNcurses.h"

#include <errno.h>
#include <fcntl.h>
#include <ncurses.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

#undef lines
#undef columns

/* One terminal per process: the state is here so that a signal handler can reach it. */
static SCREEN *screen;
static FILE *input_file, *output_file;
static int output_descriptor = -1;
static struct termios shell_mode;
static bool has_shell_mode;
static int last_foreground, last_background, last_pair; /* alloc_pair is asked once a run of cells */
static int is_cursor_shown;
static volatile sig_atomic_t must_restore;
static char restore_bytes[256];
static size_t restore_count;
/* What follows on terminals with one screen only: there the shell goes on below the last row. */
static char leave_bytes[64];
static volatile size_t leave_count;

/* MARK: Restoring, also from a signal handler: only async-signal-safe calls */

static void restore_now(void) {
  if (!must_restore) return;
  must_restore = 0;
  ssize_t ignored = write(output_descriptor, restore_bytes, restore_count);
  ignored = write(output_descriptor, leave_bytes, leave_count);
  (void)ignored; /* nothing is left to do when even this fails */
  if (has_shell_mode) tcsetattr(output_descriptor, TCSANOW, &shell_mode);
}

static const int fatal_signals[] = {SIGSEGV, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE};
enum { FATAL_COUNT = sizeof fatal_signals / sizeof *fatal_signals };
static struct sigaction fatal_before[FATAL_COUNT];

static void on_fatal(int number) {
  int saved = errno;
  restore_now();
  for (int i = 0; i < FATAL_COUNT; i++) sigaction(fatal_signals[i], &fatal_before[i], NULL);
  errno = saved;
  raise(number); /* it is blocked here, and meets the handler from before on return */
}

static void catch_fatal(void) {
  static char stack[16384]; /* a stack overflow leaves no room on its own */
  stack_t alternate = {.ss_sp = stack, .ss_size = sizeof stack}, before;
  if (sigaltstack(NULL, &before) == 0 && (before.ss_flags & SS_DISABLE)) sigaltstack(&alternate, NULL);
  struct sigaction action = {.sa_handler = on_fatal, .sa_flags = SA_ONSTACK};
  sigemptyset(&action.sa_mask);
  for (int i = 0; i < FATAL_COUNT; i++) sigaction(fatal_signals[i], &action, &fatal_before[i]);
}

static bool is_known(const char *capability) { return capability && capability != (char *)-1; }

/* Returns how many bytes there are then. */
static size_t append(char *target, size_t count, size_t room, const char *bytes) {
  if (!is_known(bytes)) return count;
  for (; *bytes && count < room - 1; bytes++) {
    if (bytes[0] == '$' && bytes[1] == '<') { /* padding */
      while (*bytes && *bytes != '>') bytes++;
      if (!*bytes) return count;
    } else {
      target[count++] = *bytes;
    }
  }
  return count;
}

static void append_restore(const char *bytes) {
  restore_count = append(restore_bytes, restore_count, sizeof restore_bytes, bytes);
}

/* Anew for every size of the screen. */
static void prepare_leave(int rows) {
  leave_count = 0;
  if (is_known(tigetstr("rmcup"))) return;
  size_t count = append(leave_bytes, 0, sizeof leave_bytes, tiparm(tigetstr("cup"), rows - 1, 0));
  count = append(leave_bytes, count, sizeof leave_bytes, tigetstr("el"));
  leave_count = append(leave_bytes, count, sizeof leave_bytes, "\r\n");
}

/* ncurses has ended: what it left is flushed, and the cursor is on the last row. */
static void leave(void) {
  ssize_t ignored = write(output_descriptor, leave_bytes, leave_count);
  (void)ignored;
}

static void prepare_restore(const char *farewell) {
  restore_count = 0;
  append_restore(tigetstr("sgr0"));
  append_restore(tigetstr("op"));
  append_restore(tigetstr("cnorm"));
  append_restore(farewell);
  append_restore(tigetstr("rmcup"));
}

/* MARK: Opening and closing */

static int start_screen(const char *term, int input, int output) {
  input_file = fdopen(dup(input), "r");
  output_file = fdopen(dup(output), "w");
  if (!input_file || !output_file) return -1;
  use_env(TRUE);
  use_tioctl(TRUE);
  screen = newterm(term, output_file, input_file);
  if (!screen) return -1;
  return is_known(tigetstr("cup")) ? 0 : -2;
}

int porch_open(const char *term, int input, int output, const char *farewell, bool with_colors) {
  static bool is_registered;
  has_shell_mode = tcgetattr(output, &shell_mode) == 0;
  output_descriptor = output;
  last_foreground = last_background = -1;
  last_pair = 0;
  is_cursor_shown = -1;
  int failure = start_screen(term, input, output);
  if (failure) {
    porch_close();
    return failure;
  }
  prepare_restore(farewell);
  prepare_leave(LINES);
  must_restore = 1;
  if (!is_registered) atexit(restore_now);
  is_registered = true;
  catch_fatal();
  raw();
  noecho();
  nonl();
  typeahead(-1); /* a paint is never broken off because a key waits */
  if (with_colors && has_colors()) {
    start_color();
    use_default_colors();
  }
  return 0;
}

void porch_close(void) {
  if (screen) {
    if (must_restore || !restore_count) endwin();
    if (must_restore) leave();
    for (int i = 0; restore_count && i < FATAL_COUNT; i++)
      sigaction(fatal_signals[i], &fatal_before[i], NULL);
    delscreen(screen);
  }
  if (must_restore && has_shell_mode) tcsetattr(output_descriptor, TCSANOW, &shell_mode);
  must_restore = 0;
  if (input_file) fclose(input_file);
  if (output_file) fclose(output_file);
  screen = NULL;
  input_file = output_file = NULL;
  restore_count = 0;
  leave_count = 0;
}

void porch_release(void) {
  endwin();
  leave();
  if (has_shell_mode) tcsetattr(output_descriptor, TCSANOW, &shell_mode);
  must_restore = 0;
}

void porch_reclaim(void) {
  if (!must_restore) has_shell_mode = tcgetattr(output_descriptor, &shell_mode) == 0;
  must_restore = 1;
  reset_prog_mode();
  clearok(curscr, TRUE);
}

/* MARK: Showing */

int porch_color_count(void) { return has_colors() ? COLORS : 0; }
bool porch_has_direct_color(void) { return tigetflag("RGB") > 0; }

static bool is(const char *name, const char *form) {
  const char *found = tigetstr(name);
  return is_known(found) && strcmp(found, form) == 0;
}

/* Some go back to their ordinary character set as well, which we never leave. */
static bool resets_plainly(void) {
  static const char *const forms[] = {"\033[m", "\033[0m", "\033(B\033[m", "\033[m\033(B", "\033[m\017",
                                      "\033[0m\017", "\033[0;10m"};
  for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
    if (is("sgr0", forms[i])) return true;
  return false;
}

int porch_dialect(void) {
  static const char *const attributes[][2] = {
      {"bold", "\033[1m"}, {"dim", "\033[2m"}, {"sitm", "\033[3m"}, {"smul", "\033[4m"}, {"rev", "\033[7m"}};
  bool is_spoken = resets_plainly() && is("cup", "\033[%i%p1%d;%p2%dH") && is("el", "\033[K") &&
                   is("cuf", "\033[%p1%dC") && is("cub", "\033[%p1%dD") && is("cuu", "\033[%p1%dA") &&
                   is("cud", "\033[%p1%dB") && is("cr", "\r") && tigetflag("am") > 0 &&
                   tigetflag("xenl") > 0 && tigetnum("ncv") <= 0;
  if (!is_spoken || (has_colors() && !is("op", "\033[39;49m"))) return 0;
  int found = 1 | (is("ech", "\033[%p1%dX") ? 2 : 0) | (tigetflag("bce") > 0 ? 4 : 0);
  if (is("csr", "\033[%i%p1%d;%p2%dr") && is("il", "\033[%p1%dL") && is("dl", "\033[%p1%dM")) found |= 8;
  for (int i = 0; i < 5; i++)
    if (is(attributes[i][0], attributes[i][1])) found |= 1 << (8 + i);
  return found;
}

int porch_color_code(int color, bool is_background, char *target, int room) {
  const char *form = tigetstr(is_background ? "setab" : "setaf");
  if (!is_known(form)) return 0;
  const char *whole = tiparm(form, color);
  int length = whole ? (int)strlen(whole) : 0;
  if (length < 4 || length - 3 > room || whole[0] != 033 || whole[1] != '[' || whole[length - 1] != 'm') return 0;
  if ((int)strspn(whole + 2, "0123456789;:") != length - 3) return 0;
  memcpy(target, whole + 2, (size_t)length - 3);
  return length - 3;
}

void porch_forget(void) { clearok(curscr, TRUE); }

void porch_resize(int rows, int columns) {
  resize_term(rows, columns);
  prepare_leave(rows);
  erase();
  clearok(curscr, TRUE);
}

static int pair_of(const struct porch_cell *cell) {
  if (cell->foreground == -1 && cell->background == -1) return 0;
  if (cell->foreground != last_foreground || cell->background != last_background) {
    int pair = alloc_pair(cell->foreground, cell->background);
    last_pair = pair < 0 ? 0 : pair;
    last_foreground = cell->foreground;
    last_background = cell->background;
  }
  return last_pair;
}

/* What this C library gives another width than we do (its Unicode is older, say) is not handed over:
   columns matter more than the character. Joined pictures are drawn as their first. */
static int fill(cchar_t *target, const struct porch_cell *cell) {
  wchar_t text[CCHARW_MAX + 1] = {(wchar_t)cell->scalars[0]};
  int count = 1, fits = wcwidth(text[0]) == cell->width;
  for (int i = 1; fits && i < 5 && cell->scalars[i]; i++) {
    wchar_t next = (wchar_t)cell->scalars[i];
    if (wcwidth(next) == 0 && next != 0x200D && !(next >= 0xFE00 && next <= 0xFE0F))
      text[count++] = next;
  }
  if (!fits) text[0] = 0xFFFD;
  attr_t attributes = ((cell->attributes & 1) ? A_BOLD : 0) |
                      ((cell->attributes & 2) ? A_DIM : 0) |
                      ((cell->attributes & 4) ? A_ITALIC : 0) |
                      ((cell->attributes & 8) ? A_UNDERLINE : 0) |
                      ((cell->attributes & 16) ? A_REVERSE : 0);
  int pair = pair_of(cell);
  setcchar(target, text, attributes, 0, &pair);
  if (fits || cell->width == 1) return 1;
  setcchar(target + 1, L" ", attributes, 0, &pair);
  return 2;
}

void porch_put_row(int row, const struct porch_cell *cells, int count) {
  cchar_t line[2 * 1024];
  int length = 0;
  for (int i = 0; i < count && length < 2 * 1024 - 1; i++) length += fill(line + length, cells + i);
  mvwadd_wchnstr(stdscr, row, 0, line, length);
}

int porch_width(uint32_t scalar) { return wcwidth((wchar_t)scalar); }

void porch_set_cursor(int row, int column) {
  int show = row >= 0;
  if (show != is_cursor_shown) curs_set(show);
  is_cursor_shown = show;
  leaveok(stdscr, !show); /* a hidden cursor may stay where it is: bytes saved */
  if (show) move(row, column);
}

void porch_paint(void) {
  wnoutrefresh(stdscr);
  doupdate();
}

/* MARK: Signals */

static const int plain_signals[] = {SIGWINCH, SIGTSTP, SIGCONT, SIGTERM, SIGHUP, SIGINT};
enum { PLAIN_COUNT = sizeof plain_signals / sizeof *plain_signals };
static struct sigaction plain_before[PLAIN_COUNT];
static int signal_pipe[2] = {-1, -1};

static void on_signal(int number) {
  int saved = errno;
  char byte = (char)number;
  ssize_t ignored = write(signal_pipe[1], &byte, 1);
  (void)ignored; /* a full pipe holds enough of them already */
  errno = saved;
}

int porch_open_signals(void) {
  if (pipe2(signal_pipe, O_NONBLOCK | O_CLOEXEC) != 0) return -1;
  struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
  sigemptyset(&action.sa_mask);
  for (int i = 0; i < PLAIN_COUNT; i++) sigaction(plain_signals[i], &action, &plain_before[i]);
  return signal_pipe[0];
}

void porch_close_signals(void) {
  if (signal_pipe[0] < 0) return;
  for (int i = 0; i < PLAIN_COUNT; i++) sigaction(plain_signals[i], &plain_before[i], NULL);
  close(signal_pipe[0]);
  close(signal_pipe[1]);
  signal_pipe[0] = signal_pipe[1] = -1;
}

void porch_stop(void) {
  struct sigaction standard = {.sa_handler = SIG_DFL}, before;
  sigaction(SIGTSTP, &standard, &before);
  kill(0, SIGTSTP);
  sigaction(SIGTSTP, &before, NULL);
}
