/* Calls that cannot be used safely become compile errors. Each has a named replacement in base.
 */
#ifndef PONT_BASE_BANNED_H
#define PONT_BASE_BANNED_H

/* The headers that declare them come first, so that their own lines are left alone. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define BANNED(f) sorry_##f##_is_banned

#undef strcpy
#define strcpy(a, b) BANNED(strcpy) /* arena_strdup, buf_puts */
#undef strcat
#define strcat(a, b) BANNED(strcat) /* buf_puts */
#undef strncpy
#define strncpy(a, b, n) BANNED(strncpy) /* arena_strndup */
#undef sprintf
#define sprintf(...) BANNED(sprintf) /* arena_printf, buf_printf */
#undef vsprintf
#define vsprintf(...) BANNED(vsprintf)
#undef strtok
#define strtok(a, b) BANNED(strtok) /* text_split */
#undef atoi
#define atoi(a) BANNED(atoi) /* text_to_int */
#undef atof
#define atof(a) BANNED(atof) /* text_to_double */
#undef localtime
#define localtime(a) BANNED(localtime) /* date_today */
#undef gmtime
#define gmtime(a) BANNED(gmtime)
#undef ctime
#define ctime(a) BANNED(ctime)
#undef rand
#define rand() BANNED(rand) /* sim/philox.h */

#endif
