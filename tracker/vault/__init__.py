"""The lock's secrets: one key, what opens it, and what it seals. Knows bytes, no records."""

from tracker.vault.keys import Key as Key
from tracker.vault.sealing import PLAIN as PLAIN
from tracker.vault.sealing import SHUT as SHUT
from tracker.vault.sealing import Broken as Broken
from tracker.vault.sealing import Seal as Seal
from tracker.vault.vault import State as State
from tracker.vault.vault import Vault as Vault
