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
  const everywhere = (octets) =>
    memories.map((memory) => count(new Uint8Array(memory.buffer), octets));

  // Each content key on its way to WebCrypto: the array it was in, and how often it stood in memory
  // then.
  const keys = [];
  const { importKey } = SubtleCrypto.prototype;
  SubtleCrypto.prototype.importKey = function (format, data, ...rest) {
    if (format === "raw") keys.push({ data, octets: [...data], before: everywhere([...data]) });
    return importKey.call(this, format, data, ...rest);
  };
  window.contentKeys = () =>
    keys.map(({ data, octets, before }) => ({
      before,
      now: everywhere(octets),
      array: data.some((octet) => octet !== 0),
    }));

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
