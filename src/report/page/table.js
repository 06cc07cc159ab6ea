/* table.js - rows that can be sorted, filtered and opened
 *
 * A column: { title, value(row), show(row), number, class, less }; `less` is left out
 * where there is little room. Sorting is stable, so equal rows stay in the order in which
 * they came.
 */
function classOf(...names) {
    return names.filter(Boolean).join(" ") || null;
}

function sortable(columns, rows, options) {
    const body = el("tbody");
    const state = { column: null, down: false, shown: rows };
    const heads = columns.map(c =>
        el(
            "th",
            { scope: "col", class: classOf(c.number && "number", c.less && "less") },
            el(
                "button",
                { type: "button", title: c.help || null, onclick: () => sortBy(c) },
                c.title
            )
        )
    );

    function sortBy(column) {
        state.down = state.column === column ? !state.down : Boolean(column.number);
        state.column = column;
        redraw();
    }

    function compare(a, b) {
        const x = state.column.value(a),
            y = state.column.value(b);
        if (x === y) return 0;
        if (x === null || y === null) return x === null ? 1 : -1;
        const order =
            typeof x === "number" ? x - y : string(x).localeCompare(string(y));
        return state.down ? -order : order;
    }

    function rowOf(row) {
        const cells = columns.map(c =>
            el(
                "td",
                { class: classOf(c.number && "number", c.less && "less", c.class) },
                c.show ? c.show(row) : grouped(c.value(row))
            )
        );
        const element = el("tr", {}, cells);
        if (options.open) {
            element.className = "open";
            element.addEventListener("click", event => {
                if (!event.target.closest("a")) options.open(row);
            });
        }
        if (options.mark) options.mark(row, element);
        return element;
    }

    function redraw() {
        state.shown = options.filter ? rows.filter(options.filter) : rows.slice();
        if (state.column) state.shown.sort(compare);
        heads.forEach((head, i) => {
            if (columns[i] !== state.column) head.removeAttribute("aria-sort");
            else
                head.setAttribute("aria-sort", state.down ? "descending" : "ascending");
        });
        body.replaceChildren(...state.shown.map(rowOf));
        if (options.changed) options.changed(state.shown);
    }

    redraw();
    return {
        element: el(
            "div",
            { class: "wide" },
            el("table", {}, el("thead", {}, el("tr", {}, heads)), body)
        ),
        body,
        redraw,
        state
    };
}

/* A box whose words must all be found. */
function filterBox(label, changed) {
    return el("input", {
        type: "search",
        "aria-label": label,
        placeholder: label + "  /",
        oninput: event =>
            changed(event.target.value.toLowerCase().split(/\s+/).filter(Boolean))
    });
}

function pairsTable(rows) {
    return el(
        "div",
        { class: "wide" },
        el(
            "table",
            {},
            el(
                "tbody",
                {},
                rows.map(([name, value]) =>
                    el("tr", {}, el("th", { scope: "row" }, name), el("td", {}, value))
                )
            )
        )
    );
}
