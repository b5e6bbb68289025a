"""A translation put right by hand: picked from the engine's other renderings, or written.

What a person writes is kept as their own and wins from then on, here and in
every article where the same words stand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.model import Translation
from reader.tui.article.dress import harmless

if TYPE_CHECKING:
    from reader.tui.screens.reader import ReaderScreen


async def pick_alternative(reader: ReaderScreen) -> None:
    """Let one of the engine's other renderings take the place of its best."""
    from reader.tui.widgets.asker import Choice, Question, matching

    made = reader.article.translation
    if made is None:
        reader.say("put the cursor on a translation first")
        return
    others = [text for text in made.alternatives if text != made.target]
    if not others:
        reader.say(f"{made.engine} offers no other rendering; C corrects it by hand")
        return
    choices = [Choice(made.target, harmless(made.target), "as it is")]
    choices += [Choice(text, harmless(text)) for text in others]
    picked = await reader.ask(Question("rather", choices=matching(choices), what="rendering"))
    if picked and picked != made.target:
        _keep(reader, made, picked)


async def correct(reader: ReaderScreen) -> None:
    """Ask for the right rendering of what the cursor is on."""
    from reader.tui.widgets.asker import Question

    made = reader.article.translation
    if made is None:
        reader.say("put the cursor on a leftover or on a translated sentence first")
        return
    label = harmless(made.source if len(made.source) < 30 else made.source[:29] + "…")
    written = await reader.ask(Question(f"{label} =", value=harmless(made.target), free=True))
    if written is not None and written.strip() and written.strip() != made.target:
        _keep(reader, made, written.strip())


def _keep(reader: ReaderScreen, made: Translation, target: str) -> None:
    from reader.translate import TranslationError

    key, desk = reader.shown_key, reader.translator.desk
    if key is None:
        return
    try:
        before = desk.correction(made.source, made.from_language, made.to_language)
        corrected = desk.correct(made, target)
    except TranslationError as error:
        reader.say(str(error), alarm=True)
        return
    reader.store.correct_translation(key, corrected, before)
    reader.article.learn((corrected,))
    reader.say("kept as yours; it wins wherever the same words stand · u undoes", done=True)
