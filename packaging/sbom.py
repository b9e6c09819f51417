"""The bill of materials of a bundle: CycloneDX 1.6 as JSON, the same bytes for the same bundle and build date."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.exception import MissingOptionalDependencyException
from cyclonedx.model import HashAlgorithm, HashType, Property
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import DisjunctiveLicense, LicenseAcknowledgement, LicenseExpression
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL
from parts import APPLICATION, Package, PapersError

_LICENCES = LicenseFactory()
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, f"bill-of-materials.{APPLICATION}")


def bill_of_materials(about: dict[str, object], packages: Iterable[Package], inner: Path) -> str:
    """The bill as JSON.

    Args:
        about: What ``about.json`` says: version, commit, build date, flavour, platform.
        packages: Everything in the bundle, the app itself among them.
        inner: Folder that the paths of the libraries start from; each is read for its hash.
    """
    components = {package.name: _component(package, inner) for package in packages}
    application = components.pop(APPLICATION)
    application.type = ComponentType.APPLICATION
    application.properties = [
        Property(name=f"{APPLICATION}:{key}", value=str(about[key])) for key in ("commit", "flavour", "platform") if about[key]
    ]
    bom = Bom(components=components.values())
    bom.metadata.component = application
    bom.metadata.timestamp = datetime.fromisoformat(str(about["built"]))
    needed: set[str] = set()
    for package in packages:
        if package.name != APPLICATION:
            needs = [components[name] for name in package.needs if name in components]
            needed |= {component.name for component in needs}
            bom.register_dependency(components[package.name], needs)
    direct = {name for package in packages if package.name == APPLICATION for name in package.needs}
    bom.register_dependency(application, [one for name, one in components.items() if name in direct or name not in needed])
    bom.serial_number = uuid.uuid5(_NAMESPACE, json.dumps(_without_serial(bom), sort_keys=True))
    return json.dumps(_content(bom), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def is_valid(text: str) -> bool:
    """Checks a bill against the official schema; False where the optional packages for it are not installed.

    Raises:
        PapersError: it does not conform.
    """
    try:
        problem = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    except MissingOptionalDependencyException:
        return False
    if problem is not None:
        raise PapersError(f"The bill of materials does not conform to CycloneDX 1.6: {problem}")
    return True


def _content(bom: Bom) -> dict[str, object]:
    content: dict[str, object] = json.loads(JsonV1Dot6(bom).output_as_string())
    return content


def _without_serial(bom: Bom) -> dict[str, object]:
    return {key: value for key, value in _content(bom).items() if key != "serialNumber"}


def _component(package: Package, inner: Path) -> Component:
    kind, _slash, namespace = package.purl.partition("/")
    purl = PackageURL(kind, namespace or None, package.name, package.version or None) if kind else None
    return Component(
        name=package.name,
        version=package.version or None,
        type=ComponentType.DATA if package.kind == "data" else ComponentType.LIBRARY,
        bom_ref=f"{package.kind}:{package.name}",
        purl=purl,
        description=package.note or None,
        licenses=[_licence(package.licence)] if package.licence else [],
        components=[_file(package, name, inner / name) for name in package.libraries],
    )


def _licence(expression: str) -> DisjunctiveLicense | LicenseExpression:
    licence = _LICENCES.make_from_string(expression)
    licence.acknowledgement = LicenseAcknowledgement.DECLARED
    return licence


def _file(package: Package, name: str, path: Path) -> Component:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Component(
        name=name,
        type=ComponentType.FILE,
        bom_ref=f"{package.kind}:{package.name}/{name}",
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=digest)],
    )
