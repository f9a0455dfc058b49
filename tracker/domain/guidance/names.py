"""What the kinds and answers of the guidance are called on screens. Plain data for translation."""

from collections.abc import Mapping
from types import MappingProxyType

from tracker.domain.guidance.aftercare import CareKind, ProductKind
from tracker.domain.guidance.guards import GuardLevel, SkinTrait
from tracker.domain.guidance.learn import LearnPage
from tracker.domain.guidance.outcomes import Verdict
from tracker.domain.guidance.readiness import LeftOut
from tracker.domain.guidance.rows import Basis, SourceKind
from tracker.domain.guidance.screening import ScreeningClass, ScreeningTheme, ScreeningVerdict
from tracker.domain.guidance.walk import WalkAction
from tracker.domain.guidance.zone_notes import SkinMark

BASES: Mapping[Basis, str] = MappingProxyType(
    {Basis.PUBLISHED: "Published", Basis.DERIVED: "Derived"}
)

SOURCE_KINDS: Mapping[SourceKind, str] = MappingProxyType(
    {
        SourceKind.REGULATOR: "Regulator",
        SourceKind.STUDY: "Study",
        SourceKind.REVIEW: "Review of studies",
        SourceKind.CLINIC: "Clinic page (weak)",
        SourceKind.VENDOR: "Vendor page (weak)",
        SourceKind.ARTICLE: "Article (weak)",
        SourceKind.NONE: "Own choice",
    }
)

LEFT_OUT: Mapping[LeftOut, str] = MappingProxyType(
    {
        LeftOut.NOT_NEEDED: "The rest is not needed today",
        LeftOut.DONE_BY_OTHERS: "My practitioner sees to it",
        LeftOut.DONE_WITHOUT_TICKS: "It is done, only not ticked",
    }
)

SCREENING_CLASSES: Mapping[ScreeningClass, str] = MappingProxyType(
    {
        ScreeningClass.BLOCK: "No session now",
        ScreeningClass.CLINICIAN: "A clinician first",
        ScreeningClass.WAIT: "Wait",
    }
)

SCREENING_THEMES: Mapping[ScreeningTheme, str] = MappingProxyType(
    {
        ScreeningTheme.SKIN_TODAY: "The skin today",
        ScreeningTheme.AREA: "The area, allergies, implants",
        ScreeningTheme.HEALTH: "Health and treatment",
        ScreeningTheme.ILLNESS: "Blood and illness",
        ScreeningTheme.SKIN_HISTORY: "Your skin and age",
        ScreeningTheme.SUN_AND_PRODUCTS: "Sun and products",
        ScreeningTheme.TREATMENTS: "Treatments before this one",
    }
)

SCREENING_VERDICTS: Mapping[ScreeningVerdict, str] = MappingProxyType(
    {
        ScreeningVerdict.BLOCKED: "Please no session now. A clinician can say what is possible.",
        ScreeningVerdict.CLINICIAN_FIRST: "Please ask a clinician first, and enter who said yes.",
        ScreeningVerdict.WAIT: "Please wait a while.",
        ScreeningVerdict.UNANSWERED: "Please answer the questions that are left.",
        ScreeningVerdict.NOTHING_FOUND: "Nothing in your answers speaks against a session. That "
        "does not make it free of risk.",
    }
)

GUARD_LEVELS: Mapping[GuardLevel, str] = MappingProxyType(
    {
        GuardLevel.STOP: "Please stop and read",
        GuardLevel.WARN: "Please consider",
        GuardLevel.NOTE: "Good to know",
    }
)

SKIN_TRAITS: Mapping[SkinTrait, str] = MappingProxyType(
    {
        SkinTrait.DARKENS_EASILY: "Skin that darkens easily",
        SkinTrait.SENSITIVE: "Thin or sensitive skin",
    }
)

WALK_ACTIONS: Mapping[WalkAction, str] = MappingProxyType(
    {
        WalkAction.PASS_DONE: "Pass done",
        WalkAction.NEXT_ZONE: "Next zone",
        WalkAction.ENDPOINT: "Evenly red: next zone",
        WalkAction.SKIP: "Leave this zone out",
        WalkAction.STEP_DONE: "Done",
        WalkAction.STOP: "Stop the session",
    }
)

CARE_KINDS: Mapping[CareKind, str] = MappingProxyType(
    {CareKind.DO: "Do", CareKind.LEAVE_OFF: "Leave off"}
)

PRODUCTS: Mapping[ProductKind, str] = MappingProxyType(
    {
        ProductKind.CLEANSER: "Cleanser",
        ProductKind.MOISTURISER: "Moisturiser",
        ProductKind.HYALURONIC_ACID: "Hyaluronic acid",
        ProductKind.SERUM: "Serum",
        ProductKind.SUNSCREEN: "Sunscreen",
        ProductKind.MAKE_UP: "Make-up",
        ProductKind.TONER: "Toner",
        ProductKind.SCRUB: "Scrub or brush",
        ProductKind.RETINOID: "Retinoid",
        ProductKind.ACID: "Acid (AHA, BHA)",
        ProductKind.BENZOYL_PEROXIDE: "Benzoyl peroxide",
        ProductKind.VITAMIN_C: "Vitamin C",
        ProductKind.EXOSOMES: "Exosomes",
        ProductKind.PLASMA: "Plasma (PRP)",
        ProductKind.FRAGRANCE: "Something with fragrance",
        ProductKind.NUMBING_CREAM: "Numbing cream",
        ProductKind.OTHER: "Something else",
    }
)

VERDICTS: Mapping[Verdict, str] = MappingProxyType(
    {
        Verdict.TOO_EARLY: "Too early to say",
        Verdict.BETTER: "Better than before",
        Verdict.SAME: "No change",
        Verdict.WORSE: "Worse than before",
    }
)

# Source: the global aesthetic improvement scale, five grades.
IMPROVEMENT_GRADES: Mapping[int, str] = MappingProxyType(
    {
        1: "1 very much improved",
        2: "2 much improved",
        3: "3 improved",
        4: "4 no change",
        5: "5 worse",
    }
)

LEARN_PAGES: Mapping[LearnPage, str] = MappingProxyType(
    {
        LearnPage.WHAT_IT_IS: "What it is",
        LearnPage.DOES_IT_WORK: "Does it work?",
        LearnPage.HOME_OR_PROFESSIONAL: "At home or by a professional?",
        LearnPage.WHO_SHOULD_NOT: "Who should not",
        LearnPage.WHAT_IS_NORMAL: "What is normal",
        LearnPage.WHAT_IS_NOT: "What is not normal",
        LearnPage.MYTHS: "Myths",
    }
)

SKIN_MARKS: Mapping[SkinMark, str] = MappingProxyType(
    {
        SkinMark.SPOT: "Spot",
        SkinMark.DARK_MARK: "Dark mark",
        SkinMark.SCAR: "Scar",
        SkinMark.LINE: "Line or track",
        SkinMark.OTHER: "Something else",
    }
)
