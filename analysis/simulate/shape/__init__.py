"""The generated person's body as meshes and strands, before any light falls on it."""
