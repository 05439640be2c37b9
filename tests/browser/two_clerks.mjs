// Two people fill in one return at once, in two browsers: different cells merge, one and the same
// cell shows both values, and nothing that anybody wrote is lost. With script and without.
//
//     node tests/browser/two_clerks.mjs BUILD      BUILD holds pont, pont-san and fixture.db
//
// The last line is "PASSED FAILED".
import { check, inspect, part, people, run, see, shoot, words } from "./kit.mjs";

const block = "/workforce/fill/wales-2026/ceredigion/A1";
const saved = (page) => page.locator("[data-fill-state]").filter({ hasText: /Saved \d\d:\d\d/ }).waitFor();
const stored = (site, row, field) => {
    const cells = JSON.parse(site.pont("workforce", "history", "--collection", "wales-2026", "--organisation",
        "ceredigion", "--block", "A1", "--row", row, "--field", field, "--json")).changes;
    return cells[0]?.became;
};
const write = async (page, id, value) => {
    await page.locator(`#${id}`).fill(value);
    await page.locator(`#${id}`).press("Tab");
};

function secondClerk(site) {
    const invited = site.pont("person", "invite", "--email", "clerk@example.org", "--name", "Mair Owen",
        "--role", "council-lead", "--organisation", "ceredigion");
    check(/set-up/.test(invited), "a second clerk is invited", invited);
    return "clerk@example.org";
}

async function withScript(site, browser, second) {
    const one = await site.context(browser, people.lead);
    const two = await site.context(browser, second);
    const [a, b] = [await one.newPage(), await two.newPage()];
    await a.goto(site.base + block);
    await b.goto(site.base + block);
    await b.locator("[data-fill-others]").filter({ hasText: "Carys Evans (A1)" }).waitFor();
    check(true, "each sees that the other has it open");

    // Different cells of one row, at the same time.
    await Promise.all([write(a, "c-R1-hc_perm", "3"), write(b, "c-R1-hc_fixed", "1")]);
    await saved(a);
    await saved(b);
    check(stored(site, "R1", "hc_perm") === "3", "the first clerk's cell is kept");
    check(stored(site, "R1", "hc_fixed") === "1", "the second clerk's cell is kept");
    await write(a, "c-R2-note", "checked");
    await a.locator("[data-fill-state]").filter({ hasText: "Saved" }).waitFor();
    await a.waitForFunction(() => document.querySelector("#c-R1-hc_fixed").value === "1");
    check(true, "what the other wrote arrives with the next save");

    // The same cell: the second to save sees both, and decides.
    await write(a, "c-R5-establishment_wte", "5");
    await saved(a);
    await write(b, "c-R5-establishment_wte", "6");
    await b.locator("[data-fill-state]").filter({ hasText: /Somebody else changed/ }).waitFor();
    check(stored(site, "R5", "establishment_wte") === "5", "the first to save is not overwritten");
    check((await b.locator("#c-R5-establishment_wte").inputValue()) === "6", "what the second typed is still there");
    await see(b, /Carys Evans wrote '5' here meanwhile/, "the second clerk's page");
    await inspect(b, "a cell that two changed");
    await shoot(b, "two-clerks");
    await b.locator("button", { hasText: "Save" }).click();
    await saved(b);
    check(stored(site, "R5", "establishment_wte") === "6", "after looking at both the second decides");
    const history = site.pont("workforce", "history", "--collection", "wales-2026", "--organisation", "ceredigion",
        "--block", "A1", "--row", "R5", "--field", "establishment_wte");
    check(/Mair Owen.*5 +6/.test(history) && /Carys Evans.*4 +5/.test(history), "the history has both", history);

    // By keyboard: down goes to the next row's cell, and what is wrong is said beside it.
    await a.locator("#c-R1-hc_perm").focus();
    await a.keyboard.press("ArrowDown");
    check((await a.evaluate(() => document.activeElement.id)) === "c-R2-hc_perm", "down goes to the next row");
    await a.keyboard.type("about two");
    await a.keyboard.press("Tab");
    await a.locator(".pont-fill__says", { hasText: "this is not a number" }).waitFor();
    check(true, "a draft keeps what cannot be read, and says so");
    await one.close();
    await two.close();
}

// Twenty cells written by two clerks as fast as they go, each by their own request.
async function inARush(site, browser, second) {
    const one = await site.context(browser, people.lead);
    const two = await site.context(browser, second);
    const [a, b] = [await one.newPage(), await two.newPage()];
    await a.goto(site.base + block.replace("A1", "A4"));
    await b.goto(site.base + block.replace("A1", "A4"));
    const bands = ["under_25", "25_34", "35_44", "45_54", "55_59", "60_64", "65_plus", "unknown"];
    const rush = async (page, own, value) => {
        for (const band of own) await write(page, `c-age_${band}-hc`, value);
        await page.waitForFunction(() => !document.querySelector(".pont-cell--unsaved"));
        await saved(page);
    };
    await Promise.all([rush(a, bands.slice(0, 4), "11"), rush(b, bands.slice(4), "12")]);
    await a.reload();
    for (const [i, band] of bands.entries()) {
        const value = await a.locator(`#c-age_${band}-hc`).inputValue();
        check(value === (i < 4 ? "11" : "12"), `${band} is kept`, value);
    }
    await one.close();
    await two.close();
}

async function withoutScript(site, browser, second) {
    const one = await site.context(browser, people.lead, { javaScriptEnabled: false });
    const two = await site.context(browser, second, { javaScriptEnabled: false });
    const [a, b] = [await one.newPage(), await two.newPage()];
    const place = site.base + block.replace("A1", "A5");
    await a.goto(place);
    await b.goto(place);
    await a.locator("#c--referrals").fill("1700");
    await b.locator("#c--referrals").fill("1800");
    await b.locator("#c--assessments").fill("1400");
    await a.locator("main button", { hasText: "Save" }).click();
    check(a.url() === place, "saving comes back to the block", a.url());
    await b.locator("main button", { hasText: "Save" }).click();
    check((await b.locator("#c--referrals").inputValue()) === "1800", "what was typed is still there");
    check((await words(b)).includes("Carys Evans wrote '1700' here meanwhile"), "both values are shown", await words(b));
    await a.goto(place);
    check((await a.locator("#c--referrals").inputValue()) === "1700", "the first stays");
    check((await a.locator("#c--assessments").inputValue()) === "1400", "the other cell of the second is kept");
    await b.locator("main button", { hasText: "Save" }).click();
    await a.goto(place);
    check((await a.locator("#c--referrals").inputValue()) === "1800", "saved again it is taken");
    await one.close();
    await two.close();
}

// On a phone each row is a card, and nothing scrolls sideways.
async function onAPhone(site, browser) {
    const context = await site.context(browser, people.lead, { viewport: { width: 390, height: 844 } });
    const page = await context.newPage();
    for (const name of ["", "/A1", "/A3", "/A5", "/A7"]) {
        await page.goto(`${site.base}/workforce/fill/wales-2026/ceredigion${name}`);
        await inspect(page, `filling in${name}`);
        await shoot(page, `fill${name || "-overview"}`, false);
    }
    await context.close();
}

await run(async (site, browser) => {
    const second = secondClerk(site);
    await part("with script", () => withScript(site, browser, second));
    await part("in a rush", () => inARush(site, browser, second));
    await part("without script", () => withoutScript(site, browser, second));
    await part("on a phone", () => onAPhone(site, browser));
});
