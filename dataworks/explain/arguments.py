"""The problems of single arguments, in each language."""

from dataworks.explain.explanation import Text

KINDS: dict[str, Text] = {
    "missing": Text("is required", "必填"),
    "string_type": Text("must be a string", "必须是字符串"),
    "string_unicode": Text(
        "has half of a character (a lone surrogate); leave it out", "含有半个字符（孤立的代理项）；请去掉"
    ),
    "string_too_short": Text("must not be empty", "不能为空"),
    "int_type": Text("must be a whole number", "必须是整数"),
    "float_type": Text("must be a number", "必须是数字"),
    "bool_type": Text("must be true or false", "必须是 true 或 false"),
    "list_type": Text("must be a list", "必须是列表"),
    "dict_type": Text("must be an object", "必须是对象"),
    "model_type": Text("must be an object", "必须是对象"),
    "too_short": Text("must not be empty", "不能为空"),
    "finite_number": Text("must be a number, not infinity or NaN", "必须是数字，不能是无穷大或 NaN"),
    "string_pattern_mismatch": Text("must be an id: a string of digits", "必须是 ID：由数字组成的字符串"),
}
"""By pydantic's name of the problem. Other problems keep the text of pydantic or of our own validator."""

TOO_LONG = Text("is too long: at most {} characters", "过长：最多 {} 个字符")
TOO_MANY = Text("has too many values: at most {}", "值过多：最多 {} 个")
CROWDED = Text("has too many values: at most {} commas, colons and brackets", "值过多：逗号、冒号和括号合计最多 {} 个")

SEVERAL_WORKSPACES = Text("is required, since there are several workspaces: {}", "必填，因为有多个工作空间：{}")

UNKNOWN = Text("unknown argument", "未知的参数")
NOT_HERE = Text("{} is not possible here", "此处不能用 {}")
ONE_OF = Text("must be one of {}", "必须是其中之一：{}")
MEANT = Text("did you mean {}?", "是否指 {}？")
OR_GIVE = Text("or give {}", "或给出 {}")
NO_CHANGE = Text("has nothing to change", "未给出要修改的内容")
GIVE_ONE_OF = Text("give at least one of {}", "请至少给出 {} 之一")
