package dev.tidemark.verification.crash;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** How far the application is, and which instance has what, asked with the stock admin client. Used by one test's thread. */
final class Progress implements AutoCloseable {

    private static final long PATIENCE_S = 90;

    private final Admin admin;

    Progress(String bootstrap) {
        admin = Admin.create(Map.of("bootstrap.servers", bootstrap, "request.timeout.ms", 5_000,
                "default.api.timeout.ms", (int) TimeUnit.SECONDS.toMillis(PATIENCE_S)));
    }

    /** Makes inputs and outputs; nothing in them expires by its age. */
    void createTopics() throws Exception {
        Map<String, Integer> partitions = new TreeMap<>(Map.of("winlogs", 1));
        for (String topic : List.of("trips", "host-10s-counts", "winlogs-late", "host-1m-counts", "process-sessions",
                "zone-15m-counts", "trips-late", "zone-sessions")) {
            partitions.put(topic, LogsAndTrips.PARTITIONS);
        }
        admin.createTopics(partitions.entrySet()
                .stream()
                .map(topic -> new NewTopic(topic.getKey(), topic.getValue(), (short) 1)
                        .configs(Map.of("retention.ms", "-1")))
                .toList()).all().get(PATIENCE_S, TimeUnit.SECONDS);
    }

    /** Records of the inputs whose processing is committed. */
    long committed() throws Exception {
        long committed = 0;
        for (Map.Entry<TopicPartition, OffsetAndMetadata> position : admin.listConsumerGroupOffsets(LogsAndTrips.ID)
                .partitionsToOffsetAndMetadata()
                .get(PATIENCE_S, TimeUnit.SECONDS)
                .entrySet()) {
            if (isInput(position.getKey()) && position.getValue() != null) {
                committed += position.getValue().offset();
            }
        }
        return committed;
    }

    /** Records of the inputs that the broker has. */
    long arrived() throws Exception {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        latest.put(new TopicPartition("winlogs", 0), OffsetSpec.latest());
        for (int partition = 0; partition < LogsAndTrips.PARTITIONS; partition++) {
            latest.put(new TopicPartition("trips", partition), OffsetSpec.latest());
        }
        return admin.listOffsets(latest)
                .all()
                .get(PATIENCE_S, TimeUnit.SECONDS)
                .values()
                .stream()
                .mapToLong(end -> end.offset())
                .sum();
    }

    /** The partitions with a transaction that has not ended, for the message of a test that fails: whoever reads what is committed waits for it. */
    String openTransactions() {
        try {
            Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
            Set<String> topics = admin.listTopics().names().get(PATIENCE_S, TimeUnit.SECONDS);
            admin.describeTopics(topics)
                    .allTopicNames()
                    .get(PATIENCE_S, TimeUnit.SECONDS)
                    .values()
                    .forEach(topic -> topic.partitions()
                            .forEach(partition -> latest.put(
                                    new TopicPartition(topic.name(), partition.partition()), OffsetSpec.latest())));
            Map<TopicPartition, ListOffsetsResultInfo> stable = admin
                    .listOffsets(latest, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                    .all()
                    .get(PATIENCE_S, TimeUnit.SECONDS);
            Map<TopicPartition, ListOffsetsResultInfo> ends = admin.listOffsets(latest)
                    .all()
                    .get(PATIENCE_S, TimeUnit.SECONDS);
            Map<String, String> open = new TreeMap<>();
            stable.forEach((partition, offset) -> {
                long end = ends.get(partition).offset();
                if (offset.offset() < end) {
                    open.put(partition.toString(), offset.offset() + " of " + end);
                }
            });
            return open.toString();
        } catch (Exception e) {
            return "not known: " + e;
        }
    }

    private static boolean isInput(TopicPartition partition) {
        return partition.topic().equals("winlogs") || partition.topic().equals("trips");
    }

    /** The partitions, of inputs and repartition topics, that each static member of the group was given. */
    Map<String, Set<TopicPartition>> assigned() throws Exception {
        ConsumerGroupDescription group = admin.describeConsumerGroups(List.of(LogsAndTrips.ID))
                .all()
                .get(PATIENCE_S, TimeUnit.SECONDS)
                .get(LogsAndTrips.ID);
        return group.members()
                .stream()
                .collect(Collectors.toMap(member -> member.groupInstanceId().orElseThrow(),
                        Progress::partitionsOf));
    }

    private static Set<TopicPartition> partitionsOf(MemberDescription member) {
        return member.assignment().topicPartitions();
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(5));
    }
}
