// The element class: a shadow root, a frame with the light DOM slotted in until there is something
// better, and the wiring between the page and the app in the core. It decides nothing about
// support, requests or texts; the Rust core does.

import openCore from "./core.js"; // put in its place by the build, so that one hash covers both

const TEXTS = {}; // filled in by the build
const FILES = {}; // filled in by the build: what each file that is fetched from here has to hold

// What keeps session replay and analytics tools out, on the host element and on the first element
// inside the root. These are requests to tools that are willing to honour them, not a wall.
const MARK_CLASSES = ["rr-block", "rr-ignore", "fs-exclude", "ph-no-capture", "heap-ignore"];
const MARK_ATTRIBUTES = {
  "data-cs-mask": "",
  "data-clarity-mask": "true",
  "data-dd-privacy": "hidden",
  "data-heap-redact-text": "",
  "data-hj-suppress": "",
  "data-private": "",
  "data-sentry-block": "",
};

const ATTRIBUTES = ["config", "lang", "mode", "theme", "start", "label", "root"];
const PROPERTIES = ["config", "tokenProvider", "ownerTag"];
const CHOICES = {
  mode: ["inline", "isolated"],
  theme: ["light", "auto", "dark"],
  start: ["welcome", "check", "options", "referral"],
  root: ["closed", "open"],
};
// Events that a page around could read a person's typing from. Listeners that the page put on the
// capture phase hear them all the same; isolated mode is the answer to those.
const KEPT_INSIDE = ["keydown", "keypress", "keyup", "beforeinput", "input", "paste"];
const PATIENCE_MS = 10_000;
// For what only makes the first screen better.
const PATIENCE_FOR_LOOKS_MS = 3_000;

const file = (name) => new URL(name, import.meta.url);

// rrweb takes down where the pointer rests also over what is marked for it to leave out, and a
// pointer rests on the answer it presses. It listens on the document, so this is kept from there.
for (const type of ["mousemove", "pointermove", "touchmove"]) {
  const keep = (event) =>
    event.composedPath().some((node) => node instanceof TouchBaseElement) && event.stopPropagation();
  globalThis.addEventListener?.(type, keep, true);
}

// A file of this build, or a failure. Where another try is made, an older one may have been kept.
const get = (name, tries) =>
  fetch(file(name), { integrity: FILES[name], cache: tries ? "reload" : "default" });

// What the frame page of isolated mode does otherwise.
export const page = {
  read: (text) => text,
  leave: (address, { baseURI }) => location.replace(new URL(address, baseURI)),
};

// Loading once for all elements of the page; a failed attempt may be repeated.
const once = (load) => {
  let loading;
  let tries = 0;
  const loaded = () => {
    loading ??= load(tries++).catch((error) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
  loaded.again = () => {
    loading = undefined;
    tries = 0;
  };
  return loaded;
};

// Ends with a failure where what is waited for neither comes nor fails.
const timely = (wait, patience = PATIENCE_MS) => {
  let timer;
  const late = new Promise((_, reject) => (timer = setTimeout(reject, patience)));
  return Promise.race([wait, late]).finally(() => clearTimeout(timer));
};

// A script of this build. An import cannot be held to a hash; it takes what was preloaded, which can.
// WebKit does not check what it preloads, so the file is fetched and checked before, but for isolated
// mode, in which the page's policy need not let it fetch. One that failed stays failed under its
// address for the life of the page.
const getScript = async (name, tries, apart) => {
  if (!apart) await get(name, tries);
  const address = file(tries ? `${name}?${tries}` : name).href;
  const link = document.createElement("link");
  if (link.relList.supports("modulepreload")) {
    await new Promise((done, failed) => {
      link.rel = "modulepreload";
      link.integrity = FILES[name];
      // Where the page's policy lets in what has its nonce, and nothing by its address.
      link.nonce = document.querySelector("script[nonce]")?.nonce ?? "";
      link.onload = done;
      link.onerror = failed;
      link.href = address;
      // In the root, so that the page cannot tell by its document that something is fetched.
      (shelf.isConnected ? shelf : document.head).append(link);
    }).finally(() => link.remove());
  }
  return import(address);
};

// What a module's script says it needs, what finishes it, and what it has for others.
const loadModule = (name, getOpen) => async (tries) => {
  const [open, response] = await Promise.all([getOpen(tries), get(`${name}_bg.wasm`, tries)]);
  const [needs, finish, has] = open();
  // Browsers keep what they compiled of a module that is served as one.
  const { instance, module } = await (response.headers.get("content-type") === "application/wasm"
    ? WebAssembly.instantiateStreaming(response, needs())
    : WebAssembly.instantiate(await response.arrayBuffer(), needs()));
  return { has, exports: finish(instance, module) };
};

// One that is fetched with its script.
const loadLater = (name) =>
  loadModule(name, async (tries) => (await getScript(`${name}.js`, tries)).default);

const loadCore = once(loadModule("core", () => openCore));

// What only a request needs, when the core asks for it. One outbox for the page, so that one tab
// sends once.
const loadOutbox = once(
  async (tries) =>
    new (await loadLater("outbox")(tries)).has(import.meta.url, (detail) => reporter(detail)),
);
// Of the newest element: what tells what the outbox finds wrong with a key, and its root.
let reporter;
let shelf;

// Whoever watches a request being saved is to hear soon that it was not. All others may wait.
const handOutbox = (watched) => (watched ? timely(loadOutbox()) : loadOutbox());

// The later screens: a part of the core that fills the places it left empty. The core's
// exports are what it is linked to; those of another build have other names.
const loadScreens = once(async (tries) => {
  const { exports } = await loadCore();
  const response = await get("core_request.wasm", tries);
  await WebAssembly.instantiate(await response.arrayBuffer(), { __wasm_split: exports });
});
const handScreens = () => timely(loadScreens());

const loadRules = once(loadLater("instrument"));

// The host's own questionnaire. It is fetched along with the configuration, so that no request
// tells when someone begins it; its text waits here and is read anew for each person.
const questionnaires = new Map();
const loadInstrument = async (address, anew) => {
  const url = new URL(address, document.baseURI).href;
  let loading = questionnaires.get(url);
  // Only a page that is set up tries again, for the same reason.
  if (!loading || (anew && loading.failed)) {
    loading = Promise.all([
      loadRules(),
      fetch(url, { credentials: "same-origin", referrerPolicy: "no-referrer" }).then((response) => {
        if (!response.ok) throw response.status;
        return response.text();
      }),
    ]);
    questionnaires.set(url, loading);
    // Nobody is to wait for long, as the built-in check is there, and the next person not again.
    // What comes late is for whoever begins after that.
    loading.soon = timely(loading);
    loading.soon.catch(() => (loading.failed = true));
  }
  const [rules, text] = await Promise.race([loading, loading.soon]);
  return rules.has.read(text);
};

const loadSheet = once(async (tries) =>
  new CSSStyleSheet().replace(await (await get("touchbase.css", tries)).text()),
);

const languages = {};
const loadLanguage = (language) => {
  languages[language] ??= once(async (tries) =>
    (await get(`locales/${language}.json`, tries)).json(),
  );
  return languages[language]();
};

const getLite = [false, true].map((apart) => once((tries) => getScript("lite.js", tries, apart)));

// What it imports is looked at first, so that it takes what was held to its hash.
const loadApart = once(async (tries) => {
  await getScript("channel.js", 0, true);
  return { has: (await getScript("isolated.js", tries, true)).Widget };
});

let mending;
const mend = (code) => {
  mending ??= get("mend.en.json").then((response) => response.json());
  return mending.then((sentences) => sentences[code] ?? "", () => "");
};

// A mounted app never gives its listeners back, so an app whose element is gone waits here for the
// next element instead of being mounted anew.
const idle = [];

export class TouchBaseElement extends (globalThis.HTMLElement ?? class {}) {
  static observedAttributes = ATTRIBUTES;

  #root;
  #app; // { frame, place, widget }
  #apart; // whether the app is in a frame of another origin
  #config;
  #tokenProvider;
  #ownerTag;
  #reading; // the newest fetch of the configuration
  #applied; // the fetch whose answer the app has
  #dressing; // what the first screen waits for, so that it does not move under a finger
  #connection = 0; // counts connections, so that late answers to an earlier one are dropped
  #settled = false;
  #wanted; // a screen asked for before there was one to open

  connectedCallback() {
    // Only moved within the page: everything stays as it is, but a frame, which loads anew.
    if (this.#app) return void this.#app.widget?.moved?.();
    const connection = ++this.#connection;
    this.#upgradeProperties();
    this.#root ??= this.attachShadow({ mode: this.#choice("root") });
    this.#choice("theme");
    this.#apart = this.#choice("mode") === "isolated";
    if (this.#apart && file("").origin === location.origin) {
      // A frame that the page can reach into isolates nothing.
      this.#apart = false;
      this.#report({ code: "isolated-same-origin", severity: "warning", path: "mode" });
    }
    this.#app = (!this.#apart && idle.pop()) || newApp();
    this.#mark(this);
    this.#dress();
    this.#root.append(this.#app.frame);
    this.#start(connection);
  }

  disconnectedCallback() {
    // A move takes the element out and puts it back within one task.
    setTimeout(() => {
      if (this.isConnected || !this.#app) return;
      this.#connection++;
      const app = this.#app;
      this.#app = undefined;
      this.#settled = false;
      app.frame.remove();
      app.frame.dataset.screen = "loading";
      if (app.widget && !app.widget.detach()) idle.push(app);
    });
  }

  attributeChangedCallback(name, before, after) {
    if (!this.#app || before === after) return;
    if (CHOICES[name]) this.#choice(name);
    this.#dress();
    if (name === "config") this.#readConfig(this.#connection);
    if (name === "lang") this.#readTexts(this.#connection);
  }

  /** The configuration itself, instead of its address. A copy is kept. */
  get config() {
    return this.#config === undefined ? null : JSON.parse(this.#config);
  }

  set config(value) {
    const text = value === null || value === undefined ? undefined : JSON.stringify(value);
    // The same document again, as frameworks set it on each render, must not wipe a form.
    if (text === this.#config) return;
    this.#config = text;
    if (this.#app) this.#readConfig(this.#connection);
  }

  /** An async function that returns a bearer token for the endpoint. */
  get tokenProvider() {
    return this.#tokenProvider ?? null;
  }

  set tokenProvider(value) {
    this.#tokenProvider = value ?? null;
    this.#app?.widget?.setTokenProvider(value ?? undefined);
  }

  /** An opaque tag for the person who is signed in. */
  get ownerTag() {
    return this.#ownerTag ?? null;
  }

  set ownerTag(value) {
    this.#ownerTag = value ?? null;
    this.#app?.widget?.setOwner(value ?? undefined);
  }

  /** Opens a screen: welcome, check, options or referral. */
  open(screen) {
    if (!CHOICES.start.includes(screen)) {
      return this.#report({ code: "attribute-unknown", severity: "warning", path: "open" });
    }
    if (this.#settled) this.#app?.widget?.open(screen);
    else this.#wanted = screen;
  }

  /** Forgets answers and anything typed, and returns to the start. */
  clear() {
    this.#app?.widget?.clear();
  }

  focus(options) {
    const heading = this.#app?.frame.querySelector("[data-heading]");
    if (heading) heading.focus(options);
    else super.focus(options);
  }

  #upgradeProperties() {
    for (const name of PROPERTIES) {
      if (!Object.hasOwn(this, name)) continue;
      const value = this[name];
      delete this[name];
      this[name] = value;
    }
  }

  #choice(name) {
    const value = this.getAttribute(name)?.trim();
    if (value === undefined || CHOICES[name].includes(value)) return value ?? CHOICES[name][0];
    this.#report({ code: "attribute-unknown", severity: "warning", path: name });
    return CHOICES[name][0];
  }

  #mark(element) {
    element.classList.add(...MARK_CLASSES);
    for (const [name, value] of Object.entries(MARK_ATTRIBUTES)) element.setAttribute(name, value);
  }

  /** What the frame shows of the attributes. */
  #dress() {
    const { frame } = this.#app;
    const texts = TEXTS[this.#language()] ?? {};
    this.#mark(frame);
    frame.dataset.theme = CHOICES.theme.includes(this.getAttribute("theme"))
      ? this.getAttribute("theme")
      : "light";
    // The app says its own language, which is English where another could not be fetched.
    if (!this.#app.widget) frame.lang = this.#language();
    frame.setAttribute("aria-label", this.getAttribute("label") || texts["frame.region"] || "");
    frame.querySelector(".tb-loading").textContent = texts["frame.loading"] ?? "";
    frame.querySelector(".tb-local").textContent = texts["frame.local-emergency"] ?? "";
    // Where the page's own words hold no number to call, these must do.
    frame.querySelector(".tb-local").hidden =
      this.querySelector('a[href^="tel:"], a[href^="sms:"]') !== null ||
      /\b\d{3}\b/.test(this.textContent);
  }

  async #start(connection) {
    const app = this.#app;
    reporter = (detail) => this.#report(detail);
    shelf = this.#root;
    const sheet = this.#apart || loadSheet().then(
      (css) => (this.#root.adoptedStyleSheets = [css]),
      () => this.#report({ code: "load-failed", severity: "warning", path: "touchbase.css" }),
    );
    this.#reading = this.#fetchConfig();
    this.#readTexts(connection);
    const slow = setTimeout(() => this.#lite(connection), PATIENCE_MS);
    try {
      // The one is the app and the other stands for it.
      const core = await (this.#apart ? loadApart() : loadCore());
      if (connection !== this.#connection) return;
      if (!app.widget) app.place.replaceChildren(); // what lite mode may have left
      app.widget ??= new core.has(
        app.frame,
        app.place,
        handOutbox,
        handScreens,
        loadInstrument,
      );
      app.widget.attach((type, detail) => this.#hear(type, detail), this.#choice("start"));
      // The outbox is the page's: an element that says nothing of these leaves them as they are.
      if (this.#ownerTag !== undefined) app.widget.setOwner(this.#ownerTag ?? undefined);
      if (this.#tokenProvider !== undefined) {
        app.widget.setTokenProvider(this.#tokenProvider ?? undefined);
      }
      app.frame.dataset.screen = "loading";
      const texts = this.#readTexts(connection);
      this.#dressing = timely(Promise.all([sheet, texts]), PATIENCE_FOR_LOOKS_MS).catch(() => {});
      await this.#readConfig(connection, this.#reading);
    } catch {
      const path = this.#apart ? "isolated.js" : "core_bg.wasm";
      this.#report({ code: "load-failed", severity: "error", path });
      await this.#lite(connection);
    } finally {
      clearTimeout(slow);
    }
  }

  /** The document's text, or the code of why there is none. */
  async #fetchConfig(apart = this.#apart) {
    if (this.#config !== undefined) return { text: this.#config };
    const address = this.getAttribute("config")?.trim();
    if (!address) return { code: "config-missing" };
    try {
      const url = new URL(address, this.baseURI);
      if (apart) return { code: url.href }; // for the frame to fetch
      const response = await fetch(url, { credentials: "same-origin" });
      return response.ok ? { text: page.read(await response.text()) } : { code: "config-unreachable" };
    } catch {
      return { code: "config-unreachable" };
    }
  }

  async #readConfig(connection, reading = this.#fetchConfig()) {
    this.#reading = reading;
    const configure = ({ text, code }) => {
      // A slower answer to an earlier question is of no use any more.
      if (connection !== this.#connection || reading !== this.#reading) return false;
      // Asked for twice where the document was set while the core was loading.
      if (!this.#app?.widget || reading === this.#applied) return false;
      this.#app.widget.configure(text, code);
      return true;
    };
    // Where there is nothing yet, help stands there until it comes.
    const slow = setTimeout(
      () => this.#settled || configure({ code: "config-unreachable" }),
      PATIENCE_MS,
    );
    const answer = await reading;
    clearTimeout(slow);
    await this.#dressing;
    if (configure(answer)) this.#applied = reading;
  }

  async #readTexts(connection) {
    const wanted = this.#wantedLanguage();
    const language = this.#language();
    const lines =
      language === "en" || this.#apart ? undefined : await loadLanguage(language).catch(() => undefined);
    if (connection !== this.#connection || wanted !== this.#wantedLanguage()) return;
    this.#app?.widget?.setTexts(language, lines, wanted);
  }

  /** The language of the page around. */
  #wantedLanguage() {
    let node = this;
    let wanted = "";
    while (node && !wanted) {
      wanted = node.closest?.("[lang]")?.getAttribute("lang") ?? "";
      node = node.getRootNode?.().host;
    }
    return wanted;
  }

  /** The nearest to that which the product speaks (RFC 4647 lookup). */
  #language() {
    const wanted = this.#wantedLanguage();
    const known = Object.keys(TEXTS);
    return [wanted, wanted.split("-")[0]].find((tag) => known.includes(tag)) ?? "en";
  }

  /** Without the app: crisis help, and the options with their phone routes. */
  async #lite(connection) {
    const app = this.#app;
    if (connection !== this.#connection || !app || app.widget) return;
    const retry = () => {
      app.frame.dataset.screen = "loading";
      app.place.replaceChildren();
      this.#start(this.#connection);
    };
    const lite = await timely(getLite[Number(this.#apart)]()).catch(() => undefined);
    const reading = this.#apart ? this.#fetchConfig(false) : this.#reading;
    const { text } = await timely(reading).catch(() => ({}));
    if (connection !== this.#connection || app.widget) return;
    lite?.render(app.place, text, this.#language(), retry);
    app.frame.dataset.screen = "unavailable";
    this.#settle(true);
  }

  /** What the app tells the page. Names and details are the core's; here they become events. */
  #hear(type, detail) {
    if (type === "settled") this.#settle(!!detail);
    else if (type === "error") this.#report(detail);
    else if (type === "outbox") this.#dispatch("touchbase-outbox", detail);
    else if (type === "exit") this.#exit(detail);
    else if (type === "again") this.#readConfig(this.#connection);
    else if (type === "stopped") this.#stop(detail);
  }

  /** The core panicked; nothing of it can be used any more, and no app of it either. */
  #stop(detail = { code: "stopped", severity: "error" }) {
    loadCore.again();
    loadScreens.again();
    idle.length = 0;
    this.#app = newApp();
    this.#dress();
    this.#root.replaceChildren(this.#app.frame);
    this.#report(detail);
    this.#lite(this.#connection);
  }

  #settle(lite) {
    if (this.#settled) return;
    this.#settled = true;
    if (this.#wanted) this.#app?.widget?.open(this.#wanted);
    this.#wanted = undefined;
    this.#dispatch("touchbase-ready", { lite });
  }

  #report(detail) {
    this.#dispatch("touchbase-error", detail);
    if (this.#apart) return; // the sentence would have to be fetched; the frame says it
    mend(detail.code).then((sentence) =>
      console[detail.severity === "error" ? "error" : "warn"](
        `touchbase: ${[detail.code, detail.path].filter(Boolean).join(" at ")}\n${sentence}`,
      ),
    );
  }

  #exit(address) {
    const { frame } = this.#app;
    // Until the other page is there, nobody sees this one.
    if (address) frame.dataset.covered = "page";
    setTimeout(() => {
      const event = new CustomEvent("touchbase-exit", {
        bubbles: true,
        cancelable: true,
        composed: true,
      });
      if (this.dispatchEvent(event) && address) page.leave(address, frame);
      else delete frame.dataset.covered;
    });
  }

  // In a task of its own: a listener may call back into the element.
  #dispatch(type, detail) {
    setTimeout(() =>
      this.dispatchEvent(new CustomEvent(type, { bubbles: true, composed: true, detail })),
    );
  }
}

function newApp() {
  const make = (tag, name, ...children) => {
    const element = document.createElement(tag);
    element.className = name;
    element.append(...children);
    return element;
  };
  const place = make("div", "tb-app");
  const fallback = make(
    "div",
    "tb-fallback",
    make("p", "tb-loading"),
    make("p", "tb-local"),
    document.createElement("slot"),
  );
  const frame = make("div", "tb", fallback, place);
  frame.dataset.screen = "loading";
  frame.setAttribute("role", "region");
  // Translation tools rewrite text nodes under the app and send them to their vendor.
  frame.setAttribute("translate", "no");
  for (const type of KEPT_INSIDE) frame.addEventListener(type, (event) => event.stopPropagation());
  return { frame, place, widget: undefined };
}
