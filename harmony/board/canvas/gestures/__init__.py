"""What hands do on the canvas, one gesture a file.

`base` says what a press is and what a gesture has to offer; `view` asks the gestures in order
which of them takes a press. Gestures change nothing while they last: they draw over the
canvas and make one edit at their end.
"""
