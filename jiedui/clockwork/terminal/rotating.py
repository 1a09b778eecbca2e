"""`jiedui rotate-keys`: everything sealed under the newest key; which keys are still needed."""

from django.utils.translation import gettext_lazy

from jiedui.clockwork.rotating import in_use, rotate
from jiedui.clockwork.terminal.outcome import OK, REFUSED, bars, print_json, remark, say
from jiedui.clockwork.terminal.words import _
from jiedui.core.fields import key_names
from jiedui.core.refusal import Refusal


def run(arguments):
    done = 0
    if not (arguments.check or arguments.drop):
        with bars() as screen:
            done = rotate(lambda name, many: screen.show(_("换密钥"), many, 0))
    counted, known = in_use(), key_names()
    if arguments.drop:
        _refuse_dropping(arguments.drop, counted, known)
    missing = sorted(set(counted) - set(known))
    if arguments.json:
        print_json({"newest": known[0], "done": done, "in_use": counted, "missing": missing})
    else:
        _say(arguments, done, counted, known)
    for name in missing:
        remark(_("密钥 {name} 不在 JIEDUI_FIELD_KEYS 里，但还有数据要用它。").format(name=name))
    return REFUSED if missing else OK


def _say(arguments, done, counted, known):
    if done:
        say(_("已换用 {name}：{many} 项。").format(name=known[0], many=done))
    for name in known:
        say(_("{name}：{many} 项在用").format(name=name, many=counted.get(name, 0)))
    if arguments.drop:
        say(
            _("{name} 已没有数据在用：可以从 JIEDUI_FIELD_KEYS 里去掉了。").format(
                name=arguments.drop
            )
        )


def _refuse_dropping(name, counted, known):
    if name == known[0]:
        raise Refusal("newest-key", gettext_lazy("这是正在使用的新密钥，不能去掉。"))
    if counted.get(name):
        raise Refusal(
            "key-in-use", gettext_lazy("还有数据用这个密钥：请先运行 jiedui rotate-keys。")
        )
