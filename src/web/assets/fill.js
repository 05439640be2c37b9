/* Filling in a return without leaving the page: a cell is saved when it is left, by the same form
   that works without script; the answer is the same page, of which what is said about the cells is
   taken over. Cells that others changed meanwhile come with it. */
function fillIn(form) {
    const state = form.querySelector("[data-fill-state]");
    if (!state)
        return; /* locked */
    const waiting = new Set();
    const seenOf = (box) => form.elements[box.name.replace(/^cell\./, "seen.")];
    const boxes = () => [...form.querySelectorAll("[name^='cell.']")];
    const isChanged = (box) => box.value.trim() !== seenOf(box).value;
    let busy = false;

    const say = (text, bad) => {
        state.textContent = text;
        state.classList.toggle("pont-fill__state--bad", Boolean(bad));
    };
    const mark = (box) => box.closest(".pont-cell").classList.toggle("pont-cell--unsaved", isChanged(box));

    /* What the fresh page says of each cell; values only where nobody is writing. */
    const takeOver = (page, sent) => {
        for (const part of page.querySelectorAll("[data-fill-part]"))
            document.querySelector(`[data-fill-part='${part.dataset.fillPart}']`)?.replaceChildren(...part.childNodes);
        for (const box of boxes()) {
            const fresh = page.getElementById(box.id);
            if (!fresh)
                continue;
            const cell = box.closest(".pont-cell");
            const freshCell = fresh.closest(".pont-cell");
            const stored = freshCell.querySelector("input[type='hidden']").value;
            const typed = isChanged(box) && !(sent.has(box.name) && sent.get(box.name) === box.value.trim());
            cell.className = freshCell.className;
            cell.querySelector(".pont-cell__said").replaceChildren(...freshCell.querySelector(".pont-cell__said").childNodes);
            for (const name of ["aria-describedby", "aria-invalid"])
                fresh.hasAttribute(name) ? box.setAttribute(name, fresh.getAttribute(name)) : box.removeAttribute(name);
            if (!typed && box.value !== fresh.value)
                box.value = fresh.value;
            seenOf(box).value = stored;
            mark(box);
        }
        for (const row of form.querySelectorAll("[data-says]")) {
            const fresh = page.querySelector(`[data-says='${row.dataset.says}']`);
            row.hidden = fresh.hidden;
            row.replaceChildren(...fresh.childNodes);
        }
    };

    const save = async () => {
        if (busy || waiting.size === 0)
            return;
        busy = true;
        let again = true;
        const sent = new Map([...waiting].map((box) => [box.name, box.value.trim()]));
        const body = new URLSearchParams();
        for (const name of ["_token", "collection", "organisation", "block"])
            body.append(name, form.elements[name].value);
        for (const box of waiting) {
            body.append(box.name, box.value.trim());
            body.append(seenOf(box).name, seenOf(box).value);
        }
        waiting.clear();
        say(form.dataset.saving);
        try {
            const answer = await fetch(form.action, { method: "POST", body, credentials: "same-origin" });
            const page = new DOMParser().parseFromString(await answer.text(), "text/html");
            if (!answer.ok || !page.querySelector("[data-fill]"))
                throw new Error((page.querySelector(".govuk-error-summary__list") ?? page.querySelector("h1"))?.textContent.trim() ?? String(answer.status));
            const clash = page.querySelector(".pont-cell[data-clash]") !== null;
            takeOver(page, sent);
            const time = new Date().toLocaleTimeString(`${document.documentElement.lang}-GB`, { hour: "2-digit", minute: "2-digit" });
            say(clash ? form.dataset.clash : `${form.dataset.saved} ${time}`, clash);
        } catch (error) {
            for (const box of boxes())
                if (sent.has(box.name))
                    waiting.add(box);
            say(`${form.dataset.unsaved}: ${error.message}`, true);
            again = false;
            setTimeout(save, 10000);
        }
        busy = false;
        if (again)
            save();
    };

    form.addEventListener("input", (event) => event.target.name?.startsWith("cell.") && mark(event.target));
    form.addEventListener("change", (event) => {
        if (!event.target.name?.startsWith("cell.") || !isChanged(event.target))
            return;
        waiting.add(event.target);
        save();
    });
    form.addEventListener("submit", (event) => {
        event.preventDefault();
        for (const box of boxes())
            if (isChanged(box))
                waiting.add(box);
        if (waiting.size)
            save();
    });

    /* Up and down go to the same question of the next row; left and right leave a box at its end. */
    const cellBeside = (box, dx, dy) => {
        const here = box.closest("td");
        if (!here) {
            const all = boxes();
            return all[all.indexOf(box) + dy + dx];
        }
        if (dx)
            return (dx > 0 ? here.nextElementSibling : here.previousElementSibling)?.querySelector(".pont-cell__box");
        let row = here.parentElement;
        do
            row = dy > 0 ? row.nextElementSibling : row.previousElementSibling;
        while (row && !row.querySelector(".pont-cell__box"));
        return row?.children[here.cellIndex]?.querySelector(".pont-cell__box");
    };
    form.addEventListener("keydown", (event) => {
        const box = event.target;
        if (!box.classList?.contains("pont-cell__box") || event.altKey || event.ctrlKey || event.metaKey)
            return;
        const text = box.tagName === "INPUT";
        const moves = { ArrowUp: [0, -1], ArrowDown: [0, 1], Enter: [0, event.shiftKey ? -1 : 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
        const move = moves[event.key];
        if (!move || (!text && event.key !== "Enter"))
            return;
        if (move[0] < 0 && (box.selectionStart > 0 || box.selectionEnd > 0))
            return;
        if (move[0] > 0 && box.selectionStart < box.value.length)
            return;
        const next = cellBeside(box, ...move);
        if (event.key === "Enter")
            event.preventDefault();
        if (!next)
            return;
        event.preventDefault();
        next.focus();
        next.select?.();
    });

    addEventListener("beforeunload", (event) => {
        if (busy || waiting.size || boxes().some(isChanged))
            event.preventDefault();
    });

    /* Who else has it open: asked once a minute while the page is seen. */
    const others = document.querySelector("[data-fill-others]");
    const present = async () => {
        if (document.hidden)
            return;
        try {
            const body = JSON.stringify({ collection: form.elements.collection.value,
                organisation: form.elements.organisation.value, block: form.elements.block.value });
            const answer = await fetch("/api/workforce/present", { method: "POST", body, credentials: "same-origin",
                headers: { "Content-Type": "application/json", "X-Pont-Token": form.elements._token.value } });
            const list = (await answer.json()).others ?? [];
            const text = list.length ? `${others.dataset.fillOthers} ${list.map((o) => `${o.who} (${o.block})`).join(", ")}` : "";
            if (others.textContent !== text)
                others.textContent = text;
        } catch {
            /* The server is away for a moment: ask again. */
        }
    };
    present();
    setInterval(present, 60000);
}
for (const form of document.querySelectorAll("form[data-fill]"))
    fillIn(form);
