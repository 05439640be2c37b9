/* The replicate pack: all that a projection was made from and all that came out of it, as files
 * that anybody with this program can compute again, without a database.
 *
 *     README.txt                          what this is and how it is proved
 *     pack.csv                            run, seed, draws, version, digests
 *     model/NAME.csv                      the input: a model folder
 *     assumptions.csv                     the register: every assumption with source and grade
 *     outcomes.csv                        supply, demand, gap and heads, every digit
 *     recommendation.csv, places.csv      the common level for each confidence, by year, route
 *     changes.csv, without/...            changes by hand, and input and results without them
 *     MANIFEST.csv                        every file with its size and SHA-256
 *
 * A pack is a function of model, seed, draws and version. pack_prove() reads the input of a
 * pack, makes the pack again and compares it byte for byte. */
#ifndef PONT_PROJECTION_PACK_H
#define PONT_PROJECTION_PACK_H

#include "base/file.h"
#include "modules/projection/projection.h"

typedef struct PackFile {
    const char *name;
    Bytes bytes;
} PackFile;
typedef struct Pack {
    int n, room;
    PackFile *files;
} Pack;

typedef struct PackOf {
    const char *plan, *version; /* version: of the program that made the run */
    Loaded input;
    bool has_clean;      /* somebody changed assumptions by hand: */
    Loaded clean;        /* the same without */
    const char *changes; /* as CSV */
} PackOf;

bool pack_make(Ctx *cx, const PackOf *of, Pack *out) MUST_CHECK;
const PackFile *pack_find(const Pack *p, const char *name);

/* Reads a pack from a folder or an archive; `name` is how it is called in messages. */
bool pack_from_folder(Ctx *cx, const char *path, Pack *out) MUST_CHECK;
bool pack_from_zip(Ctx *cx, const char *name, const char *bytes, size_t size,
                   Pack *out) MUST_CHECK;
bool pack_zip(Ctx *cx, const Pack *p, Bytes *out) MUST_CHECK;

typedef struct PackProof {
    const char *run, *version, *result_digest,
        *digest;            /* digest: of the results computed now */
    int files;              /* compared */
    const char *difference; /* the first, named; NULL: identical byte for byte */
} PackProof;
bool pack_prove(Ctx *cx, const Pack *given, PackProof *out) MUST_CHECK;

typedef struct PackInput {
    const char *run, *model;
    int64_t draws, seed;
    bool as_zip;
} PackInput;
bool do_pack(Ctx *cx, const void *in, Reply *out);
/* Whether the name is that of a pack on the disk of whoever runs the program; reads it. */
bool pack_named(Ctx *cx, const char *name, Pack *out, bool *found) MUST_CHECK;
void pack_proof_reply(Ctx *cx, Reply *out, const PackProof *p);

#endif
