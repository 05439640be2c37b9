/* A page that answers while one moves its sliders. The form is sent as it would be without script;
   of the page that comes back the marked parts are taken over. The newest asking wins, and the
   address always holds what is shown. */
function live(place) {
    const form = place.querySelector("[data-live-form]");
    const stale = [...place.querySelectorAll("[data-live-stale]")];
    const controls = [...form.querySelectorAll("[data-live-control]")];
    const numberOf = (control) => control.querySelector("input:not([type='range'])");
    const sliderOf = (control) => control.querySelector("input[type='range']");
    let timer = 0;
    let asking = null;

    const isChanged = (control) => {
        const text = numberOf(control).value.trim();
        const present = control.dataset.present;
        return text !== "" && (present === "" || Number(text) !== Number(present) || Number.isNaN(Number(text)));
    };
    const mark = (control) => control.classList.toggle("pont-live__control--changed", isChanged(control));
    const address = () => {
        const query = new URLSearchParams({ plan: form.elements.plan.value });
        for (const control of controls)
            if (isChanged(control))
                query.append(numberOf(control).name, numberOf(control).value.trim());
        return `${form.action}?${query}`;
    };
    const busy = (on) => {
        for (const part of stale)
            part.setAttribute("aria-busy", String(on));
    };

    /* What is open stays open, and what is being typed below stays typed. */
    const takeOver = (page) => {
        for (const part of document.querySelectorAll("[data-live-part]")) {
            const fresh = page.querySelector(`[data-live-part='${CSS.escape(part.dataset.livePart)}']`);
            if (!fresh || part.innerHTML === fresh.innerHTML)
                continue;
            const open = [...part.querySelectorAll("details")].map((details) => details.open);
            const typed = new Map([...part.querySelectorAll("[id]:is(input, textarea)")].map((box) => [box.id, box.value]));
            part.replaceChildren(...fresh.childNodes);
            part.querySelectorAll("details").forEach((details, i) => { details.open = Boolean(open[i]); });
            for (const [id, value] of typed) {
                const box = document.getElementById(id);
                if (box)
                    box.value = value;
            }
        }
        for (const frame of place.querySelectorAll(".pont-chart__frame"))
            readChart(frame);
        for (const control of controls) {
            const number = numberOf(control);
            const wrong = control.querySelector(".pont-live__wrong").textContent.trim() !== "";
            wrong ? number.setAttribute("aria-invalid", "true") : number.removeAttribute("aria-invalid");
            if (number.value.trim() === "" && document.activeElement !== sliderOf(control))
                sliderOf(control).value = control.querySelector(`[data-live-part='${CSS.escape(`${number.id}-slider`)}']`).textContent;
        }
    };

    /* more: the same with all futures, asked for when the sliders have come to rest. */
    const ask = async (more) => {
        clearTimeout(timer);
        asking?.abort();
        const mine = new AbortController();
        asking = mine;
        busy(!more);
        const to = address();
        try {
            const answer = await fetch(more ? `${to}&all_draws=yes` : to, { credentials: "same-origin", signal: mine.signal });
            const page = new DOMParser().parseFromString(await answer.text(), "text/html");
            if (!answer.ok || !page.querySelector("[data-live]"))
                throw new Error(String(answer.status));
            if (asking !== mine)
                return;
            takeOver(page);
            history.replaceState(null, "", to);
            if (place.querySelector("[data-live-more]"))
                timer = setTimeout(ask, 1200, true);
        } catch (error) {
            if (error.name === "AbortError" || asking !== mine)
                return;
            place.querySelector("[role='status']").textContent = place.dataset.failed;
            stale[0].classList.add("pont-live__now--failed");
            return;
        } finally {
            if (asking === mine)
                busy(false);
        }
        stale[0].classList.remove("pont-live__now--failed");
    };
    const soon = (wait) => {
        clearTimeout(timer);
        timer = setTimeout(ask, wait, false);
    };
    const set = (control, text) => {
        numberOf(control).value = text;
        if (text !== "")
            sliderOf(control).value = text;
        mark(control);
    };

    for (const control of controls) {
        const slider = sliderOf(control);
        slider.hidden = false;
        mark(control);
        slider.addEventListener("input", () => {
            numberOf(control).value = slider.value;
            mark(control);
            soon(100);
        });
        numberOf(control).addEventListener("input", () => {
            const text = numberOf(control).value.trim();
            if (text !== "" && !Number.isNaN(Number(text)))
                slider.value = text;
            mark(control);
            soon(400);
        });
    }
    form.addEventListener("submit", (event) => {
        event.preventDefault();
        soon(0);
    });
    document.querySelector("main").addEventListener("click", (event) => {
        const undo = event.target.closest("[data-live-undo]");
        const reset = event.target.closest("[data-live-reset]");
        if ((!undo && !reset) || event.ctrlKey || event.metaKey || event.shiftKey)
            return;
        event.preventDefault();
        for (const control of controls)
            if (reset || numberOf(control).id === undo.dataset.liveUndo) {
                set(control, control.dataset.present);
                if (undo)
                    numberOf(control).focus();
            }
        if (reset)
            numberOf(controls[0]).focus();
        soon(0);
    });
}
for (const place of document.querySelectorAll("[data-live]"))
    live(place);
