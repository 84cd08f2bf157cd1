// Runs before the widget: a clock that a test sets forward, timers that go by it, and a page that
// says it is hidden where a test says so.
"use strict";
{
  const now = Date.now.bind(Date);
  const [set, clear] = [window.setTimeout, window.clearTimeout];
  const waiting = new Map();
  let ahead = 0;
  // WebKitGTK's driver limits its own scripts by a timer of the page.
  const OF_THE_DRIVER = 30_000;
  Date.now = () => now() + ahead;
  window.setTimeout = (then, delay = 0, ...rest) => {
    const id = set(() => {
      waiting.delete(id);
      then(...rest);
    }, delay);
    waiting.set(id, { then: () => then(...rest), at: Date.now() + delay, delay });
    return id;
  };
  window.clearTimeout = (id) => {
    waiting.delete(id);
    clear(id);
  };
  // Sets the clock forward. What was to come by then comes now, unless the page sleeps.
  window.goOn = (ms, asleep) => {
    ahead += ms;
    for (const [id, { then, at, delay }] of asleep ? [] : [...waiting]) {
      if (at > Date.now() || !waiting.has(id) || delay === OF_THE_DRIVER) continue;
      window.clearTimeout(id);
      then();
    }
  };
  // How many timers are set to go off within the next so many milliseconds.
  window.timers = (ms) => {
    const soon = ({ at, delay }) => at <= Date.now() + ms && delay !== OF_THE_DRIVER;
    return [...waiting.values()].filter(soon).length;
  };

  let away = false;
  Object.defineProperty(document, "hidden", { get: () => away });
  Object.defineProperty(document, "visibilityState", { get: () => (away ? "hidden" : "visible") });
  window.setAway = (value) => {
    away = value;
    document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
  };
}
