"""harmony.sdk: what an extension's author imports."""
