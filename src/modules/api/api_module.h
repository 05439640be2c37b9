/* The interface as a subject: its description for programs, for people and for the manual. What
 * it does is web/api.h's and the actions' own. */
#ifndef PONT_MODULES_API_API_MODULE_H
#define PONT_MODULES_API_API_MODULE_H

#include "core/module.h"

extern const Module api_module;

#endif
