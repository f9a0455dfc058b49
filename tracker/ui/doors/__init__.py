"""Who may ask, and what a page may fetch: every request passes here before Streamlit sees it."""

from tracker.ui.doors.camera import camera_routes as camera_routes
from tracker.ui.doors.guard import Doors as Doors
from tracker.ui.doors.hosts import HOSTS as HOSTS
from tracker.ui.doors.hosts import AllowedHosts as AllowedHosts
from tracker.ui.doors.lock import LOCK as LOCK
from tracker.ui.doors.lock import Lock as Lock
from tracker.ui.doors.sessions import forget_sessions as forget_sessions
from tracker.ui.doors.sign_in import SIGN_IN as SIGN_IN
from tracker.ui.doors.sign_in import SigningIn as SigningIn
from tracker.ui.doors.unlocking import Unlocking as Unlocking
