/* plots.js - SVG drawn from the figures */

const frame = { width: 560, height: 250, left: 46, right: 14, top: 28, bottom: 34 };

function scale(from, to, start, end) {
    return x => start + ((x - from) / (to - from || 1)) * (end - start);
}

function plotFrame(label) {
    return draw("svg", {
        viewBox: "0 0 " + frame.width + " " + frame.height,
        role: "img",
        "aria-label": label
    });
}

function words(x, y, text, anchor, name) {
    return draw(
        "text",
        { x, y, "text-anchor": anchor || "middle", class: name || null },
        text
    );
}

function axes(svg, x, y, xTicks, yTicks, xName) {
    const bottom = frame.height - frame.bottom,
        right = frame.width - frame.right;
    for (const [value, text] of yTicks)
        svg.append(
            draw("line", {
                class: "grid",
                x1: frame.left,
                x2: right,
                y1: y(value),
                y2: y(value)
            }),
            words(frame.left - 7, y(value) + 4, text, "end")
        );
    for (const [value, text] of xTicks) svg.append(words(x(value), bottom + 16, text));
    svg.append(
        draw("line", {
            class: "axis",
            x1: frame.left,
            x2: right,
            y1: bottom,
            y2: bottom
        }),
        words(right, bottom + 31, xName, "end")
    );
}

function tenths() {
    return [0, 0.2, 0.4, 0.6, 0.8, 1].map(v => [v, string(v)]);
}

function thresholdLine(svg, x) {
    const at = x(threshold),
        late = threshold > 0.7;
    svg.append(
        draw("line", {
            class: "limit",
            x1: at,
            x2: at,
            y1: frame.top - 12,
            y2: frame.height - frame.bottom
        }),
        words(
            at + (late ? -6 : 6),
            frame.top - 12,
            "threshold " + threshold,
            late ? "end" : "start",
            "alarm"
        )
    );
}

function short(count, digits = 3) {
    const units = [
        [1e9, "G"],
        [1e6, "M"],
        [1e3, "k"]
    ];
    for (const [size, unit] of units)
        if (count >= size) return +(count / size).toPrecision(digits) + unit;
    return string(+count.toPrecision(3));
}

/* Counts from 0 on: linear where they are alike, else by powers of ten. */
function countScale(most) {
    const bottom = frame.height - frame.bottom;
    if (most <= 50) {
        const step = most <= 5 ? 1 : most <= 12 ? 2 : most <= 25 ? 5 : 10;
        const top = Math.max(step, Math.ceil(most / step) * step),
            ticks = [];
        for (let v = 0; v <= top; v += step) ticks.push([v, string(v)]);
        return { y: scale(0, top, bottom, frame.top), ticks };
    }
    const top = Math.ceil(Math.log10(most)),
        ticks = [];
    const y = scale(-0.3, top, bottom, frame.top);
    for (let v = 0; v <= top; v++) ticks.push([10 ** v, short(10 ** v)]);
    return { y: count => (count > 0 ? y(Math.log10(count)) : bottom), ticks };
}

function histogram() {
    const steps = 50,
        measured = Array(steps).fill(0),
        guessed = Array(steps).fill(0);
    for (const row of all("similarity")) {
        const bin = Math.min(steps - 1, Math.floor(number(row.from) * steps + 1e-6));
        if (bin < 0) continue;
        measured[bin] += number(row.pairs);
        guessed[bin] += number(row.candidates);
    }
    const most = Math.max(...measured, ...guessed);
    if (!most) return null;
    const svg = plotFrame("Histogram of similarities");
    const x = scale(0, 1, frame.left, frame.width - frame.right);
    const { y, ticks } = countScale(most),
        bottom = frame.height - frame.bottom;
    axes(svg, x, y, tenths(), ticks, "similarity");
    measured.forEach(
        (count, i) =>
            count &&
            svg.append(
                draw(
                    "rect",
                    {
                        class: "measured",
                        x: x(i / steps) + 1,
                        width: x(1 / steps) - x(0) - 2,
                        y: y(count),
                        height: bottom - y(count)
                    },
                    draw(
                        "title",
                        {},
                        plural(count, "pair") + " from " + (i / steps).toFixed(2)
                    )
                )
            )
    );
    const outline = guessed
        .map(
            (count, i) =>
                (i ? "L" : "M") +
                x(i / steps) +
                " " +
                y(count) +
                "H" +
                x((i + 1) / steps)
        )
        .join("");
    if (guessed.some(Boolean))
        svg.append(draw("path", { class: "guessed", d: outline }));
    thresholdLine(svg, x);
    return plot(
        "How alike are pairs?",
        [
            key("measured"),
            " measured pairs that reach the " + "threshold; ",
            key("guessed"),
            " candidates, estimated from their sketches" +
                (run.sampled ? " (a sample)" : "") +
                "."
        ],
        svg
    );
}

function key(kind) {
    return draw(
        "svg",
        {
            class: "key",
            width: 26,
            height: 13,
            viewBox: "0 0 32 16",
            "aria-hidden": "true"
        },
        kind === "measured"
            ? draw("rect", { class: kind, x: 4, y: 2, width: 24, height: 14 })
            : draw("path", { class: kind, d: "M1 14V5H16V10H31" })
    );
}

function foundAt(similarity) {
    const row = all("recall").find(
        r => Math.abs(number(r.similarity) - similarity) < 0.006
    );
    return row ? number(row.found) : 0;
}

function recallCurve() {
    const rows = all("recall");
    if (!rows.length || contains) return null;
    const svg = plotFrame("Chance that a pair is found, by similarity");
    const x = scale(0, 1, frame.left, frame.width - frame.right);
    const y = scale(0, 1, frame.height - frame.bottom, frame.top);
    axes(
        svg,
        x,
        y,
        tenths(),
        [0, 0.25, 0.5, 0.75, 1].map(v => [v, 100 * v + "%"]),
        "similarity"
    );
    svg.append(
        draw("polyline", {
            class: "curve",
            points: rows
                .map(r => x(number(r.similarity)) + "," + y(number(r.found)))
                .join(" ")
        })
    );
    thresholdLine(svg, x);
    const found = number(parameters.expected_recall);
    svg.append(draw("circle", { class: "dot", cx: x(threshold), cy: y(found), r: 5 }));
    const below = Math.max(0, Math.round(100 * threshold - 10) / 100);
    return plot(
        "Which pairs are found?",
        grouped(parameters.bands) +
            " bands of " +
            plural(number(parameters.rows), "row") +
            ": a pair exactly at the threshold is " +
            "compared with a chance of " +
            percent(found) +
            ", one at " +
            below +
            " with " +
            percent(foundAt(below)) +
            ".",
        svg
    );
}

function sizesPlot() {
    const rows = all("size")
        .map(r => [number(r.size), number(r.clusters)])
        .filter(([size, count]) => size > 1 && count > 0);
    if (rows.length < 2) return null;
    const svg = plotFrame("Clusters by size, both axes logarithmic");
    const most = Math.max(10, ...rows.map(r => r[0]));
    const tallest = Math.max(10, ...rows.map(r => r[1]));
    const x = scale(
        Math.log10(1.7),
        Math.log10(most * 1.15),
        frame.left,
        frame.width - frame.right
    );
    const y = scale(
        -0.15,
        Math.log10(tallest) + 0.1,
        frame.height - frame.bottom,
        frame.top
    );
    const powers = limit =>
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map(e => 10 ** e).filter(v => v <= limit * 1.1);
    const sizes = [2, 5, 10, 20, 50, 100, 200, 500, ...powers(1e9).slice(3)].filter(
        v => v <= most * 1.1
    );
    axes(
        svg,
        v => x(Math.log10(v)),
        v => y(Math.log10(v)),
        sizes.map(v => [v, short(v)]),
        powers(tallest).map(v => [v, short(v)]),
        "documents in a cluster"
    );
    for (const [size, count] of rows)
        svg.append(
            draw(
                "circle",
                {
                    class: "dot",
                    cx: x(Math.log10(size)),
                    cy: y(Math.log10(count)),
                    r: 4.5
                },
                draw("title", {}, plural(count, "cluster") + " of " + size)
            )
        );
    return plot(
        "How large are clusters?",
        plural(number(counts.clusters), "cluster") +
            " with " +
            grouped(counts.clustered) +
            " documents in all; both axes are " +
            "logarithmic.",
        svg
    );
}

/* SVG text has no elements for what can't be seen. */
function plain(text, most, clip = clipped) {
    return clip(string(text).replace(new RegExp(unseen, "g"), "\ufffd"), most);
}

/* About how wide the longest name is, clipped; what is drawn before it is shown can't be
 * measured. The letters of the east are as wide as they are high. */
function roomFor(names, most) {
    const width = letter => (letter.codePointAt(0) >= 0x1100 ? 12 : 6.6);
    return Math.max(
        ...names.map(name =>
            [...plain(name, most, ends)].reduce((sum, letter) => sum + width(letter), 0)
        )
    );
}

function matrix() {
    const rows = all("matrix").filter(r => string(r.kept) && string(r.copy));
    const names = [...new Set(rows.flatMap(r => [string(r.kept), string(r.copy)]))];
    if (names.length < 2) return null;
    const size = 34,
        left = 20 + roomFor(names, 26),
        top = 24 + 0.77 * roomFor(names, 22);
    const most = Math.max(...rows.map(r => number(r.documents)));
    const width = left + size * names.length + 90,
        height = top + size * names.length + 8;
    const svg = draw("svg", {
        role: "img",
        width,
        "aria-label": "Copies by source",
        viewBox: "0 0 " + width + " " + height
    });
    names.forEach((name, i) => {
        const middle = size * i + size / 2;
        svg.append(
            words(left - 8, top + middle + 4, plain(name, 26, ends), "end"),
            draw(
                "text",
                {
                    transform:
                        "translate(" +
                        (left + middle + 4) +
                        " " +
                        (top - 8) +
                        ") rotate(-50)"
                },
                plain(name, 22, ends)
            )
        );
    });
    for (let i = 0; i <= names.length; i++) {
        const at = size * i,
            end = size * names.length;
        svg.append(
            draw("path", {
                class: "grid",
                d: `M${left} ${top + at}h${end}M${left + at} ${top}v${end}`
            })
        );
    }
    for (const r of rows) {
        const count = number(r.documents),
            x = left + size * names.indexOf(string(r.copy)),
            y = top + size * names.indexOf(string(r.kept));
        svg.append(
            draw(
                "g",
                {},
                draw(
                    "title",
                    {},
                    plural(count, "document") +
                        " of " +
                        string(r.copy) +
                        " " +
                        (count === 1 ? "is a copy" : "are copies") +
                        " of " +
                        string(r.kept)
                ),
                draw("rect", {
                    class: "cell",
                    x: x + 1,
                    y: y + 1,
                    width: size - 2,
                    height: size - 2,
                    "fill-opacity":
                        0.1 + (0.3 * Math.log(1 + count)) / Math.log(1 + most)
                }),
                words(x + size / 2, y + size / 2 + 4, short(count, 2), "middle", "strong")
            )
        );
    }
    const figure = plot(
        "Who stands for whom?",
        "Rows: the source whose document was kept; " +
            "columns: the source whose copy it stands for" +
            (names.length >= 24
                ? ". The sources with most documents in clusters."
                : "."),
        svg
    );
    if (names.length > 9) figure.className = "full";
    return figure;
}

function plot(title, about, svg) {
    return el(
        "figure",
        {},
        el("figcaption", {}, el("h3", {}, title), el("p", {}, about)),
        el("div", { class: "wide" }, svg)
    );
}
