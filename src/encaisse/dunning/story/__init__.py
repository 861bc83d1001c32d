"""Stories: a company's life in one file, played on the real engine and the real tables, in a
transaction that is rolled back.

``reading`` YAML with places · ``grammar`` what a story may say · ``scene`` the company before the
first day · ``events`` what happens · ``playing`` days in order · ``comparing`` expected and found ·
``telling`` the result for people and scripts · ``trying`` another scenario on it · ``export`` the
other way: from real books to a story.
"""

from encaisse.dunning.story.export import export
from encaisse.dunning.story.grammar import Story, read
from encaisse.dunning.story.playing import Played, live, play
from encaisse.dunning.story.trying import try_on

__all__ = ["Played", "Story", "export", "live", "play", "read", "try_on"]
