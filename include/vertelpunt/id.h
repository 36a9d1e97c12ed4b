/* Ids: UUID version 7 (RFC 9562), which sort by the time they were made. Any thread. */
#ifndef VERTELPUNT_ID_H
#define VERTELPUNT_ID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { VP_ID_TEXT = 37 }; /* "018c…-7…-…", lower case, with the terminator */

struct vp_id {
  uint8_t bytes[16];
};

/* Randomness from getrandom(2); never fails on a running system (waits for the pool at boot). */
struct vp_id vp_id_new(int64_t utc_ms);
void vp_id_format(const struct vp_id *id, char text[VP_ID_TEXT]);
/* Strict: 36 characters, lower case hexadecimal and hyphens in place. 0 or VP_E_FORMAT. */
int vp_id_parse(const char *text, size_t length, struct vp_id *id);
bool vp_id_equal(const struct vp_id *a, const struct vp_id *b);
bool vp_id_is_zero(const struct vp_id *id);

#endif
