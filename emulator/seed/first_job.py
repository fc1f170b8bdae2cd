"""The Data Integration job that the workspace of the new Data Studio starts with; invented, and never started."""

from emulator.world.jobs import DIJob

RESOURCE = {"ResourceGroupIdentifier": "S_res_group_XXX_XXXX", "RequestedCu": 1.0}

FIRST_JOB = DIJob(
    11500,
    "refunds_to_holo",
    {
        "Owner": "1000000000000001",
        "SourceDataSourceType": "MySQL",
        "DestinationDataSourceType": "Hologres",
        "MigrationType": "FullAndRealtimeIncremental",
        "JobType": "DatabaseRealtimeMigration",
        "SourceDataSourceSettings": [
            {
                "DataSourceName": "mysql_shop",
                "DataSourceProperties": {"Encoding": "utf-8", "Timezone": "Asia/Shanghai"},
            }
        ],
        "DestinationDataSourceSettings": [{"DataSourceName": "holo_shop"}],
        "ResourceSettings": {"OfflineResourceSettings": RESOURCE, "RealtimeResourceSettings": RESOURCE},
        "TableMappings": [
            {
                "SourceObjectSelectionRules": [
                    {"ObjectType": kind, "Action": "Include", "ExpressionType": "Exact", "Expression": name}
                    for kind, name in (("Datasource", "mysql_shop"), ("Database", "shop"), ("Table", "refunds"))
                ],
                "TransformationRules": [
                    {"RuleName": "ods", "RuleActionType": "Rename", "RuleTargetType": "Table"},
                ],
            }
        ],
        "TransformationRules": [
            {
                "RuleName": "ods",
                "RuleActionType": "Rename",
                "RuleTargetType": "Table",
                "RuleExpression": '{"expression":"ods_${srcTableName}"}',
            }
        ],
        "JobSettings": {"DdlHandlingSettings": [{"Type": "DropTable", "Action": "Ignore"}]},
    },
)
