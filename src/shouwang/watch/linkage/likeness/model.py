"""The model: what is compared, which outcomes there are, and how probable each is.

For every outcome two probabilities count: m, among records of one person, and u, among records of
two. u is estimated from the lists themselves where they are long enough, except for outcomes so
rare by chance that no sample meets them. m is declared: a register has so few doubles that
estimating it from the same data finds brothers and namesakes instead (reasons beside each number;
docs/explanation/linkage.md). A county that has decided some thousand candidates can replace them.
"""

from dataclasses import dataclass

from splink import SettingsCreator, block_on
from splink.blocking_rule_library import CustomRule

from shouwang.watch.linkage.rules.evidence import Evidence

# DuckDB's levenshtein counts bytes, and a Chinese character has three: characters one by one.
_LONGEST_COMPARED = 6
_APART = " + ".join(
    f"(substr(name_l, {n}, 1) <> substr(name_r, {n}, 1))::INTEGER"
    for n in range(1, _LONGEST_COMPARED + 1)
)
_ONE_APART = (
    f"length(name_l) = length(name_r) AND length(name_l) BETWEEN 2 AND {_LONGEST_COMPARED}"
    f" AND {_APART} = 1"
)
_DIGIT_APART = "length({0}_l) = length({0}_r) AND damerau_levenshtein({0}_l, {0}_r) = 1"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One outcome of a comparison; `estimated` when u is taken from the lists."""

    word: Evidence
    when: str
    m: float
    u: float
    estimated: bool = True


# Outcomes are tried in order; the last takes what is left. The m of a comparison add up to one.
COMPARISONS: dict[str, tuple[Outcome, ...]] = {
    "identity": (
        Outcome(Evidence.SAME, "identity_l = identity_r", 0.985, 1e-7, estimated=False),
        # typing errors in hand-kept lists; by chance a neighbour born the same day
        Outcome(
            Evidence.ONE_DIGIT,
            f"length(identity_l) = 18 AND {_DIGIT_APART.format('identity')}",
            0.0149,
            1e-6,
            estimated=False,
        ),
        # a number mistyped fails its check digit; one person with two numbers was registered twice
        Outcome(Evidence.DIFFERENT, "", 0.0001, 0.999_998_9, estimated=False),
    ),
    "name": (
        Outcome(Evidence.SAME, "name_l = name_r", 0.93, 0.000_15),
        Outcome(Evidence.SAME_SOUND, "sound_l = sound_r", 0.035, 0.000_15),
        Outcome(Evidence.ONE_CHARACTER, _ONE_APART, 0.03, 0.006),
        Outcome(Evidence.SAME_INITIALS, "letters_l = letters_r", 0.004, 0.001),
        # a milk name, a new name: seldom, and then the number tells
        Outcome(Evidence.DIFFERENT, "", 0.001, 0.9927),
    ),
    "birth": (
        Outcome(Evidence.SAME, "birth_l = birth_r", 0.89, 0.000_05),
        # the old, whose identity papers were made from a lunar birthday: a few in a hundred
        Outcome(
            Evidence.LUNAR,
            "birth_l = birth_lunar_r OR birth_lunar_l = birth_r",
            0.025,
            0.000_1,
            estimated=False,
        ),
        Outcome(Evidence.SWAPPED, "birth_l = birth_swapped_r", 0.01, 0.000_03, estimated=False),
        Outcome(Evidence.ONE_DIGIT, _DIGIT_APART.format("birth"), 0.035, 0.001),
        Outcome(Evidence.SAME_YEAR, "birth_year_l = birth_year_r", 0.02, 0.015),
        Outcome(Evidence.DIFFERENT, "", 0.02, 0.98),
    ),
    "sex": (
        Outcome(Evidence.SAME, "sex_l = sex_r", 0.99, 0.5),
        Outcome(Evidence.DIFFERENT, "", 0.01, 0.5),
    ),
    "place": (
        Outcome(Evidence.SAME, "place_l = place_r", 0.7, 0.005),
        # marriage, work and moving carry people to the next village and to the next town
        Outcome(Evidence.SAME_TOWNSHIP, "township_l = township_r", 0.15, 0.05),
        Outcome(Evidence.DIFFERENT, "", 0.15, 0.945),
    ),
}

# Records of one person that agree in none of these are not met: doc lists what that costs.
BLOCKS = (
    block_on("identity"),
    block_on("birth", "sex"),
    block_on("name", "birth_year"),
    block_on("name", "place"),
    block_on("sound", "birth"),
    block_on("sound", "place", "birth_year"),
    CustomRule("l.birth_lunar = r.birth AND l.sound = r.sound"),
    CustomRule("l.birth = r.birth_lunar AND l.sound = r.sound"),
    CustomRule("l.birth_swapped = r.birth AND l.sound = r.sound"),
)
# Nearly always one person: counted to estimate how many pairs there are to be found.
NEARLY_CERTAIN = ("name", "birth", "place")
RECALL_OF_NEARLY_CERTAIN = 0.58  # m of name, birth and place: 0.93 · 0.89 · 0.70
LEAST_SHARE = 0.01  # doubles among the records of a list in which fewer were counted


def settings(link_type: str, prior: float, *, names_weighed: bool) -> SettingsCreator:
    """Splink's settings; `prior` is the probability that two records taken at random match.

    `names_weighed`: an equal name counts by how common it is in the lists, which must be long
    enough to tell.
    """
    return SettingsCreator(
        link_type=link_type,  # type: ignore[arg-type]  # a literal of three words
        probability_two_random_records_match=prior,
        comparisons=[
            _comparison(name, outcomes, names_weighed) for name, outcomes in COMPARISONS.items()
        ],
        blocking_rules_to_generate_predictions=list(BLOCKS),
        retain_matching_columns=True,  # the outcomes of the comparisons come with them
        retain_intermediate_calculation_columns=False,
    )


def words() -> dict[str, dict[int, str]]:
    """For each comparison the word of Splink's level: highest first, -1 for unknown."""
    return {
        name: {
            **{len(outcomes) - 1 - n: one.word.value for n, one in enumerate(outcomes)},
            -1: Evidence.UNKNOWN.value,
        }
        for name, outcomes in COMPARISONS.items()
    }


def _comparison(name: str, outcomes: tuple[Outcome, ...], weighed: bool) -> dict[str, object]:
    unknown = {
        "sql_condition": f"{name}_l IS NULL OR {name}_r IS NULL",
        "label_for_charts": Evidence.UNKNOWN.value,
        "is_null_level": True,
    }
    return {
        "output_column_name": name,
        "comparison_levels": [unknown, *(_level(name, one, weighed) for one in outcomes)],
    }


def _level(name: str, outcome: Outcome, weighed: bool) -> dict[str, object]:
    level: dict[str, object] = {
        "sql_condition": outcome.when or "ELSE",
        "label_for_charts": outcome.word.value,
        "m_probability": outcome.m,
        "u_probability": outcome.u,
        "fix_m_probability": True,
        "fix_u_probability": not outcome.estimated,
    }
    if weighed and name == "name" and outcome.word is Evidence.SAME:
        # 刘福生 lives in every village: an equal name says the less the commoner it is
        level |= {"tf_adjustment_column": "name", "tf_adjustment_weight": 1.0}
    return level
