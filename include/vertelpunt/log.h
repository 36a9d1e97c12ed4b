/* The log: one line an event on standard error, "room: what", never who or what was said. Any thread;
 * not from the audio callback. */
#ifndef VERTELPUNT_LOG_H
#define VERTELPUNT_LOG_H

#include <vertelpunt/attributes.h>
#include <vertelpunt/error.h>

enum vp_log_level { VP_LOG_ERROR, VP_LOG_WARNING, VP_LOG_INFO, VP_LOG_DEBUG };

/* Lines above this level are dropped. Default VP_LOG_WARNING; set once, at start. */
void vp_log_set_level(enum vp_log_level level);
void vp_log(enum vp_log_level level, const char *room, const char *format, ...) VP_FORMAT(3, 4);
void vp_log_fault(const char *room, const struct vp_fault *fault);

#endif
