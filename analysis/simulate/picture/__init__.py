"""From shapes to a photo: camera, light, triangles to pixels, and their colour."""
