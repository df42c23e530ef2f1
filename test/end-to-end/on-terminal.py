"""Runs a program on a terminal of its own, and writes what it drew to standard output; its exit code is ours.

The one argument is JSON: command, env, columns, and `when`: a list of steps, each of which waits until its `seen` was
drawn and then sends `send` to the terminal, as typed, or gives it `columns`.
"""

import fcntl
import json
import os
import pty
import struct
import subprocess
import sys
import termios

wanted = json.loads(sys.argv[1])
ours, theirs = pty.openpty()


def resize(columns):
    fcntl.ioctl(ours, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))


resize(wanted["columns"])
child = subprocess.Popen(
    wanted["command"],
    env=wanted["env"],
    stdin=theirs,
    stdout=theirs,
    stderr=theirs,
    start_new_session=True,
    preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
)
os.close(theirs)

steps = wanted["when"]
drawn = b""
while True:
    try:
        piece = os.read(ours, 65536)
    except OSError:  # Linux says so when the last one that had it open is gone.
        break
    if piece == b"":
        break
    drawn += piece
    while steps and steps[0]["seen"].encode() in drawn:
        step = steps.pop(0)
        if "columns" in step:
            resize(step["columns"])
        if "send" in step:
            os.write(ours, step["send"].encode())
sys.stdout.buffer.write(drawn)
code = child.wait()
sys.exit(code if code >= 0 else 128 - code)
