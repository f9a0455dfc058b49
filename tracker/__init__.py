"""Recovery tracking after micro-needling."""
