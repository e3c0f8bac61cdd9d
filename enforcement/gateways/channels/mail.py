"""E-mail by SMTP. The Message-ID follows from the key: servers and mailboxes that look at it show a repeated letter once; not all do."""

import hashlib
import smtplib
import ssl
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Literal

from pydantic import BaseModel, ConfigDict

from enforcement.gateways.channels.answers import shown
from enforcement.ports.channels import AnswerLost, ChannelAway, Letter, LetterRefused, Receipt

_SECONDS = 15.0


class MailPlan(BaseModel):
    """The court's mail server; `secret` names the password among ZHIXING_CHANNEL_SECRETS."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["smtp"]
    host: str
    port: int = 587
    sender: str
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    secret: str = ""


class MailChannel:
    """One mail server, connected to for each letter."""

    repeatable = False
    longest: int | None = None

    def __init__(self, name: str, plan: MailPlan, password: str) -> None:
        self._name, self._plan, self._password = name, plan, password
        self._from = parseaddr(plan.sender)[1]

    def send(self, letter: Letter) -> Receipt:
        """See `enforcement.ports.channels`."""
        message = self._message(letter)
        server = self._connected()
        try:
            # Without the name before it, which may be Chinese: servers that know no SMTPUTF8 take it in the header alone.
            server.send_message(message, self._from, [letter.address])
        except smtplib.SMTPRecipientsRefused as error:
            raise self._refused(*error.recipients[letter.address], letter.address) from None
        except smtplib.SMTPResponseException as error:
            raise self._refused(error.smtp_code, error.smtp_error, letter.address) from None
        except smtplib.SMTPNotSupportedError as error:
            raise LetterRefused(self._name, shown(str(error), letter.address)) from None
        except (smtplib.SMTPException, OSError) as error:
            raise AnswerLost(self._name, type(error).__name__) from None
        finally:
            server.close()
        return Receipt(str(message["Message-ID"]), "accepted by the mail server")

    def close(self) -> None:
        """See `enforcement.ports.channels`."""

    def _connected(self) -> smtplib.SMTP:
        plan = self._plan
        try:
            context = ssl.create_default_context()
            if plan.security == "tls":
                server: smtplib.SMTP = smtplib.SMTP_SSL(plan.host, plan.port, timeout=_SECONDS, context=context)
            else:
                server = smtplib.SMTP(plan.host, plan.port, timeout=_SECONDS)
            try:
                if plan.security == "starttls":
                    server.starttls(context=context)
                if plan.user:
                    server.login(plan.user, self._password)
            except BaseException:
                server.close()
                raise
        except (smtplib.SMTPException, OSError) as error:
            raise ChannelAway(self._name, type(error).__name__) from None
        return server

    def _message(self, letter: Letter) -> EmailMessage:
        if not _is_address(letter.address):
            raise LetterRefused(self._name, "no e-mail address")
        message = EmailMessage()
        message["From"], message["To"] = self._plan.sender, letter.address
        message["Subject"] = " ".join(letter.title.split())
        domain = self._from.partition("@")[2] or "localhost"
        message["Message-ID"] = f"<{hashlib.sha256(letter.key.encode()).hexdigest()}@{domain}>"
        message.set_content(letter.text)
        return message

    def _refused(self, code: int, said: bytes | str, address: str) -> ChannelAway | LetterRefused:
        text = shown(f"{code} {said.decode(errors='replace') if isinstance(said, bytes) else said}", address)
        # 4xx is for now (RFC 5321), 5xx for good.
        return ChannelAway(self._name, text) if code < 500 else LetterRefused(self._name, text)


def _is_address(text: str) -> bool:
    try:
        found = Address(addr_spec=text)
    except (ValueError, IndexError):
        return False
    return bool(found.username and found.domain)
