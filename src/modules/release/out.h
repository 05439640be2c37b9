/* A release in the formats that others read. Private to the module.
 *
 * Each says for a number that is not there why: a word or an annotation, never 0. */
#ifndef PONT_RELEASE_OUT_H
#define PONT_RELEASE_OUT_H

#include "modules/release/release.h"

typedef struct OutFormat {
    const char *name, *label; /* label: N_ */
    const char *type, *suffix;
    void (*write)(Ctx *cx, const Release *r, const ReleaseContents *c, Buf *out);
} OutFormat;
extern const OutFormat out_formats[];
extern const int n_out_formats;
extern const Choice out_format_choices[];

/* "A1_hc_perm": what a field is called where codes are letters, digits and '_'. */
const char *out_code(Arena *a, const char *table, const char *field);
/* The as-at day of a collection, from the head of the release: "2026-03-31". */
const char *out_as_at(Arena *a, const ReleaseContents *c, const char *collection);
const char *out_head(const ReleaseContents *c, const char *name); /* "" when there is none */

void out_json(Ctx *cx, const Release *r, const ReleaseContents *c, Buf *out);
void out_csv(Ctx *cx, const Release *r, const ReleaseContents *c, Buf *out);
void out_adx(Ctx *cx, const Release *r, const ReleaseContents *c, Buf *out);
void out_dhis2_json(Ctx *cx, const Release *r, const ReleaseContents *c, Buf *out);
void out_dhis2_xml(Ctx *cx, const Release *r, const ReleaseContents *c, Buf *out);

/* What each field means, once for each that the release holds. */
typedef struct DictionaryRow {
    const char *table, *field, *label, *definition, *formula, *unit, *states;
} DictionaryRow;
typedef struct Dictionary {
    int n, room;
    DictionaryRow *rows;
} Dictionary;
bool out_dictionary(Ctx *cx, const ReleaseContents *c, Dictionary *out) MUST_CHECK;

#endif
