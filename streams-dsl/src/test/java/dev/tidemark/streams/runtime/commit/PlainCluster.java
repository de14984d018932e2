package dev.tidemark.streams.runtime.commit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.client.consumer.GroupMetadata;
import dev.tidemark.client.consumer.OffsetAndMetadata;
import dev.tidemark.client.producer.OutboxBatch;
import dev.tidemark.client.producer.TransactionOutcome;
import dev.tidemark.client.producer.TransactionalProducer;
import dev.tidemark.core.id.TopicPartition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A cluster of a few lines: one transaction, one group, and a list of what is visible; run by the test. Each call takes
 * effect or not, at once or later, and is answered truthfully or not at all, as the random generator says.
 *
 * <p>An EndTxn that was not answered may still be on its way: it can take effect at any moment until a new epoch fences it.
 */
final class PlainCluster implements TransactionalProducer, CommitGroup {

    /** A record of a task. */
    record Worked(int task, int number) {

        String label() {
            return task + "-" + number;
        }

        static Worked of(String label) {
            String[] parts = label.split("-");
            return new Worked(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
        }
    }

    private static final TransactionOutcome DONE = new TransactionOutcome.Done();

    private final RandomGenerator random;
    private final String where;
    private final ArrayDeque<Runnable> calls = new ArrayDeque<>();
    private final List<Worked> visible = new ArrayList<>();
    private final Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
    private final List<Worked> openRecords = new ArrayList<>();
    private final Map<TopicPartition, OffsetAndMetadata> openOffsets = new HashMap<>();
    /** Which way the transaction was ended already; null while it is open. */
    private @Nullable Boolean endedBy;
    private boolean epochGone;
    private boolean lateCommit;
    private boolean ending;
    private boolean behaves;

    PlainCluster(RandomGenerator random, String where) {
        this.random = random;
        this.where = where;
    }

    /** Answers the oldest call; false if there is none. */
    boolean step() {
        if (lateCommit && random.nextInt(4) == 0) {
            takesEffect(true);
        }
        Runnable call = calls.poll();
        if (call == null) {
            return false;
        }
        call.run();
        return true;
    }

    /** From now on everything goes well. */
    void behave() {
        behaves = true;
    }

    /** No commit is under way: nothing can change any more by what was sent before. */
    void quiet() {
        assertThat(lateCommit).as("%s: an end is still on its way and nobody waits for it", where).isFalse();
        ending = false;
    }

    private boolean chance(int percent) {
        return !behaves && random.nextInt(100) < percent;
    }

    private void takesEffect(boolean commit) {
        lateCommit = false;
        if (endedBy != null) {
            return;
        }
        if (commit) {
            visible.addAll(openRecords);
            committed.putAll(openOffsets);
        }
        openRecords.clear();
        openOffsets.clear();
        endedBy = commit;
    }

    /** The coordinator aborts what took too long; the producer hears of it at its next step. */
    private boolean timesOut() {
        if (!epochGone && !lateCommit && endedBy == null && chance(4)) {
            takesEffect(false);
            epochGone = true;
        }
        return epochGone;
    }

    @Override
    public CompletionStage<TransactionOutcome> initialise() {
        return later(() -> {
            if (chance(30)) {
                return random.nextBoolean() ? unknown() : refused(); // fenced here, the worker would stop
            }
            takesEffect(false); // and an old epoch's end that is still on its way is refused from here on
            boolean heard = !chance(20);
            if (heard) {
                endedBy = null;
                epochGone = false;
                ending = false;
            }
            return heard ? DONE : unknown();
        });
    }

    @Override
    public CompletionStage<TransactionOutcome> send(Collection<OutboxBatch> batches) {
        assertThat(ending).as("%s: nothing is sent while a transaction ends", where).isFalse();
        List<Worked> records = batches.stream().map(batch -> Worked.of(batch.partition().topic())).toList();
        return later(() -> {
            if (timesOut()) {
                return gone();
            }
            if (chance(4)) {
                return refused();
            }
            boolean lost = chance(4);
            if (!lost || random.nextBoolean()) {
                openRecords.addAll(records);
            }
            return lost ? unknown() : DONE;
        });
    }

    @Override
    public CompletionStage<TransactionOutcome> sendOffsets(GroupMetadata group,
            Map<TopicPartition, OffsetAndMetadata> offsets) {
        ending = true;
        return later(() -> {
            if (timesOut()) {
                return gone();
            }
            if (chance(6)) {
                return refused();
            }
            boolean lost = chance(6);
            if (!lost || random.nextBoolean()) {
                openOffsets.putAll(offsets);
            }
            return lost ? unknown() : DONE;
        });
    }

    @Override
    public CompletionStage<TransactionOutcome> end(boolean commit) {
        ending = true;
        return later(() -> commit ? endByCommit() : endByAbort());
    }

    private TransactionOutcome endByCommit() {
        if (Boolean.TRUE.equals(endedBy)) {
            // it happened before: a repeated question is answered, or the epoch is not known any more
            return chance(40) ? unknown() : chance(40) ? gone() : settled();
        }
        if (timesOut()) {
            return gone();
        }
        if (!lateCommit && chance(8)) {
            return refused();
        }
        if (chance(45)) {
            switch (random.nextInt(3)) {
                case 0 -> takesEffect(true);
                case 1 -> lateCommit = true;
                default -> {
                    // the request was lost
                }
            }
            return unknown();
        }
        takesEffect(true);
        return settled();
    }

    private TransactionOutcome endByAbort() {
        if (timesOut()) {
            return gone();
        }
        if (chance(20)) {
            return trouble();
        }
        boolean heard = !chance(20);
        takesEffect(false);
        return heard ? settled() : unknown();
    }

    private TransactionOutcome settled() {
        endedBy = null;
        return DONE;
    }

    @Override
    public CompletionStage<@Nullable GroupMetadata> memberOwning(Set<TopicPartition> partitions) {
        return later(() -> chance(6) ? null : GroupMetadata.none("app"));
    }

    @Override
    public CompletionStage<Map<TopicPartition, OffsetAndMetadata>> committed(Set<TopicPartition> partitions) {
        return later(() -> {
            Map<TopicPartition, OffsetAndMetadata> found = new HashMap<>(committed);
            found.keySet().retainAll(partitions);
            return found;
        });
    }

    private <T extends @Nullable Object> CompletionStage<T> later(Supplier<T> call) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        calls.add(() -> answer.complete(call.get()));
        return answer;
    }

    private TransactionOutcome trouble() {
        return switch (random.nextInt(3)) {
            case 0 -> unknown();
            case 1 -> refused();
            default -> gone();
        };
    }

    private static TransactionOutcome unknown() {
        return new TransactionOutcome.Unknown("no answer came");
    }

    private static TransactionOutcome refused() {
        return new TransactionOutcome.MustAbort("TRANSACTION_ABORTABLE", "refused");
    }

    private TransactionOutcome gone() {
        return random.nextBoolean()
                ? new TransactionOutcome.MustInitialise("INVALID_TXN_STATE", "the transaction is gone")
                : new TransactionOutcome.Fenced("INVALID_PRODUCER_EPOCH", "the coordinator raised the epoch");
    }

    /** The count of commits in the committed position of an input; zero if there is none. */
    long commitSeq(TopicPartition input) {
        OffsetAndMetadata position = committed.get(input);
        return position == null ? 0 : Long.parseLong(position.metadata());
    }

    /** What a reader of committed records sees of a task. */
    List<Worked> visible(int task) {
        return visible.stream()
                .filter(record -> record.task() == task)
                .sorted(Comparator.comparingInt(Worked::number)) // full batches overtake the others here
                .toList();
    }

    @Override
    public long producerId() {
        return 1;
    }

    @Override
    public short producerEpoch() {
        return 0;
    }

    @Override
    public void close() {
        calls.clear();
    }
}
