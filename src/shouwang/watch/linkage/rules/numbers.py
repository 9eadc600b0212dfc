"""The forms in which one identity number is written."""

from stdnum.cn import ric

from shouwang.kernel.identity.text import normalised

_OLD = 15


def one_form(text: str) -> str:
    """The 18-character form of an identity number written with 15 or 18; others stay as they are.

    The 15-digit form of before 1999 has no century and no check digit. Its holders were born in
    the 1900s; 996 to 999 at the end marked centenarians, whose century is 18 (GB 11643-1989).
    """
    number = normalised(text)
    if len(number) != _OLD or not number.isdecimal():
        return number
    century = "18" if number[12:] in {"996", "997", "998", "999"} else "19"
    whole = number[:6] + century + number[6:]
    return whole + str(ric.calc_check_digit(whole + "0"))
