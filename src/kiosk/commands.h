/* Commands from outside, for tests and for the tour: one a line, answered one a line. Only with --headless. */
#ifndef VERTELPUNT_KIOSK_COMMANDS_H
#define VERTELPUNT_KIOSK_COMMANDS_H

#include "app.h"

struct commands;

/* file: a path, or "-". VP_E_NOT_FOUND and the like. */
int commands_open(struct app *app, const char *file, struct commands **commands, struct vp_fault *fault);
void commands_close(struct commands *commands);
/* What poll() should watch for the next line; -1: a command is under way, or there are no more lines. */
int commands_fd(const struct commands *commands);
/* Carries on; milliseconds until it wants to be called again at the latest, -1: when something has happened. */
int commands_step(struct commands *commands, bool readable);
/* An answer was an error, or commands could not be read or answered. */
bool commands_failed(const struct commands *commands);

#endif
