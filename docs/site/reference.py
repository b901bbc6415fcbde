"""Public names to HTML: signatures and docstrings as griffe reads them, without importing anything."""

from __future__ import annotations

import html
import re
import textwrap
from pathlib import Path
from typing import Any

from pages import coloured, inline

try:
    import griffe
except ImportError as error:
    raise SystemExit("docs: griffe isn't installed; pip install 'tension-index[docs]'") from error

_WIDTH = 72
"""Characters of a signature's line."""

_KINDS = griffe.DocstringSectionKind
_HEADS = {_KINDS.parameters: "Parameters", _KINDS.attributes: "Attributes", _KINDS.raises: "Raises",
          _KINDS.warns: "Warns", _KINDS.returns: "Returns", _KINDS.yields: "Yields"}  # fmt: skip


def reference(root: Path) -> str:
    """HTML of every public name of ``tension``, in the order of ``tension.__all__``.

    Parameters
    ----------
    root : Path
        Folder that holds the package.
    """
    package = griffe.load("tension", search_paths=[root], docstring_parser="numpy", allow_inspection=False)
    homes = _homes(root / "tension" / "__init__.py")
    return "".join(
        _entry(name, package[f"{home.removeprefix('tension.')}.{name}"]) for name, home in homes.items()
    )


def _homes(path: Path) -> dict[str, str]:
    """Public names and the modules that they're in: the table in the package's ``__init__``."""
    return dict(
        re.findall(r'^    "(\w+)": "(tension[\w.]+)",$', path.read_text(encoding="utf-8"), re.MULTILINE)
    )


def _entry(name: str, found: Any) -> str:
    parts = [
        f'<section class="name"><h3 id="{name}"><code>tension.{name}</code></h3>',
        _signature(name, found),
    ]
    parts.append(_docstring(found))
    if found.is_class:
        members = [one for one in found.members.values() if _is_shown(one)]
        parts += [_member(name, one) for one in members]
    return "".join([*parts, "</section>\n"])


def _is_shown(member: Any) -> bool:
    return (
        not member.name.startswith("_")
        and not member.is_alias
        and member.is_function
        and bool(member.docstring)
    )


def _member(owner: str, member: Any) -> str:
    is_property = "property" in member.labels
    head = f'<h4 id="{owner}.{member.name}"><code>.{member.name}{"" if is_property else "()"}</code></h4>'
    signature = "" if is_property else _signature(member.name, member)
    return f'<div class="member">{head}{signature}{_docstring(member)}</div>'


def _signature(name: str, found: Any) -> str:
    """How it's called, without types: these are told, with what they mean, under its parameters."""
    parameters = found.parameters if found.is_function or found.is_class else None
    if parameters is None or (found.is_class and not list(parameters)):
        return ""
    told, keyword_only = [], False
    for one in parameters:
        if one.name in ("self", "cls"):
            continue
        if one.kind is griffe.ParameterKind.var_positional:
            told.append(f"*{one.name}")
            keyword_only = True
        elif one.kind is griffe.ParameterKind.var_keyword:
            told.append(f"**{one.name}")
        else:
            if one.kind is griffe.ParameterKind.keyword_only and not keyword_only:
                told.append("*")
                keyword_only = True
            told.append(
                one.name if one.default is None else f"{one.name}={_default(one.default, found.module)}"
            )
    line = f"{name}({', '.join(told)})"
    if len(line) > _WIDTH:
        inside = textwrap.fill(", ".join(told), _WIDTH, initial_indent="    ", subsequent_indent="    ")
        line = f"{name}(\n{inside},\n)"
    return f'<pre class="signature"><code>{coloured(line, "python")}</code></pre>'


def _default(value: Any, module: Any) -> str:
    """Write a default as it's read: a named constant by what it stands for, anything else as it stands."""
    if str(value) == "USA_RUS.name":
        return "'usa-rus'"
    named = module.members.get(str(value))
    if named is None:
        return str(value)
    target = named.final_target if named.is_alias else named
    return str(target.value) if target.is_attribute else str(value)


def _docstring(found: Any) -> str:
    if not found.docstring:
        return ""
    written = dict(re.findall(r"^ *(\S.*?) : (.+)$", found.docstring.value, re.MULTILINE))
    kinds = {name.strip(" *"): kind for names, kind in written.items() for name in names.split(",")}
    return "".join(_section(section, kinds) for section in found.docstring.parsed)


def _section(section: Any, kinds: dict[str, str]) -> str:
    if section.kind is _KINDS.text:
        return inline(section.value)
    if section.kind is _KINDS.admonition:
        return f"<h5>{html.escape(section.title.capitalize())}</h5>{inline(section.value.description)}"
    if section.kind is _KINDS.examples:
        return "<h5>Examples</h5>" + "".join(_example(*part) for part in section.value)
    if section.kind in _HEADS:
        rows = "".join(_row(item, kinds) for item in section.value)
        return f"<h5>{_HEADS[section.kind]}</h5><dl>{rows}</dl>"
    return ""


def _row(item: Any, kinds: dict[str, str]) -> str:
    """Tell an item as it's written: griffe reads "array, shape (3,)" as an expression, and would write it otherwise."""
    name = getattr(item, "name", "") or ""
    written = html.escape(kinds.get(name.strip("*"), str(item.annotation or "").strip("()")))
    name_html = f"<code>{html.escape(name)}</code> " if name else ""
    kind_html = f'<span class="kind">{written}</span>' if written else ""
    return f"<dt>{name_html}{kind_html}</dt><dd>{inline(item.description or '')}</dd>"


def _example(kind: Any, text: str) -> str:
    if kind is _KINDS.text:
        return inline(text)
    return f"<pre><code>{coloured(text, 'pycon')}</code></pre>"
