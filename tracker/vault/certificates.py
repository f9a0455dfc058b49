"""Certificates for the home network: an authority made once, and what it says of this computer.

Whoever installs the authority on a phone trusts it for numbers of home networks and for nothing
else: it cannot speak for any name, so not even a stolen one opens a way into other websites.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv4Network

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

HOME_NETWORKS = tuple(
    IPv4Network(written)
    for written in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16")
)
"""Numbers of home networks (RFC 1918, RFC 3927)."""
THIS_MACHINE = IPv4Network("127.0.0.0/8")
_AUTHORITY_LIFE = timedelta(days=10 * 365)  # Chosen: a phone is set up once
_LIFE = timedelta(days=397)  # Source: no browser takes more of a public one, some of any
_RENEWED_BEFORE = timedelta(days=30)
_SET_BACK = timedelta(days=1)  # a phone's clock may be late
_NO_NAME = x509.DNSName("fifthday.invalid")  # the one name left, which nobody can have (RFC 6761)


@dataclass(frozen=True)
class Issued:
    """A certificate with its key."""

    certificate: bytes
    """PEM."""
    key: bytes = field(repr=False)
    """PEM, PKCS 8, not encrypted."""

    def der(self) -> bytes:
        """Return the certificate as phones install it."""
        return self._read().public_bytes(serialization.Encoding.DER)

    def fingerprint(self) -> str:
        """Return SHA-256 of the certificate, as phones show it."""
        digest = self._read().fingerprint(hashes.SHA256()).hex().upper()
        return " ".join(digest[at : at + 2] for at in range(0, len(digest), 2))

    def serves(self, address: IPv4Address, now: datetime) -> bool:
        """Tell whether this is a certificate for a number that is not about to end."""
        read = self._read()
        named = read.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        is_named = address in named.get_values_for_type(x509.IPAddress)
        return is_named and now < read.not_valid_after_utc - _RENEWED_BEFORE

    def _read(self) -> x509.Certificate:
        return x509.load_pem_x509_certificate(self.certificate)


def new_authority(now: datetime) -> Issued:
    """Return an authority that may speak for numbers of home networks only."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = _named("Fifth Day, home network only")
    networks = [x509.IPAddress(one) for one in (*HOME_NETWORKS, THIS_MACHINE)]
    made = (
        _begun(name, name, key.public_key(), now, _AUTHORITY_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.NameConstraints([*networks, _NO_NAME], None), critical=True)
        .sign(key, hashes.SHA256())
    )
    return _issued(made, key)


def certify(authority: Issued, address: IPv4Address, now: datetime) -> Issued:
    """Return a certificate for this computer under its number. It names no person."""
    key = ec.generate_private_key(ec.SECP256R1())
    issuer = x509.load_pem_x509_certificate(authority.certificate)
    signer = serialization.load_pem_private_key(authority.key, None)
    assert isinstance(signer, ec.EllipticCurvePrivateKey)
    issuer_key = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key())
    made = (
        _begun(_named("Fifth Day"), issuer.subject, key.public_key(), now, _LIFE)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(address)]), critical=False)
        .add_extension(issuer_key, critical=False)
        .sign(signer, hashes.SHA256())
    )
    return _issued(made, key)


def _begun(
    subject: x509.Name,
    issuer: x509.Name,
    public: ec.EllipticCurvePublicKey,
    now: datetime,
    life: timedelta,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _SET_BACK)
        .not_valid_after(now - _SET_BACK + life)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _issued(made: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> Issued:
    return Issued(
        made.public_bytes(serialization.Encoding.PEM),
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
    )
