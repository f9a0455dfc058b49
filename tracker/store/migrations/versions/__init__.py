"""Named by release; a release of many steps is a room."""
