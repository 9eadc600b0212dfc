"""A small procedure that has everything once, as a pack of its own."""

from pathlib import Path

from shouwang.engine.pack.reading import load_pack
from shouwang.procedures.reading import load_procedures
from shouwang.procedures.rules import Declaration

SMALL = """
small:
  title: {zh: 小程序, en: small}
  from: 2024-01-01
  source: test
  start: visit
  roles:
    village: {label: {zh: 村, en: village}, duty: village_cadre}
    county: {label: {zh: 县, en: county}, duty: county_office}
  steps:
    visit: {label: {zh: 入户, en: v}, owner: village, within: {working_days: objection_check_days}}
    notice: {label: {zh: 公示, en: n}, owner: village, notice: {days: identification_notice_days}}
    check: {label: {zh: 核查, en: check}, owner: county, clock: stopped}
    approval: {label: {zh: 审定, en: approval}, owner: county}
    listed: {label: {zh: 纳入, en: listed}, final: true, effect: true}
    dropped: {label: {zh: 撤回, en: dropped}, final: true}
  transitions:
    verify: {label: {zh: 核实, en: verify}, from: visit, to: notice, by: village,
      evidence: home_visit, signers: verification_signers}
    hurry: {label: {zh: 先办, en: hurry}, kind: green, from: visit, to: notice, by: county,
      defers: home_visit}
    hand_in: {label: {zh: 补交, en: h}, from: [notice, check, approval], to: stay, by: village,
      evidence: home_visit}
    object: {label: {zh: 异议, en: object}, kind: objection, from: notice, to: check, by: village}
    resume: {label: {zh: 继续, en: resume}, from: check, to: notice, by: county, resumes: true}
    end: {label: {zh: 期满, en: end}, from: notice, to: approval, by: village,
      votes: {quorum: {part: review_quorum_part, of: review_quorum_whole},
              majority: {part: review_majority_part, of: review_majority_whole}, carried: true}}
    back: {label: {zh: 退回, en: back}, kind: return, from: approval, to: visit, by: county}
    approve: {label: {zh: 通过, en: approve}, from: approval, to: listed, by: county}
    drop: {label: {zh: 撤, en: drop}, kind: withdraw, from: [visit, notice, check, approval],
      to: dropped, by: village}
    undo: {label: {zh: 回退, en: undo}, kind: rollback, from: listed, to: dropped, by: county}
  deadlines:
    whole: {label: {zh: 全程, en: whole}, since: visit, until: listed, owner: county,
      within: {working_days: identification_total_working_days}}
  apart: [[verify, approve]]
"""
PACK = load_pack("cn")
NUMBERS = {
    "objection_check_days": 5,
    "identification_notice_days": 5,
    "identification_total_working_days": 20,
    "verification_signers": 2,
    "review_quorum_part": 2,
    "review_quorum_whole": 3,
    "review_majority_part": 1,
    "review_majority_whole": 2,
}


def write(folder: Path, text: str = SMALL) -> Path:
    """A pack that extends `cn` by these procedures."""
    (folder / "pack.yaml").write_text("name: mine\nextends: cn\n", encoding="utf-8")
    (folder / "procedures.yaml").write_text(text, encoding="utf-8")
    return folder


def small(folder: Path) -> Declaration:
    """The small procedure with the numbers above."""
    procedures = load_procedures(write(folder), PACK)
    entry = next(entry for entry in procedures.entries if entry.name == "small")
    return entry.declaration.filled(NUMBERS, {"home_visit": {"zh": "入户核查表"}})
