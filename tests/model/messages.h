/* Messages as chance brings them: mostly what a person or another room could send now, often what could come too late
 * or out of place, and some that make no sense at all. */
#ifndef VERTELPUNT_TESTS_MESSAGES_H
#define VERTELPUNT_TESTS_MESSAGES_H

#include <vertelpunt/session.h>

#include "chance.h"

/* clock_ms goes on. senseless_percent: how many of a hundred have arguments that no room would send. */
void messages_next(struct chance *chance, const struct vp_model *model, int senseless_percent, int64_t *clock_ms,
                   struct vp_message *message);

#endif
