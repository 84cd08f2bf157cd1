// What the seal calls of WebCrypto, with the same parameters (src/browser/seal.rs), over vectors.
// Each answers a list of what became of them: octets in hex, or the name of the refusal.
"use strict";
{
  const subtle = crypto.subtle;
  const p256 = { name: "ECDH", namedCurve: "P-256" };
  const octets = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  const hex = (buffer) =>
    Array.from(new Uint8Array(buffer), (octet) => octet.toString(16).padStart(2, "0")).join("");
  const each = (vectors, work) =>
    Promise.all(vectors.map((vector, place) => work(vector, place).then(hex, ({ name }) => name)));

  // The package's own module, which looks at a receiver's key before anything is sealed to it.
  const opened = async () => {
    const [needs, finish, Outbox] = (await import("./outbox.js")).default();
    const source = await WebAssembly.instantiateStreaming(fetch("outbox_bg.wasm"), needs());
    finish(source.instance, source.module);
    return new Outbox(location.href, () => {});
  };
  let outbox;

  // The widget's side: what its module refuses goes no further; all else the browser imports from a
  // JWK, and the own key derives.
  window.agree = async (vectors) => {
    outbox ??= await opened();
    return each(vectors, async ({ jwk, own }, place) => {
      const id = `vectors/${place}`;
      const keys = JSON.stringify([jwk]);
      const destination = { id, endpoint: "/nowhere", user: false, keys, path: "keys" };
      outbox.configure(JSON.stringify([destination]), "{}");
      if (outbox.fingerprint(id) === "") throw new DOMException("", "DataError");
      const point = await subtle.importKey("jwk", jwk, p256, false, []);
      const secret = await subtle.importKey("jwk", own, p256, false, ["deriveBits"]);
      return subtle.deriveBits({ name: "ECDH", public: point }, secret, 256);
    });
  };

  // How many of these the browser takes by itself.
  window.taken = async (jwks) => {
    const imports = jwks.map((jwk) => subtle.importKey("jwk", jwk, p256, false, []));
    const ended = await Promise.allSettled(imports);
    return [String(ended.filter(({ status }) => status === "fulfilled").length)];
  };

  const parameters = ({ iv, additional }) => ({
    name: "AES-GCM",
    iv: octets(iv),
    additionalData: octets(additional),
    tagLength: 128,
  });
  const key = (vector, use) => subtle.importKey("raw", octets(vector.key), "AES-GCM", false, [use]);

  window.encrypt = (vectors) =>
    each(vectors, async (vector) =>
      subtle.encrypt(parameters(vector), await key(vector, "encrypt"), octets(vector.plaintext)),
    );

  window.decrypt = (vectors) =>
    each(vectors, async (vector) =>
      subtle.decrypt(parameters(vector), await key(vector, "decrypt"), octets(vector.sealed)),
    );
}
