"""The printing process: a job as MessagePack on its input, the document on its output.

It lives for one document, so that the daemon never holds what drawing needs (matplotlib alone: 60 MB).
"""

from __future__ import annotations

import sys

import msgspec

from backend.reports.paper import PrintJob

REFUSED = 3
"""Exit code: the template is at fault; the reason is on the error output."""


def main() -> int:
    """Print one document and return the exit code."""
    from backend.reports.printing import print_job  # noqa: PLC0415 - only a process that prints loads it
    from backend.reports.template import TemplateError  # noqa: PLC0415 - likewise

    job = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=PrintJob)
    try:
        data = print_job(job)
    except TemplateError as error:
        sys.stderr.write(str(error))
        return REFUSED
    sys.stdout.buffer.write(data)
    return 0


if __name__ == "__main__":
    sys.exit(main())
