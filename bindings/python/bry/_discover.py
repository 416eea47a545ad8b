"""Themes found in texts, without a codebook."""
from __future__ import annotations

import json
from array import array
from ctypes import addressof, byref, c_char_p, c_double, c_int32, c_size_t, c_void_p, memmove
from typing import Any, Callable, Dict, Iterable, List, NamedTuple, Optional, Sequence, Tuple

from ._abi import CONSTANTS, bry_discover_options, bry_embed_fn, bry_progress_fn
from ._native import Guard, Handle, call, encoded, lib, pointer_of, progress_guard, take_text, text, utf8

_STATES = {
    CONSTANTS["BRY_TEXT_" + name.upper()]: name for name in ("themed", "undecided", "none", "non_answer", "empty")
}


class FoundTheme(NamedTuple):
    """One theme: its label is made of the words that tell it from the others."""

    id: str
    label: str
    texts: int
    coherence: float
    stability: float
    words: List[str]


class Placed(NamedTuple):
    """A text's theme (None: it has none), how likely it is, and themed, undecided, none, non_answer or empty."""

    theme: Optional[str]
    confidence: float
    state: str


def _arrays(texts: Iterable[Optional[str]]) -> Tuple[Any, Any, int]:
    data = [None if t is None else encoded(t) for t in texts]
    return (c_char_p * len(data))(*data), (c_size_t * len(data))(*[len(d or b"") for d in data]), len(data)


class Discovery(Handle):
    """The themes of a set of texts, the largest first; discovery[i] is what became of text i."""

    _free_name = "bry_discovery_free"

    def json(self) -> Dict[str, Any]:
        return json.loads(take_text("bry_discovery_json", self.handle))

    @property
    def themes(self) -> List[FoundTheme]:
        return [FoundTheme(**theme) for theme in self.json()["themes"]]

    def _id(self, theme: int) -> Optional[str]:
        return text(lib.bry_discovery_theme_id_at(self.handle, theme)) if theme >= 0 else None

    def __len__(self) -> int:
        return lib.bry_discovery_text_count(self.handle)

    def __getitem__(self, i: int) -> Placed:
        if not 0 <= i < len(self):
            raise IndexError(i)
        return Placed(
            self._id(lib.bry_discovery_theme_of(self.handle, i)),
            lib.bry_discovery_confidence_of(self.handle, i),
            _STATES[lib.bry_discovery_state_of(self.handle, i)],
        )

    def assign(self, source: str) -> Placed:
        """Puts a new text into the themes, which it does not change."""
        data = encoded(source)
        theme, confidence, state = c_int32(), c_double(), c_int32()
        call("bry_discovery_assign", self.handle, data, len(data), byref(theme), byref(confidence), byref(state))
        return Placed(self._id(theme.value), confidence.value, _STATES[state.value])

    def drift(self, texts: Sequence[Optional[str]]) -> float:
        """How far new texts have moved away, 0 to 1; from about 0.2 it is time to discover anew."""
        out = c_double()
        call("bry_discovery_drift", self.handle, *_arrays(texts), byref(out))
        return out.value

    def keep_ids(self, earlier: "Discovery") -> None:
        """Themes take over the ids of the themes of an earlier discovery that are most like them."""
        call("bry_discovery_keep_ids", self.handle, earlier.handle)


def _embed_guard(embed: Callable[[List[str]], Any], texts: Sequence[Optional[str]]) -> Tuple[Guard, int]:
    """Asks for all vectors at once: a model knows best how many it takes together."""
    rows = embed([source or "" for source in texts])
    if len(rows) != len(texts):
        raise ValueError(f"embed gave {len(rows)} vectors for {len(texts)} texts")
    width = len(rows[0]) if len(rows) else 1

    def fill(_texts: Any, _sizes: Any, first: int, count: int, dimensions: int, out: Any, _user: Any) -> int:
        for i in range(count):
            row = array("f", rows[first + i])
            if len(row) != dimensions:
                raise ValueError(f"the vector of text {first + i} has {len(row)} numbers, the first one {dimensions}")
            size = dimensions * row.itemsize
            memmove(addressof(out.contents) + i * size, row.buffer_info()[0], size)
        return 0

    return Guard(bry_embed_fn, fill), width


def discover(
    texts: Iterable[Optional[str]],
    themes: Optional[int] = None,
    seed: int = 1,
    threads: int = 1,
    lang: Optional[str] = None,
    pretokenised: bool = False,
    progress: Optional[Callable[[int, int], Any]] = None,
    embed: Optional[Callable[[List[str]], Any]] = None,
) -> Discovery:
    """Finds themes in texts: so many, or as many as hold up. The same seed gives the same themes in any order of
    the texts and with any number of threads. `progress(done, total)` cancels by returning False or raising. `embed(texts)` gives vectors from a model of
    yours, which count beside the words: a list of lists of numbers or an array of numpy's, a row for each text, zeros for
    one without."""
    texts = list(texts)
    options = bry_discover_options()
    lib.bry_discover_options_init(byref(options))
    options.themes = themes or 0
    options.seed = seed
    options.threads = threads
    options.lang = utf8(lang)
    options.pretokenised = int(bool(pretokenised))
    embedding = None
    if embed is not None:
        embedding, options.dimensions = _embed_guard(embed, texts)
        options.embed = embedding.pointer
    out = c_void_p()
    guard = progress_guard(progress)
    call(
        "bry_theme_discover",
        *_arrays(texts),
        byref(options),
        pointer_of(guard, bry_progress_fn),
        None,
        byref(out),
        guards=[guard, embedding],
    )
    return Discovery(out)
