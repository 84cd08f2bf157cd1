// A host's own script: registers the host's own worker.
"use strict";
{
  const plain = { createScriptURL: (address) => address };
  const policy = window.trustedTypes?.createPolicy("portal-worker", plain) ?? plain;
  navigator.serviceWorker.register(policy.createScriptURL("portal-sw.js"), {
    updateViaCache: "none",
  });
}
