"""Who may ask, and what a page may fetch: every request passes here before Streamlit sees it."""

from tracker.ui.doors.guard import Doors as Doors
from tracker.ui.doors.hosts import HOSTS as HOSTS
from tracker.ui.doors.hosts import AllowedHosts as AllowedHosts
