/* What an asker wants to read, as its Accept header says (RFC 9110, 12.5.1). */
#ifndef PONT_WEB_ACCEPT_H
#define PONT_WEB_ACCEPT_H

/* How much the asker wants the media type, from 0 (not at all) to 1000; a header that is NULL
 * takes everything. The closest range counts: "text/csv" before "text/ *" before "* / *". */
int accept_weight(const char *header, const char *type);

#endif
