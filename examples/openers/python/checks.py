"""What both samples share: reading keys and tokens, the checks that come before any decryption, and
the one that comes after. A library alone is not enough: most take any algorithm that they know."""

import base64
import json
import sys

# The one algorithm for each kind of key. It is the key that decides, never the token.
ALGORITHM = {"EC": "ECDH-ES", "RSA": "RSA-OAEP-256"}
# Members that change how a token is read, and that no referral has.
UNKNOWN_TO_US = ("crit", "zip", "apu", "apv")
# The longest token, in characters: a record of 16 KiB with what stands around it.
LONGEST = 24_576


class Refused(Exception):
    """Why a token was not opened; the text is the code, and never says what was inside."""


def run(load, decrypt):
    """Opens the tokens of a file or of standard input, one a line, with the keys of a JWK or a JWK
    Set. The library's part is `load(jwk)`, which makes a key of its own, and
    `decrypt(token, key, alg)`, which answers bytes; both raise where they cannot."""
    try:
        with open(sys.argv[1], encoding="utf-8") as file:
            keys = json.load(file)
        keys = {jwk["kid"]: (ALGORITHM[jwk["kty"]], load(jwk)) for jwk in keys.get("keys", [keys])}
        source = open(sys.argv[2], "rb") if len(sys.argv) > 2 else sys.stdin.buffer
        tokens = source.read().decode("latin-1").removesuffix("\n").split("\n")
    except (IndexError, KeyError, OSError, ValueError):
        sys.exit("usage: open_….py PRIVATE-JWK [TOKENS]: a file cannot be read")

    refused = False
    for number, token in enumerate(tokens, 1):
        # A refused token leaves its line empty, so that lines and tokens stay side by side.
        try:
            print(json.dumps(unsealed(token.removesuffix("\r"), keys, decrypt)))
        except Refused as code:
            refused = True
            print()
            print(f"token {number}: {code}", file=sys.stderr)
    sys.exit(1 if refused else 0)


def unsealed(token, keys, decrypt):
    alg, key = check(token, keys)
    try:
        plaintext = decrypt(token, key, alg)
    except Exception:
        # Whatever went wrong has one name: which step failed is nobody's business.
        raise Refused("not-authentic") from None
    # The spaces that hide the length stand after the document, where JSON allows them.
    return json_object(plaintext, "not-a-record")


def check(token, keys):
    """The algorithm and the key of a token, if it is such a one as the widget seals."""
    parts = token.split(".") if len(token) <= LONGEST else []
    if len(parts) != 5:
        raise Refused("malformed")
    head, wrapped, iv, ciphertext, tag = map(octets, parts)
    header = json_object(head, "malformed")

    alg = header.get("alg")
    known = alg in ALGORITHM.values() and header.get("enc") == "A256GCM"
    if not known or any(name in header for name in UNKNOWN_TO_US):
        raise Refused("algorithm")
    kid = header.get("kid")
    if not isinstance(kid, str) or kid not in keys:
        raise Refused("other-key")
    if keys[kid][0] != alg:
        raise Refused("algorithm")

    if alg == "ECDH-ES":
        shape = not wrapped and is_point(header.get("epk"))
    else:
        shape = bool(wrapped)
    if not shape or len(iv) != 12 or not ciphertext or len(tag) != 16:
        raise Refused("malformed")
    return keys[kid]


def is_point(epk):
    return (
        isinstance(epk, dict)
        and epk.get("kty") == "EC"
        and epk.get("crv") == "P-256"
        and all(isinstance(n, str) and len(octets(n)) == 32 for n in (epk.get("x"), epk.get("y")))
    )


def octets(text):
    """Python reads past what is no base64url; what does not come out again as it was is refused."""
    try:
        octets = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        raise Refused("malformed") from None
    if base64.urlsafe_b64encode(octets).rstrip(b"=") != text.encode():
        raise Refused("malformed")
    return octets


def json_object(octets, otherwise):
    try:
        value = json.loads(octets.decode("utf-8"), parse_constant=no_number)
    except (ValueError, RecursionError):
        raise Refused(otherwise) from None
    if not isinstance(value, dict):
        raise Refused(otherwise)
    return value


def no_number(_):
    """Python takes NaN and Infinity for JSON, and is alone with that."""
    raise ValueError
