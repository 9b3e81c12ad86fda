"""Print, as JSON, what a headless run of the installed Home Assistant needs from pip.

Home Assistant keeps the requirements of its integrations in their manifests and installs them at run time;
with `--skip-pip` that is ours to do. Arguments: the integrations that the configuration names. Reads the
installed release, so that no version is written down here.
"""

import ast
import json
from pathlib import Path
import sys

root = Path(next(path for path in sys.path if (Path(path) / "homeassistant").is_dir())) / "homeassistant"
components = root / "components"

# The integrations that bootstrap.py sets up whatever the configuration says. Parsed rather than imported:
# this runs before the requirements of Home Assistant itself are installed.
BOOTSTRAP_SETS = {"CORE_INTEGRATIONS", "DEFAULT_INTEGRATIONS", "CRITICAL_INTEGRATIONS", "FRONTEND_INTEGRATIONS"}
todo = set(sys.argv[1:])
for node in ast.parse((root / "bootstrap.py").read_text("utf8")).body:
    if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", None) in BOOTSTRAP_SETS:
        todo |= {part.value for part in ast.walk(node.value) if isinstance(part, ast.Constant)}

# `demo` sets up a platform of every kind of entity; each platform module is named after its integration.
if "demo" in todo:
    todo |= {module.stem for module in (components / "demo").glob("*.py")}

# `onboarding` imports `analytics`, which imports the recorder without depending on it.
todo.add("recorder")

seen: set[str] = set()
requirements: set[str] = set()
while todo:
    name = todo.pop()
    manifest_file = components / name / "manifest.json"
    if name in seen or not manifest_file.is_file():
        continue
    seen.add(name)
    manifest = json.loads(manifest_file.read_text("utf8"))
    requirements |= set(manifest.get("requirements", []))
    todo |= set(manifest.get("dependencies", []))

constraints = root / "package_constraints.txt"
pins = dict(
    line.lower().split("==", 1) for line in constraints.read_text("utf8").splitlines() if "==" in line and line[0] != "#"
)
# aiodns before 3.6 allows any newer pycares, but cannot resolve a name with pycares 5: its calls changed.
aiodns = tuple(int(part) for part in pins.get("aiodns", "99").split(".")[:2])
extra = ["pycares<5"] if aiodns < (3, 6) else []

print(json.dumps({"requirements": sorted(requirements) + extra, "constraints": str(constraints)}))
