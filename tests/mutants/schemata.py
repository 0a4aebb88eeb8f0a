"""All mutants of a file in one text: each function begins with a choice among its mutated bodies."""

import re
from dataclasses import dataclass, field

MARK = "/* mutant {} */"
MARKED = re.compile(r"/\* mutant (\d+) \*/")


@dataclass
class Function:
    """A function by the places of its braces in the file's text, with its mutants and the functions within it."""

    opens: int
    closes: int
    # What an `impl` in its return type stands for, if there is one: bodies of different types are boxed.
    trait: str = ""
    mutants: list = field(default_factory=list)
    within: list = field(default_factory=list)


def offsets(text):
    """Where each line begins."""
    return [0] + [place.end() for place in re.finditer("\n", text)]


def place(starts, at):
    return starts[at["line"] - 1] + at["column"] - 1


def replaced(text, begin, end, replacement):
    return text[:begin] + replacement + text[end:]


def function_of(mutant, text, starts):
    """The function that a mutant is in, or nothing where its body cannot hold a choice: in constants, in const functions, and where an
    `impl` names a lifetime parameter, with which a box would have to be declared."""
    found = mutant["function"]
    if found is None:
        return None
    begin, end = place(starts, found["span"]["start"]), place(starts, found["span"]["end"])
    name = found["function_name"].split("::")[-1]
    head = re.compile(r"\bfn\s+" + re.escape(name) + r"\b").search(text, begin, end)
    if head is None or re.search(r"\bconst\s*$", text[begin : head.start()]) or re.search(r"\bimpl\b.*'a\b", found["return_type"]):
        return None
    trait = found["return_type"].removeprefix("-> impl ") if found["return_type"].startswith("-> impl ") else ""
    depth = 0
    for at in range(head.end(), end):
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(text[at], 0)
        if text[at] == "{" and depth == 0:
            return Function(at, end - 1, trait)
    return None


def functions_of(mutants, text):
    """Functions that are in no other one, each with what is in it, and the mutants that have none."""
    starts, by_place, alone = offsets(text), {}, []
    for mutant in mutants:
        function = function_of(mutant, text, starts)
        if function is None:
            alone.append(mutant)
            continue
        known = by_place.setdefault((function.opens, function.closes), function)
        begin, end = place(starts, mutant["span"]["start"]), place(starts, mutant["span"]["end"])
        assert known.opens <= begin and end <= known.closes, mutant["name"]
        known.mutants.append((mutant["id"], begin, end, mutant["replacement"]))
    outer, stack = [], []
    for function in sorted(by_place.values(), key=lambda function: (function.opens, -function.closes)):
        while stack and stack[-1].closes < function.opens:
            stack.pop()
        (stack[-1].within if stack else outer).append(function)
        stack.append(function)
    return outer, alone


def body(function, text, unviable):
    """The body with its choice; the bodies to choose from are those of the file, without choices of their own."""
    base, at = "", function.opens + 1
    for inner in function.within:
        base += text[at : inner.opens] + body(inner, text, unviable)
        at = inner.closes + 1
    base += text[at : function.closes]
    arms = ""
    for number, begin, end, replacement in function.mutants:
        if number in unviable:
            continue
        mutated = replaced(text[function.opens + 1 : function.closes], begin - function.opens - 1, end - function.opens - 1, replacement)
        mark = MARK.format(number)
        # A mark on a line of its own at both ends tells whose a compiler's error is.
        chosen = f"Box::new({{ {mutated}\n }})," if function.trait else f"{{ return {{ {mutated}\n }}; }}"
        arms += f"\n{mark}\n{number} => {chosen}\n{mark}\n"
    if function.trait and arms:
        return f"{{ let boxed: Box<dyn {function.trait} + '_> = match crate::mutation::chosen() {{ {arms} _ => Box::new({{ {base} }}) }}; boxed }}"
    choice = f"\nmatch crate::mutation::chosen() {{ {arms} _ => {{}} }}\n" if arms else ""
    return "{" + choice + base + "}"


def instrumented(mutants, text, unviable):
    """The text with all mutants that are not `unviable`, and those that it has no place for."""
    outer, alone = functions_of(mutants, text)
    result, at = "", 0
    for function in outer:
        result += text[at : function.opens] + body(function, text, unviable)
        at = function.closes + 1
    return result + text[at:], alone


def mutant_at(lines, line):
    """The mutant that line `line`, from 1, of an instrumented text belongs to, or nothing."""
    owner = None
    for text in lines[:line]:
        found = MARKED.fullmatch(text.strip())
        if found:
            owner = None if owner else int(found.group(1))
    return owner
