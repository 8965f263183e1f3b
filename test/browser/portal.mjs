// What the browser tests share: the browser, the portal that ANTEROOM_READY names, and how a person acts in it.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const file = process.env.ANTEROOM_READY;
if (!file) throw new Error("ANTEROOM_READY must name the file that `anteroom demo -ready FILE` wrote");

export const ready = JSON.parse(readFileSync(file, "utf8"));
export const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

// The company that speaks French only, and its administrator: the one of the story.
const number = ready.numbers.find((n) => n.languages.length === 1 && n.languages[0] === "fr");
export const company = number.company_id;
export const account = ready.accounts.find((a) => a.role === "company administrator" && a.company === number.company);
export const profileAt = `${ready.portal}/c/${company}/profile`;
export const historyAt = `${ready.portal}/c/${company}/history`;

export function launch(...args) {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium-headless-shell",
    args: ["--no-sandbox", "--disable-dev-shm-usage", ...args],
  });
}

// person opens a browser of one's own. Errors of the page's script, and what the security policy refused, are kept.
export async function person(browser, options = {}) {
  const context = await browser.newContext({ locale: "en-CA", viewport: { width: 1280, height: 900 }, reducedMotion: "reduce", ...options });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  page.faults = [];
  page.on("pageerror", (e) => page.faults.push(e.message));
  page.on("console", (m) => {
    if (m.type() === "error" && !m.text().includes("Failed to load resource")) page.faults.push(m.text());
  });
  return page;
}

export async function signIn(page, who = account, password = who.password) {
  await page.goto(`${ready.portal}/sign-in?lang=en`);
  await page.locator("#email").fill(who.email);
  await page.locator("#password").fill(password);
  await Promise.all([page.waitForURL((u) => !u.pathname.startsWith("/sign-in")), page.locator("form[action='/sign-in'] button").click()]);
}

// submit presses Submit and waits for the page that answers.
export async function submit(page) {
  const answered = page.waitForResponse((r) => r.request().method() === "POST" && !r.url().endsWith("/preview"));
  await page.locator("main form button.primary").click();
  const response = await answered;
  await page.waitForLoadState("load");
  return response.status();
}

// english makes sure that the tests know the words of the pages.
export async function english(page) {
  await page.goto(profileAt);
  if ((await page.locator("html").getAttribute("lang")) === "en") return;
  await page.locator("#administrator_language").selectOption("en");
  await submit(page);
}

// enrol gives a user a password, by the link that the page of a forgotten one mails.
export async function enrol(browser, user) {
  const page = await person(browser);
  await page.goto(`${ready.portal}/forgot?lang=en`);
  await page.locator("#email").fill(user.email);
  await page.locator("main form button").click();
  let link;
  for (let tries = 0; !link && tries < 100; tries++) {
    const list = await (await fetch(`${ready.mail}/messages.json`)).json();
    link = /http\S+\/reset\/\S+/.exec(list.find((m) => JSON.stringify(m).includes(user.email) && /\/reset\//.test(JSON.stringify(m)))?.text ?? "")?.[0];
    if (!link) await page.waitForTimeout(200);
  }
  await page.goto(link);
  await page.locator("#new").fill(user.password);
  await page.locator("#again").fill(user.password);
  await page.locator("main form button").click();
  await page.waitForLoadState("load");
  await page.context().close();
}
