/* What people type by habit is refused where nobody may be named; what is needed is not. */
#include "base/text.h"
#include "core/nameless.h"

#include "support/test.h"

static void refuse(const char *text, const char *part)
{
    SCOPED_ARENA a = arena_new();
    const char *why = nameless_fault(a, text);
    if (!why || !strstr(why, part))
        fail_msg("'%s': %s", text, why ? why : "is accepted");
}

void test_nameless__notes_refuse_who_somebody_is(void)
{
    refuse("seen with 943 476 5919 in May", "long number");
    refuse("ring 01743 345 678", "long number");
    refuse("her number is QQ 12 34 56 C", "National Insurance");
    refuse("QQ123456C", "National Insurance");
    refuse("born 12/03/1948", "day of birth");
    refuse("the client (12.3.1948) waits", "day of birth");
    refuse("DOB in the file", "day of birth");
    refuse("Mrs Jones asked twice", "name");
    refuse("agreed by Mr. Évans", "name");
    refuse("write to jo@example.org", "mail");
}

void test_nameless__notes_accept_what_is_said_of_work(void)
{
    static const char *const good[] = {
        "",
        "Policy of 2026-03-01 12 months ago, reviewed each year; 12 of 14 staff.",
        "Supervision every 6 weeks: 83% in 2025/26",
        "Director's team, grade PO5 / SCP 41-44",
        "Miss a meeting and the reason is kept",
    };
    SCOPED_ARENA a = arena_new();
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (nameless_fault(a, good[i]))
            fail_msg("'%s' %s", good[i], nameless_fault(a, good[i]));
}

void test_nameless__a_pseudonym_is_letters_and_a_short_number(void)
{
    static const char *const good[] = {"C-1", "C-0412", "W3", "OT-17", "c12345"};
    static const char *const bad[] = {
        "Smith",      "JSmith1", "J Smith 2",    "9434765919", "C-9434765919", "120348",
        "12/03/1948", "C-",      "C-0412x",      "JS-1948",    "JS2011",       "C--1",
        "ANN",        "",        "C-\xc3\xb4-1", "W_1",        "QQ123456C"};
    SCOPED_ARENA a = arena_new();
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (pseudonym_fault(a, good[i]))
            fail_msg("'%s' %s", good[i], pseudonym_fault(a, good[i]));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (!pseudonym_fault(a, bad[i]))
            fail_msg("'%s' is accepted", bad[i]);
}
