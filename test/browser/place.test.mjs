// A user has a call placed from the portal: the own phone, a real one, rings first, then the colleague's; the page of the call tells how
// it went, and from there the user calls back who has called.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { enrol, launch, person, ready, signIn, submit } from "./portal.mjs";

let browser;
const phones = [];
before(async () => { browser = await launch(); });
after(async () => {
  await browser.close();
  for (const p of phones) p.stop();
});

const time = { timeout: 120_000 };
const user = { email: "nadia@atlas.example", password: "un appel depuis la page" };

function freePort() {
  return new Promise((done) => {
    const socket = createSocket("udp4");
    socket.bind(0, "127.0.0.1", () => {
      const { port } = socket.address();
      socket.close(() => done(port));
    });
  });
}

// phone is a baresip that is registered as an extension of the company, and answers by itself.
async function phone(extension) {
  const known = ready.phones.find((p) => p.company === "Atlas Conseil" && p.extension === extension);
  const dir = mkdtempSync(join(tmpdir(), "anteroom-phone."));
  writeFileSync(join(dir, "config"), `module_path /usr/lib/baresip/modules\nsip_listen 127.0.0.1:${await freePort()}\nmodule g711.so\nmodule aubridge.so\nmodule_app account.so\nmodule_app menu.so\naudio_player aubridge,out\naudio_source aubridge,in\n`);
  writeFileSync(join(dir, "accounts"), `<sip:${known.user}@${ready.sip}>;auth_user=${known.user};auth_pass=${known.password};regint=60;answermode=auto\n`);
  writeFileSync(join(dir, "contacts"), "");
  // It gives up at the sight of SHA-256, and is asked for MD5 alone when it comes again.
  await new Promise((done) => { spawn("baresip", ["-4", "-f", dir, "-t", "1"]).on("exit", done).stdout.resume(); });
  const run = spawn("stdbuf", ["-oL", "baresip", "-4", "-f", dir, "-t", "110"]);
  let said = "";
  for (const out of [run.stdout, run.stderr]) out.on("data", (text) => { said += text; run.emit("said"); });
  const says = (words) => new Promise((done, failed) => {
    const look = () => { if (words.test(said)) done(); };
    run.on("said", look);
    run.on("exit", () => failed(new Error(`baresip ended: ${said}`)));
    look();
  });
  phones.push({ stop: () => { run.kill("SIGKILL"); rmSync(dir, { recursive: true, force: true }); } });
  await says(/registered successfully|200 OK/);
  return { says, hangUp: () => run.kill("SIGTERM") };
}

// until reloads the page until it says something.
async function until(page, words) {
  for (let tries = 0; tries < 200; tries++) {
    if (words.test(await page.locator("main").innerText())) return;
    await page.waitForTimeout(150);
    await page.reload();
  }
  assert.fail(`the page does not say ${words}: ${await page.locator("main").innerText()}`);
}

test("a call from the page, by one's own phone", time, async () => {
  const [, colleague] = await Promise.all([phone("301"), phone("302")]);
  await enrol(browser, user);
  const page = await person(browser);
  await signIn(page, user);
  await page.goto(`${ready.portal}/me/calls?lang=en`);
  await page.getByRole("link", { name: /Place a call|Appeler un numéro/ }).click();
  await page.locator("#number").fill("not a number");
  assert.equal(await submit(page), 422);
  await page.locator("#number").fill("302");
  assert.equal(await submit(page), 200); // it is shown what it will do
  assert.match(await page.locator("main").innerText(), /Your own phones ring|Vos propres téléphones sonnent/);
  await submit(page);
  assert.match(page.url(), /\/me\/calls\/\w+/);
  await colleague.says(/Call established/);
  colleague.hangUp();
  await until(page, /Conversation/);
  assert.deepEqual(page.faults, []);
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/placed.png`, fullPage: true });
  await page.context().close();
});
