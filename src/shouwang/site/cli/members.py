"""`shouwang members`: who runs the market, and who forgot the password. Accounts are made on its
own pages."""

from typing import Annotated

import typer

from shouwang.site.cli.connection import connected

commands = typer.Typer(help="Accounts of the market.", no_args_is_help=True)


@commands.command("operator")
def operator(
    username: Annotated[str, typer.Argument(help="the user name on the market, signed up before")],
    end: Annotated[
        bool, typer.Option("--end", help="take the operator's pages away again")
    ] = False,
) -> None:
    """Let a member run the market: take suppliers in, pay out, look after refunds and notices.

    Example: shouwang members operator wang.li
    """
    with connected("owner"):
        # models can be imported only once Django is set up
        from django.db import transaction

        from shouwang.kernel import journal
        from shouwang.market.members import operations

        with transaction.atomic():
            changed = operations.set_operator(username=username, is_operator=not end)
            if changed:
                act = "market.operator_ended" if end else "market.operator_made"
                journal.record(by=None, act=act, subject=f"member:{username.strip().lower()}")
    state = "is no longer an operator" if end else "is an operator"
    typer.echo(f"{username} {state} of the market{'' if changed else ' already'}.")


@commands.command("reset-password")
def reset_password(
    username: Annotated[str, typer.Argument(help="the user name on the market")],
) -> None:
    """Give a member who forgot theirs a new password, shown once; every session of theirs ends.

    Make sure who asks. They log in with it and choose another on their own page.

    Example: shouwang members reset-password wang.li
    """
    with connected("owner"):
        # models can be imported only once Django is set up
        from django.db import transaction

        from shouwang.kernel import journal
        from shouwang.market.members import operations

        with transaction.atomic():
            made = operations.reset_password(username=username)
            subject = f"member:{username.strip().lower()}"
            journal.record(by=None, act="market.password_reset", subject=subject)
    typer.echo(f"{username}: {made}")
