// Every page and every form of the site map, as the people who may open it, in both languages: valid
// HTML, a title of its own, headings in order; axe wide and narrow; nothing cut or scrolling
// sideways at 400 % and with wide text spacing; no navigation on paper.
//
//     node tests/browser/walk.mjs BUILD [TEXT]      BUILD holds pont, pont-san and fixture.db
//
// With TEXT only the pages whose address holds it, with a screenshot of each. Screenshots go to
// BUILD/screenshots. The last line is "PASSED FAILED".
import { checkHtml } from "./html.mjs";
import { check, inspectAxe, inspectCut, inspectFaults, inspectWidth, part, people, run, shoot } from "./kit.mjs";

const only = process.argv[3];

// Addresses that a map cannot know: parts to fill in, and pages as they are when they are used.
function examples(site, job) {
    const person = JSON.parse(site.pont("person", "list", "--text", "administrator.scw", "--json")).people[0].id;
    const asked = site.pont("org", "succeed", "--what", "merge", "--predecessors", "ceredigion,gwynedd",
        "--successors", "powys", "--from", "2030-04-01", "--reason", "An order", "--as", "administrator.wg@example.org");
    const approval = asked.match(/Approval +(\S+)/)[1];
    const invited = site.pont("person", "invite", "--email", "gwen@example.org", "--name", "Gwen Prys",
        "--role", "council-lead", "--organisation", "powys");
    site.pont("record", "import", "examples/records/ceredigion.csv", "--organisation", "ceredigion");
    site.pont("workforce", "export", "--collection", "wales-2026", "--organisation", "powys", "--out", `${site.folder}/r`);
    const sent = site.pont("workforce", "send", `${site.folder}/r`, "--as", people.officer).match(/To be confirmed +(\S+)/)[1];
    return {
        "/help/guide/{name}": ["/help/guide/lead", "/help/guide/analyst", "/help/guide/administrator"],
        "/release/{id}": ["/release/scw-public-1"],
        "/release/agreement/{id}": ["/release/agreement/scw-public"],
        "/org/{id}": ["/org/ceredigion", "/org/rpb-gwent"],
        "/form/{id}": ["/form/ot-wales", "/form/ot-west-midlands?version=1"],
        "/record/upload/{id}": ["/record/upload/1"],
        "/record/show": ["/record/show?organisation=ceredigion"],
        "/person/{id}": [`/person/${person}`],
        "/job/{id}": [job],
        "/approval/{id}": [`/approval/${approval}`],
        "/account/set-up/{link}": [invited.match(/\/account\/set-up\/\S+/)[0], "/account/set-up/nosuch"],
        "/workforce/picture/{collection}/{organisation}": [
            "/workforce/picture/wales-2026/rpb-gwent", "/workforce/picture/wales-2026/ceredigion"],
        "/workforce/upload/{id}": [`/workforce/upload/${sent}`],
        "/workforce/collection/{id}": ["/workforce/collection/wales-2026"],
        "/workforce/questions/{question}": ["/workforce/questions/why-leave"],
        "/workforce/basis/{indicator}": ["/workforce/basis/turnover?within=ceredigion"],
        "/workforce/benchmark/{collection}/{organisation}": ["/workforce/benchmark/wales-2026/ceredigion"],
        "/workforce/profile/{collection}/{organisation}": ["/workforce/profile/wales-2026/ceredigion"],
        "/workforce/report/{collection}": ["/workforce/report/wales-2026"],
        "/workforce/fill/{collection}/{organisation}": ["/workforce/fill/wales-2026/ceredigion"],
        "/workforce/fill/{collection}/{organisation}/{block}": [
            "/workforce/fill/wales-2026/ceredigion/A1", "/workforce/fill/wales-2026/ceredigion/A3",
            "/workforce/fill/wales-2026/ceredigion/A5"],
        "/workforce/row/{collection}/{organisation}/{block}": ["/workforce/row/wales-2026/ceredigion/A1?row=R4"],
        "/workforce/return/{collection}/{organisation}": [
            "/workforce/return/wales-2026/ceredigion", "/workforce/return/wales-2026/merthyr-tydfil",
            "/workforce/return/wales-2026/blaenau-gwent"],
        "/leadership/{organisation}": ["/leadership/ceredigion", "/leadership/blaenau-gwent"],
        "/leadership/parity": ["/leadership/parity", "/leadership/parity?indicator=grade"],
        "/leadership/standards": ["/leadership/standards", "/leadership/standards?year=2024"],
        "/caseload/{organisation}": ["/caseload/ceredigion"],
        "/caseload/change": ["/caseload/change?organisation=ceredigion&reference=C-0002"],
        "/caseload/weigh": ["/caseload/weigh", "/caseload/weigh?organisation=ceredigion&add_wte=0.6"],
        "/commissioning/why/{year}/{route}": ["/commissioning/why/2028/all"],
        "/workforce/picture": ["map", "bars", "funnel", "heat", "years"].map((v) => `/workforce/picture?view=${v}`)
            .concat("/workforce/picture", "/workforce/picture?within=rpb-powys"),
        "/projection/assumption": ["/projection/assumption?plan=wales-2026&id=exit/ind/*/leave"],
        "/projection/explore": ["/projection/explore?plan=mini", "/projection/explore?plan=mini&change.confidence=90&change.ramp=20",
            "/projection/explore?plan=wales-2026&change.confidence=70"],
        "/projection/compare": ["/projection/compare", "/projection/compare?a=mini&b=mini"],
        "/projection/review": ["/projection/review?plan=mini"],
        "/projection/report": ["/projection/report?plan=mini"],
        "/search": ["/search", "/search?q=powys", "/search?q=ceredigoin", "/search?q=nosuchthing"],
        "/search/find": ["/search/find", "/search/find?words=powys"],
        "/org/show": ["/org/show", "/org/show?id=powys"],
        "/person/take": [`/person/take?person=${person}&role=administrator&organisation=scw`],
        "/audit": ["/audit", "/audit?action=example.load", "/audit?action=nosuch"],
        "/audit/show": ["/audit/show", "/audit/show?row=1"],
        "/person": ["/person", "/person?text=nosuchperson"],
    };
}

// Pages that answer otherwise than 200 when one comes to them without what leads there.
const odd = {
    "/account/provider": 4, "/account/callback": 4, "/account/code": 2, "/account/set-up": 4,
    "/account/set-up/nosuch": 4, "/account/recovery-codes": 4, "/account/second-factor": 4,
    "/account/password": 4, "/account/second-factor-off": 4,
};

const shown = [ // of these a screenshot is kept
    "/", "/help", "/org/ceredigion", "/workforce", "/workforce/picture", "/projection", "/commissioning",
    "/commissioning/why/2028/all", "/workforce/return/wales-2026/ceredigion", "/account", "/account/sign-in",
    "/role", "/audit", "/person", "/approval", "/search?q=powys", "/search?q=nosuchthing", "/nosuch",
];

// Who may see these, where the first who may open such pages may not.
const owners = { "/approval/{id}": "administrator", "/job/{id}": "officer" };

// Letters, words, lines and paragraphs as far apart as WCAG 1.4.12 says.
function spaceOut() {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
        word-spacing: 0.16em !important } p { margin-bottom: 2em !important }`);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}

async function onPaper(page, name) {
    await page.emulateMedia({ media: "print" });
    const left = await page.evaluate(() => {
        const seen = (e) => e.checkVisibility() && e.getBoundingClientRect().height > 0;
        const aside = ["nav", ".pont-search", ".pont-header__out", ".govuk-skip-link", ".govuk-button"];
        return [...document.querySelectorAll(aside.join(","))].filter(seen).map((e) => e.outerHTML.slice(0, 100))
            .concat([...document.querySelectorAll("main table")].filter((t) => !seen(t)).map((t) => `a table is missing: ${t.caption?.textContent}`));
    });
    check(left.length === 0, `on paper ${name} has its tables and no navigation`, left.slice(0, 4).join("\n    "));
    await page.emulateMedia({ media: "screen" });
}

// titles: of the pages so far. Without it another has looked at the page already, and only what
// depends on who looks is checked: what the right to see a thing shows or leaves out.
async function lookAt(page, site, lang, who, path, titles) {
    const prefix = lang === "cy" ? "/cy" : "";
    const address = path === "/" ? prefix || "/" : prefix + path;
    const name = `${who}-${lang}${path === "/" ? "/home" : path}`;
    const answer = await page.goto(site.base + address);
    const expected = path === "/nosuch" ? 4 : odd[path.replace(/\?.*/, "")] ?? 2;
    const status = answer.status();
    const refused = !titles && (status === 403 || status === 404); // the page says so, and must do it well
    check(Math.floor(status / 100) === expected || (odd[path] && status === 200) || refused, `${name} answers`, String(status));
    // Nobody asked may have been led to signing in, which has been looked at.
    if (new URL(page.url()).pathname !== address.replace(/\?.*/, "")) return;
    if (!titles) {
        if (lang === "cy") await page.setViewportSize({ width: 390, height: 844 });
        await inspectAxe(page, name);
        await inspectWidth(page, name);
        if (shown.includes(path)) await shoot(page, name);
        await page.setViewportSize({ width: 1280, height: 900 });
        inspectFaults(page.context(), name);
        return;
    }
    checkHtml(await answer.text(), lang, name);
    const title = await page.title();
    const place = path.replace(/\?.*/, "").replace(/^(\/account\/set-up|\/workforce\/picture).*/, "$1");
    const other = titles.get(title);
    check(!other || other === place || status >= 400, `${name} has a title of its own`, `${title}: also ${other}`);
    if (status < 400) titles.set(title, place);
    await inspectAxe(page, `${name}, wide`);
    await inspectWidth(page, `${name} at 1280 px`);
    await onPaper(page, name);
    const keep = only || shown.includes(path);
    if (keep) await shoot(page, name);
    await page.setViewportSize({ width: 390, height: 844 });
    await inspectAxe(page, `${name}, narrow`);
    await inspectWidth(page, `${name} at 390 px`);
    if (keep) await shoot(page, name);
    await page.setViewportSize({ width: 320, height: 640 });
    await inspectWidth(page, `${name} at 400 %`);
    await inspectCut(page, `${name} at 400 %`);
    await page.evaluate(spaceOut);
    await inspectWidth(page, `${name} with wide spacing`);
    await inspectCut(page, `${name} with wide spacing`);
    await page.setViewportSize({ width: 1280, height: 900 });
    inspectFaults(page.context(), name);
}

// As one person; seen holds the pages that another has looked at already, and gains these.
async function walk(browser, site, lang, who, filled, titles, seen) {
    const context = await site.context(browser, people[who]);
    const page = await context.newPage();
    await page.goto(`${site.base}/help`);
    const map = await page.evaluate(async () => (await (await fetch("/api/help/map")).json()).pages);
    check(map.length > 15, `the site map of ${who}`, String(map.length));
    for (const path of [...map.map((row) => row.path), "/nosuch"]) {
        if (seen.has(path) && !["/", "/account", "/nosuch"].includes(path)) continue;
        if ((owners[path] ?? who) !== who) continue;
        seen.add(path);
        for (const one of (filled[path] ?? [path]).slice(0, titles ? 99 : 1))
            if (!only || one.includes(only)) await lookAt(page, site, lang, who, one, titles);
    }
    await context.close();
}

async function startJob(browser, site) {
    const context = await site.context(browser, people.officer);
    const page = await context.newPage();
    await page.goto(`${site.base}/projection/run`);
    await page.locator("input[name=plan]").fill("mini");
    await page.locator("input[name=draws]").fill("50");
    await Promise.all([page.waitForNavigation(), page.locator("main form button").last().click()]);
    const job = new URL(page.url()).pathname;
    await page.locator("main table").first().waitFor({ timeout: 90000 });
    await context.close();
    return job;
}

await run(async (site, browser) => {
    site.pont("commissioning", "recommend", "--draws", "20");
    site.pont("projection", "import", "--model", "examples/published/ot-mini-ramp-35", "--plan", "mini");
    site.pont("projection", "run", "--plan", "mini", "--draws", "40");
    const filled = examples(site, await startJob(browser, site));
    const all = JSON.parse(site.pont("help", "map", "--json")).pages.map((row) => row.path);
    const one = async (lang) => {
        const titles = new Map();
        const seen = new Set();
        // Who may do most comes first, then a council's people with what is a council's alone; nobody
        // and the lead see everything that is theirs.
        for (const who of ["officer", "commissioner", "administrator", "approver", "lead"])
            await part(`${who}, ${lang}`, () => walk(browser, site, lang, who, filled, titles, seen));
        const forgotten = all.filter((path) => !seen.has(path));
        check(forgotten.length === 0, "every row of the site map was looked at", forgotten.join(" "));
        for (const who of ["nobody", "lead"])
            await part(`${who}, ${lang}`, () => walk(browser, site, lang, who, filled, null, new Set()));
    };
    await Promise.all([one("en"), one("cy")]);
});
