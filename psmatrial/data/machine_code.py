"""Compiled loops without their compiler: what it made of them is kept, and later runs only load it.

To import the compiler takes most of a second and to compile takes two; to load a few kilobytes of machine code takes a
twentieth of one. They are kept beside the loops, under a name that changes with these, the compiler and the processor.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from ctypes import CFUNCTYPE, c_int64
from functools import cache
from hashlib import sha256
from inspect import signature
from pathlib import Path
from typing import Any

import llvmlite.binding as llvm
from llvmlite import __version__ as llvm_version

from psmatrial.data.keys import Numbers

_SOURCE = Path(__file__).with_name("loops.py")


class Loop:
    """A compiled loop."""

    def __init__(self, address: int, arguments: int) -> None:
        """Take where it begins and how many arguments it has."""
        self._call = CFUNCTYPE(c_int64, *[c_int64] * arguments)(address)

    def __call__(self, *given: int | Numbers) -> int:
        """Run it with numbers and with arrays of the types that it is made for, while other threads go on."""
        found: int = self._call(*(one if isinstance(one, int) else one.ctypes.data for one in given))
        return found


class Loops:
    """All compiled loops, and what holds them in memory."""

    def __init__(self, code: bytes, arguments: Mapping[str, int], machine: Any) -> None:
        """Load machine code in which there are loops of these names with so many arguments."""
        self._engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), machine)
        self._engine.add_object_file(llvm.ObjectFileRef.from_data(code))
        self._engine.finalize_object()
        self._named = {name: Loop(self._engine.get_function_address(name), n) for name, n in arguments.items()}

    def __getitem__(self, name: str) -> Loop:
        """Return the loop of a name."""
        return self._named[name]


@cache
def loops() -> Loops:
    """Return the compiled loops.

    Raises
    ------
    ImportError
        If they are not compiled yet, and the compiler is not there.
    OSError
        If what is compiled can neither be kept beside the loops nor in the user's folder for such files.
    RuntimeError
        If the compiler does not take them, or makes something that needs more than the processor.
    """
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    processor = llvm.get_host_cpu_name(), llvm.get_host_cpu_features().flatten()
    machine = llvm.Target.from_default_triple().create_target_machine(*processor, opt=3, jit=True)
    made_of = *processor, machine.triple, llvm_version, _SOURCE.read_text(encoding="utf-8")
    name = f"{_SOURCE.stem}.{sha256(repr(made_of).encode()).hexdigest()[:20]}.code"
    own = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "psmatrial", name)
    paths = [_SOURCE.parent / "__pycache__" / name, own]
    kept = next(filter(None, map(_read, paths)), None)
    if not kept:
        kept = _compiled(machine)
        _keep(kept, paths)
    return Loops(*kept, machine)


def _read(path: Path) -> tuple[bytes, dict[str, int]] | None:
    """Return machine code and the arguments of its loops, None if there is no such file or it is damaged."""
    try:
        head, code = path.read_bytes().split(b"\n", 1)
        told = json.loads(head)
        whole = told["sha256"] == sha256(code).hexdigest()
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return (code, told["arguments"]) if whole else None


def _compiled(machine: Any) -> tuple[bytes, dict[str, int]]:
    """Return the same, made by the compiler."""
    from numba.core.errors import NumbaError

    try:
        from psmatrial.data.loops import ALL
    except NumbaError as error:
        raise RuntimeError("the compiler does not take the loops") from error
    texts = [loop.inspect_llvm().replace(loop.native_name, loop.__name__) for loop in ALL]
    module, *others = map(llvm.parse_assembly, texts)
    for other in others:
        module.link_in(other)
    for one in module.functions:
        if not one.is_declaration and one.name not in {loop.__name__ for loop in ALL}:
            one.linkage = "internal"
    # That no loop raises is seen from outside of it first.
    passes = llvm.create_new_module_pass_manager()
    passes.add_ipsccp_pass()
    passes.add_simplify_cfg_pass()
    passes.add_global_dead_code_eliminate_pass()
    passes.add_strip_dead_prototype_pass()
    passes.run(module, llvm.create_pass_builder(machine, llvm.create_pipeline_tuning_options()))
    asked = {one.name for one in module.functions if one.is_declaration and not one.name.startswith("llvm.")}
    if asked:
        raise RuntimeError(f"compiled loops call {asked}")
    return machine.emit_object(module), {loop.__name__: len(signature(loop).parameters) for loop in ALL}


def _keep(kept: tuple[bytes, dict[str, int]], paths: Iterable[Path]) -> None:
    """Write machine code where it may be written first, at once or not at all."""
    code, arguments = kept
    head = json.dumps({"sha256": sha256(code).hexdigest(), "arguments": arguments}).encode()
    for path in paths:
        part = path.with_suffix(f".{os.getpid()}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(head + b"\n" + code)
            part.replace(path)
        except OSError as error:
            refused = error
            with suppress(OSError):
                part.unlink()
        else:
            return
    raise refused
