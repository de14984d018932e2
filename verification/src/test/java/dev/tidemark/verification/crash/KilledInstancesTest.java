package dev.tidemark.verification.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two instances of an application and their broker, ours or Apache Kafka, killed -9 at random moments while real events go
 * through a repartition, windows with grace and sessions. Whatever happened, a stock {@code read_committed} consumer finds every
 * result of the reference tables once, and each store is what its changelog adds up to.
 */
@Tag("nightly")
@Timeout(1_800)
class KilledInstancesTest {

    private static final int KILLS = 30;
    private static final int KILLS_NIGHTLY = 200;
    private static final int SESSION_TIMEOUT_MS = 45_000;
    private static final int COMMIT_INTERVAL_MS = 20;
    /** From the end of one kill's recovery to the next kill, at most, if records are in flight then. */
    private static final int WORK_MS_MAX = 400;
    /** Records are sent so often meanwhile: however fast the application is, some are in flight at nearly every moment. */
    private static final int SENT_EVERY_MS = 20;
    /** From one kill to another that does not wait for recovery, at most: about as long as a start takes. */
    private static final int RECOVERY_MS_MAX = 2_500;
    /** One in so many kills does not wait for recovery. It comes on top of those that are counted. */
    private static final int ONE_EARLY_IN = 6;
    /** Sent ahead of what is committed until there is progress, at most. */
    private static final int BACKLOG_MAX = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private enum Victim {
        LEFT, RIGHT, BROKER
    }

    @TempDir
    Path folder;

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    private final List<String> told = new ArrayList<>();
    private final Map<Victim, Integer> counted = new EnumMap<>(Victim.class);
    private final Map<String, String> recoveries = new TreeMap<>();
    private long startedNs;
    private long committedAtLast;

    @Test
    void thirty_kills_of_instances_and_of_our_broker_change_no_result_and_no_store() throws Exception {
        killed(new TidemarkBroker(folder), KILLS);
    }

    @Test
    void thirty_kills_of_instances_and_of_apache_kafka_change_no_result_and_no_store() throws Exception {
        killed(new ApacheKafka(folder), KILLS);
    }

    @Test
    @Tag("nightly")
    void two_hundred_kills_on_our_broker() throws Exception {
        killed(new TidemarkBroker(folder), KILLS_NIGHTLY);
    }

    @Test
    @Tag("nightly")
    void two_hundred_kills_on_apache_kafka() throws Exception {
        killed(new ApacheKafka(folder), KILLS_NIGHTLY);
    }

    private void killed(KillableBroker broker, int kills) throws Exception {
        startedNs = System.nanoTime();
        try (TwoInstances app = new TwoInstances(folder, broker, SESSION_TIMEOUT_MS, COMMIT_INTERVAL_MS)) {
            try {
                app.start();
                tell("both instances run; seed " + seed);
                killManyTimes(app, kills);
                tell("kills counted: " + counted);
                app.finishAndJudge();
                app.assertNoStoreGivenUp();
                tell("done");
            } catch (Throwable failure) {
                throw new AssertionError("seed " + seed + "; so far:\n" + String.join("\n", told) + "\n"
                        + app.lastWords(), failure);
            }
        }
        assertThat(counted.values().stream().mapToInt(Integer::intValue).sum())
                .as("kills while records were in flight: %s", counted)
                .isEqualTo(kills);
        assertThat(counted).as("each was killed").containsOnlyKeys(Victim.values());
    }

    private void killManyTimes(TwoInstances app, int kills) throws Exception {
        List<Victim> victims = new ArrayList<>();
        for (int kill = 0; kill < kills; kill++) {
            victims.add(Victim.values()[kill % Victim.values().length]);
        }
        Collections.shuffle(victims, new Random(seed));
        while (!victims.isEmpty()) {
            long ration = (app.events().size() - app.progress().committed()) / (victims.size() + 1);
            awaitProgress(app, Math.min(BACKLOG_MAX, ration / 2 + 1));
            String found = workUntilTheMoment(app, ration);
            Victim victim = victims.removeLast();
            strike(app, victim, found);
            counted.merge(victim, 1, Integer::sum);
            if (random.nextInt(ONE_EARLY_IN) == 0) {
                Victim next = Victim.values()[random.nextInt(Victim.values().length)];
                app.right().process().endsWithin(random.nextInt(RECOVERY_MS_MAX));
                strike(app, next, "before the others have recovered, not counted");
            }
        }
    }

    /**
     * Lets the application work for a random time, and then on until something is in flight: a kill when nothing is would show
     * nothing. Half of the ration is sent at once, the other half bit by bit.
     *
     * @param ration so many records may be used up
     * @return what was committed and in flight at the end
     */
    private String workUntilTheMoment(TwoInstances app, long ration) throws Exception {
        long bit = Math.max(1, ration / 2 / (WORK_MS_MAX / SENT_EVERY_MS));
        app.events().sendUpTo(app.progress().committed() + ration / 2);
        long momentMs = random.nextInt(WORK_MS_MAX);
        for (long workedMs = 0;; workedMs += SENT_EVERY_MS) {
            app.left().process().work(Math.min(SENT_EVERY_MS, Math.max(1, momentMs - workedMs)));
            if (workedMs + SENT_EVERY_MS >= momentMs) {
                long committed = app.progress().committed();
                long arrived = app.progress().arrived();
                if (arrived > committed) {
                    committedAtLast = committed;
                    return String.format("committed %6d, in flight %5d", committed, arrived - committed);
                }
                assertThat(app.events().sent()).as("records sent, of all: some are left for the kills to come")
                        .isLessThan(app.events().size());
            }
            app.events().sendUpTo(app.events().sent() + bit);
        }
    }

    /** Waits until both instances run again and have committed more than before the last kill. */
    private void awaitProgress(TwoInstances app, long backlog) throws Exception {
        for (Instance instance : List.of(app.left(), app.right())) {
            String recovery = instance.recovery();
            if (!recovery.equals(recoveries.put(instance.name(), recovery))) {
                tell(recovery);
            }
        }
        Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> {
            app.assertAlive();
            long committed = app.progress().committed();
            app.events().sendUpTo(committed + backlog);
            return committed > committedAtLast;
        });
    }

    private void strike(TwoInstances app, Victim victim, String when) throws IOException, InterruptedException {
        switch (victim) {
            case LEFT -> app.left().process().kill();
            case RIGHT -> app.right().process().kill();
            case BROKER -> app.broker().kill();
        }
        tell(String.format("kill of %-6s %s; commits: left %s, right %s", victim, when, app.left().phases(),
                app.right().phases()));
        switch (victim) {
            case LEFT -> app.left().process().start();
            case RIGHT -> app.right().process().start();
            case BROKER -> app.broker().start();
        }
    }

    private void tell(String what) {
        String line = String.format("%3d s  %s", (System.nanoTime() - startedNs) / 1_000_000_000, what);
        told.add(line);
        System.out.println(line);
    }
}
