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
    Promise.all(vectors.map((vector) => work(vector).then(hex, ({ name }) => name)));

  // The widget's side: the receiver's point is imported from a JWK, the own key derives.
  window.agree = (vectors) =>
    each(vectors, async ({ x, y, own }) => {
      const jwk = { kty: "EC", crv: "P-256", x, y };
      const point = await subtle.importKey("jwk", jwk, p256, false, []);
      const secret = await subtle.importKey("jwk", own, p256, false, ["deriveBits"]);
      return subtle.deriveBits({ name: "ECDH", public: point }, secret, 256);
    });

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
