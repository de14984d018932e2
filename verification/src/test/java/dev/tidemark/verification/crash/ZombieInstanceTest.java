package dev.tidemark.verification.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * An instance is stopped by SIGSTOP in the middle of its work, for longer than its session and its transaction last, and goes on
 * when the other has taken everything over. To itself no time has passed; it can change nothing, says that its membership was
 * lost, and is given tasks again.
 */
@Tag("nightly")
@Timeout(600)
class ZombieInstanceTest {

    /** The shortest that brokers take. A transaction lasts 10 s. */
    private static final int SESSION_TIMEOUT_MS = 6_000;
    /** So long that there are times between two commits, while records are on their way. */
    private static final int COMMIT_INTERVAL_MS = 100;
    /** Each sends two shares, and at most as many records again while it looks for the moment. */
    private static final int PAUSES = 2;
    private static final int WORK_MS_MAX = 400;
    private static final int STOPS_TRIED_MAX = 50;
    /** Records that are sent at a time, at most so often before each try: they come all the while, so that an interval between two commits has some. */
    private static final int SENT_AT_ONCE = 200;
    private static final int SENT_TIMES_MAX = 10;
    private static final int SENT_EVERY_MS = 20;
    private static final int NOT_COMMITTED_MIN = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    Path folder;

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    private final List<String> told = new ArrayList<>();
    private long startedNs;

    @Test
    void a_paused_instance_can_change_nothing_on_our_broker() throws Exception {
        paused(new TidemarkBroker(folder));
    }

    @Test
    void a_paused_instance_can_change_nothing_on_apache_kafka() throws Exception {
        paused(new ApacheKafka(folder));
    }

    private void paused(KillableBroker broker) throws Exception {
        startedNs = System.nanoTime();
        try (TwoInstances app = new TwoInstances(folder, broker, SESSION_TIMEOUT_MS, COMMIT_INTERVAL_MS)) {
            try {
                app.start();
                tell("both instances run; seed " + seed);
                int share = app.events().size() / (5 * PAUSES);
                pause(app, app.left(), phases -> phases.stream().allMatch("Idle"::equals), share);
                pause(app, app.right(), phases -> phases.contains("Draining"), share);
                app.finishAndJudge();
                tell("done");
            } catch (Throwable failure) {
                throw new AssertionError("seed " + seed + "; so far:\n" + String.join("\n", told) + "\n"
                        + app.lastWords(), failure);
            }
        }
    }

    private void pause(TwoInstances app, Instance zombie, Predicate<List<String>> stopIn, int share) throws Exception {
        long before = app.progress().committed();
        app.events().sendUpTo(app.events().sent() + share);
        await(app, "work goes on", () -> app.progress().committed() > before);
        zombie.process().work(random.nextInt(WORK_MS_MAX));
        stop(app, zombie, stopIn);
        tell(zombie.name() + " is stopped in " + zombie.phases() + " with "
                + (app.progress().arrived() - app.progress().committed())
                + " records not committed");
        await(app, "the other has everything", () -> app.progress().assigned().size() == 1
                && app.progress().committed() == app.events().sent());
        // what the zombie would process by itself is processed already, and more comes
        app.events().sendUpTo(app.events().sent() + share);
        zombie.process().signal("CONT");
        tell(zombie.name() + " goes on");
        await(app, "both have tasks again", () -> app.progress().assigned().size() == 2
                && app.progress().assigned().values().stream().noneMatch(Set::isEmpty));
        assertThat(zombie.process().sayingNow()).as("it is told").anyMatch(line -> line.contains("membership lost"));
        app.assertAlive();
    }

    /**
     * While records are on their way: what it has processed then, or sealed, it commits when it goes on, unless somebody tells it that it may not.
     *
     * @param in whether its workers' phases are those that are wanted
     */
    private void stop(TwoInstances app, Instance zombie, Predicate<List<String>> in) throws Exception {
        Map<String, Integer> found = new TreeMap<>();
        for (int attempt = 0; attempt < STOPS_TRIED_MAX; attempt++) {
            zombie.process().signal("STOP");
            boolean inPhase = in.test(zombie.phases());
            long uncommitted = app.progress().arrived() - app.progress().committed();
            if (inPhase && uncommitted >= NOT_COMMITTED_MIN) {
                return;
            }
            found.merge(zombie.phases() + (uncommitted >= NOT_COMMITTED_MIN ? "" : ", nothing to do"), 1, Integer::sum);
            zombie.process().signal("CONT");
            for (int times = random.nextInt(SENT_TIMES_MAX); times >= 0; times--) {
                app.events().sendUpTo(app.events().sent() + SENT_AT_ONCE);
                zombie.process().work(SENT_EVERY_MS);
            }
        }
        throw new AssertionError(
                "records sent: " + app.events().sent() + " of " + app.events().size() + "; " + zombie.name()
                        + " was never found as it should be, with something to do, but " + found);
    }

    private static void await(TwoInstances app, String what, Callable<Boolean> condition) {
        Awaitility.await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(() -> {
            app.assertAlive();
            return condition.call();
        });
    }

    private void tell(String what) {
        String line = String.format("%3d s  %s", (System.nanoTime() - startedNs) / 1_000_000_000, what);
        told.add(line);
        System.out.println(line);
    }
}
