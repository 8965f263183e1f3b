// Every page of the gallery, light and dark, wide and narrow: nothing that axe-core or our own rules find, no sideways scroll, no
// error of a script. Every second page in English and the others in French; with ANTEROOM_GALLERY=whole each in each look.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { byKeyboard, watch } from "./keyboard.mjs";
import { axeSource, launch, person, ready } from "./portal.mjs";

let browser;
let pages;
before(async () => {
  browser = await launch();
  const page = await person(browser);
  await page.goto(`${ready.portal}/gallery`);
  pages = await page.locator(".gallery code").allTextContents();
  await page.context().close();
});
after(() => browser.close());

// in the dark only what depends on it is looked for
const looks = [
  { lang: "en", look: "light", width: 1280, half: 0 },
  { lang: "fr", look: "light", width: 390, half: 1 },
  { lang: "fr", look: "dark", width: 1280, half: 1, rules: ["color-contrast", "link-in-text-block"] },
  { lang: "en", look: "dark", width: 390, half: 0, rules: ["color-contrast", "link-in-text-block"] },
];

const whole = process.env.ANTEROOM_GALLERY === "whole";
const halfOf = (half) => pages.filter((_, i) => whole || i % 2 === half);

// two at a time: a page is looked at while the other one loads
describe("every page of the gallery", { concurrency: 2 }, () => {
  for (const { lang, look, width, half, rules } of looks) {
    test(`gallery ${lang} ${look} ${width}`, { timeout: 600_000 }, async () => {
      const page = await examined(browser, { viewport: { width, height: 900 }, colorScheme: look });
      const wrong = [];
      for (const name of halfOf(half)) {
        await page.goto(`${ready.portal}/gallery/${name}?lang=${lang}`);
        for (const w of await violations(page, { rules })) wrong.push(`${name}: ${w}`);
        for (const w of await page.evaluate(contrastOfBorders)) wrong.push(`${name}: ${w}`);
        const scroll = await page.evaluate(() => document.documentElement.scrollWidth);
        if (scroll > width) wrong.push(`${name}: ${scroll} px wide`);
      }
      wrong.push(...page.faults);
      await page.context().close();
      assert.deepEqual(wrong, []);
    });
  }

  test("320 px, text of twice the size, spaced-out text (WCAG 1.4.12) and writing from right to left fit", { timeout: 600_000 }, async () => {
    const page = await person(browser);
    const wrong = [];
    for (const name of pages) {
      await page.setViewportSize({ width: 320, height: 800 });
      await page.goto(`${ready.portal}/gallery/${name}?lang=fr`);
      const at320 = await page.evaluate(() => document.documentElement.scrollWidth);
      if (at320 > 320) wrong.push(`${name}: ${at320} px wide at 320`);
      for (const width of [390, 1280]) {
        await page.setViewportSize({ width, height: 800 });
        const [spaced, turned] = await page.evaluate(spacedAndTurned);
        if (spaced > width) wrong.push(`${name}: ${spaced} px wide with spaced-out text at ${width}`);
        if (turned > width) wrong.push(`${name}: ${turned} px wide from right to left at ${width}`);
      }
      await page.evaluate(() => document.documentElement.style.setProperty("font-size", "200%"));
      const twice = await page.evaluate(() => document.documentElement.scrollWidth);
      if (twice > 1280) wrong.push(`${name}: ${twice} px wide with text of twice the size`);
    }
    await page.context().close();
    assert.deepEqual(wrong, []);
  });

  test("by keyboard alone; targets are 24 px and more", { timeout: 600_000 }, async () => {
    const page = await person(browser, { viewport: { width: 390, height: 800 } });
    await page.addInitScript(watch);
    const wrong = [];
    const frames = new Set();
    let reached = 0;
    const walked = halfOf(0);
    for (const name of walked) {
      await page.goto(`${ready.portal}/gallery/${name}?lang=fr`);
      for (const w of await page.evaluate(smallTargets)) wrong.push(`${name}: ${w}`);
      const walk = await byKeyboard(page, frames);
      for (const w of walk.wrong) wrong.push(`${name}: ${w}`);
      reached += walk.reached;
    }
    assert.ok(reached > 5 * walked.length, `${reached} controls were reached`);
    await page.context().close();
    assert.deepEqual(wrong, []);
  });
});

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
