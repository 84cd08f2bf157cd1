// Runs before the widget and writes down what the page gets to know. It changes nothing.
"use strict";
{
  const seen = { events: [], violations: [], console: [], errors: [] };
  Object.defineProperty(window, "seen", { value: seen });
  for (const name of ["ready", "exit", "error", "outbox"]) {
    window.addEventListener(
      `touchbase-${name}`,
      (event) => {
        const detail = event.detail ? JSON.parse(JSON.stringify(event.detail)) : null;
        seen.events.push({ name: event.type, detail });
      },
      true,
    );
  }
  document.addEventListener("securitypolicyviolation", (event) => {
    seen.violations.push({ directive: event.effectiveDirective, blocked: event.blockedURI });
  });
  for (const level of ["log", "info", "warn", "error", "debug"]) {
    const original = console[level];
    console[level] = (...words) => {
      seen.console.push({ level, text: words.map(String).join(" ") });
      original.apply(console, words);
    };
  }
  window.addEventListener("error", (event) => seen.errors.push(String(event.message)));
  window.addEventListener("unhandledrejection", (event) => seen.errors.push(String(event.reason)));
}
