"""Body skin, which has no face to go by: the same steps as for a face, from two photos."""
