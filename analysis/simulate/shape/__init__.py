"""Shapes of the generated person as meshes, and triangles to pixels: no skin or light yet."""
