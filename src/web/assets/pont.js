/* Pages work without this. With it: the design system's menus and error summaries, and charts
   that say their values under the pointer or at the arrow keys. */
document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();

/* "/" leads to the search box, where nobody is typing. */
document.getElementById("search")?.setAttribute("aria-keyshortcuts", "/");
document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    const box = document.getElementById("search");
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing || !box)
        return;
    event.preventDefault();
    box.focus();
    box.select();
});

/* Paper has no parts to open: the numbers below a chart are printed with it. */
addEventListener("beforeprint", () => {
    for (const closed of document.querySelectorAll("main details:not([open])")) {
        closed.open = true;
        addEventListener("afterprint", () => { closed.open = false; }, { once: true });
    }
});

/* The mark that lies next in a direction: near, and rather ahead than aside. */
function neighbour(places, from, dx, dy) {
    let best = -1;
    let least = Infinity;
    places.forEach((place, index) => {
        const x = place.x - places[from].x;
        const y = place.y - places[from].y;
        const ahead = x * dx + y * dy;
        const aside = Math.abs(x * dy) + Math.abs(y * dx);
        if (ahead > 1 && aside <= 2 * ahead && ahead + 2 * aside < least) {
            least = ahead + 2 * aside;
            best = index;
        }
    });
    return best;
}

/* A chart says its values under the pointer and at the arrow keys; one that says so already stays
   as it is. */
function readChart(frame) {
    const svg = frame.querySelector("svg");
    const hits = [...frame.querySelectorAll(".pont-hit")];
    if (hits.length === 0 || frame.dataset.read)
        return;
    frame.dataset.read = "yes";
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
    let cursor = null;
    let at = -1;
    /* Measured when it is needed: a chart in a closed part has no size yet. */
    const places = () => hits.map((hit) => {
        const box = hit.getBBox();
        return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    });

    const show = (index) => {
        if (index === at)
            return;
        at = index;
        cursor?.remove();
        cursor = null;
        if (index < 0) {
            readout.textContent = "";
            return;
        }
        const hit = hits[index];
        if (hit.classList.contains("pont-hit--column")) {
            const box = hit.getBBox();
            cursor = document.createElementNS("http://www.w3.org/2000/svg", "line");
            cursor.setAttribute("class", "pont-chart__cursor");
            cursor.setAttribute("x1", box.x + box.width / 2);
            cursor.setAttribute("x2", box.x + box.width / 2);
            cursor.setAttribute("y1", box.y);
            cursor.setAttribute("y2", box.y + box.height);
        } else {
            cursor = hit.cloneNode(false);
            cursor.setAttribute("class", "pont-chart__outline");
        }
        svg.insertBefore(cursor, hits[0]);
        readout.textContent = says[index];
    };

    /* By where the marks lie; where there is none that way, the next or the last in order. */
    const step = (dx, dy) => {
        const last = hits.length - 1;
        if (at < 0)
            return dx + dy > 0 ? 0 : last;
        const next = neighbour(places(), at, dx, dy);
        return next >= 0 ? next : Math.min(last, Math.max(0, at + dx + dy));
    };
    hits.forEach((hit, index) => hit.addEventListener("pointerenter", () => show(index)));
    svg.addEventListener("pointerleave", () => show(-1));
    frame.addEventListener("blur", () => show(-1));
    frame.addEventListener("keydown", (event) => {
        const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
        if (event.key === "Escape")
            show(-1);
        const next = event.key in moves ? step(...moves[event.key])
            : { Home: 0, End: hits.length - 1 }[event.key];
        if (next === undefined || event.altKey || event.ctrlKey || event.metaKey)
            return;
        event.preventDefault();
        show(next);
        hits[next].scrollIntoView({ block: "nearest", inline: "nearest" });
    });
}
for (const frame of document.querySelectorAll(".pont-chart__frame"))
    readChart(frame);

/* The page of a job says by itself how far it is; without script it is loaded anew instead. */
async function poll(place) {
    try {
        const answer = await fetch(location.href, { credentials: "same-origin" });
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const next = page.querySelector("[data-poll]");
        if (!next) {
            location.reload();
            return;
        }
        /* Only what has changed, so that a screen reader says a step once. */
        [...next.children].forEach((child, i) => {
            const old = place.children[i];
            if (!old)
                place.append(child);
            else if (old.innerHTML !== child.innerHTML)
                old.innerHTML = child.innerHTML;
        });
    } catch {
        /* The server is away for a moment: ask again. */
    }
    setTimeout(poll, 1000 * place.dataset.poll, place);
}
for (const place of document.querySelectorAll("[data-poll]"))
    setTimeout(poll, 1000 * place.dataset.poll, place);
