"""python -m tzcld.embedded.mail_sink PORT FOLDER: an SMTP server that keeps mails as .eml files.

The demo sends through it, so that no mail leaves the machine and each can be opened and read.
"""

import asyncio
import datetime
import itertools
import signal
import sys
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session


class Folder:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.numbers = itertools.count(1)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        moment = datetime.datetime.now(datetime.UTC).strftime("%Y%m%d-%H%M%S")
        name = f"{moment}-{next(self.numbers):06d}.eml"
        recipients = ", ".join(envelope.rcpt_tos)
        head = f"X-Envelope-From: {envelope.mail_from}\r\nX-Envelope-To: {recipients}\r\n"
        # A reader of the folder never meets half a mail.
        draft = self.path / f".{name}"
        draft.write_bytes(head.encode() + envelope.original_content)
        draft.replace(self.path / name)
        return "250 OK"


async def serve(port: int, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    loop = asyncio.get_running_loop()
    over = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, over.set)
    handler = Folder(folder)
    server = await loop.create_server(
        lambda: SMTP(handler, hostname="localhost", enable_SMTPUTF8=True, data_size_limit=None),
        host="127.0.0.1",
        port=port,
    )
    async with server:
        await over.wait()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
