"""RSA signatures as both payment services use them: PKCS#1 v1.5 with SHA-256, in Base64."""

import base64
import binascii
from typing import cast

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.x509 import load_pem_x509_certificate


def private_key(pem: str) -> RSAPrivateKey:
    """Our own key."""
    return cast("RSAPrivateKey", serialization.load_pem_private_key(pem.encode(), None))


def public_key(pem: str) -> RSAPublicKey:
    """The service's public key, bare or in its certificate."""
    if "BEGIN CERTIFICATE" in pem:
        return cast("RSAPublicKey", load_pem_x509_certificate(pem.encode()).public_key())
    return cast("RSAPublicKey", serialization.load_pem_public_key(pem.encode()))


def sign(key: RSAPrivateKey, message: bytes) -> str:
    """The signature of a message."""
    return base64.b64encode(key.sign(message, padding.PKCS1v15(), hashes.SHA256())).decode()


def is_signed(key: RSAPublicKey, message: bytes, signature: str) -> bool:
    """Whether the signature is the key's own."""
    try:
        given = base64.b64decode(signature, validate=True)
        key.verify(given, message, padding.PKCS1v15(), hashes.SHA256())
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True
