/* The version and build that the Makefile gives. */
#include "app/app.h"

const char app_version[] = PONT_VERSION;
const char app_build[] = PONT_COMMIT;
