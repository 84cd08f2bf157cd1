"""Opens referrals with PyPI's jwcrypto: python open_jwcrypto.py PRIVATE-JWK [TOKENS]"""

from jwcrypto import jwe, jwk

from checks import run


def load(key):
    return jwk.JWK(**key)


def decrypt(token, key, alg):
    opened = jwe.JWE(algs=[alg, "A256GCM"])
    opened.deserialize(token, key)
    return opened.payload


run(load, decrypt)
