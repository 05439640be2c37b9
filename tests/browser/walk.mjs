// Walks the site in a browser as a person would: every page of the menu in both languages, wide
// and narrow, with axe on each; then the main job, with and without script.
//
//     node tests/browser/walk.mjs BUILD      BUILD holds pont-san and fixture.db
//
// Screenshots go to BUILD/screenshots. The last line is "PASSED FAILED".
import { spawn, execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { walkCharts } from "./charts.mjs";

const root = resolve(import.meta.dirname ?? new URL(".", import.meta.url).pathname, "../..");
const build = resolve(process.argv[2] ?? "build");
const require = createRequire(join(root, "tools/npm/package.json"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const shots = join(build, "screenshots");

let passed = 0;
let failed = 0;
function check(good, what, detail = "") {
    if (good) {
        passed++;
        return;
    }
    failed++;
    console.log(`FAILED ${what}${detail ? `\n    ${detail}` : ""}`);
}

// ---------------------------------------------------------------- server and browser

async function startServer(folder) {
    const db = join(folder, "pont.db");
    copyFileSync(join(build, "fixture.db"), db);
    // A recommendation to walk through; few futures, so that it takes a second.
    execFileSync(join(build, "pont"), ["commissioning", "recommend", "--draws", "200", "--db", db]);
    const server = spawn(join(build, "pont-san"), ["serve", "--db", db, "--listen", "127.0.0.1:0"]);
    server.said = "";
    server.stderr.on("data", (text) => (server.said += text));
    const url = await new Promise((found, lost) => {
        let text = "";
        server.stdout.on("data", (part) => {
            text += part;
            const at = text.match(/http:\/\/127\.0\.0\.1:\d+/);
            if (at) found(at[0]);
        });
        server.on("exit", () => lost(new Error(`the server ended: ${server.said}`)));
    });
    const session = (who) => JSON.parse(execFileSync(join(build, "pont"),
        ["person", "session", who, "--db", db, "--json"])).cookie;
    return { server, url, session };
}

function findBrowser() {
    for (const name of [process.env.CHROMIUM, "chromium", "chromium-browser", "google-chrome"])
        try {
            if (name) return execFileSync("sh", ["-c", `command -v "${name}"`]).toString().trim();
        } catch {
            // the next one
        }
    throw new Error("there is no chromium");
}

// ---------------------------------------------------------------- one page

let base;
let session; // opens one for a person of the example, and gives its cookie

async function openContext(browser, options) {
    const context = await browser.newContext({ reducedMotion: "reduce", ...options });
    await signIn(context, "scw-officer.scw@example.org");
    context.setDefaultTimeout(30000);
    context.faults = [];
    context.on("request", (request) => {
        const to = request.url();
        if (!to.startsWith(base) && !to.startsWith("data:")) context.faults.push(`asked ${to}`);
    });
    context.on("weberror", (error) => context.faults.push(`script: ${error.error().message}`));
    context.on("console", (message) => {
        const expected = /status of 4\d\d/.test(message.text()); // an answer that is meant
        if (["error", "warning"].includes(message.type()) && !expected)
            context.faults.push(`console: ${message.text()}`);
    });
    return context;
}

// From here on the context's requests are that person's.
async function signIn(context, email) {
    const [name, value] = session(email).split("=");
    await context.addCookies([{ name, value, url: base.replace("http:", "https:"), secure: true, httpOnly: true }]);
}

async function runAxe(page) {
    await page.evaluate(axe);
    const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
    return found.violations.map(
        (v) => `${v.id}: ${v.help}; ${v.nodes.slice(0, 3).map((n) => n.target.join(" ") + " " + n.html.slice(0, 120)).join(" | ")}`,
    );
}

async function inspect(page, name, width) {
    const context = page.context();
    const violations = await runAxe(page);
    check(violations.length === 0, `axe on ${name}`, violations.join("\n    "));
    const over = await page.evaluate(() => {
        const most = document.documentElement.clientWidth;
        if (document.scrollingElement.scrollWidth <= most) return "";
        const wide = [...document.body.querySelectorAll("*")].filter(
            (e) => e.getBoundingClientRect().right > most + 1 && !e.closest(".pont-scroll"),
        );
        return `${document.scrollingElement.scrollWidth} of ${most} px: ${wide.slice(0, 3).map((e) => e.outerHTML.slice(0, 120)).join(" | ")}`;
    });
    check(over === "", `no sideways scrolling on ${name} at ${width} px`, over);
    check(context.faults.length === 0, `nothing in the console on ${name}`, context.faults.join("\n    "));
    context.faults.length = 0;
    await page.screenshot({ path: join(shots, `${name.replace(/[^a-z0-9-]+/gi, "_")}-${width}.png`), fullPage: true });
}

async function see(page, text, where) {
    const body = (await page.locator("main").innerText()).replace(/\s+/g, " ");
    check(text instanceof RegExp ? text.test(body) : body.includes(text), `${where} shows ${text}`, body.slice(0, 300));
}

// ---------------------------------------------------------------- every page

// As whom the pages are walked, and what each sees beside the pages of their menu.
const people = {
    officer: { email: "scw-officer.scw@example.org", more: [
        "/", "/org/rpb-gwent", "/workforce/return/wales-2026/ceredigion",
        "/workforce/return/wales-2026/merthyr-tydfil", "/workforce/return/wales-2026/blaenau-gwent",
        "/workforce/picture/wales-2026/rpb-gwent", "/workforce/picture?view=map",
        "/workforce/picture?view=bars", "/workforce/picture?view=funnel", "/workforce/picture?view=heat",
        "/workforce/picture?view=years", "/workforce/check",
        "/projection/assumption?plan=wales-2026&id=exit/ind/*/leave",
        "/commissioning/why/2028/all", "/search?q=powys", "/search?q=ceredigoin"] },
    commissioner: { email: "heiw-commissioner.heiw@example.org", more: [
        "/", "/workforce/picture", "/workforce/picture?within=rpb-powys", "/projection/set",
        "/projection/assumption?plan=wales-2026&id=exit/ind/*/leave", "/commissioning/recommend",
        "/commissioning/record"] },
    lead: { email: "council-lead.ceredigion@example.org", more: [
        "/", "/workforce/import", "/workforce/return/wales-2026/ceredigion", "/search?q=mon"] },
    administrator: { email: "administrator.scw@example.org", more: [
        "/", "/org/succeed", "/role/import", "/audit?action=example.load", "/audit/verify", "/audit/show?row=1"] },
    nobody: { more: [
        "/", "/help", "/help/glossary", "/help/accessibility", "/help/privacy", "/search", "/search?q=nosuchthing",
        "/workforce/rules", "/org/ceredigion", "/account/sign-in"] },
};

async function walkPages(browser, lang, width, who) {
    const person = people[who];
    const context = await openContext(browser, { viewport: { width, height: 900 } });
    await context.clearCookies();
    if (person.email) await signIn(context, person.email);
    const page = await context.newPage();
    const prefix = lang === "cy" ? "/cy" : "";
    const links = "nav.govuk-service-navigation__wrapper a, .pont-subnav a";
    const linked = async () => page.locator(links).evaluateAll((all) => all.map((a) => a.getAttribute("href")));
    await page.goto(base + prefix + "/");
    const menu = await linked();
    for (const area of [...menu]) {
        await page.goto(base + area);
        menu.push(...(await linked()));
    }
    check(menu.length >= (person.email ? 3 : 2), `the menu has its pages (${who}, ${lang})`, menu.join(" "));
    const more = person.more.map((path) => prefix + path);
    const titles = new Map();
    for (const path of [...new Set([...menu, ...more])]) {
        const answer = await page.goto(base + path);
        const name = path.replace(/^\/(cy\/?)?/, "").replace(/^$/, "home");
        check(answer.status() === 200, `${path} is there`, String(answer.status()));
        check((await page.getAttribute("html", "lang")) === lang, `${path} is in its language`);
        const title = await page.title();
        const same = path.split("?")[0]; // views of one page have one title
        check(!titles.has(title) || titles.get(title) === same, `${path} has a title of its own`, `${title}: ${titles.get(title)}`);
        titles.set(title, same);
        await inspect(page, `${who}-${lang}-${name}`, width);
    }
    const lost = await page.goto(`${base}${prefix}/nosuch`);
    check(lost.status() === 404, "a page that is not there");
    await inspect(page, `${who}-${lang}-404`, width);
    if (width < 500) {
        await page.goto(base + prefix + "/");
        const toggle = page.locator(".govuk-js-service-navigation-toggle");
        await toggle.click();
        check(await page.locator(links).first().isVisible(), `the menu opens at ${width} px (${lang})`);
        await inspect(page, `${who}-${lang}-menu`, width);
    }
    await context.close();
}

// ---------------------------------------------------------------- the main job

async function walkJourney(browser, script) {
    const how = script ? "with script" : "without script";
    const context = await openContext(browser, { javaScriptEnabled: script, viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    const follow = (place) => Promise.all([page.waitForNavigation(), place.click()]);
    const choose = (place, name) => follow(page.locator(place).getByRole("link", { name, exact: true }));
    const go = async (area, name) => {
        await choose("nav.govuk-service-navigation__wrapper", area);
        if (name) await choose(".pont-subnav", name);
    };
    await page.goto(base + "/");
    if (script) {
        await page.keyboard.press("Tab");
        const first = await page.evaluate(() => document.activeElement.className);
        check(first.includes("skip-link"), "the first Tab is the skip link", first);
        await page.goto(base + "/"); // the link takes room while it has the focus
    }
    if (script) {
        await page.keyboard.press("/");
        await page.keyboard.type("vacancy rate");
        await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
        await see(page, /Vacancy rate \(establishment\)/, "a search by keyboard");
    }
    await go("Workforce", "Returns");
    await see(page, /Blaenau Gwent.*Not received/, `Returns ${how}`);
    await follow(page.getByRole("link", { name: "Ceredigion", exact: true }).first());
    check(page.url().endsWith("/workforce/return/wales-2026/ceredigion"), `a return ${how}`, page.url());
    await see(page, /Ceredigion/, `the return ${how}`);
    await follow(page.getByRole("link", { name: "Cymraeg" }));
    check(page.url().includes("/cy/workforce/return/"), `the same page in Welsh ${how}`, page.url());
    await follow(page.getByRole("link", { name: "English" }));

    await go("Workforce", "Picture");
    await page.locator("select[name=indicator]").selectOption("turnover");
    await follow(page.getByRole("button", { name: "Show", exact: true }));
    await see(page, /A3\[total\/leavers\]/, `the picture with its formula ${how}`);
    check(page.url().includes("indicator=turnover"), `the picture has an address ${how}`, page.url());

    await go("Planning", "Plan");
    await see(page, /90 % interval/, `the plan ${how}`);
    if (script) {
        const frame = page.locator(".pont-chart__frame").first();
        await frame.focus();
        await page.keyboard.press("ArrowRight");
        const says = await page.locator(".pont-readout").first().innerText();
        check(/\d/.test(says), "a chart says its values at the arrow keys", says);
    }
    await follow(page.locator("main a[href*='/projection/assumptions']").first());
    await follow(page.locator("main a[href*='/projection/assumption?']").first());
    await see(page, /wales-2026|planning assumption/, `an assumption with its source ${how}`);

    await go("Planning", "Places");
    await see(page, /interval/, `the places ${how}`);
    const why = page.locator("main a[href*='/commissioning/why/']").first();
    if (!(await why.isVisible())) // inside the numbers below a chart
        await page.locator("details:has(a[href*='/commissioning/why/']) > summary").first().click();
    await follow(why);
    await see(page, /\d/, `where a number comes from ${how}`);
    check(/\/commissioning\/why\/\d{4}\//.test(page.url()), `why ${how}`, page.url());

    // A return with mistakes: each is shown, and nothing was written.
    await page.goto(base + "/workforce/check");
    const faulty = join(root, "examples/wales/wales-2026-faulty");
    await page.locator("input[type=file]").setInputFiles(readdirSync(faulty).map((name) => join(faulty, name)));
    await follow(page.locator("main form button").last());
    for (const text of ["about 700", "31/06/2026", "A4-1", "R9"]) await see(page, text, `the problems ${how}`);
    if (script) await inspect(page, "en-problems", 1280);

    // A form without what it needs says so, beside the field and at the top.
    await signIn(context, people.administrator.email);
    await page.goto(base + "/org/rename");
    await follow(page.locator("main form button").last());
    await see(page, /There is a problem/, `a form with problems ${how}`);
    if (script) {
        await inspect(page, "en-form-problems", 1280);
        await page.locator(".govuk-error-summary a").first().click();
        const focused = await page.evaluate(() => document.activeElement.tagName);
        check(["INPUT", "TEXTAREA", "SELECT"].includes(focused), "a problem leads to its field", focused);
    }
    check(context.faults.length === 0, `nothing in the console ${how}`, context.faults.join("\n    "));
    await context.close();
}

// ---------------------------------------------------------------- all

mkdirSync(shots, { recursive: true });
const folder = mkdtempSync(join(tmpdir(), "pont-browser-"));
let server;
let browser;
async function part(name, walk) {
    try {
        await walk();
    } catch (error) {
        check(false, name, error.stack.replace(/\x1b\[\d+m/g, "").split("\n").slice(0, 25).join("\n    "));
    }
}
try {
    ({ server, url: base, session } = await startServer(folder));
    browser = await chromium.launch({
        executablePath: findBrowser(),
        args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--no-first-run"],
    });
    await Promise.all([
        (async () => {
            await part("pages in English, wide", () => walkPages(browser, "en", 1280, "officer"));
            await part("the commissioner's pages", () => walkPages(browser, "en", 1280, "commissioner"));
            await part("the administrator's pages", () => walkPages(browser, "en", 1280, "administrator"));
            await part("the council's pages in Welsh", () => walkPages(browser, "cy", 1280, "lead"));
            await part("public pages", () => walkPages(browser, "en", 1280, "nobody"));
            await part("charts", () => walkCharts(browser, base, check, openContext));
            await part("the main job with script", () => walkJourney(browser, true));
        })(),
        (async () => {
            await part("pages in Welsh, narrow", () => walkPages(browser, "cy", 390, "officer"));
            await part("the commissioner's pages in Welsh", () => walkPages(browser, "cy", 390, "commissioner"));
            await part("the administrator's pages in Welsh", () => walkPages(browser, "cy", 390, "administrator"));
            await part("the council's pages, narrow", () => walkPages(browser, "en", 390, "lead"));
            await part("public pages in Welsh", () => walkPages(browser, "cy", 390, "nobody"));
            await part("the main job without script", () => walkJourney(browser, false));
        })(),
    ]);
} catch (error) {
    check(false, "the walk", error.message);
}
await browser?.close();
if (server) {
    const ended = new Promise((done) => server.on("exit", done));
    server.kill("SIGTERM");
    const code = await ended;
    check(code === 0 && server.said === "", "the server ends well", `${code}: ${server.said.slice(0, 2000)}`);
}
rmSync(folder, { recursive: true, force: true });
console.log(`${passed} ${failed}`);
process.exit(failed ? 1 : 0);
