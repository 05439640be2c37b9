// Signing in as a person at a browser does it: sample people, an invitation, a wrong password, a
// second factor, a session that ended meanwhile, and the back button afterwards.
//
//     node tests/browser/account.mjs BUILD      BUILD holds pont, pont-san and fixture.db
//
// Screenshots go to BUILD/screenshots. The last line is "PASSED FAILED".
import { execFileSync, spawn } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { signIn, signOut, totp } from "./sign_in.mjs";

const root = resolve(import.meta.dirname ?? new URL(".", import.meta.url).pathname, "../..");
const build = resolve(process.argv[2] ?? "build");
const require = createRequire(join(root, "tools/npm/package.json"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const shots = join(build, "screenshots");
const password = "seven quiet otters swim";

let passed = 0;
let failed = 0;
function check(good, what, detail = "") {
    if (good) passed++;
    else {
        failed++;
        console.log(`FAILED ${what}${detail ? `\n    ${detail}` : ""}`);
    }
}

// ---------------------------------------------------------------- what a person does

const folder = mkdtempSync(join(tmpdir(), "pont-account-"));
const db = join(folder, "pont.db");
const pont = (...words) => execFileSync(join(build, "pont"), [...words, "--db", db]).toString();
let base;

async function inspect(page, name) {
    await page.evaluate(axe);
    const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
    check(found.violations.length === 0, `axe on ${name}`,
        found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 120)).join(" | ")}`).join("\n    "));
    const width = page.viewportSize().width;
    const most = await page.evaluate(() => document.scrollingElement.scrollWidth);
    check(most <= width, `no sideways scrolling on ${name} at ${width} px`, String(most));
    await page.screenshot({ path: join(shots, `account-${name}-${width}.png`), fullPage: true });
}

const main = async (page) => (await page.locator("main").innerText()).replace(/\s+/g, " ");
async function see(page, text, what) {
    const body = await main(page);
    check(text instanceof RegExp ? text.test(body) : body.includes(text), `${what} shows ${text}`, body.slice(0, 300));
}
const press = (page, name) =>
    Promise.all([page.waitForNavigation(), page.locator("main").getByRole("button", { name }).first().click()]);

async function enter(page, email, secret) {
    await page.goto(base + "/account/sign-in");
    await page.locator("#email").fill(email);
    await page.locator("#password").fill(secret);
    await press(page, /^Sign in$/);
}

// ---------------------------------------------------------------- journeys

async function samples(browser, width) {
    const context = await browser.newContext({ viewport: { width, height: 900 }, reducedMotion: "reduce" });
    const page = await context.newPage();
    await page.goto(base + "/account/sign-in?to=/org/powys");
    await inspect(page, "sign-in");
    check((await page.locator(".pont-people__person").count()) > 40, "a person for every role");
    await Promise.all([page.waitForNavigation(), page.getByRole("button", { name: /Owen Pritchard/ }).click()]);
    check(page.url().endsWith("/org/powys"), "one click, and on to where one wanted", page.url());
    check((await page.locator(".pont-header__who").innerText()) === "Owen Pritchard", "the header says who");
    await page.goto(base + "/account");
    await see(page, /Council OT lead.*Powys/, "the account");
    await inspect(page, "account");
    await page.locator("#language-cy").check();
    await press(page, "Save");
    check(page.url().includes("/cy/account"), "the language is that of the person", page.url());
    await page.goto(base + "/account");
    await signOut(page);
    await see(page, "You are signed out", "signing out");
    await inspect(page, "signed-out");
    await page.goBack();
    await page.waitForLoadState();
    check((await page.locator(".pont-account__name").count()) === 0, "the back button shows nothing private", page.url());
    await signIn(page, base, "administrator.scw@example.org");
    await page.goto(base + "/person?text=birmingham");
    await see(page, "Priya Sharma", "people");
    await inspect(page, "people");
    await page.getByRole("link", { name: "Priya Sharma" }).click();
    await page.waitForLoadState();
    await inspect(page, "person");
    await page.goto(base + "/person/invite");
    await inspect(page, "invite");
    await page.goto(base + "/account/token-make");
    await press(page, /Make the token/);
    await see(page, /There is a problem/, "a token without a name");
    await inspect(page, "token-problem");
    await page.locator("#name").fill("Export");
    await page.locator("#scopes").check();
    await press(page, /Make the token/);
    await see(page, /pont_[A-Za-z0-9_-]{43}/, "the token, this once");
    await inspect(page, "token");
    await context.close();
}

async function invited(browser, script) {
    const email = script ? "gwen@example.org" : "gwyn@example.org";
    const how = script ? "with script" : "without script";
    const link = pont("person", "invite", "--email", email, "--name", "Gwen Prys", "--role", "council-lead",
        "--organisation", "powys").match(/\/account\/set-up\/\S+/)[0];
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, javaScriptEnabled: script });
    const page = await context.newPage();
    await page.goto(base + link);
    await page.locator("#password").fill("short");
    await press(page, /Save and sign in/);
    await see(page, /There is a problem.*12 characters/, `a weak password ${how}`);
    if (script) {
        await inspect(page, "set-up-problem");
        await page.locator(".govuk-error-summary a").click();
        check((await page.evaluate(() => document.activeElement.id)) === "password", "the problem leads to its box");
    }
    await page.locator("#password").fill(password);
    await press(page, /Save and sign in/);
    check(page.url().endsWith("/account"), `the link lets in ${how}`, page.url());
    await page.goto(base + link);
    await see(page, /has been used/, `a link for the second time ${how}`);
    await page.goto(base + "/account");
    await signOut(page);

    await enter(page, email, "not the password");
    await see(page, /There is a problem.*is not right/, `a wrong password ${how}`);
    check((await page.locator("#password").inputValue()) === "", `a password is never shown again ${how}`);
    check((await page.locator("#email").inputValue()) === email, `the address is ${how}`);
    if (script) {
        await inspect(page, "wrong-password");
        await page.locator(".govuk-error-summary a").click();
        check((await page.evaluate(() => document.activeElement.id)) === "password", "the summary leads to the box");
    }
    await enter(page, email, password);
    check(page.url() === base + "/", `the right one ${how}`, page.url());

    // The second factor: set up with the key, then asked for.
    await page.goto(base + "/account/second-factor");
    if (script) await inspect(page, "second-factor");
    const key = await page.locator(".pont-factor .pont-code").innerText();
    await page.locator("#code").fill("000000");
    await press(page, /Turn on/);
    await see(page, /There is a problem/, `a code that does not fit ${how}`);
    check((await page.locator(".pont-factor .pont-code").innerText()) === key, `the key stays the same ${how}`);
    await page.locator("#code").fill(totp(key, Date.now()));
    await press(page, /Turn on/);
    const codes = await page.locator(".pont-codes code").allInnerTexts();
    check(codes.length === 10, `ten recovery codes ${how}`, String(codes.length));
    if (script) await inspect(page, "recovery-codes");
    await page.goto(base + "/account");
    await signOut(page);
    await enter(page, email, password);
    check(page.url().endsWith("/account/code"), `the code is asked for ${how}`, page.url());
    await page.goto(base + "/account");
    check(page.url().includes("/account/sign-in"), `half a sign-in is none ${how}`, page.url());
    await page.goto(base + "/account/code");
    if (script) await inspect(page, "code");
    await page.locator("#code").fill(totp(key, Date.now() - 300000));
    await press(page, /Continue/);
    await see(page, /There is a problem/, `an old code ${how}`);
    await page.locator("#code").fill(codes[0]);
    await press(page, /Continue/);
    check(page.url() === base + "/", `a recovery code lets in ${how}`, page.url());
    await page.goto(base + "/account");
    await see(page, "Recovery codes left: 9", `the account ${how}`);
    await signOut(page);
    await enter(page, email, password);
    await page.locator("#code").fill(codes[0]);
    await press(page, /Continue/);
    await see(page, /There is a problem/, `a recovery code for the second time ${how}`);
    await page.locator("#code").fill(totp(key, Date.now() + 30000));
    await press(page, /Continue/);
    check(page.url() === base + "/", `the telephone's code lets in ${how}`, page.url());

    // The session ends elsewhere while a form is open: nothing is lost in silence.
    await page.goto(base + "/account");
    pont("person", "disable", email);
    await press(page, "Save");
    await see(page, /Your session has ended, and nothing was saved/, `a lost session ${how}`);
    await context.close();
}

async function twice(browser) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await signIn(page, base, "administrator.scw@example.org");
    await page.goto(base + "/person/invite");
    await page.locator("#email").fill("mair@example.org");
    await page.locator("#name").fill("Mair Huws");
    await page.locator("#role").selectOption("council-lead");
    await page.locator("#organisation").selectOption("powys");
    await Promise.all([page.waitForNavigation(), page.locator("main form button").dblclick()]);
    check(pont("person", "list", "--text", "mair@example.org").match(/mair@/g).length === 1, "two clicks invite once");
    await context.close();
}

// ---------------------------------------------------------------- all

async function part(name, walk) {
    try {
        await walk();
    } catch (error) {
        check(false, name, error.stack.replace(/\x1b\[\d+m/g, "").split("\n").slice(0, 20).join("\n    "));
    }
}

mkdirSync(shots, { recursive: true });
copyFileSync(join(build, "fixture.db"), db);
const server = spawn(join(build, "pont-san"), ["serve", "--db", db, "--listen", "127.0.0.1:0"]);
let said = "";
server.stderr.on("data", (text) => (said += text));
base = await new Promise((found) => server.stdout.on("data", (text) => {
    const at = String(text).match(/http:\/\/127\.0\.0\.1:\d+/);
    if (at) found(at[0]);
}));
const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--no-first-run"],
});
await part("sample people, wide", () => samples(browser, 1280));
await part("sample people, narrow", () => samples(browser, 390));
await part("an invitation, with script", () => invited(browser, true));
await part("an invitation, without script", () => invited(browser, false));
await part("two clicks", () => twice(browser));
await browser.close();
const ended = new Promise((done) => server.on("exit", done));
server.kill("SIGTERM");
check((await ended) === 0 && said === "", "the server ends well", said.slice(0, 2000));
rmSync(folder, { recursive: true, force: true });
console.log(`${passed} ${failed}`);
process.exit(failed ? 1 : 0);
