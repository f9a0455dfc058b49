import dataclasses
import json
import os
import random
import unicodedata

import pytest
from hypothesis import given, settings, strategies

from tracker.errors import InvalidEntry
from tracker.vault import Broken, Key, Vault
from tracker.vault.recovery_code import looks_like_code, new_code, read_code
from tracker.vault.sealing import PLAIN, Sealed, is_sealed_name, seal_of
from tracker.vault.wrapping import USUAL_COST, Cost, unwrap, wrap

CHEAP = Cost(memory_kib=64, iterations=1, lanes=1)
KEY, CODE = Key(bytes(range(32))), new_code()
VAULT = Vault.new(KEY, "correct horse", CODE, CHEAP)
LABEL = "photo x"


def test_passphrase_and_code_each_open_by_themselves_and_nothing_else_does():
    again = Vault.from_bytes(VAULT.to_bytes())
    assert again == VAULT
    assert again.open_by_passphrase("correct horse") == KEY
    assert again.open_by_code(CODE) == KEY
    for wrong in ("", "correct hors", "Correct horse", "correct horse ", CODE):
        assert again.open_by_passphrase(wrong) is None
    assert again.open_by_code(new_code()) is None
    with pytest.raises(InvalidEntry):
        again.open_by_code("correct horse")


def test_one_try_costs_256_mib_of_memory():
    assert USUAL_COST.memory_kib == 256 * 1024
    wrapped = wrap(KEY, "words", LABEL)
    assert wrapped.cost == USUAL_COST
    assert unwrap(wrapped, "words", LABEL) == KEY


@pytest.mark.parametrize("letter", ["é", "Å", "ﬁ"])
def test_a_passphrase_is_the_same_on_every_keyboard(letter: str):
    vault = Vault.new(KEY, unicodedata.normalize("NFC", letter), CODE, CHEAP)
    assert vault.open_by_passphrase(unicodedata.normalize("NFD", letter)) == KEY


def test_another_passphrase_rewraps_the_key_and_touches_nothing_else():
    changed = VAULT.with_passphrase(KEY, "other words")
    assert dataclasses.replace(changed, passphrase=VAULT.passphrase) == VAULT
    assert changed.open_by_passphrase("other words") == KEY
    assert changed.open_by_passphrase("correct horse") is None
    assert changed.open_by_code(CODE) == KEY


def test_another_code_takes_the_place_of_the_one_before():
    code = new_code()
    changed = VAULT.with_code(KEY, code)
    assert changed.open_by_code(code) == KEY and changed.open_by_code(CODE) is None
    assert changed.open_by_passphrase("correct horse") == KEY


def test_a_vault_shows_neither_key_nor_words():
    secret = VAULT.backup_identity(KEY)
    for shown in (VAULT.to_bytes(), repr(VAULT).encode(), repr(KEY).encode()):
        for hidden in (KEY.reveal(), KEY.reveal().hex().encode(), b"horse", CODE.encode()):
            assert hidden not in shown
        assert secret.encode() not in shown
    with pytest.raises(Broken):
        VAULT.backup_identity(Key.new())


def test_ways_in_cannot_be_exchanged():
    swapped = dataclasses.replace(VAULT, recovery=VAULT.passphrase)
    assert swapped.open_by_code(CODE) is None
    cheaper = dataclasses.replace(VAULT.passphrase, cost=Cost(65, 1, 1))
    assert (
        dataclasses.replace(VAULT, passphrase=cheaper).open_by_passphrase("correct horse") is None
    )


@pytest.mark.parametrize(
    "change",
    [
        {"format": 2},
        {"id": "x"},
        {"state": "ajar"},
        {"recipient": "age1"},
        {"identity": "zz"},
        {"passphrase": {}},
        {"passphrase": None},
        {"recovery": {"salt": "", "nonce": "", "sealed": "", "memory_kib": 1 << 40}},
    ],
)
def test_what_is_no_vault_is_refused(change: dict[str, object]):
    parts = json.loads(VAULT.to_bytes()) | change
    with pytest.raises(Broken):
        Vault.from_bytes(json.dumps(parts).encode())


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b"\xff", b"1"])
def test_what_is_no_json_object_is_refused(content: bytes):
    with pytest.raises(Broken):
        Vault.from_bytes(content)


@pytest.mark.parametrize("name", ["memory_kib", "iterations", "lanes"])
@pytest.mark.parametrize("value", [-1, 0, 1 << 31])
def test_a_cost_that_nobody_can_pay_is_refused(name: str, value: int):
    parts = json.loads(VAULT.to_bytes())
    parts["passphrase"][name] = value
    with pytest.raises(Broken):
        Vault.from_bytes(json.dumps(parts).encode())


# The code on paper.


def test_a_code_is_read_as_people_write_it():
    for written in (CODE.lower(), CODE.replace("-", ""), CODE.replace("-", " \n")):
        assert read_code(written) == CODE
    assert read_code(CODE.replace("0", "o").replace("1", "l")) == CODE
    assert looks_like_code(CODE) and not looks_like_code("correct horse")


def test_codes_differ_and_hold_160_random_bits():
    assert len({new_code() for _ in range(1000)}) == 1000
    assert len(CODE.replace("-", "")) == 40


def test_a_slip_is_found_and_its_group_named():
    chance, alphabet = random.Random(1), "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    missed = 0
    for _ in range(500):
        code = new_code()
        place = chance.choice([at for at, sign in enumerate(code) if sign != "-"])
        wrong = code[:place] + chance.choice(alphabet.replace(code[place], "")) + code[place + 1 :]
        try:
            read_code(wrong)
            missed += 1
        except InvalidEntry as error:
            assert str(place // 6 + 1) in str(error)
    assert missed < 500 / 32 * 2  # one sign in 32 fits by chance; the key then refuses it


def test_groups_out_of_order_are_found():
    groups = CODE.split("-")
    wrong = [CODE.replace(groups[0], "x" * 5), "-".join(groups[::-1]), CODE[:-1], CODE + "0", ""]
    for code in wrong:
        assert not looks_like_code(code)


# What the key seals.


@given(content=strategies.binary(max_size=300), label=strategies.text(max_size=20))
@settings(max_examples=30, deadline=None)
def test_what_was_sealed_comes_back_and_shows_nothing(content: bytes, label: str):
    seal = Sealed(KEY)
    written = seal.close(content, label)
    assert seal.open(written, label) == content
    assert written != seal.close(content, label)
    assert len(content) < 5 or content not in written.removeprefix(b"FifthDay sealed 1\n")
    assert PLAIN.open(PLAIN.close(content, label), label) == content


def test_no_byte_may_change_and_no_file_stands_for_another():
    seal, chance = Sealed(KEY), random.Random(2)
    written = seal.close(b"a face", LABEL)
    for place in range(len(written)):
        changed = bytearray(written)
        changed[place] ^= 1 << chance.randrange(8)
        with pytest.raises(Broken):
            seal.open(bytes(changed), LABEL)
    for length in range(len(written)):
        with pytest.raises(Broken):
            seal.open(written[:length], LABEL)
    for other, label in ((Sealed(Key.new()), LABEL), (seal, "photo y")):
        with pytest.raises(Broken):
            other.open(written, label)


def test_a_name_tells_nothing_to_whoever_has_the_picture():
    digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    name = Sealed(KEY).name_of(digest)
    assert digest not in name and name == Sealed(Key(KEY.reveal())).name_of(digest)
    assert name != Sealed(Key.new()).name_of(digest)
    assert is_sealed_name(name) and is_sealed_name(f"unsettled-{name}")
    assert not is_sealed_name(digest) and not is_sealed_name(f"unsettled-{digest}")
    assert seal_of(None) is PLAIN


def test_keys_for_different_purposes_are_different_keys():
    purposes = [KEY.derive(purpose) for purpose in ("database", "files", "names")]
    assert len({KEY.reveal(), *purposes}) == 4
    for length in (0, 31, 33):
        with pytest.raises(ValueError, match="32 bytes"):
            Key(os.urandom(length))
