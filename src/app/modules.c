/* The one list of modules, lowest level first: a module may include the headers of those above
 * it in this list. Removing a row and its folder removes the feature. */
#include "app/app.h"
#include "app/help_pages.h"
#include "app/home.h"
#include "app/search.h"
#include "modules/account/account.h"
#include "modules/api/api_module.h"
#include "modules/approval/approval_module.h"
#include "modules/ascwds/ascwds.h"
#include "modules/audit/audit_module.h"
#include "modules/caseload/caseload.h"
#include "modules/commissioning/commissioning.h"
#include "modules/db/db_action.h"
#include "modules/form/form.h"
#include "modules/job/job_action.h"
#include "modules/leadership/leadership.h"
#include "modules/mail/mail_action.h"
#include "modules/org/org.h"
#include "modules/person/person.h"
#include "modules/projection/projection.h"
#include "modules/record/record.h"
#include "modules/release/release.h"
#include "modules/role/role.h"
#include "modules/workforce/workforce.h"

/* clang-format off */
const Module *const app_modules[] = {
    &home_module,
    &search_module,
    &help_module_pages,
    &org_module,
    &person_module,
    &account_module,
    &job_module,
    &form_module,
    &record_module,
    &ascwds_module,
    &workforce_module,
    &leadership_module,
    &caseload_module,
    &release_module,
    &projection_module,
    &commissioning_module,
    &approval_module,
    &role_module,
    &audit_module,
    &db_module,
    &mail_module,
    &api_module,
    &example_module,
};
/* clang-format on */
const int app_n_modules = sizeof app_modules / sizeof *app_modules;
