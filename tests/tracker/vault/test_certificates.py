"""The authority speaks for numbers of home networks only, and its certificates name no person."""

import getpass
import socket
import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes

from tracker.ui.phone.listener import tls_context
from tracker.vault.certificates import Issued, certify, new_authority

NOW = datetime.now(UTC)
ADDRESS = IPv4Address("127.0.0.2")


@pytest.fixture(scope="module")
def authority() -> Issued:
    return new_authority(NOW)


def shake_hands(authority: Issued, issued: Issued, name: str) -> None:
    """Speak TLS as a phone that has the authority installed."""
    trusting = ssl.create_default_context(cadata=authority.certificate.decode())
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = trusting.wrap_bio(to_client, to_server, server_hostname=name)
    server = tls_context(issued).wrap_bio(to_server, to_client, server_side=True)
    for _ in range(6):
        for side in (client, server):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
    assert client.version() in {"TLSv1.2", "TLSv1.3"} and client.getpeercert()


def test_a_phone_that_trusts_the_authority_trusts_this_computer(authority: Issued):
    shake_hands(authority, certify(authority, ADDRESS, NOW), str(ADDRESS))


@pytest.mark.parametrize("name", ["127.0.0.3", "localhost", "192.168.1.5"])
def test_but_under_its_number_only(authority: Issued, name: str):
    with pytest.raises(ssl.SSLCertVerificationError, match="mismatch"):
        shake_hands(authority, certify(authority, ADDRESS, NOW), name)


def test_another_computers_authority_does_not_count(authority: Issued):
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(authority, certify(new_authority(NOW), ADDRESS, NOW), str(ADDRESS))


@pytest.mark.parametrize(
    ("written", "name"),
    [
        (x509.DNSName("bank.example"), "bank.example"),
        (x509.DNSName("localhost"), "localhost"),
        (x509.IPAddress(IPv4Address("93.184.216.34")), "93.184.216.34"),
    ],
)
def test_a_stolen_authority_opens_no_website(
    authority: Issued, written: x509.GeneralName, name: str, monkeypatch: pytest.MonkeyPatch
):
    names = x509.SubjectAlternativeName([written])
    with monkeypatch.context() as patch:  # what whoever stole the authority's key could sign
        patch.setattr(x509, "SubjectAlternativeName", lambda _given: names)
        forged = certify(authority, ADDRESS, NOW)
    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree"):
        shake_hands(authority, forged, name)


def test_no_certificate_names_a_person(authority: Issued):
    for issued in (authority, certify(authority, ADDRESS, NOW)):
        read = x509.load_pem_x509_certificate(issued.certificate)
        named = read.subject.rfc4514_string() + read.issuer.rfc4514_string()
        assert {one.value for one in (*read.subject, *read.issuer)} <= {
            "Fifth Day", "Fifth Day, home network only"
        }  # fmt: skip
        for private in (socket.gethostname(), getpass.getuser()):
            assert private not in named
        assert issued.der() and "PRIVATE" not in issued.certificate.decode()


def test_a_certificate_is_made_anew_before_it_ends_and_at_another_number(authority: Issued):
    issued = certify(authority, ADDRESS, NOW)
    assert issued.serves(ADDRESS, NOW) and issued.serves(ADDRESS, NOW + timedelta(days=300))
    assert not issued.serves(ADDRESS, NOW + timedelta(days=370))
    assert not issued.serves(IPv4Address("127.0.0.3"), NOW)


def test_a_fingerprint_reads_as_phones_show_it(authority: Issued):
    parts = authority.fingerprint().split()
    read = x509.load_der_x509_certificate(authority.der())
    assert len(parts) == 32 and bytes.fromhex("".join(parts)) == read.fingerprint(hashes.SHA256())
    assert "key=" not in repr(authority)
