"""Defects made by hand: each a patch that says in its first lines what is wrong and which test must see it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PATCHES = Path(__file__).parent / "patches"


@dataclass(frozen=True)
class Hunk:
    """A place of a file as it is, and as the defect has it."""

    path: str
    sound: str
    defect: str


@dataclass(frozen=True)
class Mutant:
    """One defect."""

    name: str
    defect: str
    test: str
    hunks: tuple[Hunk, ...]

    def into(self, tree: Path) -> None:
        """Put the defect into a copy of the code; each place must be there exactly once."""
        for hunk in self.hunks:
            file = tree / hunk.path
            text = file.read_text(encoding="utf-8")
            assert text.count(hunk.sound) == 1, f"{self.name}.patch does not fit {hunk.path} any more"
            file.write_text(text.replace(hunk.sound, hunk.defect), encoding="utf-8")


def mutants() -> list[Mutant]:
    """All of them, by name."""
    return [_read(path) for path in sorted(PATCHES.glob("*.patch"))]


def _read(path: Path) -> Mutant:
    head, _, diff = path.read_text(encoding="utf-8").partition("\n\n")
    told = dict(line.split(": ", 1) for line in head.splitlines())
    return Mutant(path.stem, told["Defect"], told["Test"], tuple(_hunks(diff)))


def _hunks(diff: str) -> Iterator[Hunk]:
    # Line numbers are not looked at: what counts is that the place is there, once, wherever it moved to.
    for file in diff.split("--- a/")[1:]:
        path, _, rest = file.partition("\n")
        for hunk in rest.split("\n@@ ")[1:]:
            lines = hunk.splitlines(keepends=True)[1:]
            sound, defect = ("".join(line[1:] for line in lines if line[0] in marks) for marks in (" -", " +"))
            yield Hunk(path.strip(), sound, defect)
