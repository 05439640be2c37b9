#include "base/text.h"
#include "core/i18n.h"
#include "core/mail.h"
#include "support/test.h"

static const Mail plain = {.to = "ann@example.org",
                           .language = LANG_EN,
                           .subject_en = "A return is due",
                           .subject_cy = "Mae ffurflen yn ddyledus",
                           .text_en = "Dear Ann,\nplease send it.",
                           .text_cy = "Annwyl Ann,\nanfonwch hi."};

static const char *compose(Arena *a, Mail m)
{
    Ctx cx = {.arena = a, .user = "test"};
    const char *out = NULL;
    if (!mail_compose(&cx, &m, "Pont <pont@example.org>", "id-1", 1795694709, &out))
        fail_msg("%s", cx.err.message);
    return out;
}

void test_mail__a_letter_is_whole_and_in_both_languages(void)
{
    SCOPED_ARENA a = arena_new();
    const char *text = compose(a, plain);
    assert_true(starts_with(text, "From: \"Pont\" <pont@example.org>\r\n"
                                  "To: <ann@example.org>\r\n"
                                  "Subject: A return is due / Mae ffurflen yn ddyledus\r\n"
                                  "Date: Thu, 26 Nov 2026 12:05:09 +0000\r\n"
                                  "Message-ID: <id-1@example.org>\r\n"
                                  "MIME-Version: 1.0\r\n"
                                  "Content-Type: text/plain; charset=utf-8\r\n"
                                  "Content-Transfer-Encoding: quoted-printable\r\n"
                                  "Content-Language: en, cy\r\n"
                                  "Auto-Submitted: auto-generated\r\n"
                                  "\r\n"));
    const char *english = strstr(text, "Dear Ann,\r\nplease send it.\r\n");
    const char *welsh = strstr(text, "Annwyl Ann,\r\nanfonwch hi.\r\n");
    assert_true(english && welsh && english < welsh);
    Mail m = plain;
    m.language = LANG_CY;
    text = compose(a, m);
    assert_non_null(strstr(text, "Subject: Mae ffurflen yn ddyledus / A return is due\r\n"));
    assert_non_null(strstr(text, "Content-Language: cy, en\r\n"));
    assert_true(strstr(text, "Annwyl Ann,") < strstr(text, "Dear Ann,"));
    /* who reads English is told so in English, above the Welsh */
    assert_true(strstr(text, "This message is in English below the line.") <
                strstr(text, "Annwyl Ann,"));
}

/* Every line is ASCII, ends with CR LF and is short. */
void test_mail__lines_are_what_every_server_takes(void)
{
    SCOPED_ARENA a = arena_new();
    Mail m = plain;
    m.subject_cy =
        "Ffurflen t\xC5\xB7 a d\xC5\xB5r: \xC5\xB5\xC5\xB7\xC3\xA2\xC3\xAA\xC3\xAE\xC3"
        "\xB4\xC3\xBB a llawer mwy o eiriau hir sydd ddim yn ffitio ar un llinell";
    m.text_en =
        ".\n..dots\nspace at the end \n=equals= and a line that is very much longer than "
        "what one line of a letter may be, with a long\xE2\x80\x94"
        "dash in it, and so on until it is three lines at least or perhaps even four\n"
        "\nFrom here";
    const char *text = compose(a, m);
    for (const char *line = text; *line;) {
        size_t n = strcspn(line, "\r\n");
        assert_true(n <= 76);
        assert_true(line[n] == '\r' && line[n + 1] == '\n');
        for (size_t i = 0; i < n; i++)
            assert_true(line[i] >= ' ' && line[i] <= '~');
        assert_false(line[0] == '.');
        assert_false(n && line[n - 1] == ' ');
        line += n + 2;
    }
    assert_non_null(strstr(text, "\r\n=2E\r\n=2E.dots\r\nspace at the end=20\r\n=3Dequals=3D"));
    assert_non_null(strstr(text, "Subject: =?UTF-8?B?"));
    assert_non_null(strstr(text, "long=E2=80=94dash"));
}

void test_mail__nothing_can_add_a_header(void)
{
    static const char evil[] = "x\r\nBcc: everybody@example.org";
    SCOPED_ARENA a = arena_new();
    const char *out = NULL;
    for (int i = 0; i < 7; i++) {
        Ctx cx = {.arena = a, .user = "test"};
        Mail m = plain;
        const char *from = "pont@example.org";
        if (i == 0)
            m.to = "ann@example.org\r\nBcc: everybody@example.org";
        if (i == 1)
            m.subject_en = evil;
        if (i == 2)
            m.subject_cy = "x\nBcc: everybody@example.org";
        if (i == 3)
            from = "Pont\r\nBcc: everybody@example.org <pont@example.org>";
        if (i == 4)
            m.text_en = "a bare\rreturn";
        if (i == 5)
            m.text_cy = "not \xff text";
        if (i == 6)
            m.text_cy = "";
        assert_false(mail_compose(&cx, &m, from, "id-1", 0, &out));
        assert_null(out);
    }
    /* a subject that looks like an encoded word is encoded itself */
    Mail m = plain;
    m.subject_en = "=?UTF-8?B?QmNjOiB4?=";
    assert_non_null(strstr(compose(a, m), "Subject: =?UTF-8?B?PT9VVEYtOD9C"));
}

void test_mail__addresses_are_of_a_narrow_kind(void)
{
    static const char *const good[] = {"ann@example.org", "a.b+c@x-y.example.org",
                                       "o'neil@nhs.wales", "ann@localhost"};
    static const char *const bad[] = {"",
                                      "ann",
                                      "@example.org",
                                      "ann@",
                                      "ann@@example.org",
                                      "ann@example.org, ben@example.org",
                                      "Ann <ann@example.org>",
                                      "\"ann b\"@example.org",
                                      "ann@exa mple.org",
                                      "ann@example.org\n",
                                      ".ann@example.org",
                                      "ann.@example.org",
                                      "a..b@example.org",
                                      "ann@-example.org",
                                      "ann@example.org>",
                                      "si\xC3\xA2n@example.org",
                                      "ann@[127.0.0.1]",
                                      "ann@example.org."};
    SCOPED_ARENA a = arena_new();
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (!mail_address_valid(good[i]))
            fail_msg("%s was refused", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (mail_address_valid(bad[i]))
            fail_msg("%s was accepted", bad[i]);
    assert_string_equal(mail_address_of(a, "Pont <pont@example.org>"), "pont@example.org");
    assert_string_equal(mail_address_of(a, " pont@example.org "), "pont@example.org");
    assert_null(mail_address_of(a, "Pont <pont@example.org> x"));
    assert_null(mail_address_of(a, "Pont <pont>"));
}
