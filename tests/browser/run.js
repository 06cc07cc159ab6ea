#!/usr/bin/env node
/* run.js - the report in a real browser
 *
 * Makes run folders with chaff, opens their report.html from disk in headless Chromium
 * and does what a reader does. Whatever happens, the console stays empty, no dialog
 * opens, nothing but the file itself is fetched, and the Content-Security-Policy is never
 * touched. Leaves screenshots for human eyes.
 *
 * usage: run.js [--chaff PATH] [--screens FOLDER] [NAME...]
 * Needs the npm package playwright-core (NODE_PATH) and Chromium ($CHROMIUM, else
 * /usr/bin/chromium).
 */
"use strict";

const assert = require("node:assert/strict");
const { execFileSync } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { pathToFileURL } = require("node:url");
const corpora = require("./corpora.js");

const root = path.resolve(__dirname, "../..");
const options = { chaff: path.join(root, "build/chaff"),
    screens: path.join(root, "build/screens"), names: [] };

for (let i = 2; i < process.argv.length; i++) {
    const name = process.argv[i].replace(/^--/, "");
    if (process.argv[i].startsWith("--")) options[name] = path.resolve(process.argv[++i]);
    else options.names.push(name);
}

function missing(what) {
    console.error("browser tests: " + what);
    process.exit(1);
}

let chromium;
try {
    ({ chromium } = require("playwright-core"));
} catch {
    missing("playwright-core is not installed; npm install --prefix build/browser "
        + "playwright-core, then make browser");
}
const browserPath = process.env.CHROMIUM || "/usr/bin/chromium";
if (!fs.existsSync(browserPath))
    missing("'" + browserPath + "' is not there; apt-get install chromium");

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "chaff-browser-"));
const news = path.join(root, "corpora/news/docs.jsonl");

/* The page of a run over `input`, as a URL. */
function reportOf(name, command, input, ...more) {
    const run = path.join(folder, name);
    execFileSync(options.chaff, [command, "-q", "--bad", "drop", input, "--run-dir", run,
        ...(command === "find" ? [] : ["-o", "/dev/null"]), ...more]);
    return String(pathToFileURL(path.join(run, "report.html")));
}

function written(name, bytes) {
    const file = path.join(folder, name);
    fs.writeFileSync(file, bytes);
    return file;
}

/* -- a page that must stay silent -------------------------------------------------- */

let browser;

async function open(url, settings = {}) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 },
        ...settings });
    const page = await context.newPage();
    const noise = [];
    page.on("console", m => noise.push("console: " + m.text()));
    page.on("pageerror", e => noise.push("error: " + e.message));
    page.on("dialog", d => { noise.push("dialog: " + d.message()); d.dismiss(); });
    page.on("request", r => {
        if (r.url() !== url.replace(/#.*/, "")) noise.push("request: " + r.url());
    });
    await page.addInitScript(() => {
        addEventListener("securitypolicyviolation", e =>
            console.log("policy: " + e.violatedDirective + " " + e.blockedURI));
    });
    await page.goto(url);
    page.finish = async () => {
        await page.waitForTimeout(20);
        await context.close();
        assert.deepEqual(noise, []);
    };
    page.noise = noise;
    return page;
}

async function shoot(page, name) {
    await page.screenshot({ path: path.join(options.screens, name + ".png"),
        fullPage: true });
}

/* The address, once what stands there is shown. Asked again and again from out here: what
 * waits inside the page is text that becomes code, and its policy forbids that. */
async function hash(page) {
    for (let tries = 0; tries < 3000; tries++) {
        const [shown, asked] = await page.evaluate("[page.shown, location.hash]");
        if (shown === asked)
            return asked;
        await page.waitForTimeout(10);
    }
    throw new Error("what was asked for is never shown");
}

async function goTo(page, to) {
    await page.evaluate(h => { location.hash = h; }, to);
    await hash(page);
}

/* Texts whose colour is too near the one behind them, by WCAG's formula. */
function faint() {
    const parse = c => (c.match(/[\d.]+/g) || [0, 0, 0, 0]).map(Number);
    const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
        .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
        .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
    const behind = element => {
        for (let at = element; at; at = at.parentElement) {
            const c = parse(getComputedStyle(at).backgroundColor);
            if (c.length === 3 || c[3] === 1) return c;
        }
        return [255, 255, 255];
    };
    const bad = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const element = walker.currentNode.parentElement;
        if (!walker.currentNode.data.trim() || !element.getClientRects().length) continue;
        const style = getComputedStyle(element);
        const color = element instanceof SVGElement ? style.fill : style.color;
        const [x, y] = [light(parse(color)), light(behind(element))].sort((a, b) => b - a);
        if ((x + 0.05) / (y + 0.05) < 4.5)
            bad.push(walker.currentNode.data.trim().slice(0, 40) + " " + color);
    }
    return bad;
}

/* -- what a reader does ------------------------------------------------------------ */

const tests = {
    async "the summary stands there without scripts"() {
        const page = await open(reportOf("plain", "clean", news),
            { javaScriptEnabled: false });
        assert.match(await page.textContent(".sentence"),
            /Of 124 documents from 5 sources, 13 are copies of 13 others;/);
        assert.match(await page.textContent(".figures"), /111\s*documents kept/);
        await shoot(page, "no-script");
        await page.finish();
    },

    async "tabs show their parts and a link leads to each"() {
        const url = reportOf("tabs", "clean", news);
        const page = await open(url);
        const titles = await page.locator("nav a").allTextContents();
        assert.deepEqual(titles.map(t => t.replace(/ .*/, "")),
            ["Overview", "Clusters", "Borderline", "Boilerplate", "Parameters"]);
        for (const name of ["overview", "clusters", "borderline", "boilerplate",
            "parameters"]) {
            await page.click("nav a[href='#" + name + "']");
            assert.equal(await hash(page), "#" + name);
            assert.equal(await page.textContent("nav a[aria-current=page]")
                .then(t => t.toLowerCase().replace(/ .*/, "")), name);
            await shoot(page, name);
        }
        assert.equal(await page.locator("figure").count(), 0);
        await goTo(page, "overview");
        assert.equal(await page.locator("figure svg[role=img]").count(), 3);
        assert.equal(await page.locator(".look li").count(), 10);
        await page.finish();
        const direct = await open(url + "#cluster-7");
        assert.match(await direct.textContent("h2"), /^Cluster 7: Windmühle/);
        await direct.finish();
        const lost = await open(url + "#cluster-99");
        assert.equal(await lost.textContent("nav a[aria-current=page]")
            .then(t => t.replace(/ .*/, "")), "Clusters");
        await lost.finish();
    },

    async "clusters are sorted by a click and filtered by words"() {
        const page = await open(reportOf("list", "clean", news) + "#clusters");
        const column = n => page.locator("tbody tr td:nth-child(" + n + ")")
            .allTextContents().then(all => all.map(parseFloat));
        assert.equal((await column(1)).length, 13);
        for (const [title, n] of [["Similarity", 6], ["Documents", 3], ["Days", 5],
            ["Sources", 4]]) {
            await page.click("th button:text-is('" + title + "')");
            assert.equal(await page.locator("th[aria-sort=descending]").textContent(), title);
            const values = await column(n);
            assert.deepEqual(values, values.slice().sort((a, b) => b - a));
        }
        await page.click("th button:text-is('Similarity')");
        await page.click("th button:text-is('Similarity')");
        const rising = await column(6);
        assert.deepEqual(rising, rising.slice().sort((a, b) => a - b));
        await page.fill("input[type=search]", "FERRY quill");
        const shown = await page.locator("tbody tr").allTextContents();
        assert.ok(shown.length > 0 && shown.length < 13);
        assert.match(await page.textContent(".tools .note"), /of 13 clusters/);
        await page.fill("input[type=search]", "nothing has these words");
        assert.equal(await page.locator("tbody tr").count(), 0);
        await page.finish();
    },

    async "a cluster shows what is shared, and at a switch what is unique"() {
        const page = await open(reportOf("cluster", "clean", news) + "#clusters");
        await page.click("tbody tr:has-text('Fishing crews')");
        assert.equal(await hash(page), "#cluster-0");
        const body = await page.textContent("main");
        assert.match(body, /n008 was kept: it has most words to compare \(181\)/);
        assert.match(body, /first seen, likely source/);
        assert.match(body, /85\.3% alike/);
        const shared = await page.locator(".side:first-child mark").allTextContents();
        const folded = text => text.replace(/\s+/g, " ").trim();
        const other = folded(await page.textContent(".side:nth-child(2) .text"));
        assert.ok(shared.length > 1);
        for (const passage of shared)
            for (const line of passage.split("\n").filter(l => l.split(" ").length > 9))
                assert.ok(other.includes(folded(line)), line);
        await shoot(page, "cluster");
        await page.click("text=Only what is unique to each");
        const unique = await page.locator(".side:first-child mark.unique")
            .allTextContents();
        assert.ok(unique.some(t => t.includes("A woman of 82")));
        assert.ok(!(await page.textContent(".side:first-child .text"))
            .includes("The Marguerite Sand sent"));
        await shoot(page, "cluster-unique");
        await page.finish();
    },

    async "the keyboard is enough"() {
        const page = await open(reportOf("keys", "clean", news));
        const current = () => page.locator("tbody tr[aria-current=true]").count();
        await page.keyboard.press("2");
        assert.equal(await hash(page), "#clusters");
        await page.keyboard.press("j");
        assert.equal(await current(), 1);
        await page.keyboard.press("j");
        await page.keyboard.press("k");
        await page.keyboard.press("Enter");
        assert.equal(await hash(page), "#cluster-0");
        await page.keyboard.press("j");
        assert.equal(await hash(page), "#cluster-1");
        await page.keyboard.press("u");
        assert.ok(await page.locator("mark.unique").count() > 0);
        await page.keyboard.press("u");
        assert.equal(await page.locator("mark.unique").count(), 0);
        await page.keyboard.press("k");
        await page.keyboard.press("Escape");
        assert.equal(await hash(page), "#clusters");
        assert.equal(await current(), 1);
        await page.keyboard.press("/");
        await page.keyboard.type("lighthouse keeper");
        const found = await page.locator("tbody tr").count();
        assert.ok(found > 0 && found < 4);
        await page.keyboard.press("Escape");
        assert.equal(await page.locator("tbody tr").count(), 13);
        await page.keyboard.press("3");
        assert.equal(await hash(page), "#borderline");
        await page.finish();
    },

    async "borderline pairs stand on both sides of the threshold"() {
        const page = await open(reportOf("border", "clean", news) + "#borderline");
        const values = (await page.locator("tbody tr td:first-child").allTextContents())
            .map(parseFloat).filter(v => v > 1);
        assert.deepEqual(values, values.slice().sort((a, b) => b - a));
        assert.ok(values[0] >= 80 && values[values.length - 1] < 80);
        assert.equal(await page.locator("tr.rule").count(), 1);
        await page.click("tbody tr:has-text('Lighthouse keeper')");
        assert.match(await hash(page), /^#pair-\d+$/);
        assert.ok(await page.locator(".side mark").count() > 2);
        await page.keyboard.press("j");
        await shoot(page, "pair");
        await page.keyboard.press("Escape");
        assert.equal(await hash(page), "#borderline");
        await page.finish();
    },

    async "boilerplate opens in context, and a document before and after"() {
        const page = await open(reportOf("boiler", "clean", news) + "#boilerplate");
        const rows = await page.locator("tbody tr").count();
        await page.fill("input[type=search]", "leave a reply");
        assert.ok(await page.locator("tbody tr").count() < rows);
        await page.click("summary");
        assert.match(await page.textContent(".context mark"), /Leave a Reply/);
        const side = n => page.locator(".side:nth-child(" + n + ") .text").textContent();
        await page.selectOption("select", { index: 1 });
        const cut = (await page.locator(".side mark.cut").allTextContents()).join("");
        assert.equal((await side(1)).length - (await side(2)).length, cut.length);
        await shoot(page, "before-after");
        await page.finish();
    },

    async "parameters are enough to cite and to repeat"() {
        const page = await open(reportOf("cite", "clean", news) + "#parameters");
        const body = await page.textContent("main");
        assert.match(body, /Made with chaff \d+\.\d+\.\d+ \(Unicode \d+\.\d+\.\d+\)/);
        assert.match(body, /[0-9a-f]{64}/);
        assert.match(await page.textContent("pre"), /^chaff clean --threshold 0.8 .*docs/);
        await page.finish();
    },

    async "the command line says what was only compared with, and how records were read"() {
        const url = reportOf("against", "dedup", news, "--against", news, "--strict",
            "--max-removed", "100", "-f", "jsonl");
        const page = await open(url + "#parameters");
        const line = await page.textContent("pre");
        assert.match(line, / --against \S+docs.jsonl --format jsonl --strict --bad drop /);
        assert.equal(line.split(news).length, 3);
        assert.match(line, /--max-removed 100/);
        await page.finish();
    },

    async "every text can be read, by day and by night"() {
        const url = reportOf("contrast", "clean", news);
        for (const colorScheme of ["light", "dark"]) {
            const page = await open(url, { colorScheme });
            for (const name of ["overview", "clusters", "cluster-0", "borderline",
                "boilerplate", "parameters"]) {
                await goTo(page, name);
                assert.deepEqual(await page.evaluate(faint), [], name + " " + colorScheme);
                if (colorScheme === "dark") await shoot(page, "dark-" + name);
            }
            await page.finish();
        }
    },

    async "nothing sticks out on a telephone, and on paper there are no controls"() {
        const url = reportOf("small", "clean", news);
        const page = await open(url, { viewport: { width: 390, height: 800 } });
        for (const name of ["overview", "clusters", "cluster-6", "borderline",
            "boilerplate", "parameters"]) {
            await goTo(page, name);
            assert.ok(await page.evaluate(() => document.documentElement.scrollWidth
                <= innerWidth), name);
            await shoot(page, "telephone-" + name);
        }
        await page.emulateMedia({ media: "print" });
        assert.equal(await page.isVisible("nav"), false);
        await page.finish();
    },

    async "long names and words without an end break, and no table is wider than its room"() {
        const input = written("long.jsonl", corpora.long());
        const url = reportOf("long", "clean", input);
        for (const width of [1280, 390]) {
            const page = await open(url, { viewport: { width, height: 800 } });
            for (const name of ["overview", "clusters", "cluster-0", "borderline",
                "boilerplate"]) {
                await goTo(page, name);
                assert.deepEqual(await page.evaluate(() =>
                    [...document.querySelectorAll(".wide:has(> table)")]
                        .map(e => e.scrollWidth - e.clientWidth).filter(more => more > 1)),
                    [], name + " " + width);
                await shoot(page, "long-" + width + "-" + name);
            }
            await page.finish();
        }
    },

    async "what is shown has the focus, so that Tab goes on there"() {
        const page = await open(reportOf("focus", "clean", news));
        await page.focus("nav a[href='#clusters']");
        await page.keyboard.press("Enter");
        await hash(page);
        await page.keyboard.press("Tab");
        assert.equal(await page.evaluate(() => document.activeElement.type), "search");
        await page.focus("tbody a");
        await page.keyboard.press("Enter");
        assert.equal(await hash(page), "#cluster-0");
        await page.keyboard.press("Tab");
        assert.equal(await page.evaluate(() => document.activeElement.textContent),
            "\u2190 All clusters");
        await page.finish();
    },

    async "hostile documents are shown, not obeyed"() {
        const input = written("hostile.jsonl", corpora.hostile());
        for (const command of ["find", "clean"]) {
            const page = await open(reportOf("hostile-" + command, command, input,
                "--min-words", "1"));
            for (const tab of await page.locator("nav a").all()) {
                await tab.click();
                await hash(page);
                await page.mouse.move(400, 500);
            }
            for (let i = 0; i < 3; i++) await goTo(page, "cluster-" + i);
            await goTo(page, "cluster-0");
            assert.equal(await page.evaluate(() => window.owned), undefined);
            assert.equal(await page.locator("main img, main iframe, main script, main a"
                + "[href^='javascript']").count(), 0);
            assert.equal(await page.evaluate(() =>
                /[\u202a-\u202e\u2066-\u2069]/.test(document.body.innerText)), false);
            assert.ok(await page.locator(".sign[title='U+202E']").count() > 0);
            assert.ok(await page.locator(".sign[title='U+0000']").count() > 0);
            assert.match(await page.textContent("main"), /<\/script><script>/);
            await shoot(page, "hostile-" + command);
            await page.finish();
        }
    },

    async "a report.jsonl from elsewhere can't run anything either"() {
        const run = path.join(folder, "tampered");
        fs.mkdirSync(run);
        fs.writeFileSync(path.join(run, "report.jsonl"), corpora.tampered());
        const out = path.join(folder, "tampered.html");
        execFileSync(options.chaff, ["report", run, "-o", out]);
        const page = await open(String(pathToFileURL(out)));
        for (const tab of await page.locator("nav a").all()) {
            await tab.click();
            await hash(page);
        }
        for (const name of ["cluster-0", "cluster-1", "pair-0", "pair-1"])
            await goTo(page, name);
        assert.equal(await page.evaluate(() => window.owned), undefined);
        await page.finish();
    },

    async "the policy lets nothing else run"() {
        const page = await open(reportOf("policy", "find", news));
        await page.evaluate(() => {
            const script = document.createElement("script");
            script.textContent = "window.owned = 1";
            document.body.append(script);
            document.body.append(Object.assign(document.createElement("img"),
                { src: "https://example.invalid/x.png" }));
        });
        await page.waitForTimeout(100);
        assert.equal(await page.evaluate(() => window.owned), undefined);
        assert.ok(page.noise.some(n => /policy: script-src-elem inline/.test(n)));
        assert.ok(page.noise.some(n => /policy: img-src/.test(n)));
        await page.context().close();
    },

    async "other scripts are read in their own direction"() {
        const page = await open(reportOf("scripts", "clean", news) + "#cluster-6");
        const text = page.locator(".side .text").first();
        assert.equal(await text.evaluate(e => getComputedStyle(e).direction), "rtl");
        await goTo(page, "cluster-12");
        assert.match(await page.textContent("h2"), /云汀古镇/);
        assert.equal(await page.locator(".side .text").first()
            .evaluate(e => getComputedStyle(e).direction), "ltr");
        await page.finish();
    },

    async "runs with little to show have a page, too"() {
        const runs = [
            ["none", "dedup", written("none.jsonl", "")],
            ["one", "find", written("one.jsonl", "{\"text\":\"only one here\"}\n")],
            ["distinct", "clean", written("distinct.jsonl", corpora.distinct())],
            ["strip", "strip", news], ["contained", "find", news, "--measure",
                "containment"]];
        for (const [name, command, input, ...more] of runs) {
            const page = await open(reportOf(name, command, input, ...more));
            for (const tab of await page.locator("nav a").all()) {
                await tab.click();
                await hash(page);
                assert.ok((await page.textContent("main")).length > 0);
            }
            await goTo(page, "overview");
            await shoot(page, "run-" + name);
            await page.finish();
        }
    },

    async "a hundred thousand clusters make a page of a few megabytes"() {
        const input = written("many.jsonl", corpora.many(100000));
        const url = reportOf("many", "find", input);
        assert.ok(fs.statSync(new URL(url)).size < 8e6);
        const page = await open(url + "#clusters");
        assert.match(await page.textContent(".tools .note"),
            /The 1,000 largest of 100,000 clusters/);
        await goTo(page, "overview");
        await shoot(page, "run-many");
        await page.finish();
    }
};

async function main() {
    let failed = 0, passed = 0;
    fs.mkdirSync(options.screens, { recursive: true });
    browser = await chromium.launch({ executablePath: browserPath, args: ["--no-sandbox",
        "--disable-gpu", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--disable-quic"] });
    for (const [name, test] of Object.entries(tests)) {
        if (options.names.length && !options.names.some(n => name.includes(n))) continue;
        try {
            await test();
            passed++;
        } catch (error) {
            failed++;
            console.log("FAILED: " + name + "\n    " + error.stack.split("\n")
                .slice(0, 12).join("\n    "));
        }
    }
    await browser.close();
    fs.rmSync(folder, { recursive: true, force: true });
    console.log("browser tests: " + passed + " passed, " + failed + " failed; screenshots "
        + "in " + path.relative(process.cwd(), options.screens));
    return failed ? 1 : 0;
}

main().then(status => process.exit(status));
