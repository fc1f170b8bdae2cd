"""Steps and sources that several errors of the engine share."""

from dataworks.explain.explanation import Text

FAQ = "questions and answers about Data Integration, facts section 4"
DRIVERS = "messages of the database and its JDBC driver"
CLIENTS = "messages of the product and its client library"
DATAX = "error codes of the synchronization engine (DataX)"

TEST_CONNECTIVITY = Text(
    "Test the connectivity of the data source with the resource group of the task.",
    "请用任务的资源组测试该数据源的连通性。",
)
CHECK_ADDRESS = Text(
    "Check host, port and database in the data source.",
    "请检查数据源中的主机地址、端口和数据库名。",
)
ALLOW_ADDRESSES = Text(
    "Add the addresses of the resource group to the allowlist of the database and to its security group.",
    "请将资源组的 IP 地址加入数据库白名单和安全组。",
)
BIND_NETWORK = Text(
    "Bind the resource group to the VPC of the data source, or give it another route there.",
    "请将资源组绑定到数据源所在的 VPC，或打通两者之间的网络。",
)
CHECK_STATE = Text(
    "Check the state and the load of the data source: nodes that are down, restarts, long queues.",
    "请检查数据源的状态和负载：节点是否下线、是否重启、队列是否堆积。",
)
RUN_AGAIN = Text("Run the task again.", "请重新运行任务。")
LOWER_CONCURRENCY = Text("Lower the concurrency of the task.", "请降低任务的并发数。")
SMALLER_BATCHES = Text("Make batchSize smaller in the writer.", "请调小写入端的 batchSize。")
READ_LOG = Text(
    "Look in the task's log for the last line that begins with Caused by, and explain that one.",
    "请在任务日志中找到最后一个 Caused by，并对该行进行解释。",
)
COMPARE_TYPES = Text(
    "Compare the type and the length of the column on both sides.",
    "请比较两端该字段的类型和长度。",
)
