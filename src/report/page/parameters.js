/* parameters.js - what it takes to cite a run and to repeat it */

function shown(value) {
    if (value === null || value === undefined) return "\u2013";
    return typeof value === "number" ? string(value) : visible(string(value));
}

function quoted(word) {
    return /^[\w@%+=:,.\/-]+$/.test(word)
        ? word
        : "'" + string(word).replace(/'/g, "'\\''") + "'";
}

/* The command line that gives these parameters again. */
function commandLine() {
    const p = parameters,
        line = ["chaff", string(p.command)];
    const add = (name, value, standing) => {
        if (value !== null && value !== undefined && value !== standing && value !== "")
            line.push("--" + name, quoted(string(value)));
    };
    const keep =
        p.keep === "max"
            ? "max:" + string(p.keep_field)
            : p.keep === "prefer"
              ? "prefer:" + string(p.keep_field) + "=" + string(p.prefer)
              : p.keep;
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
        if (p.command === "find") add("max-pairs", p.max_pairs, 256);
        if (p.verify === false) line.push("--no-verify");
        if (p.grouping !== "none") add(string(p.grouping), p.group_field);
        for (const a of array(p.against)) add("against", object(a).path);
    }
    if (strips) {
        add("min-docs", p.min_docs, 3);
        if (p.known === false) line.push("--no-known");
        for (const m of array(p.models)) add("model", object(m).path);
        for (const name of ["mark", "pages", "keep_prose", "model_only"])
            if (p[name] === true) line.push("--" + name.replace("_", "-"));
        add("copies", p.copies, "all");
        add("offsets", p.offsets, "chars");
    }
    add("format", p.format);
    for (const field of ["text", "id", "source", "date"])
        add(field + "-field", p[field + "_field"]);
    if (p.strict === true) line.push("--strict");
    add("limit", p.limit, 0);
    add("bad", p.bad, "warn");
    add("max-removed", p.max_removed);
    if (p.annotate === true) line.push("--annotate");
    add("style", p.style, "chaff");
    const inputs = array(run.inputs)
        .map(object)
        .filter(i => i.against !== true)
        .map(i => quoted(string(i.path)));
    return [...line, ...inputs.slice(0, 20), inputs.length > 20 ? "\u2026" : ""].join(
        " "
    );
}

function rowsOf(values) {
    return Object.entries(values)
        .filter(([, value]) => value !== null)
        .map(([name, value]) => [
            visible(name.replace(/_/g, " ")),
            typeof value === "number" && Number.isInteger(value)
                ? grouped(value)
                : Array.isArray(value)
                  ? shown(value.map(v => string(object(v).path)).join(", ") || null)
                  : shown(value)
        ]);
}

function inputTable() {
    const inputs = array(run.inputs).map(object);
    return [
        el("h2", {}, "Input"),
        sortable(
            [
                { title: "File", value: i => string(i.path), show: i => ident(i.path) },
                {
                    title: "Role",
                    value: i => (i.against === true ? "against" : "input")
                },
                { title: "Bytes", value: i => number(i.bytes), number: true },
                {
                    title: "Fields",
                    value: i => string(i.text),
                    show: i =>
                        visible(
                            ["text", "id", "source", "date"]
                                .filter(f => i[f])
                                .map(f => f + ": " + string(i[f]))
                                .join(", ")
                        )
                },
                {
                    title: "BLAKE2b-256",
                    value: i => string(i.blake2b || ""),
                    show: i => el("span", { class: "id" }, shown(i.blake2b))
                }
            ],
            inputs.slice(0, 1000),
            {}
        ).element,
        inputs.length > 1000
            ? el(
                  "p",
                  { class: "note" },
                  "The first 1,000 of " +
                      grouped(inputs.length) +
                      " files; " +
                      "summary.json has all."
              )
            : null
    ];
}

function parametersTab() {
    return el(
        "div",
        {},
        el("h2", {}, "To cite and to repeat"),
        el(
            "p",
            {},
            "Made with chaff " +
                string(run.version) +
                " (Unicode " +
                string(run.unicode) +
                "). The same version, input and options give the same " +
                "result on every machine, for any number of threads."
        ),
        el("pre", {}, visible(commandLine())),
        inputTable(),
        el(
            "div",
            { class: "plots" },
            el("div", {}, el("h2", {}, "Parameters"), pairsTable(rowsOf(parameters))),
            el("div", {}, el("h2", {}, "Counts"), pairsTable(rowsOf(counts)))
        )
    );
}
