// Journeys as people walk them: the main job, charts, everything by keyboard alone, colours that the
// system forces, paper, a form that is stale or whose session is lost, and an empty database.
//
//     node tests/browser/journeys.mjs BUILD      BUILD holds pont, pont-san and fixture.db
//
// Screenshots go to BUILD/screenshots. The last line is "PASSED FAILED".
import { walkCharts } from "./charts.mjs";
import { byKeyboard, factorByKeyboard, focusEverywhere } from "./keyboard.mjs";
import { check, follow, inspect, part, people, run, see, shoot } from "./kit.mjs";
import { mainJob } from "./main_job.mjs";

// ---------------------------------------------------------------- forms that come too late

async function tooLate(site, browser) {
    const context = await site.context(browser, people.administrator);
    const page = await context.newPage();
    const send = () => follow(page, () => page.locator("main form button").last().click());
    const fill = async (name) => {
        await page.goto(`${site.base}/org/rename?id=powys`);
        await page.locator("#name_en").fill(name);
        await page.locator("#from").fill("2027-04-01");
        await page.locator("#reason").fill("An order of the council");
    };
    // Somebody else changes it between reading and sending.
    await fill("Powys One");
    site.pont("org", "rename", "powys", "--name_en", "Powys Two", "--from", "2027-03-01", "--reason", "An order");
    await send();
    await see(page, /There is a problem/, "a stale form");
    await see(page, /What you typed is still here/, "a stale form");
    check((await page.locator("#name_en").inputValue()) === "Powys One", "a stale form keeps what was typed");
    check((await page.locator("#reason").inputValue()) === "An order of the council", "all of it");
    await inspect(page, "a stale form");

    // The session is gone when the form is sent: it says so, and one can go on after signing in.
    await fill("Powys Three");
    site.pont("person", "disable", people.administrator); // ends their sessions
    site.pont("person", "enable", people.administrator);
    await send();
    await see(page, /Your session has ended, and nothing was saved/, "a lost session");
    await inspect(page, "a lost session");
    check(!site.pont("org", "show", "powys").includes("Powys Three"), "nothing was saved");
    await site.signIn(context, people.administrator);
    await page.goBack();
    check(page.url().includes("/org/rename"), "the form is there again", page.url());
    await fill("Powys Three");
    await send();
    check(site.pont("org", "show", "powys", "--at", "2027-05-01").includes("Powys Three"), "after signing in one can go on");
    await context.close();
}

// ---------------------------------------------------------------- other eyes, paper

async function otherEyes(site, browser) {
    const context = await site.context(browser, people.officer, { forcedColors: "active" });
    const page = await context.newPage();
    for (const path of ["/", "/workforce", "/workforce/picture?view=map", "/projection", "/account"]) {
        await page.goto(site.base + path);
        await shoot(page, `forced-colours${path}`, false);
        // What is drawn by a background colour alone would be gone.
        const bare = await page.evaluate(() => [...document.querySelectorAll("button, input, .govuk-button")].filter((e) => {
            const style = getComputedStyle(e);
            return e.checkVisibility() && parseFloat(style.borderTopWidth) === 0 && style.outlineStyle === "none" &&
                style.textDecorationLine === "none" && style.appearance === "none" && !e.textContent.trim();
        }).map((e) => e.outerHTML.slice(0, 100)));
        check(bare.length === 0, `controls can be seen in forced colours on ${path}`, bare.join("\n    "));
        check((await page.evaluate(() => document.getAnimations().length)) === 0, `nothing moves on ${path}`);
    }
    await context.close();
}

async function onPaper(site, browser) {
    const context = await site.context(browser, people.officer);
    const page = await context.newPage();
    for (const path of ["/workforce/picture", "/projection", "/commissioning"]) {
        await page.goto(site.base + path);
        const closed = await page.locator("main details:not([open])").count();
        const pdf = await page.pdf({ format: "A4" });
        check(pdf.subarray(0, 5).toString() === "%PDF-" && pdf.length > 20000, `${path} can be printed`, String(pdf.length));
        check((await page.locator("main details:not([open])").count()) === closed, `${path} is as it was after printing`);
    }
    await context.close();
}

// ---------------------------------------------------------------- all

await run(async (site, browser) => {
    site.pont("commissioning", "recommend", "--draws", "20");
    const open = (b, options) => site.context(b, people.officer, options);
    await Promise.all([
        (async () => {
            await part("everything by keyboard", () => byKeyboard(site, browser));
            await part("a second factor by keyboard", () => factorByKeyboard(site, browser));
            await part("charts", () => walkCharts(browser, site.base, check, open));
            await part("forms that come too late", () => tooLate(site, browser));
        })(),
        (async () => {
            await part("focus on every kind of page", () => focusEverywhere(site, browser));
            await part("the main job with script", () => mainJob(site, browser, true));
            await part("the main job without script", () => mainJob(site, browser, false));
            await part("forced colours", () => otherEyes(site, browser));
            await part("paper", () => onPaper(site, browser));
        })(),
    ]);
});
