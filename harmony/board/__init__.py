"""The window: the only Qt in the program.

Start and end: `launch` (application, loop), `single` (one board for one home), `window` on `shell` (its parts and the
ways between them), `desk` (the open Melodies, a `page` each), `choosing` (file dialogs), `coming` and `loading` (what
takes a while to open), `snapshot` (pictures without a window).
Commands: `actions` (all of them as data), `keymap` and `keys_page`; what they do is bound in `binding`, `editing`,
`drawing`, `refactoring`, `running` and `menus`; `nodes`, `dropped`, `finding`, `templates` and `names` help.
The document: `document` (signals) on `filed` (its file) on `keeper` (never lost; no Qt), with `opening`, `edit_file`
(edit journal and lock), `reading` and `watch` (other programs), `checking`, `counted`, `melodies`, `reach`; `safety`
and `viewing` in the window. `aside` does what takes longer than a frame.
Runs: `bridge` (the only way to the engine), `player` (which run is whose), `playing` on `tracks` and `strips` (what is
known of one), `ran`, `asked` and `playing_on` (questions to a person), `input_sets`, `facts`.
Look: `theme`, `style`, `glyphs`, `wording`, `widgets/`; remembered things: `recent` on `kept`, `habits`.
`canvas/` and `panels/` describe themselves. Who may import whom: `launch -> window -> {panels | canvas} -> actions ->
{document | bridge} -> {widgets | theme}`. Nothing here waits in a loop of its own, and nothing calls the Conductor.
"""
