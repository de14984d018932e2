package dev.tidemark.streams.runtime.commit;

import dev.tidemark.client.consumer.GroupMetadata;
import dev.tidemark.client.consumer.OffsetAndMetadata;
import dev.tidemark.client.producer.OutboxBatch;
import dev.tidemark.client.producer.TransactionOutcome;
import dev.tidemark.client.producer.TransactionalProducer;
import dev.tidemark.core.id.TopicPartition;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** A transactional producer that answers when and how a test says; run by the test. What it is asked goes into the story. */
public final class ScriptedProducer implements TransactionalProducer {

    private final List<String> story;
    private final ArrayDeque<CompletableFuture<TransactionOutcome>> waiting = new ArrayDeque<>();
    private boolean closed;

    /** @param story where each call is written down */
    public ScriptedProducer(List<String> story) {
        this.story = story;
    }

    /** Answers the call that has waited longest. */
    public void answer(TransactionOutcome outcome) {
        waiting.removeFirst().complete(outcome);
    }

    /** The call that has waited longest breaks. */
    public void fail(Throwable failure) {
        waiting.removeFirst().completeExceptionally(failure);
    }

    /** Calls without an answer. */
    public int waiting() {
        return waiting.size();
    }

    public boolean closed() {
        return closed;
    }

    private CompletionStage<TransactionOutcome> called(String call) {
        story.add(call);
        CompletableFuture<TransactionOutcome> answer = new CompletableFuture<>();
        waiting.add(answer);
        return answer;
    }

    @Override
    public CompletionStage<TransactionOutcome> initialise() {
        return called("initialise");
    }

    @Override
    public CompletionStage<TransactionOutcome> send(Collection<OutboxBatch> batches) {
        return called("send " + batches.stream()
                .map(batch -> batch.partition().topic())
                .collect(Collectors.joining(" ")));
    }

    @Override
    public CompletionStage<TransactionOutcome> sendOffsets(GroupMetadata group,
            Map<TopicPartition, OffsetAndMetadata> offsets) {
        return called("offsets of " + group.memberId() + " " + text(offsets));
    }

    /** Positions in order, each with what stands beside it. */
    static String text(Map<TopicPartition, OffsetAndMetadata> offsets) {
        return new TreeMap<>(offsets).entrySet()
                .stream()
                .map(entry -> entry.getKey() + "@" + entry.getValue().offset() + "/" + entry.getValue().metadata())
                .collect(Collectors.joining(" "));
    }

    @Override
    public CompletionStage<TransactionOutcome> end(boolean commit) {
        return called(commit ? "end commit" : "end abort");
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
        closed = true;
    }
}
