/* corpora.js - small corpora for the browser tests, made the same way each time */
"use strict";

const phrases = [
    "</script><script>window.owned=1</script>",
    "<img src=x onerror=window.owned=1>",
    '" onmouseover="window.owned=1" x="',
    "' autofocus onfocus='window.owned=1",
    "</title><svg onload=window.owned=1>",
    "<!-- <script> --!> ]]> <![CDATA[",
    "javascript:window.owned=1",
    "{{data}} ${window.owned=1} `window.owned=1`",
    "&lt;script&gt;window.owned=1&lt;/script&gt; &#60;b&#62;",
    "a\u202Eevil\u202C b\u2066c\u2069 \u200Fd\u061Ce\u200B\uFEFF",
    "nul \u0000 bell \u0007 escape \u001b[31m delete \u007f next \u0085",
    "line \u2028 paragraph \u2029 lone \ud800 high",
    "__proto__ constructor toString",
    "\u0301\u0301\u0301 combining \u{1F469}\u200D\u{1F680} \u{E0001}"
];

/* A small generator of numbers (mulberry32), so that runs are alike. */
function generator(seed) {
    return () => {
        seed = (seed + 0x6d2b79f5) | 0;
        let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
        t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
        return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
    };
}

function wordMaker(random) {
    const letters = "abcdefghijklmnoprstuvw";
    const words = Array.from({ length: 5000 }, () =>
        Array.from(
            { length: 3 + Math.floor(7 * random()) },
            () => letters[Math.floor(letters.length * random())]
        ).join("")
    );
    return count =>
        Array.from({ length: count }, () => words[Math.floor(words.length * random())]);
}

function lines(documents) {
    return documents.map(d => JSON.stringify(d) + "\n").join("");
}

/* Texts, ids, sources and dates that want to be more than text; copies in pairs, and
 * one repeated passage so that there is boilerplate to show. */
exports.hostile = () => {
    const random = generator(3),
        make = wordMaker(random),
        documents = [];
    for (let i = 0; i < 3 * phrases.length; i++) {
        const phrase = phrases[i % phrases.length],
            words = make(60);
        const footer =
            "\n\nSubscribe </script><script>window.owned=1</script> to the " +
            "letter \u202E of our house \u0000 and read it every morning at six.";
        for (const end of ["one", "two"])
            documents.push({
                id: phrase + " " + i + end,
                source: phrases[(i + 1) % phrases.length],
                date: i % 2 ? phrase : "2031-01-0" + (1 + (i % 9)),
                text:
                    phrase +
                    "\n\n" +
                    words.join(" ") +
                    " " +
                    phrases.join(" ") +
                    ". " +
                    words.slice(0, 30).join(" ") +
                    " " +
                    end +
                    "." +
                    footer
            });
    }
    const broken = Buffer.from(
        '{"id":"\xff\xfe\xe2\x80","text":"\xf0\x9f ill ' +
            '\xed\xa0\x80 formed"}\n{"id":"long","text":"' +
            "x".repeat(50000) +
            '"}\n',
        "latin1"
    );
    return Buffer.concat([Buffer.from(lines(documents)), broken]);
};

exports.distinct = () => {
    const make = wordMaker(generator(5));
    return lines(
        Array.from({ length: 40 }, (_, i) => ({ id: i, text: make(80).join(" ") }))
    );
};

exports.many = count => {
    const random = generator(7),
        make = wordMaker(random),
        documents = [];
    for (let i = 0; i < count; i++) {
        const words = make(24),
            copies = i % 50 ? 2 : 2 + Math.floor(9 * random());
        for (let k = 0; k < copies; k++)
            documents.push({
                id: documents.length,
                source: "site" + Math.floor(300 * random()) + ".example",
                date:
                    "2031-02-" + String(1 + Math.floor(28 * random())).padStart(2, "0"),
                text: (k ? words.slice(0, -1).concat("end" + k) : words).join(" ")
            });
    }
    return lines(documents);
};

/* Lines that are JSON and nothing else that is expected. */
exports.tampered = () =>
    [
        {
            kind: "run",
            parameters: {
                command: "clean",
                threshold: "</script>",
                keep: "max",
                keep_field: { toString: 1 },
                measure: 7,
                x: ["<b>", null]
            },
            counts: {
                clusters: "many",
                documents: -1e300,
                "</script><script>window.owned=1</script>": 1
            },
            inputs: [7, null, { path: { a: 1 }, bytes: "x" }],
            version: ["<b>"]
        },
        { kind: "__proto__", polluted: 1 },
        { kind: "constructor" },
        { kind: null },
        {},
        { kind: "source", source: {}, documents: "7", lost: "100" },
        { kind: "matrix", kept: "<b>", copy: {}, documents: -5 },
        { kind: "similarity", from: 1e308, pairs: -1, candidates: "x" },
        { kind: "similarity", from: -3, pairs: 5 },
        { kind: "size", size: 1e300, clusters: 0.1 },
        { kind: "recall", similarity: "x", found: [] },
        { kind: "cluster", cluster: 0, size: -1, least: "x", id: null },
        {
            kind: "cluster",
            cluster: 1,
            size: 2,
            id: "</script><script>window.owned=1</script>"
        },
        { kind: "member", cluster: 0, role: "__proto__", text: 7, time: "x", date: {} },
        { kind: "member", cluster: 1, role: "kept", id: 1, text: "abc", time: 1e300 },
        {
            kind: "member",
            cluster: 1,
            role: "copy",
            id: [],
            text: "abcdef",
            time: -1e300,
            shared: [[4, 2], [-5, 1e9], "x", null, [1]],
            of_shared: { length: 7 }
        },
        { kind: "pair", side: 7, a: {}, b: [], jaccard: "x", a_text: 5, b_text: null },
        {
            kind: "pair",
            side: "below",
            a: "a",
            b: "b",
            jaccard: 2,
            a_text: "t",
            b_text: "t",
            a_shared: "0"
        },
        { kind: "passage", text: { length: 5 }, docs: {}, type: "constructor" },
        {
            kind: "document",
            text: "abc",
            spans: [[0, 2]],
            types: ["__proto__"],
            words: 0
        }
    ]
        .map(line => JSON.stringify(line) + "\n")
        .join("");

/* Names and words that nothing breaks, in scripts of both directions. */
exports.long = () => {
    const random = generator(11),
        make = wordMaker(random),
        arabic = "مدينة حجر بحر قطار محطة صباح رجل كتاب سفينة ميناء".split(" ");
    const texts = [
        () => make(70).join(" "),
        () => make(70).map(() => arabic[Math.floor(10 * random())]).join(" "),
        () => make(70).join("").slice(0, 300) + " " + make(70).join("\u3000"),
        () => Array.from(make(150).join(""), c => "一二三四五六七八九十百千万上下左右中大小人".charAt(
            c.charCodeAt(0) % 21)).join("")
    ];
    const documents = [];
    for (let i = 0; i < 24; i++) {
        const text = texts[i % 4](),
            name = "a-title-that-goes-on-and-on_without_any_end_in_sight".repeat(2);
        for (const end of ["one", "two"])
            documents.push({
                id: "https://www.a-very-long-host-name.example/" + i + "/" + name + "?" + end,
                source: "a.source.with.an.extraordinarily.long.name.example/" + (i % 3),
                date: "2031-02-0" + (1 + (i % 9)) + "T00:00:00Z",
                text: text + " " + end + "\n\n" + "AllRightsReserved".repeat(9) + " " + arabic.join(" ")
            });
    }
    return lines(documents);
};
