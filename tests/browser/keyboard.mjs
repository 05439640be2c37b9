// Pont with the keyboard alone: where the focus goes, that it is seen and never hidden, that nothing
// holds it, and the journeys that people walk without a mouse.
import { check, follow, people, see } from "./kit.mjs";
import { totp } from "./sign_in.mjs";

// What has the focus, and how it shows.
const focus = (page) => page.evaluate(() => {
    const e = document.activeElement;
    if (!e || e === document.body) return null;
    // A box to tick is drawn by the label beside it.
    const style = getComputedStyle(e);
    const box = e.getBoundingClientRect();
    const before = e.nextElementSibling && getComputedStyle(e.nextElementSibling, "::before");
    const x = Math.min(Math.max(box.left + Math.min(box.width / 2, 40), 1), innerWidth - 1);
    const y = Math.min(Math.max(box.top + Math.min(box.height / 2, 20), 1), innerHeight - 1);
    const top = document.elementFromPoint(x, y);
    return {
        text: (e.innerText || e.ariaLabel || e.name || "").trim().replace(/\s+/g, " "),
        html: e.outerHTML.slice(0, 120),
        place: [...document.querySelectorAll("*")].indexOf(e),
        shown: (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== "none" ||
            (before && before.boxShadow !== "none"),
        inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
        free: !top || e.contains(top) || top.contains(e) || e.parentElement.contains(top),
    };
});

// Presses Tab until the focus is on what says the text.
async function tabTo(page, text, most = 150) {
    for (let i = 0; i < most; i++) {
        await page.keyboard.press("Tab");
        const at = await focus(page);
        if (at && (text instanceof RegExp ? text.test(at.text) : at.text === text)) return at;
    }
    throw new Error(`Tab does not reach ${text}`);
}

const enter = (page) => follow(page, () => page.keyboard.press("Enter"));
async function go(page, text) {
    await tabTo(page, text);
    await enter(page);
}

// Through a whole page: in order, seen, free of what lies above it, and out at the end.
async function tabThrough(page, name) {
    const faults = [];
    let last = -1;
    let n = 0;
    for (; n < 400; n++) {
        await page.keyboard.press("Tab");
        const at = await focus(page);
        if (!at || at.place < last) break; // the end: back to the browser or to the start
        if (!at.shown) faults.push(`not seen: ${at.html}`);
        if (!at.inside) faults.push(`out of sight: ${at.html}`);
        if (!at.free) faults.push(`hidden below something: ${at.html}`);
        if (at.place === last) faults.push(`holds the focus: ${at.html}`);
        last = at.place;
        if (faults.length > 5) break;
    }
    check(faults.length === 0 && n > 5, `the focus on ${name}`, faults.join("\n    "));
    return n;
}

export async function focusEverywhere(site, browser) {
    const context = await site.context(browser, people.administrator);
    const page = await context.newPage();
    for (const path of ["/", "/org/rename", "/person/invite", "/account", "/account/token-make", "/audit"]) {
        await page.goto(site.base + path);
        await tabThrough(page, path);
    }
    await site.signIn(context, people.officer);
    for (const path of ["/workforce/picture", "/projection", "/commissioning"]) {
        await page.goto(site.base + path);
        await tabThrough(page, path);
    }
    await page.setViewportSize({ width: 320, height: 640 });
    await page.goto(site.base + "/workforce");
    await tabThrough(page, "/workforce at 400 %");
    await context.close();
}

export async function byKeyboard(site, browser) {
    const context = await site.context(browser, null);
    const page = await context.newPage();
    await page.goto(`${site.base}/help`);
    await page.keyboard.press("Tab");
    check(/Skip to main/.test((await focus(page))?.text ?? ""), "the first Tab is the skip link");
    await page.keyboard.press("Enter");
    check(await page.evaluate(() => document.activeElement.id === "main"), "it leads to what the page says");
    await page.keyboard.press("Tab");
    check(await page.evaluate(() => !!document.activeElement.closest("main")), "and Tab goes on from there");
    await page.keyboard.press("/");
    await page.keyboard.type("powys");
    await enter(page);
    await see(page, /Powys/, "a search by keyboard");

    await go(page, "Sign in");
    check(page.url().includes("/account/sign-in"), "signing in by keyboard", page.url());
    await go(page, /^Carys Evans/);
    await page.goto(`${site.base}/`);
    await go(page, "Workforce");
    await go(page, "Ceredigion");
    check(page.url().endsWith("/workforce/return/wales-2026/ceredigion"), "one's own return by keyboard", page.url());
    await go(page, "Cymraeg");
    check(page.url().endsWith("/cy/workforce/return/wales-2026/ceredigion"), "the same page in Welsh", page.url());
    await go(page, "English");

    await page.goto(`${site.base}/projection`);
    await page.goto(`${site.base}/workforce/picture`);
    const frame = page.locator(".pont-chart__frame").first();
    for (let i = 0; i < 100 && !(await frame.evaluate((e) => e === document.activeElement)); i++)
        await page.keyboard.press("Tab");
    await page.keyboard.press("ArrowRight");
    const says = await page.locator(".pont-readout").first().innerText();
    check(says.length > 3, "a chart says its values at the arrow keys", says);
    await page.keyboard.press("Tab");
    check(!(await frame.evaluate((e) => e === document.activeElement)), "and lets the focus go");

    await page.goto(`${site.base}/account`);
    await go(page, "Sign out");
    await see(page, "You are signed out", "signing out by keyboard");
    await page.goBack();
    const who = await page.locator(".pont-header__who").innerText();
    check(who === "Sign in" && !(await page.locator(".pont-account__name").count()), "the back button shows nothing private", who);

    // The menu of a phone.
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(`${site.base}/help`);
    await tabTo(page, /^Menu/);
    await page.keyboard.press("Enter");
    check(await page.locator("#navigation").isVisible(), "the menu opens at Enter");
    await page.keyboard.press("Tab");
    check(await page.evaluate(() => !!document.activeElement.closest("#navigation")), "its first page comes next");
    await context.close();
}

// What is wrong has the focus, says where, and leads there.
async function problem(page, field, what) {
    check(await page.evaluate(() => document.activeElement.classList.contains("govuk-error-summary")),
        `${what}: the problem has the focus`, (await focus(page))?.html);
    check((await page.title()).startsWith("Error:"), `${what}: the title says so`, await page.title());
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    check((await page.evaluate(() => document.activeElement.id)) === field, `${what}: it leads to ${field}`);
}

export async function factorByKeyboard(site, browser) {
    const secret = "seven quiet otters swim";
    const email = "mair@example.org";
    const link = site.pont("person", "invite", "--email", email, "--name", "Mair Huws", "--role", "council-lead",
        "--organisation", "powys").match(/\/account\/set-up\/\S+/)[0];
    const context = await site.context(browser, null);
    const page = await context.newPage();
    const type = async (field, text) => {
        await page.locator(`#${field}`).focus();
        await page.keyboard.press("Control+a");
        await page.keyboard.type(text);
    };
    await page.goto(site.base + link);
    await type("password", "short");
    await enter(page);
    await problem(page, "password", "a weak password");
    await type("password", secret);
    await enter(page);
    await page.goto(`${site.base}/account/second-factor`);
    const key = await page.locator(".pont-factor .pont-code").innerText();
    check((await page.locator("#code").getAttribute("autocomplete")) === "one-time-code", "a code has its purpose");
    await type("code", totp(key, Date.now()));
    await enter(page);
    await page.goto(`${site.base}/account`);
    await go(page, "Sign out");

    await page.goto(`${site.base}/account/sign-in`);
    const purpose = (id) => page.locator(`#${id}`).getAttribute("autocomplete");
    check((await purpose("email")) === "username", "the address has its purpose");
    check((await purpose("password")) === "current-password", "the password has its purpose");
    await type("email", email);
    await page.keyboard.press("Tab");
    await page.keyboard.type("not this one");
    await enter(page);
    await problem(page, "password", "a wrong password");
    await page.keyboard.type(secret);
    await enter(page);
    check(page.url().endsWith("/account/code"), "a code is asked for", page.url());
    await type("code", "000000");
    await enter(page);
    await problem(page, "code", "a wrong code");
    await type("code", totp(key, Date.now() + 30000)); // each code lets in once
    await enter(page);
    check(page.url() === `${site.base}/`, "the right code lets in", page.url());
    await context.close();
}
