"""Every block of code in the documentation and the README runs, top to bottom, as a reader would run it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.blocks import Block, blocks_of, lines_of, printed_before, renewed, run_command

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*(ROOT / "docs").rglob("*.md"), ROOT / "README.md"])


def named(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_blocks_of_the_page_run_top_to_bottom_and_print_what_stands_below_them(page, reader):
    for block, printed in printed_before(page, reader):
        said = lines_of(printed)
        missing = [line for line in lines_of(block.text) if line not in said]
        assert not missing, (
            f"{named(page)}, line {block.line}: not printed: {missing}; where it's figures alone, "
            f"make pages writes them\nprinted: {said}"
        )


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_links_of_the_page_lead_somewhere(page):
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, fragment = target.partition("#")
        found = (page.parent / path).resolve() if path else page
        assert found.exists(), f"{named(page)}: {target}"
        if fragment and found.suffix == ".md":
            assert fragment in anchors(found.read_text(encoding="utf-8")), f"{named(page)}: {target}"


def anchors(text: str) -> set[str]:
    """Anchors that headings get, as the site and the usual hosts make them."""
    heads = re.findall(
        r"^#+ (.+?)\s*$", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL), re.MULTILINE
    )
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def test_a_block_that_is_not_run_says_why():
    page = "<!-- not run: takes hours -->\n\n```sh\ntension train --output models/mine-1\n```\n\n```sh\ntension models\n```\n"
    first, second = blocks_of(page)
    assert (first.not_run, second.not_run) == ("takes hours", "")
    assert blocks_of("<!-- not run: -->\n```sh\ntension models\n```\n")[0].not_run == ""


def test_commands_are_found_behind_a_prompt_a_pipe_and_over_two_lines():
    block = Block(
        "sh", "cat a.txt | tension score -\n$ tension index a \\\n  --freq M\nmake demo\n# tension\n", 1
    )
    assert block.commands == ["cat a.txt | tension score -", "tension index a    --freq M"]
    assert Block("text", "tension score a\n", 1).commands == []


def test_figures_that_are_printed_now_replace_those_of_a_block():
    block = "  Mixed: tension -0.14,  90%\n...\nTold 3 times.\nNot told: 1.\n"
    printed = "First.\n  Mixed: tension +0.02,  90%\nTold 3 times.\nTold 4 times.\n"
    assert renewed(block, printed) == "  Mixed: tension +0.02,  90%\n...\nTold 3 times.\nNot told: 1.\n"


def test_a_failing_command_fails_the_page(reader):
    with pytest.raises(AssertionError, match=r"nothing\.txt"):
        run_command("tension score nothing.txt")
