"""What became of each case: on the screen, as lines of JSON, and by name in docs/measurements/conformance.md."""
import json
import os
import re

import yaml

HERE = os.path.dirname(os.path.abspath(__file__))
DIFFERENCES = os.path.join(HERE, "differences.yaml")
DOCS = os.path.join(HERE, "..", "..", "docs", "measurements", "conformance.md")
BEGIN = "<!-- written by integration-tests/conformance/run --docs write -->\n"
END = "<!-- end of what is written by integration-tests/conformance/run -->\n"

# a listed difference that is none is an error too: the list is what people read
BAD = ("FAIL", "NOT_DIFFERENT")
WORDS = {"PASS": "same", "DIFFERENT": "differs", "FAIL": "**fails**", "NOT_DIFFERENT": "**same, but listed as different**",
         "SKIP": "not run"}


def outcomes(cases, results):
    """Returns the results with DIFFERENT in place of FAIL where Tollgate differs on purpose."""
    with open(DIFFERENCES, encoding="utf8") as text:
        differences = yaml.safe_load(text) or {}
    by_id = {case["id"]: case for case in cases}
    return [outcome(by_id[result["id"]], result, differences.get(result["id"])) for result in results]


def outcome(case, result, difference):
    result = dict(result, quirk=bool(case.get("quirk")), feature=case.get("feature", ""))
    if difference and result["result"] == "PASS":
        result["result"] = "NOT_DIFFERENT"
    elif difference and result["result"] == "FAIL" and difference["seen"] in result["why"]:
        result["result"] = "DIFFERENT"
        result["reason"] = difference["reason"]
    return result


def print_all(of):
    for one in of:
        why = "  -- " + " ".join(one["why"].split()) if one["why"] else ""
        print(f"{one['result']}  {one['transport']}  {one['profile']}  {one['id']}{why}")
    print("\n" + summary(of))


def summary(of):
    """Returns how many cases came out how, by transport."""
    lines = []
    for transport in ("grpc", "json", "check"):
        mine = [one for one in of if one["transport"] == transport]
        counts = {word: sum(1 for one in mine if one["result"] == word) for word in WORDS}
        if mine:
            lines.append(f"{transport}: {counts['PASS']} of {len(mine)} as the reference, {counts['DIFFERENT']} differ on"
                         f" purpose, {sum(counts[word] for word in BAD)} failed, {counts['SKIP']} not run")
    return "\n".join(lines)


def write_lines(of, path):
    with open(path, "w", encoding="utf8") as lines:
        for one in of:
            lines.write(json.dumps(one) + "\n")


def write_docs(cases, of):
    with open(DOCS, encoding="utf8") as text:
        document = text.read()
    with open(DOCS, "w", encoding="utf8") as text:
        text.write(with_report(document, cases, of))


def check_docs(cases, of):
    """Returns an outcome more: whether the report in the documentation is what came out."""
    with open(DOCS, encoding="utf8") as text:
        document = text.read()
    why = "" if document == with_report(document, cases, of) else "another outcome is written there; run with --docs write"
    return {"id": "conformance.md", "result": "FAIL" if why else "PASS", "why": why, "profile": "docs",
            "transport": "docs", "quirk": False, "feature": "docs"}


def with_report(document, cases, of):
    section = BEGIN + table(cases, of) + END
    pattern = re.compile(re.escape(BEGIN) + ".*?" + re.escape(END), re.DOTALL)
    if pattern.search(document):
        return pattern.sub(lambda _: section, document)
    return document.rstrip("\n") + "\n\n## Case by case\n" + section


def table(cases, of):
    found = {(one["id"], one["transport"]): one for one in of}
    lines = ["```", summary(of), "```", "", "| case | gRPC | /json | `tollgate check` | |", "|---|---|---|---|---|"]
    for case in cases:
        mine = [found.get((case["id"], transport)) for transport in ("grpc", "json", "check")]
        if any(mine):
            words = " | ".join(WORDS[one["result"]] if one else "–" for one in mine)
            lines.append(f"| `{case['id']}` | {words} | {remark(case, mine)} |")
    return "\n".join(lines) + "\n"


def remark(case, mine):
    """Returns why a case differs or fails, in a line."""
    told = [one for one in mine if one and one["result"] != "PASS"]
    said = told[0].get("reason") or told[0]["why"] if told else ""
    if not said and any(one and one["why"] == "with --reference" for one in mine):
        said = "with `--reference`; without it this is an extension of ours"
    if case.get("quirk"):
        said = "a quirk of the reference" + ("; here " + said if told else ", kept")
    return " ".join(said.replace("|", "\\|").split())[:300]
