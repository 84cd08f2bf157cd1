// The frame page: the same app, either by itself at a plain address or inside another origin's page,
// to which it gives no more than channel.js lists.

import { FROM_PAGE, HELLO, quantised, understood } from "./channel.js";
import { page, TouchBaseElement } from "./touch-base.js";

// Keys of the configuration whose value is an address; a route that is a page has its in `value`.
const ADDRESSES = [
  "endpoint",
  "exit_url",
  "expected_source_url",
  "instrument",
  "page_url",
  "source_url",
  "url",
];
const PAGES = ["web", "chat"];
// What the configuration takes as relative (src/config/walk.rs): no scheme and no host of its own.
const RELATIVE = /^(?!\/\/)[^\s\\:/?#]*(?:[/?#][^\s\\]*)?$/;

// Faults of a receiver's key (src/jose/key.rs). The console of the frame and the go-live page tell them.
const FOUND_LATER = ["key-operations", "key-off-curve", "key-modulus", "key-id-mismatch"];

const element = document.querySelector("touch-base");
const meta = (name) =>
  document.querySelector(`meta[name="touchbase-${name}"]`).getAttribute("content").trim();
const config = meta("config");
const parents = meta("parents").split(/\s+/).filter(Boolean);

const sheet = new CSSStyleSheet();
sheet.replaceSync("body { margin: 0; font-family: system-ui, sans-serif; }");
document.adoptedStyleSheets = [sheet];

if (parent === self) {
  element.setAttribute("theme", "auto");
  begin({ address: config });
} else {
  // In a frame of another origin WebKit lists no database, not even the one it just made there. Of a
  // browser that cannot list any the outbox knows what to do.
  if (navigator.vendor.startsWith("Apple")) {
    delete IDBFactory.prototype.databases;
  }
  // The page around takes the height that the frame asks for, so nothing is to be scrolled in it.
  sheet.insertRule("html { overflow: hidden; }");
  addEventListener("message", onPort);
  // To whoever is around: it says that this page is here, which they know.
  parent.postMessage(HELLO, "*");
}

/** Registers the element, once it has been told everything. */
function begin({ address, text }) {
  // No page around can reach in here, as it could from within the same origin.
  document.documentElement.dataset.isolated = "";
  give({ address, text });
  customElements.define("touch-base", TouchBaseElement);
}

function give({ address, text }) {
  element.config = text ? JSON.parse(text) : null;
  if (address) element.setAttribute("config", address);
  else element.removeAttribute("config");
}

function onPort({ data, origin, source, ports }) {
  const known = parents.length ? parents.includes(origin) : origin !== "null";
  const apart = origin !== location.origin;
  if (source !== parent || !known || !apart || data !== HELLO || ports.length !== 1) return;
  removeEventListener("message", onPort);
  talk(ports[0]);
}

function talk(port) {
  const say = (kind, fields) => port.postMessage({ kind, ...fields });
  const asked = new Map(); // tokens that were asked for
  let asks = 0;
  let begun = false;
  let leaving; // where to, while the event is told of
  let covered;
  let base;

  const provider = ({ refresh }) =>
    new Promise((give, fail) => {
      asked.set(++asks, { give, fail });
      say("token", { id: asks, refresh: Boolean(refresh) });
    });

  const hears = {
    settings({ label, lang, root, start, theme }) {
      for (const [name, value] of Object.entries({ label, lang, root, start, theme })) {
        if (value) element.setAttribute(name, value);
        else element.removeAttribute(name);
      }
    },
    config(given) {
      base = config ? undefined : given.base;
      const { address, text } = given;
      const own = config ? { address: config } : { address, text: text && page.read(text) };
      if (begun) return give(own);
      begun = true;
      begin(own);
    },
    owner({ tag }) {
      element.ownerTag = tag;
    },
    tokens({ given }) {
      element.tokenProvider = given ? provider : null;
    },
    token({ id, token }) {
      const { give, fail } = asked.get(id) ?? {};
      asked.delete(id);
      if (token === undefined) fail?.();
      else give?.(token);
    },
    open({ screen }) {
      if (begun) element.open(screen);
    },
    clear() {
      if (begun) element.clear();
    },
    // The rule of the key that leaves is the app's own, wherever the key was pressed.
    key({ shift }) {
      dispatchEvent(new KeyboardEvent("keydown", { key: shift ? "Shift" : "Unidentified" }));
    },
    stay() {
      delete covered?.dataset.covered;
    },
  };
  port.onmessage = ({ data }) => {
    const said = understood(FROM_PAGE, data);
    if (said) hears[said.kind](said);
  };

  page.read = (text) => (base ? absolute(text, base) : text);
  page.leave = (address, frame) => {
    // Of the frame's own document, an address starts here; of the page's, there.
    leaving = config ? new URL(address, document.baseURI).href : address;
    covered = frame;
  };
  element.addEventListener("touchbase-ready", ({ detail }) => say("ready", { lite: detail.lite }));
  element.addEventListener("touchbase-outbox", ({ detail }) => say("outbox", { counts: detail }));
  element.addEventListener("touchbase-error", ({ detail }) => {
    const { code, path, severity } = detail;
    // Found when somebody goes on from the start, which is nobody's business there.
    if (FOUND_LATER.includes(code)) return;
    say("error", { code, path: path?.slice(0, 300), severity });
  });
  element.addEventListener("touchbase-exit", () => {
    leaving = undefined;
    queueMicrotask(() => say("exit", { address: leaving }));
  });
  fit(say);
}

/** Has the page around make room, and keeps what is to be seen at once in what is on the screen. */
function fit(say) {
  let pixels;
  new ResizeObserver(() => {
    const wanted = quantised(element.getBoundingClientRect().height);
    if (wanted !== pixels) say("height", { pixels: (pixels = wanted) });
  }).observe(element);
  const steps = Array.from({ length: 101 }, (_, step) => step / 100);
  const below = ([...entries]) => {
    const { boundingClientRect, intersectionRect } = entries.pop();
    const hidden = Math.max(0, boundingClientRect.bottom - intersectionRect.bottom);
    element.style.setProperty("--tb-below", `${intersectionRect.height ? hidden : 0}px`);
  };
  new IntersectionObserver(below, { threshold: steps }).observe(element);
}

/** The document with addresses that mean here what they mean in the page around. */
function absolute(text, base) {
  // An address without HTTPS would be refused, but for an endpoint on this very computer; where
  // there is none, the frame's own origin is as good.
  const known = base.startsWith("https:") ? ADDRESSES : ["endpoint"];
  const pages = base.startsWith("https:") ? PAGES : [];
  const whole = (value) =>
    typeof value === "string" && value && RELATIVE.test(value) ? new URL(value, base).href : value;
  try {
    return JSON.stringify(
      JSON.parse(text, function (key, value) {
        return known.includes(key) || (key === "value" && pages.includes(this.type))
          ? whole(value)
          : value;
      }),
    );
  } catch {
    return text; // no JSON, which the app says
  }
}
