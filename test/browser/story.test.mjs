// The story of the product as a person lives it: sign in, tick Second Language, read what will happen, Submit, see the
// History, Undo; with script, without script, and by keyboard alone. The portal is left as it was found.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { account, company, english, historyAt, launch, person, profileAt, ready, signIn, submit } from "./portal.mjs";

let browser;
let language; // of the administrator, as it was found
before(async () => {
  browser = await launch();
  const page = await person(browser);
  await signIn(page);
  await page.goto(profileAt);
  language = await page.locator("html").getAttribute("lang");
  await page.context().close();
});
after(async () => {
  const page = await person(browser);
  await signIn(page);
  await page.goto(profileAt);
  await page.locator("#administrator_language").selectOption(language);
  await submit(page);
  await browser.close();
});

const time = { timeout: 90_000 };

async function signedIn(options) {
  const page = await person(browser, options);
  await signIn(page);
  await english(page);
  return page;
}

async function leave(page) {
  assert.deepEqual(page.faults, []);
  await page.context().close();
}

// undoNewest goes through the History, and puts the newest change back.
async function undoNewest(page) {
  await page.goto(historyAt);
  await page.locator(".entry").first().getByRole("link", { name: /Undo/ }).click();
  await page.getByRole("heading", { name: "What will be put back" }).waitFor();
  await submit(page);
  await page.getByText("Saved. This is now stored:").waitFor();
}

test("tick Second Language, read the preview, Submit, History, Undo", time, async () => {
  const page = await signedIn();
  assert.equal(await page.locator("[data-count]").textContent(), "No unsaved changes");
  await page.getByLabel("Second Language (bilingual operation)").check();
  assert.equal(await page.locator("[data-count]").textContent(), "1 unsaved change");
  await page.getByText(/From the next call, callers to .* are greeted in French and offered English with key 2\./).waitFor();
  await page.getByText("What will change, and when").click();
  await page.getByText("Second Language: No → Yes – from the next call").waitFor();
  assert.equal(await submit(page), 303);
  await page.getByText("Saved. This is now stored:").waitFor();
  assert.match(page.url(), /profile\?saved=/);
  assert.equal(await page.getByLabel("Second Language (bilingual operation)").isChecked(), true);

  await page.getByRole("link", { name: "History" }).first().click();
  const entry = page.locator(".entry").first();
  assert.match(await entry.textContent(), /Company Profile submitted[\s\S]*Second Language:\s*none[\s\S]*English/);
  await undoNewest(page);
  assert.equal(await page.getByLabel("Second Language (bilingual operation)").isChecked(), false);
  await leave(page);
});

test("the bar counts, discards, and warns before something is lost", time, async () => {
  const page = await signedIn();
  const name = page.locator("#name");
  const was = await name.inputValue();
  await name.fill("Another name");
  await page.locator("#phone").fill("+1 418 555 0142");
  assert.equal(await page.locator("[data-count]").textContent(), "2 unsaved changes");
  await name.fill(was);
  assert.equal(await page.locator("[data-count]").textContent(), "1 unsaved change");
  let asked = 0;
  page.on("dialog", (d) => { asked++; return d.dismiss(); });
  await page.locator(".side").getByRole("link", { name: "Calls", exact: true }).click();
  assert.equal(asked, 1);
  assert.match(page.url(), /\/profile/);
  await page.locator("[data-discard]").click();
  await page.getByText("No unsaved changes").waitFor();
  assert.equal(asked, 1);
  await leave(page);
});

test("wrong fields: all are named, the summary has the focus, what was typed stays", time, async () => {
  const page = await signedIn();
  await page.locator("#name").fill("");
  await page.locator("#email").fill("chantal@");
  await page.locator("#assistant_name").fill("Rose");
  assert.equal(await submit(page), 422);
  assert.match(await page.title(), /^Error: Company Profile/);
  assert.equal(await page.evaluate(() => document.activeElement.id), "summary");
  assert.equal(await page.locator("#summary li").count(), 2);
  assert.equal(await page.locator("#assistant_name").inputValue(), "Rose");
  assert.equal(await page.locator("[data-count]").textContent(), "3 unsaved changes");
  await page.locator("#summary a").nth(1).click();
  assert.equal(await page.evaluate(() => document.activeElement.id), "email");
  assert.equal(await page.locator("#email").getAttribute("aria-invalid"), "true");
  await leave(page);
});

test("two people at one time: what both changed is chosen, the rest is merged", time, async () => {
  const page = await signedIn();
  const other = await signedIn();
  const was = await page.locator("#assistant_name").inputValue();
  const phone = await page.locator("#phone").inputValue();
  await other.locator("#assistant_name").fill("Rose");
  await other.locator("#phone").fill("+1 418 555 0150");
  await other.getByText("What will happen").waitFor();
  assert.equal(await submit(other), 303);
  await page.getByText(/changed this company meanwhile/).waitFor(); // told by the server, the page stays

  await page.locator("#assistant_name").fill("Iris");
  assert.equal(await submit(page), 409);
  await page.getByText("Someone else changed this page").waitFor();
  assert.equal(await page.locator("#assistant_name").inputValue(), "Iris");
  assert.equal(await page.locator("#phone").inputValue(), "+1 418 555 0150");
  assert.equal(await submit(page), 409); // nothing was chosen
  assert.equal(await page.evaluate(() => document.activeElement.id), "summary");
  await page.getByLabel("Keep mine, as typed below").check();
  await submit(page);
  if (await page.getByText("Check before it is stored").count()) await submit(page);
  await page.getByText("Saved. This is now stored:").waitFor();
  assert.equal(await page.locator("#assistant_name").inputValue(), "Iris");

  await page.locator("#assistant_name").fill(was);
  await page.locator("#phone").fill(phone);
  await page.getByText("What will happen").waitFor();
  assert.equal(await submit(page), 303);
  await leave(other);
  await leave(page);
});

test("Change My Password: wrong, unequal, then right, and back", time, async () => {
  const page = await signedIn();
  await page.getByRole("link", { name: "Change My Password" }).click();
  const fill = async (current, next, again) => {
    await page.locator("#current").fill(current);
    await page.locator("#new").fill(next);
    await page.locator("#again").fill(again);
    return submit(page);
  };
  assert.equal(await fill("not the one", "trois petits chats", "trois grands chats"), 422);
  await page.locator("#current-error").waitFor();
  await page.locator("#again-error").waitFor();
  assert.equal(await page.locator("#new").inputValue(), "");
  assert.equal(await fill(account.password, "trois petits chats", "trois petits chats"), 303);
  await page.getByText("Saved. This is now stored:").waitFor();
  await page.goto(`${ready.portal}/c/${company}/password`);
  assert.equal(await fill("trois petits chats", account.password, account.password), 303);
  await leave(page);
});

test("a form is sent once, however often one presses", time, async () => {
  const page = await signedIn();
  await page.addInitScript(() => addEventListener("submit", (event) => {
    if (!event.defaultPrevented) sessionStorage.sent = Number(sessionStorage.sent ?? 0) + 1;
  }));
  await page.goto(`${ready.portal}/c/${company}/receptionist/groups/add`);
  const answered = page.waitForResponse((r) => r.request().method() === "POST");
  // pressed after evaluate has its answer: a page that is left answers no more
  await page.locator("main form.task").evaluate((form) => {
    setTimeout(() => {
      form.requestSubmit();
      form.requestSubmit();
    });
  });
  assert.equal((await answered).status(), 422);
  await page.locator("#summary").waitFor();
  assert.equal(await page.evaluate(() => sessionStorage.sent), "1");
  await leave(page);
});

test("the administrator's language: the answering page is already in it", time, async () => {
  const page = await signedIn();
  await page.locator("#administrator_language").selectOption("fr");
  assert.equal(await submit(page), 303);
  assert.equal(await page.locator("html").getAttribute("lang"), "fr");
  await page.getByRole("heading", { level: 1, name: "Profil de l’entreprise" }).waitFor();
  await page.locator("#administrator_language").selectOption("en");
  await submit(page);
  assert.equal(await page.locator("html").getAttribute("lang"), "en");
  await leave(page);
});

test("without script: the step that shows, Back, Submit, Undo", time, async () => {
  const page = await signedIn({ javaScriptEnabled: false });
  await page.getByLabel("Second Language (bilingual operation)").check();
  assert.equal(await submit(page), 200);
  await page.getByText("Check before it is stored").waitFor();
  await page.getByText(/offered English with key 2/).waitFor();
  await page.getByRole("button", { name: "Back" }).click();
  assert.equal(await page.getByLabel("Second Language (bilingual operation)").isChecked(), true);
  await submit(page);
  assert.equal(await submit(page), 303);
  await page.getByText("Saved. This is now stored:").waitFor();
  await undoNewest(page);
  await leave(page);
});

test("by keyboard alone: skip link, every control reached, Enter submits, nothing hidden under the bar", time, async () => {
  const page = await signedIn();
  await page.goto(profileAt);
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "main");
  const expected = await page.evaluate(() => [...document.querySelectorAll("main a[href], main input:not([type=hidden]), main select, main button, main summary")].filter((e) => e.checkVisibility()).length);
  const seen = new Set();
  for (let i = 0; i < expected + 3; i++) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(whereFocus);
    if (!at.inMain) break;
    seen.add(at.key);
    assert.equal(at.visible, true, `${at.key} lies under the bar`);
    assert.equal(at.outlined, true, `${at.key} has no visible focus`);
  }
  assert.ok(seen.size >= expected - 1, `${seen.size} of ${expected} reached`);
  await page.locator("#name").focus();
  await page.keyboard.press("End");
  await page.keyboard.type(" x");
  await page.getByText("What will happen").waitFor();
  const answered = page.waitForResponse((r) => r.request().method() === "POST" && !r.url().endsWith("/preview"));
  await page.keyboard.press("Enter");
  assert.equal((await answered).status(), 303);
  await page.getByText("Saved. This is now stored:").waitFor();
  await undoNewest(page);
  const menu = page.locator("[data-menu] summary");
  await menu.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Dark" }).waitFor();
  await page.keyboard.press("Escape");
  assert.equal(await page.getByRole("button", { name: "Dark" }).isVisible(), false);
  await leave(page);
});

// whereFocus: what has the focus, whether it can be seen above the bar, and whether its focus shows (WCAG 2.4.7, 2.4.11).
function whereFocus() {
  const e = document.activeElement;
  const box = e.getBoundingClientRect();
  const bar = document.getElementById("bar").getBoundingClientRect();
  const inBar = document.getElementById("bar").contains(e);
  return {
    inMain: document.getElementById("main").contains(e),
    key: `${e.tagName} ${e.id || e.textContent.trim()}`,
    visible: inBar || (box.bottom <= bar.top + 1 && box.top >= 0),
    outlined: getComputedStyle(e).outlineStyle !== "none" && parseFloat(getComputedStyle(e).outlineWidth) >= 2,
  };
}

test("light and dark: the choice holds from page to page", time, async () => {
  const page = await signedIn();
  const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const light = await background();
  await page.locator("[data-menu] summary").click();
  await page.getByRole("button", { name: "Dark" }).click();
  await page.waitForURL(profileAt);
  const dark = await background();
  assert.notEqual(dark, light);
  await page.goto(historyAt);
  assert.equal(await background(), dark);
  await leave(page);
});

test("sign in: wrong password, the language of the page, sign out", time, async () => {
  const page = await person(browser, { locale: "fr-CA" });
  await page.goto(historyAt);
  assert.equal(await page.locator("html").getAttribute("lang"), "fr");
  await page.getByRole("link", { name: "English" }).click();
  assert.equal(await page.locator("html").getAttribute("lang"), "en");
  await page.locator("#email").fill(account.email);
  await page.locator("#password").fill("not this one");
  assert.equal(await submit(page), 422);
  assert.equal(await page.locator("#email").inputValue(), account.email);
  await page.locator("#password").fill(account.password);
  assert.equal(await submit(page), 303);
  await page.locator("[data-menu] summary").click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByText("You have signed out.").waitFor();
  await page.goto(profileAt);
  assert.match(page.url(), /\/sign-in/);
  await leave(page);
});

test("without htmx the step shows what the bar could not", time, async () => {
  const page = await person(browser);
  await page.route(/\/static\/htmx/, (route) => route.abort());
  await signIn(page);
  await english(page);
  await page.getByLabel("Second Language (bilingual operation)").check();
  assert.equal(await page.locator("[data-count]").textContent(), "1 unsaved change");
  assert.equal(await submit(page), 200);
  await page.getByText(/offered English with key 2/).waitFor();
  await leave(page);
});
