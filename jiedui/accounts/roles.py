"""Who may do what: one table to show an auditor."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from jiedui.core.refusal import Refusal


class Role(models.TextChoices):
    WEST = "west", _("输出地经办人")
    EAST = "east", _("输入地经办人")
    WATCHER = "watcher", _("只读人员")
    # Reads the log and nothing else: who checks what was done does none of it.
    AUDITOR = "auditor", _("安全审计员")
    HELPER = "helper", _("村级帮办员")
    EMPLOYER = "employer", _("用人单位")
    # Has asked to be let in for a firm; sees nothing but that request.
    APPLICANT = "applicant", _("用人单位（待核实）")
    SELF = "self", _("求职者本人")


# The door at which each role comes in.
DOORS = {
    Role.WEST: "desk",
    Role.EAST: "desk",
    Role.WATCHER: "desk",
    Role.AUDITOR: "desk",
    Role.HELPER: "village",
    Role.EMPLOYER: "employer",
    Role.APPLICANT: "employer",
    Role.SELF: "me",
}

VERBS = {
    "people.see": {Role.WEST},
    "people.import": {Role.WEST},
    "people.correct": {Role.WEST},
    "people.export": {Role.WEST},
    "people.merge": {Role.WEST},
    "people.reveal": {Role.WEST},
    "people.erase": {Role.WEST},
    "surveys.see": {Role.WEST},
    "surveys.run": {Role.WEST},
    "vacancies.see": {Role.WEST, Role.EAST, Role.WATCHER},
    "vacancies.import": {Role.WEST, Role.EAST},
    "vacancies.publish": {Role.EAST, Role.WEST},
    "vacancies.export": {Role.WEST, Role.EAST},
    "matching.see": {Role.WEST},
    "matching.run": {Role.WEST},
    "matching.confirm": {Role.WEST},
    "calls.see": {Role.WEST, Role.EAST, Role.WATCHER},
    "calls.draw": {Role.WEST},
    "calls.answer": {Role.EAST},
    "candidacies.see": {Role.WEST, Role.EAST},
    "figures.see": {Role.WEST, Role.EAST, Role.WATCHER, Role.AUDITOR},
    "village.survey": {Role.HELPER},
    "devices.revoke": {Role.WEST},
    "employer.post": {Role.EMPLOYER},
    "employer.enter": {Role.EMPLOYER, Role.APPLICANT},
    "employers.verify": {Role.EAST, Role.WEST},
    "me.live": {Role.SELF},
    "notices.see": {Role.WEST},
    "log.see": {Role.AUDITOR},
    "notices.resend": {Role.WEST},
}


def may(role, verb):
    return role in VERBS[verb]


def require(user, verb):
    """Raise the refusal of a door whose lock this person's role does not open."""
    if not may(user.role, verb):
        raise Refusal("not-your-role", _("您的角色不能做这件事。需要的话，请联系本单位管理员。"))
