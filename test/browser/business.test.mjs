// A provider's business as a person lives it, in a browser: make a VAR, give it keys, make a company of it, suspend it, remove
// it, recover it; by keyboard where a form is filled. The VAR is removed at the end.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, person, ready, signIn } from "./portal.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const root = ready.accounts.find((a) => a.role === "system administrator");

// fill types into the fields of a form by keyboard alone, each found by its label.
async function fill(page, values) {
  for (const [label, value] of Object.entries(values)) {
    const field = page.getByLabel(label).first();
    await field.focus();
    if ((await field.evaluate((e) => e.tagName)) === "SELECT") {
      await field.selectOption({ label: value });
    } else {
      await page.keyboard.press("Control+A");
      await page.keyboard.type(value);
    }
  }
}

// press presses the button of the form, and waits for the page that answers.
async function press(page) {
  const answered = page.waitForResponse((r) => r.request().method() === "POST");
  const moved = page.waitForEvent("framenavigated");
  await page.locator("main form[method=post] button[type=submit]").first().focus();
  await page.keyboard.press("Enter");
  const response = await answered;
  await moved;
  await page.waitForLoadState("load");
  return response.status();
}

test("a VAR, its keys, a company of it; suspended, resumed, removed, recovered", { timeout: 120_000 }, async () => {
  const page = await person(browser, { viewport: { width: 390, height: 844 } });
  await signIn(page, root);
  await page.goto(`${ready.portal}/system/vars?lang=en`);
  await page.getByRole("link", { name: "Add a VAR" }).click();
  const name = `Écho ${Date.now()}`;
  await fill(page, { Name: name, "Support e-mail": "aide@", "Subscription keys": "20" });
  assert.equal(await press(page), 422);
  assert.equal(await page.evaluate(() => document.activeElement.matches("[data-focus]")), true, "the focus is at the problems");
  await fill(page, { "Support e-mail": "aide@echo.example" });
  await press(page);
  await page.getByText("Keys in all").waitFor();

  await page.getByRole("link", { name: "Add a company" }).click();
  await fill(page, { "Company name": "Cap", Country: "Canada", "Subscription keys": "12", "Administrator name": "Ann", "E-mail": `ann${Date.now()}@cap.example`, "Assistant Name": "Zoé", "Assistant E-mail": "zoe@cap.example" });
  assert.equal(await press(page), 200);
  await page.getByRole("heading", { name: "The company is made" }).waitFor();
  assert.match(await page.locator(".fact a").textContent(), /\/reset\/[0-9a-f]{64}$/);
  await page.getByRole("link", { name: "Open the company" }).click();

  await page.getByRole("link", { name: "Suspend the company" }).click();
  await fill(page, { Reason: "Three bills" });
  await press(page);
  await page.getByText("hear that the number is not in service").waitFor();
  await press(page);
  await page.getByText("This company is suspended: Three bills").waitFor();
  await page.getByRole("link", { name: "End the suspension" }).click();
  await press(page);
  await press(page);
  await page.getByText("Active").waitFor();

  await page.getByRole("link", { name: "Remove the company" }).click();
  await fill(page, { Name: "cap" });
  assert.equal(await press(page), 422);
  await page.getByText("Enter your password again").first().waitFor();
  await fill(page, { "Your password": root.password });
  await press(page);
  await page.getByText("For 30 days all of it can be recovered").waitFor();
  await press(page);
  await page.getByRole("heading", { name: "Recover the company" }).waitFor();
  await press(page);
  await press(page);
  await page.getByRole("link", { name: "Suspend the company" }).waitFor();

  await page.goto(`${ready.portal}/system/vars?q=${encodeURIComponent(name)}`);
  await page.locator("table").getByRole("link", { name }).click();
  await page.getByRole("link", { name: "Remove this VAR" }).click();
  await fill(page, { Name: name });
  await press(page);
  await page.getByText("Cap: 0 users, 0 telephone numbers").waitFor();
  await press(page);
  await page.getByRole("heading", { name: "Recover this VAR" }).waitFor();
  assert.deepEqual(page.faults, []);
  await page.context().close();
});
