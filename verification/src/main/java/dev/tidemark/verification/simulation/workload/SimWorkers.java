package dev.tidemark.verification.simulation.workload;

import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.streams.runtime.WorkerLoops;
import dev.tidemark.streams.runtime.WorkerTurns;
import dev.tidemark.verification.simulation.schedule.SimLoop;
import org.jspecify.annotations.Nullable;

/**
 * Turns the worker of an application on the loop of its process, where messages run between its turns. Runs on that loop. There is one worker to a
 * process: connections belong to its loop.
 */
final class SimWorkers implements WorkerLoops {

    /** A worker that has nothing to do looks again after so long: a thread would be woken by the message. */
    private static final long IDLE_MS = 20;

    private final SimLoop loop;

    SimWorkers(SimLoop loop) {
        this.loop = loop;
    }

    @Override
    public EventLoop loop() {
        return new Guarded(loop);
    }

    @Override
    public void start(EventLoop guarded, WorkerTurns worker) {
        ((Guarded) guarded).start(worker);
    }

    /** What a message throws breaks the worker and not the world, as on a thread of its own. */
    private static final class Guarded implements EventLoop {

        private final SimLoop loop;
        private @Nullable WorkerTurns worker;

        Guarded(SimLoop loop) {
            this.loop = loop;
        }

        void start(WorkerTurns turned) {
            worker = turned;
            loop.execute(this::turn);
        }

        private void turn() {
            WorkerTurns turned = worker;
            if (turned == null) {
                return;
            }
            if (turned.over()) {
                worker = null;
                turned.close();
                return;
            }
            guarded(() -> {
                if (turned.turn()) {
                    loop.execute(this::turn);
                } else {
                    loop.schedule(Math.min(IDLE_MS, turned.waitMs()), this::turn);
                }
            });
        }

        private void guarded(Runnable task) {
            try {
                task.run();
            } catch (Throwable failure) {
                WorkerTurns broken = worker;
                if (broken == null) {
                    throw failure;
                }
                worker = null;
                broken.broken(failure);
                broken.close();
            }
        }

        @Override
        public void execute(Runnable task) {
            loop.execute(() -> guarded(task));
        }

        @Override
        public Scheduled schedule(long delayMs, Runnable task) {
            return loop.schedule(delayMs, () -> guarded(task));
        }

        @Override
        public boolean inLoop() {
            return loop.inLoop();
        }
    }
}
