// Starts the go-live page. It fetches the page's own files and decides nothing.
import init, { mount } from "./golive.js";

try {
  await init({ module_or_path: fetch(new URL("golive_bg.wasm", import.meta.url)) });
  mount(document.getElementById("go-live"));
} catch {
  document.getElementById("loading")?.remove();
  const failed = document.getElementById("failed");
  if (failed) failed.hidden = false;
}
