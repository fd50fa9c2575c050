"""Finds extensions, reads their manifests without importing code, loads code on first use.

problems     what is wrong with a manifest: file, key, sentence
requires     whether a version is within a requirement
fields       reads one value of a manifest, noting what is wrong
cache        manifests in parsed form
manifest     extension.toml to `Extension` and its node types
discover     where extensions lie: built in, in the user's folder, in installed packages
catalog      the `Catalog`: find, suggest, list
regenerate   makes the node types of a manifest from the code, compares, writes
toml         writes TOML
new          makes a working extension from a template
"""

from harmony.catalog.catalog import Catalog
from harmony.catalog.manifest import Extension
from harmony.catalog.problems import ManifestProblem

__all__ = ["Catalog", "Extension", "ManifestProblem"]
