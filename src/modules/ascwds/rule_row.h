/* How a rule of the three files is written: one row of a table.
 *
 *     STAFF("S17", E, GENDER, holds_one_of, N_("GENDER is 1, 2, 3 or 4"),
 *           N_("Use a code of the list"), .list = "1;2;3;4", REF(1090, "GENDER_ERROR")),
 *
 * The column is what is judged and, unless SHOWN() says otherwise, what is shown; then what
 * must hold, as a function and as a sentence; what to do; and what the function needs. */
#ifndef PONT_ASCWDS_RULE_ROW_H
#define PONT_ASCWDS_RULE_ROW_H

#define E SEVERITY_ERROR
#define W SEVERITY_WARNING

#define REF(number, name) .reference = (number), .named = (name)
#define SHOWN(text)       .shown = (text)

#define ASC_RULE(file, prefix, rule_code, how, name, check, says, help, ...)                   \
    {                                                                                          \
        .rule = {.code = (rule_code),                                                          \
                 .block = (file),                                                              \
                 .severity = (how),                                                            \
                 .each_row = true,                                                             \
                 .field = #name,                                                               \
                 .words = {says, NULL},                                                        \
                 .fix = {help, NULL}},                                                         \
        .column = prefix##name, .holds = (check), __VA_ARGS__                                  \
    }

#endif
