"""What stands around the canvas: each panel follows the document that it is given, and asks by signals.

Left: `left` (its pages), `palette`, `outline`. Right: `properties/`. Bottom: `bottom` (its pages, filled by `feeds`),
`timeline/`, `usages`. Top: `topbar` (and the status line). In the middle: `welcome` (with `thumb`), `breadcrumbs`,
`yaml` (the text beside the canvas), `results` (how a run ended, and what it asks), `frozen` (a file that cannot be
opened).
Over the window: `commands`, `find`, `keys`, `preferences`, `runform` with `sets`, `about`.
"""
