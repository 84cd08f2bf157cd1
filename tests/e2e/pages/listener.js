// Runs before the widget: what a script of the page learns that only listens and looks. It patches
// nothing. For each kind of event it keeps the kinds of things that were told, not the things.
"use strict";
{
  const told = {};
  const tell = (kind, what) => (told[kind] ??= new Set()).add(what);
  const inWidget = (node) =>
    node instanceof Node && node.getRootNode() instanceof ShadowRoot ? node : undefined;

  const names = new Set("beforeinput focusin focusout compositionend selectionchange".split(" "));
  for (const of of [window, document, HTMLElement.prototype]) {
    for (const key in of) if (key.startsWith("on")) names.add(key.slice(2));
  }
  for (const kind of names) {
    window.addEventListener(
      kind,
      (event) => {
        const { target } = event;
        const host = target instanceof Element && target.closest("touch-base");
        if (!host && !inWidget(target)) return;
        tell(kind, "that it was");
        if (event.clientX || event.clientY) tell(kind, "place");
        if (event.key && event.key !== "Unidentified") tell(kind, "key");
        if (event.data) tell(kind, "text");
        if (event.clipboardData?.getData("text")) tell(kind, "text");
        const around = [target, event.relatedTarget, event.originalTarget];
        around.push(event.explicitOriginalTarget, event.rangeParent);
        if ([...around, ...event.composedPath()].some(inWidget)) tell(kind, "the node inside");
      },
      true,
    );
  }

  // What can be asked at any time.
  window.listener = {
    told: () => Object.fromEntries(Object.entries(told).map(([kind, of]) => [kind, [...of].sort()])),
    asked(words) {
      const host = document.querySelector("touch-base");
      const box = host.getBoundingClientRect();
      const at = [box.left + 40, Math.max(box.top, 0) + 60];
      const selection = document.getSelection();
      const caret = document.caretRangeFromPoint?.(...at)?.startContainer;
      const position = document.caretPositionFromPoint?.(...at)?.offsetNode;
      const out = {
        "document.activeElement": document.activeElement === host && "the element",
        "document.elementFromPoint": document.elementFromPoint(...at) === host && "the element",
        "its size": box.height > 0 && "its size",
        shadowRoot: host.shadowRoot && "the node inside",
        innerText: host.innerText.includes(words) && "text",
        "document.getSelection, text": selection.toString().includes(words) && "text",
        "document.getSelection, node":
          [selection.anchorNode, selection.focusNode].some(inWidget) && "the node inside",
        "document.caretRangeFromPoint": inWidget(caret) && "the node inside",
        "document.caretPositionFromPoint": inWidget(position) && "the node inside",
        "performance.getEntries, addresses":
          performance.getEntriesByType("resource").some(({ name }) => name.includes("touchbase")) &&
          "addresses",
        "performance.getEntries, nodes":
          performance.getEntries().some((e) => inWidget(e.target) || inWidget(e.element)) &&
          "the node inside",
      };
      // It moves the selection, so it comes last.
      out["window.find"] = Boolean(window.find?.(words)) && "whether it stands there";
      return Object.fromEntries(Object.entries(out).map(([name, of]) => [name, of || "nothing"]));
    },
  };
}
