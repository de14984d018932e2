package dev.tidemark.client.consumer;

import dev.tidemark.core.id.KafkaUuid;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.protocol.message.FetchRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The client's half of an incremental fetch session with one broker (KIP-227); confined to the fetcher's loop. The broker remembers what is
 * fetched, so that a request names only what changed: after a full request with epoch 0, epochs count up from 1.
 *
 * <pre>
 *   FULL (id 0, epoch 0) --answer with id--&gt; INCREMENTAL (epoch 1, 2, ...) --error, lost answer--&gt; FULL
 *        ^ answer without id: the broker keeps no session for us
 * </pre>
 */
final class FetchSession {

    /** What is asked of a partition; the session sends it again when it differs from what the broker remembers. */
    record Wanted(UUID topicId, long fetchOffset, int leaderEpoch, int maxBytes) {}

    /** What one request carries. */
    record Ask(int sessionId, int epoch, List<FetchRequest.FetchTopic> topics,
            List<FetchRequest.ForgottenTopic> forgotten) {}

    private int sessionId;
    private int epoch;
    /** What the broker remembers, if the request that told it arrived. */
    private final Map<TopicPartition, Wanted> told = new LinkedHashMap<>();

    /** The next request for exactly these partitions. */
    Ask ask(Map<TopicPartition, Wanted> wanted) {
        Map<TopicPartition, Wanted> named = new LinkedHashMap<>();
        Map<TopicPartition, UUID> forgotten = new LinkedHashMap<>();
        if (epoch == 0) {
            named.putAll(wanted);
        } else {
            wanted.forEach((partition, want) -> {
                Wanted before = told.get(partition);
                if (!want.equals(before)) {
                    named.put(partition, want);
                }
                if (before != null && !before.topicId.equals(want.topicId)) {
                    forgotten.put(partition, before.topicId);
                }
            });
            told.forEach((partition, before) -> {
                if (!wanted.containsKey(partition)) {
                    forgotten.put(partition, before.topicId);
                }
            });
        }
        told.clear();
        told.putAll(wanted);
        return new Ask(sessionId, epoch, topics(named), forgottenTopics(forgotten));
    }

    /** The request was answered without a session error, with this session id. */
    void answered(int answeredSessionId) {
        if (epoch == 0) {
            sessionId = answeredSessionId;
            epoch = answeredSessionId == 0 ? 0 : 1;
        } else {
            epoch = epoch == Integer.MAX_VALUE ? 1 : epoch + 1;
        }
    }

    /** Nobody knows what the broker remembers: the next request is a full one. */
    void reset() {
        sessionId = 0;
        epoch = 0;
        told.clear();
    }

    private static List<FetchRequest.FetchTopic> topics(Map<TopicPartition, Wanted> named) {
        Map<String, List<FetchRequest.FetchPartition>> byTopic = new TreeMap<>();
        Map<String, UUID> ids = new TreeMap<>();
        named.forEach((partition, want) -> {
            ids.put(partition.topic(), want.topicId);
            byTopic.computeIfAbsent(partition.topic(), topic -> new ArrayList<>())
                    .add(FetchRequest.FetchPartition.builder()
                            .partition(partition.partition())
                            .currentLeaderEpoch(want.leaderEpoch)
                            .fetchOffset(want.fetchOffset)
                            .partitionMaxBytes(want.maxBytes)
                            .build());
        });
        List<FetchRequest.FetchTopic> topics = new ArrayList<>();
        byTopic.forEach((topic, partitions) -> topics.add(new FetchRequest.FetchTopic(topic,
                ids.getOrDefault(topic, KafkaUuid.ZERO), partitions)));
        return topics;
    }

    private static List<FetchRequest.ForgottenTopic> forgottenTopics(Map<TopicPartition, UUID> forgotten) {
        Map<Map.Entry<String, UUID>, List<Integer>> byTopic = new LinkedHashMap<>();
        forgotten.forEach((partition, id) -> byTopic
                .computeIfAbsent(Map.entry(partition.topic(), id), topic -> new ArrayList<>())
                .add(partition.partition()));
        List<FetchRequest.ForgottenTopic> topics = new ArrayList<>();
        byTopic.forEach((topic, partitions) -> topics
                .add(new FetchRequest.ForgottenTopic(topic.getKey(), topic.getValue(), partitions)));
        return topics;
    }
}
