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

# Parsed rather than imported: this runs before the requirements of Home Assistant itself are installed.
def constants(file: str, names: set[str]) -> set[str]:
    """Every string in the assignments and classes of these names."""
    path = root / file
    tree = ast.parse(path.read_text("utf8")) if path.is_file() else ast.Module([], [])
    found: set[str] = set()
    for node in tree.body:
        target = node.targets[0] if isinstance(node, ast.Assign) else node
        if getattr(target, "id", getattr(target, "name", None)) in names:
            found |= {part.value for part in ast.walk(node) if isinstance(part, ast.Constant)}
    return found


todo = set(sys.argv[1:])
# The integrations that bootstrap.py sets up whatever the configuration says.
todo |= constants(
    "bootstrap.py", {"CORE_INTEGRATIONS", "DEFAULT_INTEGRATIONS", "CRITICAL_INTEGRATIONS", "FRONTEND_INTEGRATIONS"}
)
# Every kind of entity: newer releases set them all up at start, and `demo` has most of them.
todo |= constants("const.py", {"Platform"}) | constants("generated/entity_platforms.py", {"EntityPlatforms"})

# `onboarding` imports `analytics`, which imports the recorder without depending on it.
todo.add("recorder")

seen: set[str] = set()
requirements: set[str] = set()
while todo:
    name = todo.pop()
    manifest_file = components / name / "manifest.json"
    if not isinstance(name, str) or name in seen or not manifest_file.is_file():
        continue
    seen.add(name)
    manifest = json.loads(manifest_file.read_text("utf8"))
    requirements |= set(manifest.get("requirements", []))
    todo |= set(manifest.get("dependencies", []))

constraints = root / "package_constraints.txt"
pins = dict(
    line.lower().split("==", 1) for line in constraints.read_text("utf8").splitlines() if "==" in line and line[0] != "#"
)


def older(package: str, than: tuple[int, int]) -> bool:
    version = pins.get(package)
    return version is not None and tuple(int(part) for part in version.split(".")[:2]) < than


extra: list[str] = []
# The constraints leave some indirect requirements open, and a newer release of them broke older ones.
if older("aiodns", (3, 6)):
    extra.append("pycares<5")  # its calls changed; no name could be resolved
if older("hass-nabucasa", (0, 94)):
    extra.append("josepy<2")  # acme before 4 uses what josepy 2 removed

print(json.dumps({"requirements": sorted(requirements) + extra, "constraints": str(constraints)}))
