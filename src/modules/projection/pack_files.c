/* Decides how a pack lies on a disk or in an archive, and the actions that make and prove one.
 */
#include "base/archive.h"
#include "base/csv.h"
#include "core/who.h"
#include "modules/projection/pack.h"
#include "modules/projection/variant.h"

enum { MOST_BYTES = 256 << 20 };

/* ---------------------------------------------------------------- reading */

/* Every name that a pack can have; what else lies in a folder or archive is not looked at, but
 * for files of the pack's own folders. */
static const char *const single[] = {"README.txt",
                                     "pack.csv",
                                     "assumptions.csv",
                                     "outcomes.csv",
                                     "recommendation.csv",
                                     "places.csv",
                                     "changes.csv",
                                     "without/outcomes.csv",
                                     "without/recommendation.csv",
                                     "without/places.csv",
                                     "MANIFEST.csv"};

typedef bool (*TakeNamed)(Ctx *cx, void *self, const char *name, Pack *out);

static bool take_all(Ctx *cx, TakeNamed take, void *self, Pack *out)
{
    static const char *const folders[] = {"model", "without/model"};
    Pack p = {0};
    for (size_t i = 0; i < sizeof single / sizeof *single; i++)
        if (!take(cx, self, single[i], &p))
            return false;
    for (size_t f = 0; f < sizeof folders / sizeof *folders; f++)
        for (int t = 0; t < TABLE_COUNT; t++)
            if (!take(cx, self,
                      arena_printf(cx->arena, "%s/%s.csv", folders[f], table_specs[t].name),
                      &p))
                return false;
    *out = p;
    return true;
}

static bool from_folder(Ctx *cx, void *self, const char *name, Pack *out)
{
    const char *path = arena_printf(cx->arena, "%s/%s", (const char *)self, name);
    Bytes b;
    if (!file_exists(path))
        return true;
    if (!file_read(cx->arena, &cx->err, path, MOST_BYTES, &b))
        return false;
    *PUSH(cx->arena, out->files, out->n, out->room) = (PackFile){name, b};
    return true;
}

bool pack_from_folder(Ctx *cx, const char *path, Pack *out)
{
    return take_all(cx, from_folder, (void *)(uintptr_t)path, out);
}

static bool take_bytes(void *self, const char *bytes, size_t n, bool last)
{
    (void)last;
    buf_put(self, bytes, n);
    return !((Buf *)self)->over;
}

static bool from_zip(Ctx *cx, void *self, const char *name, Pack *out)
{
    Buf b = buf_new(cx->arena, MOST_BYTES);
    if (!zip_has(self, name, true))
        return true;
    if (!zip_part(self, name, take_bytes, &b) || !buf_ok(&b, &cx->err))
        return false;
    *PUSH(cx->arena, out->files, out->n, out->room) = (PackFile){name, {buf_text(&b), b.len}};
    return true;
}

bool pack_from_zip(Ctx *cx, const char *name, const char *bytes, size_t size, Pack *out)
{
    SCOPED_ZIP z = zip_read(cx->arena, &cx->err, name, bytes, size);
    if (z && take_all(cx, from_zip, z, out))
        return true;
    if (cx->err.kind == ERR_INVALID) { /* said of workbooks */
        err_clear(&cx->err);
        fail(&cx->err, INVALID,
             "%s: this archive is broken or cut short; download the pack again", name);
    }
    return false;
}

bool pack_zip(Ctx *cx, const Pack *p, Bytes *out)
{
    ZipPart *parts = NEW_ARRAY(cx->arena, ZipPart, p->n + 1);
    for (int i = 0; i < p->n; i++)
        parts[i] = (ZipPart){.name = p->files[i].name, .bytes = p->files[i].bytes};
    return zip_write(cx->arena, &cx->err, parts, p->n, out);
}

bool pack_named(Ctx *cx, const char *name, Pack *out, bool *found)
{
    Bytes b;
    /* Only whoever runs the program may name a path of this machine. */
    *found = (!cx->db || (cx->who && cx->who->is_operator)) && *name &&
             (file_exists(arena_printf(cx->arena, "%s/pack.csv", name)) ||
              (ends_with(name, ".zip") && file_exists(name)));
    if (!*found)
        return true;
    if (!ends_with(name, ".zip"))
        return pack_from_folder(cx, name, out);
    return file_read(cx->arena, &cx->err, name, MOST_BYTES, &b) &&
           pack_from_zip(cx, name, b.data, b.size, out);
}

/* ---------------------------------------------------------------- making one of a run */

static const char *changes_text(Ctx *cx, const char *plan)
{
    HandChangeList list = {0};
    Buf b = buf_new(cx->arena, 0);
    CsvOut out = {.buf = &b};
    static const char *const heading[] = {
        "assumption",         "value_before", "value_after", "distribution_before",
        "distribution_after", "by",           "on",          "reason"};
    for (size_t i = 0; i < sizeof heading / sizeof *heading; i++)
        csv_field(&out, heading[i]);
    csv_end_row(&out);
    if (!hand_changes(cx, plan, &list))
        return buf_text(&b);
    for (int i = 0; i < list.n; i++) {
        const HandChange *h = &list.items[i];
        const char *cells[] = {
            h->assumption,         h->value_before, h->value_after, h->distribution_before,
            h->distribution_after, h->by,           h->on,          h->reason};
        for (size_t k = 0; k < sizeof cells / sizeof *cells; k++)
            csv_field(&out, cells[k]);
        csv_end_row(&out);
    }
    return buf_text(&b);
}

/* The run as it was stored; without changes by hand only while the plan is still that of the
 * run, for the changes belong to it. */
static bool of_run(Ctx *cx, const char *run, PackOf *out)
{
    RunInfo info;
    Model now, clean;
    RunDigests digests;
    WithheldList withheld;
    int n = 0;
    ModelProblems problems = {.arena = cx->arena, .lang = cx->lang};
    if (!projection_run_seen(cx, "projection.read", run, &info) ||
        !projection_run(cx, info.id, &info) ||
        !model_from_text(cx->arena, &cx->err, info.id, info.input, strlen(info.input),
                         &problems, &out->input.model) ||
        !model_plan(cx->arena, &cx->err, &out->input.model, &problems, &out->input.plan) ||
        !projection_digests(cx, &info, &digests) || !projection_load(cx, info.plan, &now))
        return false;
    if (!projection_withheld(cx, info.plan, &withheld))
        return false;
    /* The permission is there; it is this plan that holds what its holder may not see. */
    if (withheld.n)
        return fail(&cx->err, CONFLICT,
                    "%d assumptions of this plan tell single returns that you may not see, so "
                    "the pack is not for you",
                    withheld.n);
    out->input.id = out->plan = info.plan;
    out->input.seed = info.seed;
    out->input.draws = info.draws;
    out->version = info.version;
    if (!same(digests.plan, projection_model_digest(cx, &now)))
        return true;
    if (!model_without_hand(cx, info.plan, &now, &clean, &n))
        return false;
    if (n == 0)
        return true;
    out->has_clean = true;
    out->clean =
        (Loaded){.id = info.plan, .model = clean, .draws = info.draws, .seed = info.seed};
    out->changes = changes_text(cx, info.plan);
    return model_plan(cx->arena, &cx->err, &clean, &problems, &out->clean.plan);
}

bool do_pack(Ctx *cx, const void *in, Reply *out)
{
    const PackInput *q = in;
    PackOf of = {.plan = "", .changes = ""};
    Pack p;
    Bytes zip;
    bool from_model = *q->model || !cx->db;
    if (from_model) {
        if (!projection_open(cx, &(PlanSource){"", q->model, q->draws, q->seed}, &of.input))
            return false;
        of.version = cx->app->version;
    } else if (!of_run(cx, q->run, &of)) {
        return false;
    }
    if (!pack_make(cx, &of, &p))
        return false;
    if (q->as_zip) {
        if (!pack_zip(cx, &p, &zip))
            return false;
        reply_bytes(cx, out, "replicate-pack.zip", "application/zip", zip);
        out->file_type = "application/zip";
        out->title = T(cx, "Replicate pack");
        return true;
    }
    out->title = arena_printf(cx->arena, T(cx, "Replicate pack: %d files"), p.n);
    for (int i = 0; i < p.n; i++)
        reply_file(cx, out, p.files[i].name, p.files[i].bytes.data);
    return true;
}

void pack_proof_reply(Ctx *cx, Reply *out, const PackProof *p)
{
    out->title = p->difference ? T(cx, "The pack could not be reproduced")
                               : T(cx, "The pack is reproduced: identical byte for byte");
    reply_fact(cx, out, "run", T(cx, "Run"), cell_text(p->run), 0);
    reply_fact(
        cx, out, "identical", T(cx, "Identical"),
        cell_code(p->difference ? "no" : "yes", p->difference ? T(cx, "no") : T(cx, "yes")), 0);
    if (p->difference)
        reply_fact(cx, out, "difference", T(cx, "First difference"), cell_text(p->difference),
                   0);
    reply_fact(cx, out, "files", T(cx, "Files that are identical"), cell_number(p->files), 0);
    reply_fact(cx, out, "stored_digest", T(cx, "Result digest in the pack"),
               cell_text(p->result_digest), 0);
    reply_fact(cx, out, "digest", T(cx, "Digest of the replay"), cell_text(p->digest), 0);
    reply_fact(cx, out, "stored_version", T(cx, "Version of the run"), cell_text(p->version),
               0);
    reply_fact(cx, out, "version", T(cx, "This version"), cell_text(cx->app->version), 0);
    if (p->difference)
        out->outcome = ERR_CONFLICT;
}
