// What the page and the frame of isolated mode may say to each other, and the one place where it is
// checked. Whatever else arrives is nothing: each check takes any value there is and never throws.

/** How the frame asks a page for a port, and how the page hands one over. */
export const HELLO = "touchbase-frame";

/** Heights go up in steps of so many CSS pixels, so that they tell the page less of what is read. */
const STEP = 96;
const TALLEST = 30_000;

export const quantised = (height) => Math.min(Math.ceil(height / STEP) * STEP, TALLEST);

const oneOf = (words) => (value) => words.includes(value);
const matches = (pattern) => (value) => typeof value === "string" && pattern.test(value);
const text = (most) => (value) => typeof value === "string" && value.length <= most;
const maybe = (check) => (value) => value === undefined || check(value);
const orNull = (check) => (value) => value === null || check(value);
const flag = (value) => typeof value === "boolean";
const count = (value) => Number.isInteger(value) && value >= 0 && value <= 1_000_000;

const webAddress = (base) => (value) => {
  if (!text(2_000)(value)) return false;
  try {
    return ["https:", "http:"].includes(new URL(value, base).protocol);
  } catch {
    return false;
  }
};
// The frame cannot know what an address of the host's is relative to; the page does.
const leaving = webAddress("https://page.invalid");
const counts = (value) =>
  typeof value === "object" &&
  value !== null &&
  Object.entries(value).every(([state, number]) => CODE.test(state) && count(number));

const CODE = /^[a-z][a-z-]{0,63}$/;
const SCREENS = ["welcome", "check", "options", "referral"];

/** What the page says: what the host set, and that the person was somewhere else. */
export const FROM_PAGE = {
  settings: {
    label: text(200),
    lang: text(100),
    root: oneOf(["closed", "open"]),
    start: oneOf(SCREENS),
    theme: oneOf(["light", "auto", "dark"]),
  },
  config: {
    address: maybe(webAddress()),
    base: webAddress(),
    text: maybe(text(4_000_000)),
  },
  owner: { tag: orNull(text(2_000)) },
  tokens: { given: flag },
  token: { id: count, token: maybe(orNull(text(20_000))) },
  open: { screen: oneOf(SCREENS) },
  clear: {},
  // A key outside the frame: whether it was the one that leaves, and nothing more.
  key: { shift: flag },
  stay: {},
};

/** What the frame says: how tall it is, and what the element's events tell in any mode. */
export const FROM_FRAME = {
  ready: { lite: flag },
  height: { pixels: (value) => count(value) && value === quantised(value) },
  token: { id: count, refresh: flag },
  exit: { address: maybe(leaving) },
  error: {
    code: matches(CODE),
    path: maybe(text(300)),
    severity: oneOf(["warning", "error"]),
  },
  outbox: { counts },
};

/** The message, where it is one of these and has no more to it than it should; else undefined. */
export function understood(shapes, message) {
  if (typeof message !== "object" || message === null) return undefined;
  const { kind, ...fields } = message;
  if (typeof kind !== "string" || !Object.hasOwn(shapes, kind)) return undefined;
  const shape = shapes[kind];
  const names = Object.keys(shape);
  const known = Object.keys(fields).every((name) => names.includes(name));
  return known && names.every((name) => shape[name](fields[name])) ? message : undefined;
}
