"""text.template: a text made from a template."""
