// What remains where WebAssembly cannot run: crisis help, and the options with their phone routes
// in the host's order. Nothing is decided here; what cannot be read is left out.

const TEXTS = {}; // filled in by the build

const SCHEMES = { phone: "tel:", pager: "tel:", voicemail: "tel:", text: "sms:" };

/** Fills `place` from the configuration's text, which may be missing or broken. */
export function render(place, source, language, retry) {
  const texts = TEXTS[language] ?? TEXTS.en ?? {};
  const say = (key, fill = {}) =>
    (texts[key] ?? "").replace(/\{(\w+)\}/g, (_, name) => fill[name] ?? "");
  const config = parse(source);

  const heading = make("h2", say("unavailable.title"), "tb-heading");
  heading.tabIndex = -1;
  heading.dataset.heading = "";
  const again = make("button", say("unavailable.retry"), "tb-button tb-button--secondary");
  again.type = "button";
  again.dataset.action = "start-over";
  again.addEventListener("click", retry);
  const main = make("div", "", "tb-main");
  main.append(heading, make("p", say("unavailable.no-wasm"), "tb-text"));
  if (config.example) main.append(hosts("p", config.example, "tb-notice", language));
  main.append(entries(list(config.options), "", say, language), again);
  const crisis = ownFirst(list(config.crisis), config.country);
  place.replaceChildren(entries(crisis, say("crisis.strip"), say, language, config.country), main);
}

/** Help of other countries comes after that of the document's own, as with the app. */
function ownFirst(entries, country) {
  const foreign = (entry) => isForeign(entry, country);
  return [...entries.filter((entry) => !foreign(entry)), ...entries.filter(foreign)];
}

function isForeign(entry, country) {
  const code = (text) => String(text ?? "").toUpperCase();
  return typeof entry?.country === "string" && code(entry.country) !== code(country);
}

function entries(items, title, say, language, country) {
  const section = document.createElement("section");
  section.className = title ? "tb-help" : "tb-cards";
  if (title) section.append(make("p", title, "tb-help__title"));
  const shown = document.createElement("ul");
  shown.className = "tb-list";
  for (const entry of items) {
    const routes = list(entry?.routes).filter(
      (route) => route?.type in SCHEMES && /\d/.test(route.value),
    );
    if (!inLanguage(entry?.name, language)[0] || !routes.length) continue;
    const item = document.createElement("li");
    item.className = "tb-card";
    item.append(hosts(title ? "p" : "h3", entry.name, "tb-card__title", language));
    if (title && isForeign(entry, country)) {
      item.append(make("p", countryName(entry.country, language), "tb-hint"));
    }
    for (const route of routes) {
      if (route.label) item.append(hosts("p", route.label, "tb-routes__label", language));
      item.append(link(route, say));
      if (route.on_site === true) item.append(make("p", say("route.on-site"), "tb-hint"));
    }
    shown.append(item);
  }
  if (!shown.childElementCount) return document.createDocumentFragment();
  section.append(shown);
  return section;
}

/** An element with a text of the host's. */
function hosts(element, text, name, language) {
  const [words, tag] = inLanguage(text, language);
  const made = make(element, words ?? "", name);
  if (tag) made.lang = tag;
  return made;
}

function countryName(code, language) {
  try {
    return new Intl.DisplayNames(language, { type: "region" }).of(code);
  } catch {
    return code;
  }
}

/** A text that may be given per language, and its tag where it is. */
function inLanguage(text, language) {
  if (typeof text === "string") return [text];
  // One that cannot be read must not cost the entry its name.
  const filled = ([, words]) => typeof words === "string" && words.trim();
  const texts = Object.entries(text ?? {}).filter(filled);
  const [tag, words] = texts.find(([tag]) => tag.split("-")[0] === language) ?? texts[0] ?? [];
  return [words, tag];
}

function link(route, say) {
  const key = wording(route);
  const text = say(`route.${key}`, { number: route.value, ext: route.ext, keyword: route.keyword });
  // A number with letters is for reading: a link would dial another one.
  if (/\p{L}/u.test(route.value)) return make("span", text, "tb-route tb-route--plain");
  const anchor = make("a", text, "tb-route");
  anchor.href = dial(route);
  return anchor;
}

function wording({ type, ext, keyword }) {
  if (type === "phone") return ext ? "call-ext" : "call";
  return type === "text" && keyword ? "text-keyword" : type;
}

function dial(route) {
  const number = String(route.value).replace(/[^\d+]/g, "");
  const scheme = SCHEMES[route.type];
  const extension = route.ext ? `;ext=${String(route.ext).replace(/\D/g, "")}` : "";
  return scheme + number + extension;
}

function parse(source) {
  try {
    return Object(JSON.parse(source));
  } catch {
    return {};
  }
}

function list(value) {
  return Array.isArray(value) ? value : [];
}

function make(tag, text, name) {
  const element = document.createElement(tag);
  element.className = name;
  element.textContent = text;
  return element;
}
