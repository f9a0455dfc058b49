"""Every label, date and value stands with the photo that it belongs to, over generated albums."""

import base64
import io
import json
import random
from datetime import timedelta

import numpy as np
import pytest
from PIL import Image

from tests.factories import a_measurement, a_photo, a_procedure, days_ago, picture_bytes
from tests.ui.conftest import OpenPage
from tracker.domain.records.kept import BodyArea, Photo, PhotoRole, TreatedZone, View, Zone
from tracker.services.recovery.procedures import log_procedure
from tracker.store.repository import Store
from tracker.ui import routes
from tracker.ui.language import write_number

IN_THE_COMMAND, BY_HAND = 12, 500
ROUNDS = 25
NEAR = 3
"""How far WebP may move a colour that fills a picture."""


def generate(store: Store, person_id: int, seed: int) -> dict[int, tuple[Photo, float, int]]:
    """Keep photos of one colour each, of several views, days, times and sessions.

    Returns
    -------
    photos : dict
        Photo, its own redness value, and the level of its own grey, by id.
    """
    draw = random.Random(seed)
    kept: dict[int, tuple[Photo, float, int]] = {}
    levels = iter(draw.sample(range(20, 236, 4), 54))
    for began in (60, 9):
        zones = (TreatedZone(zone=Zone.BACK, needle_length_mm=0.5),)
        session = log_procedure(
            store, a_procedure(person_id, started_at=days_ago(began, 18), zones=zones)
        )
        before: dict[View, int] = {}
        for view in draw.sample(list(View), 2):
            for number in range(draw.randint(3, 6)):
                role = PhotoRole.FOLLOW_UP if number else PhotoRole.BEFORE
                day = draw.randint(0, 8) if number else 0
                moment = session.started_at + timedelta(days=day, hours=draw.randint(1, 5))
                moment = moment if number else session.started_at - timedelta(hours=1)
                level, value = next(levels), round(draw.uniform(3, 30), 1)
                picture = np.full((120, 160, 3), level, np.uint8)
                content = picture_bytes(picture, "PNG")
                photo = a_photo(
                    content,
                    person_id,
                    session.id,
                    role=role,
                    view=view,
                    area=BodyArea.BACK,
                    taken_at=moment,
                    diary_day=session.diary_day + timedelta(days=day),
                    media_type="image/png",
                )
                with store.writing() as records:
                    added = records.add_photo(photo, content)
                    if role is PhotoRole.BEFORE:
                        before[view] = added.id
                    else:
                        records.save_analysis(
                            added,
                            [
                                a_measurement(
                                    added.id,
                                    zone=Zone.FACE,
                                    value=value,
                                    mdc95=1.0,
                                    baseline_photo_id=before[view],
                                )
                            ],
                        )
                kept[added.id] = added, value, level
    return kept


def level_of(address: str) -> float:
    content = base64.b64decode(address.partition(",")[2])
    return float(np.asarray(Image.open(io.BytesIO(content)).convert("L")).mean())


def check(app, kept: dict[int, tuple[Photo, float, int]]) -> None:
    parts = (element.proto for element in app.get("bidi_component"))
    (viewer,) = (json.loads(one.json) for one in parts if one.component_name == "viewer")
    for side in ("before", "after"):
        seen = level_of(viewer["pictures"][side])
        photo, value, _ = min(kept.values(), key=lambda one: abs(one[2] - seen))
        name, day, *values = viewer["labels"][side]
        assert abs(kept[photo.id][2] - seen) < NEAR
        assert day == f"{photo.taken_at.day} {photo.taken_at:%b %Y}"
        said = "Before" if photo.role is PhotoRole.BEFORE else "Day "
        assert said in name
        for own in values:
            assert side == "after" and write_number(value, "+0.0") in own


def try_pairs(store: Store, ada, open_page: OpenPage, seed: int, count: int) -> None:
    kept, draw = generate(store, ada.id, seed), random.Random(seed)
    last = max(photo.procedure_id for photo, *_ in kept.values())
    own = [one for one, (photo, *_) in kept.items() if photo.procedure_id == last]
    app = open_page(routes.COMPARE, "Compare")
    for _ in range(count):
        days = [
            one
            for one in (*app.button_group, *app.selectbox)
            if (one.key or "").startswith("compare_day-")
        ]
        days[0].set_value(draw.choice(own)).run()
        for switch in (one for one in app.toggle if (one.key or "").startswith("elsewhere-")):
            switch.set_value(draw.random() < 0.5).run()
        for box in (one for one in app.selectbox if (one.key or "").startswith("other_session-")):
            box.select_index(draw.randrange(len(box.options))).run()
        others = next((box for box in app.selectbox if (box.key or "").startswith("with-")), None)
        if others is not None:
            others.select_index(draw.randrange(len(others.options))).run()
        assert not app.exception
        check(app, kept)


def test_labels_belong_to_what_is_under_them(store: Store, ada, open_page: OpenPage):
    try_pairs(store, ada, open_page, 0, IN_THE_COMMAND)


@pytest.mark.benchmark
@pytest.mark.parametrize("seed", range(1, 1 + BY_HAND // ROUNDS))
def test_labels_of_many_albums(store: Store, ada, open_page: OpenPage, seed: int):
    try_pairs(store, ada, open_page, seed, ROUNDS)
