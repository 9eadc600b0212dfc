"""One process of the intake's measurement: `prepare`, `import`, `bare`, `calamine` or `excel`."""

import importlib
import json
import os
import random
import sys
import time
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shouwang.site.settings")

from django.conf import settings

from shouwang.site import database
from shouwang.site.cli import preparation

COUNTY, VILLAGES = "360781000000", 200
SIZE = 3.3  # members of a household on average
HEADINGS = (
    "户编号,姓名,证件号码,与户主关系,民族,婚姻状况,联系电话,文化程度,在校情况,健康状况,"
    "参加基本医疗保险,劳动能力"
)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
SURNAMES, GIVEN = "刘钟杨赖谢朱曾陈李黄", "建国明华秀英小红志强玉兰海燕春生福金水木林"


def prepare(rows: int) -> dict[str, object]:
    """An empty registry with the households that the members belong to, and the files."""
    database.prepare(settings.PLACE)
    preparation.set_up()
    preparation.migrate()
    from django.db import connection

    from shouwang.kernel.scope import Scope, entered

    with entered(Scope.everywhere()), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(TABLES)} CASCADE")
        cursor.execute(
            'INSERT INTO registry_household (number, region_code, "group", address, head_name,'
            " head_initials, size) SELECT 'B' || n, '360781100' || lpad((200 + n %% %s)::text, 3,"
            " '0'), '', '', '某', 'm', 0 FROM generate_series(1, %s) n",
            [VILLAGES, int(rows / SIZE)],
        )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE registry_household")
    _write_csv(settings.DATA / "members.csv", rows)
    return {"seconds": 0}


TABLES = (
    "registry_change",
    "registry_amendment",
    "registry_personstate",
    "registry_work",
    "registry_person",
    "registry_householdevent",
    "registry_personevent",
    "intake_batch",
    "registry_household",
)


def _lines(rows: int):
    draw = random.Random(1)
    households = int(rows / SIZE)
    for n in range(rows):
        household = n % households + 1
        head = n < households
        day = n // 1000
        front = f"360799{1950 + day // 336}{1 + day // 28 % 12:02}{1 + day % 28:02}{n % 1000:03}"
        total = sum(int(d) * w for d, w in zip(front, WEIGHTS, strict=True))
        identity = front + "10X98765432"[total % 11]
        name = draw.choice(SURNAMES) + draw.choice(GIVEN) + draw.choice(GIVEN)
        telephone = f"199{draw.randrange(10**8):08}" if draw.random() < 0.55 else ""
        yield (
            f"B{household},{name},{identity},{'户主' if head else '其他'},汉族,已婚,{telephone},"
            "初中,已毕业,健康,是,普通劳动力"
        )


def _write_csv(path: Path, rows: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADINGS + "\n")
        file.writelines(line + "\n" for line in _lines(rows))


def run_import(rows: int) -> dict[str, object]:
    """The command's own path: receive, check, merge."""
    importlib.import_module("shouwang.site.wsgi")
    from shouwang.site.cli import intake

    steps: list[tuple[float, str]] = []
    started = time.perf_counter()
    intake._say = lambda percent, step: steps.append((time.perf_counter() - started, step))
    batch, _ = intake._import("members", settings.DATA / "members.csv", False, COUNTY, "", "")
    seconds = time.perf_counter() - started
    assert (batch.state, batch.new) == ("merged", rows), (batch.state, batch.refusal, batch.counts)
    for at, step in steps:
        if not step.startswith(("与台账", "准备", "读取")) or "0,000" in step:
            print(f"{at:7.1f} {step}", file=sys.stderr)
    return {"seconds": seconds, "notes": len(steps)}


def bare(rows: int) -> dict[str, object]:
    """COPY of what the import left, into equal tables with the same indexes and checks."""
    importlib.import_module("shouwang.site.wsgi")
    from django.db import connection, transaction

    from shouwang.kernel.scope import Scope, entered

    seconds = {}
    for table in ("registry_person", "registry_personstate"):
        out = settings.DATA / f"{table}.copy"
        with entered(Scope.everywhere()), connection.cursor() as cursor:
            cursor.execute(f"CREATE TEMP TABLE out AS SELECT * FROM {table} ORDER BY id")
            with out.open("wb") as file, cursor.copy("COPY out TO STDOUT") as copy:
                file.writelines(copy)
            cursor.execute("DROP TABLE out")
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT has_schema_privilege('public', 'CREATE')")
        seconds[table] = _copied(table, out)
    return {
        "seconds": sum(seconds.values()),
        "persons_seconds": seconds["registry_person"],
    }


def _copied(table: str, file: Path) -> float:
    """Seconds of the COPY into `bare_TABLE` and its commit, as the owner, who may make tables."""
    import psycopg

    with psycopg.connect(**settings.PLACE.parameters("shouwang_owner")) as owner:
        owner.execute(f"DROP TABLE IF EXISTS bare_{table}")
        owner.execute(
            f"CREATE TABLE bare_{table} (LIKE {table} INCLUDING DEFAULTS INCLUDING CONSTRAINTS"
            " INCLUDING INDEXES)"
        )
        owner.commit()
        started = time.perf_counter()
        with (
            owner.cursor() as cursor,
            cursor.copy(f"COPY bare_{table} FROM STDIN") as copy,
            file.open("rb") as rows,
        ):
            while piece := rows.read(1 << 20):
                copy.write(piece)
        owner.commit()
        taken = time.perf_counter() - started
        owner.execute(f"DROP TABLE bare_{table}")
        owner.commit()
    return taken


def _excel(rows: int) -> Path:
    path = settings.DATA / f"members-{rows}.xlsx"
    if not path.exists():
        import xlsxwriter

        with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
            sheet = book.add_worksheet("家庭成员")
            sheet.write_row(0, 0, HEADINGS.split(","))
            for number, line in enumerate(_lines(rows), start=1):
                for column, text in enumerate(line.split(",")):
                    sheet.write_string(number, column, text)
    return path


def calamine(rows: int) -> dict[str, object]:
    """Reading the Excel file into Python lists and nothing else."""
    from python_calamine import CalamineWorkbook

    path = _excel(rows)
    started = time.perf_counter()
    read = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    assert len(read) == rows + 1
    return {"seconds": time.perf_counter() - started}


def excel(rows: int) -> dict[str, object]:
    """The same file understood: typed rows with every finding by row."""
    importlib.import_module("shouwang.site.wsgi")
    from shouwang.watch.intake import reading, rowchecks
    from shouwang.watch.intake.layouts import layout

    path, kind = _excel(rows), layout("members")
    started, read = time.perf_counter(), 0
    for piece in reading.batches(path, kind):
        rowchecks.findings(kind, piece.rows)
        read += piece.rows.height
    seconds = time.perf_counter() - started
    assert read == rows, read
    return {"seconds": seconds}


STEPS = {
    "prepare": prepare,
    "import": run_import,
    "bare": bare,
    "calamine": calamine,
    "excel": excel,
}

if __name__ == "__main__":
    with database.available(settings.PLACE):
        print(json.dumps(STEPS[sys.argv[1]](int(sys.argv[2]))))
