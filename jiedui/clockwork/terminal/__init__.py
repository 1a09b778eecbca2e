"""The command line, for the officer who lives in spreadsheets and for programs.

Nothing heavy is imported before the command is known: help must come at once.
"""

import argparse
import atexit
import os
import sys
from contextlib import suppress
from datetime import date
from importlib import import_module
from pathlib import Path

from jiedui.clockwork.terminal import house, words
from jiedui.clockwork.terminal.outcome import REFUSED, USAGE, refuse, remark
from jiedui.clockwork.terminal.words import _

# command → where it is, and whether it works in the installed house or in one of its own
COMMANDS = {
    "match": ("matching", house.enter_own),
    "read": ("reading", house.enter_own),
    "import": ("importing", house.enter),
    "export": ("exporting", house.enter),
    "catalogue": ("catalogue", house.enter_or_found),
    "migrate-to-postgres": ("moving", house.enter_or_found),
    "audit": ("audit", house.enter),
    "rotate-keys": ("rotating", house.enter),
}


def main(argv=None):
    argv = sys.argv[1:] if argv is None else argv
    words.speak(_language(argv))
    arguments = parser().parse_args(argv)
    try:
        return _run(arguments)
    except BrokenPipeError:
        # Whoever read our answer has seen enough (`| head`): end without a complaint.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        remark(_("已停止。"))
        return 130


def leave():
    """The console script: answer, clean up after ourselves, and go at once.

    Taking millions of small objects apart one by one costs a quarter of a second that the
    system does not need: it takes the memory back as a whole.
    """
    code = main()
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with suppress(BrokenPipeError):
            stream.flush()
    os._exit(code or 0)


def _run(arguments):
    for name in arguments.files:
        path = getattr(arguments, name)
        if path != "-" and not Path(path).is_file():
            remark(_("找不到文件：{path}").format(path=path))
            return USAGE
    if trouble := _unwritable(arguments):
        remark(trouble)
        return USAGE
    from jiedui.core.refusal import Refusal  # noqa: PLC0415  (help must not wait for Django)

    where, enter = COMMANDS[arguments.command]
    try:
        enter(arguments.lang)
        command = import_module(f"{__name__}.{where}")
        from jiedui.clockwork.terminal.weight import weigh  # noqa: PLC0415  (needs Django)

        for name in arguments.files:
            weigh(getattr(arguments, name))
        return command.run(arguments)
    except Refusal as refusal:
        return refuse(refusal, as_json=arguments.json)
    except UnicodeError:
        remark(_("终端的编码显示不了中文：请设置 LANG=C.UTF-8 后再试。"))
        return REFUSED


def _unwritable(arguments):
    """Why the answer could not be written, told before anything is worked out.

    Above all, no answer is ever written over a sheet that was read.
    """
    read = {Path(getattr(arguments, name)).resolve() for name in arguments.files}
    for out in _outputs(arguments):
        if out.resolve() in read:
            return _("{path} 是要读的表，不能写在它上面：请换一个文件名。").format(path=out)
        if out.suffix.lower() != ".xlsx":
            return _("{path}：结果是 .xlsx 工作簿，请用 .xlsx 结尾的文件名。").format(path=out)
        if not (out.parent.is_dir() and os.access(out.parent, os.W_OK)) or out.is_dir():
            return _("{path} 写不进去：请换一个可以写的文件夹。").format(path=out)
    return ""


def _outputs(arguments):
    named = [getattr(arguments, name, None) for name in ("out", "returned")]
    told = [Path(path) for path in named if path]
    if arguments.command == "match" and told:
        told += [beside(told[0], kind) for kind in ("people", "vacancies")]
    return told


def beside(out, kind):
    """Where the rows of a sheet go that could not be used: next to the result."""
    name = {"people": _("退回的人员"), "vacancies": _("退回的岗位")}[kind]
    return out.with_name(f"{out.stem}-{name}.xlsx")


def _language(argv):
    """The language of the help must be known before the arguments are."""
    for at, word in enumerate(argv):
        if word == "--lang" and argv[at + 1 : at + 2]:
            return argv[at + 1]
        if word.startswith("--lang="):
            return word.partition("=")[2]
    return words.usual()


class _Help(argparse.RawDescriptionHelpFormatter):
    def __init__(self, prog):
        super().__init__(prog, max_help_position=32, width=96)


def parser():
    top = argparse.ArgumentParser(
        prog="jiedui",
        formatter_class=_Help,
        description=_("结对：东西部劳务协作。不用服务器，直接处理表格和岗位文字。"),
        epilog=_(
            "例子：\n"
            "  jiedui match 人员.xlsx 岗位.xlsx -o 结果.xlsx    谁适合哪个岗位，谁没有，为什么\n"
            "  jiedui read 岗位.xlsx                            读岗位文字，指出违规表述\n"
            "  echo '招普工10名，月薪5000，限男' | jiedui read -\n"
            "\n"
            "退出码：0 完成；1 文件不能用；2 命令写错；3 完成，但有的行存疑或不能用。"
        ),
    )
    commands = top.add_subparsers(dest="command", required=True, metavar=_("命令"))
    _match(commands)
    _read(commands)
    _import(commands)
    _export(commands)
    _catalogue(commands)
    _moving(commands)
    _audit(commands)
    _rotate(commands)
    return top


def _command(commands, name, says, epilog, files=()):
    command = commands.add_parser(
        name, help=says, description=says, epilog=epilog, formatter_class=_Help
    )
    command.add_argument("--lang", choices=["zh", "en"], default=words.usual(), help=_("语言"))
    command.add_argument("--json", action="store_true", help=_("给程序用：结果打印成 JSON"))
    command.set_defaults(files=files)
    return command


def _match(commands):
    command = _command(
        commands,
        "match",
        _("人员表和岗位表进，匹配结果出：推荐名单、未匹配及原因、空缺岗位、岗位文字审核。"),
        _(
            "例子：\n"
            "  jiedui match 人员.xlsx 岗位.xlsx -o 结果.xlsx\n"
            "  jiedui match 人员.csv 岗位.ods -o 结果.xlsx --on 2026-03-02 --seed 7\n"
            "  jiedui match 人员.xlsx 岗位.xlsx --json | python -m json.tool\n"
            "\n"
            "列名按常用叫法识别（姓名、身份证号、意向工种、岗位名称、招聘人数、薪资……）。\n"
            "有问题的行不会挡住别的行，另存为“结果-退回的人员.xlsx”，逐行注明原因。\n"
            "数据只在临时文件夹里，算完就删。同样的两张表、同样的日期和种子，结果完全相同。"
        ),
        files=("people", "vacancies"),
    )
    command.add_argument("people", metavar=_("人员表"), help=_("人员台账：.xlsx .xls .csv .ods"))
    command.add_argument(
        "vacancies", metavar=_("岗位表"), help=_("岗位信息表：.xlsx .xls .csv .ods")
    )
    command.add_argument("-o", "--out", metavar=_("文件"), help=_("结果工作簿（.xlsx）"))
    command.add_argument(
        "--on", type=_day, default=date.today(), metavar=_("日期"),
        help=_("按哪一天计算年龄、户类型和有效期（默认今天）"),
    )  # fmt: skip
    command.add_argument(
        "--seed", type=int, default=None, metavar=_("数"),
        help=_("抽签种子（默认用日期，如 20260302）；公布种子，谁都能验算"),
    )  # fmt: skip
    command.add_argument(
        "--west", type=int, default=None, metavar=_("代码"),
        help=_("输出地区划代码，如 513225（默认按身份证号判断）"),
    )  # fmt: skip


def _read(commands):
    command = _command(
        commands,
        "read",
        _("读岗位文字：岗位、人数、薪资、年龄、食宿、地点；指出违规表述和合法写法。"),
        _(
            "例子：\n"
            "  jiedui read 广告.txt          一条岗位文字\n"
            "  jiedui read 岗位.xlsx         一张表，一行一条\n"
            "  jiedui read 岗位.csv --json   每行打印一个 JSON 对象，顺序与表相同\n"
            "  pbpaste | jiedui read -       从剪贴板\n"
            "\n"
            "✗ 表示不得发布，? 表示需要核实；【】标出原文里的违规表述。"
        ),
        files=("file",),
    )
    command.add_argument("file", metavar=_("文件"), help=_("文字或表格；- 表示标准输入"))


def _import(commands):
    command = _command(
        commands,
        "import",
        _("把表格导入已安装的系统：先逐行核对，确认后入库。"),
        _(
            "例子：\n"
            "  jiedui import 人员.xlsx --kind people --as 账号           只核对，到网页上审阅\n"
            "  jiedui import 人员.xlsx --kind people --as 账号 --accept  核对后入库\n"
            "  jiedui import 岗位.xlsx --kind vacancies --as 账号 --accept --returned 退回.xlsx"
        ),
        files=("file",),
    )
    command.add_argument("file", metavar=_("文件"), help=_("表格：.xlsx .xls .csv .ods"))
    command.add_argument(
        "--kind", choices=["people", "vacancies"], required=True, help=_("表的类别")
    )
    command.add_argument("--as", dest="as_user", metavar=_("账号"), help=_("经办人账号"))
    command.add_argument("--accept", action="store_true", help=_("核对后直接入库"))
    command.add_argument(
        "--returned", metavar=_("文件"), help=_("存疑和不能导入的行另存为表格，带原因")
    )


def _export(commands):
    command = _command(
        commands,
        "export",
        _("从已安装的系统导出：人员、岗位、一次匹配的结果。"),
        _(
            "例子：\n"
            "  jiedui export people -o 人员.xlsx --as 账号\n"
            "  jiedui export vacancies -o 岗位.xlsx --as 账号\n"
            "  jiedui export run -o 结果.xlsx --as 账号            最近一次匹配\n"
            "  jiedui export run --run 12 -o 结果.xlsx --as 账号"
        ),
    )
    command.add_argument("what", choices=["people", "vacancies", "run"], help=_("导出什么"))
    command.add_argument("-o", "--out", metavar=_("文件"), required=True, help=_("写到哪个 .xlsx"))
    command.add_argument(
        "--run", type=int, metavar=_("编号"), help=_("匹配批次编号（默认最近一次）")
    )
    command.add_argument("--as", dest="as_user", metavar=_("账号"), help=_("经办人账号"))


def _catalogue(commands):
    _command(
        commands,
        "catalogue",
        _("装载或更新目录：行政区划、职业分类、证书、结对关系、匹配权重。可以重复运行。"),
        _("例子：\n  jiedui catalogue"),
    )


def _moving(commands):
    command = _command(
        commands,
        "migrate-to-postgres",
        _("把 SQLite 数据库整体搬到 PostgreSQL：要么全部搬完并逐表核对，要么什么也不改。"),
        _(
            "例子（先停掉网站和后台进程，再设好新数据库的地址）：\n"
            "  JIEDUI_DATABASE=postgresql://… jiedui migrate-to-postgres\n"
            "  JIEDUI_DATABASE=postgresql://… jiedui migrate-to-postgres 旧库.sqlite3"
        ),
    )
    command.add_argument(
        "file", nargs="?", metavar=_("文件"), help=_("旧数据库（默认 JIEDUI_HOME/jiedui.sqlite3）")
    )


def _audit(commands):
    command = _command(
        commands,
        "audit",
        _("核对操作日志：有没有被改动、删除、插入或调换；公布今天的链头。"),
        _(
            "例子：\n"
            "  jiedui audit verify                 从头核对，指出哪一段、哪一条\n"
            "  jiedui audit verify --head 摘要     再与以前公布的链头比对\n"
            "  jiedui audit head                   打印今天的链头，供存档或张贴"
        ),
    )
    command.add_argument("what", choices=["verify", "head"], help=_("核对，或公布链头"))
    command.add_argument("--head", metavar=_("摘要"), help=_("以前公布的链头（64 位十六进制）"))


def _rotate(commands):
    command = _command(
        commands,
        "rotate-keys",
        _("把加密保存的内容分小批换成最新的密钥；系统照常运行，中断了再运行一次即可。"),
        _(
            "例子：\n"
            "  jiedui rotate-keys                  全部换成 JIEDUI_FIELD_KEYS 里第一个密钥\n"
            "  jiedui rotate-keys --check          每个密钥还有多少数据在用\n"
            "  jiedui rotate-keys --drop k1        k1 可不可以去掉"
        ),
    )
    command.add_argument("--check", action="store_true", help=_("只数，不换"))
    command.add_argument("--drop", metavar=_("密钥名"), help=_("这个密钥可不可以去掉"))


def _day(text):
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            _("{text} 不是日期，请写成 2026-03-02").format(text=text)
        ) from None
