// Runs before the widget and keeps hold of the memory of each WebAssembly module, to look into it.
"use strict";
{
  const memories = [];
  for (const name of ["instantiate", "instantiateStreaming"]) {
    const original = WebAssembly[name];
    WebAssembly[name] = async (...given) => {
      const made = await original.apply(WebAssembly, given);
      // What is linked to another's memory exports none.
      const { memory } = (made.instance ?? made).exports;
      if (memory) memories.push(memory);
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
  // How often a text stands in each module's whole memory, in either encoding.
  window.inMemory = (text) => {
    const narrow = [...new TextEncoder().encode(text)];
    const wide = [...text].flatMap((c) => [c.charCodeAt(0) & 0xff, c.charCodeAt(0) >> 8]);
    return memories.map((memory) => {
      const bytes = new Uint8Array(memory.buffer);
      return count(bytes, narrow) + count(bytes, wide);
    });
  };
}
