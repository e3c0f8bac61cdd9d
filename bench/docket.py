"""How many decisions the docket takes in a second of one core: every story, again and again, entries and ticks counted.

Seconds are those of the processor, so that a busy machine gives the same figure.
"""

import json
import time
from pathlib import Path

from enforcement.docket.casefile import empty_case
from enforcement.docket.decide import decide, tick
from enforcement.docket.profile import embedded_profile
from enforcement.docket.rehearsal import Story, read_story

STORIES = Path("tests/docket/stories")
SECONDS = 5.0


def rate(stories: list[Story], seconds: float = SECONDS) -> float:
    """Decisions per second: each entry is one `tick` and one `decide`."""
    profile, decisions = embedded_profile(), 0
    began = time.process_time()
    while time.process_time() - began < seconds:
        for story in stories:
            case = empty_case(story.id)
            for entry in story.entries:
                case = decide(tick(case, entry.recorded_at).case, entry, profile).case
                decisions += 2
            tick(case, story.until)
            decisions += 1
    return decisions / (time.process_time() - began)


def main() -> None:
    """Print the rate."""
    stories = [read_story(json.loads(path.read_text(encoding="utf-8"))) for path in sorted(STORIES.glob("*.json"))]
    rate(stories, 0.5)
    print(f"docket: {rate(stories):,.0f} decisions/s on one core over {len(stories)} stories")


if __name__ == "__main__":
    main()
