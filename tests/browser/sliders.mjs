// A plan is tried: a slider changes the numbers while one watches, the address holds what is shown,
// and the same page does it without script. What was tried is kept, compared, said and signed.
//
//     node tests/browser/sliders.mjs BUILD      BUILD holds pont, pont-san and fixture.db
//
// The last line is "PASSED FAILED".
import { check, follow, inspect, part, people, run, see, shoot, words } from "./kit.mjs";

const page_of = "/projection/explore?plan=mini";
const level = (page) => page.locator(".pont-live__now .pont-figures__value").first().evaluate((e) => e.firstChild.textContent.trim());
const answered = (page, name) => page.waitForURL((url) => name === null ? ![...url.searchParams.keys()].some((k) => k.startsWith("change.")) : url.searchParams.has(name));

async function withScript(site, browser) {
    const context = await site.context(browser, people.commissioner);
    const page = await context.newPage();
    await page.goto(site.base + page_of);
    const before = await level(page);
    await inspect(page, "the sliders, before");

    // By keyboard, step by step: every step is an input, and the newest answer wins.
    const slider = page.locator("[aria-labelledby='change-confidence-label']");
    await slider.focus();
    for (let i = 0; i < 15; i++) await page.keyboard.press("ArrowLeft");
    await page.waitForURL((url) => url.searchParams.get("change.confidence") === "65");
    const after = await level(page);
    check(after !== before, "a slider changes the places", `${before}, ${after}`);
    check((await page.locator("#change-confidence").inputValue()) === "65", "the number stands beside its slider");
    await see(page, /Confidence: 65 instead of 80/, "what is changed");
    const said = await page.locator("[role='status']").textContent();
    check(said.includes(`${after} places a year`), "the answer is announced", `${after}: ${said}`);
    check((await page.locator(".pont-live__now").getAttribute("aria-busy")) === "false", "it is not busy any more");
    check(await slider.evaluate((e) => e === document.activeElement), "the slider keeps the focus");

    // The address holds it: whoever opens it sees the same.
    const other = await context.newPage();
    await other.goto(page.url());
    check((await level(other)) === after, "the address gives the same answer");
    await other.close();

    // Another change, and only that one undone.
    await page.locator("#change-ramp").fill("10");
    await answered(page, "change.ramp");
    await inspect(page, "the sliders, changed");
    await shoot(page, "sliders");
    await page.locator("[data-live-undo='change-ramp']").click();
    await page.waitForURL((url) => !url.searchParams.has("change.ramp"));
    check((await level(page)) === after, "undoing one leaves the other", await level(page));

    // What is wrong is said where it is.
    await page.locator("#change-ramp").fill("many");
    await page.locator("#change-ramp-wrong").filter({ hasText: /must be a number/ }).waitFor();
    check((await page.locator("#change-ramp").getAttribute("aria-invalid")) === "true", "the box is marked as wrong");
    await inspect(page, "the sliders, with an error");
    await page.locator("#change-ramp").fill("");
    await page.locator("#change-ramp-wrong").filter({ hasText: /^\s*$/ }).waitFor({ state: "attached" });

    // Kept as a plan, and side by side with the one that it came from.
    await page.locator("#name").fill("mini-sure");
    await page.locator("#reason").fill("The minister wants to be surer");
    await follow(page, () => page.locator(".pont-live__keep button").click());
    await see(page, /mini-sure instead of mini moves the gap of 2034/, "two plans side by side");
    await inspect(page, "two plans side by side");
    await shoot(page, "side-by-side");
    await page.setViewportSize({ width: 390, height: 844 });
    await inspect(page, "two plans on a phone");
    await page.goto(site.base + page_of);
    await inspect(page, "the sliders on a phone");
    await shoot(page, "sliders");
    await page.setViewportSize({ width: 1280, height: 900 });

    await page.goto(page.url());
    await page.locator("#change-confidence").fill("90");
    await answered(page, "change.confidence");
    await page.locator("[data-live-reset]").click();
    await answered(page, null);
    check((await level(page)) === before, "undoing all gives the plan as it is");
    await context.close();
}

async function withoutScript(site, browser) {
    const context = await site.context(browser, people.commissioner, { javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(site.base + page_of);
    const before = await level(page);
    check((await page.locator("input[type='range']:visible").count()) === 0, "no slider that would do nothing");
    await page.locator("#change-confidence").fill("65");
    await follow(page, () => page.locator(".pont-live__go").click());
    check((await level(page)) !== before, "a form with a button changes the places", before);
    await see(page, /Confidence: 65 instead of 80/, "what is changed, without script");
    await follow(page, () => page.locator("[data-live-undo]").click());
    check((await level(page)) === before, "a link undoes it");
    await page.locator("#change-ramp").fill("9999");
    await follow(page, () => page.locator(".pont-live__go").click());
    await see(page, /There is a problem.*must lie between/, "an error, without script");
    await context.close();
}

// What is said and signed stays, and a later change voids it before everybody's eyes.
async function review(site, browser) {
    const run_id = JSON.parse(site.pont("projection", "run", "--plan", "mini", "--draws", "40", "--json")).run;
    const context = await site.context(browser, people.commissioner);
    const page = await context.newPage();
    await page.goto(`${site.base}/projection/review?plan=mini`);
    await page.locator("#words").fill("Are the limits those of this year?");
    await follow(page, () => page.locator("main form button").last().click());
    await see(page, /Are the limits those of this year\?/, "the comment");
    await follow(page, () => page.getByRole("link", { name: "Sign off the newest run" }).click());
    await page.locator("#statement").fill("Assumptions checked against the returns");
    await follow(page, () => page.locator("main form button").last().click());
    await see(page, /signed by one/, "the first sign-off");
    site.pont("projection", "sign", run_id, "--statement", "Results are reasonable");
    await page.reload();
    await see(page, /signed off/, "the second sign-off");
    await inspect(page, "the review");
    site.pont("projection", "set", "--plan", "mini", "--assumption", "limit/ramp/*", "--value", "20", "--reason", "Late decision");
    await page.reload();
    await see(page, /void: the plan was changed since/, "a void sign-off");
    await see(page, /1 assumption was changed by hand/, "results without changes by hand");
    await page.goto(`${site.base}/projection/report?plan=mini`);
    await see(page, /What is not known/, "the technical report");
    check(!(await words(page)).includes("undefined"), "the report is whole");
    await inspect(page, "the technical report");
    const pdf = await page.request.get(`${site.base}/projection/report?plan=mini&as=pdf`, { headers: { Cookie: (await context.cookies(site.base.replace("http:", "https:"))).map((c) => `${c.name}=${c.value}`).join("; ") } });
    check((await pdf.body()).subarray(0, 5).toString() === "%PDF-", "the report as PDF", String(pdf.status()));
    await context.close();
}

await run(async (site, browser) => {
    site.pont("projection", "import", "--model", "examples/published/ot-mini-ramp-35", "--plan", "mini");
    await part("sliders with script", () => withScript(site, browser));
    await part("sliders without script", () => withoutScript(site, browser));
    await part("review", () => review(site, browser));
});
