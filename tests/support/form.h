/* The forms that come with the program, for tests that open a database of their own. */
#ifndef PONT_TESTS_SUPPORT_FORM_H
#define PONT_TESTS_SUPPORT_FORM_H

#include "base/embedded.h"
#include "modules/form/form.h"

extern const EmbeddedFile embedded_data[];
extern const int embedded_data_count;

/* Installs data/forms/<id>/ and its later versions (data/forms/<id>-2/, ...); returns the newest.
 */
static inline const Form *test_form(Ctx *cx, const char *id)
{
    const Form *f = NULL;
    for (int version = 1; version < 10; version++) {
        InFile files[16];
        int n = 0;
        const char *folder = version == 1
                                 ? arena_printf(cx->arena, "data/forms/%s/", id)
                                 : arena_printf(cx->arena, "data/forms/%s-%d/", id, version);
        for (int i = 0; i < embedded_data_count && n < 16; i++)
            if (starts_with(embedded_data[i].name, folder))
                files[n++] = (InFile){embedded_data[i].name, embedded_data[i].data,
                                      embedded_data[i].size};
        if (n && !form_install(cx, &(InFiles){n, files}))
            return NULL;
    }
    return form_get(cx, id, 0, &f) ? f : NULL;
}

#endif
