"""Reading an uploaded outline: GeoJSON in, one MultiPolygon and findings in Chinese out."""

import itertools
import json
import math
from dataclasses import dataclass
from typing import Any

from shouwang.kernel.findings import Finding, Weight
from shouwang.kernel.regioncode import DIGITS, Level, RegionCode

MOST_BYTES = 20 * 1024 * 1024
MOST_POINTS = 500_000
# Degrees in which all land of China lies, in WGS84, CGCS2000 and GCJ-02 alike.
WEST, EAST, SOUTH, NORTH = 73.0, 136.0, 3.0, 54.5
SMALLEST_RING = 4  # three corners, and the first again
CODE_PROPERTIES = ("code", "adcode", "gb", "XZQDM", "PAC", "id")
GB_COUNTRY = "156"
CLAUSE = "RFC 7946"
Ring = list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class OutlineReading:
    """What came of an upload: the MultiPolygon if it can be used, its size, the findings."""

    geometry: dict[str, Any] | None
    points: int
    findings: tuple[Finding, ...]


def read_outline(content: bytes, county: RegionCode) -> OutlineReading:
    """Read an uploaded GeoJSON file as the outline of the county."""
    findings: list[Finding] = []
    collection = _parsed(content, findings)
    feature = _chosen(_features(collection), county, findings) if collection else None
    polygons = _polygons(feature, findings) if feature else []
    points = sum(len(ring) for polygon in polygons for ring in polygon)
    if points > MOST_POINTS:
        _refuse(
            findings, "too_many_points", f"边界有 {points} 个点，最多 {MOST_POINTS} 个，请先简化。"
        )
    elif polygons:
        _check_rings(polygons, findings)
    refused = any(finding.weight is Weight.REFUSE for finding in findings)
    geometry = {"type": "MultiPolygon", "coordinates": polygons}
    return OutlineReading(None if refused or not polygons else geometry, points, tuple(findings))


def _refuse(findings: list[Finding], code: str, message: str) -> None:
    findings.append(Finding(code, message, clause=CLAUSE))


def _parsed(content: bytes, findings: list[Finding]) -> dict[str, Any] | None:
    if len(content) > MOST_BYTES:
        _refuse(findings, "too_large", f"文件超过 {MOST_BYTES // 2**20} MB，请先简化边界再上传。")
        return None
    try:
        value = json.loads(content.decode("utf-8-sig"), parse_constant=_no_number)
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        where = f"（第 {error.lineno} 行）" if isinstance(error, json.JSONDecodeError) else ""
        _refuse(
            findings, "not_json", f"文件不是有效的 UTF-8 编码 JSON{where}，请重新导出 GeoJSON。"
        )
        return None
    if not isinstance(value, dict) or "type" not in value:
        _refuse(findings, "not_geojson", "文件不是 GeoJSON：缺少 type。")
        return None
    return value


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no number")


def _features(value: dict[str, Any]) -> list[dict[str, Any]]:
    kind = value["type"]
    if kind == "FeatureCollection":
        members = value.get("features")
        members = members if isinstance(members, list) else []
        return [one for one in members if isinstance(one, dict)]
    return [value] if kind == "Feature" else [{"type": "Feature", "geometry": value}]


def _chosen(
    features: list[dict[str, Any]], county: RegionCode, findings: list[Finding]
) -> dict[str, Any] | None:
    """The county's feature: the one with its code; or the only one, if it has no code at all."""
    coded = [(one, _code_of(one)) for one in features]
    matching = [one for one, code in coded if code == county.code]
    if len(matching) == 1:
        return matching[0]
    if len(features) == 1 and not coded[0][1]:
        message = "文件里没有区划代码：请在预览里确认这是本县的边界。"
        findings.append(Finding("code_missing", message, Weight.WARN))
        return features[0]
    if len(matching) > 1:
        _refuse(
            findings, "code_twice", f"文件里有 {len(matching)} 个代码为 {county.county} 的边界。"
        )
    elif features:
        other = next((code[:6] for _, code in coded if code), "无代码")
        _refuse(
            findings, "other_code", f"文件里没有代码为 {county.county} 的边界（第一个是 {other}）。"
        )
    else:
        _refuse(findings, "empty", "文件里没有任何边界。")
    return None


def _code_of(feature: dict[str, Any]) -> str:
    properties = feature.get("properties")
    if not isinstance(properties, dict):
        return ""
    for name in CODE_PROPERTIES:
        text = str(properties.get(name) or "").strip()
        text = text.removeprefix(GB_COUNTRY) if len(text) == 9 else text
        if text.isascii() and text.isdecimal() and len(text) in DIGITS.values():
            return text.ljust(DIGITS[Level.VILLAGE], "0")
    return ""


def _polygons(feature: dict[str, Any], findings: list[Finding]) -> list[list[Ring]]:
    geometry = feature.get("geometry")
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if not isinstance(geometry, dict) or kind not in {"Polygon", "MultiPolygon"}:
        message = f"边界必须是 Polygon 或 MultiPolygon，文件里是 {kind or '空'}。"
        _refuse(findings, "not_polygon", message)
        return []
    coordinates = geometry.get("coordinates")
    polygons = [coordinates] if kind == "Polygon" else coordinates
    try:
        read = [[_ring(ring) for ring in polygon] for polygon in polygons]  # type: ignore[union-attr]
    except (TypeError, ValueError, IndexError, KeyError, OverflowError):
        _refuse(findings, "bad_coordinates", "坐标无法读懂：每个点应为［经度, 纬度］两个数。")
        return []
    if not read or not all(read):
        _refuse(findings, "empty", "边界是空的。")
        return []
    return read


def _ring(points: Any) -> Ring:
    return [(_degree(point[0]), _degree(point[1])) for point in points]


def _degree(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(value)
    return round(float(value), 6)


def _check_rings(polygons: list[list[Ring]], findings: list[Finding]) -> None:
    rings = [ring for polygon in polygons for ring in polygon]
    for number, ring in enumerate(rings, 1):
        problem = _problem(ring)
        if problem:
            code, message = problem
            _refuse(findings, code, f"第 {number} 个环{message}")
            return


def _problem(ring: Ring) -> tuple[str, str] | None:
    if len(ring) < SMALLEST_RING:
        return "ring_short", "不足四个点，围不成面。"
    if ring[0] != ring[-1]:
        return "ring_open", "没有闭合：首尾两点必须相同。"
    outside = next((p for p in ring if not (WEST < p[0] < EAST and SOUTH < p[1] < NORTH)), None)
    if outside and WEST < outside[1] < EAST and SOUTH < outside[0] < NORTH:
        return "axes_swapped", f"的点 {outside[0]}, {outside[1]} 像是纬度在前：请改为经度在前。"
    if outside:
        x, y = outside
        return (
            "outside_china",
            f"的点 {x}, {y} 不在中国范围内：请用经纬度（WGS84 或 GCJ-02，单位度）。",
        )
    crossing = first_crossing(ring)
    if crossing:
        return "self_crossing", f"在 {crossing[0]:.4f}, {crossing[1]:.4f} 附近与自身相交。"
    return None


def first_crossing(ring: Ring) -> tuple[float, float] | None:
    """A point near which two edges of the closed ring cross properly; None when none do.

    Edges are sorted by their western end and compared only while they overlap in longitude.
    """
    edges = [(a, b) for a, b in itertools.pairwise(ring) if a != b]
    ordered = sorted(edges, key=lambda edge: min(edge[0][0], edge[1][0]))
    active: list[tuple[tuple[float, float], tuple[float, float]]] = []
    for edge in ordered:
        west = min(edge[0][0], edge[1][0])
        active = [other for other in active if max(other[0][0], other[1][0]) >= west]
        for other in active:
            if _cross(edge, other):
                return edge[0]
        active.append(edge)
    return None


def _cross(first: Any, second: Any) -> bool:
    (a, b), (c, d) = first, second
    if max(a[1], b[1]) < min(c[1], d[1]) or max(c[1], d[1]) < min(a[1], b[1]):
        return False
    return _side(a, b, c) * _side(a, b, d) < 0 and _side(c, d, a) * _side(c, d, b) < 0


def _side(a: tuple[float, float], b: tuple[float, float], p: tuple[float, float]) -> float:
    return (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0])
