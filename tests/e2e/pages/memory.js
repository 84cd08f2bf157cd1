// Runs before the widget and keeps hold of the memory of each WebAssembly module, to look into it.
"use strict";
{
  const memories = [];
  for (const name of ["instantiate", "instantiateStreaming"]) {
    const original = WebAssembly[name];
    WebAssembly[name] = async (...given) => {
      const made = await original.apply(WebAssembly, given);
      memories.push((made.instance ?? made).exports.memory);
      return made;
    };
  }
  const count = (bytes, wanted) => {
    let found = 0;
    for (let at = bytes.indexOf(wanted[0]); at >= 0; at = bytes.indexOf(wanted[0], at + 1)) {
      if (wanted.every((byte, i) => bytes[at + i] === byte)) found++;
    }
    return found;
  };
  // How often a text stands in each module's whole memory.
  window.inMemory = (text) => {
    const wanted = [...new TextEncoder().encode(text)];
    return memories.map((memory) => count(new Uint8Array(memory.buffer), wanted));
  };
}
