package dev.tidemark.verification.simulation.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.verification.simulation.history.History;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The checkers are right about a model that is right, and notice when it is not. */
class PlainClusterTest {

    private static final int SEEDS = 20;
    private static final int TRANSACTIONS = 400;

    private static List<Violation> judge(long seed, PlainCluster.Fault fault, ListAppendChecker.Writers writers) {
        History history = new PlainRun(new SplittableRandom(seed), fault, writers).run(TRANSACTIONS);
        return Jury.ofEveryRun().with(new ListAppendChecker(writers)).check(history);
    }

    @ParameterizedTest
    @EnumSource
    void a_cluster_that_keeps_its_promises_is_found_right(ListAppendChecker.Writers writers) {
        int tangled = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            assertThat(judge(seed, PlainCluster.Fault.NONE, writers)).as("seed %d", seed).isEmpty();
            History history = new PlainRun(new SplittableRandom(seed), PlainCluster.Fault.NONE, writers)
                    .run(TRANSACTIONS);
            tangled += new ListAppendChecker(writers).examine(history).tangled();
        }
        assertThat(tangled).as("transactions in circles that are allowed: they did meet")
                .isGreaterThan(SEEDS * TRANSACTIONS / 20);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void a_cluster_that_breaks_one_is_found_out(PlainCluster.Fault fault) {
        for (ListAppendChecker.Writers writers : ListAppendChecker.Writers.values()) {
            Set<Kind> wanted = wanted(fault, writers);
            int caught = 0;
            for (long seed = 0; seed < SEEDS; seed++) {
                Set<Kind> found = EnumSet.noneOf(Kind.class);
                judge(seed, fault, writers).forEach(violation -> found.add(violation.kind()));
                caught += found.containsAll(wanted) ? 1 : 0;
            }
            assertThat(caught).as("seeds of %d that find %s of %s writers", SEEDS, wanted, writers)
                    .isGreaterThanOrEqualTo(SEEDS * 9 / 10);
        }
    }

    private static Set<Kind> wanted(PlainCluster.Fault fault, ListAppendChecker.Writers writers) {
        return switch (fault) {
            case NONE -> Set.of();
            case SHOWS_ABORTED -> Set.of(Kind.G1A);
            case LOSES_RECORDS -> Set.of(Kind.LOST);
            case IGNORES_OPEN_TRANSACTIONS -> Set.of(Kind.G1A);
            // what slips in late is aborted or committed with its host: among writers that wait, the order betrays it too
            case STORES_LATE ->
                writers == ListAppendChecker.Writers.EXCLUSIVE ? Set.of(Kind.G0, Kind.G1A) : Set.of(Kind.G1A);
            case COMMITS_HALF -> Set.of(Kind.TORN);
            case STORES_TWICE -> Set.of(Kind.DUPLICATE);
            case KEEPS_OFFSETS_OF_ABORTED -> Set.of(Kind.COMMITTED_FROM_NOWHERE);
        };
    }
}
