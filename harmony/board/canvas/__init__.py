"""The canvas: what a Melody looks like, and the hands on it.

Pure, without Qt: `measures` (sizes), `curves` (wire shapes), `grid` (index), `scope` (which body),
`plan` (what stands where, kept in step with the document), `hits` (what lies under a point),
`match` (which ports fit), `suggest` (what to add), `tidy` (layout), `walk` (arrow keys),
`clipboard` (nodes as text and back).
Painting: `look` (all a card's picture depends on) -> `picture`, `badges` -> `pictures` (the store);
`items`, `strokes` and `scene` for what is near the viewport, `layers`, `laying`,
`underlay` and `strands` for what lies under the cards, `states`, `texts`, `lens`, `motion`, `export`,
`far` for the view from afar, `draft` while the zoom moves, `backdrop`, `minimap` and `overlay`.
People: `viewfinder` (where the view is), `sheet` (shows), `live` (follows the document), `doing` (what can be asked of
it), `view` (gestures and keys: `CanvasView`), `gestures/`, `keys`, `letters`, `quickadd`, `bound`, `edit_text`, `tips`,
`whisper`; `acts` and `ground` (frames and notes) are the only places that make edits.

What a window uses of `CanvasView`:
- Bodies: `enter(card)`, `leave() -> bool`, `show_scope(owners)`, `trail() -> [(title, owners)]` for breadcrumbs, signal
  `scope_changed(owners)`. `Document.selection` holds paths (`triage/label`), `canvas.chosen` the card ids of a scope.
- Clipboard: `copy_selection() -> str`, `cut_selection() -> str`, `paste(text, at=None, keep_wires=False) -> bool`; the
  window owns Ctrl+C, Ctrl+X, Ctrl+V and Ctrl+Shift+V.
- Menu: signal `menu_asked(global point, card id or "")`; `canvas.menu_target` is the `Press` it is about (`.card`,
  `.wire`, `.port`, `.scene`). `delete_selection(heal=)`, `duplicate_selection()`, `tidy_selection()`.
- `add_note(at)`, `add_frame()`, `add_input(at)`, `add_output(ref, at)`, `ask_bound(wire)`, `show_letters()`,
  `show_focus(on)`, `set_lens("state" | "duration" | "quality")`, `export(path)`; signal `loaded()` once a large Melody
  is there (`is_loading` until then).
- Signal `opened(path)`: a card without a body was double-clicked.
"""
