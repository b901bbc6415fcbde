"""Write anew the figures that the documentation shows: ``make pages``, after a model was trained."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from tests.docs.blocks import printed_before, renewed
from tests.docs.inputs import ENVIRONMENT, write_inputs
from tests.docs.test_pages import PAGES, named


def main() -> None:
    """Run every page, and replace the figures of its blocks of text by those that are printed."""
    os.environ.update(ENVIRONMENT)
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory() as folder:
            write_inputs(Path(folder))
            os.chdir(folder)
            for block, printed in printed_before(page, Path(folder)):
                text = text.replace(block.text, renewed(block.text, printed))
            os.chdir(page.parent)
        if text != page.read_text(encoding="utf-8"):
            page.write_text(text, encoding="utf-8")
            print(f"{named(page)}: figures renewed")


if __name__ == "__main__":
    main()
