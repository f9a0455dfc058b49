"""What limits a photo: what was seen, what was not measured because of it, how to retake it."""

import streamlit as st

from tracker.domain.records.kept import Aspect, Photo, PhotoFinding
from tracker.ui.language import _, mark
from tracker.ui.words import say_finding

_REFUSED = {
    frozenset(Aspect): mark("Neither redness nor texture was measured."),
    frozenset({Aspect.REDNESS}): mark("Redness was not measured."),
    frozenset({Aspect.TEXTURE}): mark("Texture was not measured."),
}


def say_findings(photo: Photo) -> str:
    """Say everything that was found in a photo, what was refused first."""
    findings = sorted(photo.findings, key=lambda finding: -len(finding.refuses))
    if len(findings) == 1:
        return _say(findings[0])
    return "\n".join(f"- {_say(finding)}" for finding in findings)


def say_reason(photo: Photo) -> str:
    """Say in one line why a photo was not measured; empty where nothing was refused."""
    refusing = (finding for finding in photo.findings if finding.refuses)
    return next(map(_say, refusing), "")


def show_findings(photo: Photo) -> None:
    """Show what limits a photo; nothing where nothing does."""
    if not photo.findings:
        return
    if any(finding.refuses for finding in photo.findings):
        st.warning(say_findings(photo), icon=":material/photo_camera:")
    else:
        st.info(say_findings(photo), icon=":material/info:")


def _say(finding: PhotoFinding) -> str:
    if not finding.refuses:
        return say_finding(finding)
    return f"**{_(_REFUSED[finding.refuses])}** {say_finding(finding)}"
