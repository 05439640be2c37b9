// The main job as a data officer does it, with and without script: returns, the picture, the plan, the
// places and where a number comes from; a return with mistakes; a form with a problem.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { check, inspect, people, root, see } from "./kit.mjs";

export async function mainJob(site, browser, script) {
    const how = script ? "with script" : "without script";
    const context = await site.context(browser, people.officer, { javaScriptEnabled: script });
    const page = await context.newPage();
    const follow = (place) => Promise.all([page.waitForNavigation(), place.click()]);
    const { base } = site;
    const choose = (place, name) => follow(page.locator(place).getByRole("link", { name, exact: true }));
    const go = async (area, name) => {
        await choose("nav.govuk-service-navigation__wrapper", area);
        if (name) await choose(".pont-subnav", name);
    };
    await page.goto(base + "/");
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
    if (script) await inspect(page, "en-problems");

    // A form without what it needs says so, beside the field and at the top.
    await site.signIn(context, people.administrator);
    await page.goto(base + "/org/rename");
    await follow(page.locator("main form button").last());
    await see(page, /There is a problem/, `a form with problems ${how}`);
    if (script) {
        await inspect(page, "en-form-problems");
        await page.locator(".govuk-error-summary a").first().click();
        const focused = await page.evaluate(() => document.activeElement.tagName);
        check(["INPUT", "TEXTAREA", "SELECT"].includes(focused), "a problem leads to its field", focused);
    }
    check(context.faults.length === 0, `nothing in the console ${how}`, context.faults.join("\n    "));
    await context.close();
}
