// A host's own service worker: it takes in the widget's, and keeps the host's page, which the widget
// stands in. Whether a page may be kept on a shared computer is the host's to decide.
"use strict";

const known = { createScriptURL: () => "touchbase/touchbase-sw.js" };
const policy = self.trustedTypes?.createPolicy("portal-worker", known) ?? known;

self.touchbase = { files: "touchbase/", config: "touchbase.json" };
importScripts(policy.createScriptURL(""));

const PAGE = "portal-page";
const FILES = ["./", "assets/portal.css", "assets/icon.svg", "assets/worker.js"];
const kept = new Set(FILES.map((file) => new URL(file, location.href).href));

addEventListener("install", (event) =>
  event.waitUntil(caches.open(PAGE).then((cache) => cache.addAll(FILES))),
);

addEventListener("fetch", (event) => {
  if (event.request.method !== "GET" || !kept.has(event.request.url)) return;
  event.respondWith(fetch(event.request).catch(() => caches.match(event.request.url)));
});
