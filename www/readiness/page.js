// Starts the readiness page. It fetches the page's own files and decides nothing.
import init, { mount } from "./readiness.js";

try {
  await init({ module_or_path: fetch(new URL("readiness_bg.wasm", import.meta.url)) });
  mount(document.getElementById("readiness"));
} catch {
  document.getElementById("loading")?.remove();
  const failed = document.getElementById("failed");
  if (failed) failed.hidden = false;
}
