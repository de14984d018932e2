package dev.tidemark.broker.txn;

import dev.tidemark.broker.coordinator.CoordinatorShard;
import dev.tidemark.broker.coordinator.Decision;
import dev.tidemark.broker.coordinator.ShardContext;
import dev.tidemark.broker.coordinator.TimelineMap;
import dev.tidemark.broker.txn.TransactionRecord.Forgotten;
import dev.tidemark.broker.txn.TransactionRecord.Saved;
import dev.tidemark.broker.txn.TransactionState.CompleteAbort;
import dev.tidemark.broker.txn.TransactionState.CompleteCommit;
import dev.tidemark.broker.txn.TransactionState.Empty;
import dev.tidemark.broker.txn.TransactionState.Ongoing;
import dev.tidemark.broker.txn.TransactionState.PrepareAbort;
import dev.tidemark.broker.txn.TransactionState.PrepareCommit;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The transactional ids of one partition of {@code __transaction_state}. Runs on the coordinator's loop.
 *
 * <p>What an id is, is one immutable {@link Transaction}, replaced by replay alone. Beside it stand two things that the log
 * does not hold: the time-outs of open transactions, armed again at loading, and the answers to InitProducerId that a client
 * may ask for again, which a restart forgets (the client is then fenced and starts anew, as with Kafka).
 */
final class TransactionShard implements CoordinatorShard<TransactionRecord> {

    private static final long EXPIRY_INTERVAL_MS = 60 * 60 * 1_000L;
    private static final int EXPIRED_AT_ONCE_MAX = 1_000;

    /** Who was given the present epoch, and what it had brought: the same question again gets the same answer. */
    record Given(long broughtId, short broughtEpoch, long producerId, short producerEpoch) {}

    private final ShardContext<TransactionShard, TransactionRecord> context;
    private final TransactionSettings settings;
    private final ProducerIds producerIds;
    private final Markers markers;
    private final TimelineMap<String, Transaction> transactions;
    private final TransactionTally tally;
    private final TimelineMap<String, Given> given;
    private final Runnable onTimeOut;
    private long loadedAtMs;

    TransactionShard(ShardContext<TransactionShard, TransactionRecord> context, TransactionSettings settings,
            ProducerIds producerIds, MarkerWriter writer, Runnable onTimeOut, Consumer<String> onCompletion) {
        this.context = context;
        this.settings = settings;
        this.producerIds = producerIds;
        this.markers = new Markers(context, writer, onCompletion);
        this.onTimeOut = onTimeOut;
        this.transactions = new TimelineMap<>(context.undo());
        this.tally = new TransactionTally(context.undo());
        this.given = new TimelineMap<>(context.undo());
    }

    // replay

    @Override
    public void replay(TransactionRecord record) {
        switch (record) {
            case Saved saved -> {
                Transaction transaction = saved.transaction();
                tally.changed(transactions.get(transaction.id()), transaction);
                transactions.put(transaction.id(), transaction);
            }
            case Forgotten forgotten -> {
                tally.changed(transactions.remove(forgotten.transactionalId()), null);
                given.remove(forgotten.transactionalId());
            }
        }
    }

    @Override
    public void replayInTransaction(long producerId, short producerEpoch, TransactionRecord record) {
        Invariants.check(false, "__transaction_state holds no transactional records");
    }

    @Override
    public void replayMarker(long producerId, short producerEpoch, boolean commit) {
        Invariants.check(false, "__transaction_state holds no markers");
    }

    // life

    @Override
    public void loaded() {
        loadedAtMs = context.clock().monotonicMs();
        for (Transaction transaction : transactions.view().values()) {
            switch (transaction.state()) {
                case Ongoing ongoing -> {
                    long openMs = Math.clamp(nowMs() - ongoing.startMs(), 0L, transaction.timeoutMs());
                    armTimeout(transaction, transaction.timeoutMs() - openMs);
                }
                case PrepareCommit _,PrepareAbort _ -> markers.send(transaction);
                case Empty _,CompleteCommit _,CompleteAbort _ -> {}
            }
        }
        scheduleExpiry();
    }

    @Override
    public void unloaded() {
        markers.stop();
    }

    private void scheduleExpiry() {
        context.schedule(EXPIRY_INTERVAL_MS, shard -> {
            scheduleExpiry();
            return shard.expire();
        });
    }

    private Decision<Boolean, TransactionRecord> expire() {
        List<TransactionRecord> records = new ArrayList<>();
        for (Transaction transaction : transactions.view().values()) {
            boolean idle = switch (transaction.state()) {
                case Empty _,CompleteCommit _,CompleteAbort _ -> true;
                case Ongoing _,PrepareCommit _,PrepareAbort _ -> false;
            };
            if (idle && nowMs() - transaction.updatedMs() >= settings.idExpirationMs()
                    && records.size() < EXPIRED_AT_ONCE_MAX) {
                records.add(new Forgotten(transaction.id()));
            }
        }
        return Decision.append(records, !records.isEmpty());
    }

    /**
     * Aborts the transaction in the first round after the delay, unless it has ended by then. Monotonic time: a step of the wall clock expires
     * nothing.
     */
    void armTimeout(Transaction opened, long delayMs) {
        context.schedule(untilRoundAfter(delayMs), shard -> {
            Transaction now = transactions.get(opened.id());
            if (now == null || !isSame(now, opened)) {
                return Decision.reply(false);
            }
            Transaction aborting = fencedAbort(now);
            return Decision.<Boolean, TransactionRecord>append(List.of(new Saved(aborting)), true)
                    .then(() -> {
                        onTimeOut.run();
                        markers.send(aborting);
                    });
        });
    }

    /** Rounds come at the configured interval, counted from loading. */
    private long untilRoundAfter(long delayMs) {
        long sinceLoadingMs = context.clock().monotonicMs() - loadedAtMs;
        long intervalMs = settings.abortIntervalMs();
        return Math.ceilDiv(sinceLoadingMs + delayMs, intervalMs) * intervalMs - sinceLoadingMs;
    }

    private static boolean isSame(Transaction now, Transaction opened) {
        return now.state() instanceof Ongoing && now.producerId() == opened.producerId()
                && now.producerEpoch() == opened.producerEpoch()
                && now.state().beganMs() == opened.state().beganMs();
    }

    /** The open transaction, on its way to abort and out of the hands of everybody who knew its epoch. */
    Transaction fencedAbort(Transaction open) {
        return open.bumped().in(new PrepareAbort(open.state().openPartitions(), open.state().beganMs()), nowMs());
    }

    // for the decisions

    @Nullable
    Transaction find(String transactionalId) {
        return transactions.get(transactionalId);
    }

    /** How many ids are in which state. */
    TransactionCounts counts() {
        return tally.counts();
    }

    /** All transactional ids. */
    Collection<Transaction> all() {
        return transactions.view().values();
    }

    @Nullable
    Given given(String transactionalId) {
        return given.get(transactionalId);
    }

    void remember(String transactionalId, Given answer) {
        given.put(transactionalId, answer);
    }

    Markers markers() {
        return markers;
    }

    OptionalLong takeProducerId() {
        return producerIds.take();
    }

    /** What to answer when there was no producer id to take; {@code soon} if one may be on its way. */
    ErrorCode noProducerId(ErrorCode soon) {
        return producerIds.refusal(soon);
    }

    long nowMs() {
        return context.clock().wallMs();
    }

    /** The durable state as text: what a reload has to give again. */
    Map<String, String> describeDurable() {
        Map<String, String> lines = new TreeMap<>();
        transactions.view().forEach((id, transaction) -> lines.put(id, transaction.toString()));
        return lines;
    }
}
