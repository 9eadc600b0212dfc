"""Every setting the program reads from its environment, declared once.

`docs/reference/settings.md` is proved complete against `DECLARED` by a test. A value that cannot be
understood stops the start with one sentence that names the variable.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit


class EnvironmentRefused(Exception):
    """A setting from the environment cannot be understood."""


@dataclass(frozen=True, slots=True)
class Variable:
    """One environment variable: `parse` turns its text into a value or raises ValueError."""

    name: str
    default: str
    parse: Callable[[str], object]
    meaning: str


def _checkout_or_home() -> str:
    """`var/` of a source checkout, else the user's data directory (/var/lib for root)."""
    checkout = Path(__file__).resolve().parents[3]
    if (checkout / "pyproject.toml").exists():
        return str(checkout / "var")
    if os.geteuid() == 0:
        return "/var/lib/shouwang"
    return str(Path.home() / ".local/share/shouwang")


def _port(text: str) -> int:
    port = int(text)
    if not 1 <= port <= 65535:
        raise ValueError("a port lies between 1 and 65535")
    return port


def _other_port(text: str) -> int | None:
    return (_port(text) if text != "0" else 0) if text else None


def _count(text: str) -> int:
    count = int(text)
    if count < 0:
        raise ValueError("write a number, 0 or more")
    return count


def _positive(text: str) -> int:
    if int(text) < 1:
        raise ValueError("write a number, 1 or more")
    return int(text)


def _flag(text: str) -> bool:
    flags = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
    if text.lower() not in flags:
        raise ValueError("write 1 or 0")
    return flags[text.lower()]


def _database_url(text: str) -> str:
    if text and urlsplit(text).scheme not in {"postgresql", "postgres"}:
        raise ValueError("write postgresql://user:password@host:5432/database")
    return text


def _one_of(*allowed: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in allowed:
            raise ValueError("write one of " + ", ".join(allowed))
        return text

    return parse


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _classes(text: str) -> dict[str, str]:
    """`channel=dotted.path.Class, …` by channel."""
    named = [name.partition("=") for name in _names(text)]
    if any(
        channel not in {"sms", "wechat", "console"} or "." not in path for channel, _, path in named
    ):
        raise ValueError("write channel=dotted.path.Class; channels are sms, wechat, console")
    return {channel.strip(): path.strip() for channel, _, path in named}


def _http_url(text: str) -> str:
    if text and (urlsplit(text).scheme not in {"http", "https"} or not urlsplit(text).hostname):
        raise ValueError("write https://host/path")
    return text


def _absolute(text: str) -> Path:
    return Path(text).expanduser().resolve()


DECLARED = (
    Variable(
        "DATABASE_URL",
        "",
        _database_url,
        "a PostgreSQL server (15 or later) instead of the bundled one; "
        "the user named in it prepares roles and tables",
    ),
    Variable(
        "SHOUWANG_DATA",
        "",
        lambda text: _absolute(text or _checkout_or_home()),
        "the data directory: database, keys, uploads, exports",
    ),
    Variable("PORT", "8000", _port, "the port of the watch site"),
    Variable("SHOUWANG_ADDRESS", "127.0.0.1", str, "the address both sites listen on"),
    Variable(
        "MARKET_PORT",
        "",
        _other_port,
        "the port of the market site; by default the one after PORT, 0 serves no market",
    ),
    Variable(
        "MARKET_HOSTS",
        "127.0.0.1,localhost,[::1]",
        _names,
        "host names the market site answers to, separated by commas",
    ),
    Variable(
        "MARKET_ORIGINS",
        "",
        _names,
        "origins the market site trusts for forms behind a proxy",
    ),
    Variable(
        "SHOUWANG_HOSTS",
        "127.0.0.1,localhost,[::1]",
        _names,
        "host names the site answers to, separated by commas",
    ),
    Variable(
        "SHOUWANG_ORIGINS",
        "",
        _names,
        "origins trusted for forms behind a proxy, such as https://watch.example.gov.cn",
    ),
    Variable(
        "SHOUWANG_HTTPS", "0", _flag, "1 when the site is served over HTTPS: secure cookies, HSTS"
    ),
    Variable(
        "SHOUWANG_PROXIES",
        "0",
        _count,
        "how many proxies of yours stand in front: the address of a log-in is read behind them",
    ),
    Variable(
        "SHOUWANG_DEBUG",
        "0",
        _flag,
        "1 shows error pages with details and the style guide; never in a county",
    ),
    Variable(
        "SHOUWANG_ROLE",
        "watch",
        _one_of("owner", "watch", "market"),
        "the database role of this process; set by the program itself",
    ),
    Variable(
        "SHOUWANG_DEMO",
        "0",
        _flag,
        "1 when the demonstration runs: the market then makes its year of orders and offers "
        "payments that move no money; set by the program itself",
    ),
    Variable(
        "SHOUWANG_CIPHER",
        "aes",
        _one_of("aes", "sm4"),
        "the cipher for newly written sensitive fields",
    ),
    Variable(
        "SHOUWANG_PAPER_MB",
        "20",
        _positive,
        "the largest photo or PDF that is taken into a dossier, in MB (1 048 576 bytes)",
    ),
    Variable(
        "SHOUWANG_PAPER_MEGAPIXELS",
        "64",
        _positive,
        "the largest photo that is taken, in millions of pixels; "
        "a quarter of it for PNG and WebP, which are decoded whole",
    ),
    Variable("SHOUWANG_WORKERS", "2", _positive, "how many processes answer requests"),
    Variable(
        "SHOUWANG_CODE_SENDER",
        "shouwang.watch.privacy.senders.HandedOver",
        str,
        "the class that brings codes of self-service to a telephone; "
        "by default staff hand them over",
    ),
    Variable(
        "SHOUWANG_SENDERS",
        "console=shouwang.messaging.senders.console.Console",
        _classes,
        "which class sends on which channel (sms, wechat, console), as channel=class, "
        "separated by commas; by default the log alone",
    ),
    Variable(
        "SHOUWANG_DIGESTS",
        "shouwang.watch.casework.queries.digest",
        _names,
        "functions (account, day) -> lines that fill the daily digest, separated by commas",
    ),
    Variable("SHOUWANG_SMS_URL", "", _http_url, "where HttpSms posts a message to"),
    Variable(
        "SHOUWANG_SMS_STATUS_URL",
        "",
        _http_url,
        "where HttpSms asks whether a message is known; without it a person decides after a crash",
    ),
    Variable("SHOUWANG_SMS_KEY", "", str, "the key that HttpSms shows as Authorization: Bearer"),
    Variable(
        "SHOUWANG_WECHAT_URL",
        "https://api.weixin.qq.com",
        _http_url,
        "the platform that WechatTemplate calls, or a proxy to it",
    ),
    Variable("SHOUWANG_WECHAT_APP", "", str, "the appid of the official account"),
    Variable("SHOUWANG_WECHAT_SECRET", "", str, "the secret of the official account"),
    Variable("SHOUWANG_WECHAT_TEMPLATE", "", str, "the template with the one field content"),
    Variable(
        "SHOUWANG_LOG", "INFO", _one_of("DEBUG", "INFO", "WARNING", "ERROR"), "how much is logged"
    ),
)


def read(environ: Mapping[str, str] = os.environ) -> dict[str, object]:
    """The parsed value of every declared variable.

    Raises EnvironmentRefused with one sentence naming the first variable that cannot be understood.
    """
    values: dict[str, object] = {}
    for variable in DECLARED:
        text = environ.get(variable.name, variable.default)
        try:
            values[variable.name] = variable.parse(text)
        except ValueError as error:
            raise EnvironmentRefused(
                f"{variable.name}={text!r} cannot be understood: {error}. "
                f"It means: {variable.meaning}."
            ) from error
    return values
