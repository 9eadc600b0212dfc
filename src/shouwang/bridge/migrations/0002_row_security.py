"""Each wing's half: the watch sees its scope, the market what both share and never the holders."""

from django.db import migrations

from shouwang.kernel.scope.declare import Grants, Opened, RowSecurity, RowSecurityThrough, SqlFile
from shouwang.kernel.scope.rights import MARKET

FRESH = "state = 'submitted' AND words = ''"
UNHANDLED = "handled_at IS NULL AND handled_by IS NULL AND handled_words = ''"


class Migration(migrations.Migration):
    dependencies = [("bridge", "0001_links_certificates_earnings")]
    operations = [
        # who supplies and what is certified is public; it hangs on the goods
        RowSecurity("suppliercard"),
        Opened("suppliercard"),
        Opened("suppliercard", MARKET, ("INSERT", "UPDATE")),
        RowSecurity("certificate"),
        Opened("certificate"),
        RowSecurityThrough("check", via="certificate"),
        Opened("check"),
        RowSecurity("link"),
        Opened("link", MARKET),
        # no policy and no right for the market
        RowSecurityThrough("holder", via="link"),
        RowSecurity("application"),
        Opened("application", MARKET),
        Opened("application", MARKET, ("INSERT",), new_rows=FRESH),
        RowSecurityThrough("applicationlink", via="application"),
        Opened("applicationlink", MARKET, ("SELECT", "INSERT")),
        RowSecurity("alarm"),
        Opened("alarm", MARKET),
        Opened("alarm", MARKET, ("INSERT",), new_rows=UNHANDLED),
        RowSecurity("attribution"),
        Opened("attribution", MARKET, ("SELECT", "INSERT")),
        SqlFile(__file__, "attributions"),
        Grants("bridge"),
    ]
