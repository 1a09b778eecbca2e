"""`jiedui catalogue`: bring what every installation stands on up to date."""

from jiedui.clockwork.terminal import house
from jiedui.clockwork.terminal.outcome import OK, print_json, say


def run(arguments):
    house.enter(arguments.lang)
    from django.core.management import call_command  # noqa: PLC0415  (after Django is set up)

    from jiedui.clockwork import ground  # noqa: PLC0415  (the same)

    call_command("migrate", verbosity=0, interactive=False)
    counted = ground.lay()
    if arguments.json:
        print_json(counted)
    else:
        for table, counts in counted.items():
            say(f"{table:<20} {counts}")
    return OK
