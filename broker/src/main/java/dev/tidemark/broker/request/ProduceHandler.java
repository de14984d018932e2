package dev.tidemark.broker.request;

import dev.tidemark.broker.metadata.TopicImage;
import dev.tidemark.broker.partition.Acks;
import dev.tidemark.broker.partition.BatchCheck;
import dev.tidemark.broker.partition.LedPartition;
import dev.tidemark.broker.partition.PartitionAppend;
import dev.tidemark.broker.partition.Partitions;
import dev.tidemark.broker.partition.ProduceOutcome;
import dev.tidemark.broker.partition.Recompression;
import dev.tidemark.broker.partition.Submission;
import dev.tidemark.broker.partition.TransactionalWrite;
import dev.tidemark.broker.txn.TransactionGate;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.Clock;
import dev.tidemark.log.AppendOrigin;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.ProduceRequest;
import dev.tidemark.protocol.message.ProduceRequest.PartitionProduceData;
import dev.tidemark.protocol.message.ProduceRequest.TopicProduceData;
import dev.tidemark.protocol.message.ProduceResponse;
import dev.tidemark.protocol.message.ProduceResponse.BatchIndexAndErrorMessage;
import dev.tidemark.protocol.message.ProduceResponse.PartitionProduceResponse;
import dev.tidemark.protocol.message.ProduceResponse.TopicProduceResponse;
import dev.tidemark.protocol.message.Response;
import dev.tidemark.record.RecordBatch;
import dev.tidemark.record.RecordBytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Produce: checks every batch on the connection's loop, then hands what is right to the partitions' owners, one message each,
 * and answers when each batch is as safe as acks asked. Partitions succeed and fail one by one.
 */
public final class ProduceHandler implements RequestHandler<ProduceRequest, Response> {

    /** From this version on a transactional write adds its partition to the transaction itself (KIP-890). */
    private static final short ADDS_PARTITIONS_SINCE = 12;
    private static final short SAYS_ABORTABLE = 11;
    private static final short TOPIC_IDS_SINCE = 13;

    private final Partitions partitions;
    private final PerLoop<BatchCheck> checks;
    private final PerLoop<Recompression> recompressions = new PerLoop<>(Recompression::new);

    /** @param clock for the bounds of timestamps */
    public ProduceHandler(Partitions partitions, Clock clock) {
        this.partitions = partitions;
        this.checks = new PerLoop<>(() -> new BatchCheck(clock));
    }

    /** One partition of the request: refused already, or on its way. */
    private record Entry(TopicProduceData topic, int index, @Nullable PartitionAppend append,
            @Nullable ProduceOutcome refused) {

        ProduceOutcome outcome() {
            return refused != null ? refused : Invariants.present(append, "an append").outcome();
        }
    }

    @Override
    public CompletionStage<Response> handle(RequestContext context, ProduceRequest request) {
        Acks acks = Acks.of(request.acks());
        Submission submission = new Submission(context.loop(), Math.max(0, request.timeoutMs()));
        BatchCheck check = checks.of(context.loop());
        List<Entry> entries = new ArrayList<>();
        for (TopicProduceData topic : request.topicData()) {
            for (PartitionProduceData data : topic.partitionData()) {
                Entry entry = entry(context, request, acks, topic, data, check);
                entries.add(entry);
                if (entry.append != null) {
                    submission.add(entry.append);
                }
            }
        }
        return submission.send()
                .thenApply(sent -> acks == Acks.NONE ? silence(entries)
                        : response(context.apiVersion(), request, entries));
    }

    private Entry entry(RequestContext context, ProduceRequest request, @Nullable Acks acks, TopicProduceData topic,
            PartitionProduceData data, BatchCheck check) {
        if (acks == null) {
            return refused(topic, data, ErrorCode.INVALID_REQUIRED_ACKS, null);
        }
        LedPartition partition = find(context.apiVersion(), topic, data.index());
        if (partition == null) {
            return refused(topic, data, context.apiVersion() >= TOPIC_IDS_SINCE && !partitions.hosts(topic.topicId())
                    ? ErrorCode.UNKNOWN_TOPIC_ID
                    : ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, null);
        }
        if (TopicImage.internal(partition.name().topic())) {
            return refused(topic, data, ErrorCode.INVALID_TOPIC_EXCEPTION, "only the broker writes internal topics");
        }
        RecordBytes records = data.records();
        ByteBuffer bytes = records == null ? ByteBuffer.allocate(0) : records.buffer();
        ProduceOutcome refusal = check.refuse(bytes, partition.config(), context.apiVersion(), context.inProcess());
        if (refusal != null) {
            return new Entry(topic, data.index(), null, refusal);
        }
        RecordBatch batch = check.batch();
        if (batch.transactional() && request.transactionalId() == null) {
            return refused(topic, data, ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED,
                    "a transactional batch came without a transactional id");
        }
        ByteBuffer toAppend = recompressions.of(context.loop()).apply(batch, bytes, partition.config());
        return new Entry(topic, data.index(), new PartitionAppend(partition, toAppend, AppendOrigin.CLIENT, acks,
                transactionOf(context, request, batch)), null);
    }

    private @Nullable LedPartition find(short version, TopicProduceData topic, int index) {
        return (LedPartition) (version >= TOPIC_IDS_SINCE ? partitions.find(topic.topicId(), index)
                : partitions.find(new TopicPartition(topic.name(), index)));
    }

    private static @Nullable TransactionalWrite transactionOf(RequestContext context, ProduceRequest request,
            RecordBatch batch) {
        if (!batch.transactional()) {
            return null;
        }
        return new TransactionalWrite(Invariants.present(request.transactionalId(), "the transactional id"),
                batch.producerId(), batch.producerEpoch(),
                context.apiVersion() >= ADDS_PARTITIONS_SINCE ? TransactionGate.Mode.ADD : TransactionGate.Mode.VERIFY);
    }

    private static Entry refused(TopicProduceData topic, PartitionProduceData data, ErrorCode error,
            @Nullable String message) {
        return new Entry(topic, data.index(), null, ProduceOutcome.refused(error, message));
    }

    private static NoResponse silence(List<Entry> entries) {
        for (Entry entry : entries) {
            if (entry.outcome().error() != ErrorCode.NONE) {
                return NoResponse.CLOSE_CONNECTION;
            }
        }
        return NoResponse.SILENT;
    }

    private static ProduceResponse response(short version, ProduceRequest request, List<Entry> entries) {
        List<TopicProduceResponse> topics = new ArrayList<>(request.topicData().size());
        int next = 0;
        for (TopicProduceData topic : request.topicData()) {
            List<PartitionProduceResponse> answers = new ArrayList<>(topic.partitionData().size());
            for (int i = 0; i < topic.partitionData().size(); i++) {
                answers.add(answer(version, entries.get(next++)));
            }
            topics.add(new TopicProduceResponse(topic.name(), topic.topicId(), answers));
        }
        return new ProduceResponse(topics, 0, List.of());
    }

    private static PartitionProduceResponse answer(short version, Entry entry) {
        ProduceOutcome outcome = entry.outcome();
        ErrorCode error = TransactionErrors.abortableInWordsOf(outcome.error(), version >= SAYS_ABORTABLE);
        return PartitionProduceResponse.builder()
                .index(entry.index)
                .errorCode(error.code())
                .baseOffset(outcome.baseOffset())
                .logAppendTimeMs(outcome.logAppendTimeMs())
                .logStartOffset(outcome.logStartOffset())
                .errorMessage(outcome.message())
                .recordErrors(outcome.badRecords()
                        .stream()
                        .map(bad -> new BatchIndexAndErrorMessage(bad.index(), bad.message()))
                        .toList())
                .build();
    }
}
