// The script of the one tag: registers <touch-base>. The build puts the class in front of it, so that
// the tag's `integrity` covers both. In touch-base.js the class stands alone, for pages that register
// it under another name or in a registry of their own.
import { TouchBaseElement } from "./touch-base.js";

// Importing on a server, or a second time under another address, must do no harm.
if (globalThis.customElements && !customElements.get("touch-base")) {
  customElements.define("touch-base", TouchBaseElement);
}

export { TouchBaseElement };
