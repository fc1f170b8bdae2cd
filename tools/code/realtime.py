"""What programs for real-time tasks do, below their functions: each line as somebody would write it."""

import json

from dataworks.flows.realtime_creation import NewTask
from dataworks.operations.running import StartDISyncInstance
from dataworks.operations.sync_tasks import CreateDISyncTask, GenerateDISyncTaskConfigForCreating
from dataworks.scripts.realtime_script import PAIRS
from tools.arguments.realtime_arguments import RealtimeWish
from tools.code.python import call_of, literal
from tools.sets.copying import CopyArguments
from tools.sets.creating import RealtimeTaskArguments
from tools.sets.realtime import ChangeArguments, StartArguments, TaskArguments

PROJECT = {"ProjectId": "project_id"}

OF_TASK = """project_id, file_id = {project_id}, {file_id}
task = {{"project_id": project_id, "task_type": "DI_REALTIME", "file_id": file_id}}

"""

TO_RUN = """
task = {"project_id": project_id, "task_type": "DI_REALTIME", "file_id": file_id}
deploy()
run()
print(f"Task {file_id} is deployed and runs.")
"""

START = """if run_state() in ("WAIT", "RUN"):
    waited_for(lambda: run_state() == "RUN")
else:
    stand()
    deploy()
    run({settings})
print(f"Task {{file_id}} runs.")
"""

STOP = """stand()
print(f"Task {file_id} stands.")
"""

RETIRE = """stand()
offline = client.terminate_disync_instance(models.TerminateDISyncInstanceRequest(**task))
print(f"Taken offline, if it was in production: {offline.body.to_map()}")
done(client.delete_disync_task(models.DeleteDISyncTaskRequest(**task)))
print(f"Task {file_id} is deleted.")
"""

SHOWN = """print(json.dumps(json.loads(content), indent=2, ensure_ascii=False))
"""

CREATED = """
file_id = done(created).file_id
print(f"Task {file_id} is created.")
"""

ONLY_SOURCE = "sources[0] if len(sources) == 1 else None"

PRESENT = """present = done(client.get_disync_task(models.GetDISyncTaskRequest(**task))).code
had = tables_of(json.loads(present))
sources = sorted({{name for name, _ in had}})

add, remove = {add!r}, {remove!r}
source = {source}
if source not in sources:
    sys.exit(f"Name one of the data sources that the task reads from: {{sources}}")

"""

DIFFERENCE = """wanted = [table for table in had if table not in [(source, name) for name in remove]]
wanted += [(source, name) for name in add if (source, name) not in had]
if wanted == had:
    sys.exit("The task has exactly these tables already.")
if not wanted:
    sys.exit("The task would be left without a table.")

started = client.generate_disync_task_config_for_updating(
    models.GenerateDISyncTaskConfigForUpdatingRequest(
        project_id=project_id,
        task_type="DI_REALTIME",
        task_id=file_id,
        task_param=text({"steps": [selection(wanted)]}),
    )
)
content = generated(done(started).process_id)

before, after = json.loads(present), json.loads(content)
print("Gained:", [table for table in tables_of(after) if table not in had])
print("Lost:", [table for table in had if table not in tables_of(after)])
old, new = rules_of(before), rules_of(after)
kept = all(old[table] == new[table] for table in old.keys() & new.keys())
if set(tables_of(after)) != set(wanted) or not kept or rest_of(before) != rest_of(after):
    sys.exit("The new script changes something else too; nothing is applied.")
"""

NOT_APPLIED = """print("Nothing is applied.")
"""

ORIGINAL = """project_id = {project_id}
original = models.GetDISyncTaskRequest(project_id={home}, task_type="DI_REALTIME", file_id={file_id})
present = json.loads(done(client.get_disync_task(original)).code)
writer = next(step for step in present["steps"] if step["category"] == "writer")
task_types = {task_types!r}
if writer["stepType"] not in task_types:
    sys.exit("The task is not from MySQL to MaxCompute, Kafka or Hologres.")

source, database, destination = {source!r}, {database!r}, {destination!r}  # None: as in the original
had = tables_of(present, switched_off=False)
sources, databases = {{name for name, _ in had}}, {{table.partition(".")[0] for _, table in had}}
if source and len(sources) > 1 or database and len(databases) > 1:
    sys.exit(f"One can't stand for several: {{sources}}, {{databases}}")
tables = [(source or name, f"{{database}}.{{table.partition('.')[2]}}" if database else table) for name, table in had]

reader = {{"stepType": "mysql", **selection(tables)}}
for connection in reader["parameter"]["connection"]:
    connection["datasourceType"] = "mysql"
parameter = {{"datasource": destination or writer["parameter"]["datasource"]}}
script = {{
    "type": "realtime",
    "version": "1.0",
    "setting": {{"resourceGroup": {resource_group!r}, "taskType": task_types[writer["stepType"]]}},
    "steps": [
        reader,
        {{"stepType": writer["stepType"], "name": "Writer", "category": "writer", "parameter": parameter}},
    ],
}}

started = client.generate_disync_task_config_for_creating(
    models.GenerateDISyncTaskConfigForCreatingRequest(
        project_id=project_id, task_type="DI_REALTIME", task_param=text(script)
    )
)
content = generated(done(started).process_id)
"""

UPDATE = """
if done(client.get_disync_task(models.GetDISyncTaskRequest(**task))).code != present:
    sys.exit("Somebody has changed the task meanwhile; nothing is applied.")
done(client.update_disync_task(models.UpdateDISyncTaskRequest(**task, task_content=content)))
print("It is updated.")
"""

TAKE_EFFECT = """state = run_state()
restart = {restart}
if restart or state != "NORUN":
    stand()
    deploy()
if restart:
    run()
run_state()
"""


def creation(wish: RealtimeTaskArguments) -> str:
    """Generate, create, and run it if that is wanted."""
    return _generation(wish) + _create(wish.wish(wish.tables)) + (TO_RUN if wish.start else "")


def copying(wish: CopyArguments) -> str:
    """Read the original, generate a script for the same tables, and create the copy."""
    new = NewTask(wish.project_id, wish.task_name, "", wish.resource_group, wish.folder)
    if wish.process_id is not None:
        return _continued(wish.project_id, wish.process_id) + _create(new)
    original = ORIGINAL.format(
        project_id=int(wish.project_id),
        home=int(wish.home),
        file_id=int(wish.task_id),
        source=wish.source,
        database=wish.database,
        destination=wish.destination,
        resource_group=wish.resource_group,
        task_types={pair.step_type: pair.task_type for pair in PAIRS.values()},
    )
    return original + _create(new)


def _create(task: NewTask) -> str:
    """Create the task from the content that is there."""
    place = {"FileFolderPath": task.folder, "ResourceGroup": task.resource_group}
    create = CreateDISyncTask(
        project_id=task.project_id,
        task_type="DI_REALTIME",
        task_content="{}",
        task_param=json.dumps(place, ensure_ascii=False, separators=(",", ":")),
        task_name=task.task_name,
    )
    call = call_of(create, {**PROJECT, "TaskContent": "content"})
    return f"\ncreated = {call}{CREATED}"


def preview(wish: RealtimeWish) -> str:
    """Generate, and print the script."""
    return _generation(wish) + SHOWN


def _generation(wish: RealtimeWish) -> str:
    """The script; with a process id it goes on with that generation."""
    if wish.process_id is not None:
        return _continued(wish.project_id, wish.process_id)
    generate = GenerateDISyncTaskConfigForCreating(
        project_id=wish.project_id, task_type="DI_REALTIME", task_param=wish.script_for(wish.tables)
    )
    started = call_of(generate, PROJECT)
    return f"project_id = {int(wish.project_id)}\nstarted = {started}\ncontent = generated(done(started).process_id)\n"


def _continued(project_id: str, process_id: str) -> str:
    """The script of a generation that was begun before."""
    return f"project_id = {int(project_id)}\ncontent = generated({int(process_id)})\n"


def starting(wish: StartArguments) -> str:
    """Deploy it, start it, wait until it runs."""
    return _task(wish) + START.format(settings=_settings(wish))


def stopping(wish: TaskArguments) -> str:
    """Stop it, wait until it stands."""
    return _task(wish) + STOP


def retiring(wish: TaskArguments) -> str:
    """Stop it, take it offline, delete it."""
    return _task(wish) + RETIRE


def changing(wish: ChangeArguments) -> str:
    """Read the tables that it has, generate the script with those wanted, and apply it if that is wanted."""
    source = ONLY_SOURCE if wish.source is None else repr(wish.source)
    restart = 'state in ("WAIT", "RUN")' if wish.restart is None else wish.restart
    applied = UPDATE + TAKE_EFFECT.format(restart=restart) if wish.apply else NOT_APPLIED
    present = PRESENT.format(add=wish.add or [], remove=wish.remove or [], source=source)
    return "".join((_task(wish), present, DIFFERENCE, applied))


def _task(wish: TaskArguments) -> str:
    return OF_TASK.format(project_id=int(wish.project_id), file_id=int(wish.task_id))


def _settings(wish: StartArguments) -> str:
    start = StartDISyncInstance(
        project_id=wish.project_id, task_type="DI_REALTIME", file_id=wish.task_id, start_param=wish.start_param
    )
    param = start.wire().query.get("StartParam")
    return f"start_param={literal(param)}" if param else ""
