"""`zhixing tour`: the example stories, told to a running demonstration through its own doors, each thing by whoever would say it.

What was told before is found by the ids of its entries and not told again, so that a tour can be broken off and taken up.
"""

import json
import time
import tomllib
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from functools import cached_property
from importlib.resources import files
from typing import Any
from urllib.parse import quote

import httpx2
import typer

from enforcement import clock
from enforcement.contracts.ids import Register, parse_case_id, parse_case_number, register_of
from enforcement.law.periods import SHANGHAI, local_day
from enforcement.settings import Settings, load_settings
from enforcement.startup import check_stand_ins
from subsystems.people import people
from zhixing.token import demonstration_token

# Stories that are told at the same time.
_AT_ONCE = 6
# In seconds: how long a story waits for what the systems do by themselves, and between two looks.
_PATIENCE, _LOOK = 300, 0.4
_TOKEN_LIFE = timedelta(hours=4)
# Who looks whether a story has come so far: somebody who may read every file.
_READER = "an"
_MORNING = time_of_day(10, 0, tzinfo=SHANGHAI)


class TourError(Exception):
    """A story went otherwise than it is told, or the installation does not answer."""


@dataclass(frozen=True, slots=True)
class File:
    """One file of a story: how it is opened, and what happens in it."""

    case_id: str
    told: Mapping[str, Any]
    steps: Sequence[Mapping[str, Any]]

    @property
    def path(self) -> str:
        """Where the API has it."""
        return f"{self.collection}/{quote(self.case_id)}"

    @property
    def collection(self) -> str:
        """Where the API has all of its register."""
        return f"/{register_of(self.case_id)}s"


@dataclass(frozen=True, slots=True)
class Book:
    """The stories, as they are on a day."""

    clerks: Mapping[str, str]
    stories: Sequence[Sequence[File]]


def tour() -> None:
    """Tell every story. Exit 1 with a sentence for the first that goes wrong."""
    settings = load_settings()
    check_stand_ins(settings)
    if settings.oidc_issuer:
        raise SystemExit(
            f"ZHIXING_OIDC_ISSUER is set: the people of the tour log in at the demonstration's provider, not at {settings.oidc_issuer}"
        )
    day = _day_of(settings)
    book = read_book(day)
    try:
        with httpx2.Client(timeout=60) as client, ThreadPoolExecutor(_AT_ONCE) as pool:
            teller = Teller(settings, client, book, day)
            told = sum(pool.map(teller.tell, book.stories))
    except (TourError, httpx2.HTTPError) as error:
        raise SystemExit(f"tour: {error}") from error
    kept = sum(map(len, book.stories))
    typer.echo(f"tour: {kept} example files, {told} entries told now; docs/handbook.zh.md leads through them")


def _day_of(settings: Settings) -> date:
    """The day the stories are told from: the day of the first tour of a data directory."""
    kept = settings.data_dir / "tour.json"
    if not kept.exists():
        kept.write_text(json.dumps({"today": local_day(clock.now()).isoformat()}), encoding="utf-8")
    return date.fromisoformat(json.loads(kept.read_text(encoding="utf-8"))["today"])


def read_book(day: date) -> Book:
    """The stories that come with the product."""
    raw = tomllib.loads((files("zhixing") / "stories" / "tour.toml").read_text(encoding="utf-8"))
    openings = raw["openings"]
    stories = [[_file(told, openings, day) for told in story["file"]] for story in raw["story"]]
    return Book(raw["clerks"], stories)


def _file(told: Mapping[str, Any], openings: Mapping[str, Any], day: date) -> File:
    number = told["number"].format(year=day.year)
    # A case is told by its number, a file of another register by its id.
    case_id = parse_case_number(number).case_id if number.startswith("（") else number
    steps = [*(step for name in told.get("opening", ()) for step in openings[name]), *told.get("steps", ())]
    return File(case_id, {**told, "number": number}, steps)


class Teller:
    """Tells stories to one installation."""

    def __init__(self, settings: Settings, client: httpx2.Client, book: Book, day: date) -> None:
        self._settings = settings
        self._client = client
        self._book = book
        self._day = day

    def tell(self, story: Sequence[File]) -> int:
        """Tell the files of a story one after another; how many entries were new."""
        return sum(self._tell(file) for file in story)

    def _tell(self, file: File) -> int:
        known = {row["id"] for row in self._journal(file)}
        told = [n for n in range(len(file.steps)) if _name(n) in known]
        entries = [n for n, step in enumerate(file.steps) if "act" in step or "fact" in step]
        if not known:
            self._open(file)
        elif told == entries:
            return 0
        # What comes before the last thing that was told has had its time; what was waited for may be over.
        begun = max(told, default=-1) + 1
        for n, step in enumerate(file.steps[begun:], start=begun):
            self._do(file, n, step)
        return len(entries) - len(told) + (not known)

    def _do(self, file: File, n: int, step: Mapping[str, Any]) -> None:
        if "wait" in step:
            self._until(step["wait"], file, lambda name: any(row["type"] == name for row in self._journal(file)))
        elif "clock" in step:
            self._until(step["clock"], file, lambda name: any(row["rule"] == name for row in self._rows(file, "clocks")))
        elif "stand_in" in step:
            self._set(step["stand_in"], self._filled(file, step["data"]), step.get("method", "POST"))
        else:
            self._say(file, _name(n), n, step)

    # -- what is told ----------------------------------------------------------------------------------------------

    def _open(self, file: File) -> None:
        if register_of(file.case_id) is Register.CASE:
            self._file_case(file)
            return
        opening = {"number": file.case_id, **self._filled(file, file.told["opens"]), **self._at(file, file.told.get("on", 0), 0)}
        self._post(file.collection, opening, file.told["by"])

    def _file_case(self, file: File) -> None:
        told, number = file.told, parse_case_id(file.case_id)
        debtor = self._debtor(file)
        self._set("/query/admin/scenario", {"debtors": [debtor], "assets": told.get("owns", [])}, "PUT")
        filing = {
            "case_number": told["number"],
            "court": number.court,
            "applied_on": (self._day + timedelta(days=told.get("filed", 0) - 1)).isoformat(),
            "claim": told["claim"],
            "parties": [
                {"id": "P1", "role": "applicant", "name": told["applicant"]},
                {"id": debtor, "role": "debtor", "name": told["debtor"], "kind": told.get("kind", "person")},
            ],
            "payee_account": {"bank": "某行", "number": self._account(file), "confirmed": True},
            **{name: told[name].format(year=self._day.year) for name in ("parent",) if name in told},
        }
        when = self._at(file, told.get("filed", 0), 0).get("happened_at")
        self._post("/cases", filing, self._book.clerks[number.court], {"filed_at": when} if when else {})

    def _say(self, file: File, name: str, n: int, step: Mapping[str, Any]) -> None:
        kind = "act" if "act" in step else "fact"
        officer = file.told.get("officer", "")
        by = {"clerk": self._book.clerks.get(parse_case_id(file.case_id).court), "officer": officer}.get(
            step.get("by", "officer"), step.get("by")
        )
        entry = {"id": name, "kind": kind, "type": step[kind], "data": self._filled(file, step.get("data", {}))}
        refused = self._post(f"{file.path}/entries", entry | self._at(file, step.get("on", 0), n), str(by))
        if refused != step.get("refused", []):
            raise TourError(f"{file.case_id}: {step[kind]}: expected refusals {step.get('refused', [])}, got {refused}")

    def _at(self, file: File, days: int | str, n: int) -> dict[str, str]:
        """When it happened, if not just now; in the order of the steps."""
        ago = file.told.get("filed", 0) if days == "filed" else int(days)
        if ago == 0:
            return {}
        return {"happened_at": (datetime.combine(self._day + timedelta(days=ago), _MORNING) + timedelta(minutes=n)).isoformat()}

    def _filled(self, file: File, value: Any) -> Any:
        """`@debtor`, `@officer`, `@account`, and `@-3` for the day three days ago."""
        match value:
            case dict():
                return {name: self._filled(file, item) for name, item in value.items()}
            case list():
                return [self._filled(file, item) for item in value]
            case str() if value.startswith("@"):
                return self._named(file, value[1:])
            case _:
                return value

    def _named(self, file: File, name: str) -> str:
        match name:
            case "debtor":
                return self._debtor(file)
            case "account":
                return self._account(file)
            case "case":
                return file.case_id
            case "officer":
                return people()[file.told["officer"]].name
            case _:
                return (self._day + timedelta(days=int(name))).isoformat()

    def _debtor(self, file: File) -> str:
        number = parse_case_id(file.case_id)
        return f"D{number.court[1:]}-{number.serial}"

    def _account(self, file: File) -> str:
        return f"62220000{parse_case_id(file.case_id).serial}"

    # -- the installation ------------------------------------------------------------------------------------------

    def _until(self, name: str, file: File, come: Callable[[str], bool]) -> None:
        deadline = time.monotonic() + _PATIENCE
        while not come(name):
            if time.monotonic() > deadline:
                raise TourError(f"{file.case_id}: no {name} came in {_PATIENCE} s; see docs/recovery.md")
            time.sleep(_LOOK)

    def _journal(self, file: File) -> list[dict[str, Any]]:
        return self._rows(file, "entries")

    def _rows(self, file: File, what: str) -> list[dict[str, Any]]:
        """The journal or the clocks of a file; none if it is not there."""
        answer = self._ask("GET", f"{self._settings.api_url}{file.path}/{what}", _READER)
        return [] if answer.status_code == httpx2.codes.NOT_FOUND else list(self._good(answer).json())

    def _post(self, path: str, body: Mapping[str, Any], by: str, query: Mapping[str, str] | None = None) -> list[str]:
        """Say something; the guards that refuse it."""
        answer = self._ask("POST", f"{self._settings.api_url}{path}", by, json=body, params=query)
        if answer.status_code == httpx2.codes.CONFLICT and "refusals" in answer.json():
            return sorted(row["guard"] for row in answer.json()["refusals"])
        self._good(answer)
        return []

    def _set(self, path: str, body: Mapping[str, Any], method: str) -> None:
        """Say to a stand-in what the world outside is like."""
        headers = {"Authorization": f"Bearer {self._settings.credential}"}
        self._good(self._client.request(method, f"{self._settings.subsystems_url}{path}", json=body, headers=headers))

    def _ask(self, method: str, url: str, by: str, **request: Any) -> httpx2.Response:
        deadline = time.monotonic() + _PATIENCE
        while True:
            answer = self._client.request(method, url, headers={"Authorization": f"Bearer {self._tokens[by]}"}, **request)
            if answer.status_code not in (429, 503) or time.monotonic() > deadline:
                return answer
            time.sleep(1)

    @cached_property
    def _tokens(self) -> Mapping[str, str]:
        return {name: demonstration_token(self._settings, person, _TOKEN_LIFE) for name, person in people().items()}

    def _good(self, answer: httpx2.Response) -> httpx2.Response:
        if answer.is_success:
            return answer
        raise TourError(f"{answer.request.method} {answer.request.url}: {answer.status_code} {answer.text[:400]}")


def _name(n: int) -> str:
    """The id of the entry that a step tells."""
    return f"tour-{n}"
