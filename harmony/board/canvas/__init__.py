"""The canvas: what a Melody looks like, and the hands on it.

Pure, without Qt: `measures` (sizes), `curves` (wire shapes), `grid` (index), `scope` (which body),
`plan` (what stands where, kept in step with the document), `hits` (what lies under a point),
`match` (which ports fit), `suggest` (what to add), `tidy` (layout), `walk` (arrow keys),
`clipboard` (nodes as text and back).
Painting: `look` (all a card's picture depends on) -> `picture`, `badges` -> `pictures` (the store);
`items`, `strokes` and `scene` for what is near the viewport, `exposed` for what a frame has to draw,
`far` for the view from afar, `draft` while the zoom moves, `backdrop`, `minimap` and `overlay`.
People: `sheet` (shows), `live` (follows the document), `doing` (what can be asked of it), `view` (gestures and
keys: `CanvasView`), `gestures/`, `keys`, `quickadd`, `tips`, `whisper`; `acts` is the only place that makes edits.

What a window uses of `CanvasView`:
- Bodies: `enter(card)`, `leave() -> bool`, `show_scope(owners)`, `trail() -> [(title, owners)]` for breadcrumbs, signal
  `scope_changed(owners)`. `Document.selection` holds paths (`triage/label`), `canvas.chosen` the card ids of a scope.
- Clipboard: `copy_selection() -> str`, `cut_selection() -> str`, `paste(text, at=None, keep_wires=False) -> bool`; the
  window owns Ctrl+C, Ctrl+X, Ctrl+V and Ctrl+Shift+V.
- Menu: signal `menu_asked(global point, card id or "")`; `canvas.menu_target` is the `Press` it is about (`.card`,
  `.wire`, `.port`, `.scene`). `delete_selection(heal=)`, `duplicate_selection()`, `tidy_selection()`.
- Signal `opened(path)`: a card without a body was double-clicked.
"""
