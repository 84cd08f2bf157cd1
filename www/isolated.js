// Isolated mode, on the page's side: it stands where the app would be and hands everything on to a
// frame of the script's own origin. Nothing of what a person reads or writes comes back from there.

import { FROM_FRAME, FROM_PAGE, HELLO, understood } from "./channel.js";

const ADDRESS = new URL("frame.html", import.meta.url);

// Scripts, its own storage, and Enter in a field. What a person takes along or opens from there:
// web pages in a window of their own, which is no part of this sandbox; phone, text and mail links,
// which browsers let out of a sandbox that may open windows; a file; the print dialogue. It cannot
// move the page around it: leaving goes by a message.
const SANDBOX =
  "allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox " +
  "allow-downloads allow-modals";

// Until the frame answers, and then until it has something to show. In it, the app itself falls back
// to phone numbers after ten seconds without its files.
const PATIENCE_MS = 10_000;
const PATIENCE_FOR_THE_APP_MS = 25_000;

// The page's policy need not let it fetch our style sheet.
const STYLES = `
:host { display: block; box-sizing: border-box; max-inline-size: var(--tb-max-width, 672px);
  min-block-size: 320px; font-size: max(1rem, 1em, 16px); line-height: 1.5; }
:host([hidden]), [hidden] { display: none; }
iframe { display: block; inline-size: 100%; border: 0; color-scheme: normal; }
.tb:not([data-screen="isolated"]) iframe { block-size: 0; visibility: hidden; }
.tb-fallback, .tb:not([data-screen="loading"]) .tb-loading { display: none; }
.tb[data-screen="loading"] .tb-fallback, .tb[data-screen="unavailable"] .tb-fallback,
.tb[data-help] .tb-fallback { display: block; padding: 16px; }
.tb-main, .tb-help { padding: 8px 16px; }
.tb-list { padding: 0; list-style: none; }
.tb-route { display: inline-flex; align-items: center; min-block-size: 44px; font-weight: 600; }
.tb-button { min-block-size: 44px; padding: 8px 16px; font: inherit; font-weight: 600; }
[data-covered] > * { visibility: hidden; }
[data-covered="page"] { position: fixed; inset: 0; z-index: 2147483647; background: Canvas; }
`;

/** Has the methods of the app, which the element calls. */
export class Widget {
  #frame;
  #place;
  #hear;
  #inner; // the iframe
  #window; // the one that was last in it
  #port;
  #said = new Map(); // by kind, in the order in which the frame needs it
  #tokenProvider;
  #patience;
  #watching;
  #covered;

  constructor(frame, place) {
    this.#frame = frame;
    this.#place = place;
  }

  attach(hear, start) {
    this.#hear = hear;
    const root = this.#frame.getRootNode();
    this.#said.set("settings", { lang: "", root: root.mode, start });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLES);
    root.adoptedStyleSheets = [sheet];

    window.addEventListener("message", this.#onMessage);
    window.addEventListener("keydown", this.#onKey, true);
    this.#watching = new MutationObserver(() => this.#onDress());
    this.#watching.observe(this.#frame, { attributes: true });
    this.#place.replaceChildren(this.#newFrame());
    this.#onDress();
    this.#wait(PATIENCE_MS);
  }

  /** Says that there is nothing to be used again. */
  detach() {
    clearTimeout(this.#patience);
    this.#watching?.disconnect();
    window.removeEventListener("message", this.#onMessage);
    window.removeEventListener("keydown", this.#onKey, true);
    this.#port?.close();
    this.#inner?.remove();
    return true;
  }

  /** A frame that is put somewhere else in the document loads anew. */
  moved() {
    if (this.#inner.contentWindow === this.#window) return;
    this.#begin();
  }

  /** `code` is the document's address, where it has one. */
  configure(text, code) {
    const address = /^https?:/.test(code) ? code : undefined;
    // Where relative addresses of the document start from; no more of the page is told.
    const base = new URL(".", document.baseURI).href;
    delete this.#frame.dataset.help;
    this.#say("config", { address, base, text });
  }

  setTexts(language, lines, wanted) {
    this.#set({ lang: wanted.slice(0, 100) });
  }

  setOwner(given) {
    const owner = { tag: given ?? null };
    const tag = this.#isTaken("owner", owner, "ownerTag") ? owner.tag : null;
    // One that the frame would not take must not leave the last one's in force.
    this.#say("owner", { tag });
  }

  setTokenProvider(provider) {
    this.#tokenProvider = provider;
    this.#say("tokens", { given: Boolean(provider) });
  }

  open(screen) {
    this.#post("open", { screen });
  }

  clear() {
    this.#post("clear", {});
  }

  #newFrame() {
    const inner = (this.#inner = document.createElement("iframe"));
    inner.dataset.heading = ""; // what the element gives the focus to
    inner.setAttribute("sandbox", SANDBOX);
    inner.setAttribute("allow", "");
    inner.referrerPolicy = "no-referrer";
    inner.src = ADDRESS;
    return inner;
  }

  /** Waits for the frame as it was waited for at first. */
  #begin() {
    this.#port?.close();
    this.#port = undefined;
    this.#frame.dataset.screen = "loading";
    this.#wait(PATIENCE_MS);
  }

  #wait(patience) {
    clearTimeout(this.#patience);
    this.#patience = setTimeout(() => this.#give(), patience);
  }

  #give() {
    const path = "frame.html";
    this.detach();
    console.error(`touchbase: load-failed at ${path}\nSee docs/isolated.md for its headers.`);
    this.#hear("stopped", { code: "load-failed", severity: "error", path });
  }

  #onMessage = ({ data, origin, source, ports }) => {
    const ours = source && source === this.#inner.contentWindow && origin === ADDRESS.origin;
    if (!ours || data !== HELLO || ports.length) return;
    if (this.#window) {
      // What was begun in it is gone, as when a page is loaded anew.
      this.#hear("error", { code: "isolated-reloaded", severity: "warning" });
      console.warn("touchbase: isolated-reloaded\nMove the element before it is in use.");
      this.#begin();
    }
    this.#window = source;
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.onmessage = ({ data }) => this.#onSaid(understood(FROM_FRAME, data));
    source.postMessage(HELLO, ADDRESS.origin, [port2]);
    for (const [kind, fields] of this.#said) this.#post(kind, fields);
    this.#wait(PATIENCE_FOR_THE_APP_MS);
  };

  #onSaid(said) {
    switch (said?.kind) {
      case "ready":
        clearTimeout(this.#patience);
        this.#frame.dataset.screen = "isolated";
        return this.#hear("settled", said.lite);
      case "height":
        return (this.#inner.style.blockSize = `${said.pixels}px`);
      case "token":
        return this.#answer(said);
      case "exit":
        return this.#hear("exit", said.address);
      case "outbox":
        return this.#hear("outbox", said.counts);
      case "error": {
        const { code, path, severity } = said;
        // The host's own words, where the frame may lack some.
        if (severity === "error") this.#frame.dataset.help = "page";
        return this.#hear("error", { code, severity, path });
      }
    }
  }

  async #answer({ id, refresh }) {
    let token;
    try {
      token = (await this.#tokenProvider?.({ refresh })) ?? null;
    } catch {
      // The frame's provider then fails as the page's did.
    }
    // Without a token the frame's provider fails, and the request waits for a better one.
    if (!this.#isTaken("token", { id, token }, "tokenProvider")) token = undefined;
    this.#post("token", { id, token });
  }

  /** Whether the frame takes it; what it would not take is told here, as nobody there can. */
  #isTaken(kind, fields, path) {
    const taken = Boolean(understood(FROM_PAGE, { kind, ...fields }));
    if (!taken) {
      this.#hear("error", { code: "attribute-unknown", severity: "warning", path });
      console.warn(`touchbase: attribute-unknown at ${path}\nGive a text that is not too long.`);
    }
    return taken;
  }

  /** The frame is not told of a key what it is, but whether it is the one that leaves. */
  #onKey = ({ key, repeat }) => {
    if (!repeat) this.#post("key", { shift: key === "Shift" });
  };

  /** The theme, the name, and that the page chose not to be left. */
  #onDress() {
    const { covered, theme } = this.#frame.dataset;
    const label = this.#frame.getAttribute("aria-label").slice(0, 200);
    this.#inner.title = label;
    if (this.#covered && !covered) this.#post("stay", {});
    this.#covered = covered;
    this.#set({ label, theme });
  }

  #set(settings) {
    const before = this.#said.get("settings");
    const after = { ...before, ...settings };
    if (Object.keys(after).some((name) => after[name] !== before[name])) this.#say("settings", after);
  }

  #say(kind, fields) {
    this.#said.set(kind, fields);
    this.#post(kind, fields);
  }

  #post(kind, fields) {
    this.#port?.postMessage({ kind, ...fields });
  }
}
