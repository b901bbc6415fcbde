"""Templates filled in: every value is escaped, and what isn't a template computes nothing."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).with_name("templates")


@functools.cache
def _environment() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        keep_trailing_newline=True,
    )  # fmt: skip
    environment.globals["script"] = ""
    return environment


def render(template: str, context: Mapping[str, Any]) -> str:
    """Fill in a template of ``show/templates``; a name that the context lacks is an error."""
    return str(_environment().get_template(template).render(**context))


def own_script() -> Any:
    """Read the script of the report page, to be put into it as it is."""
    from markupsafe import Markup

    return Markup((_FOLDER / "script.js").read_text(encoding="utf-8"))
