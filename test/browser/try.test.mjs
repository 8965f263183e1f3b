// A test call from the browser: the very plan of the company's number answers it, its sound is heard, keys are pressed by mouse
// and keyboard, and it stands in the call log; with a microphone, and without one.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, ready, person, signIn } from "./portal.mjs";

// The bilingual company: its greeting is French, its language offer English.
const number = ready.numbers.find((n) => n.languages.length === 2 && n.languages[0] === "fr");
const account = ready.accounts.find((a) => a.role === "company administrator" && a.company === number.company);
const tryAt = `${ready.portal}/c/${number.company_id}/try`;

let browser;
before(async () => {
  browser = await launch("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream");
});
after(() => browser.close());

const time = { timeout: 90_000 };

async function call(page) {
  await page.goto(tryAt);
  await page.locator("#number").selectOption(number.number);
  await page.locator("[data-call]").click();
  await page.locator("form[data-at=talking]").waitFor({ timeout: 20_000 });
}

// loudest is the highest that the meter shows within a time.
async function loudest(page, milliseconds) {
  let most = 0;
  for (const end = Date.now() + milliseconds; Date.now() < end; await page.waitForTimeout(100)) {
    most = Math.max(most, await page.locator("[data-level]").evaluate((m) => m.value));
  }
  return most;
}

const calls = async () => {
  const answer = await fetch(`${ready.api}/companies/${number.company_id}/calls`, { headers: { Authorization: `Bearer ${account.token}` } });
  return answer.json();
};

// newest is the call that was begun last, once it is over.
async function newest(page) {
  for (let tries = 0; tries < 100; tries++, await page.waitForTimeout(100)) {
    const [last] = await calls();
    if (last?.result) return last;
  }
  throw new Error("no call ended");
}

test("a test call is answered by the number's own plan, heard, led by keys, and stands in the log", time, async () => {
  const page = await person(browser);
  await signIn(page, account);
  await call(page);
  assert.ok((await loudest(page, 3000)) > 0.05, "nothing was heard");
  await page.locator("[data-key='2']").click();
  await page.getByText("Goes on in English").waitFor();
  await page.keyboard.press("2");
  await page.keyboard.press("0");
  await page.locator("[data-steps]").getByText("220").waitFor();
  await page.locator("[data-hangup]").click();
  await page.locator("form[data-at=ended]").waitFor();
  await page.locator("[data-steps] strong").nth(1).waitFor();
  const last = await newest(page);
  assert.deepEqual(last.path.slice(0, 3), ["test", "greeting", "language:en"]);
  assert.equal(last.keys, "220");
  assert.equal(last.result, "abandoned");
  assert.equal(last.number, number.number);
  await page.goto(`${ready.portal}/c/${number.company_id}/calls`);
  await page.getByText("Test call → Greeting").first().waitFor();
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test("without a microphone, by keyboard alone, in French", time, async () => {
  const page = await person(browser);
  await signIn(page, account);
  await page.goto(`${tryAt}?lang=fr`);
  await page.locator("#microphone").uncheck();
  await page.locator("[data-call]").focus();
  await page.keyboard.press("Enter");
  await page.locator("form[data-at=talking]").waitFor({ timeout: 20_000 });
  assert.equal(await page.evaluate(() => document.activeElement.matches("[data-hangup]")), true);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  assert.equal(await page.locator("[data-mute]").getAttribute("aria-pressed"), "true");
  assert.ok((await loudest(page, 3000)) > 0.05, "nothing was heard");
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Enter");
  await page.locator("form[data-at=ended]").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.matches("[data-call]")), true);
  assert.equal((await newest(page)).reason, "caller_hung_up");
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test("a number that is not the company's cannot be tried", time, async () => {
  const page = await person(browser);
  await signIn(page, account);
  await page.goto(tryAt);
  const status = await page.evaluate(async (at) => {
    const answer = await fetch(`${at}/pass`, { method: "POST", body: new URLSearchParams({ number: "+19005551234" }) });
    return answer.status;
  }, tryAt);
  assert.equal(status, 422);
  await page.context().close();
});
