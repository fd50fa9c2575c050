"""Small widgets that the panels share; they know the theme and nothing of the Melody."""
