package dev.tidemark.client.producer;

import dev.tidemark.client.net.Call;
import dev.tidemark.client.net.MetadataImage;
import dev.tidemark.core.id.KafkaUuid;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.message.ProduceRequest;
import dev.tidemark.protocol.message.ProduceResponse;
import dev.tidemark.record.RecordBytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The request that carries some batches, at most one per partition, and the way back from its answer to them. A value. */
final class ProduceCall {

    /** The first version whose transactional batches join the transaction by themselves (KIP-890). */
    private static final int IMPLICIT_TRANSACTIONS = 12;
    private static final int TOPIC_IDS = 13;

    private final List<SendBatch> batches;
    private final Map<String, UUID> ids = new HashMap<>();

    ProduceCall(List<SendBatch> batches, MetadataImage image) {
        this.batches = batches;
        for (SendBatch batch : batches) {
            MetadataImage.Topic topic = image.topic(batch.partition.topic());
            ids.put(batch.partition.topic(), topic == null ? KafkaUuid.ZERO : topic.id());
        }
    }

    List<SendBatch> batches() {
        return batches;
    }

    /** @param implicit whether the cluster runs the second transaction protocol */
    Call<ProduceResponse> call(ProducerSettings settings, int requestTimeoutMs, boolean implicit) {
        boolean transactional = settings.transactionalId() != null;
        int max = transactional && !implicit ? IMPLICIT_TRANSACTIONS - 1
                : ids.containsValue(KafkaUuid.ZERO) ? TOPIC_IDS - 1 : TOPIC_IDS;
        int min = transactional && implicit ? IMPLICIT_TRANSACTIONS : 3;
        return Call.of(ApiKey.PRODUCE, ProduceResponse.class, min, max, request(settings, requestTimeoutMs));
    }

    private ProduceRequest request(ProducerSettings settings, int requestTimeoutMs) {
        Map<String, List<ProduceRequest.PartitionProduceData>> topics = new LinkedHashMap<>();
        for (SendBatch batch : batches) {
            topics.computeIfAbsent(batch.partition.topic(), topic -> new ArrayList<>())
                    .add(new ProduceRequest.PartitionProduceData(batch.partition.partition(),
                            RecordBytes.of(batch.bytes())));
        }
        List<ProduceRequest.TopicProduceData> data = new ArrayList<>();
        topics.forEach((topic, partitions) -> data.add(
                new ProduceRequest.TopicProduceData(topic, ids.getOrDefault(topic, KafkaUuid.ZERO), partitions)));
        return new ProduceRequest(settings.transactionalId(), settings.acks(), requestTimeoutMs, data);
    }

    /** Hands each batch its part of the answer; null where the answer has none. */
    void match(ProduceResponse response, short version,
            BiConsumer<SendBatch, ProduceResponse.@Nullable PartitionProduceResponse> each) {
        Map<TopicPartition, ProduceResponse.PartitionProduceResponse> answers = new HashMap<>();
        for (ProduceResponse.TopicProduceResponse topic : response.responses()) {
            String name = version >= TOPIC_IDS ? nameOf(topic.topicId()) : topic.name();
            topic.partitionResponses()
                    .forEach(answer -> answers.put(new TopicPartition(name, answer.index()), answer));
        }
        for (SendBatch batch : batches) {
            each.accept(batch, answers.get(batch.partition));
        }
    }

    private String nameOf(UUID id) {
        for (Map.Entry<String, UUID> entry : ids.entrySet()) {
            if (entry.getValue().equals(id)) {
                return entry.getKey();
            }
        }
        return "";
    }
}
