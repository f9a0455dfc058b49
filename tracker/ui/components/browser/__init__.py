"""What the browser draws itself, with buttons of one style."""
