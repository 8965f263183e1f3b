// A test call: SIP over WebSocket (RFC 7118) and WebRTC, to this portal's own telephone and nobody else's. The page asks for
// leave, which is good for one call; the microphone is asked for when the button is pressed, never before.

const form = document.querySelector("[data-try]");
if (form) prepare(form);

const random = (n) => Array.from(crypto.getRandomValues(new Uint8Array(n)), (b) => b.toString(16).padStart(2, "0")).join("");

function prepare(form) {
  const at = (name) => form.querySelector(`[data-${name}]`);
  const state = at("state");
  const say = (name) => { state.textContent = state.dataset[name]; form.dataset.at = name; };
  form.hidden = false;
  if (!window.RTCPeerConnection || !crypto.subtle) {
    say("unable");
    return;
  }
  at("call").disabled = false;
  let call;
  const busy = (on) => {
    at("call").hidden = on;
    at("live").hidden = !on;
    (on ? at("hangup") : at("call")).focus();
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (call) return;
    call = new Call(form, say, at);
    busy(true);
    const last = await call.run().catch((e) => e.state ?? "failed");
    call.close();
    call = undefined;
    busy(false);
    say(last);
  });
  at("hangup").addEventListener("click", () => call?.hangUp());
  at("mute").addEventListener("click", () => {
    const on = at("mute").getAttribute("aria-pressed") !== "true";
    at("mute").setAttribute("aria-pressed", String(on));
    call?.mute(on);
  });
  for (const key of form.querySelectorAll("[data-key]")) key.addEventListener("click", () => call?.press(key.dataset.key));
  document.addEventListener("keydown", (event) => {
    if (!call || event.ctrlKey || event.altKey || event.metaKey || event.target.closest("input, select, textarea")) return;
    if (/^[0-9*#]$/.test(event.key)) call.press(event.key);
  });
  addEventListener("pagehide", () => call?.hangUp());
}

class Call {
  constructor(form, say, at) {
    Object.assign(this, { form, say, at, muted: false, shown: "" });
    this.over = new Promise((resolve) => { this.end = resolve; });
  }

  // run makes the call, and returns how it ended, as a state's name.
  async run() {
    this.audio = new AudioContext();
    const heard = await this.microphone();
    this.say("asking");
    this.pass = await this.leave();
    await this.connect();
    this.say(heard ? "calling" : "silent");
    await this.invite();
    this.watching = setInterval(() => this.look(), 700);
    return this.over;
  }

  // microphone takes the person's, where it may; else silence. Without any, keys work all the same.
  async microphone() {
    if (this.at("microphone").checked && navigator.mediaDevices) {
      this.say("microphone");
      try {
        this.stream = await navigator.mediaDevices.getUserMedia({ audio: true });
        return true;
      } catch { /* refused, or there is none */ }
    }
    this.stream = this.audio.createMediaStreamDestination().stream;
    return false;
  }

  async leave() {
    const answer = await fetch(this.form.action, { method: "POST", body: new URLSearchParams(new FormData(this.form)), headers: { Accept: "application/json" } });
    if (!answer.ok) throw { state: answer.status === 429 ? "limit" : "failed" };
    return answer.json();
  }

  async connect() {
    this.socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/sip`, "sip");
    await new Promise((resolve, reject) => {
      this.socket.onopen = resolve;
      this.socket.onerror = () => reject({ state: "failed" });
    });
    this.socket.onmessage = (event) => this.received(String(event.data));
    this.socket.onclose = () => this.end("lost");
  }

  async invite() {
    const peer = this.peer = new RTCPeerConnection({ bundlePolicy: "max-bundle" });
    const track = this.stream.getAudioTracks()[0];
    this.sender = peer.addTrack(track, this.stream);
    track.enabled = !this.muted;
    peer.ontrack = (event) => this.listen(new MediaStream([event.track]));
    peer.onconnectionstatechange = () => {
      if (peer.connectionState === "connected") this.say("talking");
      if (peer.connectionState === "failed") this.hangUp("lost");
    };
    await peer.setLocalDescription();
    this.id = `${random(12)}@${location.hostname}`;
    this.tag = random(6);
    this.me = `${random(6)}.invalid`;
    this.seq = 0;
    this.to = `<sip:${this.pass.number}@${host()}>`;
    this.target = `sip:${this.pass.number}@${host()}`;
    this.sendInvite();
  }

  listen(stream) {
    const player = this.at("audio");
    player.srcObject = stream;
    player.play().catch(() => {});
    const meter = this.at("level");
    const analyser = this.audio.createAnalyser();
    this.audio.createMediaStreamSource(stream).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    this.metering = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      meter.value = Math.min(1, 4 * Math.sqrt(samples.reduce((sum, s) => sum + s * s, 0) / samples.length));
    }, 100);
  }

  press(key) {
    const shown = this.at("pressed");
    if (!this.sender?.dtmf?.canInsertDTMF) return;
    this.sender.dtmf.insertDTMF(this.sender.dtmf.toneBuffer + key, 100, 70);
    shown.textContent += key;
  }

  mute(on) {
    this.muted = on;
    for (const track of this.stream?.getAudioTracks() ?? []) track.enabled = !on;
  }

  hangUp(state = "ended") {
    if (this.answered) this.request("BYE");
    else if (this.branch) this.send(this.head("CANCEL", this.target, this.branch, this.seq));
    this.end(state);
  }

  close() {
    clearInterval(this.watching);
    clearInterval(this.metering);
    this.at("level").value = 0;
    this.at("pressed").textContent = "";
    if (this.pass) setTimeout(() => this.look(), 500);
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.peer?.close();
    this.audio?.close();
    const socket = this.socket;
    if (socket) {
      socket.onclose = null;
      setTimeout(() => socket.close(), 300); // what was said last is still on its way
    }
  }

  // look shows how far the call has come; the words are the portal's.
  async look() {
    const answer = await fetch(`${this.form.dataset.try}/${this.pass.name}`).catch(() => undefined);
    if (!answer?.ok) return;
    const text = await answer.text();
    if (text === this.shown) return;
    this.shown = text;
    const parts = new DOMParser().parseFromString(text, "text/html").body.childNodes;
    document.querySelector("[data-steps]").replaceChildren(...parts);
  }

  // --- SIP ---

  send(message) {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(message);
  }

  head(method, uri, branch, seq, more = [], body = "") {
    return [`${method} ${uri} SIP/2.0`, `Via: SIP/2.0/${location.protocol === "https:" ? "WSS" : "WS"} ${this.me};branch=${branch}`, "Max-Forwards: 70",
      `From: <sip:${this.pass.name}@${host()}>;tag=${this.tag}`, `To: ${this.to}`, `Call-ID: ${this.id}`, `CSeq: ${seq} ${method}`,
      ...more, `Content-Length: ${new TextEncoder().encode(body).length}`, "", body].join("\r\n");
  }

  sendInvite(...more) {
    this.seq++;
    this.branch = `z9hG4bK${random(8)}`;
    this.send(this.head("INVITE", this.target, this.branch, this.seq,
      [...more, `Contact: <sip:${this.pass.name}@${this.me};transport=ws>`, "Content-Type: application/sdp"], this.peer.localDescription.sdp));
  }

  request(method) {
    this.seq++;
    this.send(this.head(method, this.target, `z9hG4bK${random(8)}`, this.seq));
  }

  received(text) {
    const [head, ...rest] = text.split("\r\n\r\n");
    const [first, ...lines] = head.split("\r\n");
    const headers = lines.map((line) => [line.slice(0, line.indexOf(":")).trim().toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]);
    const all = (name) => headers.filter(([n]) => n === name).map(([, value]) => value);
    if (first.startsWith("SIP/2.0 ")) {
      this.answer(Number(first.slice(8, 11)), all, rest.join("\r\n\r\n")).catch(() => this.hangUp("failed"));
      return;
    }
    const method = first.split(" ")[0];
    if (method === "ACK") return;
    const code = method === "INVITE" ? "488 Not Acceptable Here" : "200 OK";
    const copied = ["via", "from", "to", "call-id", "cseq"].flatMap((name) => all(name).map((value) => `${name}: ${value}`));
    this.send([`SIP/2.0 ${code}`, ...copied, "Content-Length: 0", "", ""].join("\r\n"));
    if (method === "BYE") this.end("ended");
  }

  async answer(code, all, body) {
    const [seq, method] = all("cseq")[0].split(" ");
    if (method !== "INVITE" || Number(seq) !== this.seq || code < 200) return;
    if (code >= 300) {
      const to = this.to;
      this.to = all("to")[0];
      this.send(this.head("ACK", this.target, this.branch, this.seq)); // RFC 3261 section 17.1.1.3
      this.to = to;
      if (code === 401 && this.seq === 1) await this.prove(all("www-authenticate"));
      else this.end(code === 486 || code === 503 ? "busy" : "refused");
      return;
    }
    this.to = all("to")[0];
    this.target = /<([^>]+)>/.exec(all("contact")[0])?.[1] ?? this.target;
    this.send(this.head("ACK", this.target, `z9hG4bK${random(8)}`, this.seq));
    if (this.answered) return; // the answer once more
    this.answered = true;
    await this.peer.setRemoteDescription({ type: "answer", sdp: body });
  }

  // prove answers the challenge (RFC 8760).
  async prove(challenges) {
    const fields = challenges.map((c) => Object.fromEntries([...c.matchAll(/(\w+)="?([^",]+)"?/g)].map(([, name, value]) => [name, value])));
    const c = fields.find((f) => f.algorithm === "SHA-256");
    if (!c) throw new Error("no challenge that could be answered");
    const uri = this.target, cnonce = random(8), count = "00000001";
    const secret = await sha256(`${this.pass.name}:${c.realm}:${this.pass.secret}`);
    const response = await sha256([secret, c.nonce, count, cnonce, "auth", await sha256(`INVITE:${uri}`)].join(":"));
    this.sendInvite(`Authorization: Digest username="${this.pass.name}", realm="${c.realm}", nonce="${c.nonce}", uri="${uri}", algorithm=SHA-256, qop=auth, nc=${count}, cnonce="${cnonce}", response="${response}"`);
  }
}

function host() { return location.hostname; }

async function sha256(text) {
  const sum = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(sum), (b) => b.toString(16).padStart(2, "0")).join("");
}
