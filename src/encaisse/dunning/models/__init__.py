"""Scenarios, segments, blocks, runs, messages, proposals, tasks, simulations."""

from encaisse.dunning.models.asking import Demand, Task, TaskEnd, TaskKind
from encaisse.dunning.models.choosing import Assignment, Profile, Segment
from encaisse.dunning.models.holding import Block, Policy
from encaisse.dunning.models.running import (
    Message,
    MessageState,
    Proposal,
    ProposalState,
    Run,
)
from encaisse.dunning.models.scenario import (
    Anchor,
    Approval,
    Grouping,
    Lists,
    Scenario,
    ScenarioVersion,
    Step,
    ThresholdRate,
    Tone,
)
from encaisse.dunning.models.simulating import Simulation, SimulationState

__all__ = [
    "Anchor", "Approval", "Assignment", "Block", "Demand", "Grouping", "Lists", "Message",
    "MessageState", "Policy", "Profile", "Proposal", "ProposalState", "Run", "Scenario",
    "ScenarioVersion", "Segment", "Simulation", "SimulationState", "Step", "Task", "TaskEnd",
    "TaskKind", "ThresholdRate", "Tone",
]  # fmt: skip
