/* A table that spreadsheets of the Netherlands and most of Europe open by a double click: UTF-8 with its mark, cells
 * parted by semicolons, lines by CR LF. */
#ifndef VERTELPUNT_DESK_CSV_H
#define VERTELPUNT_DESK_CSV_H

#include <stdbool.h>
#include <stddef.h>

struct csv { /* zeroed to begin with; csv_finish frees */
  char *text;
  size_t length, room;
  bool in_line, failed; /* failed: no memory; what follows is ignored */
};
/* One cell. Text of others never becomes a formula; longer than a spreadsheet's cell, it is cut. NULL: empty. */
void csv_cell(struct csv *csv, const char *text);
void csv_end_line(struct csv *csv);
void csv_finish(struct csv *csv);

#endif
