/* boilerplate.js - passages that were cut, in context, and documents before and after */

const typeNames = ["repeated", "template", "known", "shape"];
const typeHelp = {
    repeated: "stands in enough independent documents",
    template: "a line whose first words repeat",
    known: "a known phrase",
    shape: "left between such lines"
};

function passageTable(wanted) {
    return sortable(
        [
            {
                title: "Passage",
                value: p => string(p.text),
                class: "title",
                show: p => [
                    el("div", {}, inline(clipped(string(p.text), 220))),
                    el(
                        "details",
                        {},
                        el("summary", {}, "in context"),
                        el(
                            "div",
                            { class: "context", dir: "auto" },
                            el(
                                "span",
                                { class: "around" },
                                "\u2026",
                                visible(string(p.before))
                            ),
                            el("mark", { class: "cut" }, visible(string(p.text))),
                            el(
                                "span",
                                { class: "around" },
                                visible(string(p.after)),
                                "\u2026"
                            )
                        ),
                        el(
                            "p",
                            { class: "note" },
                            "from ",
                            ident(p.id),
                            p.source ? [", ", origin(p.source)] : null
                        )
                    )
                ]
            },
            {
                title: "In documents",
                help: "independent ones: copies of one text count once",
                value: p => number(p.docs),
                number: true
            },
            { title: "Places cut", value: p => number(p.places), number: true },
            {
                title: "Sources",
                value: p => number(p.sources),
                number: true,
                less: true
            },
            {
                title: "Kind",
                less: true,
                value: p => string(p.type),
                show: p =>
                    el(
                        "span",
                        {
                            title: Object.hasOwn(typeHelp, string(p.type))
                                ? typeHelp[p.type]
                                : null
                        },
                        string(p.type)
                    )
            }
        ].filter(
            column =>
                column.title !== "Sources" || all("passage").some(p => number(p.sources))
        ),
        all("passage"),
        {
            filter: (p, i) =>
                wanted.words.length
                    ? matchesAll(
                          [p.text, p.source, p.type, p.id]
                              .map(string)
                              .join("\n")
                              .toLowerCase(),
                          wanted.words
                      )
                    : wanted.all || i < 15
        }
    );
}

function beforeAfter() {
    const documents = all("document").filter(d => typeof d.text === "string");
    if (!documents.length) return null;
    const box = el("div");
    const show = d => {
        const parts = segments(d.text, d.spans);
        let cut = 0;
        const more = number(d.text_more)
            ? [
                  "\n",
                  el(
                      "span",
                      { class: "gap" },
                      "\u2026 " + grouped(d.text_more) + " bytes more"
                  )
              ]
            : null;
        box.replaceChildren(
            el(
                "div",
                { class: "sides" },
                el(
                    "section",
                    { class: "side" },
                    el("h3", {}, "Before"),
                    el("p", { class: "facts" }, plural(number(d.words), "word")),
                    el(
                        "div",
                        { class: "text", dir: "auto" },
                        parts.map(p =>
                            p.shared
                                ? el(
                                      "mark",
                                      {
                                          class: "cut",
                                          title:
                                              typeNames[array(d.types)[cut++]] || null
                                      },
                                      visible(p.text)
                                  )
                                : visible(p.text)
                        ),
                        more
                    )
                ),
                el(
                    "section",
                    { class: "side" },
                    el("h3", {}, "After"),
                    el(
                        "p",
                        { class: "facts" },
                        plural(number(d.words) - number(d.cut), "word") +
                            " (" +
                            percent(number(d.cut) / number(d.words)) +
                            " cut)"
                    ),
                    el(
                        "div",
                        { class: "text", dir: "auto" },
                        parts.filter(p => !p.shared).map(p => visible(p.text)),
                        more
                    )
                )
            )
        );
    };
    const select = el(
        "select",
        {
            class: "choice",
            "aria-label": "Document",
            onchange: () => show(documents[select.selectedIndex])
        },
        documents.map(d =>
            el(
                "option",
                {},
                plain(string(d.id), 60) +
                    (d.source ? " \u00b7 " + plain(string(d.source), 40) : "")
            )
        )
    );
    show(documents[0]);
    return [
        el("h2", {}, "Before and after"),
        el(
            "p",
            { class: "tools" },
            select,
            el(
                "span",
                { class: "legend" },
                el("mark", { class: "cut" }, "struck out"),
                ": cut"
            )
        ),
        box
    ];
}

function boilerplateTab() {
    const wanted = { words: [], all: false },
        table = passageTable(wanted);
    const box = filterBox("Filter", next => {
        wanted.words = next;
        table.redraw();
    });
    const more = el(
        "p",
        {},
        el(
            "button",
            {
                type: "button",
                class: "plain",
                onclick: () => {
                    wanted.all = true;
                    table.redraw();
                    more.remove();
                }
            },
            "Show all " + grouped(all("passage").length)
        )
    );
    return el(
        "div",
        {},
        el("h2", {}, "Boilerplate"),
        el(
            "p",
            {},
            all("passage").length
                ? "The most frequent passages that were cut; " +
                      "boilerplate.jsonl has all, spans.jsonl every place."
                : "Nothing was cut."
        ),
        all("passage").length
            ? [el("div", { class: "tools" }, box), table.element]
            : null,
        all("passage").length > 15 ? more : null,
        beforeAfter()
    );
}

