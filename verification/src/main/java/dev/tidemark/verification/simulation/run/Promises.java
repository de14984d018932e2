package dev.tidemark.verification.simulation.run;

import dev.tidemark.verification.simulation.check.CompactedReads;
import dev.tidemark.verification.simulation.check.ConsumeProcessProduce;
import dev.tidemark.verification.simulation.check.GroupsSettle;
import dev.tidemark.verification.simulation.check.Jury;
import dev.tidemark.verification.simulation.check.ListAppendChecker;
import dev.tidemark.verification.simulation.check.ReadersGoForward;
import dev.tidemark.verification.simulation.check.Violation;
import dev.tidemark.verification.simulation.history.History;
import dev.tidemark.verification.simulation.history.Partition;
import java.util.List;
import java.util.Map;
import java.util.function.LongUnaryOperator;

/** What each scenario is held to, all in one place. Progress in bounded time (I5) is demanded by the scenarios while they play. Without state. */
final class Promises {

    private Promises() {}

    /** What a jury finds, in words; what two of its members find is told once. */
    static List<String> judge(Jury jury, History history) {
        return jury.check(history).stream().map(Violation::toString).distinct().toList();
    }

    /**
     * Nothing lost (I1), in order and once (I2), no torn transaction (I3), exposed offsets go forward (I4), committed ones too (I6), logs as written
     * (I9), as of every run; and readers, whom nobody moves here, go forward as well (I4).
     */
    private static Jury ofEveryScenario() {
        return Jury.ofEveryRun().with(new ReadersGoForward());
    }

    /**
     * Each input that the group says it has processed has its output.
     *
     * @param inputOf the value of the input from that of its output
     */
    static ConsumeProcessProduce everyInput(String inputTopic, String outputTopic, LongUnaryOperator inputOf,
            Map<Partition, Long> processed) {
        return new ConsumeProcessProduce(inputTopic, outputTopic, inputOf, processed);
    }

    /** Also: no circle of transactions (I3), a group that settles (I5), one output for each input (I3). */
    static Jury ofTransactions(GroupsSettle group, ConsumeProcessProduce processing) {
        return ofEveryScenario().with(new ListAppendChecker(ListAppendChecker.Writers.SHARED))
                .with(group)
                .with(processing);
    }

    /** Also: whoever reads a compacted log from its start misses no key, at any time (I9). */
    static Jury ofCompaction() {
        return ofEveryScenario().with(new CompactedReads());
    }
}
