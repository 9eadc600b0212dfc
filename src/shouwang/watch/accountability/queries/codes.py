"""The room's lists of codes in words, by the packaged policy."""

from collections.abc import Mapping

from shouwang.policies.queries import packaged, said

CATEGORIES, SOURCES, KINDS = "finding_categories", "finding_sources", "conduct_kinds"


def words(name: str, language: str) -> dict[str, str]:
    """Key and word of every entry of a list, in the order written."""
    return {key: said(entry, language, key) for key, entry in packaged().codes[name].items()}


def keys_by_word(name: str) -> Mapping[str, str]:
    """Keys by whatever a person may write for them: the key, or the word in either language."""
    return {
        word: key
        for key, entry in packaged().codes[name].items()
        for word in (key, entry["zh"], entry["en"])
    }


def side_of(kind: str) -> str:
    """Whether a kind of record is recognition or accountability."""
    return str(packaged().codes[KINDS].get(kind, {}).get("kind", ""))
