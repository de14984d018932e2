package dev.tidemark.broker.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.broker.group.consumer.TopicIdPartition;
import dev.tidemark.broker.metadata.ClusterDelta;
import dev.tidemark.broker.metadata.ClusterImage;
import dev.tidemark.broker.metadata.ConfigResource;
import dev.tidemark.broker.metadata.PartitionImage;
import dev.tidemark.broker.metadata.TopicImage;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.ConsumerGroupDescribeResponse.DescribedGroup;
import dev.tidemark.protocol.message.ConsumerGroupHeartbeatResponse;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** A {@link GroupWorld} with topics and members of the consumer protocol. */
final class ConsumerWorld {

    final GroupWorld world;
    private final Map<String, TopicImage> topics = new HashMap<>();
    private final Map<ConfigResource, Map<String, String>> settings = new HashMap<>();
    private ClusterImage image = ClusterImage.EMPTY;
    private long ids;

    ConsumerWorld() {
        this(GroupWorld.CONSUMERS);
    }

    ConsumerWorld(ConsumerSettings consumers) {
        world = new GroupWorld().with(new GroupSettings(6_000, 1_800_000, Integer.MAX_VALUE, 100, 4_096,
                GroupWorld.RETENTION_MS, 600_000, consumers));
        world.ready();
    }

    // the cluster

    /** Creates a topic, or lets it grow. */
    void topic(String name, int partitions) {
        TopicImage before = topics.get(name);
        UUID id = before == null ? new UUID(77, ++ids) : before.id();
        topics.put(name, new TopicImage(name, id,
                Collections.nCopies(partitions, PartitionImage.of(List.of(1))), Map.of()));
        publish(id);
    }

    void deleteTopic(String name) {
        publish(topics.remove(name).id());
    }

    /** Sets something for one group while it lives; nothing means that it is taken back. */
    void set(String group, Map<String, String> values) {
        settings.put(ConfigResource.group(group), Map.copyOf(values));
        publish(Set.of());
    }

    private void publish(UUID touched) {
        publish(Set.of(touched));
    }

    private void publish(Set<UUID> touched) {
        Map<UUID, TopicImage> byId = new HashMap<>();
        topics.values().forEach(topic -> byId.put(topic.id(), topic));
        ClusterImage after = new ClusterImage(image.offset() + 1, 1, 1, Map.of(), Map.copyOf(topics), byId, Map.of(), 0,
                0, Map.copyOf(settings), Map.of());
        world.groups.changed(new ClusterDelta(image, after, touched));
        image = after;
        world.loop.runReady();
    }

    /** Process gone, committed batches stay; a new coordinator loads them, and hears of the cluster. */
    void crashAndReload() {
        crashLosing(0);
    }

    /** The same, but the last batches were not written yet. */
    void crashLosing(int batches) {
        world.crashLosing(batches);
        hearOfCluster();
    }

    void hearOfCluster() {
        world.groups.changed(new ClusterDelta(ClusterImage.EMPTY, image, image.topicsById().keySet()));
        world.loop.runReady();
    }

    Set<TopicIdPartition> all(String... names) {
        Set<TopicIdPartition> all = new TreeSet<>();
        for (String name : names) {
            TopicImage topic = topics.get(name);
            for (int i = 0; i < topic.partitions().size(); i++) {
                all.add(new TopicIdPartition(topic.id(), i));
            }
        }
        return all;
    }

    DescribedGroup describe() {
        return world.await(world.groups.describe(new DescribeConsumerGroup("g", Integer.MIN_VALUE)));
    }

    String state() {
        return describe().groupState();
    }

    // members

    Consumer consumer(String name) {
        return new Consumer(name, null);
    }

    Consumer staticConsumer(String name, String instanceId) {
        return new Consumer(name, instanceId);
    }

    /** Everybody heartbeats until nothing changes any more. */
    void settle(Consumer... consumers) {
        settle(List.of(consumers));
    }

    void settle(Collection<Consumer> consumers) {
        for (int round = 0; round < 50; round++) {
            consumers.forEach(Consumer::beat);
            if (state().equals("Stable")) {
                consumers.forEach(Consumer::beat);
                return;
            }
        }
        throw new AssertionError("not stable after 50 rounds: " + describe());
    }

    /** A consumer that gives back at once what it is asked to, as a client with nothing to do does. */
    final class Consumer {
        final String name;
        final String instanceId;
        String memberId;
        String group = "g";
        int epoch;
        int interval;
        Set<TopicIdPartition> owns = new TreeSet<>();
        List<String> topics = List.of("orders");
        String regex;
        String assignor;
        ErrorCode error = ErrorCode.NONE;
        String message = "";

        Consumer(String name, String instanceId) {
            this.name = name;
            this.instanceId = instanceId;
            this.memberId = name + "-1";
        }

        Consumer subscribe(String... names) {
            topics = List.of(names);
            return this;
        }

        Consumer matching(String pattern) {
            topics = List.of();
            regex = pattern;
            return this;
        }

        Consumer preferring(String wanted) {
            assignor = wanted;
            return this;
        }

        /** Joins, or rejoins, with nothing. */
        ErrorCode join() {
            epoch = 0;
            owns = new TreeSet<>();
            return send(0);
        }

        /** Tells what it owns, and takes over what it gets. */
        ErrorCode beat() {
            return epoch == 0 ? join() : send(epoch);
        }

        ErrorCode leave() {
            ErrorCode left = send(instanceId == null ? -1 : -2);
            epoch = 0;
            return left;
        }

        ErrorCode leaveForGood() {
            ErrorCode left = send(-1);
            epoch = 0;
            return left;
        }

        ErrorCode send(int memberEpoch) {
            return take(world.await(world.groups.heartbeat(request(memberEpoch, owns))), memberEpoch);
        }

        ConsumerHeartbeat request(int memberEpoch, Set<TopicIdPartition> owned) {
            return new ConsumerHeartbeat(group, memberId, memberEpoch, instanceId, null, 60_000, topics, regex,
                    assignor, owned, name, "/127.0.0.1", true);
        }

        ErrorCode take(ConsumerGroupHeartbeatResponse response, int memberEpoch) {
            error = ErrorCode.of(response.errorCode());
            message = response.errorMessage();
            if (error == ErrorCode.FENCED_MEMBER_EPOCH || error == ErrorCode.UNKNOWN_MEMBER_ID) {
                epoch = 0;
                owns = new TreeSet<>();
            }
            if (error == ErrorCode.NONE && memberEpoch >= 0) {
                epoch = response.memberEpoch();
                interval = response.heartbeatIntervalMs();
                if (response.assignment() != null) {
                    owns = new TreeSet<>();
                    response.assignment()
                            .topicPartitions()
                            .forEach(topic -> topic.partitions()
                                    .forEach(number -> owns.add(new TopicIdPartition(topic.topicId(), number))));
                }
            }
            return error;
        }

        ErrorCode commit(String topic, int partition, long offset) {
            return commitIn(epoch, topic, partition, offset);
        }

        ErrorCode commitIn(int claimedEpoch, String topic, int partition, long offset) {
            return GroupWorld.only(world.await(world.groups.commit(new OffsetsToCommit(group, claimedEpoch, memberId,
                    null, true, Map.of(new TopicPartition(topic, partition), GroupWorld.offset(offset))))));
        }
    }

    /** Nobody has what another one has, and nothing is left over. */
    void assertDisjointAndComplete(Collection<Consumer> consumers, Set<TopicIdPartition> expected) {
        Set<TopicIdPartition> seen = new HashSet<>();
        for (Consumer consumer : consumers) {
            for (TopicIdPartition partition : consumer.owns) {
                assertThat(seen.add(partition)).as("%s twice", partition).isTrue();
            }
        }
        assertThat(seen).isEqualTo(new HashSet<>(expected));
    }
}
