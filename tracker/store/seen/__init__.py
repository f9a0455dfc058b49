"""The store as one viewer may see it: the same services run on it, none of them past the guard."""

from tracker.store.seen.records import guarded as guarded
from tracker.store.seen.whole import SeenStore as SeenStore
