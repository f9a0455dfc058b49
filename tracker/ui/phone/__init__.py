"""The phone's way in: a second listener, pairing, and what a phone may keep."""

from tracker.ui.phone.gate import Gate as Gate
from tracker.ui.phone.sharing import SHARING as SHARING
from tracker.ui.phone.sharing import Sharing as Sharing
