"""Explanations of what is wrong with a request itself: the value of a parameter, the name of a table, its length."""

from dataworks.explain.explanation import Explanation, Text

BAD_VALUE = Explanation(
    Text(
        "The service does not accept the value of the parameter that the message names.",
        "错误信息中指出的参数，其取值不被服务接受。",
    ),
    "caller",
    (
        Text(
            "Correct this parameter: its type, its format, or one of the values that it takes.",
            "请更正该参数：其类型、格式，或可选的取值。",
        ),
    ),
    "after a fix",
    "dcbandtss/dw-cli, docs/raw-probe-result.json",
)
NO_TABLE = Explanation(
    Text("There is no table of this name.", "该位置没有此名称的表。"),
    "caller",
    (
        Text(
            "Write it as odps.PROJECT.TABLE, with a MaxCompute project and a table that exist.",
            "请填写 odps.项目名.表名，且 MaxCompute 项目和表均须存在。",
        ),
    ),
    "after a fix",
    "dcbandtss/dw-cli, docs/dw-cli-封装注意事项.md",
    then="GetDataSourceMeta",
)
REQUEST_TOO_LONG = Explanation(
    Text(
        "The request is longer than a web server in front of the service accepts. It did not reach the service, and "
        "nothing was done.",
        "请求超出了服务前端 Web 服务器接受的长度。请求未到达服务，没有执行任何操作。",
    ),
    "caller",
    (
        Text(
            "In a program of your own: send long parameters (TaskParam, TaskContent) as form fields in the body of a "
            "POST request, not in the URL.",
            "自己的程序：请将较长的参数（TaskParam、TaskContent）作为表单字段放在 POST 请求体中，而不是 URL 中。",
        ),
        Text(
            "This server does so: here, raise the limit of the proxy in between, or name fewer tables in one call.",
            "本服务器已如此处理：请调高途经代理的长度上限，或减少单次调用中的表数量。",
        ),
    ),
    "after a fix",
    "aliyun/openapi-core-nodejs-sdk, issue 55",
)
