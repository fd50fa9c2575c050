"""The panel at the right: parameters, wiring, policy and preview of what is selected."""
