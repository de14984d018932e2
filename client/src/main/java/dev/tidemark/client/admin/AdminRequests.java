package dev.tidemark.client.admin;

import dev.tidemark.client.net.Call;
import dev.tidemark.client.net.NetworkSettings;
import dev.tidemark.core.id.KafkaUuid;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.message.CreatePartitionsRequest;
import dev.tidemark.protocol.message.CreatePartitionsResponse;
import dev.tidemark.protocol.message.CreateTopicsRequest;
import dev.tidemark.protocol.message.CreateTopicsResponse;
import dev.tidemark.protocol.message.DeleteRecordsRequest;
import dev.tidemark.protocol.message.DeleteRecordsResponse;
import dev.tidemark.protocol.message.DeleteTopicsRequest;
import dev.tidemark.protocol.message.DeleteTopicsResponse;
import dev.tidemark.protocol.message.DescribeConfigsRequest;
import dev.tidemark.protocol.message.DescribeConfigsResponse;
import dev.tidemark.protocol.message.IncrementalAlterConfigsRequest;
import dev.tidemark.protocol.message.IncrementalAlterConfigsResponse;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The requests of administration. Pure. */
final class AdminRequests {

    private static final byte TOPIC = 2;
    private static final byte SET = 0;

    private AdminRequests() {}

    static Call<CreateTopicsResponse> createTopics(Collection<NewTopic> topics, NetworkSettings settings) {
        List<CreateTopicsRequest.CreatableTopic> creatable = new ArrayList<>();
        boolean defaults = false;
        for (NewTopic topic : topics) {
            List<CreateTopicsRequest.CreatableTopicConfig> configs = new ArrayList<>();
            topic.configs()
                    .forEach((name, value) -> configs.add(new CreateTopicsRequest.CreatableTopicConfig(name, value)));
            creatable.add(new CreateTopicsRequest.CreatableTopic(topic.name(), topic.partitions(),
                    (short) topic.replicationFactor(), List.of(), configs));
            defaults |= topic.partitions() < 0 || topic.replicationFactor() < 0;
        }
        // the broker's own defaults can be asked for from version 4 on (KIP-464)
        return Call.of(ApiKey.CREATE_TOPICS, CreateTopicsResponse.class, defaults ? 4 : 2, 7,
                new CreateTopicsRequest(creatable, settings.requestTimeoutMs(), false));
    }

    static Call<DeleteTopicsResponse> deleteTopics(Collection<String> names, NetworkSettings settings) {
        List<DeleteTopicsRequest.DeleteTopicState> states = new ArrayList<>();
        names.forEach(name -> states.add(new DeleteTopicsRequest.DeleteTopicState(name, KafkaUuid.ZERO)));
        return new Call<>(ApiKey.DELETE_TOPICS, DeleteTopicsResponse.class, 1, 6,
                version -> version >= 6 ? new DeleteTopicsRequest(states, List.of(), settings.requestTimeoutMs())
                        : new DeleteTopicsRequest(List.of(), List.copyOf(names), settings.requestTimeoutMs()));
    }

    static Call<CreatePartitionsResponse> createPartitions(Map<String, Integer> counts, NetworkSettings settings) {
        List<CreatePartitionsRequest.CreatePartitionsTopic> topics = new ArrayList<>();
        counts.forEach((topic, count) -> topics
                .add(new CreatePartitionsRequest.CreatePartitionsTopic(topic, count, null)));
        return Call.of(ApiKey.CREATE_PARTITIONS, CreatePartitionsResponse.class, 0, 3,
                new CreatePartitionsRequest(topics, settings.requestTimeoutMs(), false));
    }

    static Call<DescribeConfigsResponse> describeTopicConfigs(String topic) {
        return Call.of(ApiKey.DESCRIBE_CONFIGS, DescribeConfigsResponse.class, 1, 4, new DescribeConfigsRequest(
                List.of(new DescribeConfigsRequest.DescribeConfigsResource(TOPIC, topic, null)), false, false));
    }

    static Call<IncrementalAlterConfigsResponse> alterTopicConfig(String topic, Map<String, String> settings) {
        List<IncrementalAlterConfigsRequest.AlterableConfig> changes = new ArrayList<>();
        settings.forEach((name, value) -> changes
                .add(new IncrementalAlterConfigsRequest.AlterableConfig(name, SET, value)));
        return Call.of(ApiKey.INCREMENTAL_ALTER_CONFIGS, IncrementalAlterConfigsResponse.class, 0, 1,
                new IncrementalAlterConfigsRequest(
                        List.of(new IncrementalAlterConfigsRequest.AlterConfigsResource(TOPIC, topic, changes)),
                        false));
    }

    static Call<DeleteRecordsResponse> deleteRecords(Map<TopicPartition, Long> beforeOffsets,
            NetworkSettings settings) {
        Map<String, List<DeleteRecordsRequest.DeleteRecordsPartition>> topics = new TreeMap<>();
        beforeOffsets.forEach((partition, offset) -> topics
                .computeIfAbsent(partition.topic(), topic -> new ArrayList<>())
                .add(new DeleteRecordsRequest.DeleteRecordsPartition(partition.partition(), offset)));
        List<DeleteRecordsRequest.DeleteRecordsTopic> asked = new ArrayList<>();
        topics.forEach((topic, partitions) -> asked
                .add(new DeleteRecordsRequest.DeleteRecordsTopic(topic, partitions)));
        return Call.of(ApiKey.DELETE_RECORDS, DeleteRecordsResponse.class, 0, 2,
                new DeleteRecordsRequest(asked, settings.requestTimeoutMs()));
    }
}
