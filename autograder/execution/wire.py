"""The wire: length-prefixed msgpack of plain data over a socket. No pickle, no repr, no code.

Beyond msgpack's own None, bool, int, float, str, bytes, list and dict there are tuples, sets, complex numbers, long
integers, arrays and scalars of NumPy numbers, `Opaque` (a value that is not plain data) and `Handle` (an object that
stays in the worker). Every size is checked before anything of that size is allocated, and whatever does not decode is
a `WireError`: a failed answer, never an error of the grader.
"""

import math
import socket
import struct
import time
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import msgpack
import numpy as np

from coursekit.checking.plain import Opaque

MAX_FRAME = 32 * 2**20  # bytes
MAX_ITEMS = 2**20  # of one list or dict
MAX_DEPTH = 32
MAX_LONG = 4096  # bytes of an integer beyond 64 bits
MAX_DIMENSIONS = 32

DTYPES = frozenset(
    "bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64 complex64 complex128".split()
)

_HEADER = struct.Struct(">I")
_COMPLEX = struct.Struct(">dd")


class Extension(IntEnum):
    """What the wire has beyond msgpack's own types, by msgpack's extension code."""

    TUPLE = 1
    COMPLEX = 2
    LONG = 3
    ARRAY = 4
    SCALAR = 5
    OPAQUE = 6
    HANDLE = 7
    SET = 8
    FROZENSET = 9


class WireError(Exception):
    """What came is not a frame of plain data, or is larger than allowed."""


class WireClosed(WireError):
    """The other end is gone."""


class WireTimeout(WireError):
    """The other end did not send, or take, a whole frame in time."""


@dataclass(frozen=True)
class Handle:
    """Names an object that lives in the worker: its number there, its type's name, and whether it can be called."""

    number: int
    type: str = "object"
    callable: bool = False


def encode(value: Any, max_bytes: int = MAX_FRAME) -> bytes:
    """Return the frame body for a plain value.

    Raises WireError where the value is not plain, nests too deeply, or makes a body of more than `max_bytes`.
    """
    try:
        body: bytes = msgpack.packb(value, default=_encode_extension, strict_types=True, use_bin_type=True)
    except (TypeError, ValueError, OverflowError, RecursionError) as error:
        raise WireError(f"cannot be sent: {error}") from error
    if len(body) > max_bytes:
        raise WireError(f"too large to be sent: {len(body)} bytes, at most {max_bytes}")
    return body


def _encode_extension(value: Any) -> msgpack.ExtType:
    if type(value) is tuple:
        return msgpack.ExtType(Extension.TUPLE, encode(list(value)))
    if type(value) in (set, frozenset):
        return msgpack.ExtType(Extension.SET if type(value) is set else Extension.FROZENSET, encode(list(value)))
    if type(value) is complex:
        return msgpack.ExtType(Extension.COMPLEX, _COMPLEX.pack(value.real, value.imag))
    if type(value) is int:  # beyond 64 bits
        size = value.bit_length() // 8 + 1
        if size > MAX_LONG:
            raise ValueError(f"an integer of {size} bytes, at most {MAX_LONG}")
        return msgpack.ExtType(Extension.LONG, value.to_bytes(size, "big", signed=True))
    if type(value) is np.ndarray and value.dtype.name in DTYPES:
        raw = np.ascontiguousarray(value).tobytes()
        return msgpack.ExtType(Extension.ARRAY, encode([value.dtype.name, list(value.shape), raw]))
    if isinstance(value, np.generic) and value.dtype.name in DTYPES:
        return msgpack.ExtType(Extension.SCALAR, encode([value.dtype.name, value.tobytes()]))
    if type(value) is Opaque:
        return msgpack.ExtType(Extension.OPAQUE, encode(value.type))
    if type(value) is Handle:
        return msgpack.ExtType(Extension.HANDLE, encode([value.number, value.type, value.callable]))
    raise TypeError(f"an object of type {type(value).__name__} is not plain data")


def decode(body: bytes) -> Any:
    """Return the plain value of a frame body; anything else than one raises WireError."""
    try:
        return _Decoder(len(body)).decode(body)
    except WireError:
        raise
    except Exception as error:  # msgpack's own family of errors, and what hostile keys and numbers provoke
        raise WireError(f"not a frame of plain data: {type(error).__name__}") from error


class _Decoder:
    """Decodes one body, counting how deeply extensions nest in each other."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.depth = 0

    def decode(self, body: bytes) -> Any:
        if self.depth > MAX_DEPTH:
            raise WireError(f"nested deeper than {MAX_DEPTH}")
        self.depth += 1
        try:
            return msgpack.unpackb(
                body,
                raw=False,
                strict_map_key=False,
                ext_hook=self.extension,
                max_str_len=self.size,
                max_bin_len=self.size,
                max_ext_len=self.size,
                max_array_len=MAX_ITEMS,
                max_map_len=MAX_ITEMS,
            )
        finally:
            self.depth -= 1

    def extension(self, code: int, data: bytes) -> Any:
        match code:
            case Extension.TUPLE:
                return tuple(_a(list, self.decode(data)))
            case Extension.COMPLEX:
                return complex(*_COMPLEX.unpack(data))
            case Extension.LONG:
                if len(data) > MAX_LONG:
                    raise WireError(f"an integer of {len(data)} bytes, at most {MAX_LONG}")
                return int.from_bytes(data, "big", signed=True)
            case Extension.ARRAY:
                name, shape, raw = self.decode(data)
                return _array(name, tuple(_a(list, shape)), _a(bytes, raw))
            case Extension.SCALAR:
                name, raw = self.decode(data)
                return _array(name, (), _a(bytes, raw))[()]
            case Extension.OPAQUE:
                return Opaque(_a(str, self.decode(data)))
            case Extension.HANDLE:
                number, kind, can_be_called = self.decode(data)
                return Handle(_a(int, number), _a(str, kind), _a(bool, can_be_called))
            case Extension.SET:
                return set(_a(list, self.decode(data)))
            case Extension.FROZENSET:
                return frozenset(_a(list, self.decode(data)))
        raise WireError(f"unknown extension {code}")


def _a(kind: type, value: Any) -> Any:
    if type(value) is not kind:
        raise WireError(f"{kind.__name__} expected, {type(value).__name__} given")
    return value


def _array(name: Any, shape: tuple[Any, ...], raw: bytes) -> np.ndarray[Any, Any]:
    if name not in DTYPES:
        raise WireError("an array of an unknown kind of number")
    if len(shape) > MAX_DIMENSIONS or not all(type(length) is int and length >= 0 for length in shape):
        raise WireError("an array of an impossible shape")
    dtype = np.dtype(name)
    if math.prod(shape) * dtype.itemsize != len(raw):
        raise WireError("an array whose bytes do not fill its shape")
    if name == "bool" and raw.strip(b"\x00\x01"):
        raise WireError("a truth value that is neither")  # NumPy would compute nonsense with it
    return np.frombuffer(raw, dtype).reshape(shape).copy()  # a copy can be written to


class Channel:
    """One end of the wire: whole frames, sent and received by a deadline (in `time.monotonic()` seconds)."""

    def __init__(self, sock: socket.socket, max_frame: int = MAX_FRAME) -> None:
        self.sock = sock
        self.max_frame = max_frame

    def send(self, value: Any, deadline: float | None = None) -> None:
        """Send one frame; WireError if the value is no plain data, WireClosed or WireTimeout if it cannot be sent."""
        body = encode(value, self.max_frame)
        self._with_deadline(deadline)
        try:
            self.sock.sendall(_HEADER.pack(len(body)) + body)
        except TimeoutError as error:
            raise WireTimeout("the other end takes nothing") from error
        except OSError as error:
            raise WireClosed("the other end is gone") from error

    def receive(self, deadline: float | None = None) -> Any:
        """Receive one frame's value."""
        (size,) = _HEADER.unpack(self._exactly(_HEADER.size, deadline))
        if size > self.max_frame:
            raise WireError(f"a frame of {size} bytes announced, at most {self.max_frame}")
        return decode(self._exactly(size, deadline))

    def close(self) -> None:
        """Close this end; the other one will find the wire closed."""
        self.sock.close()

    def _exactly(self, size: int, deadline: float | None) -> bytes:
        parts: list[bytes] = []
        while size:
            self._with_deadline(deadline)
            try:
                part = self.sock.recv(min(size, 2**20))
            except TimeoutError as error:
                raise WireTimeout("no whole answer in time") from error
            except OSError as error:
                raise WireClosed("the other end is gone") from error
            if not part:
                raise WireClosed("the other end is gone")
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def _with_deadline(self, deadline: float | None) -> None:
        if deadline is None:
            self.sock.settimeout(None)
            return
        left = deadline - time.monotonic()
        if left <= 0:
            raise WireTimeout("no whole answer in time")
        self.sock.settimeout(left)
