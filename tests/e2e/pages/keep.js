// Runs before the widget: what is printed and what is offered as a file, without a dialogue.
"use strict";
{
  const kept = { printed: [], files: [], pending: [] };
  window.kept = kept;
  const blobs = new Map();

  const make = URL.createObjectURL;
  URL.createObjectURL = function (blob) {
    const address = make.call(URL, blob);
    blobs.set(address, blob);
    return address;
  };
  const click = HTMLElement.prototype.click;
  HTMLElement.prototype.click = function () {
    if (this.localName !== "a" || !this.hasAttribute("download")) return click.call(this);
    const blob = blobs.get(this.href);
    const file = { name: this.download, kind: blob?.type, connected: this.isConnected };
    kept.pending.push(blob?.text().then((text) => kept.files.push({ ...file, text })));
    // Where a real file is wanted as well.
    if (window.reallySave) click.call(this);
  };

  const inner = Object.getOwnPropertyDescriptor(HTMLIFrameElement.prototype, "contentWindow");
  Object.defineProperty(HTMLIFrameElement.prototype, "contentWindow", {
    ...inner,
    get() {
      const page = inner.get.call(this);
      if (page) {
        page.print = () => {
          const { title, body } = page.document;
          kept.printed.push({ title, lines: [...body.children].map((e) => e.textContent) });
        };
      }
      return page;
    },
  });
}
