// Opens HTML exports in a real Chromium and tells as JSON what is wrong with
// each. Called with the folder of npm packages and a file that lists the pages:
// [{"path": …, "look": "attack" or "access"}].
//
// attack: no script runs, with the page's own policy and without it, no request
// leaves, no link leads but to http and https. access: axe-core's rules of WCAG
// 2.1 A and AA, light and dark, narrow and wide, and nothing wider than a
// narrow window.
import { createRequire } from "node:module";
import { existsSync, readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [packages, list] = process.argv.slice(2);
const require = createRequire(`${packages}/package.json`);
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"];

const programs = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const executablePath = programs.find((path) => path && existsSync(path));
if (!executablePath) {
  console.error("there is no chromium: install Debian's package chromium (.ci/debian does), or name one in CHROMIUM");
  process.exit(1);
}
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage"] });

// What of a page could do something, once everything on it was touched.
function touched() {
  const found = [];
  if (typeof window.EVIL !== "undefined") found.push("a script ran");
  for (const bad of document.querySelectorAll("script, iframe, object, embed, link, base, form, img, video, audio, style ~ style, meta[http-equiv=refresh i]")) {
    found.push(`there is a ${bad.outerHTML.slice(0, 200)}`);
  }
  for (const element of document.querySelectorAll("*")) {
    for (const { name, value } of element.attributes) {
      if (/^on/i.test(name)) found.push(`${element.tagName} has ${name}`);
      if (/^(.*:)?(href|src|action|formaction|data|srcdoc|srcset|poster|ping)$/i.test(name)) {
        if (!/^(#|https?:\/\/)/i.test(value)) found.push(`${name} is ${value}`);
        if (element.tagName !== "A" && !value.startsWith("#")) found.push(`${element.tagName} has ${name} ${value}`);
      }
    }
    for (const kind of ["mouseover", "focus", "error", "load", "toggle", "animationend"]) {
      element.dispatchEvent(new Event(kind, { bubbles: true }));
    }
  }
  if (typeof window.EVIL !== "undefined") found.push("a script ran when something was touched");
  return found;
}

// A window that tells what pages in it do. Its page may change.
async function open(options) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const told = { own: "about:blank", found: [] };
  const tell = (text) => told.found.push(text);
  context.on("request", (request) => request.url() === told.own || tell(`a request for ${request.url()}`));
  context.on("page", (other) => other === page || tell("a window was opened"));
  page.on("dialog", (dialog) => (tell(`a dialog: ${dialog.message()}`), dialog.dismiss()));
  page.on("pageerror", (error) => tell(`an error: ${error}`));
  page.on("console", (message) => tell(`on the console: ${message.text()}`));
  page.on("framenavigated", (frame) => frame.url() === told.own || tell(`gone to ${frame.url()}`));
  const go = async (path, found) => {
    told.own = pathToFileURL(path).href;
    told.found = found;
    await page.goto(told.own);
  };
  return { context, page, go };
}

const windows = [await open({ bypassCSP: false }), await open({ bypassCSP: true })];

async function attack(path, found) {
  for (const { page, go } of windows) {
    await go(path, found);
    found.push(...(await page.evaluate(touched)));
    const titles = await page.evaluate(() => document.querySelectorAll("head title, body > title").length);
    if (titles !== 1) found.push(`${titles} titles`);
  }
}

async function access(path, found) {
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [320, 1280]) {
      const where = `${colorScheme}, ${width} px: `;
      const other = [];
      const viewport = { width, height: 800 };
      const { context, page, go } = await open({ bypassCSP: true, colorScheme, viewport });
      await go(path, other);
      await page.evaluate(axe);
      const result = await page.evaluate((tags) => window.axe.run(document, { runOnly: tags, resultTypes: ["violations", "incomplete"] }), rules);
      for (const { id, help, nodes } of result.violations) {
        for (const node of nodes.slice(0, 3)) other.push(`${id} (${help}): ${node.html.slice(0, 300)} ${node.failureSummary}`);
      }
      if (result.passes.length < 10) other.push(`only ${result.passes.length} rules looked at`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      if (wide > 0) other.push(`the page is ${wide} px wider than its window (WCAG 1.4.10)`);
      found.push(...other.map((text) => where + text));
      await context.close();
    }
  }
}

const told = {};
for (const { path, look } of JSON.parse(readFileSync(list, "utf8"))) {
  const found = (told[path] ??= []);
  await (look === "attack" ? attack : access)(path, found);
}
await browser.close();
console.log(JSON.stringify(told));
