// Opens one compact JWE with the stock library and prints what is inside.
// Usage: node open.mjs NODE_MODULES PRIVATE_KEY_FILE < token
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [modules, keyFile] = process.argv.slice(2);
const entry = createRequire(join(modules, "..", "package.json")).resolve("jose");
const { compactDecrypt, importJWK } = await import(pathToFileURL(entry).href);

const token = readFileSync(0, "utf8").trim();
const jwk = JSON.parse(readFileSync(keyFile, "utf8"));
const { alg } = JSON.parse(Buffer.from(token.split(".")[0], "base64url").toString("utf8"));
const { plaintext } = await compactDecrypt(token, await importJWK(jwk, alg));
process.stdout.write(new TextDecoder("utf-8", { fatal: true }).decode(plaintext));
