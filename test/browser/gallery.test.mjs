// Every page of the gallery in both languages, light and dark, wide and narrow, each beside each of the others: nothing
// that axe-core or our own rules find, no sideways scroll, no error of a script.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { byKeyboard, watch } from "./keyboard.mjs";
import { axeSource, launch, person, ready } from "./portal.mjs";

let browser;
let pages;
before(async () => {
  browser = await launch("--js-flags=--no-maglev --no-turbofan"); // no page stays long enough for its script to be optimised
  const page = await person(browser);
  await page.goto(`${ready.portal}/gallery`);
  pages = await page.locator(".gallery code").allTextContents();
  await page.context().close();
});
after(() => browser.close());

// Each page is loaded once in each language, and is looked at in the light, and then in the dark as wide or narrow as it was not; there
// only what depends on it is looked for.
const looks = [
  { lang: "fr", light: 390, dark: 1280 },
  { lang: "en", light: 1280, dark: 390 },
];
const dark = ["color-contrast", "link-in-text-block"];
const frames = new Set(); // that were walked by keyboard

// two lots at a time: a page is looked at while the other one loads
describe("every page of the gallery", { concurrency: 2 }, () => {
  for (const look of looks) {
    for (const lot of [0, 1]) {
      test(`gallery ${look.lang}, lot ${lot}`, { timeout: 600_000 }, async () => {
        const page = await examined(browser);
        await page.addInitScript(watch);
        const wrong = [];
        let [reached, seen] = [0, 0];
        for (const name of pages.filter((_, i) => i % 2 === lot)) {
          const note = (list) => wrong.push(...list.map((w) => `${name}: ${w}`));
          await shown(page, look.light, "light");
          await page.goto(`${ready.portal}/gallery/${name}?lang=${look.lang}`);
          note(await looksWell(page, look.light));
          await shown(page, look.dark, "dark");
          note(await looksWell(page, look.dark, dark));
          seen++;
          if (look.lang !== "fr") continue; // what follows is of the longer words
          await shown(page, 390, "light");
          note(await page.evaluate(smallTargets));
          const walked = await byKeyboard(page, frames);
          note(walked.wrong);
          reached += walked.reached;
          note(await fits(page));
        }
        wrong.push(...page.faults);
        await page.context().close();
        assert.deepEqual(wrong, []);
        assert.ok(look.lang !== "fr" || reached > 5 * seen, `${reached} controls were reached by keyboard`);
      });
    }
  }
});

async function shown(page, width, colorScheme) {
  await page.emulateMedia({ colorScheme });
  await page.setViewportSize({ width, height: 900 });
}

async function looksWell(page, width, rules) {
  const wrong = [...await violations(page, { rules }), ...await page.evaluate(contrastOfBorders)];
  const scroll = await page.evaluate(() => document.documentElement.scrollWidth);
  if (scroll > width) wrong.push(`${scroll} px wide`);
  return wrong;
}

// fits: on 320 px, with text of twice the size, with spaced-out text (WCAG 1.4.12) and written from right to left.
async function fits(page) {
  const wrong = [];
  const wide = () => page.evaluate(() => document.documentElement.scrollWidth);
  await page.setViewportSize({ width: 320, height: 800 });
  const at320 = await wide();
  if (at320 > 320) wrong.push(`${at320} px wide at 320`);
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    const [spaced, turned] = await page.evaluate(spacedAndTurned);
    if (spaced > width) wrong.push(`${spaced} px wide with spaced-out text at ${width}`);
    if (turned > width) wrong.push(`${turned} px wide from right to left at ${width}`);
  }
  await page.evaluate(() => document.documentElement.style.setProperty("font-size", "200%"));
  const twice = await wide();
  if (twice > 1280) wrong.push(`${twice} px wide with text of twice the size`);
  return wrong;
}

test("forced colours and print keep what matters", { timeout: 60_000 }, async () => {
  const page = await examined(browser, { forcedColors: "active" });
  await page.goto(`${ready.portal}/gallery/profile/error?lang=en`);
  assert.deepEqual(await violations(page, { but: ["color-contrast"] }), []); // the colours are the person's own; axe reads ours
  await page.emulateMedia({ media: "print", forcedColors: "none" });
  assert.equal(await page.locator("#bar").isVisible(), false);
  assert.equal(await page.locator("h1").isVisible(), true);
  await page.context().close();
});

// examined is a person whose pages have axe-core: read once, and not sent to each page anew.
async function examined(browser, options) {
  const page = await person(browser, options);
  await page.addInitScript({ content: axeSource });
  return page;
}

// violations are what axe-core finds: by the rules, or by all of ours but some. Of what is well only the number leaves the page.
async function violations(page, { rules, but = [] }) {
  const found = await page.evaluate(async ({ rules, but }) => {
    const ours = { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], rules: Object.fromEntries(but.map((rule) => [rule, { enabled: false }])) };
    const asked = rules ? { runOnly: { type: "rule", values: rules } } : ours;
    const { passes, violations } = await globalThis.axe.run(document, { ...asked, resultTypes: ["violations"] });
    return { passes: passes.length, wrong: violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(" ")).join(", ")}`) };
  }, { rules, but });
  assert.ok(found.passes > (rules ? 0 : 10), "axe has looked");
  return found.wrong;
}

// spacedAndTurned: how wide the page is with spaced-out text, and from right to left; it is left as it was.
function spacedAndTurned() {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-block-end: 2em !important }");
  document.adoptedStyleSheets = [sheet];
  const spaced = document.documentElement.scrollWidth;
  document.adoptedStyleSheets = [];
  document.documentElement.dir = "rtl";
  const turned = document.documentElement.scrollWidth;
  document.documentElement.dir = "ltr";
  return [spaced, turned];
}

// contrastOfBorders: the border of every control stands out 3:1 from what is around it (WCAG 1.4.11; axe does not look).
function contrastOfBorders() {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgb = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return canvas.getImageData(0, 0, 1, 1).data;
  };
  const light = (color) => {
    const [r, g, b] = [...rgb(color)].slice(0, 3).map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
  const around = (e) => {
    for (let up = e.parentElement; up; up = up.parentElement) {
      const color = getComputedStyle(up).backgroundColor;
      if (rgb(color)[3] === 255) return color;
    }
    return "#fff";
  };
  const wrong = [];
  for (const e of document.querySelectorAll("input:not([type=hidden], [type=checkbox], [type=radio], .visually-hidden), select, .button, .pill")) {
    if (!e.checkVisibility()) continue;
    const style = getComputedStyle(e);
    const fill = ratio(style.backgroundColor, around(e));
    const border = ratio(style.borderBlockStartColor, around(e));
    if (Math.max(fill, border) < 3) wrong.push(`border of ${e.id || e.className}: ${border.toFixed(2)}`);
  }
  return wrong;
}

// smallTargets: WCAG 2.5.8; links within a sentence are excepted.
function smallTargets() {
  const wrong = [];
  for (const e of document.querySelectorAll("a, button:not(.visually-hidden), input:not([type=hidden], .visually-hidden), select, summary")) {
    const box = e.getBoundingClientRect();
    if (!e.checkVisibility() || e.classList.contains("skip") || box.width === 0) continue;
    const inline = e.tagName === "A" && getComputedStyle(e).display === "inline";
    if (!inline && (box.height < 24 || box.width < 24)) wrong.push(`${e.tagName} ${e.textContent.trim().slice(0, 20)}: ${box.width.toFixed()}×${box.height.toFixed()}`);
  }
  return wrong;
}
