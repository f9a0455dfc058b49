"""What the light and the camera did between two photos, read from untreated skin."""
