from dataclasses import replace
from datetime import timedelta
from ipaddress import IPv4Address

import pytest

from tracker import clock
from tracker.config import Settings
from tracker.errors import InvalidEntry, StoreUnavailable, UserError
from tracker.services.sharing.kept import (
    check_code,
    keep_shared,
    load_shared,
    new_device,
    prepare,
)
from tracker.services.sharing.network import own_address
from tracker.store.sharing.shared_file import seal_shared, shared_path
from tracker.vault import Key

HERE, NAME = IPv4Address("192.168.1.5"), "Wilhelmine"


def test_what_is_kept_is_read_again(settings: Settings):
    assert load_shared(settings, None) is None
    device, token = new_device(NAME, "2580", clock.now())
    shared = replace(prepare(None, HERE, clock.now()), devices=(device,), is_kept_on=True)
    keep_shared(settings, None, shared)
    read = load_shared(settings, None)
    assert read == shared and read is not None and read.find(token) == device
    assert read.find(token[:-1]) is None and read.without(device.device_id).find(token) is None
    assert device.has_code("2580") and not device.has_code("2581")
    for secret in (token, "2580"):
        assert secret not in repr(device)
    assert shared_path(settings.data_dir).stat().st_mode & 0o077 == 0


def test_an_authority_is_made_once(settings: Settings):
    first, now = prepare(None, HERE, clock.now()), clock.now()
    assert prepare(first, HERE, now) == first
    for moved in (
        prepare(first, IPv4Address("10.0.0.9"), now),
        prepare(first, HERE, now + timedelta(days=380)),
    ):
        assert moved.authority == first.authority and moved.certificate != first.certificate


def test_a_lock_seals_it_and_takes_the_plain_file_away(settings: Settings):
    key = Key.new()
    device, _token = new_device(NAME, "2580", clock.now())
    shared = replace(prepare(None, HERE, clock.now()), devices=(device,))
    keep_shared(settings, None, shared)
    assert NAME.encode() in shared_path(settings.data_dir).read_bytes()
    for _again in range(2):  # as the next start does
        seal_shared(settings.data_dir, None, key)
        for path in settings.data_dir.iterdir():
            assert NAME.encode() not in path.read_bytes(), path
            assert b"PRIVATE KEY" not in path.read_bytes(), path
        assert load_shared(settings, None) is None and load_shared(settings, Key.new()) is None
        assert load_shared(settings, key) == shared
    seal_shared(settings.data_dir, key, None)
    assert load_shared(settings, None) == shared


def test_a_file_that_cannot_be_read_or_written_is_said(settings: Settings):
    shared_path(settings.data_dir).mkdir(parents=True)
    with pytest.raises(StoreUnavailable, match="share with a phone"):
        load_shared(settings, None)
    with pytest.raises(StoreUnavailable, match="share with a phone"):
        keep_shared(settings, None, prepare(None, HERE, clock.now()))


@pytest.mark.parametrize("code", ["", "123", "1" * 5, "1" * 13, "12 34", "abcd", "²²²³"])
def test_a_code_that_cannot_be_used_is_said(code: str):
    with pytest.raises(InvalidEntry, match="short code"):
        check_code(code)


@pytest.mark.parametrize("asked", ["8.8.8.8", "0.0.0.0", "evil.example", "::1", "192.168.1"])
def test_nothing_but_a_home_network_is_shared_with(asked: str):
    with pytest.raises(InvalidEntry, match="home network"):
        own_address(asked)


@pytest.mark.parametrize("asked", ["192.168.1.5", "10.1.2.3", "172.31.0.1", "127.0.0.2"])
def test_a_number_can_be_asked_for(asked: str):
    assert str(own_address(asked)) == asked


def test_numbers_that_everybody_reaches_are_passed_over(monkeypatch: pytest.MonkeyPatch):
    from tracker.services.sharing import network

    found = [IPv4Address(one) for one in ("8.8.8.8", "127.0.0.1", "192.168.7.7")]
    monkeypatch.setattr(network, "_numbers", lambda: found)
    assert own_address() == found[-1]
    monkeypatch.setattr(network, "_numbers", lambda: found[:2])
    with pytest.raises(UserError, match="in no home network"):
        own_address()
