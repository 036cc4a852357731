"""Lists of test cases in the format of atf-test-program(1) and what Debian's kyua (0.13 of 2019) knows of it."""

HEADER = 'Content-Type: application/X-atf-tp; version="1"'

# Each value is a list of words, so that values from several places are joined.
LISTS = ("require.arch", "require.config", "require.files", "require.machine", "require.progs")

# A key that is neither here nor begins with X- breaks all cases of the program: lib atf_list.cpp of kyua.
KNOWN = {"descr", "has.cleanup", "require.memory", "require.user", "timeout", *LISTS}

# What newer versions of kyua know as a key is a property of the program in each version's Kyuafile.
PROPERTIES = {"is.exclusive": "is_exclusive", "require.diskspace": "required_disk_space"}

UNITS = {"K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}


class MalformedList(ValueError):
    """A list that kyua would not accept."""


def parse(text: str, name: str) -> list:
    """Return the cases of a list, each a dictionary whose first key is `ident`.

    Raises MalformedList for what breaks the program in kyua, and for two cases with one name, of which kyua drops one.
    """
    lines = text.split("\n")
    if lines[:2] != [HEADER, ""] or lines[-1] != "":
        raise MalformedList(f"the list of '{name}' does not begin with '{HEADER}' and an empty line, or its last line has no end")
    if text == HEADER + "\n":
        raise MalformedList(f"'{name}' has no test case")
    cases = []
    for block in text[len(HEADER) + 2:].rstrip("\n").split("\n\n"):
        case = {}
        for line in block.split("\n"):
            key, separator, value = line.partition(": ")
            if not separator or not key or key in case or (not case) != (key == "ident"):
                raise MalformedList(f"the list of '{name}' has the line '{line}' in the case '{case.get('ident', '')}'")
            case[key] = value
        cases.append(case)
    idents = [case["ident"] for case in cases]
    twice = sorted({ident for ident in idents if idents.count(ident) > 1})
    if twice:
        raise MalformedList(f"'{name}' has two cases with the name '{twice[0]}'; rename one of the tests")
    return cases


def merge(case: dict, more: dict) -> dict:
    """Return a case with more metadata: lists are joined, otherwise the case's own value counts."""
    merged = dict(case)
    for key, value in more.items():
        if key in LISTS:
            words = f"{case.get(key, '')} {value}".split()
            merged[key] = " ".join(dict.fromkeys(words))
        else:
            merged.setdefault(key, value)
    return merged


def portable(case: dict) -> dict:
    """Return a case with only the keys that every version of kyua accepts."""
    kept = {}
    for key, value in case.items():
        if key == "ident" or key in KNOWN or key.startswith("X-"):
            kept[key] = value
        elif key not in PROPERTIES:
            kept["X-" + key] = value  # for the reader of a report
    return kept


def size(text: str) -> float:
    """Return the bytes that a value such as 1.5G stands for."""
    unit = UNITS.get(text[-1:].upper())
    return float(text[:-1]) * unit if unit else float(text)


def properties(cases: list) -> dict:
    """Return properties of the program, for its Kyuafile, from the keys of its cases that not every kyua knows.

    A property holds for all cases: one exclusive case makes all exclusive, and the largest disk space counts.
    """
    found = {}
    for case in cases:
        if case.get("is.exclusive") == "true":
            found["is_exclusive"] = "true"
        space = case.get("require.diskspace")
        if space and size(space) > size(found.get("required_disk_space", "0")):
            found["required_disk_space"] = space
    return found


def format_list(cases: list) -> str:
    """Return the list as the program prints it."""
    return HEADER + "\n" + "".join("\n" + "".join(f"{key}: {value}\n" for key, value in case.items()) for case in cases)
