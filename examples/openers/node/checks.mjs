// What both samples share: reading keys and tokens, the checks that come before any decryption, and
// the one that comes after. A library alone is not enough: most take any algorithm that they know.
import { readFileSync } from "node:fs";

/** The one algorithm for each kind of key. It is the key that decides, never the token. */
const ALGORITHM = { EC: "ECDH-ES", RSA: "RSA-OAEP-256" };
/** Members that change how a token is read, and that no referral has. */
const UNKNOWN_TO_US = ["crit", "zip", "apu", "apv"];
/** The longest token, in characters: a record of 16 KiB with what stands around it. */
const LONGEST = 24_576;

/** Why a token was not opened; the message is the code, and never says what was inside. */
class Refused extends Error {}

/**
 * Opens the tokens of a file or of standard input, one a line, with the keys of a JWK or a JWK Set.
 * The library's part is `load(jwk, alg)`, which makes a key of its own, and
 * `decrypt(token, key, alg)`, which answers bytes; both throw where they cannot.
 */
export async function run(load, decrypt) {
  const [keyFile, tokenFile] = process.argv.slice(2);
  const keys = new Map();
  let tokens;
  try {
    const file = JSON.parse(readFileSync(keyFile, "utf8"));
    for (const jwk of file.keys ?? [file]) {
      const alg = ALGORITHM[jwk.kty];
      keys.set(jwk.kid, { alg, key: await load(jwk, alg) });
    }
    tokens = readFileSync(tokenFile ?? 0, "latin1").replace(/\r?\n$/, "").split(/\r?\n/);
  } catch {
    console.error("usage: node open-….mjs PRIVATE-JWK [TOKENS]: a file cannot be read");
    process.exit(1);
  }
  for (const [index, token] of tokens.entries()) {
    // A refused token leaves its line empty, so that lines and tokens stay side by side.
    let line = "";
    try {
      line = JSON.stringify(await open(token, keys, decrypt));
    } catch (error) {
      const code = error instanceof Refused ? error.message : "not-authentic";
      console.error(`token ${index + 1}: ${code}`);
      process.exitCode = 1;
    }
    process.stdout.write(`${line}\n`);
  }
}

async function open(token, keys, decrypt) {
  const { key, alg } = check(token, keys);
  // Whatever goes wrong in here has one name: which step failed is nobody's business.
  const plaintext = await decrypt(token, key, alg);
  // The spaces that hide the length stand after the document, where JSON allows them.
  return object(plaintext, "not-a-record");
}

/** The key and the algorithm of a token, if it is such a one as the widget seals. */
function check(token, keys) {
  const parts = token.length > LONGEST ? [] : token.split(".");
  if (parts.length !== 5) throw new Refused("malformed");
  const [head, wrapped, iv, ciphertext, tag] = parts.map(octets);
  const header = object(head, "malformed");

  const known = Object.values(ALGORITHM).includes(header.alg) && header.enc === "A256GCM";
  if (!known || UNKNOWN_TO_US.some((name) => Object.hasOwn(header, name))) {
    throw new Refused("algorithm");
  }
  const found = typeof header.kid === "string" && keys.get(header.kid);
  if (!found) throw new Refused("other-key");
  if (found.alg !== header.alg) throw new Refused("algorithm");

  const agreed = header.alg === "ECDH-ES";
  const shape = agreed ? wrapped.length === 0 && isPoint(header.epk) : wrapped.length > 0;
  if (!shape || iv.length !== 12 || ciphertext.length === 0 || tag.length !== 16) {
    throw new Refused("malformed");
  }
  return found;
}

function isPoint(epk) {
  return (
    epk?.kty === "EC" &&
    epk.crv === "P-256" &&
    [epk.x, epk.y].every((n) => typeof n === "string" && octets(n).length === 32)
  );
}

/** Node.js reads past what is no base64url; what does not come out again as it was is refused. */
function octets(text) {
  const bytes = Buffer.from(text, "base64url");
  if (bytes.toString("base64url") !== text) throw new Refused("malformed");
  return bytes;
}

function object(bytes, otherwise) {
  let value;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    throw new Refused(otherwise);
  }
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    throw new Refused(otherwise);
  }
  return value;
}
