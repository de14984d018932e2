package dev.tidemark.client.producer;

import dev.tidemark.core.id.KafkaUuid;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.ProduceRequest;
import dev.tidemark.protocol.message.ProduceResponse;
import dev.tidemark.record.RecordBatch;
import dev.tidemark.record.RecordCursor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Partitions as lists of texts, which accept batches by the rules of KIP-98: the next sequence, the same again, or nothing. */
final class LogModel {

    private record Written(int baseSequence, int lastSequence, long baseOffset) {}

    private record Owner(long producerId, TopicPartition partition) {}

    private static final class Last {
        short epoch = -1;
        final List<Written> batches = new ArrayList<>();
    }

    private final Map<TopicPartition, List<String>> logs = new HashMap<>();
    private final Map<Owner, Last> producers = new HashMap<>();
    final List<String> problems = new ArrayList<>();

    List<String> log(String topic, int partition) {
        return logs.computeIfAbsent(new TopicPartition(topic, partition), key -> new ArrayList<>());
    }

    /** Appends what the request holds, and answers as a broker would. */
    ProduceResponse produce(ProduceRequest request) {
        return answer(request, this::append);
    }

    /** Refuses everything with one error. */
    static ProduceResponse refuse(ProduceRequest request, ErrorCode error) {
        return answer(request, (partition, batch) -> ProduceResponse.PartitionProduceResponse.builder()
                .index(partition.partition())
                .errorCode(error.code())
                .baseOffset(-1)
                .build());
    }

    private interface Judge {
        ProduceResponse.PartitionProduceResponse judge(TopicPartition partition, RecordBatch batch);
    }

    private static ProduceResponse answer(ProduceRequest request, Judge judge) {
        List<ProduceResponse.TopicProduceResponse> topics = new ArrayList<>();
        for (ProduceRequest.TopicProduceData topic : request.topicData()) {
            List<ProduceResponse.PartitionProduceResponse> partitions = new ArrayList<>();
            for (ProduceRequest.PartitionProduceData data : topic.partitionData()) {
                RecordBatch batch = new RecordBatch().wrap(data.records().buffer(),
                        data.records().buffer().position());
                partitions.add(judge.judge(new TopicPartition(topic.name(), data.index()), batch));
            }
            topics.add(new ProduceResponse.TopicProduceResponse(topic.name(), KafkaUuid.ZERO, partitions));
        }
        return new ProduceResponse(topics, 0, List.of());
    }

    private ProduceResponse.PartitionProduceResponse append(TopicPartition partition, RecordBatch batch) {
        if (batch.validate() != null) {
            problems.add(partition + ": " + batch.validate());
        }
        List<String> log = log(partition.topic(), partition.partition());
        Last last = producers.computeIfAbsent(new Owner(batch.producerId(), partition), key -> new Last());
        ErrorCode error = ErrorCode.NONE;
        long baseOffset = log.size();
        if (batch.hasProducerId()) {
            for (Written written : last.batches) {
                if (batch.producerEpoch() == last.epoch && written.baseSequence == batch.baseSequence()
                        && written.lastSequence == batch.lastSequence()) {
                    return accepted(partition, written.baseOffset);
                }
            }
            error = judgeSequence(batch, last);
        }
        if (error != ErrorCode.NONE) {
            return ProduceResponse.PartitionProduceResponse.builder()
                    .index(partition.partition())
                    .errorCode(error.code())
                    .baseOffset(-1)
                    .build();
        }
        RecordCursor cursor = new RecordCursor().reset(batch);
        while (cursor.next()) {
            byte[] value = cursor.value();
            log.add(value == null ? "" : new String(value, StandardCharsets.UTF_8));
        }
        if (batch.producerEpoch() != last.epoch) {
            last.batches.clear();
        }
        last.epoch = batch.producerEpoch();
        last.batches.add(new Written(batch.baseSequence(), batch.lastSequence(), baseOffset));
        if (last.batches.size() > 5) {
            last.batches.removeFirst();
        }
        return accepted(partition, baseOffset);
    }

    private static ErrorCode judgeSequence(RecordBatch batch, Last last) {
        if (batch.producerEpoch() < last.epoch) {
            return ErrorCode.INVALID_PRODUCER_EPOCH;
        }
        int expected = last.batches.isEmpty() || batch.producerEpoch() > last.epoch ? 0
                : RecordBatch.sequencePlus(last.batches.getLast().lastSequence, 1);
        return batch.baseSequence() == expected ? ErrorCode.NONE : ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER;
    }

    private static ProduceResponse.PartitionProduceResponse accepted(TopicPartition partition, long baseOffset) {
        return ProduceResponse.PartitionProduceResponse.builder()
                .index(partition.partition())
                .baseOffset(baseOffset)
                .build();
    }
}
