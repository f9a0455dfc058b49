"""Work shared between processes, of this machine or of several; a crew does not know what it is.

Whoever asks keeps all that lasts: the crew gets what it needs with each task and gives back what it
found, so that a process that dies takes nothing with it.
"""

from analysis.crew.assembling import assemble
from analysis.crew.sharing import Alone, Crew, CrewError, Lost

__all__ = ["Alone", "Crew", "CrewError", "Lost", "assemble"]
