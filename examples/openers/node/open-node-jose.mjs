// Opens referrals with npm's `node-jose`: node open-node-jose.mjs PRIVATE-JWK [TOKENS]
import jose from "node-jose";

import { run } from "./checks.mjs";

const load = (jwk) => jose.JWK.asKey(jwk);

await run(load, async (token, key, alg) => {
  const { plaintext } = await jose.JWE.createDecrypt(key, {
    algorithms: [alg, "A256GCM"],
  }).decrypt(token);
  return plaintext;
});
