"""Whether every example in an OpenAPI document is what its schema describes."""

import sys

import yaml
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012


def schema_at(document, pointer):
    """A validator for the schema at a JSON pointer into the document."""
    resource = Resource(contents=document, specification=DRAFT202012)
    registry = Registry().with_resource("urn:document", resource)
    return Draft202012Validator(
        {"$ref": "urn:document#" + pointer}, registry=registry, format_checker=FormatChecker()
    )


def escaped(name):
    name = str(name).replace("~", "~0").replace("/", "~1")
    return name.replace("{", "%7B").replace("}", "%7D")


def examples(node, pointer):
    """Each example below a node, with the pointer to its schema."""
    if isinstance(node, list):
        for index, element in enumerate(node):
            yield from examples(element, f"{pointer}/{index}")
        return
    if not isinstance(node, dict):
        return
    if "schema" in node:
        if "example" in node:
            yield pointer + "/schema", node["example"]
        for example in (node.get("examples") or {}).values():
            yield pointer + "/schema", example["value"]
    for name, child in node.items():
        yield from examples(child, f"{pointer}/{escaped(name)}")


def all_examples(document):
    yield from examples(document["paths"], "/paths")
    for part in ("parameters", "headers", "responses"):
        yield from examples(document["components"][part], f"/components/{part}")
    for name, schema in document["components"]["schemas"].items():
        for example in schema.get("examples", []):
            yield f"/components/schemas/{name}", example


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        document = yaml.safe_load(file)
    count, bad = 0, 0
    for pointer, example in all_examples(document):
        count += 1
        for error in schema_at(document, pointer).iter_errors(example):
            bad += 1
            place = "".join(f"[{step!r}]" for step in error.path)
            print(f"{pointer}{place}: {error.message[:300]}", file=sys.stderr)
    print(f"{count} examples, {bad} mistakes")
    return 1 if bad or not count else 0


if __name__ == "__main__":
    sys.exit(main())
