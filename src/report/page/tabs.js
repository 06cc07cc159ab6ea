
/* tabs.js - overview, borderline pairs, boilerplate, parameters */

/* -- overview ---------------------------------------------------------------------- */

function sourceTable() {
    const rows = all("source");
    if (!rows.length) return null;
    const columns = [
        { title: "Source", value: r => string(r.source), show: r => r.source
            ? inline(r.source) : el("span", { class: "soft" }, "(no source)") },
        { title: "Documents", value: r => number(r.documents), number: true },
        { title: parameters.command === "find" ? "Copies" : "Removed", number: true,
            value: r => number(r.removed) },
        { title: "Words cut", value: r => number(r.cut), number: true },
        { title: "Lost", value: r => number(r.lost), number: true, help: "share of the "
            + "documents that are copies, or of the words that are cut, if that is more",
        show: r => [bar(number(r.lost) / 100, number(r.lost) > 50), " ",
            percent(number(r.lost) / 100)] },
        { title: "", value: r => number(r.lost), show: r => number(r.lost) > 50
            ? el("span", { class: "alarm" }, "\u2691 more than half") : "" }
    ].filter(c => (strips || c.title !== "Words cut")
        && (compares || c.title !== "Removed"));
    const flagged = rows.filter(r => number(r.lost) > 50), over = flagged.length;
    return [el("h2", {}, parameters.command === "find" ? "Copies by source"
        : "Removal by source"),
    over ? el("p", {}, el("span", { class: "alarm" }, "\u2691 " + plural(over, "source")),
        " would lose more than half: look at " + (over === 1 ? "it" : "them")
        + " before you trust this run.") : null,
    shortTable(columns, flagged.concat(rows.filter(r => !flagged.includes(r))))];
}

/* The first rows, and the others on demand. */
function shortTable(columns, rows) {
    const most = 15, box = el("div", {}, sortable(columns, rows.slice(0, most), {}).element);
    if (rows.length > most)
        box.append(el("p", {}, el("button", { type: "button", class: "plain",
            onclick: () => box.replaceChildren(sortable(columns, rows, {}).element) },
        "Show all " + grouped(rows.length))));
    return box;
}

function overview() {
    const plots = [histogram(), recallCurve(), sizesPlot(), matrix()].filter(Boolean);
    return el("div", {}, sourceTable() || el("p", { class: "note" },
        "There is nothing to show."), plots.length
        ? [el("h2", {}, "Similarity and clusters"), el("div", { class: "plots" }, plots)]
        : null);
}

/* -- borderline -------------------------------------------------------------------- */

const pairs = all("pair").map(p => ({ ...p, value: contains
    ? Math.max(number(p.a_in_b), number(p.b_in_a)) : number(p.jaccard) }))
    .sort((a, b) => b.value - a.value);

function pairTitle(p, side) {
    return [el("div", {}, inline(firstLine(p[side + "_text"]) || string(p[side]))),
        el("div", { class: "second" }, ident(p[side]), p[side + "_source"]
            ? [" \u00b7 ", origin(p[side + "_source"])] : null)];
}

function borderlineTab() {
    const limit = pairs.findIndex(p => p.side === "below");
    const table = sortable([
        { title: contains ? "Containment" : "Similarity", value: p => p.value, number: true,
            show: p => el("a", { href: "#pair-" + pairs.indexOf(p) },
                (100 * p.value).toFixed(1) + "%") },
        { title: "One document", value: p => string(p.a), class: "title",
            show: p => pairTitle(p, "a") },
        { title: "The other", value: p => string(p.b), class: "title",
            show: p => pairTitle(p, "b") }
    ], pairs, {
        open: p => { location.hash = "pair-" + pairs.indexOf(p); },
        mark: (p, row) => { if (p.side === "below") row.dataset.side = "below"; }
    });
    if (limit >= 0)
        table.body.rows[limit].before(el("tr", { class: "rule" }, el("td",
            { colspan: 3 }, "\u2191 " + threshold + " and above: counted as copies  "
            + "\u2193 below: not")));
    return el("div", {}, el("h2", {}, "Borderline pairs"), el("p", {},
        "The pairs nearest the threshold of " + threshold + ", exactly measured. Read a "
        + "few on each side: if those above are not copies, raise it; if those below are, "
        + "lower it. Far below, only some pairs are looked at."),
    pairs.length ? table.element : el("p", { class: "note" },
        "No pair came near the threshold."));
}

function pairPage(p) {
    const at = pairs.indexOf(p);
    const side = name => ({ id: p[name], at: p[name + "_at"], source: p[name + "_source"],
        text: typeof p[name + "_text"] === "string" ? p[name + "_text"] : "",
        more: number(p[name + "_text_more"]), ranges: p[name + "_shared"] });
    const link = (to, text) => pairs[to]
        ? el("a", { class: "step", href: "#pair-" + to }, text) : null;
    return el("div", {},
        el("p", { class: "back" }, el("a", { href: "#borderline" },
            "\u2190 All borderline pairs"), link(at - 1, "previous"),
        link(at + 1, "next")),
        el("h2", {}, percent(p.value) + ": " + (p.side === "above"
            ? "just reaches the threshold" : "just misses the threshold")),
        compareView(side("a"), side("b"), ["", "", "the first", "the second"],
            { jaccard: p.jaccard, left: p.a_in_b, right: p.b_in_a }));
}

/* -- boilerplate ------------------------------------------------------------------- */

const typeNames = ["repeated", "template", "known", "shape"];
const typeHelp = {
    repeated: "stands in enough independent documents",
    template: "a line whose first words repeat",
    known: "a known phrase", shape: "left between such lines"
};

function passageTable(wanted) {
    return sortable([
        { title: "Passage", value: p => string(p.text), class: "title", show: p => [
            el("div", {}, inline(clipped(string(p.text), 220))), el("details", {},
                el("summary", {}, "in context"), el("div",
                    { class: "context", dir: "auto" }, el("span", { class: "around" },
                        "\u2026", visible(string(p.before))), el("mark", { class: "cut" },
                        visible(string(p.text))), el("span", { class: "around" },
                        visible(string(p.after)), "\u2026")), el("p", { class: "note" },
                    "from ", ident(p.id), p.source ? [", ", origin(p.source)] : null))] },
        { title: "Independent documents", value: p => number(p.docs), number: true },
        { title: "Places cut", value: p => number(p.places), number: true },
        { title: "Kind", value: p => string(p.type), show: p => el("span", { title:
            Object.hasOwn(typeHelp, string(p.type)) ? typeHelp[p.type] : null },
        string(p.type)) }
    ], all("passage"), { filter: (p, i) => wanted.words.length
        ? matchesAll([p.text, p.source, p.type, p.id].map(string).join("\n")
            .toLowerCase(), wanted.words) : wanted.all || i < 15 });
}

function beforeAfter() {
    const documents = all("document").filter(d => typeof d.text === "string");
    if (!documents.length) return null;
    const box = el("div");
    const show = d => {
        const parts = segments(d.text, d.spans);
        let cut = 0;
        const more = number(d.text_more) ? ["\n", el("span", { class: "gap" }, "\u2026 "
            + grouped(d.text_more) + " bytes more")] : null;
        box.replaceChildren(el("div", { class: "sides" },
            el("section", { class: "side" }, el("h3", {}, "Before"),
                el("p", { class: "facts" }, plural(number(d.words), "word")),
                el("div", { class: "text", dir: "auto" }, parts.map(p => p.shared
                    ? el("mark", { class: "cut", title: typeNames[array(d.types)[cut++]]
                        || null }, visible(p.text)) : visible(p.text)), more)),
            el("section", { class: "side" }, el("h3", {}, "After"),
                el("p", { class: "facts" }, plural(number(d.words) - number(d.cut), "word")
                    + " (" + percent(number(d.cut) / number(d.words)) + " cut)"),
                el("div", { class: "text", dir: "auto" }, parts.filter(p => !p.shared)
                    .map(p => visible(p.text)), more))));
    };
    const select = el("select", { class: "choice", "aria-label": "Document",
        onchange: () => show(documents[select.selectedIndex]) },
    documents.map(d => el("option", {}, plain(string(d.id), 60) + (d.source ? " \u00b7 "
        + plain(string(d.source), 40) : ""))));
    show(documents[0]);
    return [el("h2", {}, "Before and after"), el("p", { class: "tools" }, select,
        el("span", { class: "legend" }, el("mark", { class: "cut" }, "struck out"),
            ": cut")), box];
}

function boilerplateTab() {
    const wanted = { words: [], all: false }, table = passageTable(wanted);
    const box = filterBox("Filter", next => {
        wanted.words = next;
        table.redraw();
    });
    const more = el("p", {}, el("button", { type: "button", class: "plain", onclick: () => {
        wanted.all = true;
        table.redraw();
        more.remove();
    } }, "Show all " + grouped(all("passage").length)));
    return el("div", {}, el("h2", {}, "Boilerplate"),
        el("p", {}, all("passage").length ? "The most frequent passages that were cut; "
            + "boilerplate.jsonl has all, spans.jsonl every place." : "Nothing was cut."),
        all("passage").length ? [el("div", { class: "tools" }, box), table.element] : null,
        all("passage").length > 15 ? more : null, beforeAfter());
}

/* -- parameters -------------------------------------------------------------------- */

function shown(value) {
    if (value === null || value === undefined) return "\u2013";
    return typeof value === "number" ? string(value) : visible(string(value));
}

function quoted(word) {
    return /^[\w@%+=:,.\/-]+$/.test(word) ? word
        : "'" + string(word).replace(/'/g, "'\\''") + "'";
}

/* The command line that gives these parameters again. */
function commandLine() {
    const p = parameters, line = ["chaff", string(p.command)];
    const add = (name, value, standing) => {
        if (value !== null && value !== undefined && value !== standing && value !== "")
            line.push("--" + name, quoted(string(value)));
    };
    const keep = p.keep === "max" ? "max:" + string(p.keep_field) : p.keep === "prefer"
        ? "prefer:" + string(p.keep_field) + "=" + string(p.prefer) : p.keep;
    if (compares) {
        add("threshold", p.threshold);
        add("measure", p.measure, "jaccard");
        add("keep", keep);
        add("link", p.link, "star");
        add("ngram", p.ngram, 5);
        add("bands", p.bands);
        add("rows", p.rows);
        add("seed", p.seed, 1);
        add("min-words", p.min_words, 0);
        if (p.verify === false) line.push("--no-verify");
        if (p.grouping !== "none") add(string(p.grouping), p.group_field);
    }
    if (strips) {
        add("min-docs", p.min_docs, 3);
        if (p.known === false) line.push("--no-known");
        for (const name of ["mark", "pages", "keep_prose"])
            if (p[name] === true) line.push("--" + name.replace("_", "-"));
        add("copies", p.copies, "all");
    }
    for (const field of ["text", "id", "source", "date"])
        add(field + "-field", p[field + "_field"]);
    add("limit", p.limit, 0);
    const inputs = array(run.inputs).map(i => quoted(string(object(i).path)));
    return [...line, ...inputs.slice(0, 20), inputs.length > 20 ? "\u2026" : ""].join(" ");
}

function rowsOf(values) {
    return Object.entries(values).filter(([, value]) => value !== null).map(([name, value]) => [visible(name.replace(/_/g, " ")),
        typeof value === "number" && Number.isInteger(value) ? grouped(value)
            : shown(value)]);
}

function inputTable() {
    const inputs = array(run.inputs).map(object);
    return [el("h2", {}, "Input"), sortable([
        { title: "File", value: i => string(i.path), show: i => ident(i.path) },
        { title: "Bytes", value: i => number(i.bytes), number: true },
        { title: "Fields", value: i => string(i.text), show: i => visible(["text", "id",
            "source", "date"].filter(f => i[f]).map(f => f + ": " + string(i[f])).join(", ")) },
        { title: "BLAKE2b-256", value: i => string(i.blake2b || ""), show: i =>
            el("span", { class: "id" }, shown(i.blake2b)) }
    ], inputs.slice(0, 1000), {}).element, inputs.length > 1000 ? el("p",
        { class: "note" }, "The first 1,000 of " + grouped(inputs.length) + " files; "
        + "summary.json has all.") : null];
}

function parametersTab() {
    return el("div", {}, el("h2", {}, "To cite and to repeat"),
        el("p", {}, "Made with chaff " + string(run.version) + " (Unicode "
            + string(run.unicode) + "). The same version, input and options give the same "
            + "result on every machine, for any number of threads."),
        el("pre", {}, visible(commandLine())), inputTable(),
        el("div", { class: "plots" }, el("div", {}, el("h2", {}, "Parameters"),
            pairsTable(rowsOf(parameters))), el("div", {}, el("h2", {}, "Counts"),
            pairsTable(rowsOf(counts)))));
}
