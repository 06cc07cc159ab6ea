"use strict";

/* data.js - the lines of the report, by kind
 *
 * Nothing here is trusted: a line may lack any key or hold any type, so values pass
 * through number() and string() before they are used.
 */
function string(value) {
    return ["string", "number", "boolean"].includes(typeof value)
        ? value.toString()
        : "";
}

const lines = {};
for (const line of JSON.parse(document.getElementById("data").textContent)) {
    const kind = string(line.kind);
    (Object.hasOwn(lines, kind) ? lines[kind] : (lines[kind] = [])).push(line);
}

function all(kind) {
    return Object.hasOwn(lines, kind) ? lines[kind] : [];
}

function number(value) {
    return typeof value === "number" && isFinite(value) ? value : 0;
}

function object(value) {
    return value !== null && typeof value === "object" ? value : {};
}

function array(value) {
    return Array.isArray(value) ? value : [];
}

const run = object(all("run")[0]);
const parameters = object(run.parameters);
const counts = object(run.counts);
const compares = parameters.command !== "strip";
const strips = parameters.command === "strip" || parameters.command === "clean";
const contains = parameters.measure === "containment";
const threshold = number(parameters.threshold);

/* -- numbers for people ------------------------------------------------------------ */

function grouped(value) {
    return number(value).toLocaleString("en-US", { maximumFractionDigits: 2 });
}

/* Never "100%" of less than all, never "0%" of something. */
function percent(share) {
    const value = 100 * number(share);
    if (value > 99.9 && value < 100) return "99.9%";
    if (value > 0 && value < 0.1) return "0.1%";
    return value === 100 || value === 0 ? value + "%" : value.toFixed(1) + "%";
}

function plural(count, noun) {
    return grouped(count) + " " + noun + (count === 1 ? "" : "s");
}

function day(member) {
    return typeof member.date === "string" ? member.date.replace(/T.*$/, "") : "";
}

/* -- clusters ---------------------------------------------------------------------- */

const clusters = all("cluster").map(row => ({
    number: number(row.cluster),
    size: number(row.size),
    sources: number(row.sources),
    least: number(row.least),
    mean: number(row.mean),
    id: string(row.id),
    members: []
}));
const clusterOf = new Map(clusters.map(c => [c.number, c]));

for (const member of all("member")) {
    const cluster = clusterOf.get(number(member.cluster));
    if (cluster) cluster.members.push(member);
}
for (const c of clusters) {
    const kept = object(c.members[0]);
    const times = c.members.filter(m => typeof m.time === "number").map(m => m.time);
    c.kept = kept;
    c.days =
        times.length > 1 ? (Math.max(...times) - Math.min(...times)) / 86400 : null;
    c.title = firstLine(kept.text) || c.id;
    c.names = [...new Set(c.members.map(m => string(m.source)))].filter(Boolean);
}

/* Up to the first blank line, in one line. */
function firstLine(text) {
    const start = typeof text === "string" ? text.trimStart().slice(0, 600) : "";
    return clipped(start.split(/\n\s*\n/, 1)[0].trim(), 110);
}

/* At most so many characters, white space folded. */
function clipped(text, most) {
    const letters = [
        ...string(text)
            .slice(0, 4 * most)
            .replace(/\s+/g, " ")
    ];
    return letters.length > most
        ? letters.slice(0, most - 1).join("") + "\u2026"
        : letters.join("");
}

/* The same with its middle left out: what tells names apart often stands at the end. */
function ends(text, most) {
    const letters = [...string(text).slice(0, 4096)];
    return letters.length > most
        ? letters.slice(0, most - 9).join("") + "\u2026" + letters.slice(-8).join("")
        : letters.join("");
}

/* What a filter looks in. */
function haystack(c) {
    if (!c.hay)
        c.hay = c.members
            .map(m => [m.id, m.source, m.date, m.text].map(string).join("\n"))
            .join("\n")
            .toLowerCase();
    return c.hay;
}
