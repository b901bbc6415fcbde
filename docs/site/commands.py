"""Commands to HTML: what ``tension COMMAND --help`` says, with every option."""

from __future__ import annotations

import html
import re

import click
from pages import coloured, inline

from tension.cli.main import tension


def commands() -> str:
    """HTML of every command, in the order in which ``tension --help`` lists them; commands of a command behind it."""
    context = click.Context(tension, info_name="tension")
    found = []
    for name in tension.list_commands(context):
        command = tension.get_command(context, name)
        assert command is not None
        found.append(_entry(("tension", name), command))
        if isinstance(command, click.Group):
            found += [_entry(("tension", name, one), command.commands[one]) for one in command.commands]
    return "".join(found)


def _entry(names: tuple[str, ...], command: click.Command) -> str:
    arguments = " ".join(
        one.make_metavar(click.Context(command)) for one in command.params if isinstance(one, click.Argument)
    )
    line = " ".join(names)
    head = f'<section class="name"><h3 id="{"-".join(names[1:])}"><code>{line}</code></h3>'
    usage = f'<pre class="signature"><code>{html.escape(" ".join(filter(None, (line, "[OPTIONS]", arguments))))}</code></pre>'
    rows = "".join(_option(one) for one in command.params if isinstance(one, click.Option))
    options = f"<h5>Options</h5><dl>{rows}</dl>" if rows else ""
    return f"{head}{usage}{_help(command.help or '')}{options}</section>\n"


def _help(text: str) -> str:
    """Paragraphs of a command's help; those behind a backspace, which click doesn't wrap, are lines of a shell."""
    found = []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        if paragraph.lstrip().startswith("\b"):
            lines = [line.strip() for line in paragraph.replace("\b", "").splitlines() if line.strip()]
            shell = [line for line in lines if line.startswith("tension")]
            told = " ".join(line for line in lines if line not in shell)
            found.append(
                (inline(told) if told else "")
                + f"<pre><code>{coloured(chr(10).join(shell) + chr(10), 'sh')}</code></pre>"
            )
        else:
            found.append(inline(" ".join(paragraph.split())))
    return "".join(found)


def _option(option: click.Option) -> str:
    kind = option.make_metavar(click.Context(click.Command("any"))) if not option.is_flag else ""
    default = option.default if option.show_default and not option.is_flag else None
    told = (
        ""
        if default in (None, ())
        else f" Default: {', '.join(default) if isinstance(default, tuple) else default}."
    )
    names = ", ".join(option.opts)
    return f'<dt><code>{names}</code> <span class="kind">{html.escape(kind)}</span></dt><dd>{inline((option.help or "") + told)}</dd>'
