"""`jiedui catalogue`: bring what every installation stands on up to date."""

from jiedui.clockwork import ground
from jiedui.clockwork.terminal.outcome import OK, print_json, say


def run(arguments):
    counted = ground.make()
    if arguments.json:
        print_json(counted)
    else:
        for table, counts in counted.items():
            say(f"{table:<20} {counts}")
    return OK
