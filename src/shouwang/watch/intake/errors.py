"""Why the intake cannot do what was asked. Messages are shown to the person."""

from shouwang.kernel.errors import ShouwangError


class IntakeError(ShouwangError):
    """导入无法进行。"""


class FileTooLarge(IntakeError):
    """文件有 {size} MB，超过上限 {limit} MB。请按乡镇或按月拆开后分次上传。"""


class FileEmpty(IntakeError):
    """文件是空的，没有内容可以读取。请确认保存后重新上传。"""


class NotPermitted(IntakeError):
    """您的职责不能在 {place} {act}这份清单，请由有权的人员办理。"""


class WrongDepartment(IntakeError):
    """您的部门不提供“{title}”清单。"""


class NotMergeable(IntakeError):
    """这一批现在是“{state}”，不能合并。"""


class NotRejectable(IntakeError):
    """这一批现在是“{state}”，不能退回。"""


class SamePerson(IntakeError):
    """本县规定上传人和合并人不能是同一人，请由另一位有权人员合并。"""


class ReasonMissing(IntakeError):
    """请写明退回的原因。"""


class FileGone(IntakeError):
    """暂存的数据已不在服务器上，请重新上传文件。"""


class Outdated(IntakeError):
    """检查之后档案有了新的改动，差异已重新计算。请再看一遍差异，然后合并。"""


class FileRefused(IntakeError):
    """{reason}"""


class PersonUnknown(IntakeError):
    """没有账号 {username}，或者它没有职责。"""


class AnswerMissing(IntakeError):
    """请写明情况，并写明依据（如行驶证、房产查询结果、本人说明）。"""


class NotAnswerable(IntakeError):
    """这一条现在是“{state}”，不能再说明。"""


class NotDecidable(IntakeError):
    """这一条现在是“{state}”，不能认定。"""


class NoteMissing(IntakeError):
    """退回补充或认定属实时，请写明理由。"""


class NotEntitled(IntakeError):
    """您的职责不能办理这一条。"""


class OwnAnswer(IntakeError):
    """说明是您自己写的，请由县级办公室的另一位人员认定。"""
