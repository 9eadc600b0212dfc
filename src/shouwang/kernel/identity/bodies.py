"""Unified social credit codes (GB 32100)."""

from stdnum.cn import uscc
from stdnum.exceptions import InvalidChecksum, InvalidFormat, InvalidLength

from shouwang.kernel.findings import Reading, refused
from shouwang.kernel.identity.text import normalised

GB_32100 = "GB 32100"


def read_credit_code(text: str) -> Reading[str]:
    """Read a unified social credit code; the value is its 18 characters."""
    code = normalised(text).replace("-", "")
    try:
        return Reading(uscc.validate(code))
    except InvalidLength:
        message = f"统一社会信用代码应为18位，现为{len(code)}位"
        return refused("credit_code_length", message, GB_32100)
    except InvalidFormat:
        message = "统一社会信用代码只含数字和大写字母，且不用 I、O、S、V、Z"
        return refused("credit_code_shape", message, GB_32100)
    except InvalidChecksum:
        message = "统一社会信用代码校验位不符，请与证照核对每一位"
        return refused("credit_code_check", message, GB_32100)
