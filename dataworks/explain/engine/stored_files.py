"""Files: of OSS and other object stores, of FTP and SFTP servers, of HDFS."""

from dataworks.explain.engine.steps import CLIENTS, DATAX
from dataworks.explain.explanation import Explanation, Symptom, Text

OSS_RIGHT = Explanation(
    Text(
        "The account of the data source has no right on this OSS bucket or object.",
        "数据源的账号没有该 OSS Bucket或文件的权限。",
    ),
    "workspace admin",
    (
        Text(
            "Check the bucket, its owner and its endpoint in the data source.",
            "请检查数据源中的 Bucket、所属账号和 endpoint。",
        ),
        Text(
            "Grant the account or role oss:GetObject, oss:PutObject and oss:ListObjects on the bucket.",
            "请为该账号或角色授予该 Bucket 的 oss:GetObject、oss:PutObject、oss:ListObjects 权限。",
        ),
    ),
    "after a fix",
    CLIENTS,
)
OSS_ENDPOINT = Explanation(
    Text(
        "The bucket belongs to another region than the endpoint of the data source.",
        "Bucket 与数据源的 endpoint 不在同一地域。",
    ),
    "workspace admin",
    (
        Text(
            "Give the data source the endpoint of the bucket's region.",
            "请将数据源的 endpoint 改为 Bucket 所在地域的地址。",
        ),
    ),
    "after a fix",
    CLIENTS,
)
NO_BUCKET = Explanation(
    Text("There is no bucket of this name.", "不存在此名称的 Bucket。"),
    "workspace admin",
    (Text("Check the bucket and the endpoint of the data source.", "请检查数据源的 Bucket 和 endpoint。"),),
    "after a fix",
    CLIENTS,
)
NO_FILE = Explanation(
    Text("No file matches the path that the script reads.", "脚本要读取的路径下没有匹配的文件。"),
    "caller",
    (
        Text(
            "Check object or path in the script, its wildcards, and the day that the schedule put in.",
            "请检查脚本中的 object 或 path、通配符以及调度参数替换后的日期。",
        ),
        Text("Check that the file is there before the task runs.", "请确认任务运行前文件已生成。"),
    ),
    "after a fix",
    CLIENTS,
)
FILE_RIGHT = Explanation(
    Text(
        "The account of the data source is not allowed to use these files or this folder.",
        "数据源的账号没有这些文件或目录的权限。",
    ),
    "workspace admin",
    (
        Text(
            "Grant the account the right to read (or to write) the path, and to list its folder.",
            "请为该账号授予该路径的读取（或写入）权限以及列出目录的权限。",
        ),
    ),
    "after a fix",
    DATAX,
)
FILE_COLUMNS = Explanation(
    Text(
        "A column of the files has no place, or a place and a constant: each needs index or value, not both.",
        "文件的某个字段未填写 index 或 value，或同时填写了两者：每个字段须且只能填写其一。",
    ),
    "caller",
    (
        Text(
            'Write each column as {"index": 0, "type": "string"}, or as {"value": "x", "type": "string"}.',
            '请将每个字段写成 {"index": 0, "type": "string"}，或 {"value": "x", "type": "string"}。',
        ),
    ),
    "after a fix",
    DATAX,
)
FILE_TYPE = Explanation(
    Text(
        "The files are not of the file type that the script says, or their content is damaged.",
        "文件的实际类型与脚本中配置的文件类型不一致，或文件内容已损坏。",
    ),
    "caller",
    (
        Text(
            "Correct fileType or fileFormat (text, csv, orc, parquet), and compress.",
            "请更正 fileType 或 fileFormat（text、csv、orc、parquet）以及 compress。",
        ),
        Text(
            "Leave files of other types, and empty ones, out of the path.",
            "请将其他类型的文件和空文件移出该路径。",
        ),
    ),
    "after a fix",
    DATAX,
)
DELIMITER = Explanation(
    Text(
        "The engine splits these files at a single character; the delimiter of the script is longer.",
        "引擎仅支持以单个字符切分该文件；脚本中的分隔符（delimiter）多于一个字符。",
    ),
    "caller",
    (
        Text(
            "Write one character as fieldDelimiter, or read the line as one column and split it afterwards.",
            "请将 fieldDelimiter 设置为单个字符，或将整行作为一个字段读取后再拆分。",
        ),
    ),
    "after a fix",
    DATAX,
)
OBJECT_STATE = Explanation(
    Text(
        "The object of OSS is archived, or was not made for appending, so it can't be read or continued now.",
        "该 OSS 文件处于归档状态，或不是追加类型，目前不能读取或追加写入。",
    ),
    "caller",
    (
        Text("Restore an archived object before it is read.", "归档文件请先解冻再读取。"),
        Text(
            "Give the writer another object, or writeMode truncate.",
            "写入时请使用其他文件名，或将 writeMode 设置为 truncate。",
        ),
    ),
    "after a fix",
    CLIENTS,
)
HDFS_UNAVAILABLE = Explanation(
    Text(
        "HDFS does not serve the request: its NameNode is in safe mode or on standby, or a block is missing.",
        "HDFS 未提供服务：NameNode 处于安全模式或备用状态，或数据块丢失。",
    ),
    "workspace admin",
    (
        Text(
            "Check the state of the cluster; leave the safe mode when it has repaired itself.",
            "请检查集群状态；待集群恢复后退出安全模式。",
        ),
        Text(
            "For a cluster with two NameNodes, name the name service and both of them in the data source "
            "(hadoopConfig).",
            "对于高可用集群，请在数据源的 hadoopConfig 中配置 nameservice 及其全部 NameNode。",
        ),
    ),
    "after a wait",
    CLIENTS,
)

FILES: tuple[Symptom, ...] = (
    Symptom(
        r"must be addressed using the specified endpoint",
        "The bucket you are attempting to access must be addressed using the specified endpoint.",
        OSS_ENDPOINT,
    ),
    Symptom(r"NoSuchBucket|specified bucket does not exist", "The specified bucket does not exist.", NO_BUCKET),
    Symptom(
        r"bucket you access does not belong|no right to access this (?:object|bucket)"
        r"|OSSException.{0,200}AccessDenied"
        r"|\[ErrorCode\]: ?AccessDenied",
        "AccessDenied The bucket you access does not belong to you.",
        OSS_RIGHT,
    ),
    Symptom(
        r"InvalidObjectState|bucket .{0,80}archive|not valid for the object's state|ObjectNotAppendable"
        r"|is not appendable"
        r"|PositionNotEqualToLength",
        "The operation is not valid for the object's state",
        OBJECT_STATE,
    ),
    Symptom(
        r"(?i)safe ?mode(?:Exception)?\b|StandbyException|in state standby|BlockMissingException"
        r"|could not (?:obtain block|get block locations)|datanodes? .{0,200}are bad|(?:bad|good) datanode",
        "Cannot create file. Name node is in safe mode.",
        HDFS_UNAVAILABLE,
    ),
    Symptom(
        r"未填写相应的index|同时包含了index|没有 Index|index 和 value 混合|columnIndexMax",
        "您明确的配置列信息,但未填写相应的index,value.",
        FILE_COLUMNS,
    ),
    Symptom(
        r"仅支持单字符切分",
        "仅仅支持单字符切分, 您配置的切分为 : [||]",
        DELIMITER,
    ),
    Symptom(
        r"fileType类型不一致|文件类型目前不支持|文件类型配置错误|ORCFILE格式异常|Malformed ORC"
        r"|is not a (?:Parquet|SequenceFile|RCFile)|Not in GZIP format|Code:\[HdfsReader-(?:1[0-24-9])\]",
        "文件类型目前不支持",
        FILE_TYPE,
    ),
    Symptom(
        r"NoSuchKey|specified key does not exist|Bucket为空|文件目录为空|(?:目录文件|源)路径不存在"
        r"|path: \[[^\]\n]{1,300}\] 不存在"
        r"|未能?找到.{0,12}文件"
        r"|FileNotFoundException|Input path does not exist|No such file"
        r"|Code:\[(?:FtpReader-(?:04|11)|TxtFileReader-(?:04|11)|HdfsReader-08|OssReader-10)\]",
        "The specified key does not exist.",
        NO_FILE,
    ),
    Symptom(
        r"缺少权限执行相应的文件|Description:\[缺少权限|\b550\b.{0,40}(?i:permission|denied|not allowed)"
        r"|SftpException: Permission denied"
        r"|Code:\[(?:(?:Ftp|TxtFile)Reader|FtpWriter)-08\]",
        "您缺少权限执行相应的文件操作.",
        FILE_RIGHT,
    ),
)
"""The more specific rows come first."""
