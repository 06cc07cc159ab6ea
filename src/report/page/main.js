/* main.js - what is shown follows from the part of the address after '#' */

const tabs = [
    { name: "overview", title: "Overview", make: overview },
    {
        name: "clusters",
        title: "Clusters",
        make: clusterList,
        shown: compares,
        count: number(counts.clusters)
    },
    {
        name: "borderline",
        title: "Borderline",
        make: borderlineTab,
        shown: compares,
        count: pairs.length
    },
    {
        name: "boilerplate",
        title: "Boilerplate",
        make: boilerplateTab,
        shown: strips,
        count: all("passage").length
    },
    { name: "parameters", title: "Parameters", make: parametersTab }
].filter(tab => tab.shown !== false);

const page = { tab: tabs[0], cluster: null, pair: null, shown: null, left: 0 };

function place() {
    const hash = location.hash.slice(1);
    const cluster = /^cluster-(\d{1,10})$/.exec(hash),
        pair = /^pair-(\d{1,4})$/.exec(hash);
    const tab = name => tabs.find(t => t.name === name) || tabs[0];
    if (cluster && clusterOf.has(Number(cluster[1])))
        return { tab: tab("clusters"), cluster: clusterOf.get(Number(cluster[1])) };
    if (pair && pairs[Number(pair[1])])
        return { tab: tab("borderline"), pair: pairs[Number(pair[1])] };
    return { tab: tab(cluster ? "clusters" : hash) };
}

function keysOf() {
    const keys =
        page.cluster || page.pair
            ? [
                  ["j", "next"],
                  ["k", "previous"],
                  ["u", "unique or shared"],
                  ["Esc", "back"]
              ]
            : page.tab.name === "clusters"
              ? [
                    ["j", "down"],
                    ["k", "up"],
                    ["Enter", "open"],
                    ["/", "filter"],
                    ["Esc", "clear"]
                ]
              : page.tab.name === "boilerplate"
                ? [["/", "filter"]]
                : [];
    return [...keys, ["1 \u2013 " + tabs.length, "tabs"]].flatMap(([name, text]) => [
        el("kbd", {}, name),
        " " + text + "  "
    ]);
}

function show() {
    const main = document.getElementById("main"),
        from = page.cluster || page.pair,
        first = page.shown === null;
    if (!from) page.left = scrollY;
    Object.assign(page, { cluster: null, pair: null, shown: location.hash }, place());
    main.replaceChildren(
        page.cluster
            ? clusterPage(page.cluster)
            : page.pair
              ? pairPage(page.pair)
              : page.tab.make()
    );
    document
        .getElementById("tabs")
        .replaceChildren(
            ...tabs.map(tab =>
                el(
                    "a",
                    {
                        href: "#" + tab.name,
                        "aria-current": tab === page.tab ? "page" : null
                    },
                    tab.title,
                    tab.count ? el("small", {}, " " + grouped(tab.count)) : null
                )
            )
        );
    document.getElementById("keys").replaceChildren(...keysOf());
    const nav = document.getElementById("tabs"),
        top = nav.offsetTop;
    nav.scrollLeft = nav.querySelector("[aria-current]").offsetLeft - nav.offsetLeft - 40;
    /* What had the focus is gone: the next Tab goes on in what is shown. */
    if (!first) main.focus({ preventScroll: true });
    if (page.cluster || page.pair) scrollTo(0, Math.min(scrollY, top));
    else if (from) scrollTo(0, page.left);
    if (from && page.tab.name === "clusters" && !page.cluster && list.shown)
        selectRow(list.shown.indexOf(from) + 1);
}

/* At once: the next key may come before the event that tells of a new address. */
function go(hash) {
    location.hash = hash;
    show();
}

/* -- keys -------------------------------------------------------------------------- */

function step(by) {
    if (page.cluster) {
        const next = neighbour(page.cluster, by);
        if (next) openCluster(next);
    } else if (page.pair) {
        const next = pairs.indexOf(page.pair) + by;
        if (pairs[next]) go("pair-" + next);
    } else if (page.tab.name === "clusters") {
        selectRow(list.current < 0 ? 1 : by);
    }
}

function switchMode() {
    const other = document.querySelector("#mode input:not(:checked)");
    if (other) other.click();
}

function leave(box) {
    if (box) {
        box.value = "";
        box.dispatchEvent(new Event("input"));
        box.blur();
    } else if (page.cluster || page.pair) {
        go(page.tab.name);
    }
}

document.addEventListener("keydown", event => {
    const typing = event.target.closest("input[type=search], select");
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
        leave(
            typing ||
                (!page.cluster &&
                    !page.pair &&
                    document.querySelector("input[type=search]"))
        );
        return;
    }
    if (typing) return;
    if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (event.key === "u") switchMode();
    else if (
        event.key === "Enter" &&
        page.tab.name === "clusters" &&
        !page.cluster &&
        list.current >= 0 &&
        !event.target.closest("a, button, summary, input")
    )
        openCluster(list.shown[list.current]);
    else if (event.key === "/") {
        const box = document.querySelector("input[type=search]");
        if (!box) return;
        box.focus();
        event.preventDefault();
    } else if (/^[1-9]$/.test(event.key) && tabs[event.key - 1]) {
        go(tabs[event.key - 1].name);
    }
});

document
    .getElementById("title")
    .replaceChildren(
        "chaff ",
        string(parameters.command),
        array(run.inputs).length ? [" \u00b7 "] : "",
        array(run.inputs).length === 1
            ? inline(object(run.inputs[0]).path)
            : array(run.inputs).length
              ? plural(run.inputs.length, "file")
              : ""
    );
document.title =
    "chaff " +
    string(parameters.command) +
    ": " +
    plural(number(counts.documents), "document");
addEventListener("hashchange", () => {
    if (location.hash !== page.shown) show();
});
show();
