// A host's own worker: it has the widget's in it, and keeps the host's page.
"use strict";

const plain = { createScriptURL: (address) => address };
const policy = self.trustedTypes?.createPolicy("portal-worker", plain) ?? plain;

self.touchbase = { files: "touchbase/", config: "touchbase.json" };
importScripts(policy.createScriptURL("touchbase/touchbase-sw.js"));

const OWN = "portal-pages";
const OWN_FILES = ["page.html", "plain.html", "prelude.js", "register.js"];

addEventListener("install", (event) =>
  event.waitUntil(caches.open(OWN).then((cache) => cache.addAll(OWN_FILES))),
);

addEventListener("fetch", (event) => {
  const name = new URL(event.request.url).pathname.slice(1);
  if (!OWN_FILES.includes(name)) return;
  event.respondWith(fetch(event.request).catch(() => caches.match(name)));
});
