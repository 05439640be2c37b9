/* Decides which columns the study of what changes the number has, and what they are called. */
#include "modules/projection/sensitivity.h"

const Choice sensitivity_methods[] = {{"all", N_("All, one after the other")},
                                      {"morris", N_("Screening (Morris)")},
                                      {"sobol", N_("Shares of variance (Sobol)")},
                                      {"evppi", N_("Value of knowing (EVPPI)")},
                                      {NULL, NULL}};
const Choice sensitivity_factors[] = {
    {"family", N_("What is alike in all organisations together")},
    {"assumption", N_("Each assumption alone")},
    {"kind", N_("Assumptions of one kind together")},
    {"source", N_("Assumptions of one source together")},
    {"grade", N_("Assumptions of one grade together")},
    {NULL, NULL}};

static const Choice others[] = {{"*", N_("All others together")}, {NULL, NULL}};
static const Choice together[] = {{"not received", N_("Returns not received")},
                                  {"kind", N_("Kind")},
                                  {"source", N_("Source")},
                                  {"grade", N_("Quality grade")},
                                  {NULL, NULL}};

static const StudyColumn factor_columns[] = {
    {"factor", N_("Assumption"), STUDY_TEXT, 0, NULL},
    {"kind", N_("Kind"), STUDY_TEXT, 0, NULL},
    {"inputs", N_("Assumptions in it"), STUDY_NUMBER, 0, NULL},
    {"gap_low", N_("Gap, low"), STUDY_NUMBER, 1, NULL},
    {"gap_high", N_("high"), STUDY_NUMBER, 1, NULL},
    {"level_low", N_("Places a year, low"), STUDY_NUMBER, 1, NULL},
    {"level_high", N_("high"), STUDY_NUMBER, 1, NULL},
    {"mu_star", N_("Effect on the gap (mu*)"), STUDY_NUMBER, 2, NULL},
    {"sigma", N_("its spread (sigma)"), STUDY_NUMBER, 2, NULL},
    {"level_mu_star", N_("Effect on places (mu*)"), STUDY_NUMBER, 2, NULL},
    {"level_sigma", N_("its spread (sigma)"), STUDY_NUMBER, 2, NULL},
    {"evppi", N_("Value of knowing it"), STUDY_NUMBER, 2, NULL},
    {"evppi_low", N_("95 %: from"), STUDY_NUMBER, 2, NULL},
    {"evppi_high", N_("to"), STUDY_NUMBER, 2, NULL},
    {NULL, NULL, STUDY_TEXT, 0, NULL}};
static const StudyColumn share_columns[] = {
    {"factor", N_("Assumption"), STUDY_CODE, 0, others},
    {"first", N_("Share of the gap's variance, alone"), STUDY_PERCENT, 1, NULL},
    {"first_low", N_("95 %: from"), STUDY_PERCENT, 1, NULL},
    {"first_high", N_("to"), STUDY_PERCENT, 1, NULL},
    {"total", N_("With all its interactions"), STUDY_PERCENT, 1, NULL},
    {"total_low", N_("95 %: from"), STUDY_PERCENT, 1, NULL},
    {"total_high", N_("to"), STUDY_PERCENT, 1, NULL},
    {"level_first", N_("Of the places' variance, alone"), STUDY_PERCENT, 1, NULL},
    {"level_total", N_("With all its interactions"), STUDY_PERCENT, 1, NULL},
    {NULL, NULL, STUDY_TEXT, 0, NULL}};
static const StudyColumn together_columns[] = {
    {"by", N_("Taken together"), STUDY_CODE, 0, together},
    {"group", N_("Group"), STUDY_TEXT, 0, NULL},
    {"inputs", N_("Assumptions in it"), STUDY_NUMBER, 0, NULL},
    {"evppi", N_("Value of knowing them all"), STUDY_NUMBER, 2, NULL},
    {"evppi_low", N_("95 %: from"), STUDY_NUMBER, 2, NULL},
    {"evppi_high", N_("to"), STUDY_NUMBER, 2, NULL},
    {"share", N_("Of the value of knowing everything"), STUDY_PERCENT, 0, NULL},
    {NULL, NULL, STUDY_TEXT, 0, NULL}};
static const StudyColumn about_columns[] = {
    {"year", N_("Year of the gap"), STUDY_TEXT, 0, NULL},
    {"gap", N_("Gap, central"), STUDY_NUMBER, 1, NULL},
    {"gap_sd", N_("its standard deviation"), STUDY_NUMBER, 1, NULL},
    {"level", N_("Places a year, central"), STUDY_NUMBER, 1, NULL},
    {"level_sd", N_("its standard deviation"), STUDY_NUMBER, 1, NULL},
    {"best", N_("Places a year of least mean loss"), STUDY_NUMBER, 1, NULL},
    {"evpi", N_("Value of knowing everything"), STUDY_NUMBER, 2, NULL},
    {"evpi_low", N_("95 %: from"), STUDY_NUMBER, 2, NULL},
    {"evpi_high", N_("to"), STUDY_NUMBER, 2, NULL},
    {"cost_under", N_("Cost of one too few"), STUDY_NUMBER, 2, NULL},
    {"cost_over", N_("Cost of one too many"), STUDY_NUMBER, 2, NULL},
    {"factors", N_("Factors"), STUDY_NUMBER, 0, NULL},
    {"measure", N_("Measure"), STUDY_TEXT, 0, NULL},
    {NULL, NULL, STUDY_TEXT, 0, NULL}};

const StudyPart sensitivity_parts[] = {
    {"factors", N_("What changes the number most"), factor_columns, false,
     N_("Low and high: the outcome with the assumption at its 10 % and 90 % points and all "
        "else central. mu*: mean absolute change over an assumption's whole range, anywhere "
        "among the others; a sigma as large as mu* says that its effect depends on them. The "
        "places are those that close every target year, before limits.")},
    {"shares", N_("Shares of the uncertainty"), share_columns, false,
     N_("Shares are estimates with an interval: a small one may come out below zero.")},
    {"together", N_("The value of knowing a whole group"), together_columns, false,
     N_("In the unit of the loss: cost_under for a unit too few, cost_over for one too many, "
        "each year. What knowing is worth if the places are chosen by it; nobody need pay more "
        "for the knowledge.")},
    {"about", N_("About this study"), about_columns, false, NULL},
    {NULL, NULL, NULL, false, NULL}};
