"""How plans show what several tools take: the words before the value."""

from dataworks.language import Text

READS_FROM, READS_TABLES = Text("reads from", "读取数据源"), Text("reads tables", "读取表")
WRITES_TO, IN_FOLDER = Text("writes to", "写入数据源"), Text("in folder", "所在文件夹")
ON_GROUP = Text("runs on resource group", "运行于资源组")
SCHEDULED_BY = Text("is scheduled by", "调度周期")
GIVES_VALUES = Text("gives its variables the values", "变量取值")
