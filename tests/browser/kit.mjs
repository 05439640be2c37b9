// What every browser test needs: a server with the example, a browser, a person who is signed in,
// a counter, and the look at a page that every page must bear: axe, widths, console.
import { execFileSync, spawn } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

export const root = resolve(import.meta.dirname ?? new URL(".", import.meta.url).pathname, "../..");
export const build = resolve(process.argv[2] ?? "build");
export const require = createRequire(join(root, "tools/npm/package.json"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const shots = join(build, "screenshots");

export const people = {
    officer: "scw-officer.scw@example.org",
    commissioner: "heiw-commissioner.heiw@example.org",
    lead: "council-lead.ceredigion@example.org",
    approver: "council-approver.ceredigion@example.org",
    administrator: "administrator.scw@example.org",
};

// ---------------------------------------------------------------- counting

let passed = 0;
let failed = 0;
export function check(good, what, detail = "") {
    if (good) {
        passed++;
        return true;
    }
    failed++;
    console.log(`FAILED ${what}${detail ? `\n    ${detail}` : ""}`);
    return false;
}

export async function part(name, walk) {
    try {
        await walk();
    } catch (error) {
        check(false, name, error.stack.replace(/\x1b\[\d+m/g, "").split("\n").slice(0, 25).join("\n    "));
    }
}

// ---------------------------------------------------------------- server

export class Site {
    // Opens a server with the example, or with an empty database.
    static async open(empty = false) {
        const site = new Site();
        site.folder = mkdtempSync(join(tmpdir(), "pont-browser-"));
        site.db = join(site.folder, "pont.db");
        if (!empty) copyFileSync(join(build, "fixture.db"), site.db);
        site.server = spawn(join(build, "pont-san"), ["serve", "--db", site.db, "--listen", "127.0.0.1:0"]);
        site.said = "";
        site.server.stderr.on("data", (text) => (site.said += text));
        site.base = await new Promise((found, lost) => {
            let text = "";
            site.server.stdout.on("data", (more) => {
                text += more;
                const at = text.match(/http:\/\/127\.0\.0\.1:\d+/);
                if (at) found(at[0]);
            });
            site.server.on("error", lost);
            site.server.on("exit", () => lost(new Error(`the server ended: ${site.said}`)));
        });
        return site;
    }

    pont(...words) {
        return execFileSync(join(build, "pont"), [...words, "--db", this.db]).toString();
    }

    // From here on the context's requests are that person's.
    async signIn(context, email) {
        const [name, value] = JSON.parse(this.pont("person", "session", email, "--json")).cookie.split("=");
        const url = this.base.replace("http:", "https:");
        await context.addCookies([{ name, value, url, secure: true, httpOnly: true }]);
    }

    // A context whose faults are what the pages did that they should not.
    async context(browser, email, options = {}) {
        const context = await browser.newContext({
            reducedMotion: "reduce",
            viewport: { width: 1280, height: 900 },
            ...options,
        });
        context.setDefaultTimeout(30000);
        context.faults = [];
        context.on("request", (request) => {
            const to = request.url();
            if (!to.startsWith(this.base) && !to.startsWith("data:")) context.faults.push(`asked ${to}`);
        });
        context.on("weberror", (error) => context.faults.push(`script: ${error.error().message}`));
        context.on("console", (message) => {
            const expected = /status of 4\d\d/.test(message.text()); // an answer that is meant
            if (["error", "warning"].includes(message.type()) && !expected)
                context.faults.push(`console: ${message.text()}`);
        });
        if (email) await this.signIn(context, email);
        return context;
    }

    async close() {
        const ended = new Promise((done) => this.server.on("exit", done));
        this.server.kill("SIGTERM");
        const code = await ended;
        check(code === 0 && this.said === "", "the server ends well", `${code}: ${this.said.slice(0, 2000)}`);
        rmSync(this.folder, { recursive: true, force: true });
    }
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

// Runs the tests with a site and a browser, and says how many passed.
export async function run(walk, empty = false) {
    let site;
    let browser;
    mkdirSync(shots, { recursive: true });
    try {
        site = await Site.open(empty);
        browser = await chromium.launch({
            executablePath: findBrowser(),
            args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", "--no-first-run"],
        });
        await walk(site, browser);
    } catch (error) {
        check(false, "the walk", error.stack);
    }
    await browser?.close();
    await site?.close();
    console.log(`${passed} ${failed}`);
    process.exit(failed ? 1 : 0);
}

// ---------------------------------------------------------------- one page

export async function inspectAxe(page, name) {
    if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axe);
    // The rows of a long table are alike: the first thirty stand for all.
    const found = await page.evaluate(() => globalThis.axe.run({ exclude: ["tbody > tr:nth-child(n+31)"] }, {
        resultTypes: ["violations"],
        rules: { "target-size": { enabled: true } },
    }));
    check(found.violations.length === 0, `axe on ${name}`, found.violations.map((v) =>
        `${v.id}: ${v.help}; ${v.nodes.slice(0, 3).map((n) => n.target.join(" ") + " " + n.html.slice(0, 120)).join(" | ")}`,
    ).join("\n    "));
}

// Nothing makes the page scroll sideways; a wide table does so in its own frame.
export async function inspectWidth(page, name) {
    const over = await page.evaluate(() => {
        const most = document.documentElement.clientWidth;
        if (document.scrollingElement.scrollWidth <= most) return "";
        const wide = [...document.body.querySelectorAll("*")].filter(
            (e) => e.getBoundingClientRect().right > most + 1 && !e.closest(".pont-scroll"),
        );
        return `${document.scrollingElement.scrollWidth} of ${most} px: ${wide.slice(0, 3).map((e) => e.outerHTML.slice(0, 120)).join(" | ")}`;
    });
    check(over === "", `no sideways scrolling on ${name}`, over);
}

// Text that a box cuts off: WCAG 1.4.4, 1.4.10 and 1.4.12.
export async function inspectCut(page, name) {
    const cut = await page.evaluate(() => [...document.body.querySelectorAll("*")].filter((e) => {
        const style = getComputedStyle(e);
        if (e.closest("svg, select, .govuk-visually-hidden, .pont-scroll") || !e.textContent.trim()) return false;
        if (style.position === "absolute" || e.clientHeight === 0) return false;
        const hides = (over) => over === "hidden" || over === "clip";
        return (hides(style.overflowX) && e.scrollWidth > e.clientWidth + 1) ||
            (hides(style.overflowY) && e.scrollHeight > e.clientHeight + 1);
    }).slice(0, 3).map((e) => e.outerHTML.slice(0, 160)));
    check(cut.length === 0, `nothing is cut off on ${name}`, cut.join("\n    "));
}

export function inspectFaults(context, name) {
    check(context.faults.length === 0, `nothing in the console on ${name}`, context.faults.join("\n    "));
    context.faults.length = 0;
}

export async function shoot(page, name, fullPage = true) {
    const width = page.viewportSize().width;
    // The browser cannot draw a page of thousands of rows in one piece.
    const drawn = fullPage && (await page.evaluate(() => document.documentElement.scrollHeight)) < 15000;
    await page.screenshot({ path: join(shots, `${name.replace(/[^a-z0-9-]+/gi, "_")}-${width}.png`), fullPage: drawn });
}

// All of it, as the page stands.
export async function inspect(page, name) {
    await inspectAxe(page, name);
    await inspectWidth(page, `${name} at ${page.viewportSize().width} px`);
    inspectFaults(page.context(), name);
}

export const words = async (page, place = "main") => (await page.locator(place).innerText()).replace(/\s+/g, " ");
export async function see(page, text, where) {
    const body = await words(page);
    check(text instanceof RegExp ? text.test(body) : body.includes(text), `${where} shows ${text}`, body.slice(0, 300));
}
export const follow = (page, act) => Promise.all([page.waitForNavigation(), act()]);
