/*
 * The least that a full-screen program can do: what Porch's first paint is measured against.
 * cc -O2 -o bare Tests/Benchmarks/bare.c -lncursesw
 */
#include <locale.h>
#include <ncurses.h>

int main(void) {
  setlocale(LC_ALL, "");
  if (initscr() == NULL) return 1;
  raw();
  noecho();
  keypad(stdscr, TRUE);
  mvaddstr(0, 0, "bare: press q");
  refresh();
  while (getch() != 'q') {
  }
  return endwin() == ERR;
}
