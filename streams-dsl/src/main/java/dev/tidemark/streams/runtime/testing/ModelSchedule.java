package dev.tidemark.streams.runtime.testing;

import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.ManualClock;
import dev.tidemark.streams.runtime.commit.CommitPhase;
import dev.tidemark.streams.runtime.task.Progress;
import dev.tidemark.streams.runtime.task.Tasklet;
import dev.tidemark.streams.runtime.testing.ModelProducer.Fault;
import dev.tidemark.streams.topology.TaskId;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Picks each step of an application at random: which input is fetched and how much of it, which task is called, who
 * commits and how far that gets, what fails, who crashes, which task moves. The same seed picks the same steps.
 */
final class ModelSchedule {

    private static final List<Class<? extends CommitPhase>> PHASES = List.of(CommitPhase.Draining.class,
            CommitPhase.AwaitingGroup.class, CommitPhase.SendingOffsets.class, CommitPhase.EndingTransaction.class,
            CommitPhase.Resolving.class, CommitPhase.Applying.class, CommitPhase.Aborting.class);
    /** After so many steps in a row that did nothing the rest is done in order. */
    private static final int IDLE_STEPS_MAX = 200;

    private final ModelApp app;
    private final ManualClock clock;
    private final RandomGenerator random;
    private int trouble;

    /** @param trouble how many things go wrong at most */
    ModelSchedule(ModelApp app, ManualClock clock, RandomGenerator random, int trouble) {
        this.app = app;
        this.clock = clock;
        this.random = random;
        this.trouble = trouble;
        app.recordsPerCall(1 + random.nextInt(40));
    }

    /** Runs until nothing is left to do. */
    void settle() {
        app.faults(step -> fault());
        int idle = 0;
        while (idle < IDLE_STEPS_MAX) {
            idle = step() ? 0 : idle + 1;
        }
        app.faults(ModelProducer.Faults.NONE);
        app.settle();
    }

    private boolean step() {
        int worker = random.nextInt(app.workerCount());
        int dice = random.nextInt(1_000);
        if (dice < 300) {
            return fetch();
        }
        if (dice < 600) {
            HostedTask task = anyTask();
            return task != null && task.task().call(Tasklet.UNHURRIED) == Progress.MADE_PROGRESS;
        }
        if (dice < 900) {
            return app.step(worker);
        }
        if (dice < 960) {
            return app.commit(worker);
        }
        if (dice < 970) {
            app.worker(worker).trim();
            return false;
        }
        if (dice < 985) {
            clock.advanceMs(random.nextInt(400));
            return false;
        }
        return trouble(worker);
    }

    private boolean fetch() {
        HostedTask task = anyTask();
        if (task == null) {
            return false;
        }
        TopicPartition input = task.inputs().get(random.nextInt(task.inputs().size()));
        return task.fetch(input, 1 + random.nextInt(random.nextBoolean() ? 3 : 60));
    }

    private HostedTask anyTask() {
        List<HostedTask> tasks = app.tasks();
        return tasks.get(random.nextInt(tasks.size()));
    }

    private boolean trouble(int worker) {
        if (trouble <= 0) {
            return false;
        }
        trouble--;
        switch (random.nextInt(5)) {
            case 0 -> app.crash(worker, random.nextInt(3) == 0);
            case 1, 2 -> app.crashIn(PHASES.get(random.nextInt(PHASES.size())));
            case 3 -> {
                List<TaskId> tasks = new ArrayList<>(app.placement().keySet());
                app.move(tasks.get(random.nextInt(tasks.size())), worker);
            }
            default -> app.abandon(worker);
        }
        return true;
    }

    private Fault fault() {
        if (trouble <= 0 || random.nextInt(12) != 0) {
            return Fault.NONE;
        }
        trouble--;
        Fault[] faults = Fault.values();
        return faults[random.nextInt(faults.length)];
    }
}
