package dev.tidemark.streams.runtime.commit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.loop.ManualClock;
import dev.tidemark.core.loop.ManualLoop;
import dev.tidemark.streams.runtime.commit.PlainCluster.Worked;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/**
 * Random answers, lost ones, late effects and fallen transactions, against a plain cluster that knows what happened: a task
 * is never told of a commit that did not happen, nor of a fall of one that did, and what is visible is what was told.
 */
class CommitAgainstPlainModelTest {

    private static final int SEEDS = 1_000;
    private static final int STEPS = 400;

    @Test
    void tasks_are_told_what_happened_and_nothing_else() {
        int told = 0;
        int fell = 0;
        int resolved = 0;
        int happenedUnseen = 0;
        long base = Long.getLong("seed", 20261128L);
        for (long seed = base; seed < base + SEEDS; seed++) {
            Run run = new Run(seed);
            run.go();
            told += run.told();
            fell += run.fell();
            resolved += run.resolved;
            happenedUnseen += run.happenedUnseen;
        }
        // the test is worth something only if all of these came up
        assertThat(told).as("commits told").isGreaterThan(SEEDS);
        assertThat(fell).as("intervals that fell").isGreaterThan(SEEDS);
        assertThat(resolved).as("ends that were looked for").isGreaterThan(SEEDS / 2);
        assertThat(happenedUnseen).as("commits that happened without an answer").isGreaterThan(SEEDS / 10);
    }

    /** One worker with three tasks over one plain cluster, under one seed. */
    private static final class Run {

        private final RandomGenerator random;
        private final ManualLoop loop = new ManualLoop(new ManualClock(0));
        private final PlainCluster cluster;
        private final LabelledOutgoing outgoing = new LabelledOutgoing(new ArrayList<>());
        private final List<PlainTask> tasks = new ArrayList<>();
        private final CommitProtocol protocol;
        private final String where;
        private int resolved;
        private int happenedUnseen;
        private boolean looking;

        Run(long seed) {
            where = "seed " + seed;
            random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
            cluster = new PlainCluster(random, where);
            for (int i = 0; i < 3; i++) {
                tasks.add(new PlainTask(i, cluster, where));
            }
            protocol = new CommitProtocol(loop, cluster, cluster, position -> Long.parseLong(position.metadata()),
                    outgoing, () -> tasks, this::entered);
        }

        private void entered(CommitPhase phase) {
            switch (phase) {
                case CommitPhase.Resolving _ -> {
                    resolved++;
                    looking = true;
                }
                case CommitPhase.Applying _ -> happenedUnseen += looking ? 1 : 0;
                case CommitPhase.Idle _ -> {
                    looking = false;
                    cluster.quiet();
                    tasks.forEach(PlainTask::agreesWithTheCluster);
                }
                default -> {
                    // no result is due here
                }
            }
        }

        void go() {
            for (int step = 0; step < STEPS; step++) {
                switch (random.nextInt(10)) {
                    case 0, 1 -> work();
                    case 2 -> protocol.drainFull();
                    case 3 -> {
                        if (protocol.idle() && random.nextInt(3) == 0) {
                            protocol.commit();
                        }
                    }
                    case 4 -> {
                        if (protocol.idle() && random.nextInt(20) == 0) {
                            protocol.abandon("the schedule says so");
                        }
                    }
                    case 5 -> loop.advanceMs(random.nextInt(60));
                    default -> cluster.step();
                }
                loop.runReady();
                assertThat(protocol.failure()).as(where).isNull();
            }
            cluster.behave();
            comeToRest();
            protocol.commit();
            comeToRest();
            tasks.forEach(PlainTask::agreesWithTheCluster);
            tasks.forEach(task -> assertThat(task.dirty()).as(where).isFalse());
        }

        private void work() {
            PlainTask task = tasks.get(random.nextInt(tasks.size()));
            Worked worked = task.work();
            if (random.nextInt(3) == 0) {
                outgoing.writeFull(worked.label());
            } else {
                outgoing.write(worked.label());
            }
        }

        private void comeToRest() {
            for (int i = 0; i < 1_000 && !protocol.idle(); i++) {
                cluster.step();
                loop.advanceMs(50);
            }
            while (cluster.step()) {
                loop.runReady(); // answers to what left early
            }
            assertThat(protocol.idle()).as("%s: the commit came to its end", where).isTrue();
        }

        int told() {
            return tasks.stream().mapToInt(PlainTask::told).sum();
        }

        int fell() {
            return tasks.stream().mapToInt(PlainTask::fell).sum();
        }
    }
}
