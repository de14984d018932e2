package dev.tidemark.verification.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * {@link LogsAndTrips} on two instances over one broker, its input and what is asked of it; five processes with the test's own.
 * Used by one test's thread.
 */
final class TwoInstances implements AutoCloseable {

    private static final Duration END_PATIENCE = Duration.ofMinutes(3);

    private final KillableBroker broker;
    private final Instance left;
    private final Instance right;
    private final RealEvents events;
    private final Progress progress;

    /** Starts nothing yet. */
    TwoInstances(Path folder, KillableBroker broker, int sessionTimeoutMs, int commitIntervalMs) throws IOException {
        this.broker = broker;
        this.events = new RealEvents(broker.bootstrap());
        this.left = new Instance("left", folder, broker.bootstrap(), sessionTimeoutMs, commitIntervalMs);
        this.right = new Instance("right", folder, broker.bootstrap(), sessionTimeoutMs, commitIntervalMs);
        this.progress = new Progress(broker.bootstrap());
    }

    /** Starts the broker, then both instances, and waits until they run. */
    void start() throws Exception {
        broker.start();
        progress.createTopics();
        left.process().start();
        right.process().start();
        left.process().awaitReady();
        right.process().awaitReady();
    }

    KillableBroker broker() {
        return broker;
    }

    Instance left() {
        return left;
    }

    Instance right() {
        return right;
    }

    RealEvents events() {
        return events;
    }

    Progress progress() {
        return progress;
    }

    /** Fails if an instance has ended by itself. */
    void assertAlive() {
        for (Instance instance : List.of(left, right)) {
            assertThat(instance.process().isAlive()).as("%s runs:\n%s", instance.name(), instance.lastWords()).isTrue();
        }
    }

    /**
     * Sends what is left, stops both instances while windows are open, and lets both run to the inputs' end. Stores are what their
     * changelogs say both times, and the outputs are what they should be.
     */
    void finishAndJudge() throws Exception {
        events.finish();
        // one that was killed last has no commit to stop with until it runs
        left.process().awaitReady();
        right.process().awaitReady();
        left.stopWithItsLastCommit();
        right.stopWithItsLastCommit();
        assertThat(StoresAgainstChangelogs.assertEqual(broker.bootstrap(), progress.assigned(), List.of(left, right)))
                .as("open windows and sessions")
                .isPositive();
        left.process().startWith("--once");
        right.process().startWith("--once");
        left.awaitEnd(END_PATIENCE);
        right.awaitEnd(END_PATIENCE);
        StoresAgainstChangelogs.assertEqual(broker.bootstrap(), progress.assigned(), List.of(left, right));
        LogsAndTripsResults.assertEqual(broker.bootstrap(), events);
    }

    /** No start, of those that have ended, gave up a store that an earlier one could go on from. */
    void assertNoStoreGivenUp() {
        for (Instance instance : List.of(left, right)) {
            assertThat(instance.storesGivenUp()).as("a crash wipes nothing on %s", instance.name()).isEmpty();
        }
    }

    /** What all of them said last, for the message of a test that fails. */
    String lastWords() {
        List<String> ofBroker = broker.sayingNow();
        return "left:\n" + left.lastWords() + "\nright:\n" + right.lastWords() + "\nbroker:\n"
                + String.join("\n", ofBroker.subList(Math.max(0, ofBroker.size() - 20), ofBroker.size()))
                + "\nopen transactions: " + progress.openTransactions();
    }

    @Override
    public void close() {
        events.close();
        progress.close();
        left.close();
        right.close();
        broker.close();
    }
}
