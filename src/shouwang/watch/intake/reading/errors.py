"""What reading refuses as a whole."""

from shouwang.kernel.errors import ShouwangError


class ListUnreadable(ShouwangError):
    """文件不能读取。"""

    # The message is given where it is raised: a Chinese sentence that says what to do.
