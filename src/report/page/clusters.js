/* clusters.js - the list of clusters, and one of them */

const list = { words: [], table: null, current: -1 };

function matchesAll(hay, wanted) {
    return wanted.every(word => hay.includes(word));
}

function namesOf(c) {
    return inline(
        c.names.slice(0, 3).join(", ") + (c.names.length > 3 ? ", \u2026" : "")
    );
}

function clusterColumns() {
    const columns = [
        {
            title: "Cluster",
            value: c => c.number,
            number: true,
            less: true,
            show: c => el("a", { href: "#cluster-" + c.number }, string(c.number))
        },
        {
            title: "Kept document",
            value: c => c.title,
            class: "title",
            show: c => [
                el("div", {}, el("a", { href: "#cluster-" + c.number }, inline(c.title))),
                el(
                    "div",
                    { class: "second" },
                    ident(c.id),
                    c.names.length
                        ? [" \u00b7 ", namesOf(c)]
                        : null
                )
            ]
        },
        { title: "Documents", value: c => c.size, number: true },
        { title: "Sources", value: c => c.sources, number: true, less: true },
        {
            title: "Days",
            value: c => c.days,
            number: true,
            less: true,
            help: "from first to last",
            show: c =>
                c.days === null ? "\u2013" : grouped(Math.round(c.days * 10) / 10)
        },
        {
            title: "Similarity",
            value: c => c.mean,
            number: true,
            help: "mean, and least",
            show: c => [
                percent(c.mean),
                c.size > 2
                    ? el("div", { class: "second" }, "least " + percent(c.least))
                    : null
            ]
        }
    ];
    return number(run.sources) > 1
        ? columns
        : columns.filter(c => c.title !== "Sources");
}

function openCluster(c) {
    go("cluster-" + c.number);
}

function clusterList() {
    const note = el("p", { class: "note" });
    list.table = sortable(clusterColumns(), clusters, {
        open: openCluster,
        filter: c => !list.words.length || matchesAll(haystack(c), list.words),
        changed: shown => {
            list.current = -1;
            list.shown = shown;
            note.textContent =
                shown.length < clusters.length
                    ? grouped(shown.length) +
                      " of " +
                      plural(clusters.length, "cluster")
                    : number(counts.clusters) > clusters.length
                      ? "The " +
                        grouped(clusters.length) +
                        " largest of " +
                        grouped(counts.clusters) +
                        " clusters; clusters.jsonl has all."
                      : plural(clusters.length, "cluster");
        }
    });
    const box = filterBox("Filter", wanted => {
        list.words = wanted;
        list.table.redraw();
    });
    box.value = list.words.join(" ");
    return clusters.length
        ? el("div", {}, el("div", { class: "tools" }, box, note), list.table.element)
        : el(
              "p",
              { class: "note" },
              "There are no clusters: no two documents reach the " +
                  "threshold of " +
                  threshold +
                  "."
          );
}

function selectRow(step) {
    const rows = list.table ? list.table.body.rows : [];
    if (!rows.length) return;
    const next = Math.max(0, Math.min(rows.length - 1, list.current + step));
    if (rows[list.current]) rows[list.current].removeAttribute("aria-current");
    list.current = next;
    rows[next].setAttribute("aria-current", "true");
    rows[next].scrollIntoView({ block: "nearest" });
}

/* -- one cluster ------------------------------------------------------------------- */

function whyKept(c) {
    const field = string(parameters.keep_field);
    const reasons = {
        first: "it comes first in the input",
        last: "it comes last in the input",
        longest: "it has most words to compare (" + grouped(c.kept.words) + ")",
        earliest: "it has the earliest date",
        latest: "it has the latest date",
        max: "it has the greatest " + field,
        prefer: "of its " + field + ", which was preferred"
    };
    const reason = c.kept.against
        ? "it belongs to --against"
        : Object.hasOwn(reasons, string(parameters.keep))
          ? reasons[string(parameters.keep)]
          : "of --keep";
    return [
        ident(c.id),
        parameters.command === "find" ? " stands for the others: " : " was kept: ",
        visible(reason),
        "."
    ];
}

/* Who was first, if one was. */
function firstSeen(members) {
    const dated = members
        .filter(m => typeof m.time === "number")
        .sort((a, b) => a.time - b.time);
    if (dated.length < 2) return { dated, first: null };
    return { dated, first: dated[0].time < dated[1].time ? dated[0] : null };
}

function timeline(c) {
    const { dated, first } = firstSeen(c.members);
    if (dated.length < 2) return null;
    const shown = dated.slice(0, 14),
        row = 24,
        left = 220,
        right = 250;
    const x = scale(
        dated[0].time,
        shown[shown.length - 1].time,
        left + 10,
        800 - right
    );
    const same = dated[0].time === shown[shown.length - 1].time;
    const svg = draw("svg", {
        role: "img",
        width: 800,
        class: "firm",
        "aria-label": "Timeline",
        viewBox: "0 0 800 " + (row * shown.length + 8)
    });
    shown.forEach((m, i) => {
        const y = row * i + row / 2 + 4,
            at = same ? left + 10 : x(m.time);
        const label = [day(m)];
        if (m === first) label.push("first seen, likely source");
        if (m.role === "kept") label.push("kept");
        svg.append(
            draw("line", { class: "grid", x1: left + 10, x2: at, y1: y, y2: y }),
            words(left - 8, y + 4, plain(string(m.source) || m.id, 30), "end"),
            draw("circle", {
                class:
                    "dot" +
                    (m.role === "kept" ? " kept" : "") +
                    (m === first ? " first" : ""),
                cx: at,
                cy: y,
                r: 5
            }),
            words(
                at + 12,
                y + 4,
                plain(label.join(" \u00b7 "), 60),
                "start",
                m === first || m.role === "kept" ? "strong" : null
            )
        );
    });
    return [
        el("h3", {}, "Timeline"),
        el("div", { class: "wide" }, svg),
        el(
            "p",
            { class: "note" },
            first
                ? [
                      "First seen: ",
                      ident(first.id),
                      first.source ? [", ", origin(first.source)] : null,
                      ". A date is a hint, not a proof."
                  ]
                : "Several documents share the earliest date; none is the likely source.",
            dated.length > shown.length ? " The first 14 dates are shown." : null
        )
    ];
}

function memberTable(c, chosen, choose) {
    const has = { Source: c.names.length, Date: c.members.some(day) };
    return sortable(
        [
            {
                title: "Document",
                value: m => string(m.id),
                class: "title",
                show: m => [
                    ident(m.id),
                    m.id_at
                        ? el("div", { class: "second" }, visible(string(m.id_at)))
                        : null
                ]
            },
            {
                title: "Source",
                value: m => string(m.source),
                class: "source",
                show: m => origin(m.source)
            },
            {
                title: "Date",
                value: m => (typeof m.time === "number" ? m.time : null),
                class: "date",
                less: true,
                show: m => visible(day(m))
            },
            { title: "Words", value: m => number(m.words), number: true, less: true },
            {
                title: "Similarity",
                number: true,
                value: m => (m.role === "kept" ? 1 : number(m.jaccard)),
                show: m =>
                    m.role === "kept"
                        ? el("span", { class: "good" }, "kept")
                        : m.equal
                          ? "same words"
                          : percent(m.jaccard)
            },
            {
                title: "In the kept one",
                number: true,
                less: true,
                value: m => number(m.id_in_of),
                help: "share of this document that stands in the kept one",
                show: m => (m.role === "kept" ? "" : percent(m.id_in_of))
            },
            {
                title: "Of the kept one",
                number: true,
                less: true,
                value: m => number(m.of_in_id),
                help: "share of the kept document that stands in this one",
                show: m => (m.role === "kept" ? "" : percent(m.of_in_id))
            }
        ].filter(column => has[column.title] !== 0 && has[column.title] !== false),
        c.members,
        {
            open: m => m.role !== "kept" && choose(m),
            mark: (m, row) => {
                if (m === chosen) row.setAttribute("aria-current", "true");
            }
        }
    ).element;
}

function sideOfMember(m, text, ranges) {
    return {
        id: m.id,
        at: m.id_at,
        source: m.source,
        date: m.date,
        words: m.words,
        text,
        more: number(m.text_more),
        ranges
    };
}

function memberView(c, m) {
    const kept = c.kept;
    if (typeof kept.text !== "string" || (!m.equal && typeof m.text !== "string"))
        return el(
            "p",
            { class: "note" },
            "The text of this document is not in the " +
                "report; greater --report-size or --report-clusters show it."
        );
    const whole = [[0, kept.text.length]];
    return compareView(
        sideOfMember(kept, kept.text, m.equal ? whole : m.of_shared),
        m.equal
            ? { ...sideOfMember(m, kept.text, whole), more: number(kept.text_more) }
            : sideOfMember(m, m.text, m.shared),
        ["Kept", "Copy", "the kept one", "the copy"],
        { jaccard: m.jaccard, left: m.of_in_id, right: m.id_in_of }
    );
}

function neighbour(c, step) {
    const shown = list.shown && list.shown.includes(c) ? list.shown : clusters;
    return shown[shown.indexOf(c) + step];
}

function stepLink(c, step, text) {
    const other = neighbour(c, step);
    return other
        ? el("a", { class: "step", href: "#cluster-" + other.number }, text)
        : null;
}

function clusterPage(c) {
    const members = el("div"),
        view = el("div");
    function choose(m) {
        members.replaceChildren(memberTable(c, m, choose));
        view.replaceChildren(m ? memberView(c, m) : "");
    }
    choose(
        c.members.find(m => m.role !== "kept" && typeof m.text === "string") ||
            c.members.find(m => m.role !== "kept")
    );
    return el(
        "div",
        {},
        el(
            "p",
            { class: "back" },
            el("a", { href: "#clusters" }, "\u2190 All clusters"),
            stepLink(c, -1, "previous"),
            stepLink(c, 1, "next")
        ),
        el("h2", {}, "Cluster " + c.number + ": ", inline(c.title)),
        el(
            "p",
            {},
            plural(c.size, "document"),
            c.names.length ? [" from ", plural(c.sources, "source")] : null,
            c.days !== null ? " within " + plural(Math.ceil(c.days), "day") : null,
            ". ",
            whyKept(c)
        ),
        timeline(c),
        el("h3", {}, "Documents"),
        members,
        c.size > c.members.length
            ? el(
                  "p",
                  { class: "note" },
                  "The first " +
                      grouped(c.members.length) +
                      " of " +
                      grouped(c.size) +
                      " documents."
              )
            : null,
        el("h3", {}, "Side by side"),
        view
    );
}
