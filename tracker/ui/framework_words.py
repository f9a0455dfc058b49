"""What the framework writes by itself, to be said in the language of the page.

`{}` stands for what it fills in. What is missing here stays English.
"""

from tracker.ui.language import _, mark

_WRITTEN = (
    *(mark("Choose an option"), mark("Choose options"), mark("Clear all"), mark("Clear value")),
    *(mark("Clear selection"), mark("Select all"), mark("No results"), mark("Open"), mark("Close")),
    *(mark("Expand sidebar"), mark("Collapse sidebar"), mark("Sidebar"), mark("Main menu")),
    *(mark("Skip to main content"), mark("Link to heading"), mark("Notifications")),
    *(mark("Choose date"), mark("Choose date and time"), mark("Clear date"), mark("Clear time")),
    *(mark("Calendar"), mark("Next month"), mark("Previous month"), mark("Select a time.")),
    *(mark("Upload"), mark("Browse files"), mark("Add files"), mark("file upload")),
    *(mark("Drag and drop file here"), mark("Drag and drop files here"), mark("{} per file")),
    *(mark("{} per file • {}"), mark("Remove {}"), mark("View {} more"), mark("Show {} more")),
    *(mark("Take Photo"), mark("Clear photo"), mark("Switch camera"), mark("Try again")),
    *(mark("This app would like to use your camera."), mark("Learn how to allow access.")),
    *(mark("Fullscreen"), mark("Fullscreen: {}"), mark("Close fullscreen"), mark("Show data")),
    *(mark("Show chart"), mark("Download as PNG"), mark("Download as CSV"), mark("Search")),
    *(mark("Copy Vega-Lite spec"), mark("Copied!"), mark("Copy"), mark("Copy to clipboard")),
    *(mark("Help for {}"), mark("Get help"), mark("Running..."), mark("Stop"), mark("Rerun")),
    *(mark("Connecting"), mark("Connection error"), mark("Press Enter to apply")),
    *(mark("Press Ctrl+Enter to apply"), mark("Press ⌘+Enter to apply"), mark("Increment")),
    *(mark("Decrement"), mark("Press Enter to submit form")),
    *(
        mark("Page not found"),
        mark(
            "The page that you have requested does not seem to exist. Running the app's main page."
        ),
    ),
    *(mark("Show password"), mark("Hide password")),
    *(mark("day, {}"), mark("month, {}"), mark("year, {}"), mark("hour, {}"), mark("minute, {}")),
)

_GONE = mark(
    "Fifth Day does not answer. It may have been closed: start it again where it runs. "
    "What was entered is kept, and this page goes on by itself."
)
INSTEAD = {
    mark("Streamlit server is not responding. Are you connected to the internet?"): _GONE,
    mark(
        "Is Streamlit still running? If you accidentally stopped Streamlit, just restart it in "
        "your terminal:"
    ): _GONE,
    "streamlit run yourscript.py": "uv run streamlit run streamlit_app.py",
}
"""What the framework says that is not so here, and what is."""


def framework_words() -> dict[str, str]:
    """Return what the framework writes and how it is said; only what is said differently."""
    known = {english: own for english in _WRITTEN if (own := _(english)) != english}
    return known | {english: _(own) for english, own in INSTEAD.items()}
