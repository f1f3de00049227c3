"""A warm process that does as it is told, to test fork servers with."""

import os
import signal
import sys

from autograder.execution.forkserver import ServerFailed, serve


def prepare(setup):
    match setup["start"]:
        case "refused":
            raise ServerFailed("the instructor's cell 3 stops")
        case "broken":
            raise RuntimeError("a fault of ours")
        case "silent":
            os._exit(3)
        case "endless":
            signal.pause()

    def handle(job, descriptors):
        match job["do"]:
            case "exit":
                os._exit(job["code"])
            case "raise":
                raise RuntimeError("in a job")
            case "hog":
                hog = bytearray(job["bytes"])
                hog[:: 2**12] = b"x" * len(hog[:: 2**12])
            case "tell":
                os.write(descriptors[0], str(os.getpid()).encode())
                signal.pause()
            case "leave":
                child = os.fork()
                if child == 0:
                    signal.pause()
                os.write(descriptors[0], str(child).encode())

    return {"warm": sys.argv[0]}, handle


if __name__ == "__main__":
    serve(prepare)
