"""Photos of a generated limb."""

from analysis import Photo
from tests.benchmark.limb import View


def as_photos(views: tuple[View, View]) -> tuple[Photo, Photo]:
    return Photo(views[0].pixels, digest="before"), Photo(views[1].pixels, digest="after")
