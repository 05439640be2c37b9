// Walks the charts with the keyboard: every kind says its values, marks the place, and lets go.
// Called by walk.mjs with its browser, server and counter.

const charts = [
    // page, key of the chart, keys, what is said after them
    ["/workforce/picture", "by-organisation", ["Home", "ArrowDown", "ArrowDown"], /Blaenau Gwent · not received/],
    ["/workforce/picture?view=map", "map", ["Home", "ArrowRight"], /Conwy · 13\.2%/],
    ["/workforce/picture?view=map", "map", ["Home", "ArrowDown"], /Gwynedd · 0\.5%/],
    ["/workforce/picture?view=bars", "bars", ["Home", "ArrowDown"], /Bridgend · 2026 6\.9% · 2025 5\.8%/],
    ["/workforce/picture?view=funnel", "funnel", ["Home", "ArrowRight"], /n = \d/],
    ["/workforce/picture?view=heat", "heat", ["Home", "ArrowDown", "ArrowRight"], /Bridgend · .* · 8\.7%/],
    ["/workforce/picture?view=years", "years", ["End"], /Swansea Bay.* · 2026 · 7\.8%/],
    ["/workforce/picture", "over-years", ["End"], /^2026 · /],
    ["/projection", "supply", ["Home", "ArrowRight"], /90 % interval [\d,]+–[\d,]+/],
    ["/commissioning", "places", ["Home"], /^\d{4} · /],
    ["/commissioning", "frontier", ["End"], /% · \d/],
];

export async function walkCharts(browser, base, check, openContext) {
    const context = await openContext(browser, {});
    const page = await context.newPage();
    for (const [path, key, keys, says] of charts) {
        await page.goto(base + path);
        const figure = page.locator("figure.pont-chart", { has: page.locator(`#${key}-title`) });
        const frame = figure.locator(".pont-chart__frame");
        const readout = figure.locator(".pont-readout");
        await frame.focus();
        for (const name of keys) await page.keyboard.press(name);
        const text = await readout.innerText();
        check(says.test(text), `chart ${key} says its values at ${keys.join(", ")}`, text);
        const cursors = frame.locator(".pont-chart__outline, .pont-chart__cursor");
        check((await cursors.count()) === 1, `chart ${key} marks what it says`);
        await page.keyboard.press("Escape");
        check((await readout.innerText()) === "" && (await cursors.count()) === 0, `chart ${key} lets go at Escape`);
        const links = await figure.locator(".pont-chart__files a").evaluateAll((all) => all.map((a) => a.href));
        const kinds = links.map((a) => new URL(a).searchParams.get("as")).join(" ");
        check(kinds === "svg png csv xlsx ods", `chart ${key} can be had as files`, links.join(" "));
    }
    // Under the pointer too.
    await page.goto(`${base}/workforce/picture?view=heat`);
    await page.locator("#heat-title").locator("xpath=..").locator(".pont-hit").nth(9).hover();
    const text = await page.locator(".pont-readout").first().innerText();
    check(/^Bridgend · /.test(text), "a cell says its value under the pointer", text);
    // What was computed in the background can be had as a report.
    await page.goto(`${base}/commissioning/frontier`);
    await page.locator("input[name=draws]").fill("20");
    await Promise.all([page.waitForNavigation(), page.locator("main form button").last().click()]);
    await page.locator("main table").first().waitFor({ timeout: 90000 });
    const type = await page.evaluate(async () => {
        const link = [...document.querySelectorAll("main a")].find((a) => /pdf/.test(a.href));
        return link ? (await fetch(link.href)).headers.get("content-type") : "no link";
    });
    check(type === "application/pdf", "the answer of a form comes as a report", type);
    check(context.faults.length === 0, "nothing in the console with charts", context.faults.join("\n    "));
    await context.close();
}
