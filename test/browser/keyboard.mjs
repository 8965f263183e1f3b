// A page by the Tab key alone: all that can be acted on is reached, in the order of the page, is seen to have the focus and
// lies under nothing; the focus is not caught; and Enter in a field presses the button that is meant.

// byKeyboard walks the page that is open, whose context was given watch, and returns what is wrong. Of the frame around it
// one page tells for all that share it: frames holds those that were walked.
export async function byKeyboard(page, frames) {
  const { frame, stops } = await page.evaluate(() => globalThis.walk.begin());
  if (frames.has(frame)) await page.evaluate(() => globalThis.walk.past());
  frames.add(frame);
  await Promise.all(Array.from({ length: stops }, () => page.keyboard.press("Tab")));
  return page.evaluate(() => globalThis.walk.end());
}

// watch notes, at each press, what has the focus by then.
export function watch() {
  const acted = "a[href], button, input:not([type=hidden]), select, textarea, summary, audio[controls], [tabindex]:not([tabindex='-1'])";
  let expected = [];
  let seen = [];
  let wrong = [];

  const label = (e) => `${e.tagName.toLowerCase()} ${e.id || e.name || e.textContent.trim().slice(0, 30) || e.className}`;
  const reachable = (e) => {
    if (e.matches(":disabled") || e.tabIndex < 0 || !e.checkVisibility()) return false;
    if (e.type !== "radio") return true;
    const group = [...document.querySelectorAll(`input[type=radio][name="${e.name}"]`)].filter((r) => r.form === e.form);
    return e === (group.find((r) => r.checked) ?? group[0]);
  };
  const ring = (e) => {
    const style = getComputedStyle(e);
    return style.outlineStyle !== "none" && Number.parseFloat(style.outlineWidth) >= 2;
  };
  const covered = (e) => {
    const box = e.getClientRects()[0] ?? e.getBoundingClientRect();
    const points = [[0.5, 0.5], [0.1, 0.2], [0.9, 0.8]].map(([x, y]) => [box.left + x * box.width, box.top + y * box.height]);
    return !points.some(([x, y]) => {
      const top = document.elementFromPoint(x, y);
      return top && (e.contains(top) || top.closest("label")?.control === e);
    });
  };
  const note = () => {
    const e = document.activeElement;
    if (!e || e.tabIndex < 0 || e === document.body || seen.includes(e)) return;
    seen.push(e);
    if (!ring(e) && !e.closest("label:focus-within")) wrong.push(`${label(e)} does not show that it has the focus`);
    if (covered(e)) wrong.push(`${label(e)} lies under something, or out of sight`);
  };
  addEventListener("keydown", (event) => {
    if (event.key === "Tab") note();
  }, true);

  // pressed: Enter in a field of a form presses the first button that submits it, which must be one that only submits it.
  const pressed = () => {
    for (const form of document.forms) {
      const fields = [...form.elements].filter((e) => e.matches("input:not([type=hidden], [type=checkbox], [type=radio], [type=file])") && e.checkVisibility());
      const button = [...form.elements].find((e) => (e.tagName === "BUTTON" || e.tagName === "INPUT") && e.type === "submit");
      if (form.method === "post" && fields.length && (!button || (!button.matches(".primary, .danger") && button.matches("[name], [formaction], [form]"))))
        wrong.push(`Enter in ${label(fields[0])} presses ${button ? label(button) : "nothing"}`);
    }
  };

  globalThis.walk = {
    begin() {
      const main = document.querySelector("main");
      expected = [...document.querySelectorAll(acted)].filter(reachable);
      const frame = expected.filter((e) => !main.contains(e)).map(label).join("\n");
      pressed();
      const start = document.createElement("span"); // wherever the page put the focus, the walk begins at its top
      start.tabIndex = -1;
      document.body.prepend(start);
      start.focus();
      const inParts = expected.filter((e) => ["date", "time", "datetime-local"].includes(e.type)).length; // day, month, year, calendar
      return { frame, stops: expected.length + 4 * inParts + 2 };
    },
    past() {
      const main = document.querySelector("main");
      expected = expected.filter((e) => main.contains(e) && e !== main);
      main.focus();
    },
    end() {
      note();
      for (const e of expected) if (!seen.includes(e)) wrong.push(`${label(e)} is not reached`);
      const order = seen.filter((e) => expected.includes(e)).map((e) => expected.indexOf(e));
      if (order.some((place, i) => i > 0 && place < order[i - 1])) wrong.push(`the order is ${order}`);
      return { reached: order.length, wrong };
    },
  };
}
