package dev.tidemark.verification.simulation.check;

import dev.tidemark.verification.simulation.history.OffsetFetch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * I6: a group's committed offset never goes back but by an explicit reset, is never told as none once there was one, and is always
 * one that somebody committed.
 *
 * <p>What the workload owes: members commit forward from where they started, whatever else moves a position is an {@code OffsetReset},
 * and readers ask for stable offsets (a transaction's commit may be acknowledged a little before its offsets are to be had otherwise).
 * Then even an acknowledged commit behind an earlier one is a violation: the broker took it from a member of the past.
 */
public final class CommittedOffsets implements Checker {

    @Override
    public List<Violation> check(Evidence evidence) {
        Violations found = new Violations();
        OffsetFacts.of(evidence.history(), evidence.ends()).forEach((key, facts) -> {
            forward(key, facts, found);
            known(key, facts, found);
        });
        return found.list();
    }

    private static void forward(OffsetFacts.Key key, OffsetFacts facts, Violations found) {
        List<OffsetFacts.Fact> observed = new ArrayList<>(facts.certain);
        observed.addAll(facts.told);
        observed.sort(Comparator.comparingLong(fact -> fact.call().invokedNs()));
        List<OffsetFacts.Fact> binding = facts.binding();
        OffsetFacts.@Nullable Fact highest = null;
        int known = 0;
        long resetNs = Long.MIN_VALUE;
        for (OffsetFacts.Fact now : observed) {
            long latestResetNs = latestReset(facts, now);
            if (latestResetNs > resetNs) {
                resetNs = latestResetNs;
                highest = null;
            }
            while (known < binding.size() && binding.get(known).call().endedBefore(now.call())) {
                OffsetFacts.Fact fact = binding.get(known++);
                if (fact.call().invokedNs() >= resetNs && (highest == null || fact.offset() > highest.offset())) {
                    highest = fact;
                }
            }
            if (highest != null && now.offset() < highest.offset()) {
                Kind kind = now.offset() == OffsetFetch.NONE ? Kind.COMMITTED_NONE : Kind.COMMITTED_BACK;
                found.add(kind, "the " + key + " went back: " + now.describe() + "; after " + highest.describe());
            }
        }
    }

    /** When the last reset ended that may have been seen by then; only what began later binds. */
    private static long latestReset(OffsetFacts facts, OffsetFacts.Fact now) {
        long latest = Long.MIN_VALUE;
        for (OffsetFacts.Fact reset : facts.resets) {
            if (reset.call().invokedNs() <= now.call().completedNs()) {
                latest = Math.max(latest, reset.call().completedNs());
            }
        }
        return latest;
    }

    private static void known(OffsetFacts.Key key, OffsetFacts facts, Violations found) {
        Map<Long, Long> wantedSinceNs = new HashMap<>();
        facts.possible.forEach(fact -> wantedSinceNs.merge(fact.offset(), fact.call().invokedNs(), Math::min));
        for (OffsetFacts.Fact answer : facts.told) {
            if (answer.offset() == OffsetFetch.NONE) {
                continue;
            }
            Long sinceNs = wantedSinceNs.get(answer.offset());
            if (sinceNs == null || sinceNs > answer.call().completedNs()) {
                found.add(Kind.COMMITTED_FROM_NOWHERE,
                        "the " + key + " was committed by nobody by then: " + answer.describe());
            }
        }
    }
}
