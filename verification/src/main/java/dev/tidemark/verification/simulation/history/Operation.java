package dev.tidemark.verification.simulation.history;

/** One thing that one client asked for, and what came of it. Its text says it in words. */
public sealed interface Operation
        permits
        Writing,
        Read,
        GroupJoin,
        GroupAssignment,
        GroupLeave,
        OffsetCommit,
        OffsetFetch,
        OffsetReset,
        Exposed {

    Call call();
}
