/* compare.js - two texts side by side, with the passages that were matched
 *
 * A side: { id, at, source, date, text, more, ranges }; ranges are [start, end) in the
 * text, ascending. Shared passages are marked, or left out so that what is unique to
 * each remains.
 */
let uniqueOnly = false;

function segments(text, ranges) {
    const parts = [];
    let at = 0;
    for (const range of array(ranges)) {
        const start = Math.max(at, number(array(range)[0]));
        const end = Math.min(text.length, number(array(range)[1]));
        if (end <= start) continue;
        if (start > at) parts.push({ text: text.slice(at, start), shared: false });
        parts.push({ text: text.slice(start, end), shared: true });
        at = end;
    }
    if (at < text.length) parts.push({ text: text.slice(at), shared: false });
    return parts;
}

function amount(text) {
    const parts = text.trim().split(/\s+/).filter(Boolean).length;
    return text.length > 12 * parts
        ? plural(text.length, "character")
        : plural(parts, "word");
}

function hasWords(text) {
    return /[\p{L}\p{M}\p{N}]/u.test(text);
}

/* From the first word to the last; what stands around them is not worth a mark. */
function markWords(text) {
    const letters = [...text];
    const start = letters.findIndex(hasWords),
        end = letters.findLastIndex(hasWords) + 1;
    return [
        visible(letters.slice(0, start).join("")),
        el("mark", { class: "unique" }, visible(letters.slice(start, end).join(""))),
        visible(letters.slice(end).join(""))
    ].flat();
}

function sideText(side) {
    const parts = segments(side.text, side.ranges);
    const found = parts.filter(p => !p.shared && hasWords(p.text)).length;
    const box = el("div", { class: "text", dir: "auto" });
    if (uniqueOnly && !found)
        box.append(
            el(
                "span",
                { class: "soft" },
                "Nothing: every word shown of it stands in the other text."
            )
        );
    else
        for (const part of parts) {
            if (uniqueOnly && part.shared)
                box.append(
                    " ",
                    el(
                        "span",
                        { class: "gap" },
                        "\u22ef " + amount(part.text) + " shared \u22ef"
                    ),
                    " "
                );
            else if (part.shared) box.append(el("mark", {}, visible(part.text)));
            else if (uniqueOnly && hasWords(part.text))
                box.append(...markWords(part.text));
            else box.append(...visible(part.text));
        }
    if (side.more)
        box.append(
            "\n",
            el("span", { class: "gap" }, "\u2026 " + grouped(side.more) + " bytes more")
        );
    return box;
}

function facts(side) {
    return [
        side.source ? origin(side.source) : null,
        string(side.date)
            ? [side.source ? " \u00b7 " : "", visible(string(side.date))]
            : null,
        side.at ? [" \u00b7 ", visible(string(side.at))] : null,
        side.words ? " \u00b7 " + plural(side.words, "word") : null
    ];
}

function sideOf(side, label) {
    return el(
        "section",
        { class: "side" },
        el(
            "h3",
            {},
            label
                ? [el("span", { class: "soft" }, label + " "), ident(side.id)]
                : ident(side.id)
        ),
        el("p", { class: "facts" }, facts(side)),
        sideText(side)
    );
}

function modeSwitch(changed) {
    const choice = (text, value) =>
        el(
            "label",
            {},
            el("input", {
                type: "radio",
                name: "mode",
                checked: uniqueOnly === value ? "" : null,
                onchange: () => {
                    uniqueOnly = value;
                    changed();
                }
            }),
            text
        );
    return el(
        "fieldset",
        { class: "switch", id: "mode" },
        choice("Shared passages", false),
        choice("Only what is unique to each", true)
    );
}

function legend() {
    return el(
        "p",
        { class: "legend" },
        uniqueOnly
            ? [el("mark", { class: "unique" }, "Marked"), ": in this text only."]
            : [
                  el("mark", {}, "Marked"),
                  ": the runs of " +
                      grouped(parameters.ngram) +
                      " words that both texts have; the similarity counts these."
              ]
    );
}

/* `shares`: similarity, left in right, right in left. */
function compareView(left, right, labels, shares) {
    const box = el("div");
    function redraw() {
        box.replaceChildren(
            el(
                "p",
                {},
                el("strong", {}, percent(shares.jaccard) + " alike"),
                " (Jaccard). ",
                percent(shares.left),
                " of ",
                labels[2],
                " stands in ",
                labels[3],
                ", and ",
                percent(shares.right),
                " of ",
                labels[3],
                " in ",
                labels[2],
                "."
            ),
            el(
                "div",
                { class: "tools" },
                modeSwitch(() => {
                    redraw();
                    box.querySelector("input:checked").focus();
                }),
                legend()
            ),
            el(
                "div",
                { class: "sides" },
                sideOf(left, labels[0]),
                sideOf(right, labels[1])
            )
        );
    }
    redraw();
    return box;
}
