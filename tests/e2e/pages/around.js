// Runs before the widget: takes down the page around it, and says later what became another.
"use strict";
{
  const styles = () => {
    const out = new Map();
    for (const [place, element] of document.querySelectorAll("#around *").entries()) {
      const style = getComputedStyle(element);
      const own = {};
      for (const name of style) own[name] = style.getPropertyValue(name);
      out.set(`${element.localName} ${place}`, own);
    }
    return out;
  };

  // What the drivers leave behind for their own scripts, and this.
  const OF_THE_TEST = /^([$_]|webdriver|cdc_|ret_nodes|se_exported|around$)/;

  // Every constructor and namespace of the page, with every property of each.
  const builtIns = () => {
    const holders = new Map([["window", window], ["document", document]]);
    for (const key of Reflect.ownKeys(window)) {
      if (OF_THE_TEST.test(String(key))) continue;
      const { value } = Reflect.getOwnPropertyDescriptor(window, key) ?? {};
      if (typeof value === "function") {
        holders.set(String(key), value);
        if (value.prototype) holders.set(`${String(key)}.prototype`, value.prototype);
      } else if (typeof value === "object" && value && String(value).startsWith("[object ")) {
        if (value !== window && value !== document) holders.set(String(key), value);
      }
    }
    const out = new Map();
    for (const [name, holder] of holders) {
      for (const key of Reflect.ownKeys(holder)) {
        if (holder === window && OF_THE_TEST.test(String(key))) continue;
        out.set(`${name}.${String(key)}`, Reflect.getOwnPropertyDescriptor(holder, key));
      }
    }
    return out;
  };

  // WebKitGTK makes some lists anew whenever it is asked for them.
  const differ = (own, after) =>
    !Object.is(own, after) && !(Array.isArray(own) && String(own) === String(after));

  const place = () => ({
    address: location.href,
    title: document.title,
    history: history.length,
    state: JSON.stringify(history.state),
  });

  let before;
  window.around = {
    begin() {
      before = { styles: styles(), builtIns: builtIns(), place: place() };
      return [before.styles.size, before.builtIns.size];
    },
    // One of each kind that is to be found.
    plant() {
      const { includes } = Array.prototype;
      Array.prototype.includes = function (...of) {
        return includes.apply(this, of);
      };
      Object.defineProperty(window, "planted", { value: 1, configurable: true });
      const sheet = new CSSStyleSheet();
      sheet.replaceSync("#around blockquote { color: red }");
      document.adoptedStyleSheets = [sheet];
      document.title = "Another";
      history.pushState({ planted: 1 }, "", "#planted");
      window.around.undo = () => {
        Array.prototype.includes = includes;
        delete window.planted;
        document.adoptedStyleSheets = [];
      };
    },
    changes() {
      const out = [];
      const now = { styles: styles(), builtIns: builtIns(), place: place() };
      for (const [element, own] of before.styles) {
        const after = now.styles.get(element) ?? {};
        for (const name of new Set([...Object.keys(own), ...Object.keys(after)])) {
          if (own[name] !== after[name]) out.push(`style ${element} ${name}`);
        }
      }
      for (const [name, after] of now.builtIns) {
        const own = before.builtIns.get(name);
        if (!own) out.push(`new ${name}`);
        else if (["value", "get", "set", "writable"].some((key) => differ(own[key], after[key])))
          out.push(`patched ${name}`);
      }
      for (const name of before.builtIns.keys()) {
        if (!now.builtIns.has(name)) out.push(`gone ${name}`);
      }
      for (const [name, own] of Object.entries(before.place)) {
        if (own !== now.place[name]) out.push(`${name} ${now.place[name]}`);
      }
      return out;
    },
  };
}
