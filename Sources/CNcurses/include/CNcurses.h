#ifndef PORCH_CNCURSES_H
#define PORCH_CNCURSES_H
#endif
