// What a host adds to its page to have a service worker where Trusted Types are enforced: a policy of
// its own, which the page's `trusted-types` names and which knows one address and no other.
const known = { createScriptURL: () => "portal-sw.js" };
const policy = globalThis.trustedTypes?.createPolicy("portal-worker", known) ?? known;
navigator.serviceWorker?.register(policy.createScriptURL(""), { updateViaCache: "none" });
