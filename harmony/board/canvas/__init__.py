"""The canvas: what a Melody looks like, and the hands on it.

Pure, without Qt: `measures` (sizes), `curves` (wire shapes), `grid` (index), `scope` (which body),
`plan` (what stands where, kept in step with the document), `hits` (what lies under a point),
`match` (which ports fit), `suggest` (what to add), `tidy` (layout), `walk` (arrow keys).
Painting: `look` (all a card's picture depends on) -> `picture`, `badges` -> `pictures` (the store);
`items`, `strokes` and `scene` for what is near the viewport, `exposed` for what a frame has to draw,
`far` for the view from afar, `draft` while the zoom moves, `backdrop`, `minimap` and `overlay`.
People: `sheet` (shows), `live` (follows the document), `view` (gestures and keys: `CanvasView`), `gestures/`, `keys`,
`quickadd`, `tips`, `whisper`; `acts` is the only place that makes edits.
"""
