"""Points of the face mesh by the name of what they lie on.

Source: MediaPipe's canonical face mesh (docs/decisions/0001). Left and right are the person's own.
"""

# Source: as above.
MESH_POINTS = 468
"""How many points the geometry has; those of the irises follow them."""
IRIS_RIGHT, IRIS_LEFT = 468, 473
"""Their centres."""
EYE_OUTER_RIGHT, EYE_OUTER_LEFT = 33, 263
"""Outer corners of the eyes."""
EYES = ((159, 145, 33, 133), (386, 374, 263, 362))
"""Middle of the upper and of the lower lid, outer and inner corner of each eye."""
MOUTH_CORNERS = (61, 291)
FOREHEAD_TOP, CHIN_TIP = 10, 152
