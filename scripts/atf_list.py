"""Lists of test cases in the format of atf-test-program(1)."""

HEADER = 'Content-Type: application/X-atf-tp; version="1"'


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


def add_program(case: dict, program: str) -> dict:
    """Return a case that requires one more program."""
    words = f"{case.get('require.progs', '')} {program}".split()
    return {**case, "require.progs": " ".join(dict.fromkeys(words))}


def format_list(cases: list) -> str:
    """Return the list as the program prints it."""
    return HEADER + "\n" + "".join("\n" + "".join(f"{key}: {value}\n" for key, value in case.items()) for case in cases)
