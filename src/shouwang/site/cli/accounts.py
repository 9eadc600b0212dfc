"""`shouwang accounts`: what must work before anybody can log in, or when nobody can."""

from typing import Annotated

import typer

from shouwang.kernel.errors import ShouwangError
from shouwang.site.cli.connection import connected

commands = typer.Typer(
    help="Accounts: the first administrator, and unlocking.", no_args_is_help=True
)


class AccountRefused(ShouwangError):
    """The account cannot be made: {why}"""


class AccountUnknown(ShouwangError):
    """There is no account named {username!r}."""


@commands.command("create-administrator")
def create_administrator(
    username: Annotated[str, typer.Option(prompt="user name (small letters)")],
    display_name: Annotated[str, typer.Option(prompt="name of the person")],
    region: Annotated[str, typer.Option(prompt="division code of the county (6 digits)")],
    password: Annotated[
        str,
        typer.Option(
            prompt="password (at least 10 characters)", confirmation_prompt=True, hide_input=True
        ),
    ],
) -> None:
    """Make an administrator: grants duties to the county office and sees no household.

    Example: shouwang accounts create-administrator --username guanli --region 360781
    """
    with connected():
        make_administrator(username, display_name, region, password)
    typer.echo(f"{username} may log in and grant duties.")


@commands.command("unlock")
def unlock(username: Annotated[str, typer.Argument(help="the user name")]) -> None:
    """Let an account log in again at once after too many failed tries.

    Example: shouwang accounts unlock xian
    """
    with connected():
        from django.utils import timezone

        from shouwang.people import operations

        forgiven = operations.unlock(account=_named(username), by=None, at=timezone.now())
    typer.echo(f"{username} is unlocked; {forgiven} failed tries are forgiven.")


@commands.command("reset-password")
def reset_password(username: Annotated[str, typer.Argument(help="the user name")]) -> None:
    """Give an account a new password, shown once and to be changed at its first use.

    Example: shouwang accounts reset-password guanli
    """
    with connected():
        from django.utils import timezone

        from shouwang.people import operations

        password = operations.reset_password(by=None, at=timezone.now(), account=_named(username))
    typer.echo(f"{username}: {password}")


def prompt_for_administrator() -> None:
    """Ask for the first administrator until the answers will do. The database is connected."""
    typer.echo("There is no administrator yet. Make the first one (Ctrl-C stops):")
    while True:
        username = typer.prompt("user name (small letters)")
        display_name = typer.prompt("name of the person")
        region = typer.prompt("division code of the county (6 digits)")
        password = typer.prompt(
            "password (at least 10 characters)", hide_input=True, confirmation_prompt=True
        )
        try:
            make_administrator(username, display_name, region, password)
        except ShouwangError as error:
            typer.echo(str(error), err=True)
        else:
            return


def make_administrator(username: str, display_name: str, region: str, password: str) -> None:
    """Make the account with its duty. Raises AccountRefused or RegionCodeInvalid."""
    # Django is heavy and must be set up before its models are imported
    from django.utils import timezone

    from shouwang.kernel.regioncode import RegionCode
    from shouwang.people import operations

    reading = operations.install_administrator(
        at=timezone.now(),
        username=username,
        display_name=display_name,
        region=RegionCode.of(region),
        password=password,
    )
    if reading.value is None:
        raise AccountRefused(why="；".join(finding.message for finding in reading.findings))


def _named(username: str):
    from shouwang.people.models import Account

    account = Account.objects.filter(username=username).first()
    if account is None:
        raise AccountUnknown(username=username)
    return account
