"""The app on a phone's home screen: icon, manifest, and the page of a computer that sleeps."""

from tracker.ui.home_screen.routes import HOME_SCREEN as HOME_SCREEN
from tracker.ui.home_screen.tags import TAGS as TAGS
