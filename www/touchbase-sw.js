// touchbase in a service worker of the host's: for hosts that want the widget to load without a
// network, and what waits to be sent without a page. A host's worker imports it, or is it:
//
//   self.touchbase = { files: "/touchbase/", config: "/touchbase.json" };
//   importScripts("/touchbase/touchbase-sw.js");
//
// It keeps the files of one build and the host's documents in a cache of its own, and answers for
// nothing else. What is sent, when and where to is decided by the Rust core.
(() => {
  "use strict";

  const BUILD = "the build";

  // How long a document may take before the one that was kept stands in. The widget waits twice as
  // long.
  const PATIENCE_MS = 5_000;

  const given = self.touchbase ?? Object.fromEntries(new URL(location.href).searchParams);
  const whole = (address) => new URL(address, location.href).href;
  const folder = whole(given.files ?? "./").replace(/\/?$/, "/");
  const documents = [given.config ?? []].flat().map(whole);
  const page = given.page === undefined ? undefined : whole(given.page);
  const files = new Map(
    Object.entries(BUILD.files).map(([name, integrity]) => [folder + name, integrity]),
  );

  // One for each registration, because an origin may have several. The Rust core looks for it.
  const OURS = `touchbase:${registration.scope}:`;
  const CACHE = OURS + BUILD.version;
  // The tags of Background Sync that the widget asks for.
  const TAG = "tb1:";

  const ownCache = () => caches.open(CACHE);
  const isJson = (answer) => (answer.headers.get("content-type") ?? "").includes("json");

  // All files of this build or none: a file that is not the one it was built as is refused.
  const keepFiles = async () => {
    const answers = await Promise.all(
      Array.from(files, async ([address, integrity]) => {
        const answer = await fetch(address, { integrity, cache: "no-cache" });
        if (!answer.ok) throw answer.status;
        return [address, answer];
      }),
    );
    const cache = await ownCache();
    await Promise.all(answers.map(([address, answer]) => cache.put(address, answer)));
  };

  const isKept = async () => {
    const cache = await ownCache();
    return (await cache.keys()).filter(({ url }) => files.has(url)).length === files.size;
  };

  const fetchDocument = async (request) => {
    const answer = await fetch(request);
    const keep = !/no-store/.test(answer.headers.get("cache-control") ?? "");
    if (answer.ok && isJson(answer) && keep) {
      const cache = await ownCache();
      await cache.put(request.url ?? request, answer.clone());
    }
    return answer;
  };

  const isAnswer = (answer) => answer.status < 500 && !(answer.ok && !isJson(answer));

  // A document comes from the network while that answers: a number that was changed is not shown
  // any more.
  const documentFor = async (request, lifetime) => {
    const asked = fetchDocument(request);
    const settled = asked.catch(() => undefined);
    lifetime(settled);
    const late = new Promise((done) => setTimeout(done, PATIENCE_MS));
    const answer = await Promise.race([settled, late]);
    if (answer && isAnswer(answer)) return answer;
    const kept = await (await ownCache()).match(request.url ?? request);
    return kept ?? answer ?? asked;
  };

  const fileFor = async (request, lifetime) => {
    const kept = await (await ownCache()).match(request.url);
    // A page that was set up for another build says so by the hash in its tag.
    const ofThisBuild = !request.integrity || request.integrity === files.get(request.url);
    if (kept && ofThisBuild) return kept;
    lifetime(settle());
    return fetch(request).catch((failed) => kept ?? Promise.reject(failed));
  };

  // A document that could not be fetched with the new build is still better than none.
  const inherit = async (name) => {
    const [cache, before] = [await ownCache(), await caches.open(name)];
    for (const address of documents) {
      const kept = (await cache.match(address)) ? undefined : await before.match(address);
      if (kept) await cache.put(address, kept);
    }
  };

  // Leaves this build alone in the cache. A failure is no failure of the host's worker: the files
  // come from the network then, and the next time one is missing it is tried again.
  let settling;
  const settle = () => {
    settling ??= (async () => {
      if (!(await isKept())) await keepFiles();
      const names = await caches.keys();
      const old = names.filter((name) => name.startsWith(OURS) && name !== CACHE);
      await Promise.all(old.map(inherit));
      await Promise.all(old.map((name) => caches.delete(name)));
    })().catch(() => (settling = undefined));
    return settling;
  };

  const install = async () => {
    await keepFiles().catch(() => {});
    await Promise.all(documents.map((address) => fetchDocument(address).catch(() => {})));
  };

  let core;
  const loadCore = () => {
    core ??= (async () => {
      const address = `${folder}worker_bg.wasm`;
      const kept = await (await ownCache()).match(address);
      const integrity = files.get(address);
      await wasm_bindgen({ module_or_path: kept ?? fetch(address, { integrity }) });
      return wasm_bindgen;
    })().catch((error) => {
      core = undefined;
      throw error;
    });
    return core;
  };

  const deliver = async (tag) => {
    const { deliver } = await loadCore();
    const texts = documents.map(async (address) => {
      const answer = await documentFor(address, () => {});
      return answer.ok ? answer.text() : "";
    });
    const left = await deliver(tag, await Promise.all(texts), page);
    // What fails the browser tries again.
    if (left) throw new Error("touchbase: not yet");
  };

  addEventListener("install", (event) => event.waitUntil(install()));
  addEventListener("activate", (event) => event.waitUntil(settle()));
  addEventListener("fetch", (event) => {
    const { request } = event;
    if (request.method !== "GET") return;
    const lifetime = (work) => event.waitUntil(work);
    if (files.has(request.url)) event.respondWith(fileFor(request, lifetime));
    else if (documents.includes(request.url)) event.respondWith(documentFor(request, lifetime));
  });
  addEventListener("sync", (event) => {
    if (event.tag.startsWith(TAG)) event.waitUntil(deliver(event.tag));
  });
})();
