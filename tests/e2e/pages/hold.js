// Runs before the widget: keeps each root that is attached, for a driver that hands out no closed
// ones. It is what a hostile page can do in inline mode.
"use strict";
{
  const held = new WeakMap();
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function attachShadow(options) {
    const root = attach.call(this, options);
    held.set(this, root);
    return root;
  };
  Object.defineProperty(window, Symbol.for("touchbase-e2e"), { value: held });
}
