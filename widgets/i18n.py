"""Translations of the user interface: flat YAML maps from English source text to Vietnamese."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QTranslator

from backend.contract.document import DocumentError, Fault, check, read_yaml

SOURCE_LANGUAGE = "en"
"""The language that source texts are written in; it needs no file."""


def read_folder(folder: Path) -> dict[str, str]:
    """Return all translations in the YAML files of a folder.

    Raises:
        DocumentError: a file is no flat mapping of texts, or two files translate one text differently.
    """
    words: dict[str, str] = {}
    faults: list[Fault] = []
    for path in sorted(folder.glob("*.yaml")):
        data, lines = read_yaml(path.read_text("utf-8"), str(path))
        part, wrong = check(data, dict[str, str], lines)
        faults += wrong
        for source, target in (part or {}).items():
            known = words.setdefault(source, target)
            if known != target:
                cure = "translate it alike everywhere, or make the English texts differ"
                faults.append(lines.fault(source, f"'{target}' here, but '{known}' in another file", cure))
    if faults:
        raise DocumentError(faults)
    return words


class YamlTranslator(QTranslator):
    """Translates every context from one flat mapping."""

    def __init__(self, words: dict[str, str], parent: QObject | None = None) -> None:
        """Translate by `words`, English to the shown language."""
        super().__init__(parent)
        self._words = words

    def isEmpty(self) -> bool:
        """Tell Qt to keep this translator."""
        return not self._words

    def translate(
        self,
        context: str | bytes,
        source: str | bytes,
        disambiguation: str | bytes | None = None,
        n: int = -1,
    ) -> str:
        """Return the translation of `source`, or nothing where there is none."""
        key = source.decode() if isinstance(source, bytes) else source
        # a null string, not an empty one, lets Qt fall back to the source text
        return self._words.get(key)  # type: ignore[return-value]


def spoken() -> str:
    """Return the language that the interface speaks now."""
    # the one source text that tells its own language; each folder of translations answers with its own
    return QCoreApplication.translate("Language", "en")


def install(app: QCoreApplication, language: str, folder: Path) -> YamlTranslator | None:
    """Translate the whole interface to `language`.

    Args:
        app: the application.
        language: "vi", or "en" for the source texts as they are.
        folder: `resources/i18n`; the files lie in its sub-folder of the language.

    Returns:
        The translator, kept alive by `app`; None for the source language.

    Raises:
        DocumentError: see `read_folder`; also where the language has no files.
    """
    if language == SOURCE_LANGUAGE:
        return None
    words = read_folder(folder / language)
    if not words:
        cure = "install resources/i18n, or set the language to en"
        raise DocumentError([Fault(str(folder / language), 0, "", "no translations here", cure)])
    translator = YamlTranslator(words, app)
    app.installTranslator(translator)
    return translator
