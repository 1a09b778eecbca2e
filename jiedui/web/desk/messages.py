"""Messages to officers."""

from jiedui.web.kit.inbox import messages_at


def _outbox(user):
    return {"sees_outbox": user.may("notices.see")}


listed = messages_at("desk", "figures.see", "desk/messages.html", more=_outbox)
