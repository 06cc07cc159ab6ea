/* elements.js - making elements; text goes in as text, never as markup */

function fill(element, attributes, children) {
    for (const [name, value] of Object.entries(attributes || {})) {
        if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
        else if (value !== null && value !== false) element.setAttribute(name, value);
    }
    element.append(...children.flat(9).filter(c => c !== null && c !== undefined));
    return element;
}

function el(name, attributes, ...children) {
    return fill(document.createElement(name), attributes, children);
}

function draw(name, attributes, ...children) {
    return fill(
        document.createElementNS("http://www.w3.org/2000/svg", name),
        attributes,
        children
    );
}

/* -- text from documents ----------------------------------------------------------- */

const controls =
    "NUL SOH STX ETX EOT ENQ ACK BEL BS HT LF VT FF CR SO SI DLE DC1 DC2 DC3 " +
    "DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US";
const signs = {
    ...controls.split(" "),
    0x202a: "LRE",
    0x202b: "RLE",
    0x202c: "PDF",
    0x202d: "LRO",
    0x202e: "RLO",
    0x2066: "LRI",
    0x2067: "RLI",
    0x2068: "FSI",
    0x2069: "PDI",
    0x200e: "LRM",
    0x200f: "RLM",
    0x61c: "ALM",
    0x7f: "DEL",
    0x2028: "LS",
    0x2029: "PS",
    0xfeff: "BOM",
    0x200b: "ZWSP",
    0xad: "SHY"
};
/* Controls but for tab and line feed, and whatever turns or hides text. */
const unseen =
    /[\0-\x08\v-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;

function sign(code) {
    const hex = "U+" + code.toString(16).toUpperCase().padStart(4, "0");
    const name = signs[code] || hex;
    return el("span", { class: "sign", title: hex }, name);
}

/* The text with what can't be seen made visible: a list of strings and elements. */
function visible(text) {
    const parts = [];
    let rest = string(text).replace(/\r\n/g, "\n");
    for (let at; (at = rest.search(unseen)) >= 0; rest = rest.slice(at + 1)) {
        if (at) parts.push(rest.slice(0, at));
        parts.push(sign(rest.charCodeAt(at)));
        if (parts.length > 4000) return parts;
    }
    parts.push(rest);
    return parts;
}

/* In one line, its direction kept to itself. */
function inline(text) {
    return el("bdi", { dir: "auto" }, visible(string(text).replace(/\s+/g, " ")));
}

function ident(text) {
    return el("bdi", { class: "id", dir: "auto" }, visible(string(text)));
}

function origin(text) {
    return string(text) ? inline(text) : el("span", { class: "soft" }, "no source");
}

/* A share as a bar, beside its number. */
function bar(share, over) {
    const width = Math.max(0, Math.min(1, number(share))) * 80;
    return draw(
        "svg",
        {
            class: "bar",
            width: 80,
            height: 8,
            viewBox: "0 0 80 8",
            "aria-hidden": "true"
        },
        draw("rect", { class: "track", width: 80, height: 8, rx: 2 }),
        draw("rect", { class: over ? "part over" : "part", width, height: 8, rx: 2 })
    );
}
