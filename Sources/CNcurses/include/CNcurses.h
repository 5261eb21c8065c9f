/* The ncurses calls that Porch uses, without macros, variadics or globals. */
#ifndef PORCH_CNCURSES_H
#define PORCH_CNCURSES_H

#include <stdbool.h>
#include <stdint.h>

/* One character of a row: its scalars, its columns, and how it looks. Attributes: bold 1, dim 2, italic 4,
   underline 8, reverse 16. Colours are numbers of the terminal's palette; -1 is its default. */
struct porch_cell {
  uint32_t scalars[5];
  uint8_t width;
  uint8_t attributes;
  int32_t foreground;
  int32_t background;
};

/* Starts ncurses on a terminal, in raw mode without echo. `farewell` is written, besides what the terminal
   needs, when the process dies. Returns 0, -1 when the terminal is unknown, -2 when it cannot place the cursor. */
int porch_open(const char *term, int input, int output, const char *farewell, bool with_colors);
/* Ends it for good; the terminal is as it was before. */
void porch_close(void);
/* Hands the terminal back as it was, and takes it again; the next paint then draws everything. */
void porch_release(void);
void porch_reclaim(void);

/* How many colours there are; 0 without. Direct: the number of a colour is its RGB value. */
int porch_color_count(void);
bool porch_has_direct_color(void);

/* What the terminal was described to understand, when all of it is as ECMA-48 says: else 0. Besides bit 0:
   erases cells in place 2, erasing leaves the background of the moment 4, moves rows between margins 8, then
   the attributes shifted by 8. */
int porch_dialect(void);
/* The parameters that set a colour, such as "38;5;245", without an end. Returns their count; 0 when the
   terminal has another way. */
int porch_color_code(int color, bool is_background, char *target, int room);
/* The next paint draws everything, whatever is thought to be shown. */
void porch_forget(void);

/* The grid has another size; the next paint draws everything. */
void porch_resize(int rows, int columns);
/* Puts characters into a row from its first column on. */
void porch_put_row(int row, const struct porch_cell *cells, int count);
/* A negative row hides the cursor. */
void porch_set_cursor(int row, int column);
void porch_paint(void);

/* The columns that the C library, and so ncurses, gives a scalar; -1 when it does not know it. */
int porch_width(uint32_t scalar);

/* From now on the signals WINCH, TSTP, CONT, TERM, HUP and INT come as their numbers, a byte each, out of
   the returned descriptor, which never blocks; -1 when there is none to be had. */
int porch_open_signals(void);
void porch_close_signals(void);
/* Stops the process group as Ctrl-Z would; returns when it goes on. */
void porch_stop(void);

#endif
