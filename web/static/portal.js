// What makes the pages pleasant; every one of them works without it.

const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

// Times are written in the reader's zone from the next page on.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zone) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `zone=${encodeURIComponent(zone)}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
}

// What must be read first takes the focus: the summary of errors, what others changed.
$("[data-focus]")?.focus();

// A link of the summary moves the focus into the field, not only the view.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("#summary a[href^='#']");
  const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.scrollIntoView({ block: "center" });
});

// The menu closes as menus do.
for (const menu of $$("[data-menu]")) {
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    $("summary", menu).focus();
  });
}

// A field that names one of many offers what fits what was typed so far.
for (const field of $$("input[data-picks]")) {
  let asked = 0;
  let timer;
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const turn = ++asked;
      const answer = await fetch(`${field.dataset.picks}?q=${encodeURIComponent(field.value)}`, { headers: { Accept: "application/json" } });
      if (!answer.ok || turn !== asked) return;
      const options = (await answer.json()).map((one) => new Option(one.text, one.value));
      $("datalist", field.parentElement).replaceChildren(...options);
    }, 200);
  });
}

const form = $("form[data-unsaved]");
if (form) watchForm(form);
const task = $("form.task");
if (task) guard(task);
for (const form of $$("form[data-live]")) goLive(form);
const news = $("[data-events]");
if (news) watchNews(news);
const feed = $("[data-feed]");
if (feed) followFeed(feed);

// watchForm counts what is not stored, lists it, warns before it is lost, and keeps the digest honest: what is handed
// back with Submit is the digest of what was shown for exactly these values.
function watchForm(form) {
  const bar = $("#bar");
  const counts = JSON.parse(bar.dataset.counts);
  const status = $("[data-count]", bar);
  const changes = $("[data-changes]", bar);
  const list = $("[data-list]", bar);
  const discard = $("[data-discard]", bar);
  let leaving = false;

  const shown = (select, value) => {
    const option = [...select.options].find((o) => o.value === value);
    return option ? option.text : value;
  };
  const read = (control) => {
    const data = control.dataset;
    if (control.type === "checkbox") {
      const was = data.stored === "true";
      return { changed: control.checked !== was, before: was ? data.on : data.off, after: control.checked ? data.on : data.off };
    }
    const value = control.value;
    const text = (v) => (control.options ? shown(control, v) : v) || bar.dataset.none;
    return { changed: value !== data.stored, before: text(data.stored), after: text(value) };
  };
  const counted = (control) => {
    if (control.id !== "second" || control.type === "checkbox") return true;
    const box = $("#bilingual");
    return !box || (box.checked && box.dataset.stored === "true");
  };
  const line = (control, change) => {
    const item = document.createElement("li");
    const before = document.createElement("bdi");
    const after = document.createElement("bdi");
    before.textContent = change.before;
    after.textContent = change.after;
    item.append(control.dataset.label + " ", before, " → ", after, control.dataset.when ? " – " + control.dataset.when : "");
    return item;
  };

  function update() {
    const controls = $$("[data-stored]", form).filter(counted);
    const changed = controls.map((c) => [c, read(c)]).filter(([, change]) => change.changed);
    const text = counts[changed.length];
    if (status.textContent !== text) status.textContent = text;
    bar.classList.toggle("dirty", changed.length > 0);
    changes.hidden = changed.length === 0;
    discard.hidden = changed.length === 0;
    list.replaceChildren(...changed.map(([c, change]) => line(c, change)));
    room();
    return changed.length > 0;
  }

  // room keeps a field that has the focus from lying under the bar (WCAG 2.4.11).
  function room() {
    document.documentElement.style.setProperty("--bar-room", `${bar.offsetHeight + 24}px`);
    const text = $(".bar-text", bar);
    const scrolls = text.scrollHeight > text.clientHeight;
    text.toggleAttribute("tabindex", scrolls);
    if (scrolls) text.tabIndex = 0;
  }

  form.addEventListener("input", (event) => {
    $("input[name=digest]", form)?.remove();
    swap(event.target);
    update();
  });
  form.addEventListener("submit", () => { leaving = true; });
  discard.addEventListener("click", () => { leaving = true; });
  addEventListener("pageshow", () => { leaving = false; update(); });
  addEventListener("beforeunload", (event) => {
    if (!leaving && update()) event.preventDefault();
  });
  new ResizeObserver(room).observe(bar);
  document.addEventListener("htmx:after:swap", update);
  update();
}

// A second press sends nothing while the first is on its way; five seconds later it may be that the first was lost.
const sent = new WeakMap();
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method !== "post") return;
  if (Date.now() - (sent.get(event.target) ?? 0) < 5000) event.preventDefault();
  else sent.set(event.target, Date.now());
});
addEventListener("pageshow", () => { for (const form of $$("form")) sent.delete(form); });

// guard warns before something typed into a form is lost (R6).
function guard(task) {
  let typed = false;
  task.addEventListener("input", () => { typed = true; });
  task.addEventListener("submit", () => { typed = false; });
  addEventListener("pageshow", () => { typed = false; });
  addEventListener("beforeunload", (event) => {
    if (typed) event.preventDefault();
  });
}

// goLive shows each step of a check as it ends, then the page that comes of it. Where that can't be, the form goes as it
// would without a script.
function goLive(form) {
  form.addEventListener("submit", async (event) => {
    if (event.submitter?.name) return;
    event.preventDefault();
    const place = $("#live");
    const list = $("ol", place);
    list.replaceChildren();
    place.hidden = false;
    place.scrollIntoView({ block: "nearest" });
    const button = $("button[type=submit]", form);
    button.setAttribute("aria-disabled", "true");
    try {
      const answer = await fetch(form.action, { method: "POST", headers: { Accept: "text/event-stream" }, body: new URLSearchParams(new FormData(form)) });
      if (!answer.headers.get("Content-Type")?.startsWith("text/event-stream")) throw new Error("no stream");
      await eachEvent(answer.body, (name, data) => {
        if (name === "step") list.insertAdjacentHTML("beforeend", data.html);
        else replacePage(data.html);
      });
    } catch {
      form.submit();
    } finally {
      button.removeAttribute("aria-disabled");
    }
  });
}

// eachEvent reads server-sent events (HTML standard, section 9.2) from the answer to a form, which EventSource can't send.
async function eachEvent(body, tell) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    text += value;
    for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
      const event = text.slice(0, end);
      text = text.slice(end + 2);
      const name = /^event: (.*)$/m.exec(event);
      const data = /^data: (.*)$/m.exec(event);
      if (name && data) tell(name[1], JSON.parse(data[1]));
    }
  }
}

// replacePage puts what came in the place of what the page shows.
function replacePage(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  document.title = page.title;
  $("main").replaceWith(page.querySelector("main"));
  for (const form of $$("main form[data-live]")) goLive(form);
  const first = $("main [data-focus]") ?? $("main");
  first.focus();
  first.scrollIntoView({ block: "start" });
}

// swap: choosing the second language as first makes the first one second, where a list shows it.
function swap(control) {
  const second = $("select#second");
  if (control.id !== "first" || !second) return;
  if (control.value === second.value) second.value = swap.was ?? control.dataset.stored;
  swap.was = control.value;
}

// watchNews says that another changed what this page shows; it replaces nothing. A page that is not looked at does not
// listen: a browser opens few connections to one place. When it is looked at again, it is told what it missed.
function watchNews(place) {
  let source;
  const listen = () => {
    if (document.hidden || source) return;
    source = new EventSource(place.dataset.events);
    source.addEventListener("news", (event) => {
      $("[data-text]", place).textContent = JSON.parse(event.data).text;
      place.hidden = false;
    });
  };
  const rest = () => {
    source?.close();
    source = undefined;
  };
  document.addEventListener("visibilitychange", () => (document.hidden ? rest() : listen()));
  addEventListener("pagehide", rest);
  addEventListener("pageshow", listen);
}

// followFeed keeps a part of the page as it is on the server, where that changes by itself: not while it is paused, nor while
// nobody looks at the page. It says when what is shown may be old, and how old it is.
function followFeed(place) {
  const part = $("[data-feed-part]", place);
  const [pause, resume] = [$("[data-feed-pause]", place), $("[data-feed-resume]", place)];
  let source;
  let paused = false;
  let late;
  const say = (state) => {
    for (const pill of $$("[data-feed-state]", place)) pill.hidden = pill.dataset.feedState !== state;
    $("[data-feed-as-of]", place).hidden = state === "live";
    $("[data-feed-refresh]", place).hidden = state !== "stale";
  };
  const show = (html) => {
    const focused = part.contains(document.activeElement) && document.activeElement.getAttribute("href");
    const fresh = document.createElement("template");
    fresh.innerHTML = html;
    part.replaceChildren(fresh.content);
    if (focused) $$("a", part).find((a) => a.getAttribute("href") === focused)?.focus();
  };
  const rest = () => {
    source?.close();
    source = undefined;
    clearTimeout(late);
    late = undefined;
  };
  const listen = () => {
    if (source || paused || document.hidden) return;
    say("reconnecting");
    source = new EventSource(place.dataset.feed);
    source.addEventListener("part", (event) => {
      const { html, at } = JSON.parse(event.data);
      clearTimeout(late);
      late = undefined;
      if (html !== undefined) show(html);
      $("[data-feed-at]", place).textContent = at;
      say("live");
    });
    source.addEventListener("error", () => {
      if (!late) say("reconnecting");
      late ??= setTimeout(() => {
        rest();
        listen();
        say("stale");
      }, 10000);
    });
  };
  const press = (wish) => {
    paused = wish;
    pause.hidden = wish;
    resume.hidden = !wish;
    (wish ? resume : pause).focus();
    if (!wish) return listen();
    rest();
    say("paused");
  };
  pause.addEventListener("click", () => press(true));
  resume.addEventListener("click", () => press(false));
  pause.hidden = false;
  document.addEventListener("visibilitychange", () => (document.hidden ? rest() : listen()));
  addEventListener("pagehide", rest);
  addEventListener("pageshow", listen);
  listen();
}
