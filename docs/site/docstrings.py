"""Docstrings as the site shows them: roles lead to public names, types and defaults are told as people read them."""

from __future__ import annotations

import re
from typing import Any

import griffe

import tension

_VALUES = {"USA_RUS.name": "'usa-rus'"}
"""Defaults that no constant's line tells."""


class Docstrings(griffe.Extension):
    """Mend what was read of the package, before it's rendered."""

    def on_package(self, *, pkg: griffe.Module, **_: Any) -> None:
        """Mend every object of the package."""
        _mend(pkg)


def _mend(found: Any) -> None:
    """Mend an object behind what is in it: the docstring of a class takes its defaults from ``__init__``."""
    for member in found.members.values():
        if not member.is_alias:
            _mend(member)
    if found.is_function:
        _tell_defaults(found)
    if found.docstring:
        found.docstring.value = re.sub(r":[a-z]+:`~?([^`]+)`", _linked, found.docstring.value)
        if not found.is_module:
            _keep_types(found.docstring)


def _linked(role: re.Match[str]) -> str:
    """Link a public name, or what belongs to one (``TensionModel.score``); anything else is code."""
    owner, last = role[1].partition(".")[0], role[1].rpartition(".")[2]
    if owner in tension._HOMES:
        return f"[`{role[1]}`][{tension._HOMES[owner]}.{role[1]}]"
    if last in tension._HOMES:
        return f"[`{last}`][{tension._HOMES[last]}.{last}]"
    return f"`{role[1]}`"


def _keep_types(docstring: griffe.Docstring) -> None:
    """Tell a type as it's written: griffe reads "array, shape (3,)" as an expression, and would write it otherwise."""
    written = dict(re.findall(r"^ *(\S.*?) : (.+?)(?:, optional)?$", docstring.value, re.MULTILINE))
    types = {name.strip(" *"): kind for names, kind in written.items() for name in names.split(",")}
    for section in docstring.parsed:
        if section.kind in (griffe.DocstringSectionKind.parameters, griffe.DocstringSectionKind.attributes):
            for item in section.value:
                kind = types.get(item.name.strip("*"))
                if kind and kind != str(item.annotation):
                    item.annotation = kind


def _tell_defaults(function: griffe.Function) -> None:
    """Tell a default by its value where it's a constant with a name."""
    for parameter in function.parameters:
        named = function.module.members.get(str(parameter.default))
        try:
            target = named.final_target if named is not None and named.is_alias else named
        except griffe.AliasResolutionError:  # a constant of another package
            continue
        value = target.value if target is not None and target.is_attribute else parameter.default
        parameter.default = _VALUES.get(str(value), value)
