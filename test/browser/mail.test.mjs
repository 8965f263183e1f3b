// The story of a mail connection as people live it (R25 to R28): the administrator proves the company's servers, each step
// shown as it ends; a user gives two fields and reads the newest message; the company's servers change, the user's do not.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { account, company, english, enrol, launch, person, profileAt, ready, signIn, submit } from "./portal.mjs";

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

const time = { timeout: 120_000 };
const box = ready.mailbox;
const user = { email: "marc@boreal.example", password: "une boîte à lire souvent" };

// fill types the demo's mail provider into Edit Mail Access.
async function fill(page, password, imap = box.imap) {
  await page.locator("[id='incoming.host']").fill(box.host);
  await page.locator("[id='incoming.port']").fill(String(imap));
  await page.locator("[id='incoming.security']").selectOption("none");
  await page.locator("[id='outgoing.host']").fill(box.host);
  await page.locator("[id='outgoing.port']").fill(String(box.smtp));
  await page.locator("[id='outgoing.security']").selectOption("none");
  await page.locator("#email").fill(box.user);
  await page.locator("#password").fill(password);
}

async function leave(page) {
  assert.deepEqual(page.faults, []);
  await page.context().close();
}

test("the company's connection is proven, step by step", time, async () => {
  const page = await person(browser);
  await signIn(page);
  await english(page);
  await page.goto(profileAt);
  await page.getByRole("link", { name: "Edit Mail Access" }).click();
  await fill(page, "wrong");
  await page.evaluate(() => { window.stays = true; });
  await page.getByRole("button", { name: "OK" }).click();
  await page.locator("#summary").waitFor();
  await page.getByText("refused the user name or the password").first().waitFor();
  assert.equal(await page.locator("[id='incoming.host']").inputValue(), box.host);
  assert.equal(await page.locator("#password").inputValue(), "");
  assert.equal(await page.locator("li.failed").count(), 2); // reading and sending
  assert.equal(await page.evaluate(() => window.stays), true, "the page was loaded anew");
  await page.locator("#password").fill(box.password);
  await page.getByRole("button", { name: "OK" }).click();
  await page.getByRole("heading", { name: "The connection works and is stored" }).waitFor();
  assert.ok((await page.locator(".steps li.passed").count()) > 8);
  assert.equal(new URL(page.url()).pathname, `/c/${company}/mail`);
  await leave(page);
});

test("a user gives two fields, and reads the newest message; the company's servers change, the user's do not", time, async () => {
  await enrol(browser, user);
  const page = await person(browser);
  await signIn(page, user);
  await page.goto(`${ready.portal}/me/mail`);
  assert.deepEqual(await page.locator("main form.task input:visible, main form.task select:visible").evaluateAll((all) => all.map((c) => c.name)), ["user_name", "password"]);
  await page.locator("#user_name").fill(box.user);
  await page.locator("#password").fill(box.password);
  await page.locator("main form.task button.primary").click();
  await page.getByRole("heading", { name: /Your mailbox is connected|Votre boîte est reliée/ }).waitFor();
  await page.goto(`${ready.portal}/me/mail/messages`);
  await page.locator("main table tbody tr").first().getByRole("link").click();
  await page.getByText("pouvez-vous m’envoyer le devis pour la toiture").waitFor();

  const chief = await person(browser, { javaScriptEnabled: false });
  await signIn(chief);
  await chief.goto(`${ready.portal}/c/${company}/mail`);
  await fill(chief, box.password, box.imap_other);
  assert.equal(await submit(chief), 200);
  await chief.getByRole("heading", { name: "The connection works and is stored" }).waitFor();
  await chief.getByText(`port ${box.imap_other}`).first().waitFor();
  await chief.context().close();

  await page.goto(`${ready.portal}/me/mail`);
  await page.locator(".facts").getByText(`port ${box.imap}`).waitFor();
  assert.equal(await page.locator("input[name=servers]").count(), 2);
  await leave(page);
});
