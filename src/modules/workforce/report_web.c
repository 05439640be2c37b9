/* Decides what a regional report holds: who has sent, every theme with its figures and charts,
 * and the questions that a region asks most. It is a page like others, so that its PDF is made
 * from it. */
#include "core/who.h"
#include "modules/workforce/pages/report.html.h"
#include "modules/workforce/picture_web.h"

static Table *sent_table(Ctx *cx, Reply *r, const Picture *p)
{
    Table *t = reply_table(cx, r, "sent", T(cx, "Whose return the report rests on"));
    table_column(cx, t, "organisation", T(cx, "Organisation"), COLUMN_TEXT, 0);
    table_column(cx, t, "status", T(cx, "Status"), COLUMN_TEXT, 0);
    for (int i = 1; i < p->n; i++) {
        const PictureRow *row = &p->rows[i];
        if (row->is_group)
            continue;
        Cell *c = table_row(cx, t);
        c[0] = cell_link(row->label, arena_printf(cx->arena, "/workforce/profile/%s/%s",
                                                  p->collection, row->id));
        c[0].code = row->id;
        c[1] = cell_code(return_status_code(row->status), return_status_label(cx, row->status));
    }
    return t;
}

static bool draw_report(Ctx *cx, Reply *r, const Frame *f, Picture *p, Out *out)
{
    PictureAsk ask = frame_ask(f, NULL, 0);
    if (!workforce_picture_of(cx, &ask, p))
        return false;
    for (int i = 0; i < n_themes; i++) {
        out_raw(out, "<h2 class=\"govuk-heading-l\">");
        out_text(out, T(cx, themes[i].title));
        out_raw(out, "</h2>\n<p class=\"govuk-body\">");
        out_text(out, T(cx, themes[i].lead));
        out_raw(out, "</p>\n");
        if (!theme_body(cx, r, f, &themes[i], p, out))
            return false;
    }
    return true;
}

static bool frame_of(Ctx *cx, const char *collection, const char *within, const char *fill,
                     Frame *f)
{
    PageIn none = {.path = ""};
    *f = (Frame){0};
    return frame_read(cx, &none, collection, within, f) && fill_of(cx, fill, &f->fill);
}

bool do_report(Ctx *cx, const void *in, Reply *out)
{
    const ReportInput *q = in;
    Frame f;
    Picture p;
    if (!frame_of(cx, q->collection, q->within, q->fill, &f))
        return false;
    Out unused = out_new(cx->arena, cx->lang, translate);
    if (!draw_report(cx, out, &f, &p, &unused))
        return false;
    sent_table(cx, out, &p);
    out->title = arena_printf(cx->arena, "%s: %s, %s", T(cx, "Report"), p.rows[0].label,
                              f.collection.id);
    reply_note(cx, out, "%s", frame_basis(cx, &p, &indicators[0]));
    return true;
}

bool page_report(Ctx *cx, const PageIn *in, PageOut *out)
{
    Frame f;
    Picture p;
    Reply r = {0};
    Out body = out_new(cx->arena, cx->lang, translate);
    if (!frame_of(cx, in->args[0], page_query(in, "within"), page_query(in, "fill"), &f) ||
        !draw_report(cx, &r, &f, &p, &body))
        return false;
    ReportView v = {.title = p.rows[0].label,
                    .about =
                        arena_printf(cx->arena, T(cx, "%s, as at %s. %s"), f.collection.title,
                                     picture_day(cx, f.collection.as_at),
                                     frame_basis(cx, &p, &indicators[0])),
                    .synthetic = f.collection.synthetic,
                    .body = out_html(&body),
                    .sent = sent_table(cx, &r, &p)};
    page_workforce_report(&out->out, &v);
    out->title =
        arena_printf(cx->arena, "%s: %s, %s", T(cx, "Report"), v.title, f.collection.title);
    out->wide = true;
    return true;
}
