/* Roles and what they give, for everybody who is signed in to look up, and for administrators
 * to replace by lists of their own. The lists themselves are core/access.h. */
#ifndef PONT_ROLE_ROLE_H
#define PONT_ROLE_ROLE_H

#include "core/access.h"

typedef struct MatrixView {
    const Table *roles, *matrix;
    bool may_write;
} MatrixView;

extern const Module role_module;

#endif
