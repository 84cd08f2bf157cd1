// Opens referrals with npm's `jose`: node open-jose.mjs PRIVATE-JWK [TOKENS]
import { compactDecrypt, importJWK } from "jose";

import { run } from "./checks.mjs";

await run(importJWK, async (token, key, alg) => {
  const { plaintext } = await compactDecrypt(token, key, {
    keyManagementAlgorithms: [alg],
    contentEncryptionAlgorithms: ["A256GCM"],
  });
  return plaintext;
});
