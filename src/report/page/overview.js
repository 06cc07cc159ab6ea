/* overview.js - removal by source, plots; and the pairs near the threshold */

/* -- overview ---------------------------------------------------------------------- */

const finds = parameters.command === "find";

function over(source) {
    return number(source.lost) > 50;
}

/* First of all: a run by which a source loses more than half is rarely meant. */
function alarm() {
    const flagged = all("source").filter(over);
    const one = flagged.length === 1,
        what = finds
            ? one
                ? " is copies for more than half"
                : " are copies for more than half"
            : " would lose more than half";
    return flagged.length
        ? el(
              "p",
              { class: "first" },
              el("span", { class: "alarm" }, "\u2691 " + plural(flagged.length, "source")),
              what + ": look at " + (one ? "it" : "them") + " before you trust this run."
          )
        : null;
}

function shareColumn() {
    return {
        title: finds ? "Share" : "Lost",
        value: r => number(r.lost),
        number: true,
        help:
            "share of the documents that are copies" +
            (strips ? ", or of the words cut, if that is more" : ""),
        show: r => [
            bar(number(r.lost) / 100, over(r)),
            el("span", { class: "share" }, percent(number(r.lost) / 100))
        ]
    };
}

function sourceTable() {
    const rows = all("source");
    if (!rows.length) return null;
    const flagged = rows.filter(over);
    const columns = [
        {
            title: "Source",
            class: "title",
            value: r => string(r.source),
            show: r => [
                r.source
                    ? inline(r.source)
                    : el("span", { class: "soft" }, "(no source)"),
                over(r)
                    ? el("span", { class: "alarm" }, " \u2691 more than half")
                    : null
            ]
        },
        { title: "Documents", value: r => number(r.documents), number: true },
        {
            title: finds ? "Copies" : "Removed",
            number: true,
            value: r => number(r.removed)
        },
        { title: "Words cut", value: r => number(r.cut), number: true, less: true },
        shareColumn()
    ].filter(
        c =>
            (strips || c.title !== "Words cut") &&
            (compares || c.title !== "Removed")
    );
    return [
        el("h2", {}, finds ? "Copies by source" : "Removal by source"),
        shortTable(columns, flagged.concat(rows.filter(r => !over(r))))
    ];
}

/* The first rows, and the others on demand. */
function shortTable(columns, rows) {
    const most = 15,
        box = el("div", {}, sortable(columns, rows.slice(0, most), {}).element);
    if (rows.length > most)
        box.append(
            el(
                "p",
                {},
                el(
                    "button",
                    {
                        type: "button",
                        class: "plain",
                        onclick: () =>
                            box.replaceChildren(sortable(columns, rows, {}).element)
                    },
                    "Show all " + grouped(rows.length)
                )
            )
        );
    return box;
}

/* -- a first look: what the run was about, in five lines each ------------------------ */

function lookAt(title, tab, rows, total, line) {
    if (!rows.length) return null;
    return el(
        "section",
        {},
        el("h2", {}, title),
        el(
            "ol",
            { class: "look" },
            rows.slice(0, 5).map(row => {
                const [count, unit, text, second] = line(row);
                return el(
                    "li",
                    {},
                    el("div", { class: "many" }, short(count), el("small", {}, unit)),
                    el(
                        "div",
                        { class: "what" },
                        text,
                        el("div", { class: "second" }, second)
                    )
                );
            })
        ),
        total > 5
            ? el(
                  "p",
                  { class: "look" },
                  el("a", { class: "more", href: "#" + tab }, "All " + grouped(total))
              )
            : null
    );
}

function look() {
    const parts = [
        lookAt("Largest clusters", "clusters", clusters, number(counts.clusters), c => [
            c.size,
            "documents",
            el("a", { href: "#cluster-" + c.number }, inline(c.title)),
            [
                c.size > 2
                    ? percent(c.mean) + " alike on average"
                    : percent(c.mean) + " alike",
                c.names.length ? [" \u00b7 ", namesOf(c)] : null
            ]
        ]),
        lookAt("Cut most often", "boilerplate", often(), all("passage").length, p => [
            number(p.places),
            number(p.places) === 1 ? "place" : "places",
            inline(clipped(string(p.text), 150)),
            [
                string(p.type),
                number(p.sources)
                    ? " \u00b7 " + plural(number(p.sources), "source")
                    : null
            ]
        ])
    ].filter(Boolean);
    return parts.length ? el("div", { class: "plots" }, parts) : null;
}

function often() {
    return all("passage")
        .slice()
        .sort((a, b) => number(b.places) - number(a.places));
}

function overview() {
    const plots = [histogram(), recallCurve(), sizesPlot(), matrix()].filter(Boolean);
    return el(
        "div",
        {},
        alarm(),
        look(),
        sourceTable() || el("p", { class: "note" }, "There is nothing to show."),
        plots.length
            ? [
                  el("h2", {}, "Similarity and clusters"),
                  el("div", { class: "plots" }, plots)
              ]
            : null
    );
}

/* -- borderline -------------------------------------------------------------------- */

const pairs = all("pair")
    .map(p => ({
        ...p,
        value: contains
            ? Math.max(number(p.a_in_b), number(p.b_in_a))
            : number(p.jaccard)
    }))
    .sort((a, b) => b.value - a.value);

function pairTitle(p, side) {
    return [
        el("div", {}, inline(firstLine(p[side + "_text"]) || string(p[side]))),
        el(
            "div",
            { class: "second" },
            ident(p[side]),
            p[side + "_source"] ? [" \u00b7 ", origin(p[side + "_source"])] : null
        )
    ];
}

function borderlineTab() {
    const limit = pairs.findIndex(p => p.side === "below");
    const table = sortable(
        [
            {
                title: contains ? "Containment" : "Similarity",
                value: p => p.value,
                number: true,
                show: p =>
                    el(
                        "a",
                        { href: "#pair-" + pairs.indexOf(p) },
                        (100 * p.value).toFixed(1) + "%"
                    )
            },
            {
                title: "One document",
                value: p => string(p.a),
                class: "title",
                show: p => pairTitle(p, "a")
            },
            {
                title: "The other",
                value: p => string(p.b),
                class: "title",
                show: p => pairTitle(p, "b")
            }
        ],
        pairs,
        {
            open: p => {
                go("pair-" + pairs.indexOf(p));
            },
            mark: (p, row) => {
                if (p.side === "below") row.dataset.side = "below";
            }
        }
    );
    if (limit >= 0)
        table.body.rows[limit].before(
            el(
                "tr",
                { class: "rule" },
                el(
                    "td",
                    { colspan: 3 },
                    "\u2191 " +
                        threshold +
                        " and above: counted as copies  " +
                        "\u2193 below: not"
                )
            )
        );
    return el(
        "div",
        {},
        el("h2", {}, "Borderline pairs"),
        el(
            "p",
            {},
            "The pairs nearest the threshold of " +
                threshold +
                ", exactly measured. Read a " +
                "few on each side: if those above are no copies, raise it; if those below are, " +
                "lower it. Far below, only some pairs are looked at."
        ),
        pairs.length
            ? table.element
            : el("p", { class: "note" }, "No pair came near the threshold.")
    );
}

function pairPage(p) {
    const at = pairs.indexOf(p);
    const side = name => ({
        id: p[name],
        at: p[name + "_at"],
        source: p[name + "_source"],
        text: typeof p[name + "_text"] === "string" ? p[name + "_text"] : "",
        more: number(p[name + "_text_more"]),
        ranges: p[name + "_shared"]
    });
    const link = (to, text) =>
        pairs[to] ? el("a", { class: "step", href: "#pair-" + to }, text) : null;
    return el(
        "div",
        {},
        el(
            "p",
            { class: "back" },
            el("a", { href: "#borderline" }, "\u2190 All borderline pairs"),
            link(at - 1, "previous"),
            link(at + 1, "next")
        ),
        el(
            "h2",
            {},
            percent(p.value) +
                ": " +
                (p.side === "above"
                    ? "just reaches the threshold"
                    : "just misses the threshold")
        ),
        compareView(side("a"), side("b"), ["", "", "the first", "the second"], {
            jaccard: p.jaccard,
            left: p.a_in_b,
            right: p.b_in_a
        })
    );
}
