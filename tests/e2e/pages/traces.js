// Runs before the widget: writes down every place and every event from which the page around could
// learn what happened in the widget. It changes nothing but the page's own record.
"use strict";
{
  const widget = [];
  const events = [];
  const inside = new Set();
  const mutations = [];
  let watching = false;

  // Each event that the element gives out, on whatever target and whether it bubbles or not.
  const dispatch = EventTarget.prototype.dispatchEvent;
  EventTarget.prototype.dispatchEvent = function (event) {
    if (this instanceof Element && this.localName === "touch-base") {
      widget.push([event.type, JSON.stringify(event.detail ?? null)]);
    }
    return dispatch.call(this, event);
  };

  const names = new Set(["beforeinput", "focusin", "focusout", "compositionend"]);
  for (const of of [window, document, HTMLElement.prototype]) {
    for (const key in of) if (key.startsWith("on")) names.add(key.slice(2));
  }
  // Where the pointer is depends on where a control stands, and says so in the promises' limits.
  const pointer = /^(pointer|mouse|drag|scroll|wheel|touch|selection|gotpointer|lostpointer)/;
  for (const name of names) {
    window.addEventListener(
      name,
      (event) => {
        if (!watching || !(event.target instanceof Element)) return;
        const host = event.target.closest("touch-base");
        if (!host) return;
        const path = event.composedPath();
        for (const e of path.slice(0, path.indexOf(host))) inside.add(e.localName ?? e.nodeName);
        const told = {};
        for (const key in event) {
          // Firefox hands any listener of the page the very node inside a closed root under these
          // names. Nothing of the widget's own keeps it from that: what inline mode cannot hold.
          if (/^(originalTarget|explicitOriginalTarget|rangeParent)$/.test(key)) continue;
          const value = event[key];
          if (typeof value === "string") told[key] = value;
          else if (key === "detail" && typeof value !== "number") told[key] = JSON.stringify(value);
          else if (value instanceof Element) told[key] = value.outerHTML.slice(0, 2000);
        }
        events.push([event.type, told]);
      },
      true,
    );
  }

  window.watchFromNow = () => {
    watching = true;
    new MutationObserver((records) => {
      for (const record of records) mutations.push([record.type, record.attributeName]);
    }).observe(document, {
      attributes: true,
      characterData: true,
      childList: true,
      subtree: true,
    });
  };

  const ours = (key) => !/^[$_]|^webdriver|^cdc_/i.test(key);
  window.traces = async () => ({
    local: Object.entries(localStorage),
    session: Object.entries(sessionStorage),
    cookie: document.cookie,
    databases: (await indexedDB.databases()).map(({ name }) => name).sort(),
    caches: window.caches ? await caches.keys() : null,
    address: location.href,
    history: [history.length, history.state],
    title: document.title,
    name: window.name,
    console: seen.console,
    errors: seen.errors,
    widget,
    page: mutations,
    globals: Object.keys(window).filter(ours).sort(),
    asked: performance.getEntriesByType("resource").map((entry) => entry.name),
    events,
    kinds: events.map(([type]) => type).filter((type) => !pointer.test(type)),
    inside: [...inside],
    open: document.querySelector("touch-base").shadowRoot !== null,
  });
}
