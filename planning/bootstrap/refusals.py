"""What can stop a start, in one plain sentence each."""

from __future__ import annotations

import errno
import re
import shutil
from pathlib import Path

MEGABYTE = 1024 * 1024

NO_DISK = "The disk is full: free some space (the first set-up needs about 1 GB) and run the command again."
NO_NETWORK = (
    "The package registry can't be reached: the first set-up needs the network, or a proxy or mirror set up for pip "
    "and npm. Run the command again when it is there."
)
NO_TRUST = (
    "The package registry answers with a certificate that this machine doesn't trust: add the one behind it (often "
    "your company's own) to the system's certificates, or name its file in SSL_CERT_FILE, PIP_CERT and "
    "NODE_EXTRA_CA_CERTS, and run the command again."
)
NO_PERMISSION = "There is no permission to write in the project folder: run the command as the user who owns it."

_CAUSES = (
    (r"No space left on device|os error 28|ENOSPC|Disk quota exceeded", NO_DISK),
    # Before the network: the tools say of a bad certificate, too, that something could not be fetched.
    (
        r"invalid peer certificate|SSLCertVerificationError|SELF_SIGNED_CERT|UNABLE_TO_(GET|VERIFY)_|CERT_HAS_EXPIRED",
        NO_TRUST,
    ),
    (
        r"dns error|error sending request|Failed to fetch|name resolution|NewConnectionError|Could not connect",
        NO_NETWORK,
    ),
    (r"Connection refused|Network is unreachable|timed out", NO_NETWORK),
    (r"ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH", NO_NETWORK),
    (r"Permission denied|os error 13|EACCES|Read-only file system", NO_PERMISSION),
)


class Refusal(Exception):
    """A start that can't go on; the text is one sentence for the person at the keyboard."""


def sentence_for(output: str) -> str | None:
    """Return the plain sentence for a tool's error output, or None where the cause is not a known one."""
    for pattern, sentence in _CAUSES:
        if re.search(pattern, output):
            return sentence
    return None


def from_os_error(error: OSError) -> Refusal | None:
    """Return the refusal that stands for an operating system's error, or None where it is not a known one."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Refusal(NO_DISK)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        place = f" ({error.filename})" if error.filename else ""
        return Refusal(f"There is no permission to write{place}: run the command as the user who owns the folder.")
    return None


def refuse_when_full(folder: Path, *, needed_megabytes: int) -> None:
    """Raise Refusal when the disk that holds `folder` has less than `needed_megabytes` left."""
    existing = next(place for place in [folder, *folder.parents] if place.exists())
    free_megabytes = shutil.disk_usage(existing).free // MEGABYTE
    if free_megabytes < needed_megabytes:
        raise Refusal(
            f"The disk is full: {needed_megabytes} MB are needed where {folder} lies, and {free_megabytes} MB are free."
        )
