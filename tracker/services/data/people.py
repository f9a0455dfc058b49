"""People: whose recoveries are followed on this computer."""

from tracker import clock
from tracker.domain.records.kept import NewPerson, Person
from tracker.errors import InvalidEntry, NotFound
from tracker.locale import ENGLISH, languages
from tracker.store.repository import Records, Store


def add_person(
    store: Store, name: str, *, is_demo: bool = False, language: str = ENGLISH
) -> Person:
    """Add a person; two people cannot have the same name, or nobody could tell them apart."""
    person = NewPerson(name=name.strip(), is_demo=is_demo, language=language)
    with store.writing() as records:
        _check_unused(records, person.name)
        return records.add_person(person)


def get_person(store: Store, person_id: int) -> Person:
    """Return a person, or raise NotFound."""
    with store.reading() as records:
        return records.get_person(person_id)


def list_people(store: Store) -> tuple[Person, ...]:
    """Return everybody, in the order of arrival."""
    with store.reading() as records:
        return records.list_people()


def person_named(store: Store, name: str | None) -> Person:
    """Return the person of a name, or the only one there is.

    Raises
    ------
    NotFound
        If there is none of that name, or no name was given and there are several.
    """
    people = list_people(store)
    found = [one for one in people if name is None or one.name == name]
    if len(found) != 1:
        raise NotFound(
            "Please say whose with --person and one of these names: {names}.",
            names=", ".join(one.name for one in people) or "none yet",
        )
    return found[0]


def rename_person(store: Store, person_id: int, name: str) -> Person:
    """Give a person another name."""
    with store.writing() as records:
        if records.get_person(person_id).name != name.strip():
            _check_unused(records, name.strip())
        return records.rename_person(person_id, name.strip())


def set_consent(store: Store, person_id: int, *, consents_to_refit: bool) -> Person:
    """Keep whether the usual range may be learned anew from a person's recoveries."""
    with store.writing(person_id=person_id) as records:
        return records.set_consent(person_id, consents_to_refit=consents_to_refit)


def set_skin(store: Store, person_id: int, *, is_sensitive: bool) -> Person:
    """Keep whether a person's skin is thin or sensitive: needles are then rather shorter."""
    with store.writing(person_id=person_id) as records:
        return records.set_skin(person_id, is_sensitive=is_sensitive)


def set_language(store: Store, person_id: int, language: str) -> Person:
    """Speak another language with a person from now on.

    Raises
    ------
    InvalidEntry
        If there is no such language.
    """
    if language not in languages():
        raise InvalidEntry(
            "There is no language {language}. Please choose another one.", language=language
        )
    with store.writing(person_id=person_id) as records:
        return records.set_language(person_id, language)


def follow_person(store: Store, person_id: int) -> Person:
    """Keep that a person is followed from now on, in windows that are opened later, too."""
    with store.writing(person_id=person_id) as records:
        return records.set_followed(person_id, clock.now())


def set_day_end(store: Store, person_id: int, hour: int) -> Person:
    """Keep the hour of the night at which a person's days end; earlier days stay what they are."""
    with store.writing(person_id=person_id) as records:
        return records.set_day_end(person_id, hour)


def set_emergency_number(store: Store, person_id: int, number: str) -> Person:
    """Keep the number to call in an emergency; empty for that of the person's country.

    Raises
    ------
    InvalidEntry
        If it is no number of 2 to 8 digits.
    """
    with store.writing(person_id=person_id) as records:
        return records.set_emergency_number(person_id, "".join(number.split()))


def delete_person(store: Store, person_id: int) -> None:
    """Delete a person for good: sessions, diary, values, photo files, and old safety copies."""
    with store.writing() as records:
        records.delete_person(person_id)


def _check_unused(records: Records, name: str) -> None:
    if any(person.name.casefold() == name.casefold() for person in records.list_people()):
        raise InvalidEntry(
            "There is already somebody called {name}. Please add an initial.", name=name
        )
