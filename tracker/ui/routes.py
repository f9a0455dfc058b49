"""Where the pages are, as Streamlit names them: files, relative to streamlit_app.py."""

_PAGES = "tracker/ui/pages"

TODAY = f"{_PAGES}/today.py"
CHECK_IN = f"{_PAGES}/check_in.py"
PHOTOS = f"{_PAGES}/photos.py"
RECOVERY = f"{_PAGES}/recovery.py"
COMPARE = f"{_PAGES}/compare.py"
SESSION = f"{_PAGES}/session.py"
LEARN = f"{_PAGES}/learn.py"
HISTORY = f"{_PAGES}/history.py"
SETTINGS = f"{_PAGES}/settings.py"
WELCOME = f"{_PAGES}/welcome.py"
