from analysis.vocabulary import Aspect, QualityFinding, QualityReport

NO_TEXTURE = QualityFinding("blurred", "Why.", "How.", frozenset({Aspect.TEXTURE}), widens=1.5)
NO_REDNESS = QualityFinding("grey", "Why.", "How.", frozenset({Aspect.REDNESS}))
REMARK = QualityFinding("smile", "Why.", "How.", widens=1.2)


def test_nothing_found_allows_everything() -> None:
    assert QualityReport().usable
    assert all(QualityReport().allows(aspect) for aspect in Aspect)
    assert QualityReport().widening == 1.0


def test_a_finding_refuses_its_own_aspect_only() -> None:
    report = QualityReport((NO_TEXTURE, REMARK))
    assert report.usable and not report.allows(Aspect.TEXTURE)
    assert not QualityReport((NO_REDNESS,)).usable
    assert QualityReport((NO_REDNESS,)).allows(Aspect.TEXTURE)


def test_the_widest_error_counts_once() -> None:
    assert QualityReport((REMARK, NO_TEXTURE)).widening == 1.5
