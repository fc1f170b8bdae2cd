"""Functions that programs share: each is said once, and a program has those that it uses."""

import re

FUNCTIONS = {
    "text": '''
def text(value):
    """A value as the service takes it: JSON without blanks."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
''',
    "done": '''
def done(answer):
    """What the service answered, if it did the work: HTTP 200 alone does not say so."""
    data = answer.body.data
    if data is None or str(data.status).lower() not in ("success", "true"):
        sys.exit(f"It failed: {answer.body.to_map()}")
    return data
''',
    "accepted": '''
def accepted(answer):
    """What the service answered about a file, if it took the request: HTTP 200 alone does not say so."""
    if not answer.body.success:
        sys.exit(f"It failed: {answer.body.to_map()}")
    return answer.body
''',
    "waited_for": '''
def waited_for(look):
    """What a look finds, once there is something: the waits grow, since calls are counted."""
    for seconds in (1, 2, 4, 8, 15, 30, 30, 60):
        time.sleep(seconds)
        found = look()
        if found:
            return found
    sys.exit("It is not done yet; it may go on by itself. Look again later.")
''',
    "generated": '''
def generated(process_id):
    """The script that a generation makes, once it is there."""
    print(f"Generation {process_id} is on its way.")
    asked = models.QueryDISyncTaskConfigProcessResultRequest(
        project_id=project_id, task_type="DI_REALTIME", async_process_id=process_id
    )
    return waited_for(lambda: done(client.query_disync_task_config_process_result(asked)).task_content)
''',
    "run_state": '''
def run_state():
    """The task's run state. Here the status is that state, or says that the look failed."""
    answer = client.get_disync_instance_info(models.GetDISyncInstanceInfoRequest(**task))
    state = str(answer.body.data and answer.body.data.status).upper()
    if state not in ("NORUN", "WAIT", "RUN", "KILLING", "PAUSE"):
        sys.exit(f"It failed: {answer.body.to_map()}")
    print(f"The task's run state is {state}.")
    return state
''',
    "stand": '''
def stand():
    """Stop the task if it runs, and wait until it stands."""
    state = run_state()
    if state in ("WAIT", "RUN"):
        done(client.stop_disync_instance(models.StopDISyncInstanceRequest(**task)))
    if state not in ("NORUN", "PAUSE"):
        waited_for(lambda: run_state() == "PAUSE")
''',
    "deploy": '''
def deploy():
    """Bring the task's definition to production; twice is the same as once."""
    done(client.deploy_disync_task(models.DeployDISyncTaskRequest(**task)))
''',
    "run": '''
def run(**settings):
    """Start the task, and wait until it runs."""
    done(client.start_disync_instance(models.StartDISyncInstanceRequest(**task, **settings)))
    waited_for(lambda: run_state() == "RUN")
''',
    "arrived": '''
def arrived(deployment_id):
    """Whether a submission or a deployment is done."""
    asked = models.GetDeploymentRequest(project_id=project_id, deployment_id=deployment_id)
    deployment = accepted(client.get_deployment(asked)).data.deployment
    if deployment.status == 2 or deployment.checking_status == 7:
        sys.exit(f"It failed: {deployment.error_message}")
    return deployment.status == 1
''',
    "tables_of": '''
def tables_of(script, switched_off=True):
    """The tables that a script names, as pairs of a data source and "db.table"."""
    return [
        (connection["datasource"], f"{database['dbName']}.{info['table']}")
        for step in script["steps"]
        if step["category"] == "reader"
        for connection in step["parameter"].get("connection", [])
        for database in connection.get("selectedTables", [])
        for schema in database["schema"]
        for info in schema["tableInfos"]
        if switched_off or info.get("enable", True)
    ]
''',
    "rules_of": '''
def rules_of(script):
    """What a script says of each table, by the same pairs."""
    return {
        (group["srcDatasourceName"], f"{rule['srcDbName']}.{rule['srcTable']}"): rule
        for step in script["steps"]
        if step["category"] == "writer"
        for group in step["parameter"].get("tableMappingRule", {}).get("datasource", [])
        for rule in group["tableRule"]
    }
''',
    "rest_of": '''
def rest_of(value):
    """What a script says besides."""
    if isinstance(value, dict):
        of_tables = ("selectedTables", "tableRule", "totalTableMapping")
        return {name: rest_of(child) for name, child in value.items() if name not in of_tables}
    return [rest_of(child) for child in value] if isinstance(value, list) else value
''',
    "selection": '''
def selection(tables):
    """A reader of exactly these tables."""
    sources = {}
    for source, table in tables:
        database, _, name = table.partition(".")
        sources.setdefault(source, {}).setdefault(database, []).append({"table": name})
    connections = [
        {
            "datasource": source,
            "selectedTables": [
                {"dbName": database, "schema": [{"tableInfos": infos}]}
                for database, infos in databases.items()
            ],
        }
        for source, databases in sources.items()
    ]
    return {"name": "Reader", "category": "reader", "parameter": {"connection": connections}}
''',
}
"""The text of each function. One that calls another stands below it."""


def helped(body: str) -> str:
    """A body below the functions that it uses."""
    used = ""
    for name in reversed(FUNCTIONS):
        if re.search(rf"\b{name}\(", used + body):
            used = f"\n{FUNCTIONS[name]}{used}"
    return f"{used}\n\n{body}" if used else body
