/* Pages work without this. With it: the design system's menus and error summaries, and charts
   that say their values under the pointer or at the arrow keys. */
document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();

for (const frame of document.querySelectorAll(".pont-chart__frame")) {
    const svg = frame.querySelector("svg");
    const hits = [...frame.querySelectorAll(".pont-hit")];
    if (hits.length === 0)
        continue;
    /* The browser's own tooltip would say the same twice. */
    const says = hits.map((hit) => {
        const title = hit.querySelector("title");
        const text = title.textContent;
        title.remove();
        return text;
    });
    const readout = document.createElement("p");
    readout.className = "pont-readout";
    readout.setAttribute("aria-live", "polite");
    frame.after(readout);
    const cursor = document.createElementNS("http://www.w3.org/2000/svg", "line");
    cursor.setAttribute("class", "pont-chart__cursor");
    let at = -1;

    const show = (index) => {
        if (index === at)
            return;
        at = index;
        if (index < 0) {
            cursor.remove();
            readout.textContent = "";
            return;
        }
        const hit = hits[index];
        const x = Number(hit.getAttribute("x")) + Number(hit.getAttribute("width")) / 2;
        const y = Number(hit.getAttribute("y"));
        cursor.setAttribute("x1", x);
        cursor.setAttribute("x2", x);
        cursor.setAttribute("y1", y);
        cursor.setAttribute("y2", y + Number(hit.getAttribute("height")));
        svg.insertBefore(cursor, hits[0]);
        readout.textContent = says[index];
    };
    hits.forEach((hit, index) => hit.addEventListener("pointerenter", () => show(index)));
    svg.addEventListener("pointerleave", () => show(-1));
    frame.addEventListener("blur", () => show(-1));
    frame.addEventListener("keydown", (event) => {
        const last = hits.length - 1;
        const next = { ArrowLeft: at < 0 ? last : Math.max(0, at - 1),
                       ArrowRight: Math.min(last, at + 1), Home: 0, End: last }[event.key];
        if (event.key === "Escape")
            show(-1);
        if (next === undefined)
            return;
        event.preventDefault();
        show(next);
        hits[next].scrollIntoView({ block: "nearest", inline: "nearest" });
    });
}
