"""What the room of orders cannot do."""

from shouwang.kernel.errors import ShouwangError


class NoticeForged(ShouwangError):
    """A notice of payment does not carry the gateway's own signature: {why}."""


class GatewayRefused(ShouwangError):
    """The gateway {gateway} did not take the request: {why}."""


class OrderUnknown(ShouwangError):
    """There is no order {number} here."""


class GatewayUnknown(ShouwangError):
    """No gateway is called {name}."""


class NoFreight(ShouwangError):
    """No freight is declared for {province}."""


class NoticeUnreadable(ShouwangError):
    """A notice is signed by the gateway and says what we do not understand: {why}."""
