package dev.tidemark.broker.coordinator;

import dev.tidemark.broker.coordinator.AppendQueue.Parked;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.Clock;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.record.BatchLayout;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One coordinator partition: its log, its shard, and what is decided but not committed. Runs on the coordinator's loop.
 *
 * <pre>
 *   LOADING --log read--> ACTIVE --close--> CLOSED
 *      |  ^
 *      v  | after RELOAD_DELAY_MS
 *     FAILED
 * </pre>
 *
 * <p>While it loads it answers COORDINATOR_LOAD_IN_PROGRESS, after a failed load COORDINATOR_NOT_AVAILABLE: a state that
 * could not be read is never taken for an empty one.
 */
final class CoordinatorPartition<S extends CoordinatorShard<E>, E> implements ShardContext<S, E> {

    static final int RELOAD_DELAY_MS = 10_000;
    static final int DECIDE_AGAIN_DELAY_MS = 1_000;
    private static final int APPEND_BYTES_MAX = 1024 * 1024;
    private static final Logger LOG = LoggerFactory.getLogger(CoordinatorPartition.class);

    /** What a partition is doing. */
    enum State {
        LOADING, ACTIVE, FAILED, CLOSED
    }

    private final TopicPartition partition;
    private final EventLoop loop;
    private final Clock clock;
    private final CoordinatorLogs logs;
    private final CoordinatorRecordCodec<E> codec;
    private final BatchWriter<E> batches;
    private final CoordinatorRuntime.ShardFactory<S, E> factory;
    private final CompletableFuture<Boolean> firstLoad = new CompletableFuture<>();
    private UndoLog undo = new UndoLog();
    private AppendQueue queue = new AppendQueue();
    private State state = State.LOADING;
    private @Nullable CoordinatorLog log;
    private @Nullable S shard;

    CoordinatorPartition(TopicPartition partition, EventLoop loop, Clock clock, CoordinatorLogs logs,
            CoordinatorRecordCodec<E> codec, CoordinatorRuntime.ShardFactory<S, E> factory) {
        this.partition = partition;
        this.loop = loop;
        this.clock = clock;
        this.logs = logs;
        this.codec = codec;
        this.batches = new BatchWriter<>(codec, clock);
        this.factory = factory;
    }

    @Override
    public TopicPartition partition() {
        return partition;
    }

    @Override
    public int leaderEpoch() {
        return Invariants.present(log, "the log of " + partition).leaderEpoch();
    }

    /** A topic may be set to take less than a batch's header; nothing fits then. */
    @Override
    public int batchBytesMax() {
        return Math.max(BatchLayout.HEADER_SIZE, Invariants.present(log, "the log of " + partition).batchBytesMax());
    }

    @Override
    public boolean takes(E record) {
        return batches.takes(record, batchBytesMax());
    }

    @Override
    public UndoLog undo() {
        return undo;
    }

    @Override
    public Clock clock() {
        return clock;
    }

    boolean isActive() {
        return state == State.ACTIVE;
    }

    /** Completes when the first load ended: true if the partition is active. */
    CompletableFuture<Boolean> firstLoad() {
        return firstLoad;
    }

    /** Opens the log, creating it if need be, and reads it. */
    void load() {
        state = State.LOADING;
        undo = new UndoLog();
        queue = new AppendQueue();
        logs.open(partition.topic(), partition.partition())
                .thenCompose(opened -> {
                    log = opened;
                    S loading = factory.create(this);
                    shard = loading;
                    LogReplay<E> replay = new LogReplay<>(partition, codec, loading);
                    return opened.load(bytes -> {
                        replay.accept(bytes);
                        undo.forgetUpTo(undo.position());
                    });
                })
                .whenComplete((upTo, failure) -> loop.executeOrRun(() -> loadEnded(failure)));
    }

    private void loadEnded(@Nullable Throwable failure) {
        if (state != State.LOADING) {
            return;
        }
        if (failure == null) {
            state = State.ACTIVE;
            Invariants.present(shard, "a loaded shard").loaded();
        } else {
            state = State.FAILED;
            shard = null;
            LOG.error(
                    "The coordinator of {} cannot load its state; it answers COORDINATOR_NOT_AVAILABLE and tries again"
                            + " in {} ms",
                    partition, RELOAD_DELAY_MS, failure);
            loop.schedule(RELOAD_DELAY_MS, () -> {
                if (state == State.FAILED) {
                    load();
                }
            });
        }
        firstLoad.complete(failure == null);
    }

    /** Puts a command to the shard; {@code refusal} makes the reply of an error. */
    <R> CompletionStage<R> execute(Command<S, R, E> command, Function<ErrorCode, R> refusal) {
        return switch (state) {
            case LOADING -> CompletableFuture.completedFuture(refusal.apply(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS));
            case FAILED -> CompletableFuture.completedFuture(refusal.apply(ErrorCode.COORDINATOR_NOT_AVAILABLE));
            case CLOSED -> CompletableFuture.completedFuture(refusal.apply(ErrorCode.NOT_COORDINATOR));
            case ACTIVE -> decide(command, refusal);
        };
    }

    private <R> CompletionStage<R> decide(Command<S, R, E> command, Function<ErrorCode, R> refusal) {
        S active = Invariants.present(shard, "an active shard");
        long before = undo.position();
        Decision<R, E> decision = command.decide(active);
        Append<E> append = decision.append();
        if (!append.isEmpty()) {
            List<BatchWriter.Written<E>> written = batches.write(append, batchBytesMax());
            if (written.isEmpty()) {
                undo.rollBackTo(before);
                return CompletableFuture.completedFuture(refusal.apply(ErrorCode.MESSAGE_TOO_LARGE));
            }
            for (BatchWriter.Written<E> next : written) {
                replay(active, next.content());
                queue.add(next.batch(), undo.position());
            }
        }
        CompletableFuture<R> result = new CompletableFuture<>();
        Parked parked = parked(decision, refusal, result);
        if (!queue.park(parked)) {
            parked.committed();
        }
        send();
        return result;
    }

    private static <E> void replay(CoordinatorShard<E> shard, Append.Whole<E> append) {
        switch (append) {
            case Append.Plain<E> plain -> plain.records().forEach(shard::replay);
            case Append.InTransaction<E> inside -> {
                for (E record : inside.records()) {
                    shard.replayInTransaction(inside.producerId(), inside.producerEpoch(), record);
                }
            }
            case Append.Marker<E> marker -> shard.replayMarker(marker.producerId(), marker.producerEpoch(),
                    marker.commit());
        }
    }

    private static <R, E> Parked parked(Decision<R, E> decision, Function<ErrorCode, R> refusal,
            CompletableFuture<R> result) {
        return new Parked() {
            @Override
            public void committed() {
                decision.afterCommit().run();
                decision.reply().whenComplete((reply, failure) -> {
                    if (failure != null) {
                        result.completeExceptionally(failure);
                    } else {
                        result.complete(reply);
                    }
                });
            }

            @Override
            public void refused(ErrorCode error) {
                result.complete(refusal.apply(error));
            }
        };
    }

    private void send() {
        ByteBuffer bytes = queue.take(APPEND_BYTES_MAX);
        if (bytes == null) {
            return;
        }
        AppendQueue sentFrom = queue;
        Invariants.present(log, "the log of an active partition")
                .append(bytes)
                .whenComplete((offset, failure) -> loop.executeOrRun(() -> appendEnded(sentFrom, failure)));
    }

    private void appendEnded(AppendQueue sentFrom, @Nullable Throwable failure) {
        if (sentFrom != queue || state != State.ACTIVE) {
            return;
        }
        List<Parked> waiting;
        if (failure == null) {
            waiting = queue.committed(undo);
            send();
            waiting.forEach(Parked::committed);
        } else {
            LOG.warn("The coordinator of {} could not append; what it decided since the last commit is taken back",
                    partition, failure);
            waiting = queue.dropAll();
            undo.rollBack();
            waiting.forEach(parked -> parked.refused(ErrorCode.COORDINATOR_NOT_AVAILABLE));
        }
    }

    @Override
    public <R> EventLoop.Scheduled schedule(long delayMs, Command<S, R, E> command) {
        return new Own<>(Invariants.present(shard, "the shard that asks"), command).after(delayMs);
    }

    @Override
    public <R> void submit(Command<S, R, E> command) {
        loop.execute(() -> {
            S active = shard;
            if (state == State.ACTIVE && active != null) {
                new Own<>(active, command).run();
            }
        });
    }

    /** A command that the shard gave itself: nobody would give it again, so it is decided anew until what it decides is written. */
    private final class Own<R> implements EventLoop.Scheduled {

        private final S owner;
        private final Command<S, R, E> command;
        private EventLoop.@Nullable Scheduled next;
        private boolean cancelled;

        Own(S owner, Command<S, R, E> command) {
            this.owner = owner;
            this.command = command;
        }

        Own<R> after(long delayMs) {
            next = loop.schedule(delayMs, this::run);
            return this;
        }

        void run() {
            if (state == State.ACTIVE && shard == owner && !cancelled) {
                decide(command, error -> {
                    if (error == ErrorCode.COORDINATOR_NOT_AVAILABLE) {
                        next = loop.schedule(DECIDE_AGAIN_DELAY_MS, this::run);
                    } else if (error == ErrorCode.MESSAGE_TOO_LARGE) {
                        LOG.error(
                                "What the coordinator of {} decided by itself is not done: it does not fit into a batch of"
                                        + " {} bytes, which is what max.message.bytes of the topic allows",
                                partition,
                                batchBytesMax());
                    }
                    return null;
                });
            }
        }

        @Override
        public void cancel() {
            cancelled = true;
            if (next != null) {
                next.cancel();
            }
        }
    }

    /** Refuses what waits and forgets the state; the log keeps what is committed. */
    void close() {
        State before = state;
        state = State.CLOSED;
        List<Parked> waiting = queue.dropAll();
        waiting.forEach(parked -> parked.refused(ErrorCode.NOT_COORDINATOR));
        S active = shard;
        shard = null;
        if (before == State.ACTIVE && active != null) {
            active.unloaded();
        }
        firstLoad.complete(false);
    }
}
